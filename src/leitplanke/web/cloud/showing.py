"""Puts inventory, policy and exit folder into the words of their pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from leitplanke.catalogue.entry import Text
from leitplanke.catalogue.media import CLASSES, VERDICTS, Medium, Subject, Verdict
from leitplanke.company.dependence.data import DataObject
from leitplanke.company.dependence.partner import Relation
from leitplanke.company.dependence.policy import Ground
from leitplanke.company.dependence.protection import needs
from leitplanke.company.dependence.service import Service
from leitplanke.company.dependence.ties import gaps
from leitplanke.reports import exitfolder, notices, numbers
from leitplanke.reports.naming import listed
from leitplanke.reports.numbers import day
from leitplanke.reports.words import Language, say
from leitplanke.study.leaving import FRESH_TEST_DAYS, ExitFolder
from leitplanke.web.catalogue import catalogue
from leitplanke.web.cloud.keeping import Inventory
from leitplanke.web.companies.models import Company
from leitplanke.web.results.values import Table

SUBJECTS: tuple[Subject, ...] = (*CLASSES, "personal", "trade-secret")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """A data object at one service: whether it may lie there, and why."""

    service: str
    verdict: Verdict
    told: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRow:
    """A data object in the overview."""

    one: DataObject
    classed: str
    lying: tuple[Lying, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """A service in the overview."""

    one: Service
    medium: str
    needs: str
    tested: str
    stale: bool
    holds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of the policy; `own` if the firm has set it."""

    subject: Subject
    medium: str
    place: str
    title: str
    verdict: Verdict | str
    told: str
    reason: str
    own: bool
    proposal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediumRow:
    """A medium with its cells."""

    title: str
    text: str
    cells: tuple[Cell, ...]


def overview(inventory: Inventory, relations: Sequence[Relation], language: Language, today: date) -> dict[str, object]:
    """Return what the page of the inventory needs."""
    data = tuple(_data_row(one, inventory, language) for one in inventory.data)
    forbidden = sum(any(place.verdict == "forbidden" for place in row.lying) for row in data)
    homeless = sum(not row.lying for row in data)
    return {
        "data": data,
        "services": tuple(_service_row(one, inventory, language, today) for one in inventory.services),
        "forbidden": forbidden,
        "homeless": homeless,
        "gaps": _gaps(inventory, relations, language),
    }


def matrix(inventory: Inventory, language: Language) -> tuple[MediumRow, ...]:
    """Return the policy, medium by medium."""
    return tuple(_medium_row(medium, inventory, language) for medium in inventory.rules.media)


def cell(inventory: Inventory, medium: str, subject: str, language: Language) -> Cell | None:
    """Return one cell; None if there is no such medium or subject."""
    for one in inventory.rules.media:
        for name in SUBJECTS:
            if (one.id, name) == (medium, subject):
                return _cell(one, name, inventory, language)
    return None


def with_typed(shown: Cell, verdict: str, reason: str) -> Cell:
    """Return a cell as somebody typed it."""
    return replace(shown, verdict=verdict, reason=reason)


def wrong_cell(verdict: str, reason: str, most: int, language: Language) -> list[tuple[str, str]]:
    """Return field and message of what is wrong with a typed cell."""
    found = []
    if verdict not in VERDICTS:
        found.append(("verdict", say(language, "web.fault.no-choice")))
    if not any(sign.isalnum() for sign in reason):
        found.append(("reason", say(language, "web.fault.missing")))
    elif len(reason) > most:
        found.append(("reason", say(language, "web.fault.too-long", most=most)))
    return found


def lacking(company: Company, service: Service, language: Language) -> str:
    """Return what is missing before leaving can be reckoned; empty if nothing is."""
    if not company.is_complete:
        return say(language, "cloud.lacks.profile")
    provided = service.model not in {"own-server", "offline"}
    if provided and service.contract.ends is None and service.contract.notice_months is None:
        return say(language, "cloud.lacks.dates")
    return ""


