"""The figures of an entry in words, each with what it rests on."""

from collections.abc import Iterator
from itertools import groupby

from leitplanke.catalogue.entries import (
    Assumption,
    CopingFigure,
    CostFigure,
    Effect,
    EffortFigure,
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
from leitplanke.reports.hinge import origin_words
from leitplanke.reports.naming import listed
from leitplanke.reports.numbers import amount, euro, grouped, percent, percent_range
from leitplanke.reports.words import Language, say
from leitplanke.web.hinge.lines import entry_link
from leitplanke.web.hinge.values import FigureGroup

ROLES = ("owner", "management", "it", "staff")
Told = tuple[str, str]
"""What a figure is, and its value."""


def basis(entry: object, language: Language) -> FigureGroup | None:
    """Return what an entry without figures of its own rests on, such as a law; None for others."""
    origin = getattr(entry, "origin", None)
    if not isinstance(origin, Origin) or figures(entry, language):
        return None
    return _group((), origin, language)


def figures(entry: object, language: Language) -> tuple[FigureGroup, ...]:
    """Return the figures of an entry; those of a measure, question or lever rest on the entry's own origin."""
    return tuple(
        _group(tuple(told for told, _ in found), origin, language)
        for origin, found in groupby(_found(entry, language), key=lambda one: one[1])
    )


def _group(told: tuple[Told, ...], origin: Origin, language: Language) -> FigureGroup:
    sources = tuple(entry_link(source, language) for source in origin.sources)
    return FigureGroup(figures=told, origin=origin_words(origin, language), sources=sources)


def _found(entry: object, language: Language) -> Iterator[tuple[Told, Origin]]:
    if isinstance(entry, Unseen):
        yield from _of_unseen(entry, language)
    elif isinstance(entry, Link):
        yield _named("probability", _three(entry.probability, language), language), entry.probability.origin
    elif isinstance(entry, Shock):
        yield _named("variance", _three(entry.variance, language), language), entry.variance.origin
    elif isinstance(entry, Assumption):
        yield _named("figure", _three(entry.figure, language), language), entry.figure.origin
    elif isinstance(origin := getattr(entry, "origin", None), Origin):
        told = _of_measure(entry, language) if isinstance(entry, Measure) else _of_others(entry, language)
        yield from ((one, origin) for one in told)
        if isinstance(entry, Measure) and entry.gain is not None:
            gain = entry.gain
            spread = say(language, "hinge.share-of-value-added", range=percent_range(gain.low, gain.high, language))
            yield _named("gain", spread, language), gain.origin


def _named(name: str, value: str, language: Language) -> Told:
    return say(language, f"hinge.figure.{name}"), value


def _three(figure: ThreePointFigure, language: Language) -> str:
    low, high = (amount(value, "1", language) for value in (figure.low, figure.high))
    return say(language, "hinge.three", low=low, mode=amount(figure.mode, figure.unit, language), high=high)


def _of_unseen(unseen: Unseen, language: Language) -> Iterator[tuple[Told, Origin]]:
    yield _named("rate", _three(unseen.rate, language), language), unseen.rate.origin
    yield _named("sensitivity", _sensitivity(unseen.sensitivity, language), language), unseen.sensitivity.origin
    yield _named(f"severity-{unseen.kind}", _severity(unseen.severity, language), language), unseen.severity.origin
    if unseen.duration is not None:
        yield _named("duration", _three(unseen.duration, language), language), unseen.duration.origin
    yield _named(f"coping-{unseen.kind}", _coping(unseen.coping, language), language), unseen.coping.origin


def _sensitivity(figure: SensitivityFigure, language: Language) -> str:
    return say(language, "hinge.sensitivity", low=percent(figure.at_0, language), high=percent(figure.at_1, language))


def _severity(figure: SeverityFigure, language: Language) -> str:
    return say(
        language,
        "hinge.severity",
        range=percent_range(figure.low, figure.high, language),
        base=entry_link(figure.base, language).title,
        cap=percent(figure.cap, language),
        factor=amount(figure.median_factor, "1", language),
    )


def _coping(figure: CopingFigure, language: Language) -> str:
    parts = [f"{entry_link(one.capacity, language).title} {percent(one.weight, language)}" for one in figure.weights]
    return say(language, "hinge.coping", most=percent(figure.max, language), parts=listed(parts, language))


def _of_measure(measure: Measure, language: Language) -> Iterator[Told]:
    for name, cost in (("once", measure.once), ("yearly", measure.yearly)):
        if text := _cost(cost, language):
            yield _named(name, text, language)
    for name, effort in (("days_once", measure.days_once), ("days_yearly", measure.days_yearly)):
        if text := _effort(effort, language):
            yield _named(name, text, language)
    months = {name: grouped(value, language) for name, value in (("lead", measure.lead_months), ("ramp", measure.ramp_months))}
    yield _named("time", say(language, "hinge.months", **months), language)
    yield from (_effect(one, language) for one in measure.effects)


def _of_others(entry: object, language: Language) -> Iterator[Told]:
    if isinstance(entry, Lever):
        yield from (_effect(one, language) for one in entry.effects)
    elif isinstance(entry, Indicator) and entry.drives:
        drives = [f"{entry_link(one.target, language).title} {amount(one.weight, '1', language)}" for one in entry.drives]
        yield _named("drives", listed(drives, language), language)


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


def _effort(effort: EffortFigure, language: Language) -> str:
    known = {role: getattr(effort, role) for role in ROLES}
    parts = [f"{say(language, f'group.{role}')} {amount(days, '1', language)}" for role, days in known.items() if days]
    if effort.staff_per_head:
        parts.append(say(language, "hinge.days-per-head", days=amount(effort.staff_per_head, "1", language)))
    return ", ".join(parts)


def _effect(effect: Effect, language: Language) -> Told:
    low, high = (amount(value, "1", language) for value in (effect.low, effect.high))
    key = "hinge.effect-side" if effect.side_effect else "hinge.effect"
    parameter = say(language, f"hinge.parameter.{effect.parameter}")
    return say(language, key, target=entry_link(effect.target, language).title), say(
        language, "hinge.factor", parameter=parameter, low=low, high=high
    )
