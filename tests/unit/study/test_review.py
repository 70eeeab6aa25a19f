"""The review of a plan against full enumeration, closed forms and the result that it was made for."""

import itertools
import json
from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest
from scipy.stats import binomtest

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples, reviewfile
from leitplanke.planning.constraints import violations
from leitplanke.planning.effects import adjust
from leitplanke.planning.objectives import Objective
from leitplanke.planning.placement import Placement
from leitplanke.planning.schedule import PlannedMeasure, Schedule
from leitplanke.planning.search import carried
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.spectral import evaluate
from leitplanke.risk.vulnerability import assemble
from leitplanke.study.budgets import budget_steps
from leitplanke.study.compile import compile_study
from leitplanke.study.futures import futures
from leitplanke.study.inputs import DaysPerQuarter, Decided, Limits, StudyInputs
from leitplanke.study.planned import Planner
from leitplanke.study.result import StudyResult
from leitplanke.study.review import review
from leitplanke.study.reviewed import PlanReview
from leitplanke.study.robustness import look_back, order_of, proportion
from leitplanke.study.run import analyse
from leitplanke.study.wish import ObjectiveName, Wish

CATALOGUE = compiled.read()
NAME, SEED, POINTS = "precision-parts", 5, 8
FEW = (
    "measure.iot.function-check",
    "measure.network.disclosure-tiers",
    "measure.org.model-workshop",
    "measure.org.project-gate",
    "measure.finance.staged-financing",
)
"""The only measures that the small firm may choose from."""


@cache
def small() -> StudyInputs:
    """Return a firm that has ruled out all but five measures."""
    others = (one.id for one in CATALOGUE.measures if one.id not in FEW)
    return replace(examples.read(NAME, CATALOGUE), decided=tuple(Decided(measure=one, decision="out", reason="test") for one in others))


@cache
def result() -> StudyResult:
    return analyse(CATALOGUE, small(), seed=SEED, outer_points=POINTS, histories=2**10)


@cache
def reviewed() -> PlanReview:
    return review(CATALOGUE, small(), result(), parts=("front", "robustness", "worth"))


@cache
def planner(points: int = POINTS) -> Planner:
    study = compile_study(CATALOGUE, small())
    draws = study.space.draw(points, SEED)
    return Planner.of(study, study.vulnerabilities(draws.values), draws.common, SEED)


def plan() -> Schedule:
    places = {name: place for place, name in enumerate(planner().measures.ids)}
    first = int(result().study.start[:4]) * 4 + int(result().study.start[-1])
    starts = ((one.id, int(one.start_quarter[:4]) * 4 + int(one.start_quarter[-1]) - first) for one in result().plan.measures)
    return tuple(PlannedMeasure(places[name], quarter) for name, quarter in starts)


def test_the_best_in_hindsight_is_near_the_best_of_all_subsets() -> None:
    """Of all subsets of five measures at the quarters in which they can start first, none is better by more than a thousandth."""
    some = futures(planner(), Objective(), SEED, 6)
    found = look_back(planner(), some, plan(), planner().search(Objective(), lambda _share: None), lambda _share: None, lambda: False)
    assert found is not None
    limits = carried(planner().measures, planner().limits)
    placement = Placement(planner().measures, limits)
    places = [planner().measures.ids.index(one) for one in FEW]
    orders = [order for count in range(6) for order in itertools.permutations([(one, 0) for one in places], count)]
    every = tuple(dict.fromkeys(placement.place(order)[1] for order in orders))
    assert len(every) > 20
    for number, future in enumerate(some):
        least = future.value(every).min()
        assert found.least[number] <= least * 1.001
        assert found.plan[number] >= found.least[number]
        assert found.plan[number] == pytest.approx(found.least[number] + found.regret[number])


