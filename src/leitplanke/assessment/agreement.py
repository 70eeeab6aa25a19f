"""How far several people say the same: rwg, Krippendorff's alpha, intraclass correlation, Kendall's W and the gap between two groups.

What needs only how many people chose which level (rwg, alpha, gap) is taken from counts, so it can be had of an anonymous wave too.
What needs to know which answers are one person's (intraclass correlation, Kendall's W) is taken from a table target x person.
"""

import math
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from scipy.special import fdtri, stdtrit

Counts = Sequence[int]
"""How many people chose each level of an ascending scale, lowest first; those without a level are not counted."""
Metric = Literal["ordinal", "interval"]
Table = Sequence[Sequence[float]]
"""Ratings by target (row) and person (column), none missing."""
COVERAGE = 0.9
"""Of the intervals, as everywhere in this product."""
ROUNDING_VARIANCE = 1.0 / 12.0
"""Of a value that people round to whole levels (uniform within one level): the least variance a group is credited with."""
FEWEST = 2
"""People, targets or units of which agreement can be told at all."""


@dataclass(frozen=True, slots=True)
class Intraclass:
    """Two-way random intraclass correlation with its interval: of one person (`single`) and of the mean of all (`average`)."""

    single: float
    single_low: float
    single_high: float
    average: float
    average_low: float
    average_high: float


@dataclass(frozen=True, slots=True)
class Gap:
    """By how many levels the first group's mean lies above the second's; no interval where one person alone is a group."""

    levels: float
    low: float | None
    high: float | None

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low is not None and self.high is not None and self.low * self.high > 0.0


def mean_level(counts: Counts) -> float | None:
    """Return the mean level, 0 to the number of levels - 1; None if nobody chose one.

    Examples
    --------
    >>> mean_level((1, 0, 0, 0, 1))
    2.0
    """
    people = sum(counts)
    return sum(level * count for level, count in enumerate(counts)) / people if people else None


def spread(counts: Counts) -> float | None:
    """Return the sample standard deviation in levels (divisor n - 1); None for fewer than two people.

    Examples
    --------
    >>> spread((2, 0, 0, 0, 2)).__round__(3)
    2.309
    """
    variance = _variance(counts)
    return None if variance is None else math.sqrt(variance)


def within_group(counts: Counts) -> float | None:
    """Return rwg of one item: 1 - variance / variance if everybody had chosen at random, all levels alike.

    1: all say the same; 0: as if by chance; below 0: further apart than chance, that is two camps. None for fewer than two people.

    Sources: James, Demaree & Wolf (1984); negative values are kept, not set to 0, because they tell of two camps.

    Examples
    --------
    >>> within_group((0, 0, 4, 0, 0)), within_group((2, 0, 0, 0, 2)).__round__(3)
    (1.0, -1.667)
    """
    variance = _variance(counts)
    return None if variance is None else 1.0 - variance / _chance_variance(len(counts))


def mean_within_group(items: Sequence[Counts]) -> float | None:
    """Return r*wg(J) of several items: the mean of their rwg, which does not rise with their number. None without an item of two people.

    Sources: Lindell, Brandt & Whitney (1999).
    """
    shares = [share for share in map(within_group, items) if share is not None]
    return math.fsum(shares) / len(shares) if shares else None


def within_group_of_items(items: Sequence[Counts]) -> float | None:
    """Return rwg(J) of several items that tell of one thing: from their mean variance, stepped up by their number.

    Where the mean variance is that of chance or above, 0: the formula has no meaning there. None without an item of two people.

    Sources: James, Demaree & Wolf (1984).
    """
    found = mean_within_group(items)
    if found is None:
        return None
    count, mean = sum(sum(counts) >= FEWEST for counts in items), max(0.0, found)
    return count * mean / (1.0 + (count - 1) * mean)


def krippendorff(units: Sequence[Counts], metric: Metric) -> float | None:
    """Return Krippendorff's alpha over units (indicators): 1 - observed / expected disagreement.

    1: all say the same of each unit; 0: knowing the unit tells nothing about the answer. Missing answers are allowed; units with
    fewer than two answers do not count. None where all answers are of one level, or no unit has two.

    Sources: Krippendorff (2011), Computing Krippendorff's alpha-reliability.
    """
    paired = [counts for counts in units if sum(counts) >= FEWEST]
    totals = [sum(column) for column in zip(*paired, strict=True)]
    distance = _distances(totals, metric)
    # What would be expected if the answers were dealt out to the units by chance: all answers as if they were of one unit.
    expected = _disagreement([totals], distance)
    return 1.0 - _disagreement(paired, distance) / expected if expected > 0.0 else None


