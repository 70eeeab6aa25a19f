"""Sides by hand, against a textbook analysis of variance, and the variance of sums against that of the groups' own sums."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitplanke.assessment.index import index_model
from leitplanke.assessment.pooling import Belief, beliefs, grouped, moments
from leitplanke.assessment.rating import Answer, Moments, Rater
from leitplanke.assessment.scale import standing
from leitplanke.assessment.sides import Sides, sides, views
from leitplanke.catalogue import compiled
from leitplanke.primitives.trace import TraceBuilder

CATALOGUE = compiled.read()
ASKED = tuple(one for one in CATALOGUE.indicators if standing(one) and one.sets_base is None)
ROLES = ("owner", "management", "it", "staff")
MEASUREMENT = 0.12**2


def told(means: dict[str, np.ndarray], *, each: int = 1) -> tuple[Moments, ...]:
    """Return moments in which each of `each` people of a group stands so far up (towards better for the firm) on each question, 0-1."""
    found = []
    for place, one in enumerate(ASKED):
        for group, values in means.items():
            if place < len(values) and not math.isnan(values[place]):
                value = float(values[place] if standing(one) > 0 else 1.0 - values[place])
                found.append(Moments(indicator=one.id, group=group, count=each, weight=float(each), mean=value, square=value**2))
    return tuple(found)


def seen(told_by: tuple[Moments, ...]) -> Sides:
    return sides(ASKED, grouped(told_by))


def pooled(told_by: tuple[Moments, ...]) -> dict[str, Belief]:
    by_name = beliefs(ASKED, told_by, seen(told_by))
    return {one.indicator: one for one in by_name if one.count}


def variance_of_sum(told_by: tuple[Moments, ...]) -> float:
    """Return that of the sum of all answers, turned one way: common parts add up before they are squared."""
    found = pooled(told_by).values()
    own = math.fsum(one.variance * (1.0 - one.shared) for one in found)
    return own + math.fsum(math.sqrt(one.variance * one.shared) for one in found) ** 2


def test_there_are_questions_of_both_directions() -> None:
    assert min(sum(standing(one) > 0 for one in ASKED), sum(standing(one) < 0 for one in ASKED)) > 20


@pytest.mark.parametrize("people", [1, 7])
def test_two_groups_a_level_apart_keep_that_in_the_sum(people: int) -> None:
    """Each answer is .25 / 2 off if the other side is right, all of them together: (k x .125)^2, and k measurements."""
    count = 40
    found = told({"owner": np.full(count, 0.625), "staff": np.full(count, 0.375)}, each=people)
    assert seen(found).share == pytest.approx(1.0, rel=1e-12)
    assert variance_of_sum(found) == pytest.approx((count * 0.125) ** 2 + count * MEASUREMENT, rel=1e-9)


def test_who_is_one_among_many_has_the_weight_of_one() -> None:
    """One owner against nine of the staff, .5 apart: p (1 - p) d^2 = .09 x .25 of each answer is common."""
    one = told({"owner": np.full(30, 0.75)})
    many = told({"staff": np.full(30, 0.25)}, each=9)
    found = (*one, *many)
    assert variance_of_sum(found) == pytest.approx(30**2 * 0.0225 + 30 * MEASUREMENT, rel=1e-9)


@given(
    shifts=st.lists(st.floats(-0.2, 0.2), min_size=2, max_size=4),
    noise=st.lists(st.floats(-0.1, 0.1), min_size=48, max_size=48),
)
def test_the_sum_varies_as_the_groups_own_sums_do(shifts: list[float], noise: list[float]) -> None:
    """Squares of the groups' sums around their mean, over (groups - 1) and groups; never less than answers on their own give."""
    groups, count = len(shifts), 48 // len(shifts)
    table = 0.5 + np.array(shifts)[:, None] + np.array(noise)[: groups * count].reshape(groups, count)
    found = told(dict(zip(ROLES, table, strict=False)))
    sums = table.sum(axis=1)
    between = ((sums - sums.mean()) ** 2).sum() / (groups - 1) / groups
    alone = table.var(axis=0, ddof=1).sum() / groups
    assert variance_of_sum(found) == pytest.approx(max(between, alone) + count * MEASUREMENT, rel=1e-6)
    # One person a group: each answer's own variance is what it was.
    for one, value in zip(pooled(found).values(), table.var(axis=0, ddof=1) / groups, strict=True):
        assert one.variance == pytest.approx(value + MEASUREMENT, rel=1e-9)


def test_where_groups_are_equally_far_apart_it_is_the_textbook_estimator() -> None:
    """Mean squares of a two-way table: raters' variance (MSR - MSE) / k over it plus MSE, the ICC of raters over questions."""
    rng = np.random.default_rng(3)
    count, groups = 60, 3
    table = 0.5 + rng.normal(0.0, 0.08, size=(groups, 1)) + rng.normal(0.0, 0.08, size=(groups, count))
    # Deviations from each question's mean brought to one length: then the mean of roots is the root of the mean.
    away = table - table.mean(axis=0)
    away *= 0.1 / np.sqrt((away**2).mean(axis=0))
    table = 0.5 + away
    main = table.mean(axis=1, keepdims=True) - table.mean()
    raters = count * (main**2).sum() / (groups - 1)
    rest = ((table - table.mean(axis=0) - main) ** 2).sum() / ((groups - 1) * (count - 1))
    component = (raters - rest) / count
    assert component > 0.0
    assert seen(told(dict(zip(ROLES, table, strict=False)))).share == pytest.approx(component / (component + rest), rel=1e-9)


