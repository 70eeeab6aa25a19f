"""When the answers of a group may be shown, so that no answer can be computed from what is shown before and after.

A *cell* is one indicator in one group; its picture is a `Histogram`. Pictures grow in batches: each new one adds at least `least`
answers that were in no picture before, and changed answers move only with at least as many other changes. So in every linear
combination of pictures the answers of the last batch stand together, all with the same factor: what can be computed from a series of
pictures is never about fewer than `least` answers. Other waves are other answers, but the same people may have given the same ones
there, also under the name of another group: so `may_show` holds a picture against every earlier one of the question, and `isolates`
against sums and differences of up to four. Whether the same people were asked elsewhere (as another group of the same wave, as another
firm) is seen by the answers themselves: `assessment.echo`.

What a rule about counts cannot hide: if all of a group say the same, the picture says what each of them said.

Source: method.md section 9 and docs/method/waves.md (own design choice).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self, get_args

import numpy as np
from numpy.typing import NDArray

from leitplanke.assessment.pooling import moments
from leitplanke.assessment.rating import Answer, Missing, Moments, Rater
from leitplanke.catalogue.entries import Indicator, Role

LEAST = 5
"""Fewest answers that may be shown together (assumption: a common bound in surveys of employees); a firm may only raise it."""
LEVELS = 5
_MISSING: tuple[Missing, ...] = get_args(Missing)
_CHOICES = (*(str(level) for level in range(LEVELS)), *_MISSING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """How many of a group gave which answer to one indicator.

    Parameters
    ----------
    levels
        Answers by level 0-4.
    unknown, not_applicable
        "Don't know" and "does not apply".

    Raises
    ------
    ValueError
        If there are not five levels, or a count is negative.
    """

    levels: tuple[int, ...] = (0,) * LEVELS
    unknown: int = 0
    not_applicable: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be a picture."""
        if len(self.levels) != LEVELS or min(self.counts) < 0:
            raise ValueError(self.counts)

    @classmethod
    def of(cls, choices: Iterable[str]) -> Self:
        """Return the picture of answers as forms name them: ``0`` to ``4``, ``unknown``, ``not-applicable``.

        Raises
        ------
        ValueError
            If there is another one.

        Examples
        --------
        >>> Histogram.of(["3", "3", "unknown"]).counts
        (0, 0, 0, 2, 0, 1, 0)
        """
        found = Counter(choices)
        if not found.keys() <= set(_CHOICES):
            raise ValueError(sorted(found))
        return cls.from_counts([found[choice] for choice in _CHOICES])

    @classmethod
    def from_counts(cls, counts: Iterable[int]) -> Self:
        """Return the picture of seven counts in the order of `counts`."""
        *levels, unknown, not_applicable = counts
        return cls(levels=tuple(levels), unknown=unknown, not_applicable=not_applicable)

    @property
    def counts(self) -> tuple[int, ...]:
        """All seven counts: the levels, "don't know", "does not apply"."""
        return (*self.levels, self.unknown, self.not_applicable)

    @property
    def total(self) -> int:
        """Answers of every kind."""
        return sum(self.counts)

    def plus(self, added: "Histogram", removed: "Histogram | None" = None) -> "Histogram":
        """Return the picture with the answers of another one added, and those of a third one taken out.

        Raises
        ------
        ValueError
            If more is taken out than there is.
        """
        gone = (removed or Histogram()).counts
        return Histogram.from_counts(mine + more - less for mine, more, less in zip(self.counts, added.counts, gone, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """Answers of a cell that its last picture does not hold.

    Parameters
    ----------
    fresh
        Answers that no picture of the wave has counted.
    before, after
        Answers that a picture counted and that their raters changed since: as counted, and as they are now.

    Raises
    ------
    ValueError
        If `before` and `after` are not of equally many answers.
    """

    fresh: Histogram = Histogram()
    before: Histogram = Histogram()
    after: Histogram = Histogram()

    def __post_init__(self) -> None:
        """Refuse changes that are none."""
        if self.before.total != self.after.total:
            raise ValueError(self.before, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The next picture of a cell, and which of the pending answers it counts."""

    histogram: Histogram
    fresh: bool
    changed: bool


def may_show(earlier: Iterable[Histogram], new: Histogram, least: int = LEAST) -> bool:
    """Say whether a picture holds enough answers and is far enough from every picture of the cell that was shown before.

    Two pictures are far enough apart if at least `least` answers were added, or at least as many taken out: the larger of both sums
    counts, because an answer that moves is in both.

    Parameters
    ----------
    earlier
        All pictures of the cell that anybody has seen, also of earlier waves.

    Examples
    --------
    >>> five = Histogram(levels=(0, 1, 2, 2, 0))
    >>> may_show((), five), may_show((), Histogram(levels=(0, 1, 2, 1, 0)))
    (True, False)
    >>> may_show((five,), Histogram(levels=(0, 1, 2, 2, 1))), may_show((five,), Histogram(levels=(2, 1, 3, 3, 1)))
    (False, True)
    """
    return new.total >= least and all(_distance(old, new) >= least for old in earlier)


def _distance(old: Histogram, new: Histogram) -> int:
    differences = [after - before for before, after in zip(old.counts, new.counts, strict=True)]
    return max(sum(one for one in differences if one > 0), -sum(one for one in differences if one < 0))


def isolates(foreign: Iterable[Histogram], new: Histogram, least: int = LEAST, beside: Iterable[Histogram] = ()) -> bool:
    """Say whether adding and taking away up to three earlier pictures leaves a group of fewer than `least` answers of the new one.

    If a firm asks groups A, A and B, A, B and C, and then A, C and one more, every two pictures are far apart, but the fourth minus
    the third plus the second minus the first is the one more (as long as everybody answers alike each time).

    Parameters
    ----------
    foreign
        Pictures whose people may be those of the new one: of other waves. At least one of them is in every sum.
    beside
        Pictures that matter only together with those: of the wave itself, where a batch or another group is other people.

    Examples
    --------
    >>> a, ab = Histogram(levels=(5, 0, 0, 0, 0)), Histogram(levels=(5, 5, 0, 0, 0))
    >>> abc, ac1 = Histogram(levels=(5, 5, 5, 0, 0)), Histogram(levels=(5, 0, 5, 0, 1))
    >>> isolates((a, ab, abc), ac1), isolates((a, ab), ac1)
    (True, False)
    """
    others = _signed(foreign)
    if not len(others):
        return False
    rest = np.concatenate((np.zeros((1, len(new.counts)), dtype=np.int64), others, _signed(beside)))
    one, two = np.triu_indices(len(rest))
    pairs = rest[one] + rest[two]
    totals = pairs.sum(axis=1)
    in_order = np.argsort(totals, kind="stable")
    totals = totals[in_order]
    for first in np.array(new.counts) + others:
        # Few sums leave so little; only of those it matters which answers are in them.
        low, high = np.searchsorted(totals, (1 - least - first.sum(), least - first.sum()))
        left = first + pairs[in_order[low:high]]
        if (one_sided(left) & left.any(axis=1)).any():
            return True
    return False


def _signed(pictures: Iterable[Histogram]) -> NDArray[np.int64]:
    """Return the counts of the pictures that are unlike each other, once with each sign."""
    unlike = sorted({one.counts for one in pictures})
    rows = np.array(unlike, dtype=np.int64).reshape(-1, len(_CHOICES))
    return np.concatenate((rows, -rows))


def one_sided(rest: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say of each row (last axis: the seven counts) whether it could be the answers of some people: nothing has the contrary sign."""
    return np.asarray((rest >= 0).all(axis=-1) | (rest <= 0).all(axis=-1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was shown of a question before.

    Parameters
    ----------
    mine
        Of the cell in the wave and the rounds it continues, in order.
    beside
        Of other groups there: as far as anybody knows, other people.
    foreign
        In other waves of the firm, of whatever group: perhaps the same people.
    """

    mine: tuple[Histogram, ...] = ()
    beside: tuple[Histogram, ...] = ()
    foreign: tuple[Histogram, ...] = ()


def step(seen: Seen, pending: Pending, least: int = LEAST) -> Step | None:
    """Return the next picture of a cell; None if too little is new.

    Fresh answers enter as a batch of at least `least`, changes too, each for itself.
    """
    shown = seen.mine[-1] if seen.mine else Histogram()
    fresh, changed = pending.fresh.total >= least, pending.before.total >= least
    tries = dict.fromkeys(((fresh, changed), (fresh, False), (False, changed)))
    for with_fresh, with_changes in tries:
        if not (with_fresh or with_changes):
            continue
        new = shown.plus(pending.fresh) if with_fresh else shown
        new = new.plus(pending.after, pending.before) if with_changes else new
        far = may_show((*seen.mine, *seen.foreign), new, least)
        if far and not isolates(seen.foreign, new, least, (*seen.mine, *seen.beside)):
            return Step(histogram=new, fresh=with_fresh, changed=with_changes)
    return None


def moments_of(indicator: Indicator, group: Role, histogram: Histogram, weight: float = 1.0) -> Moments:
    """Return the moments of the answers in a picture: exactly those of `pooling.moments` for the same answers.

    Parameters
    ----------
    weight
        Of each rater of the group.

    Raises
    ------
    ValueError
        If the picture is empty.
    """
    rater = Rater(id=group, role=group, weight=weight)
    answers = [
        answer for answer, count in zip(_answers(indicator.id, rater.id), histogram.counts, strict=True) for answer in (answer,) * count
    ]
    if not answers:
        raise ValueError(indicator.id)
    (found,) = moments((indicator,), (rater,), answers)
    return found


def _answers(indicator: str, rater: str) -> list[Answer]:
    """Return one answer of each kind, in the order of the counts; a picture has lost the reasons."""
    levels = [Answer(rater=rater, indicator=indicator, level=level) for level in range(LEVELS)]
    return levels + [Answer(rater=rater, indicator=indicator, missing=missing) for missing in _MISSING]
