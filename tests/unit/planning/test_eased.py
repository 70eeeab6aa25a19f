"""The boundable model of a choice, number by number: below every true outcome, falling, and by less and less."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from small_firms import Spec, firm, measures, random_measures

from leitplanke.planning.eased import Eased
from leitplanke.planning.effects import adjust_many
from leitplanke.planning.measures import MeasureSet
from leitplanke.planning.relaxation import Partial
from leitplanke.planning.schedule import PlannedMeasure, Schedule
from leitplanke.risk.payment import multiple
from leitplanke.risk.stack import Stack
from leitplanke.risk.vulnerability import Vulnerability, assemble

YEARS = 3


def started(some: MeasureSet, seed: int) -> Schedule:
    rng = np.random.default_rng(seed)
    return tuple(PlannedMeasure(one, int(rng.integers(0, 9))) for one in range(some.count))


def subsets(members: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [chosen for size in range(len(members) + 1) for chosen in combinations(members, size)]


def true(one: Vulnerability, some: MeasureSet, schedules: list[Schedule]) -> tuple[np.ndarray, ...]:
    model = assemble(one, adjust_many(some, schedules, one.years))
    return model.rate, multiple(model), model.link_probability


def arrays(stack: Stack) -> tuple[np.ndarray, ...]:
    return stack.rate, stack.size, stack.link_probability


def fragile() -> Vulnerability:
    """Return a firm in which side effects drive probabilities, exposure, links and gaps against their ends."""
    one = firm(YEARS, discount_rate=0.05, link=0.9)
    return replace(
        one,
        sensitivity=np.array([0.9, 0.8, 0.95]),
        exposure=np.array([0.9, 0.1, 0.95]),
        capacity=np.array([0.1, 0.05]),
        contact_rate=np.array([0.8, 0.5, 1.4]),
        link_contact=np.array([1.8, 1.5]),
    )


CASES = [(firm(YEARS), 0), (firm(YEARS), 1), (fragile(), 2), (fragile(), 3), (fragile(), 4)]


def moved(seed: int) -> MeasureSet:
    """Return random measures some of which move bases."""
    return replace(
        random_measures(seed, 6),
        moved_measure=np.array([0, 1, 2, 3, 3]),
        moved_unseen=np.array([1, 1, 0, 0, 2]),
        moved_share=np.array([-0.4, -0.7, 0.3, -0.6, 0.5]),
    )


@pytest.mark.parametrize(("one", "seed"), CASES)
def test_decided_sets_are_the_true_models(one: Vulnerability, seed: int) -> None:
    some = moved(seed)
    starts = started(some, seed)
    chosen = subsets(tuple(range(some.count)))
    found = arrays(Eased.of(one, some, starts).stack([Partial(each) for each in chosen]))
    for expected, got in zip(true(one, some, [tuple(starts[each] for each in members) for members in chosen]), found, strict=True):
        assert got == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("one", "seed"), CASES)
@pytest.mark.parametrize("fixed", [(), (0,), (1, 4)])
def test_every_rate_link_and_size_is_below_the_true_ones_and_falls_less_and_less(
    one: Vulnerability, seed: int, fixed: tuple[int, ...]
) -> None:
    some = moved(seed)
    starts = started(some, seed)
    undecided = tuple(each for each in range(some.count) if each not in fixed)
    added = subsets(undecided)
    eased = Eased.of(one, some, starts)
    found = arrays(eased.stack([Partial(fixed, chosen, undecided) for chosen in added]))
    outcomes = true(one, some, [tuple(starts[each] for each in sorted((*fixed, *chosen))) for chosen in added])
    least, most = eased.sizes()
    assert ((found[1] >= least * (1.0 - 1e-12)) | (found[1] == 0.0)).all()
    assert (found[1] <= most * (1.0 + 1e-12)).all()
    row = {chosen: place for place, chosen in enumerate(added)}

    def with_one(chosen: tuple[int, ...], *more: int) -> int:
        return row[tuple(sorted({*chosen, *more}))]

    for relaxed, outcome in zip(found, outcomes, strict=True):
        slack = 1e-12 * outcome.max()
        assert (relaxed <= outcome + slack).all()
        for chosen in added:
            here = relaxed[row[chosen]]
            for first, second in combinations([each for each in undecided if each not in chosen], 2):
                alone, other, both = (relaxed[with_one(chosen, *more)] for more in ((first,), (second,), (first, second)))
                assert (alone <= here + slack).all()
                assert (here - alone >= other - both - slack).all()


def test_without_side_effects_bends_or_late_family_members_nothing_is_lost() -> None:
    """There the relaxed model of a set is the true one, so bounds rest on nothing but the cuts."""
    some = measures(
        Spec(helps=(("exposure", 0, 0.5), ("severity", 2, 0.3)), family="a", ramp=6),
        Spec(helps=(("exposure", 0, 0.7), ("sensitivity", 1, 0.6)), family="a", ramp=6),
        Spec(helps=(("exposure", 0, 0.8), ("severity", 2, 0.4)), family="a", ramp=6),
        Spec(helps=(("capacity_gap", 0, 0.7), ("coping_gap", 0, 0.5), ("severity", 2, 0.5)), ramp=6),
    )
    one = replace(firm(YEARS), onset=np.zeros(3, dtype=np.bool_))
    starts = tuple(PlannedMeasure(each, 2) for each in range(4))
    added = subsets((0, 1, 2, 3))
    found = arrays(Eased.of(one, some, starts).stack([Partial((), chosen, (0, 1, 2, 3)) for chosen in added]))
    for got, expected in zip(found, true(one, some, [tuple(starts[each] for each in chosen) for chosen in added]), strict=True):
        assert got == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_what_may_start_at_any_time_is_below_every_start(seed: int) -> None:
    one, some = fragile(), moved(seed)
    first, last = started(some, seed), tuple(PlannedMeasure(each, 11) for each in range(some.count))
    eased = Eased.of(one, some, first, last)
    rng = np.random.default_rng(seed)
    for _ in range(30):
        chosen = tuple(np.flatnonzero(rng.random(some.count) < 0.6).tolist())
        schedule = tuple(PlannedMeasure(each, int(rng.integers(first[each].start_quarter, 12))) for each in chosen)
        outcomes = true(one, some, [schedule])
        for relaxed, outcome in zip(arrays(eased.stack([Partial(chosen)])), outcomes, strict=True):
            assert (relaxed <= outcome * (1.0 + 1e-12)).all()