def leaving(found: ExitFolder, language: Language, today: date) -> dict[str, object]:
    """Return what the page of leaving needs."""
    rows = exitfolder.parts(found, language)
    head = tuple(say(language, f"exit.cost.{name}") for name in ("part", "low", "mode", "high", "basis"))
    return {
        "summary": exitfolder.summary(found, catalogue(), language, today),
        "missing": exitfolder.missing(found, catalogue(), language),
        "table": Table(caption=say(language, "exit.cost-caption"), head=head, rows=rows, words=(4,)),
        "rules": [
            (_text(one.entry.title, language), notices.standing(one, language), _text(one.entry.text, language))
            for one in exitfolder.standing_rules(found, today)
        ],
    }


def spend(company: Company, inventory: Inventory, language: Language) -> str:
    """Return that the sum of the contracts counts in place of what the profile says; empty if they agree or the profile goes first."""
    from leitplanke.study.measurement import contracted_spend  # noqa: PLC0415 - the readers of studies are slow to load

    counted, stated = contracted_spend(inventory.services), company.cloud_spend_eur_per_year
    if counted is None or stated is None or round(counted) == round(stated):
        return ""
    if company.network_entries.filter(kind="stated", name="base.cloud-spend").exists():
        return ""
    amounts = {name: numbers.euro(value, language, exact=True) for name, value in (("contracts", counted), ("profile", stated))}
    return say(language, "cloud.spend-counts", **amounts)


def _data_row(one: DataObject, inventory: Inventory, language: Language) -> DataRow:
    rules = inventory.rules
    rulings = [(place, rules.ruling(one, place)) for place in inventory.services if one.id in place.holds]
    return DataRow(
        one=one,
        classed=say(language, f"cloud.subject.{one.classed}"),
        lying=tuple(
            Lying(
                service=place.name,
                verdict=ruling.verdict,
                told=say(language, f"cloud.verdict.{ruling.verdict}"),
                reasons=tuple(_reason(ground, language) for ground in ruling.grounds if ground.verdict == ruling.verdict),
            )
            for place, ruling in rulings
        ),
    )


def _service_row(one: Service, inventory: Inventory, language: Language, today: date) -> ServiceRow:
    names = {data.id: data.name for data in inventory.data}
    test = one.last_export_test
    wanted = needs(one, inventory.data, inventory.services)
    return ServiceRow(
        one=one,
        medium=_text(inventory.rules.medium_of(one).title, language),
        needs=", ".join(f"{say(language, f'cloud.aim.{need.aim}')} {say(language, f'cloud.need.{need.need}')}" for need in wanted),
        tested=say(language, "cloud.never-tested") if test is None else day(test.on, language),
        stale=test is None or not test.complete or (today - test.on).days > FRESH_TEST_DAYS,
        holds=listed([names[id_] for id_ in one.holds if id_ in names], language),
    )


def _gaps(inventory: Inventory, relations: Sequence[Relation], language: Language) -> tuple[str, ...]:
    names = {one.id: one.name for one in inventory.data}
    return tuple(
        say(language, f"cloud.gap.{gap.kind}", data=names[gap.data], partner=gap.partner)
        for gap in gaps(inventory.data, relations)
        if gap.kind != "nobody-said"
    )


def _medium_row(medium: Medium, inventory: Inventory, language: Language) -> MediumRow:
    cells = tuple(_cell(medium, subject, inventory, language) for subject in SUBJECTS)
    return MediumRow(title=_text(medium.title, language), text=_text(medium.text, language), cells=cells)


def _cell(medium: Medium, subject: Subject, inventory: Inventory, language: Language) -> Cell:
    ground, proposed = inventory.rules.ground(medium, subject), medium.cell(subject)
    own = any((change.medium, change.of) == (medium.id, subject) for change in inventory.policy)
    nothing = say(language, "cloud.no-verdict")
    proposal = "" if proposed is None else f"{say(language, f'cloud.verdict.{proposed.verdict}')}. {_text(proposed.reason, language)}"
    return Cell(
        subject=subject,
        medium=medium.id,
        place=_text(medium.title, language),
        title=say(language, f"cloud.subject.{subject}"),
        verdict=ground.verdict if ground else "",
        told=say(language, f"cloud.verdict.{ground.verdict}") if ground else nothing,
        reason=_reason(ground, language) if ground else "",
        own=own,
        proposal=proposal or nothing,
    )


def _reason(ground: Ground, language: Language) -> str:
    return ground.reason if isinstance(ground.reason, str) else _text(ground.reason, language)


def _text(text: Text, language: Language) -> str:
    return text.de if language == "de" else text.en
