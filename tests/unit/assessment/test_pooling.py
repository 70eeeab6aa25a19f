"""Pooling by hand: means, variances and Beta parameters of small groups."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitplanke.assessment.pooling import beliefs, moments, pool
from leitplanke.assessment.rating import Answer, Moments, Rater
from leitplanke.assessment.scale import amount, value
from leitplanke.catalogue.entries import Catalogue, MapPoint

OWNER = Rater(id="anna", role="owner")
TECHNICIAN = Rater(id="ben", role="it", weight=2.0)
WORKER = Rater(id="cem", role="staff")
PEOPLE = (OWNER, TECHNICIAN, WORKER)
ANCHORED = "indicator.anchored"
SHARE = "indicator.share"


def level(rater: Rater, number: int, indicator: str = ANCHORED) -> Answer:
    return Answer(rater=rater.id, indicator=indicator, level=number)


def unknown(rater: Rater, indicator: str = ANCHORED) -> Answer:
    return Answer(rater=rater.id, indicator=indicator, missing="unknown")


def absent(rater: Rater, indicator: str = ANCHORED) -> Answer:
    return Answer(rater=rater.id, indicator=indicator, missing="not-applicable", reason="no machines")


@pytest.mark.parametrize(("percent", "expected"), [(0, 0.0), (15, 0.25), (30, 0.5), (50, 0.75), (70, 1.0), (95, 1.0)])
def test_an_amount_goes_through_the_map_linear_between_points_and_flat_outside(small: Catalogue, percent: float, expected: float) -> None:
    assert value(small.indicators[1], Answer(rater="anna", indicator=SHARE, amount=percent)) == pytest.approx(expected)


def test_a_level_has_the_value_of_its_sentence_and_an_anchored_scale_takes_no_amount(small: Catalogue) -> None:
    assert [value(small.indicators[0], level(OWNER, number)) for number in range(5)] == [0.0, 0.25, 0.5, 0.75, 1.0]
    with pytest.raises(ValueError, match="anchored"):
        value(small.indicators[0], Answer(rater="anna", indicator=ANCHORED, amount=3.0))


@given(percent=st.floats(0, 70))
def test_amount_undoes_the_map(percent: float) -> None:
    points = tuple(MapPoint(amount=a, value=v) for a, v in ((0.0, 0.0), (30.0, 0.5), (70.0, 1.0)))
    mapped = float(np.interp(percent, [0, 30, 70], [0, 0.5, 1]))
    assert amount(points, mapped) == pytest.approx(percent, abs=1e-9)


def test_moments_hold_no_person_only_the_group(small: Catalogue) -> None:
    second = Rater(id="dora", role="staff", weight=3.0)
    answers = (level(WORKER, 4), unknown(second), absent(OWNER))
    found = moments(small.indicators, (*PEOPLE, second), answers)
    assert found == (
        Moments(indicator=ANCHORED, group="owner", count=0, weight=0.0, mean=0.5, square=0.25, not_applicable=1),
        # (1 x 1 + 3 x .5) / 4 and (1 x 1 + 3 x .25) / 4
        Moments(indicator=ANCHORED, group="staff", count=2, unknown=1, weight=4.0, mean=0.625, square=0.4375),
    )


def test_one_answer_is_its_value_with_the_measurement_variance(small: Catalogue) -> None:
    belief = pool(ANCHORED, moments(small.indicators, PEOPLE, [level(OWNER, 1)]))
    assert belief is not None
    assert (belief.mean, belief.variance, belief.spread, belief.assumed) == (0.25, pytest.approx(0.0144), 0.0, False)
    # kappa = .25 x .75 / .0144 - 1 = 12.0208
    assert (belief.alpha, belief.beta) == (pytest.approx(3.00521, abs=1e-5), pytest.approx(9.01562, abs=1e-5))


def test_disagreement_widens_the_belief_by_hand(small: Catalogue) -> None:
    """Owner 0 and staff 1, equal weights: m .5, sample variance .5, so .25 + .0144, capped at .8 x .25 = .2."""
    far = pool(ANCHORED, moments(small.indicators, PEOPLE, [level(OWNER, 0), level(WORKER, 4)]))
    near = pool(ANCHORED, moments(small.indicators, PEOPLE, [level(OWNER, 1), level(WORKER, 2)]))
    assert far is not None
    assert near is not None
    assert (far.mean, far.variance, far.spread) == (0.5, pytest.approx(0.2), pytest.approx(math.sqrt(0.5)))
    # .25 and .5: m .375, sample variance .03125, / 2 + .0144
    assert (near.mean, near.variance) == (0.375, pytest.approx(0.030025))


def test_the_weight_of_a_role_moves_the_pool_towards_it(small: Catalogue) -> None:
    """Owner .25 (weight 1), IT .75 (weight 2): m = 1.75 / 3; second moment 1.1875 / 3; variance .05556 x 2 / 1."""
    belief = pool(ANCHORED, moments(small.indicators, PEOPLE, [level(OWNER, 1), level(TECHNICIAN, 3)]))
    assert belief is not None
    assert belief.mean == pytest.approx(0.583333, abs=1e-6)
    assert belief.variance == pytest.approx(0.0555556 * 2 / 2 + 0.0144, abs=1e-6)


def test_dont_know_is_an_answer_that_widens(small: Catalogue) -> None:
    """Owner .75, staff "don't know": m .625; sample variance .03125 / 2; within (.0144 + .0625) / 2."""
    belief = pool(ANCHORED, moments(small.indicators, PEOPLE, [level(OWNER, 3), unknown(WORKER)]))
    assert belief is not None
    assert (belief.mean, belief.unknown, belief.assumed) == (0.625, 1, False)
    assert belief.variance == pytest.approx(0.015625 + 0.03845)


@pytest.mark.parametrize("people", [(), (OWNER,), PEOPLE])
def test_nobody_knows_is_beta_one_and_a_half(small: Catalogue, people: tuple[Rater, ...]) -> None:
    belief = pool(ANCHORED, moments(small.indicators, PEOPLE, [unknown(rater) for rater in people]))
    assert belief is not None
    assert (belief.mean, belief.variance) == (0.5, 0.0625)
    assert (belief.alpha, belief.beta) == (pytest.approx(1.5), pytest.approx(1.5))
    assert belief.assumed


def test_an_indicator_is_left_out_only_if_all_say_it_does_not_apply(small: Catalogue) -> None:
    everybody = moments(small.indicators, PEOPLE, [absent(OWNER), absent(WORKER)])
    assert [belief.indicator for belief in beliefs(small.indicators, everybody)] == [SHARE, "indicator.base"]
    some = pool(ANCHORED, moments(small.indicators, PEOPLE, [absent(OWNER), level(WORKER, 2)]))
    assert some is not None
    assert (some.count, some.mean) == (1, 0.5)


@pytest.mark.parametrize(("number", "mean"), [(0, 0.02), (4, 0.98)])
def test_nobody_is_certain(small: Catalogue, number: int, mean: float) -> None:
    belief = pool(ANCHORED, moments(small.indicators, PEOPLE, [level(OWNER, number)]))
    assert belief is not None
    assert belief.mean == mean
    assert belief.variance == pytest.approx(0.0144)


ANSWERS = st.lists(st.sampled_from([0, 1, 2, 3, 4, None, "absent"]), max_size=9)


def as_answers(given_answers: list[int | str | None]) -> tuple[tuple[Rater, ...], list[Answer]]:
    roles = itertools.cycle(("owner", "it", "staff"))
    raters = tuple(Rater(id=f"r{n}", role=role, weight=1.0 + n / 3) for (n, _), role in zip(enumerate(given_answers), roles, strict=False))  # type: ignore[arg-type]
    answers = [
        absent(rater) if one == "absent" else unknown(rater) if one is None else level(rater, int(one))
        for rater, one in zip(raters, given_answers, strict=True)
    ]
    return raters, answers


@given(given_answers=ANSWERS, order=st.randoms(use_true_random=False))
def test_a_belief_is_a_proper_beta_and_does_not_depend_on_the_order(
    small: Catalogue, given_answers: list[int | str | None], order: object
) -> None:
    raters, answers = as_answers(given_answers)
    belief = pool(ANCHORED, moments(small.indicators, raters, answers))
    order.shuffle(answers)  # type: ignore[attr-defined]
    assert pool(ANCHORED, moments(small.indicators, raters, answers)) == belief
    if belief is None:
        assert given_answers
        assert set(given_answers) == {"absent"}
        return
    total = belief.alpha + belief.beta
    assert min(belief.alpha, belief.beta) > 0
    assert belief.alpha / total == pytest.approx(belief.mean)
    assert belief.alpha * belief.beta / (total**2 * (total + 1)) == pytest.approx(belief.variance)
    assert 0.02 <= belief.mean <= 0.98
    assert belief.variance <= 0.8 * belief.mean * (1 - belief.mean) + 1e-12
