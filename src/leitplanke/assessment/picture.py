"""The picture of many people's answers: how they spread, where they agree, where groups see it differently, what to talk about first.

It is made of histograms by indicator and group alone, so that of an anonymous wave it holds nothing but what may be shown.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from leitplanke.assessment.agreement import (
    Gap,
    gap,
    gap_of_people,
    krippendorff,
    mean_level,
    mean_within_group,
    spread,
    within_group,
    within_group_of_items,
)
from leitplanke.assessment.scale import standing
from leitplanke.assessment.showing import Histogram
from leitplanke.catalogue.entries import Capacity, Catalogue, Component, Indicator

Scope = TypeVar("Scope", Component, Capacity)
Cells = Mapping[tuple[str, str], Histogram]
"""What is known, by indicator and group."""
LEADING: frozenset[str] = frozenset({"owner", "management"})
"""The groups that lead the firm; what they see is held against what all others see."""
People = Mapping[str, tuple[str, Mapping[str, float]]]
"""Group and levels by indicator of each person, where everybody agreed to be seen."""
NOBODY: People = {}
FIRST = 5
"""Topics to talk about first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPicture:
    """What people say of one indicator.

    Parameters
    ----------
    everybody
        All groups together.
    groups
        By group, in alphabetical order.
    mean, spread
        Of the levels of all; None if nobody, or one person, chose a level.
    agreement
        rwg of all; None for fewer than two people.
    gap
        Those who lead minus all others, in levels.
    """

    indicator: str
    everybody: Histogram
    groups: tuple[tuple[str, Histogram], ...]
    mean: float | None
    spread: float | None
    agreement: float | None
    gap: Gap | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopePicture:
    """What people say of all indicators of a component or capacity factor (`id`), or of all there are (`id` empty).

    Parameters
    ----------
    indicators
        Those with at least one answer.
    answers
        Answers with a level, over all of them.
    placed
        Answers by how well the firm is placed, worst first; a level that is good where it is low counts from the other end, and
        indicators that are neither do not count.
    agreement, stepped_up
        r*wg(J), and rwg(J), which rises with the number of indicators.
    ordinal, interval
        Krippendorff's alpha over the indicators.
    gap
        By how many levels those who lead see the firm better placed than all others do.
    """

    id: str
    indicators: tuple[str, ...]
    answers: int
    placed: tuple[int, ...]
    agreement: float | None
    stepped_up: float | None
    ordinal: float | None
    interval: float | None
    gap: Gap | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """An indicator to talk about; `eur` is the change of the expected loss a year for one standard deviation up or down, if known."""

    item: ItemPicture
    eur: float | None


def added(histograms: Iterable[Histogram]) -> Histogram:
    """Return several groups as one."""
    return Histogram.from_counts(map(sum, zip(Histogram().counts, *(one.counts for one in histograms), strict=True)))


def items(indicators: Iterable[Indicator], cells: Cells) -> tuple[ItemPicture, ...]:
    """Return the picture of every indicator of which something is known, in the order of `indicators`."""
    by_indicator: dict[str, list[tuple[str, Histogram]]] = {}
    for (indicator, group), histogram in sorted(cells.items()):
        by_indicator.setdefault(indicator, []).append((group, histogram))
    return tuple(_item(one.id, by_indicator[one.id]) for one in indicators if one.id in by_indicator)


def _item(indicator: str, groups: list[tuple[str, Histogram]]) -> ItemPicture:
    everybody = added(histogram for _, histogram in groups)
    lead, others = (_levels(groups, leading=leading) for leading in (True, False))
    return ItemPicture(
        indicator=indicator,
        everybody=everybody,
        groups=tuple(groups),
        mean=mean_level(everybody.levels),
        spread=spread(everybody.levels),
        agreement=within_group(everybody.levels),
        gap=gap(lead, others),
    )


def _levels(groups: Iterable[tuple[str, Histogram]], *, leading: bool) -> tuple[int, ...]:
    return added(histogram for group, histogram in groups if (group in LEADING) is leading).levels


def components(catalogue: Catalogue, found: Collection[ItemPicture], people: People = NOBODY) -> tuple[ScopePicture, ...]:
    """Return the picture of every component of which something is known, in the catalogue's order.

    Parameters
    ----------
    people
        Where it is known which answers are one person's: then gaps have the interval of these people's own means.
    """
    signs = {one.id: standing(one) for one in catalogue.indicators}
    where = {one.id: one.component for one in catalogue.indicators}
    parts = ((one.id, [item for item in found if where[item.indicator] == one.id]) for one in _ordered(catalogue.components))
    return tuple(_scope(name, part, signs, people) for name, part in parts if part)


