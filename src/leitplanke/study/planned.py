"""The plan of a study: chosen on the central model, then re-scored over all parameter points."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from leitplanke.planning import benefit, roadmap
from leitplanke.planning.constraints import Constraints
from leitplanke.planning.effects import adjust, adjust_points, split
from leitplanke.planning.exact import Stop
from leitplanke.planning.measures import MeasureSet
from leitplanke.planning.objectives import Objective
from leitplanke.planning.pricing import CostOverride, compile_measures
from leitplanke.planning.schedule import Schedule
from leitplanke.planning.search import Found, carried, search
from leitplanke.primitives.interval import Floats
from leitplanke.primitives.quarter import Quarter
from leitplanke.primitives.trace import TraceNode
from leitplanke.risk.vulnerability import Adjustment, Vulnerability
from leitplanke.study.central import CentralValues
from leitplanke.study.compile import CompiledStudy
from leitplanke.study.figures import stated_from_nothing
from leitplanke.study.funded import told
from leitplanke.study.limits import constraints, grants, held_effects
from leitplanke.study.loads import quarter_loads
from leitplanke.study.parameters import LEANING
from leitplanke.study.plantrace import trace_cost, trace_plan
from leitplanke.study.pursuit import Pursuit
from leitplanke.study.result import Band, PlannedMeasureResult, PlannedStart, PlanResult
from leitplanke.study.summary import DRAWS, band, summarise

SHOWN_UNSEENS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """Chooses measures for one study and says what they bring."""

    study: CompiledStudy
    vulnerabilities: tuple[Vulnerability, ...]
    central: Vulnerability
    measures: MeasureSet
    limits: Constraints
    factors: Floats
    """(P, R) effect factors drawn for each parameter point."""
    values: CentralValues
    rng: np.random.Generator

    @classmethod
    def of(cls, study: CompiledStudy, vulnerabilities: tuple[Vulnerability, ...], common: Floats, seed: int) -> "Planner":
        """Prepare the planner of a study.

        Effects are drawn from `seed`; their errors lean with those of all other figures, whose common scores (P,) are `common`.
        """
        company = study.inputs.company
        unmoved = stated_from_nothing(study.catalogue, study.bases, study.inputs.overrides)
        costs = _own_costs(study)
        measures = compile_measures(study.catalogue, company.staff, company.turnover_eur, study.bases, costs, unmoved=unmoved)
        measures = measures.without_need(one.measure for one in study.inputs.decided if one.decision == "done")
        measures = replace(measures, grants=grants(study), held_effects=held_effects(study))
        rng = np.random.default_rng([seed, 1])
        own = rng.standard_normal((len(vulnerabilities), measures.effect_mu.size))
        scores = math.sqrt(LEANING) * common[:, None] + math.sqrt(1.0 - LEANING) * own
        central = study.central()
        neutral = Adjustment.neutral(study.years, measures.unseens, measures.capacities)
        return cls(
            study=study,
            vulnerabilities=vulnerabilities,
            central=central,
            measures=measures,
            limits=constraints(study),
            factors=measures.factors_at(scores),
            values=CentralValues.of(central, neutral, vulnerabilities),
            rng=rng,
        )

    def until(self, last_start: str | None) -> "Planner":
        """Return the same planner that lets nothing start after that quarter, but what is fixed in."""
        if last_start is None:
            return self
        last = Quarter.parse(last_start).since(Quarter.parse(self.study.inputs.start))
        return replace(self, limits=replace(self.limits, last_start=last))

    def checked(self) -> "Planner":
        """Return the same planner if the firm can carry what it has fixed into the plan: asked before anything takes time.

        Raises
        ------
        ImpossibleConstraintsError
            If it cannot.
        """
        carried(self.measures, self.limits)
        return self

    def choose(self, progress: Callable[[float], None]) -> Schedule:
        """Return the plan with the lowest CVaR95 of loss plus expected cost that the firm can carry."""
        return self.search(Objective(), progress).schedule

    def search(self, objective: Objective, progress: Callable[[float], None], stop: Stop | None = None) -> Found:
        """Return the best plan that the firm can carry, with all that was looked at."""

        def told(done: int, allowed: int) -> None:
            progress(done / max(1, allowed))

        evaluate = self.values.figure(objective.figure)
        return search(self.central, self.measures, self.limits, evaluate, told, objective=objective, stop=stop)

    def named(self, schedule: Schedule) -> tuple[PlannedStart, ...]:
        """Return the measures and start quarters of a schedule by name."""
        start = Quarter.parse(self.study.inputs.start)
        return tuple(PlannedStart(id=self.measures.ids[one.measure], start_quarter=str(start.plus(one.start_quarter))) for one in schedule)

    def adjustment(self, schedule: Schedule) -> Adjustment:
        """Return what the plan changes at the centre."""
        return adjust(self.measures, schedule, self.study.years)

    def adjustments(self, schedule: Schedule) -> list[Adjustment]:
        """Return what the plan changes at each parameter point."""
        return list(split(adjust_points(self.measures, schedule, self.study.years, self.factors)))

    def result(self, pursuit: Pursuit) -> PlanResult:
        """Return the plan with costs, benefits, roadmap and the risk with it; writes its trace."""
        schedule, after = pursuit.schedule, pursuit.after
        trace_plan(self.study, self.measures, schedule)
        costs, gains = self._costs(schedule), self._gains(schedule)
        return PlanResult(
            **pursuit.reached(),
            measures=self._measures(schedule, costs.each, gains.each),
            quarters=quarter_loads(self.measures, schedule, self.limits, Quarter.parse(self.study.inputs.start)),
            cost_eur=self._total("cost", costs, schedule),
            gain_eur=self._total("gain", gains, schedule),
            after=summarise(self.study, after, "plan"),
            decided=self.study.inputs.decided,
            funding_eur=self._funded(schedule),
            funding=told(self.study.catalogue, self.study.inputs, self._starts(schedule)),
            starts=self.study.inputs.starts,
        )

    def _starts(self, schedule: Schedule) -> dict[str, Quarter]:
        first = Quarter.parse(self.study.inputs.start)
        return {self.measures.ids[one.measure]: first.plus(one.start_quarter) for one in schedule}

    def _fundings(self, schedule: Schedule) -> benefit.MoneyBands:
        """Return what fundings pay in the same histories that stand behind the costs."""
        return benefit.funding_bands(self.measures, schedule, self.study.years, self.central.discount_rate, np.random.default_rng([2]))

    def _funded(self, schedule: Schedule) -> Band | None:
        """Return what fundings pay in all; None without any."""
        funded = {one.measure for one in self.measures.grants}
        some = tuple(one for one in schedule if one.measure in funded)
        return self._total("funding", self._fundings(schedule), some) if some else None

    def _total(self, what: str, money: benefit.MoneyBands, schedule: Schedule) -> Band:
        parts = tuple(f"plan/{self.measures.ids[planned.measure]}/{what}" for planned in schedule)
        node = TraceNode(id=f"plan/{what}", value=float(money.total[1]), unit="EUR", operation="sum", inputs=parts)
        return _band(money.total, self.study.trace.add(node))

    def _costs(self, schedule: Schedule) -> benefit.MoneyBands:
        return benefit.cost_bands(self.measures, schedule, self.study.years, self.central.discount_rate, np.random.default_rng([2]))

    def _gains(self, schedule: Schedule) -> benefit.MoneyBands:
        return benefit.gain_bands(self.measures, schedule, self.study.years, self.central.discount_rate, np.random.default_rng([3]))

    def _measures(self, schedule: Schedule, costs: Floats, gains: Floats) -> tuple[PlannedMeasureResult, ...]:
        measures = self.measures
        avoided = benefit.avoided_over_points(self.vulnerabilities, measures, schedule, self.factors)
        by_unseen = benefit.avoided_losses(self.central, measures, schedule)
        cvar = benefit.avoided_value(measures, schedule, self.study.years, self.values.cvar)
        works = roadmap.lay_out(measures, schedule, self.limits).effective_quarter
        start, ids = Quarter.parse(self.study.inputs.start), [unseen.id for unseen in self.study.catalogue.unseens]
        paid, funded = self._fundings(schedule).each, {one.measure for one in measures.grants}
        found = []
        for place, planned in enumerate(schedule):
            name = measures.ids[planned.measure]
            lowers, raises = benefit.changed(by_unseen[place])
            own = avoided[:, place]
            found.append(
                PlannedMeasureResult(
                    id=name,
                    start_quarter=str(start.plus(planned.start_quarter)),
                    effective_quarter=str(start.plus(int(works[place]))),
                    cost_eur=_band(costs[place], trace_cost(self.study, name, float(costs[place, 1]), float(paid[place, 1]))),
                    avoided_loss_eur=band(own, trace=self._node(name, "avoided", float(own.mean()), "leave-one-out", _drawn())),
                    avoided_cvar95_eur=float(cvar[place]),
                    funding_eur=_band(paid[place], f"plan/{name}/funding") if planned.measure in funded else None,
                    gain_eur=_band(gains[place], self._node(name, "gain", float(gains[place, 1]), "gain", (f"{name}/earns",))),
                    person_days_once=float(measures.days_once[planned.measure].sum()),
                    person_days_per_year=float(measures.days_yearly[planned.measure].sum()),
                    lowers=tuple(ids[unseen] for unseen in lowers[:SHOWN_UNSEENS].tolist()),
                    raises=tuple(ids[unseen] for unseen in raises[:SHOWN_UNSEENS].tolist()),
                )
            )
        return tuple(found)

    def _node(self, name: str, what: str, value: float, operation: str, inputs: tuple[str, ...]) -> str:
        node = TraceNode(id=f"plan/{name}/{what}", value=value, unit="EUR", operation=operation, inputs=inputs)
        return self.study.trace.add(node)


def _drawn() -> tuple[str, ...]:
    return (DRAWS, "plan/measures")


def _band(points: Floats, trace: str) -> Band:
    return Band(low=float(points[0]), mid=float(points[1]), high=float(points[2]), trace=trace)


def _own_costs(study: CompiledStudy) -> tuple[CostOverride, ...]:
    parts = {"cost_once": "once", "cost_yearly": "yearly", "gain": "gain"}
    return tuple(
        CostOverride(measure=override.target, part=parts[override.parameter], low=override.low, high=override.high)  # type: ignore[arg-type]
        for override in study.inputs.overrides
        if override.parameter in parts
    )
