"""Whose goals a plan serves, on a firm with nine measures that start at once or never: every plan it can carry is enumerated."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations

import numpy as np
import pytest

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples
from leitplanke.planning import goals, pert
from leitplanke.planning.constraints import violations
from leitplanke.planning.effects import adjust
from leitplanke.planning.placement import Placement
from leitplanke.planning.schedule import PlannedMeasure, Schedule
from leitplanke.primitives.interval import Floats
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.vulnerability import assemble
from leitplanke.study.compile import compile_study
from leitplanke.study.inputs import Decided, StakeholderWeight, StudyInputs
from leitplanke.study.measured import Measured
from leitplanke.study.planned import Planner
from leitplanke.study.reviewed import ComparedPlan, GoalConflicts
from leitplanke.study.stakes import conflicts
from leitplanke.study.steering import Pool, Steering
from leitplanke.study.weights import drawn_weights, weighted

CATALOGUE = compiled.read()
FIRM: StudyInputs = examples.read("precision-parts", CATALOGUE)
OPEN = (
    "measure.network.research-project",
    "measure.support.association",
    "measure.network.disclosure-tiers",
    "measure.platform.data-diet",
    "measure.cloud.exit-folder",
    "measure.cyber.basics-27076",
    "measure.staff.training-plan",
    "measure.staff.key-person-doc",
    "measure.org.process-map",
)
OUT = tuple(Decided(measure=one.id, decision="out", reason="Test") for one in CATALOGUE.measures if one.id not in OPEN)


GRID = 2e-3
"""What a chance may be off on the grid while searching (tests/unit/risk/test_yearend.py)."""
SCALE = 1e-3
"""The same in scores: the chances of these plans lie close together."""


def planner_of(firm: StudyInputs = FIRM, *, last: str | None = "start", out: Sequence[Decided] = OUT) -> Planner:
    study = compile_study(CATALOGUE, replace(firm, decided=(*firm.decided, *out)))
    draws = study.space.draw(16, 1)
    planner = Planner.of(study, study.vulnerabilities(draws.values), draws.common, 1)
    return planner.until(firm.start if last == "start" else last)


@cache
def small() -> Planner:
    return planner_of()


@cache
def carried() -> tuple[Schedule, ...]:
    """Return every plan that the small firm can carry, the empty one first."""
    planner = small()
    indices = [planner.measures.ids.index(one) for one in OPEN]
    every = (tuple(PlannedMeasure(one, 0) for one in sorted(some)) for size in range(len(OPEN) + 1) for some in combinations(indices, size))
    return tuple(plan for plan in every if not violations(planner.measures, plan, planner.limits))


@cache
def enumerated() -> Floats:
    """Return what each goal loses under every plan that the small firm can carry, shape (P, G)."""
    measured = Measured.of(small())
    return measured.figures(carried()) * measured.rising


@cache
def compared() -> GoalConflicts:
    return conflicts(small(), carried()[:1], carried()[-1])


def figure(plan: ComparedPlan, goal: str) -> float:
    return next(one.value for one in plan.scores if one.goal == goal)


def schedule(planner: Planner, plan: ComparedPlan) -> Schedule:
    return tuple(PlannedMeasure(planner.measures.ids.index(one.id), 0) for one in plan.measures)


def wishes() -> Iterator[Floats]:
    """Yield weights of goals: each alone, then mixtures."""
    yield from np.eye(7)
    yield from np.random.default_rng(11).dirichlet(np.ones(7), 8)


def test_there_is_something_to_enumerate() -> None:
    assert 20 < len(carried()) < 2 ** len(OPEN)
    assert any(len(plan) >= 4 for plan in carried())


@pytest.mark.parametrize("weights", list(wishes()))
def test_steering_finds_the_best_of_all_plans_there_are(weights: Floats) -> None:
    measured, losses = Measured.of(small()), enumerated()
    best, worst = goals.scales(losses)

    def aversion(figures: Floats) -> Floats:
        return -goals.worths(goals.scores(figures * measured.rising, best, worst), weights[None])[:, 0]

    pool = Pool(measured)
    pool.add(carried()[:2])
    Steering(pool).descend(aversion)
    lowest = float(aversion(losses * measured.rising).min())
    assert float(aversion(pool.figures).min()) == pytest.approx(lowest, abs=SCALE)


def test_each_group_and_the_compromise_get_the_best_of_all_plans_there_are() -> None:
    found, losses = compared(), enumerated()
    weights = np.array([[one.weight for one in group.weights if one.goal != "sustainability"] for group in found.groups])
    worth = goals.worths(goals.scores(losses, *goals.scales(losses)), weights)
    regret = goals.regrets(worth)
    places = {plan: place for place, plan in enumerate(carried())}
    for number, group in enumerate(found.groups):
        (liked,) = (one for one in found.plans if group.id in one.best_for)
        assert regret[places[schedule(small(), liked)], number] == pytest.approx(0.0, abs=0.01)
        assert liked.regret[number] == pytest.approx(0.0, abs=1e-12)
    (middle,) = (one for one in found.plans if one.compromise)
    assert max(middle.regret) == min(max(one.regret) for one in found.plans)
    assert regret[places[schedule(small(), middle)]].max() == pytest.approx(regret.max(axis=1).min(), abs=0.02)


def test_the_chance_of_a_plan_never_hangs_on_what_is_evaluated_with_it() -> None:
    changes = [small().adjustment(one) for one in (*carried()[:5], carried()[-1])]
    alone = np.concatenate([small().values.chance([one]) for one in changes])
    assert small().values.chance(changes) == pytest.approx(alone, rel=1e-9)


def test_plans_are_sorted_by_cost_and_hold_nothing_the_chosen_and_the_best() -> None:
    found = compared()
    assert [one.cost_eur for one in found.plans] == sorted(one.cost_eur for one in found.plans)
    assert found.plans[0].measures == ()
    assert [schedule(small(), one) for one in found.plans if one.chosen] == [carried()[-1]]
    assert sorted(group for one in found.plans for group in one.best_for) == sorted(group.id for group in found.groups)
    for plan in found.plans:
        assert violations(small().measures, schedule(small(), plan), small().limits) == ()
        assert all(0.0 <= one.score <= 1.0 for one in plan.scores)


def test_figures_are_those_of_the_model_itself() -> None:
    planner = small()
    plan = next(one for one in compared().plans if one.chosen)
    chosen = schedule(planner, plan)
    with_it, without = (
        expected_loss(assemble(planner.central, adjust(planner.measures, one, planner.study.years))) for one in (chosen, ())
    )
    names = [one.id for one in CATALOGUE.unseens]
    staff = [place for place, name in enumerate(names) if name.startswith("unseen.staff.")]
    assert figure(plan, "qualification") == pytest.approx(with_it[staff].sum(), rel=1e-9)
    factor = (1.0 + planner.central.discount_rate) ** -(np.arange(planner.study.years) + 0.5)
    cost = sum(
        pert.mean(planner.measures.cost_once_eur)[one.measure] * factor[0]
        + pert.mean(planner.measures.cost_yearly_eur)[one.measure] * factor.sum()
        for one in chosen
    )
    assert plan.cost_eur == pytest.approx(cost, rel=1e-9)
    gains = planner.measures.gain_eur_per_year[[one.measure for one in chosen]].sum()
    saved = without.sum() - with_it.sum() - cost
    assert figure(plan, "profit") == pytest.approx(saved, rel=1e-9) if gains == 0.0 else figure(plan, "profit") > saved
    days = planner.measures.days_once.sum(axis=1) + 5.0 * planner.measures.days_yearly.sum(axis=1)
    assert figure(plan, "work-load") == pytest.approx(sum(days[one.measure] for one in chosen))
    assert figure(plan, "existence") == pytest.approx(planner.values.chance([planner.adjustment(chosen)], 2**13)[0], rel=GRID)


@pytest.mark.parametrize("measure", ["measure.network.research-project", "measure.support.association"])
def test_joint_years_are_what_lead_time_and_ramp_leave_of_five(measure: str) -> None:
    place = small().measures.ids.index(measure)
    measured = Measured.of(small())
    goal = [aim.id for aim in measured.aims].index("aim.cooperation")
    (found,) = measured.figures([(PlannedMeasure(place, 0),)])[:, goal]
    lead, ramp = small().measures.lead_months[place], small().measures.ramp_months[place]
    assert found == pytest.approx(5.0 - (lead + ramp / 2.0) / 12.0)


def test_chances_are_shown_as_simulated() -> None:
    seen = small().values.chance([small().adjustment(()), small().adjustment(carried()[-1])], 2**13)
    found = conflicts(planner_of(), (), carried()[-1], simulated=(2.0 * seen[0], 2.5 * seen[1]))
    nothing, chosen = found.plans[0], next(one for one in found.plans if one.chosen)
    assert (figure(nothing, "existence"), figure(chosen, "existence")) == pytest.approx((2.0 * seen[0], 2.5 * seen[1]), rel=GRID)


def test_without_liquidity_existence_is_not_measured() -> None:
    planner = planner_of()
    found = conflicts(replace(planner, central=replace(planner.central, liquidity_eur=None)), (), ())
    assert "existence" not in {one.goal for plan in found.plans for one in plan.scores}
    assert "existence" in {one.goal for one in found.groups[0].weights}


def test_what_is_fixed_stands_in_every_plan() -> None:
    fixed = Decided(measure=OPEN[5], decision="in", quarter=FIRM.start, reason="bestellt")
    planner = planner_of(out=[*OUT, fixed])
    found = conflicts(planner, (), Placement(planner.measures, planner.limits).place(())[1])
    assert all(OPEN[5] in {one.id for one in plan.measures} for plan in found.plans)


def test_own_weights_take_the_place_of_assumed_ones() -> None:
    own = tuple(StakeholderWeight(group="bank", goal=aim.id.partition(".")[2], weight=0.0) for aim in CATALOGUE.aims)  # type: ignore[arg-type]
    only_work = (*own[:5], StakeholderWeight(group="bank", goal="work-load", weight=4.0), *own[6:])
    groups = {one.id: one for one in weighted(CATALOGUE, only_work)}
    assert {one.goal: one.weight for one in groups["bank"].weights} == dict.fromkeys((one.goal for one in own), 0.0) | {"work-load": 1.0}
    assert not any(one.assumed for one in groups["bank"].weights)
    assert all(one.assumed for one in groups["staff"].weights)
    assert sum(one.weight for one in groups["staff"].weights) == pytest.approx(1.0)
    # The owners' points in the catalogue's file are 9, 7, 8, 7, 3, 4, 4 and 4.
    assert groups["owner"].weights[0].weight == pytest.approx(9.0 / 46.0)
    found = conflicts(planner_of(replace(FIRM, weights=only_work)), (), carried()[-1])
    assert "bank" in found.plans[0].best_for
    assert found.groups[4].steady == 1.0


def test_drawn_weights_lie_within_their_bounds_and_leave_what_was_said() -> None:
    own = (StakeholderWeight(group="staff", goal="work-load", weight=2.0),)
    aims = [aim.id for aim in CATALOGUE.aims]
    drawn = drawn_weights(CATALOGUE, own, aims)
    for place, group in enumerate(CATALOGUE.stakeholders):
        for one in group.weights:
            points = drawn[:, place, aims.index(one.aim)]
            if (group.id, one.aim) == ("stakeholder.staff", "aim.work-load"):
                assert set(points.tolist()) == {2.0}
            else:
                assert one.low <= points.min() <= points.max() <= one.high
                assert points.mean() == pytest.approx((one.low + 4.0 * one.mode + one.high) / 6.0, abs=0.3)


def test_somebody_who_stops_it_gets_what_is_known() -> None:
    found = conflicts(planner_of(), carried()[:4], carried()[-1], stop=lambda: True)
    assert {schedule(small(), one) for one in found.plans} <= {*carried()[:4], carried()[-1]}


def test_conflicts_name_the_measures_of_the_plan_in_which_they_show() -> None:
    entries = {one.id: one for one in CATALOGUE.conflicts}
    planned = [one.id for one in next(one for one in compared().plans if one.chosen).measures]
    assert compared().conflicts
    for shown in compared().conflicts:
        assert shown.measures == tuple(one for one in planned if one in entries[shown.id].measures)
    named = {one.id for one in compared().conflicts}
    assert all(set(planned).isdisjoint(entries[other].measures) for other in set(entries) - named)


def test_the_same_firm_gives_the_same_answer_and_progress_rises_to_the_end() -> None:
    told: list[float] = []
    tell: Callable[[float], None] = told.append
    assert conflicts(small(), carried()[:1], carried()[-1], progress=tell) == compared()
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_scores_and_regrets_can_be_worked_out_from_the_trace() -> None:
    planner = planner_of()
    found = conflicts(planner, carried()[:1], carried()[-1])
    nodes = planner.study.trace.nodes
    for group in found.groups:
        for one in group.weights:
            node = nodes[one.trace]
            values = dict(node.parameters)
            assert one.weight == node.value == pytest.approx(values["points"] / values["all"])
            assert node.origin is not None
    for plan in found.plans:
        for score in plan.scores:
            node = nodes[score.trace]
            scale = dict(node.parameters)
            assert nodes[node.inputs[0]].value == score.value
            width = scale["worst"] - scale["best"]
            assert score.score == pytest.approx(np.clip((scale["worst"] - scale["figure"]) / width, 0.0, 1.0))
        for regret, trace in zip(plan.regret, plan.regret_traces, strict=True):
            values = [nodes[name].value or 0.0 for name in nodes[trace].inputs]
            weights, scores = np.array(values[::2]), np.array(values[1::2])
            best = dict(nodes[trace].parameters)["best"]
            assert regret == pytest.approx(best - (weights @ scores) / weights.sum(), abs=1e-12)
