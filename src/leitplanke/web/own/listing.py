"""What the overview of own figures lists: what is set, where an own figure moves most, and every entry that can be adapted."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports.conditions import stated_share
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import euro, quarter
from leitplanke.reports.words import Language, say
from leitplanke.study.adaptable import DRAWN_ASSUMPTIONS, adaptable
from leitplanke.study.inputs import Funding, Override, StartWindow, StudyInputs
from leitplanke.study.upgrade import Settled
from leitplanke.web.accounts.models import User
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.links import figure_of
from leitplanke.web.own.units import called, span
from leitplanke.web.results.figures import mark_of
from leitplanke.web.studies.results import latest_done, read_result

SHOWN_HEAVY = 5
OWN_FIELDS = frozenset({"overrides", "running", "not_relevant", "decided", "funding", "starts"})
"""Inputs that are set on these pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRow:
    """One thing the firm has set: of which entry, what, the proposal it replaces, and why; `known` is False for former entries."""

    target: str
    title: str
    what: str
    proposal: str
    reason: str
    known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entry that can be adapted, with what is set of it."""

    target: str
    title: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Entries of one component."""

    title: str
    mark: str
    rows: tuple[Row, ...]


def added_rows(inputs: StudyInputs, names: Names) -> tuple[Row, ...]:
    """Return what the firm has added itself, each with what kind it is."""
    kinds = ((inputs.own_unseens, "web.added.unseen-mark"), (inputs.own_measures, "web.added.measure-mark"))
    return tuple(Row(target=one.id, title=one.title, state=say(names.language, mark)) for kind, mark in kinds for one in kind)


def set_rows(catalogue: Catalogue, settled: Settled, names: Names) -> tuple[SetRow, ...]:
    """Return everything the firm has set, under today's ids; what no longer counts stands last."""
    inputs = settled.inputs
    found = [_figure_row(catalogue, inputs, one, names) for one in inputs.overrides]
    found += [_stance_row(unseen, "running", "", names) for unseen in inputs.running]
    found += [_stance_row(one.unseen, "not-relevant", one.reason, names) for one in inputs.not_relevant]
    found += [_stance_row(one.measure, one.decision, one.reason, names, one.quarter or "") for one in inputs.decided]
    found += [_row_of(one.measure, funded(one, names.language), one.reason, names) for one in inputs.funding]
    found += [_row_of(one.measure, started(one, names.language), one.reason, names) for one in inputs.starts]
    former = dict.fromkeys(
        one.id for one in settled.former if one.field in {"overrides", "running", "not_relevant", "decided", "funding", "starts"}
    )
    what = say(names.language, "web.own.former")
    return (*found, *(SetRow(target=one, title=names.title(one), what=what, proposal="", reason="", known=False) for one in former))


def _figure_row(catalogue: Catalogue, inputs: StudyInputs, own: Override, names: Names) -> SetRow:
    figure = next(one for one in adaptable(catalogue, inputs, own.target) if one.parameter == own.parameter)
    language = names.language
    return SetRow(
        target=own.target,
        title=names.title(own.target),
        what=say(language, "web.own.row", name=called(figure, names), span=span(figure, own.low, own.high, language)),
        proposal=say(language, "web.own.row-proposal", span=span(figure, figure.default.low, figure.default.high, language)),
        reason=own.reason,
    )


def _stance_row(target: str, kind: str, reason: str, names: Names, quarter: str = "") -> SetRow:
    return _row_of(target, say(names.language, f"web.own.state.{kind}", quarter=quarter), reason, names)


def _row_of(target: str, what: str, reason: str, names: Names) -> SetRow:
    return SetRow(target=target, title=names.title(target), what=what, proposal="", reason=reason)


def funded(one: Funding, language: Language) -> str:
    """Return a funding in a few words."""
    share = stated_share(one.rate, language)
    if one.cap_eur is None:
        return say(language, "web.own.state.funding", share=share)
    return say(language, "web.own.state.funding-capped", share=share, cap=euro(one.cap_eur, language, exact=True))


