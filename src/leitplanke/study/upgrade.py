"""What a firm said, held against today's catalogue: carried over where an id was retired, set aside and named where nothing fits.

Inputs themselves are never changed: an older study file or database keeps every word. A firm's own answer to today's question comes
before one carried over.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from leitplanke.assessment.rating import Answer, Moments
from leitplanke.catalogue.entries import Catalogue, Indicator
from leitplanke.catalogue.upgrade import Fate, fates
from leitplanke.study.former import FormerInput, InputField
from leitplanke.study.inputs import Funding, Override, StudyInputs
from leitplanke.study.ownpack import with_own

T = TypeVar("T")
Fates = Mapping[str, Fate]


@dataclass(frozen=True, slots=True)
class Settled:
    """Inputs that name only what the catalogue has, and what was set aside for that, each once."""

    inputs: StudyInputs
    former: tuple[FormerInput, ...]


def settle(catalogue: Catalogue, inputs: StudyInputs) -> Settled:
    """Return what of the inputs counts today.

    Set aside is what names a retired id without successor, an answer that its successor's scale cannot say, and what belongs to a
    pack that is not loaded. What the firm has added itself is there, whether `catalogue` has it already or not.
    """
    catalogue = with_own(catalogue, inputs)
    known = fates(catalogue)
    indicators = {indicator.id: indicator for indicator in catalogue.indicators}
    onsets = {unseen.id for unseen in catalogue.unseens if unseen.kind == "onset"}
    allowed = _allowed(catalogue) if inputs.overrides else {}
    rules: dict[InputField, _Rule] = {
        "answers": _Rule(_indicator_of, _asker_of, partial(_answer, known, indicators)),
        "moments": _Rule(_indicator_of, lambda one: one.group, partial(_moments, known, indicators)),
        "running": _Rule(str, _nobody, lambda one: _renamed(known, onsets, one)),
        "not_relevant": _Rule(_unseen_of, _nobody, partial(_field, known, {unseen.id for unseen in catalogue.unseens}, "unseen")),
        "overrides": _Rule(
            lambda one: one.target,
            lambda one: one.parameter,
            lambda one: _override(known, allowed, one),
        ),
        "decided": _Rule(_measure_of, _nobody, partial(_field, known, {one.id for one in catalogue.measures}, "measure")),
        "funding": _Rule(_measure_of, lambda one: one.programme or "", partial(_funding, known, catalogue)),
        "starts": _Rule(_measure_of, _nobody, partial(_field, known, {one.id for one in catalogue.measures}, "measure")),
        "strengths": _Rule(lambda one: one.strength, _nobody, partial(_field, known, {one.id for one in catalogue.strengths}, "strength")),
    }
    kept: dict[str, Any] = {}
    former: dict[FormerInput, None] = {}
    for field, rule in rules.items():
        kept[field], aside = _sorted_out(getattr(inputs, field), rule)
        former.update(dict.fromkeys(FormerInput(id=id_, field=field) for id_ in aside))
    return Settled(replace(inputs, **kept), tuple(former))


def settle_answers(catalogue: Catalogue, answers: Iterable[Answer]) -> tuple[tuple[Answer, ...], tuple[FormerInput, ...]]:
    """Return the answers as they are today, and those set aside; quicker than `settle` where only answers matter."""
    indicators = {indicator.id: indicator for indicator in catalogue.indicators}
    kept, aside = _sorted_out(answers, _Rule(_indicator_of, _asker_of, partial(_answer, fates(catalogue), indicators)))
    return kept, tuple(FormerInput(id=id_, field="answers") for id_ in dict.fromkeys(aside))


def _allowed(catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
    """Return what may be overridden; loaded late, because it brings scipy and the pages ask only about answers."""
    from leitplanke.study.adaptable import parameters  # noqa: PLC0415 - see above

    return parameters(catalogue)


@dataclass(frozen=True, slots=True)
class _Rule:
    """How one kind of input is held against the catalogue: whom it names, who says it, and what it is today (None: nothing)."""

    names: Callable[[Any], str]
    says: Callable[[Any], str]
    today: Callable[[Any], Any]


def _sorted_out(items: Iterable[T], rule: _Rule) -> tuple[tuple[T, ...], tuple[str, ...]]:
    """Return the items as they are today, and the ids of those set aside."""
    listed = [(item, rule.today(item)) for item in items]
    own = {_key(rule, item) for item, today in listed if today == item}
    taken = set(own)
    kept: list[T] = []
    aside: list[str] = []
    for item, today in listed:
        if today is None:
            aside.append(rule.names(item))
            continue
        key = _key(rule, today)
        if today == item:
            kept.append(item)
        elif key not in taken:
            kept.append(today)
            taken.add(key)
        elif key not in own:
            aside.append(rule.names(item))
    return tuple(kept), tuple(aside)


def _key(rule: _Rule, item: object) -> tuple[str, str]:
    return rule.names(item), rule.says(item)


def _indicator_of(one: Answer | Moments) -> str:
    return one.indicator


def _asker_of(one: Answer) -> str:
    return one.rater


def _unseen_of(one: Any) -> str:  # noqa: ANN401 - a row that names an Unseen
    return str(one.unseen)


def _measure_of(one: Any) -> str:  # noqa: ANN401 - a row that names a measure
    return str(one.measure)


def _nobody(_one: object) -> str:
    return ""


def _renamed(known: Fates, live: Iterable[str], id_: str) -> str | None:
    """Return what an id is called today; None if it leads to nothing of that kind."""
    if id_ in live:
        return id_
    fate = known.get(id_)
    return fate.id if fate is not None and fate.id is not None and fate.id in live else None


def _field(known: Fates, live: Iterable[str], name: str, item: Any) -> Any:  # noqa: ANN401 - a frozen row of the inputs
    today = _renamed(known, live, getattr(item, name))
    return None if today is None else replace(item, **{name: today})


def _funding(known: Fates, catalogue: Catalogue, own: Funding) -> Funding | None:
    """Return a funding as it is today; the money stays where its programme is no longer known."""
    today: Funding | None = _field(known, {one.id for one in catalogue.measures}, "measure", own)
    if today is None or today.programme is None:
        return today
    return replace(today, programme=_renamed(known, {one.id for one in catalogue.programmes}, today.programme))


def _override(known: Fates, allowed: Mapping[str, tuple[str, ...]], own: Override) -> Override | None:
    """Return an own figure as it is today; the target of an effect may be called otherwise too."""
    kind, slash, target = own.parameter.partition("/")
    fate = known.get(target)
    names = [own.parameter] + ([f"{kind}{slash}{fate.id}"] if fate and fate.id else [])
    for name in names:
        today = _renamed(known, {id_ for id_, given in allowed.items() if name in given}, own.target)
        if today is not None:
            return own if (today, name) == (own.target, own.parameter) else replace(own, target=today, parameter=name)
    return None


def _answer(known: Fates, indicators: Mapping[str, Indicator], answer: Answer) -> Answer | None:
    today = _renamed(known, indicators, answer.indicator)
    if today is None or today == answer.indicator:
        return answer if today else None
    fate = known[answer.indicator]
    if answer.level is not None:
        level = fate.level(answer.level)
        return None if level is None else replace(answer, indicator=today, level=level)
    if answer.amount is not None and (fate.levels or not indicators[today].map):
        return None
    return replace(answer, indicator=today)


def _moments(known: Fates, indicators: Mapping[str, Indicator], group: Moments) -> Moments | None:
    """Return moments under today's id; a mean over levels cannot be carried to another scale."""
    today = _renamed(known, indicators, group.indicator)
    if today is None or (today != group.indicator and known[group.indicator].levels):
        return None
    return replace(group, indicator=today)
