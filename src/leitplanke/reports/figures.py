"""The figures of a catalogue entry in words: what each is called and its value with range and unit.

The ids are those of `catalogue.assumed`, so that lists of figures find their words here.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from leitplanke.catalogue.aims import AimWeight, Stakeholder
from leitplanke.catalogue.entries import (
    Assumption,
    CopingFigure,
    CostFigure,
    Effect,
    EffortFigure,
    Entry,
    Gain,
    Indicator,
    Link,
    Measure,
    SensitivityFigure,
    SeverityFigure,
    Shock,
    ThreePointFigure,
    Unseen,
)
from leitplanke.catalogue.setting import Lever
from leitplanke.primitives.origin import Origin
from leitplanke.reports.naming import Names, listed
from leitplanke.reports.numbers import amount, euro, grouped, percent, percent_range
from leitplanke.reports.words import Language, say

ROLES = ("owner", "management", "it", "staff")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldFigure:
    """One figure in words; `id` as in `catalogue.assumed`."""

    id: str
    name: str
    value: str
    origin: Origin


def told(entry: Entry, names: Names) -> Iterator[ToldFigure]:
    """Yield the figures of an entry; those of a measure, question or lever rest on the entry's own origin."""
    for part, name, value, origin in _found(entry, names):
        yield ToldFigure(id=f"{entry.id}/{part}", name=name, value=value, origin=origin)


_Words = tuple[str, str, str]
"""Part, name and value."""


def _found(entry: Entry, names: Names) -> Iterator[tuple[str, str, str, Origin]]:
    language = names.language
    if isinstance(entry, Unseen):
        yield from _of_unseen(entry, names)
    elif isinstance(entry, Link):
        yield *_named("probability", _three(entry.probability, language), language), entry.probability.origin
    elif isinstance(entry, Shock):
        yield *_named("variance", _three(entry.variance, language), language), entry.variance.origin
    elif isinstance(entry, Assumption):
        yield *_named("figure", _three(entry.figure, language), language), entry.figure.origin
    elif isinstance(entry, Measure):
        yield from ((*words, entry.origin) for words in _of_measure(entry, names))
        if entry.gain is not None:
            yield *_named("gain", _gain(entry.gain, language), language), entry.gain.origin
    elif isinstance(entry, Lever):
        yield from ((*_effect(place, one, names), entry.origin) for place, one in enumerate(entry.effects))
    elif isinstance(entry, Stakeholder):
        weights = [f"{names.title(one.aim)} {_points(one, language)}" for one in entry.weights]
        yield *_named("weights", listed(weights, language), language), entry.origin
    elif isinstance(entry, Indicator) and entry.drives:
        drives = [f"{names.title(one.target)} {amount(one.weight, '1', language)}" for one in entry.drives]
        yield *_named("drives", listed(drives, language), language), entry.origin


def _points(weight: AimWeight, language: Language) -> str:
    low, mode, high = (grouped(value, language) for value in (weight.low, weight.mode, weight.high))
    return say(language, "hinge.three", low=low, mode=mode, high=high)


def _named(part: str, value: str, language: Language, word: str = "") -> _Words:
    return part, say(language, f"hinge.figure.{word or part}"), value


def _three(figure: ThreePointFigure, language: Language) -> str:
    low, high = (amount(value, "1", language) for value in (figure.low, figure.high))
    return say(language, "hinge.three", low=low, mode=amount(figure.mode, figure.unit, language), high=high)


def _of_unseen(unseen: Unseen, names: Names) -> Iterator[tuple[str, str, str, Origin]]:
    language = names.language
    yield *_named("rate", _three(unseen.rate, language), language), unseen.rate.origin
    yield *_named("sensitivity", _sensitivity(unseen.sensitivity, language), language), unseen.sensitivity.origin
    yield *_named("severity", _severity(unseen.severity, names), language, f"severity-{unseen.kind}"), unseen.severity.origin
    if unseen.duration is not None:
        yield *_named("duration", _three(unseen.duration, language), language), unseen.duration.origin
    yield *_named("coping", _coping(unseen.coping, names), language, f"coping-{unseen.kind}"), unseen.coping.origin


def _sensitivity(figure: SensitivityFigure, language: Language) -> str:
    return say(language, "hinge.sensitivity", low=percent(figure.at_0, language), high=percent(figure.at_1, language))


def _severity(figure: SeverityFigure, names: Names) -> str:
    language = names.language
    return say(
        language,
        "hinge.severity",
        mid=percent(figure.chance.centre, language),
        range=percent_range(figure.low, figure.high, language),
        base=names.title(figure.base),
        cap=percent(figure.cap, language),
        factor=amount(figure.median_factor, "1", language),
    )


def _coping(figure: CopingFigure, names: Names) -> str:
    parts = [f"{names.title(one.capacity)} {percent(one.weight, names.language)}" for one in figure.weights]
    return say(names.language, "hinge.coping", most=percent(figure.max, names.language), parts=listed(parts, names.language))


def _of_measure(measure: Measure, names: Names) -> Iterator[_Words]:
    language = names.language
    for name, cost in (("once", measure.once), ("yearly", measure.yearly)):
        if text := _cost(cost, language):
            yield _named(name, text, language)
    for name, effort in (("days_once", measure.days_once), ("days_yearly", measure.days_yearly)):
        if text := _effort(effort, language):
            yield _named(name, text, language)
    months = {name: grouped(value, language) for name, value in (("lead", measure.lead_months), ("ramp", measure.ramp_months))}
    yield _named("time", say(language, "hinge.months", **months), language)
    yield from (_effect(place, one, names) for place, one in enumerate(measure.effects))


def _cost(cost: CostFigure, language: Language) -> str:
    """Return base, part by head and part by turnover, as far as there are any."""
    parts = []
    for name, spread in (("base", cost.base), ("per-head", cost.per_head)):
        if any(spread):
            low, mode, high = (euro(value, language, exact=True) for value in spread)
            parts.append(say(language, f"hinge.cost-{name}", three=say(language, "hinge.three", low=low, mode=mode, high=high)))
    if any(cost.turnover_share):
        low, mode, high = (percent(value, language) for value in cost.turnover_share)
        parts.append(say(language, "hinge.cost-turnover", three=say(language, "hinge.three", low=low, mode=mode, high=high)))
    return "; ".join(parts)


def _gain(gain: Gain, language: Language) -> str:
    low, mode, high = (percent(value, language) for value in (gain.low, gain.mode, gain.high))
    return say(language, "hinge.share-of-value-added", three=say(language, "hinge.three", low=low, mode=mode, high=high))


def _effort(effort: EffortFigure, language: Language) -> str:
    known = {role: getattr(effort, role) for role in ROLES}
    parts = [f"{say(language, f'group.{role}')} {amount(days, '1', language)}" for role, days in known.items() if days]
    if effort.staff_per_head:
        parts.append(say(language, "hinge.days-per-head", days=amount(effort.staff_per_head, "1", language)))
    return ", ".join(parts)


def _effect(place: int, effect: Effect, names: Names) -> _Words:
    language = names.language
    middle = math.sqrt(effect.low * effect.high)
    low, mode, high = (amount(value, "1", language) for value in (effect.low, middle, effect.high))
    key = "hinge.effect-side" if effect.side_effect else "hinge.effect"
    parameter = say(language, f"hinge.parameter.{effect.parameter}")
    value = say(language, "hinge.factor", parameter=parameter, three=say(language, "hinge.three", low=low, mode=mode, high=high))
    return f"effect/{place}", say(language, key, target=names.title(effect.target)), value
