"""Whether answers look as if the same people had been asked before, under the name of another group or of another firm.

Nobody knows who answered an anonymous wave, so nobody can know that its people were asked elsewhere. But if they were, and answer as
they did, the pictures show it: on question after question the same sum or difference of groups leaves the answers of a few people. Of
groups that have nothing to do with each other that is so here and there, by chance, and never on most questions.

Source: docs/method/waves.md (own design choice; the share is an assumption).
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leitplanke.assessment.showing import LEAST, Histogram, one_sided

MOST_QUESTIONS = 0.5
"""Share of the questions that both were asked from which on few left over are no chance (assumption; see the tests for what it costs)."""
Group = Mapping[str, Sequence[Histogram]]
"""The pictures of one group by question, in the order in which they were shown."""


def echoed(
    new: Mapping[str, Histogram],
    beside: Sequence[Group],
    before: Sequence[Group],
    least: int = LEAST,
    share: float = MOST_QUESTIONS,
) -> frozenset[str]:
    """Return the questions of which a new picture would single out fewer than `least` people, if they were asked before as it seems.

    Tried are the group alone and together with any `beside`, against any one of `before` and any sum of several: all those people
    on one side, all on the other. If fewer than `least` answers are left, or none, on a `share` of the common questions or more, these
    are the same people, and the questions on which some are left are returned.

    Parameters
    ----------
    new
        The pictures of a group by question, as they would be shown.
    beside
        The other groups of its wave.
    before
        Groups of another wave; or the other groups of the same one, each of which should be other people.
    share
        Zero finds every question that could be an echo.

    Examples
    --------
    >>> five, six = Histogram(levels=(1, 2, 2, 0, 0)), Histogram(levels=(1, 2, 2, 1, 0))
    >>> other = Histogram(levels=(0, 0, 1, 4, 1))
    >>> sorted(echoed({"a": five, "b": other}, (), [{"a": [six], "b": [other]}]))
    ['a']
    >>> sorted(echoed({"a": five, "b": other, "c": other}, (), [{"a": [six], "b": [five], "c": [five]}]))
    []
    """
    names = tuple(new)
    whole = np.array([new[name].counts for name in names], dtype=np.int64)
    mine = [_layers(group, names)[:1] for group in beside]
    theirs = [_layers(group, names) for group in before]
    # One group is held against every picture of another one, several against the last of each.
    tried: list[tuple[tuple[Layers, ...], tuple[Layers, ...]]] = [(chosen, (group,)) for chosen in _subsets(mine, 0) for group in theirs]
    tried += [(chosen, groups) for chosen in _subsets(mine, 0) for groups in _subsets([one[:1] for one in theirs], 2)]
    found = np.zeros(len(names), dtype=bool)
    for chosen, groups in tried:
        found |= _left_over(whole, chosen, groups, least, share)
    return frozenset(name for name, one in zip(names, found, strict=True) if one)


@dataclass(frozen=True, slots=True)
class _Layer:
    """One picture of each question, the newest in the first layer: `counts` of questions x 7, and whether there is one."""

    counts: NDArray[np.int64]
    there: NDArray[np.bool_]


Layers = tuple[_Layer, ...]


def _layers(group: Group, names: tuple[str, ...]) -> Layers:
    depth = max((len(group.get(name, ())) for name in names), default=0)
    nothing = Histogram()
    found = []
    for back in range(1, max(depth, 1) + 1):
        shown = [group[name][-back] if len(group.get(name, ())) >= back else None for name in names]
        counts = np.array([(one or nothing).counts for one in shown], dtype=np.int64)
        found.append(_Layer(counts, np.array([one is not None for one in shown])))
    return tuple(found)


def _subsets(groups: list[Layers], least: int) -> list[tuple[Layers, ...]]:
    return [chosen for size in range(least, len(groups) + 1) for chosen in itertools.combinations(groups, size)]


def _left_over(
    whole: NDArray[np.int64], mine: tuple[Layers, ...], theirs: tuple[Layers, ...], least: int, share: float
) -> NDArray[np.bool_]:
    """Say on which questions few are left over; on none if that is so on less than a `share` of the common ones."""
    some, nobody, common = (np.zeros(len(whole), dtype=bool) for _ in range(3))
    for layer in theirs[0]:
        rest, there = whole - layer.counts, layer.there
        for added in mine:
            rest, there = rest + added[0].counts, there & added[0].there
        for taken in theirs[1:]:
            rest, there = rest - taken[0].counts, there & taken[0].there
        few = there & (np.abs(rest.sum(axis=1)) < least) & one_sided(rest)
        some |= few & rest.any(axis=1)
        nobody |= few
        common |= there
    return some if nobody.sum() >= share * common.sum() else np.zeros_like(some)