def test_a_known_share_is_found_again_on_average() -> None:
    """Leniency of variance .6 v and a rest of .4 v: the mean of many estimates, with few groups biased down as roots of estimates are."""
    rng = np.random.default_rng(11)
    spread, share = 0.1, 0.6
    found = []
    for _ in range(300):
        main = rng.normal(0.0, spread * math.sqrt(share), size=(4, 1))
        table = 0.5 + main + rng.normal(0.0, spread * math.sqrt(1.0 - share), size=(4, 60))
        found.append(seen(told(dict(zip(ROLES, table, strict=True)))).share)
    assert np.mean(found) == pytest.approx(share, abs=0.08)


def test_differences_without_direction_share_nothing() -> None:
    """Half of the questions this way, half that way: the estimate is below 0, so every answer is as it was."""
    away = np.where(np.arange(40) % 2, 0.25, -0.25)
    found = told({"owner": 0.5 + away, "staff": 0.5 - away})
    assert seen(found).share == 0.0
    assert [(one.shared, one.variance) for one in pooled(found).values()] == [(0.0, pytest.approx(0.0625 + MEASUREMENT))] * 40


@pytest.mark.parametrize(
    "groups",
    [
        {"owner": np.full(20, 0.7)},
        {"owner": np.full(20, 0.7), "staff": np.full(20, 0.7)},
        {"owner": np.r_[np.full(10, 0.7), np.full(10, np.nan)], "staff": np.r_[np.full(10, np.nan), np.full(10, 0.2)]},
    ],
)
def test_one_side_alone_agreement_and_questions_apart_change_nothing(groups: dict[str, np.ndarray]) -> None:
    found = told(groups)
    assert beliefs(ASKED, found, seen(found)) == beliefs(ASKED, found)
    model = index_model(CATALOGUE, found, TraceBuilder())
    assert {variable.side for variable in model.variables} == {0.0}


def test_who_does_not_know_is_no_side() -> None:
    silent = tuple(Moments(indicator=one.id, group="staff", count=1, unknown=1, weight=1.0, mean=0.5, square=0.25) for one in ASKED[:20])
    known = told({"owner": np.full(20, 0.9)})
    assert seen((*known, *silent)) == Sides()
    # A third of the staff know, and say .25 where the owner says .75: weights 1 and 1 of those who know, of 4 in all.
    staff = Moments(indicator="i", group="staff", count=3, unknown=2, weight=3.0, mean=1.25 / 3.0, square=(0.0625 + 0.5) / 3.0)
    owner = Moments(indicator="i", group="owner", count=1, weight=1.0, mean=0.75, square=0.5625)
    view = views((owner, staff))
    assert (view.known, view.apart, view.error) == (pytest.approx(0.5), pytest.approx(0.0625), pytest.approx(0.03125))
    assert view.deviations == {"owner": pytest.approx(0.25), "staff": pytest.approx(-0.25)}


def test_the_gloomy_side_says_more_of_what_is_bad() -> None:
    found = told({"owner": np.full(len(ASKED), 0.75), "staff": np.full(len(ASKED), 0.25)})
    for variable in index_model(CATALOGUE, found, TraceBuilder()).variables:
        if variable.indicator and variable.side:
            indicator = next(one for one in ASKED if one.id == variable.indicator)
            assert variable.side == pytest.approx(-standing(indicator) * math.sqrt(0.0625 / (0.0625 + MEASUREMENT)))


def test_ratings_and_their_moments_give_the_identical_beliefs() -> None:
    rng = np.random.default_rng(5)
    raters = tuple(Rater(id=f"r{n}", role=ROLES[n % 4], weight=1.0 + n % 3) for n in range(11))  # type: ignore[arg-type]
    answers = [
        Answer(rater=one.id, indicator=asked.id, missing="unknown")
        if rng.random() < 0.1
        else Answer(rater=one.id, indicator=asked.id, level=int(np.clip(rng.integers(0, 4) + (one.role == "owner"), 0, 4)))
        for one in raters
        for asked in ASKED
        if rng.random() < 0.7
    ]
    whole = moments(CATALOGUE.indicators, raters, answers)
    rng.shuffle(answers)  # type: ignore[arg-type]
    again = moments(CATALOGUE.indicators, raters, answers)
    first, second = (index_model(CATALOGUE, one, TraceBuilder()) for one in (whole, tuple(reversed(again))))
    assert first.variables == second.variables
    assert any(variable.side for variable in first.variables)


def test_an_index_varies_as_its_own_draws_do() -> None:
    found = told({"owner": np.full(len(ASKED), 0.7), "staff": np.full(len(ASKED), 0.3)})
    model = index_model(CATALOGUE, found, TraceBuilder())
    row = model.capacity.coefficients[0]
    assert (row != 0.0).sum() > 3
    alone = replace(model, variables=tuple(replace(variable, side=0.0) for variable in model.variables))
    shapes = [(variable.alpha, variable.beta, variable.side, row[place]) for place, variable in enumerate(model.variables) if row[place]]
    deviations = [weight * math.sqrt(a * b / (a + b) ** 2 / (a + b + 1.0)) for a, b, _, weight in shapes]
    assert alone.variance(row) == pytest.approx(sum(one**2 for one in deviations))
    correlated = sum(
        one * other * (1.0 if first == second else shapes[first][2] * shapes[second][2])
        for first, one in enumerate(deviations)
        for second, other in enumerate(deviations)
    )
    assert model.variance(row) == pytest.approx(correlated)
    assert model.variance(row) > 1.5 * alone.variance(row)