def _disagreement(units: Sequence[Counts], distance: Table) -> float:
    """Return the sum over units of distance between all pairs of answers, divided by the unit's answers - 1."""
    return math.fsum(
        first * second * distance[low][high] / (sum(counts) - 1)
        for counts in units
        for low, first in enumerate(counts)
        for high, second in enumerate(counts)
        if low != high and first and second
    )


def _distances(totals: Counts, metric: Metric) -> Table:
    """Return the squared distance between any two levels; the ordinal one counts the answers between them."""
    if metric == "interval":
        return [[float(low - high) ** 2 for high in range(len(totals))] for low in range(len(totals))]
    middle = [sofar - count / 2.0 for sofar, count in zip(accumulate(totals), totals, strict=True)]
    return [[(low - high) ** 2 for high in middle] for low in middle]


def intraclass(table: Table, coverage: float = COVERAGE) -> Intraclass | None:
    """Return ICC(2,1) and ICC(2,k): how much of the variance is between targets, if both targets and people are drawn at random.

    None for fewer than two targets or people, or where nothing varies.

    Sources: Shrout & Fleiss (1979), their intervals included.
    """
    targets, people = len(table), len(table[0]) if table else 0
    if targets < FEWEST or people < FEWEST:
        return None
    between, judges, error = _mean_squares(table)
    single = _ratio(between - error, between + (people - 1) * error + people * (judges - error) / targets)
    if single is None:
        return None
    low, high = _interval(single, (between, judges, error), targets, people, coverage)
    return Intraclass(single, low, high, *(_stepped_up(one, people) for one in (single, low, high)))


def _mean_squares(table: Table) -> tuple[float, float, float]:
    """Return the mean squares of a two-way layout with one value a cell: between targets, between people, error."""
    targets, people = len(table), len(table[0])
    grand = math.fsum(map(math.fsum, table)) / (targets * people)
    rows = [math.fsum(row) / people for row in table]
    columns = [math.fsum(column) / targets for column in zip(*table, strict=True)]
    between = people * math.fsum((row - grand) ** 2 for row in rows)
    judges = targets * math.fsum((column - grand) ** 2 for column in columns)
    total = math.fsum((value - grand) ** 2 for row in table for value in row)
    error = max(0.0, total - between - judges)
    return between / (targets - 1), judges / (people - 1), error / ((targets - 1) * (people - 1))


def _interval(single: float, squares: tuple[float, float, float], targets: int, people: int, coverage: float) -> tuple[float, float]:
    """Return the interval of ICC(2,1) (Shrout & Fleiss 1979, with Satterthwaite's degrees of freedom)."""
    between, judges, error = squares
    if error == 0.0:
        return single, single
    share, ratio = max(single, 0.0), judges / error
    own = targets * (1.0 + (people - 1) * share) - people * share
    freedom = (people - 1) * (targets - 1) * (people * share * ratio + own) ** 2
    freedom /= (targets - 1) * people**2 * share**2 * ratio**2 + own**2
    upper = fdtri(targets - 1, freedom, (1.0 + coverage) / 2.0)
    lower = fdtri(freedom, targets - 1, (1.0 + coverage) / 2.0)
    rest = people * judges + (people * targets - people - targets) * error
    low = targets * (between - upper * error) / (upper * rest + targets * between)
    high = targets * (lower * between - error) / (rest + targets * lower * between)
    return min(single, float(low)), max(single, float(high))


def _stepped_up(single: float, people: int) -> float:
    """Return the reliability of the mean of `people` (Spearman and Brown); minus infinity where the formula has its pole."""
    below = 1.0 + (people - 1) * single
    return people * single / below if below > 0.0 else -math.inf


def _ratio(above: float, below: float) -> float | None:
    return above / below if below > 0.0 else None