def capacities(catalogue: Catalogue, found: Collection[ItemPicture], people: People = NOBODY) -> tuple[ScopePicture, ...]:
    """Return the picture of every capacity factor of which something is known, over all indicators that drive it; `people` as above."""
    scopes = []
    for factor in _ordered(catalogue.capacities):
        signs = {
            one.id: drive.direction
            for one in catalogue.indicators
            for drive in one.drives
            if drive.target == factor.id and drive.parameter == "capacity"
        }
        part = [item for item in found if item.indicator in signs]
        scopes += [_scope(factor.id, part, signs, people)] if part else []
    return tuple(scopes)


def whole(catalogue: Catalogue, found: Collection[ItemPicture]) -> ScopePicture:
    """Return the picture of all indicators together."""
    return _scope("", found, {one.id: standing(one) for one in catalogue.indicators}, NOBODY)


def _ordered(entries: Iterable[Scope]) -> list[Scope]:
    return sorted(entries, key=lambda entry: entry.order)


def _scope(name: str, part: Collection[ItemPicture], signs: Mapping[str, int], people: People) -> ScopePicture:
    units = [item.everybody.levels for item in part]
    return ScopePicture(
        id=name,
        indicators=tuple(item.indicator for item in part),
        answers=sum(map(sum, units)),
        placed=_placed([(item.everybody.levels, signs[item.indicator]) for item in part]),
        agreement=mean_within_group(units),
        stepped_up=within_group_of_items(units),
        ordinal=krippendorff(units, "ordinal"),
        interval=krippendorff(units, "interval"),
        gap=_people_gap(part, signs, people) or mean_gap([(item.gap, signs[item.indicator]) for item in part if item.gap is not None]),
    )


def _placed(counts: Iterable[tuple[tuple[int, ...], int]]) -> tuple[int, ...]:
    turned = [levels if sign > 0 else levels[::-1] for levels, sign in counts if sign]
    return tuple(map(sum, zip(Histogram().levels, *turned, strict=True)))


def _people_gap(part: Collection[ItemPicture], signs: Mapping[str, int], people: People) -> Gap | None:
    """Return the gap between people's own means, each answer against the mean of its question, turned so that above 0 means better."""
    middle = {item.indicator: item.mean for item in part if item.mean is not None and signs[item.indicator]}
    sides: dict[bool, list[float]] = {True: [], False: []}
    answered = 0
    for group, levels in people.values():
        own = [signs[name] * (levels[name] - centre) for name, centre in middle.items() if name in levels]
        if own:
            sides[group in LEADING].append(sum(own) / len(own))
            answered += len(own)
    count = len(sides[True]) + len(sides[False])
    return gap_of_people(sides[True], sides[False], max(1, answered // max(1, count)))


def mean_gap(gaps: Collection[tuple[Gap, int]]) -> Gap | None:
    """Return the mean of several gaps, each turned so that above 0 means better placed; those with sign 0 do not count.

    The same people answered all of them, so their errors go together in a way that counts cannot tell. The interval is the mean of
    the intervals: right if errors go together fully, else too wide, never too narrow. None if one of them has no interval.
    """
    turned = [one if sign > 0 else _reversed(one) for one, sign in gaps if sign]
    if not turned:
        return None
    lows, highs = [one.low for one in turned if one.low is not None], [one.high for one in turned if one.high is not None]
    count = len(turned)
    levels = sum(one.levels for one in turned) / count
    return Gap(levels, sum(lows) / count, sum(highs) / count) if len(lows) == count else Gap(levels, None, None)


def _reversed(one: Gap) -> Gap:
    low, high = (None if end is None else -end for end in (one.high, one.low))
    return Gap(-one.levels, low, high)


def topics(found: Iterable[ItemPicture], eur_per_level: Mapping[str, float], first: int = FIRST) -> tuple[Topic, ...]:
    """Return what to talk about first: where people are apart and it moves the most euros.

    Parameters
    ----------
    eur_per_level
        Change of the expected loss a year for one level up, by indicator. Topics without it come last, the widest apart first.
    """
    apart = [item for item in found if item.spread]
    rated = [Topic(item=item, eur=_moved(item, eur_per_level.get(item.indicator))) for item in apart]
    return tuple(sorted(rated, key=lambda one: (-(one.eur or 0.0), -(one.item.spread or 0.0), one.item.indicator))[:first])


def _moved(item: ItemPicture, eur: float | None) -> float | None:
    return None if eur is None or item.spread is None else abs(eur) * item.spread
