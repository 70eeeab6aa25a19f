"""What one side sees better or worse than the other throughout: the part of disagreement that all questions share.

Sides are the groups of raters (roles). A two-way random-effects model, questions by groups: a group's answer is what is true, plus how
favourably this group sees everything, plus a rest of this question. How favourably a group sees things does not even out over
questions, nor over the members of the group; the rest does. The share of the first part is estimated by analysis of variance, which
needs each group's mean on each question and nothing about persons, so ratings and their moments give the identical share.

Sources: Searle, Casella and McCulloch, Variance Components (1992), chapter 4 (estimators from mean products); Shrout and Fleiss, Intraclass
correlations (1979), case 2 (raters as random effects). That errors of a size go with how far groups are apart on the question is ours.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from leitplanke.assessment.rating import UNKNOWN_VALUE, Moments
from leitplanke.assessment.scale import standing
from leitplanke.catalogue.entries import Indicator

LEAST_APART = 1e-9
"""Groups whose means differ by less say the same: what is left is rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Views:
    """What the groups that know say of one question.

    Parameters
    ----------
    shares
        By group, the part of the weight of all that know; they add up to 1.
    deviations
        By group, its mean minus the mean of all that know, values 0-1.
    known
        Part of the weight of all answers that belongs to people who know.
    """

    shares: Mapping[str, float]
    deviations: Mapping[str, float]
    known: float

    @property
    def apart(self) -> float:
        """Variance between the groups' means: that of whom to believe, if each group is right with the chance of its weight."""
        return math.fsum(share * self.deviations[group] ** 2 for group, share in self.shares.items())

    @property
    def error(self) -> float:
        """Variance that groups leave in the mean of all, as people do in that of a group: sample variance over number of groups."""
        return self.known * self.apart / (len(self.shares) - 1) if len(self.shares) > 1 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """How far groups differ in one direction.

    Parameters
    ----------
    share
        Part of the variance between groups that all questions share, 0-1; 0 if each question has its own.
    standing
        By question that at least two groups answered: 1 where a high value means the firm stands better, -1 where worse.
    """

    share: float = 0.0
    standing: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, indicator: str) -> float:
        """Return the share that applies to a question: 0 for one that says neither better nor worse."""
        return self.share if indicator in self.standing else 0.0


NO_SIDES = Sides()


def views(groups: Iterable[Moments]) -> Views:
    """Return what the groups say of one question, those who do not know left out.

    Examples
    --------
    >>> owner = Moments(indicator="i", group="owner", count=1, weight=1.0, mean=0.75, square=0.5625)
    >>> staff = Moments(indicator="i", group="staff", count=3, weight=3.0, mean=0.25, square=0.0625)
    >>> found = views((owner, staff))
    >>> found.deviations["owner"], found.deviations["staff"], found.apart
    (0.375, -0.125, 0.046875)
    """
    answered = [group for group in groups if group.count]
    told = [(group.group, group.weight * (group.count - group.unknown) / group.count, _known(group)) for group in answered]
    told = [one for one in told if one[1] > 0.0]
    weight = math.fsum(part for _, part, _ in told)
    mean = math.fsum(part * value for _, part, value in told) / weight if told else UNKNOWN_VALUE
    gaps = {group: value - mean for group, _, value in told}
    rounding = all(abs(gap) < LEAST_APART for gap in gaps.values())
    return Views(
        shares={group: part / weight for group, part, _ in told},
        deviations=dict.fromkeys(gaps, 0.0) if rounding else gaps,
        known=weight / math.fsum(group.weight for group in answered) if told else 0.0,
    )


def _known(group: Moments) -> float:
    """Return the mean of those of a group who know; within a group all weigh the same on average."""
    known = group.count - group.unknown
    return min(1.0, max(0.0, (group.count * group.mean - group.unknown * UNKNOWN_VALUE) / known)) if known else UNKNOWN_VALUE


def sides(indicators: Iterable[Indicator], by_indicator: Mapping[str, tuple[Moments, ...]]) -> Sides:
    """Return how far groups differ in one direction over all questions that at least two of them answered.

    With u the deviation of a group on a question, turned towards "worse" and times the root of its weight: the mean of u u' over pairs of
    questions, summed over groups, as share of the mean of the roots of their variances between groups. So the sum over all questions
    keeps exactly the variance that the groups' own sums have.
    """
    found = {one.id: (standing(one), views(by_indicator.get(one.id, ()))) for one in indicators}
    asked = {name: (sign, view) for name, (sign, view) in found.items() if sign and len(view.shares) > 1}
    turned: dict[str, list[float]] = {}
    for sign, view in asked.values():
        for group, share in view.shares.items():
            turned.setdefault(group, []).append(-sign * math.sqrt(share) * view.deviations[group])
    apart = [view.apart for _, view in asked.values()]
    alone = math.fsum(apart)
    pairs = math.fsum(math.sqrt(one) for one in apart) ** 2 - alone
    together = math.fsum(math.fsum(of_group) ** 2 for of_group in turned.values()) - alone
    share = min(1.0, max(0.0, together / pairs)) if pairs > LEAST_APART * alone else 0.0
    return Sides(share=share, standing={name: sign for name, (sign, _) in asked.items()})