def concordance(table: Table) -> float | None:
    """Return Kendall's W: how far people put the targets in the same order, 0 to 1, corrected for ties.

    None for fewer than two targets or people, or where nobody tells targets apart.

    Sources: Kendall & Babington Smith (1939); correction for ties as in Siegel & Castellan (1988).
    """
    targets, people = len(table), len(table[0]) if table else 0
    if targets < FEWEST or people < FEWEST:
        return None
    columns = [_ranks(column) for column in zip(*table, strict=True)]
    sums = [math.fsum(row) for row in zip(*columns, strict=True)]
    middle = math.fsum(sums) / targets
    deviation = 12.0 * math.fsum((one - middle) ** 2 for one in sums)
    ties = sum(count**3 - count for column in columns for count in Counter(column).values())
    return _ratio(deviation, people**2 * (targets**3 - targets) - people * ties)


def _ranks(values: Sequence[float]) -> list[float]:
    """Return the ranks from 1, ties shared."""
    counts = Counter(values)
    place, rank = 0, {}
    for value in sorted(counts):
        rank[value] = place + (counts[value] + 1) / 2.0
        place += counts[value]
    return [rank[value] for value in values]


def gap(first: Counts, second: Counts, coverage: float = COVERAGE) -> Gap | None:
    """Return by how much the first group's mean level lies above the second's, with Welch's interval.

    A group whose members all chose one level is not credited with certainty: its variance is at least that of rounding to a level.
    None if one of the groups chose nothing.

    Sources: Welch (1947).
    """
    high, low = mean_level(first), mean_level(second)
    if high is None or low is None:
        return None
    return _welch(_Side(high, _variance(first), sum(first)), _Side(low, _variance(second), sum(second)), ROUNDING_VARIANCE, coverage)


def gap_of_people(first: Sequence[float], second: Sequence[float], questions: int, coverage: float = COVERAGE) -> Gap | None:
    """Return by how much the first people's mean lies above the second's, each person with one figure: a mean over `questions`.

    None if one of the sides is nobody.

    Sources: Welch (1947).
    """
    if not first or not second:
        return None
    sides = [
        _Side(statistics.fmean(values), statistics.variance(values) if values[1:] else None, len(values)) for values in (first, second)
    ]
    return _welch(sides[0], sides[1], ROUNDING_VARIANCE / questions, coverage)


@dataclass(frozen=True, slots=True)
class _Side:
    mean: float
    variance: float | None
    people: int


def _welch(first: _Side, second: _Side, least: float, coverage: float) -> Gap:
    levels = first.mean - second.mean
    if first.variance is None or second.variance is None:
        return Gap(levels, None, None)
    parts = [max(first.variance, least) / first.people, max(second.variance, least) / second.people]
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / (first.people - 1) + parts[1] ** 2 / (second.people - 1))
    half = float(stdtrit(freedom, (1.0 + coverage) / 2.0)) * math.sqrt(sum(parts))
    return Gap(levels, levels - half, levels + half)


def _variance(counts: Counts) -> float | None:
    people, mean = sum(counts), mean_level(counts)
    if people < FEWEST or mean is None:
        return None
    return math.fsum(count * (level - mean) ** 2 for level, count in enumerate(counts)) / (people - 1)


def _chance_variance(levels: int) -> float:
    return (levels**2 - 1) / 12.0


def largest_table(answers: Mapping[tuple[str, str], float]) -> tuple[tuple[str, ...], list[list[float]]]:
    """Return targets and their table without gaps, for statistics that allow none: of nested choices the one with the most answers.

    Parameters
    ----------
    answers
        Rating by target and person. Targets are taken in order of how many people rated them; people are those who rated all of them.
    """
    people: dict[str, set[str]] = {}
    for target, person in answers:
        people.setdefault(target, set()).add(person)
    order = sorted(people, key=lambda target: (-len(people[target]), target))
    best: tuple[int, int, set[str]] = (0, 0, set())
    common: set[str] | None = None
    for count, target in enumerate(order, start=1):
        common = people[target] if common is None else common & people[target]
        if len(common) * count > best[0]:
            best = len(common) * count, count, common
    targets, persons = tuple(sorted(order[: best[1]])), sorted(best[2])
    return targets, [[answers[target, person] for person in persons] for target in targets]