def started(one: StartWindow, language: Language) -> str:
    """Return in a few words when a measure may start."""
    first, last, works = (quarter(text, language) if text else "" for text in (one.not_before, one.not_after, one.works_from))
    told = []
    if first and last:
        told.append(say(language, "web.own.state.window-between", first=first, last=last))
    elif first or last:
        told.append(say(language, f"web.own.state.window-{'not-before' if first else 'not-after'}", quarter=first or last))
    if works:
        told.append(say(language, "web.own.state.window-works", quarter=works))
    return ", ".join(told)


def heavy(company: Company, user: User | AnonymousUser, names: Names) -> tuple[Row, ...]:
    """Return the entries whose figures carry most of the range of the latest result; nothing without result."""
    study = latest_done(company.pk, user)
    targets = [figure_of(one.trace) for one in read_result(study.pk).assumptions] if study else []
    found = list(dict.fromkeys(one[0] for one in targets if one is not None))[:SHOWN_HEAVY]
    return tuple(Row(target=target, title=names.title(target), state="") for target in found)


def unseen_groups(catalogue: Catalogue, inputs: StudyInputs, names: Names) -> tuple[Group, ...]:
    """Return all Unseens by component."""
    return _by_component(catalogue, ((one.component, one.id) for one in catalogue.unseens), inputs, names)


def measure_groups(catalogue: Catalogue, inputs: StudyInputs, names: Names) -> tuple[Group, ...]:
    """Return all measures by component."""
    return _by_component(catalogue, ((one.component, one.id) for one in catalogue.measures), inputs, names)


def link_rows(catalogue: Catalogue, inputs: StudyInputs, names: Names) -> tuple[Row, ...]:
    """Return all links."""
    return tuple(_row(one.id, inputs, names) for one in catalogue.links)


def capacity_rows(catalogue: Catalogue, inputs: StudyInputs, names: Names) -> tuple[Row, ...]:
    """Return the factors of adaptive capacity."""
    return tuple(_row(one.id, inputs, names) for one in catalogue.capacities)


def method_rows(catalogue: Catalogue, inputs: StudyInputs, names: Names) -> tuple[Row, ...]:
    """Return the common shocks and the drawn figures of the method."""
    return tuple(_row(one, inputs, names) for one in (*(shock.id for shock in catalogue.shocks), *DRAWN_ASSUMPTIONS))


def _by_component(catalogue: Catalogue, pairs: Iterable[tuple[str, str]], inputs: StudyInputs, names: Names) -> tuple[Group, ...]:
    rows: dict[str, list[Row]] = {}
    for component, target in pairs:
        rows.setdefault(component, []).append(_row(target, inputs, names))
    ordered = sorted(catalogue.components, key=lambda component: component.order)
    return tuple(Group(title=names.title(one.id), mark=mark_of(one.id), rows=tuple(rows[one.id])) for one in ordered if one.id in rows)


def _row(target: str, inputs: StudyInputs, names: Names) -> Row:
    return Row(target=target, title=names.title(target), state=_state(target, inputs, names.language))


def _state(target: str, inputs: StudyInputs, language: Language) -> str:
    count = sum(one.target == target for one in inputs.overrides)
    states = [say(language, "web.own.one" if count == 1 else "web.own.some", count=count)] if count else []
    if target in inputs.running:
        states.append(say(language, "web.own.state.running"))
    if any(one.unseen == target for one in inputs.not_relevant):
        states.append(say(language, "web.own.state.not-relevant"))
    states += [say(language, f"web.own.state.{one.decision}", quarter=one.quarter or "") for one in inputs.decided if one.measure == target]
    states += [funded(one, language) for one in inputs.funding if one.measure == target]
    states += [started(one, language) for one in inputs.starts if one.measure == target]
    return ", ".join(states)
