"""From the answers of several people to one belief about each indicator; disagreement widens it and is never averaged away.

Source: method.md section 2 (own design choice): a linear opinion pool with role weights, fitted to a Beta distribution. What one side sees
better or worse throughout: `assessment.sides`.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from leitplanke.assessment.rating import UNKNOWN_VALUE, Answer, Moments, Rater
from leitplanke.assessment.scale import PERCENT, sets_share, stated, value
from leitplanke.assessment.sides import NO_SIDES, Sides, views
from leitplanke.catalogue.entries import Indicator

MEASUREMENT_VARIANCE = 0.12**2
"""How far one person's answer lies from what it should say (method.md section 2; assumption)."""
IGNORANCE = 1.5
"""No answer and "don't know" are Beta(1.5, 1.5): anything is possible, extremes are less likely (assumption)."""
IGNORANCE_MEAN = UNKNOWN_VALUE
IGNORANCE_VARIANCE = IGNORANCE_MEAN * (1.0 - IGNORANCE_MEAN) / (2.0 * IGNORANCE + 1.0)
LEAST_MEAN = 0.02
MOST_MEAN = 0.98
MOST_VARIANCE_SHARE = 0.8
"""The variance is at most this share of that of a coin with the same mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """What the answers say about one indicator: a Beta distribution on 0-1.

    Parameters
    ----------
    mean, variance
        Of the Beta distribution; the mean is within [.02, .98].
    alpha, beta
        Its parameters.
    count, unknown
        Answers that entered, and how many of them were "don't know".
    spread
        Standard deviation of the answers around their mean (0 for one answer): how far people are apart.
    assumed
        True if nobody gave a value.
    shared
        Part of the variance, 0-1, that comes from what one side sees better or worse throughout: other questions share it.
    """

    indicator: str
    mean: float
    variance: float
    alpha: float
    beta: float
    count: int
    unknown: int
    spread: float
    assumed: bool
    shared: float = 0.0


def moments(indicators: Iterable[Indicator], raters: Iterable[Rater], answers: Iterable[Answer]) -> tuple[Moments, ...]:
    """Return the answers by indicator and group (the rater's role), without persons.

    Parameters
    ----------
    indicators
        The catalogue's; the result is in their order, groups in alphabetical order. The order of answers does not matter.

    Raises
    ------
    KeyError
        If an answer names an unknown rater or indicator.
    """
    order = {indicator.id: (position, indicator) for position, indicator in enumerate(indicators)}
    people = {rater.id: rater for rater in raters}
    groups: dict[tuple[int, str], list[tuple[Answer, float]]] = {}
    for answer in answers:
        rater = people[answer.rater]
        groups.setdefault((order[answer.indicator][0], rater.role), []).append((answer, rater.weight))
    found = dict(order.values())
    return tuple(_moments(found[position], group, groups[position, group]) for position, group in sorted(groups))


def _moments(indicator: Indicator, group: str, answers: list[tuple[Answer, float]]) -> Moments:
    """Return the moments of one group; `math.fsum` makes them independent of the order of answers."""
    applicable = [(answer, weight) for answer, weight in answers if answer.missing != "not-applicable"]
    rated = [(IGNORANCE_MEAN if answer.missing else value(indicator, answer), weight) for answer, weight in applicable]
    total = math.fsum(weight for _, weight in rated)
    return Moments(
        indicator=indicator.id,
        group=group,
        count=len(rated),
        unknown=sum(answer.missing == "unknown" for answer, _ in applicable),
        weight=total,
        mean=math.fsum(weight * score for score, weight in rated) / total if rated else IGNORANCE_MEAN,
        square=math.fsum(weight * score**2 for score, weight in rated) / total if rated else IGNORANCE_MEAN**2,
        not_applicable=len(answers) - len(applicable),
        stated=_stated(indicator, [(answer, weight) for answer, weight in applicable if not answer.missing]),
    )


def _stated(indicator: Indicator, answers: list[tuple[Answer, float]]) -> float | None:
    """Return the weighted mean of the shares of turnover that answers state; None where the question sets no base."""
    if not answers or not sets_share(indicator):
        return None
    total = math.fsum(weight for _, weight in answers)
    return min(1.0, math.fsum(weight * stated(indicator, answer) for answer, weight in answers) / total / PERCENT)


def merged(parts: Iterable[Moments]) -> tuple[Moments, ...]:
    """Return moments with those of the same indicator and group joined, as if their answers had been given together.

    The order is that in which each indicator and group first appears.

    Examples
    --------
    >>> one = Moments(indicator="i", group="staff", count=1, weight=1.0, mean=0.75, square=0.5625)
    >>> two = Moments(indicator="i", group="staff", count=3, weight=3.0, mean=0.25, square=0.0625)
    >>> both, = merged((one, two))
    >>> both.count, both.weight, both.mean, both.square
    (4, 4.0, 0.375, 0.1875)
    """
    found: dict[tuple[str, str], list[Moments]] = {}
    for part in parts:
        found.setdefault((part.indicator, part.group), []).append(part)
    return tuple(_joined(group) for group in found.values())


def _joined(parts: list[Moments]) -> Moments:
    if len(parts) == 1:
        return parts[0]
    answered = [part for part in parts if part.count]
    weight = math.fsum(part.weight for part in answered)
    # A stated share is a mean over the answers with a value; within a group all weigh the same on average.
    stating = [(part.stated, part.weight * (part.count - part.unknown) / part.count) for part in answered if part.stated is not None]
    says = math.fsum(share for _, share in stating)
    return Moments(
        indicator=parts[0].indicator,
        group=parts[0].group,
        count=sum(part.count for part in parts),
        unknown=sum(part.unknown for part in parts),
        weight=weight,
        mean=math.fsum(part.weight * part.mean for part in answered) / weight if answered else IGNORANCE_MEAN,
        square=math.fsum(part.weight * part.square for part in answered) / weight if answered else IGNORANCE_MEAN**2,
        not_applicable=sum(part.not_applicable for part in parts),
        stated=math.fsum(value * share for value, share in stating) / says if stating and says else None,
    )


def ignorance(indicator: str) -> Belief:
    """Return the belief about an indicator that nobody answered."""
    return Belief(
        indicator=indicator,
        mean=IGNORANCE_MEAN,
        variance=IGNORANCE_VARIANCE,
        alpha=IGNORANCE,
        beta=IGNORANCE,
        count=0,
        unknown=0,
        spread=0.0,
        assumed=True,
    )


def pool(indicator: str, groups: tuple[Moments, ...], systematic: float = 0.0) -> Belief | None:
    """Return the belief that the groups' answers make together; None if all who answered say it does not apply.

    The variance is that between people divided by their number, plus the weighted mean of what each single answer leaves open:
    .12 squared for a value, that of Beta(1.5, 1.5) for "don't know". The part that groups see differently throughout evens out over
    groups only, not over people.

    Parameters
    ----------
    systematic
        Part of the variance between groups that all questions share, 0-1 (`Sides.share`).

    Examples
    --------
    >>> one = Moments(indicator="i", group="owner", count=1, weight=1.0, mean=0.75, square=0.5625)
    >>> belief = pool("i", (one,))
    >>> round(belief.mean, 3), round(belief.variance, 4), round(belief.alpha + belief.beta, 3)
    (0.75, 0.0144, 12.021)
    """
    answered = [group for group in groups if group.count]
    if not answered:
        return None if any(group.not_applicable for group in groups) else ignorance(indicator)
    count = sum(group.count for group in answered)
    unknown = sum(group.unknown for group in answered)
    weight = math.fsum(group.weight for group in answered)
    centre = math.fsum(group.weight * group.mean for group in answered) / weight
    square = math.fsum(group.weight * group.square for group in answered) / weight
    # The sample variance (divisor n - 1): with two raters the plain one would hide half of their disagreement.
    between = max(0.0, square - centre**2) * count / (count - 1) if count > 1 else 0.0
    within = math.fsum(group.weight * _within(group) for group in answered) / weight
    sided = _sided(answered, systematic, count)
    mean = min(MOST_MEAN, max(LEAST_MEAN, centre))
    whole = sided.error + max(0.0, between - sided.of_people) / count + within
    variance = min(whole, MOST_VARIANCE_SHARE * mean * (1.0 - mean))
    concentration = mean * (1.0 - mean) / variance - 1.0
    return Belief(
        indicator=indicator,
        mean=mean,
        variance=variance,
        alpha=mean * concentration,
        beta=(1.0 - mean) * concentration,
        count=count,
        unknown=unknown,
        spread=math.sqrt(between),
        assumed=unknown == count,
        shared=sided.error / whole,
    )


@dataclass(frozen=True, slots=True)
class _Sided:
    """What groups see differently throughout: its variance in the mean of all, and its part of the sample variance between people."""

    error: float
    of_people: float


def _sided(answered: list[Moments], systematic: float, count: int) -> _Sided:
    if not systematic or count < 2:  # noqa: PLR2004 - one person is no side
        return _Sided(0.0, 0.0)
    seen = views(merged(answered))
    return _Sided(systematic * seen.error, systematic * seen.known * seen.apart * count / (count - 1))


def beliefs(indicators: Iterable[Indicator], groups: Iterable[Moments], sides: Sides = NO_SIDES) -> tuple[Belief, ...]:
    """Return the belief about each indicator that applies to the firm, answered or not, in the order of `indicators`."""
    by_indicator = grouped(groups)
    pooled = (pool(indicator.id, by_indicator.get(indicator.id, ()), sides.of(indicator.id)) for indicator in indicators)
    return tuple(belief for belief in pooled if belief is not None)


def grouped(groups: Iterable[Moments]) -> Mapping[str, tuple[Moments, ...]]:
    """Return the moments by indicator, groups in alphabetical order."""
    found: dict[str, list[Moments]] = {}
    for group in sorted(groups, key=lambda moment: moment.group):
        found.setdefault(group.indicator, []).append(group)
    return {indicator: tuple(parts) for indicator, parts in found.items()}


def _within(group: Moments) -> float:
    known = group.count - group.unknown
    return (known * MEASUREMENT_VARIANCE + group.unknown * IGNORANCE_VARIANCE) / group.count
