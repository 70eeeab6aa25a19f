"""Every assumption of the catalogue as one list: which figure of which entry, its range, and what it rests on."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from leitplanke.catalogue.aims import Stakeholder
from leitplanke.catalogue.checks.finding import entries
from leitplanke.catalogue.entries import (
    Assumption,
    Base,
    Catalogue,
    CostFigure,
    Effect,
    EffortFigure,
    Entry,
    Indicator,
    Link,
    Measure,
    SeverityFigure,
    Shock,
    ThreePointFigure,
    Unseen,
)
from leitplanke.catalogue.setting import Lever
from leitplanke.primitives.origin import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumedRange:
    """The values of a figure: a three-point figure, two ends without a middle, or one value (all three the same)."""

    low: float
    mid: float | None
    high: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumedFigure:
    """One figure that is assumed.

    Parameters
    ----------
    entry
        Id of the catalogue entry.
    part
        Which of its figures: ``rate``, ``severity``, ``once``, ``effect/0``, ``drives`` ...; ``entry`` where the whole entry is meant.
    ranges
        A cost or effort has one for each part it is made of; none where the assumption is a text (how a base is filled).
    """

    entry: str
    part: str
    ranges: tuple[AssumedRange, ...]
    origin: Origin

    @property
    def id(self) -> str:
        """Unique in the catalogue: ``unseen.cyber.incident/rate``."""
        return f"{self.entry}/{self.part}"

    @property
    def kind(self) -> str:
        """Kind of the entry: ``unseen``, ``measure`` ..."""
        return self.entry.partition(".")[0]


def assumed(catalogue: Catalogue) -> tuple[AssumedFigure, ...]:
    """Return every figure that no published source states, in the order of the catalogue.

    Measures stand in the list with all their figures even if they are tagged fact: that tag covers only the part named in
    `fact_covers`, never an effect.
    """
    return tuple(figure for entry in entries(catalogue) for figure in assumed_of(entry))


def assumed_of(entry: Entry) -> tuple[AssumedFigure, ...]:
    """Return the figures of one entry that are assumed."""
    return tuple(
        AssumedFigure(entry=entry.id, part=part, ranges=ranges, origin=origin)
        for part, ranges, origin in _figures(entry)
        if origin.tag == "assumption" or isinstance(entry, Measure)
    )


_Figure = tuple[str, tuple[AssumedRange, ...], Origin]


def _figures(entry: Entry) -> Iterator[_Figure]:
    if isinstance(entry, Unseen):
        yield from _of_unseen(entry)
    elif isinstance(entry, Link | Shock | Assumption):
        part = {Link: "probability", Shock: "variance", Assumption: "figure"}[type(entry)]
        figure: ThreePointFigure = getattr(entry, part)
        yield part, _three(figure), figure.origin
    elif isinstance(entry, Base):
        yield "default", (), entry.origin
    elif isinstance(entry, Indicator) and entry.drives:
        yield "drives", tuple(_one(drive.weight, "1") for drive in entry.drives), entry.origin
    elif isinstance(entry, Measure):
        yield from ((part, ranges, entry.origin) for part, ranges in _of_measure(entry))
        if entry.gain is not None:
            gain = entry.gain
            yield "gain", (AssumedRange(low=gain.low, mid=gain.mode, high=gain.high, unit="1/year"),), gain.origin
    elif isinstance(entry, Stakeholder):
        yield "weights", tuple(AssumedRange(low=one.low, mid=one.mode, high=one.high, unit="1") for one in entry.weights), entry.origin
    elif isinstance(entry, Lever):
        yield from ((f"effect/{place}", (_factor(one),), entry.origin) for place, one in enumerate(entry.effects))
    elif isinstance(origin := getattr(entry, "origin", None), Origin):
        yield "entry", (), origin


def _of_unseen(unseen: Unseen) -> Iterator[_Figure]:
    hit, coping = unseen.sensitivity, unseen.coping
    yield "rate", _three(unseen.rate), unseen.rate.origin
    yield "sensitivity", (AssumedRange(low=hit.at_0, mid=None, high=hit.at_1, unit=hit.unit),), hit.origin
    yield "severity", _severity(unseen.severity), unseen.severity.origin
    if unseen.duration is not None:
        yield "duration", _three(unseen.duration), unseen.duration.origin
    yield "coping", (_one(coping.max, coping.unit),), coping.origin


def _severity(figure: SeverityFigure) -> tuple[AssumedRange, ...]:
    """Return the spread from case to case, and our ignorance of its median."""
    chance, factor = figure.chance, figure.median_factor
    return (
        AssumedRange(low=figure.low, mid=chance.centre, high=figure.high, unit=figure.unit),
        AssumedRange(low=1.0 / factor, mid=1.0, high=factor, unit="1"),
    )


def _of_measure(measure: Measure) -> Iterator[tuple[str, tuple[AssumedRange, ...]]]:
    for part, cost, unit in (("once", measure.once, "EUR"), ("yearly", measure.yearly, "EUR/year")):
        if ranges := tuple(_cost(cost, unit)):
            yield part, ranges
    for part, effort in (("days_once", measure.days_once), ("days_yearly", measure.days_yearly)):
        if ranges := tuple(_effort(effort)):
            yield part, ranges
    yield "time", (_one(measure.lead_months, "months"), _one(measure.ramp_months, "months"))
    yield from ((f"effect/{place}", (_factor(one),)) for place, one in enumerate(measure.effects))


def _cost(cost: CostFigure, unit: str) -> Iterator[AssumedRange]:
    for (low, mode, high), of in ((cost.base, ""), (cost.per_head, "/person"), (cost.turnover_share, "/turnover")):
        if low or mode or high:
            yield AssumedRange(low=low, mid=mode, high=high, unit=f"{unit}{of}")


def _effort(effort: EffortFigure) -> Iterator[AssumedRange]:
    yield from (_one(days, "days") for days in (effort.owner, effort.management, effort.it, effort.staff) if days)
    if effort.staff_per_head:
        yield _one(effort.staff_per_head, "days/person")


def _factor(effect: Effect) -> AssumedRange:
    """Return the factor of an effect; its centre is the geometric middle of its 90 % interval."""
    return AssumedRange(low=effect.low, mid=math.sqrt(effect.low * effect.high), high=effect.high, unit="1")


def _three(figure: ThreePointFigure) -> tuple[AssumedRange, ...]:
    return (AssumedRange(low=figure.low, mid=figure.mode, high=figure.high, unit=figure.unit),)


def _one(value: float, unit: str) -> AssumedRange:
    return AssumedRange(low=value, mid=value, high=value, unit=unit)
