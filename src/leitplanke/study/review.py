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
from leitplanke.study.compile import compile_study
from leitplanke.study.futures import futures, yardstick
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.planned import Planner
from leitplanke.study.quest import front_plans
from leitplanke.study.result import FrontPlan, StudyResult
from leitplanke.study.reviewed import GoalConflicts, PlanReview, Robustness
from leitplanke.study.robustness import look_back, robustness
from leitplanke.study.stakes import conflicts

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
    return PlanReview(
        study=result.study,
        plan=work.planner.named(work.plan),
        front=work.front() if "front" in parts else (),
        robustness=work.robustness() if "robustness" in parts else None,
        goals=work.goals() if "goals" in parts else None,
        trace=work.planner.study.trace.table()[work.traced :],
    )


@dataclass(frozen=True, slots=True)
class _Work:
    """All that the parts of a review share."""

    planner: Planner
    result: StudyResult
    plan: Schedule
    found: Found
    """A search like the one that led to the plan."""
    traced: int
    """Nodes of the trace that the result has too."""
    tell: Progress
    stop: Stop

    @classmethod
    def of(cls, catalogue: Catalogue, inputs: StudyInputs, result: StudyResult, tell: Progress, stop: Stop) -> "_Work":
        tell("search", 0.0)
        study = compile_study(catalogue, inputs)
        draws = study.space.draw(result.study.outer_points, result.study.seed)
        planner = Planner.of(study, study.vulnerabilities(draws.values), draws.common, result.study.seed).until(result.plan.last_start)
        plan = _plan(planner, result)
        objective = yardstick(_objective(result))
        found = planner.search(objective, lambda share: tell("search", 0.1 * share), stop)
        found = found if found.stopped else explore(found)
        found.exact.of([plan])
        return cls(planner, result, plan, found, len(study.trace.nodes), tell, stop)

    def front(self) -> tuple[FrontPlan, ...]:
        """Return the front of the result, or one made now."""
        if self.result.plan.front or self.found.stopped:
            return self.result.plan.front
        plans = tuple(schedule for schedule, _ in front(replace(self.found, schedule=self.plan)))
        return front_plans(self.planner, plans, self.plan, self._simulated(), self.found.exact.money)

    def robustness(self) -> Robustness | None:
        """Return how the plan holds in other futures."""
        self.tell("robustness", 0.1)
        some = futures(self.planner, self.found.exact.objective, self.result.study.seed)
        found = look_back(
            self.planner, some, self.plan, self.found.exact.known, lambda share: self.tell("robustness", 0.1 + 0.4 * share), self.stop
        )
        return None if found is None else robustness(self.planner, some, self.plan, found, ())

    def goals(self) -> GoalConflicts | None:
        """Return whose goals the plan serves."""
        found = conflicts(
            self.planner,
            tuple(self.found.exact.known),
            self.plan,
            simulated=self._simulated(),
            progress=lambda share: self.tell("goals", 0.7 + 0.3 * share),
            stop=self.stop,
        )
        return None if self.stop() else found

    def _simulated(self) -> list[float]:
        """Return the chances of exhausting liquidity without the plan and with it; none where liquidity is unknown."""
        chances = (one.existential_probability.liquidity for one in (self.result.risk, self.result.plan.after))
        return [one.mid for one in chances if one is not None]


def _plan(planner: Planner, result: StudyResult) -> Schedule:
    """Return the plan of the result as a schedule."""
    first, places = Quarter.parse(result.study.start), {name: place for place, name in enumerate(planner.measures.ids)}
    return ordered(tuple(PlannedMeasure(places[one.id], Quarter.parse(one.start_quarter).since(first)) for one in result.plan.measures))


def _objective(result: StudyResult) -> Objective:
    plan = result.plan
    return Objective(name=plan.objective, gains=plan.gains_counted)  # type: ignore[arg-type]