def test_a_future_is_the_firm_with_the_effects_and_prices_drawn_there() -> None:
    some = futures(planner(), Objective(), SEED, 3)
    schedule = plan()
    for number, future in enumerate(some):
        model = assemble(planner().vulnerabilities[number], adjust(planner().measures, schedule, 5, planner().factors[number]))
        assert future.cvar([schedule])[0] == pytest.approx(evaluate(model).cvar95_eur, rel=3e-3)
        assert future.value([schedule])[0] == pytest.approx(future.cvar([schedule])[0] + future.cost([schedule])[0], rel=1e-12)


def test_drawn_prices_have_the_mean_of_the_expected_ones() -> None:
    many = futures(planner(16), Objective(), SEED, 16)
    drawn = np.array([one.measures.cost_once_eur[:, 0] for one in many])
    figure = planner().measures.cost_once_eur
    assert np.all((drawn >= figure[:, 0] - 1e-9) & (drawn <= figure[:, 2] + 1e-9))
    dear = figure[:, 2] > figure[:, 0]
    ratio = drawn.mean(axis=0)[dear] / planner().measures.own_once_eur[dear]
    # 16 draws, errors a fifth in common, spreads of at most about a half.
    assert abs(ratio.mean() - 1.0) < 0.15


def test_an_order_is_placed_as_the_schedule_that_it_came_from() -> None:
    whole = replace(small(), decided=())
    study = compile_study(CATALOGUE, whole)
    draws = study.space.draw(8, 1)
    big = Planner.of(study, study.vulnerabilities(draws.values), draws.common, 1)
    found = big.search(Objective(), lambda _share: None)
    placement = Placement(big.measures, carried(big.measures, big.limits))
    schedules = list(found.exact.known)
    assert len(schedules) > 20
    assert [placement.place(order_of(placement, one))[1] for one in schedules] == schedules


def test_averages_add_up_to_what_the_plan_avoids() -> None:
    found = sum(one.average_eur.mid for one in reviewed().worth)
    avoided = result().risk.dynamic_vulnerability_eur.mid - result().plan.after.dynamic_vulnerability_eur.mid
    assert found == pytest.approx(avoided, rel=1e-9)


def test_averages_of_the_worst_cases_add_up_to_the_fall_at_the_centre() -> None:
    values = planner().values
    before, after = values.cvar([planner().adjustment(()), planner().adjustment(plan())])
    found = sum(one.average_cvar95_eur.mid for one in reviewed().worth)
    assert found == pytest.approx(before - after, rel=1e-9)


def test_what_is_lost_without_a_measure_is_that_of_the_result_where_nothing_needs_it() -> None:
    here = {one.id: one for one in result().plan.measures}
    free = [one for one in reviewed().worth if not one.holds_up]
    assert free
    for one in free:
        assert one.marginal_eur.mid == pytest.approx(here[one.id].avoided_loss_eur.mid, rel=1e-9)
        assert one.marginal_cvar95_eur.mid == pytest.approx(here[one.id].avoided_cvar95_eur, rel=1e-6)
        assert -sum(change.change_eur for change in one.changes) == pytest.approx(one.marginal_eur.mid, rel=0.05)


def test_the_average_of_a_measure_is_its_mean_over_all_orders() -> None:
    """By the definition, one model at a time at each point, for a measure that another one needs."""
    schedule, needs = plan(), planner().measures.needs
    (helper, user) = next((one, two) for one in plan() for two in plan() if any(one.measure in group for group in needs[two.measure]))
    first = helper
    assert all(one == user or not needs[one.measure] for one in schedule)
    known: dict[tuple[int, Schedule], float] = {}

    def loss(point: int, some: Schedule) -> float:
        if (point, some) not in known:
            change = adjust(planner().measures, some, 5, planner().factors[point])
            known[point, some] = float(expected_loss(assemble(planner().vulnerabilities[point], change)).sum())
        return known[point, some]

    added = []
    for order in itertools.permutations(schedule):
        before = tuple(one for one in schedule if order.index(one) < order.index(first))
        after = tuple(one for one in schedule if one in before or one == first)
        # Without the one that it needs the user does nothing yet.
        before = tuple(one for one in before if one != user)
        added += [loss(point, before) - loss(point, after) for point in range(POINTS)]
    (told,) = [one for one in reviewed().worth if one.id == planner().measures.ids[first.measure]]
    assert told.holds_up == (planner().measures.ids[user.measure],)
    assert told.average_eur.mid == pytest.approx(float(np.mean(added)), rel=1e-9, abs=4.0 * told.average_error_eur)


