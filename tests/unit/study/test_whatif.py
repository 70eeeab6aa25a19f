"""What a workbench says at once, against what the whole analysis says of the same plan, limits and exposure."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples
from leitplanke.planning.constraints import load
from leitplanke.planning.schedule import Schedule
from leitplanke.risk.vulnerability import Adjustment
from leitplanke.study.compile import compile_study
from leitplanke.study.inputs import DaysPerQuarter, Funding, StudyInputs
from leitplanke.study.planned import Planner
from leitplanke.study.result import PlannedStart, StudyResult
from leitplanke.study.run import analyse
from leitplanke.study.scenario import Scenario, play
from leitplanke.study.someworlds import Figures, SomeWorlds
from leitplanke.study.whatif import REMEMBERED, ExposureChange, OtherStudyError, Workbench

CATALOGUE = compiled.read()
NAME, SEED, POINTS, HISTORIES = "precision-parts", 3, 128, 2**14


@cache
def inputs() -> StudyInputs:
    funding = Funding(measure="measure.iot.function-check", rate=0.5, cap_eur=3_000.0, reason="promised by the bank")
    return replace(examples.read(NAME, CATALOGUE), funding=(funding,))


@cache
def result() -> StudyResult:
    return analyse(CATALOGUE, inputs(), seed=SEED, outer_points=POINTS, histories=HISTORIES)


@cache
def bench() -> Workbench:
    return Workbench.of(CATALOGUE, inputs(), result())


def planned() -> tuple[PlannedStart, ...]:
    return tuple(PlannedStart(id=one.id, start_quarter=one.start_quarter) for one in result().plan.measures)


def whole(plan: Sequence[PlannedStart], factor: np.ndarray) -> Scenario:
    """Return the plan played at all parameter points with exposures multiplied: the long way."""
    study = compile_study(CATALOGUE, inputs())
    draws = study.space.draw(POINTS, SEED)
    planner = Planner.of(study, study.vulnerabilities(draws.values), draws.common, SEED)
    schedule = bench().schedule(plan)

    def met(one: Adjustment) -> Adjustment:
        return replace(one, exposure=one.exposure * factor)

    changes, middle = [met(one) for one in planner.adjustments(schedule)], met(planner.adjustment(schedule))
    return play(planner.vulnerabilities, planner.central, changes, middle, histories=HISTORIES, seed=SEED, progress=lambda _: None)


def test_says_what_the_result_says_without_measures_and_with_its_plan() -> None:
    for plan, known in (((), result().risk), (planned(), result().plan.after)):
        found = bench().evaluate(plan).risk
        liquidity = known.existential_probability.liquidity
        assert liquidity is not None
        assert found.expected_annual_loss_eur == pytest.approx(known.expected_annual_loss_eur.mid, rel=1e-9)
        assert found.cvar95_eur == pytest.approx(known.cvar95_eur.mid, rel=1e-9)
        assert found.liquidity_probability == pytest.approx(liquidity.mid, rel=1e-9)
        at, likely = np.array([[one.eur, one.probability] for one in known.exceedance]).T
        said = np.array([[one.eur, one.probability] for one in found.exceedance])
        eur, probability = said[(said[:, 0] >= at[0]) & (said[:, 0] <= at[-1])].T
        assert eur.size > len(found.exceedance) * 0.9
        assert probability == pytest.approx(np.interp(eur, at, likely), rel=0.02)


def test_says_the_same_of_a_plan_whatever_was_asked_before() -> None:
    fresh = replace(bench(), remembered={})
    first, again = fresh.evaluate(planned()).risk, bench().evaluate(planned()).risk
    assert first.liquidity_probability == pytest.approx(again.liquidity_probability, rel=1e-9)
    assert first.cvar95_eur == pytest.approx(again.cvar95_eur, rel=1e-9)


def test_twenty_people_with_exposures_of_their_own_do_not_push_each_other_out(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh, asked, figures = replace(bench(), remembered={}), [], SomeWorlds.figures
    known: dict[Schedule, Figures] = {}

    def counted(worlds: SomeWorlds, schedule: Schedule, exposure: np.ndarray) -> Figures:
        asked.append(schedule)
        # What is remembered does not hang on the figures: those of the first exposure stand for all.
        if schedule not in known:
            known[schedule] = figures(worlds, schedule, exposure)
        return known[schedule]

    monkeypatch.setattr(SomeWorlds, "figures", counted)
    plan, component = planned()[:1], bench().components[0]
    for round_ in range(2):
        asked.clear()
        for person in range(20):
            fresh.evaluate(plan, exposure=[ExposureChange(component=component, factor=1.0 + person / 20)])
        # Without measures is asked for once by each, then only what each has changed.
        assert asked.count(()) == (0 if round_ else 20)
        assert len(asked) == (20 if round_ else 40)
    for person in range(REMEMBERED + 8):
        fresh._risks((), np.full(len(fresh.components), 1.0 + person / 1000))
    assert len(fresh.remembered) == REMEMBERED


@pytest.mark.parametrize("kept", ["one measure out", "half", "another quarter"])
def test_is_close_to_the_whole_analysis_of_other_plans(kept: str) -> None:
    plan = planned()
    later = replace(plan[0], start_quarter=str(bench().start.plus(8)))
    tried = {"one measure out": plan[1:], "half": plan[::2], "another quarter": (later, *plan[1:])}[kept]
    found, exact = bench().evaluate(tried).risk, whole(tried, np.ones(len(bench().components)))
    assert exact.liquidity is not None
    assert found.expected_annual_loss_eur == pytest.approx(float(exact.loss.sum(axis=1).mean()) / 5, rel=0.01)
    assert found.cvar95_eur == pytest.approx(exact.predictive.mixed.cvar(0.95), rel=0.01)
    assert found.liquidity_probability == pytest.approx(exact.liquidity.simulated, rel=0.1)
    eur, probability = np.array([[one.eur, one.probability] for one in found.exceedance]).T
    assert (np.diff(eur) >= 0.0).all()
    assert probability == pytest.approx(exact.predictive.mixed.exceedance(eur), rel=0.06, abs=0.003)


def test_is_close_to_the_whole_analysis_under_another_exposure() -> None:
    component = bench().components[0]
    factor = np.where([one == component for one in bench().components], 1.6, 1.0)
    found = bench().evaluate(planned(), exposure=[ExposureChange(component=component, factor=1.6)])
    for said, plan in ((found.risk, planned()), (found.without, ())):
        exact = whole(plan, factor)
        assert exact.liquidity is not None
        assert said.expected_annual_loss_eur == pytest.approx(float(exact.loss.sum(axis=1).mean()) / 5, rel=0.02)
        assert said.cvar95_eur == pytest.approx(exact.predictive.mixed.cvar(0.95), rel=0.02)
        assert said.liquidity_probability == pytest.approx(exact.liquidity.simulated, rel=0.15)


def test_no_exposure_to_anything_leaves_no_loss() -> None:
    nothing = [ExposureChange(component=one, factor=0.0) for one in sorted(set(bench().components))]
    found = bench().evaluate((), exposure=nothing).risk
    assert (found.expected_annual_loss_eur, found.cvar95_eur) == (0.0, 0.0)


def test_cost_and_days_are_those_of_the_result() -> None:
    found, plan = bench().evaluate(planned()), result().plan
    assert plan.funding_eur is not None
    assert found.quarters == plan.quarters
    assert found.cost_eur == pytest.approx(plan.cost_eur.mid, rel=1e-9)
    assert found.gain_eur == pytest.approx(plan.gain_eur.mid, rel=1e-9)
    assert found.broken == ()
    asked = load(bench().measures, bench().schedule(planned()), bench().limits)
    assert found.cost_by_year_eur == pytest.approx(asked.cost_eur.tolist())


def test_names_the_limits_that_a_plan_breaks() -> None:
    found = bench().evaluate(planned(), budget=1.0, days=DaysPerQuarter(it=0.0))
    years = {one.quarter for one in found.broken if one.code == "budget"}
    assert years <= {str(bench().start.plus(4 * year)) for year in range(5)}
    assert years
    assert {one.role for one in found.broken if one.code == "days"} == {"it"}
    assert found.budget_by_year_eur == (1.0,) * 5
    assert {one.it_limit for one in found.quarters} == {0.0}
    assert found.risk == bench().evaluate(planned()).risk


def test_names_what_a_measure_needs() -> None:
    needs = next(place for place, groups in enumerate(bench().measures.needs) if groups)
    (broken,) = [
        one
        for one in bench().evaluate([PlannedStart(id=bench().measures.ids[needs], start_quarter=str(bench().start))], budget=1e9).broken
        if one.code == "needs"
    ][:1]
    assert broken.measure == bench().measures.ids[needs]
    assert broken.others == tuple(bench().measures.ids[other] for other in bench().measures.needs[needs][0])


@pytest.mark.parametrize(
    "plan",
    [
        [PlannedStart(id="measure.nobody-knows", start_quarter="2027-Q1")],
        [PlannedStart(id=CATALOGUE.measures[0].id, start_quarter="1999-Q1")],
        [PlannedStart(id=CATALOGUE.measures[0].id, start_quarter="2099-Q1")],
        [PlannedStart(id=CATALOGUE.measures[0].id, start_quarter="2027-Q5")],
        2 * [PlannedStart(id=CATALOGUE.measures[0].id, start_quarter=str(examples.read(NAME, CATALOGUE).start))],
    ],
)
def test_refuses_what_is_no_plan(plan: list[PlannedStart]) -> None:
    with pytest.raises(ValueError, match="Q"):
        bench().evaluate(plan)


@pytest.mark.parametrize("change", [ExposureChange(component="component.none", factor=1.0), ExposureChange(component="", factor=-1.0)])
def test_refuses_what_is_no_exposure(change: ExposureChange) -> None:
    with pytest.raises(ValueError, match="exposure"):
        bench().evaluate((), exposure=[replace(change, component=change.component or bench().components[0])])


def test_refuses_the_result_of_another_study() -> None:
    with pytest.raises(OtherStudyError):
        Workbench.of(CATALOGUE, replace(inputs(), running=(CATALOGUE.unseens[0].id,)), result())
