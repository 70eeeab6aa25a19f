"""Review a plan after its analysis: how it holds in other futures, what each measure is worth, whom it serves."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from leitplanke.catalogue.entries import Catalogue
from leitplanke.planning.exact import Stop
from leitplanke.planning.front import explore, front
from leitplanke.planning.objectives import Objective
from leitplanke.planning.schedule import PlannedMeasure, Schedule, ordered
from leitplanke.planning.search import Found
from leitplanke.primitives.quarter import Quarter
from leitplanke.study.budgets import budget_steps
from leitplanke.study.compile import compile_study
from leitplanke.study.futures import Future, futures, yardstick
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.planned import Planner
from leitplanke.study.proven import bounds
from leitplanke.study.quest import front_plans
from leitplanke.study.result import FrontPlan, PlanResult, StudyResult
from leitplanke.study.reviewed import Bound, GoalConflicts, MeasureWorth, PlanReview, Robustness
from leitplanke.study.robustness import look_back, robustness
from leitplanke.study.stakes import conflicts
from leitplanke.study.worth import worth

Part = Literal["front", "bounds", "robustness", "worth", "goals"]
ALL: tuple[Part, ...] = ("front", "bounds", "robustness", "worth", "goals")
Progress = Callable[[str, float], None]
"""Called with a stage (``search``, ``robustness`` ... ``done``) and the share of the whole that is done."""


def review(
    catalogue: Catalogue,
    inputs: StudyInputs,
    result: StudyResult,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
    parts: tuple[Part, ...] = ALL,
) -> PlanReview:
    """Return the review of the plan in a result; catalogue and inputs are those that the result was made from.

    The same result gives the identical review unless it was stopped; parts that were not done by then are left out.
    """
    work = _Work.of(catalogue, inputs, result, progress or (lambda _stage, _share: None), stop or (lambda: False))
    wanted = set() if work.found.stopped else set(parts)
    plans = work.front() if "front" in wanted else result.plan.front
    holds = work.robustness() if "robustness" in wanted else None
    why = work.worth() if "worth" in wanted else ()
    goals = work.goals() if "goals" in wanted else None
    # Last: the proof takes longest, and stopped early it still states a bound, only a looser one.
    proof = work.bounds() if "bounds" in wanted else ()
    work.tell("done", 1.0)
    return PlanReview(
        study=result.study,
        plan=work.planner.named(work.plan),
        front=plans,
        bounds=proof,
        robustness=holds,
        worth=why,
        goals=goals,
        trace=work.planner.study.trace.table()[work.traced :],
    )


SPANS = {
    "search": (0.0, 0.1),
    "robustness": (0.1, 0.35),
    "budgets": (0.35, 0.5),
    "worth": (0.5, 0.6),
    "goals": (0.6, 0.7),
    "bounds": (0.7, 1.0),
}
"""Where each stage lies in the whole work."""


@dataclass(frozen=True, slots=True)
class _Work:
    """All that the parts of a review share."""

    planner: Planner
    result: StudyResult
    plan: Schedule
    found: Found
    """A search like the one that led to the plan."""
    futures: tuple[Future, ...]
    traced: int
    """Nodes of the trace that the result has too."""
    tell: Progress
    stop: Stop

    @classmethod
    def of(cls, catalogue: Catalogue, inputs: StudyInputs, result: StudyResult, tell: Progress, stop: Stop) -> "_Work":
        told = _within(tell, "search")
        study = compile_study(catalogue, inputs)
        draws = study.space.draw(result.study.outer_points, result.study.seed)
        planner = Planner.of(study, study.vulnerabilities(draws.values), draws.common, result.study.seed).until(result.plan.last_start)
        traced, plan, objective = len(study.trace.nodes), _plan(planner, result), yardstick(_objective(result))
        found = planner.search(objective, told, stop)
        found = found if found.stopped else explore(found)
        found.exact.of([plan])
        return cls(planner, result, plan, found, futures(planner, objective, result.study.seed), traced, tell, stop)

    @property
    def simulated(self) -> tuple[float, ...]:
        """The simulated chances that liquidity is exhausted, without a plan and with it; empty if unknown."""
        chances = (one.existential_probability.liquidity for one in (self.result.risk, self.result.plan.after))
        return tuple(one.mid for one in chances if one is not None)

    def front(self) -> tuple[FrontPlan, ...]:
        """Return the front of the result, or one made now."""
        if self.result.plan.front:
            return self.result.plan.front
        plans = tuple(schedule for schedule, _ in front(replace(self.found, schedule=self.plan)))
        return front_plans(self.planner, plans, self.plan, self.simulated, self.found.exact.money)

    def robustness(self) -> Robustness | None:
        """Return how the plan holds in other futures, and what other budgets would buy."""
        found = look_back(self.planner, self.futures, self.plan, self.found, _within(self.tell, "robustness"), self.stop)
        if found is None:
            return None
        budgets = budget_steps(self.planner, self.found, self.plan, _within(self.tell, "budgets"), self.stop)
        return robustness(self.planner, self.futures, self.plan, found, budgets)

    def worth(self) -> tuple[MeasureWorth, ...]:
        """Return what each measure of the plan is worth."""
        seed = self.result.study.seed
        return worth(self.planner, self.futures, self.plan, seed, _within(self.tell, "worth"), self.stop) or ()

    def bounds(self) -> tuple[Bound, ...]:
        """Return how close the plan is to the best: as the result has proven it, else proven now."""
        _within(self.tell, "bounds")(0.0)
        proven = _proven(self.result.plan)
        if proven:
            return proven
        return bounds(self.planner, self.plan, _objective(self.result), stop=self.stop)

    def goals(self) -> GoalConflicts | None:
        """Return whose goals the plan serves; None if there is no time left."""
        if self.stop():
            return None
        known, told = tuple(self.found.exact.known), _within(self.tell, "goals")
        return conflicts(self.planner, known, self.plan, simulated=self.simulated, progress=told, stop=self.stop)


def _within(tell: Progress, stage: str) -> Callable[[float], None]:
    """Return what tells the progress of one stage as part of the whole, and tell its beginning."""
    first, last = SPANS[stage]
    tell(stage, first)
    return lambda share: tell(stage, first + share * (last - first))


def _proven(plan: PlanResult) -> tuple[Bound, ...]:
    """Return the bounds in a result; none where it was made without."""
    if plan.value is None or plan.bound_eur is None or plan.gap_relative is None:
        return ()
    if plan.starts_bound_eur is None or plan.starts_gap_relative is None:
        return ()
    starts = Bound(over="starts", bound_eur=plan.starts_bound_eur, value_eur=plan.value, gap_relative=plan.starts_gap_relative)
    return starts, Bound(over="any", bound_eur=plan.bound_eur, value_eur=plan.value, gap_relative=plan.gap_relative)


def _plan(planner: Planner, result: StudyResult) -> Schedule:
    """Return the plan of the result as a schedule."""
    first, places = Quarter.parse(result.study.start), {name: place for place, name in enumerate(planner.measures.ids)}
    return ordered(tuple(PlannedMeasure(places[one.id], Quarter.parse(one.start_quarter).since(first)) for one in result.plan.measures))


def _objective(result: StudyResult) -> Objective:
    plan = result.plan
    return Objective(name=plan.objective, gains=plan.gains_counted)  # type: ignore[arg-type]