def test_shares_and_regret_are_what_they_say() -> None:
    holds = reviewed().robustness
    assert holds is not None
    assert holds.futures == POINTS
    assert 0.0 <= holds.regret_eur.low <= holds.regret_eur.mid <= holds.regret_eur.high
    assert {one.id for one in holds.measures if one.planned} == {one.id for one in reviewed().plan}
    for one in holds.measures:
        assert one.id in FEW
        assert one.share_best.low <= one.share_best.mid <= one.share_best.high
        assert not one.no_regret or (one.share_worth_its_cost >= 0.9 and one.share_best.mid > 0.5)


@pytest.mark.parametrize(("hits", "of"), [(0, 64), (5, 10), (63, 64), (64, 64)])
def test_the_interval_of_a_share_is_wilsons(hits: int, of: int) -> None:
    oracle = binomtest(hits, of).proportion_ci(0.9, "wilson")
    assert proportion(hits, of) == pytest.approx((oracle.low, oracle.high), rel=1e-9, abs=1e-12)


def test_more_money_never_buys_a_worse_plan_and_every_budget_is_kept() -> None:
    holds = reviewed().robustness
    assert holds is not None
    budgets, values = ([getattr(one, name) for one in holds.budgets] for name in ("budget_eur_per_year", "value_eur"))
    assert budgets == sorted(budgets)
    assert all(later <= earlier * (1 + 1e-6) for earlier, later in itertools.pairwise(values))
    now = next(one for one in holds.budgets if one.change_eur_per_year == 10_000.0)
    assert now.budget_eur_per_year == pytest.approx(float(planner().limits.budget_eur[0]) + 10_000.0)
    here = {one.id for one in reviewed().plan}
    for one in holds.budgets:
        there = {other.id for other in one.measures}
        assert (set(one.added), set(one.dropped)) == (there - here, here - there)
        limits = replace(planner().limits, budget_eur=np.full(5, one.budget_eur_per_year))
        ids, first = planner().measures.ids, int(result().study.start[:4]) * 4 + int(result().study.start[-1])
        starts = tuple(
            PlannedMeasure(ids.index(other.id), int(other.start_quarter[:4]) * 4 + int(other.start_quarter[-1]) - first)
            for other in one.measures
        )
        assert violations(planner().measures, starts, limits) == ()


def test_without_money_the_first_ten_thousand_euros_buy_a_plan() -> None:
    poor = replace(small(), limits=Limits(budget_eur_per_year=0.0))
    study = compile_study(CATALOGUE, poor)
    draws = study.space.draw(8, 1)
    broke = Planner.of(study, study.vulnerabilities(draws.values), draws.common, 1)
    found = broke.search(Objective(), lambda _share: None)
    (step,) = budget_steps(broke, found, found.schedule, lambda _share: None, lambda: False)
    assert (step.budget_eur_per_year, step.dropped) == (10_000.0, ())
    assert step.added
    assert step.value_eur < found.exact.known[found.schedule].value


def test_the_same_result_gives_the_same_review_while_progress_rises_and_its_file_gives_it_back() -> None:
    told: list[tuple[str, float]] = []

    def tell(stage: str, share: float) -> None:
        told.append((stage, share))

    again = review(CATALOGUE, small(), result(), parts=("front", "robustness", "worth"), progress=tell)
    assert again == reviewed()
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert told[-1] == ("done", 1.0)
    assert reviewfile.load(reviewfile.dump(again)) == again
    assert set(json.loads(reviewfile.dump(again))) == {field.name for field in fields(PlanReview)}


def test_every_trace_named_is_in_the_trace_with_its_value() -> None:
    nodes = {one.id: one for one in (*result().trace, *reviewed().trace)}
    bands = [
        band for one in reviewed().worth for band in (one.marginal_eur, one.average_eur, one.marginal_cvar95_eur, one.average_cvar95_eur)
    ]
    bands += [one.share_best for one in reviewed().robustness.measures] if reviewed().robustness else []
    for band in bands:
        assert nodes[band.trace].value == pytest.approx(band.mid, rel=1e-12, abs=1e-12)
    for node in reviewed().trace:
        assert set(node.inputs) <= nodes.keys()
    for one in reviewed().worth:
        if one.cost_per_cvar95_eur is not None:
            over, under = (nodes[name].value for name in nodes[one.cost_per_cvar95_eur.trace].inputs)
            assert over is not None
            assert under is not None
            assert one.cost_per_cvar95_eur.mid == pytest.approx(over / under, rel=1e-9)


def test_stopped_at_once_it_says_nothing_and_still_names_the_plan() -> None:
    nothing = review(CATALOGUE, small(), result(), stop=lambda: True)
    assert (nothing.robustness, nothing.worth, nothing.goals, nothing.bounds) == (None, (), None, ())
    assert nothing.plan == reviewed().plan


@pytest.mark.parametrize("objective", ["net-benefit", "target"])
def test_plans_for_other_aims_are_reviewed_by_a_sum_of_euros(objective: ObjectiveName) -> None:
    wish = Wish(objective=objective, target=0.04)
    other = analyse(CATALOGUE, small(), seed=SEED, outer_points=POINTS, histories=2**10, wish=wish)
    found = review(CATALOGUE, small(), other, parts=("robustness", "worth"))
    assert found.robustness is not None
    assert found.robustness.yardstick == ("mean" if objective == "net-benefit" else "cvar95")
    assert found.robustness.regret_eur.low >= 0.0
    assert {one.id for one in found.worth} == {one.id for one in other.plan.measures}
    avoided = other.risk.dynamic_vulnerability_eur.mid - other.plan.after.dynamic_vulnerability_eur.mid
    assert sum(one.average_eur.mid for one in found.worth) == pytest.approx(avoided, rel=1e-9)


def test_an_empty_plan_is_reviewed_too() -> None:
    poor = replace(
        small(), limits=Limits(budget_eur_per_year=0.0, person_days_per_quarter=DaysPerQuarter(owner=0, management=0, it=0, staff=0))
    )
    other = analyse(CATALOGUE, poor, seed=SEED, outer_points=POINTS, histories=2**10)
    assert other.plan.measures == ()
    found = review(CATALOGUE, poor, other, parts=("front", "robustness", "worth"))
    assert found.robustness is not None
    assert (found.plan, found.worth, found.robustness.regret_eur.mid) == ((), (), 0.0)
    assert all(one.measures == () for one in found.robustness.budgets)


def test_what_the_result_has_proven_is_not_proven_again() -> None:
    thorough = analyse(CATALOGUE, small(), seed=SEED, outer_points=POINTS, histories=2**10, wish=Wish(thorough=True))
    found = review(CATALOGUE, small(), thorough, parts=("front", "bounds"))
    own = thorough.plan
    assert found.front == own.front
    assert [(one.over, one.bound_eur, one.gap_relative) for one in found.bounds] == [
        ("starts", own.starts_bound_eur, own.starts_gap_relative),
        ("any", own.bound_eur, own.gap_relative),
    ]
    # Five measures at given starts are proven: nothing is better than the plan.
    assert found.bounds[0].gap_relative == pytest.approx(0.0, abs=2e-3)
    fresh = review(CATALOGUE, small(), result(), parts=("bounds", "goals"))
    assert fresh.bounds[0].bound_eur == pytest.approx(found.bounds[0].bound_eur, rel=2e-3)
    assert fresh.goals is not None
    assert [one.chosen for one in fresh.goals.plans].count(True) == 1
