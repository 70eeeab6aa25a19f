"""What if: risk, cost and load of any plan under other limits and exposure, at once, for a firm that has been analysed.

A workbench holds all that does not depend on the plan. Risk is that of the first few of the analysis' own parameter points, effects of
measures included, times what the whole analysis came to against these points: at no plan and at the plan of the result it says what the
result says, elsewhere it is approximate (docs/method/planning.md).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from leitplanke.catalogue.entries import Catalogue
from leitplanke.planning.constraints import Code, Constraints, Violation, violations
from leitplanke.planning.measures import ROLES, MeasureSet
from leitplanke.planning.objectives import Money
from leitplanke.planning.schedule import QUARTERS_PER_YEAR, PlannedMeasure, Schedule, ordered
from leitplanke.primitives.interval import Floats
from leitplanke.primitives.quarter import Quarter
from leitplanke.risk.known import KnownLosses
from leitplanke.risk.vulnerability import Adjustment
from leitplanke.study.attempt import as_simulated
from leitplanke.study.central import CentralValues
from leitplanke.study.compile import compile_study
from leitplanke.study.digest import input_hash
from leitplanke.study.inputs import DaysPerQuarter, StudyInputs
from leitplanke.study.loads import quarter_loads
from leitplanke.study.planned import Planner
from leitplanke.study.proportion import curve_in_proportion, in_proportion
from leitplanke.study.result import PlannedStart, QuarterLoad, RiskResult, StudyResult
from leitplanke.study.someworlds import Figures, SomeWorlds

CHANCE_POINTS = 2**8
"""Grid points for the chance of a balance below zero; what the grid leaves out falls away against the whole analysis."""
REMEMBERED = 64
"""Exposures whose risk without measures is kept, those asked for last: whoever tries other exposures than the people beside asks for theirs
again with each change, and computing it anew would double the time of every answer. One takes some ten kB."""


class OtherStudyError(Exception):
    """The result was not made from these inputs and this catalogue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureChange:
    """All Unseens of a component are met so many times as much as today: 0 never, 1 as today, 2 twice as much (exposure ends at 1)."""

    component: str
    factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfPoint:
    """The loss of the horizon is higher than `eur` with this probability."""

    eur: float
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfRisk:
    """Risk over all parameter points, as `study.result.RiskResult` without its ranges; approximate.

    `liquidity_probability` is the chance that liquidity is exhausted within the horizon; None where liquidity is unknown.
    """

    expected_annual_loss_eur: float
    cvar95_eur: float
    liquidity_probability: float | None
    exceedance: tuple[WhatIfPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenLimit:
    """One limit that the plan breaks; codes and figures of `planning.constraints.Violation`, by id.

    `quarter` is the quarter meant (``2027-Q2``), for the code ``budget`` the first one of the year.
    """

    code: Code
    measure: str | None = None
    others: tuple[str, ...] = ()
    quarter: str | None = None
    role: Literal["owner", "management", "it", "staff"] | None = None
    asked: float | None = None
    limit: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What becomes of a plan."""

    measures: tuple[PlannedStart, ...]
    risk: WhatIfRisk
    without: WhatIfRisk
    """No measure at all, at the same exposure."""
    cost_eur: float
    """Expected, discounted, over the horizon; `gain_eur` likewise."""
    gain_eur: float
    cost_by_year_eur: tuple[float, ...]
    """Expected, not discounted; years of four quarters from the first quarter of the study."""
    budget_by_year_eur: tuple[float, ...]
    quarters: tuple[QuarterLoad, ...]
    broken: tuple[BrokenLimit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbench:
    """One analysed firm with all its measures, warm."""

    start: Quarter
    measures: MeasureSet
    limits: Constraints
    """Today's, with what the firm has fixed in and ruled out."""
    money: Money
    components: tuple[str, ...]
    """Of each Unseen, shape (J,)."""
    worlds: SomeWorlds
    values: CentralValues
    losses: KnownLosses
    """That chances met before."""
    known: tuple["Reference", ...] = ()
    """Without measures, and with the plan of the result."""
    remembered: dict[bytes, WhatIfRisk] = field(default_factory=dict)

    @classmethod
    def of(cls, catalogue: Catalogue, inputs: StudyInputs, result: StudyResult) -> "Workbench":
        """Prepare everything; takes about as long as the beginning of an analysis.

        Raises
        ------
        OtherStudyError
            If `result` does not belong to these inputs and this catalogue.
        """
        study = compile_study(catalogue, inputs)
        stamp = result.study
        if (input_hash(study.inputs, study.moments), study.catalogue.version) != (stamp.input_hash, stamp.catalogue_version):
            raise OtherStudyError
        draws = study.space.draw(stamp.outer_points, stamp.seed)
        planner = Planner.of(study, study.vulnerabilities(draws.values), draws.common, stamp.seed)
        bench = cls(
            start=Quarter.parse(stamp.start),
            measures=planner.measures,
            limits=planner.limits,
            money=Money.of(planner.measures, study.years, planner.central.discount_rate),
            components=tuple(unseen.component for unseen in study.catalogue.unseens),
            worlds=SomeWorlds.of(planner),
            values=planner.values,
            losses=planner.values.losses_for_chances(CHANCE_POINTS),
        )
        plan = bench.schedule(PlannedStart(id=one.id, start_quarter=one.start_quarter) for one in result.plan.measures)
        return replace(bench, known=(bench.reference((), result.risk), bench.reference(plan, result.plan.after)))

    def evaluate(
        self,
        plan: Iterable[PlannedStart],
        *,
        budget: float | None = None,
        days: DaysPerQuarter | None = None,
        exposure: Iterable[ExposureChange] = (),
    ) -> WhatIf:
        """Return what becomes of a plan.

        Parameters
        ----------
        plan
            Each measure once, starting within the horizon; limits may be broken, the answer says which.
        budget
            EUR a year in place of the firm's limit.
        days
            Own person-days a quarter in place of the firm's limits; None leaves a role's as it is.
        exposure
            Changes by component; components not named stay as they are.

        Raises
        ------
        ValueError
            If a measure, quarter or component is not known, a measure is named twice, or a factor is below 0.
        SupercriticalCascadeError
            If so exposed losses cause each other without end.
        """
        schedule, factor = self.schedule(plan), self._exposure(exposure)
        limits = self._limits(budget, days)
        cost, gain = self.money.sums([schedule])
        adjustment = self.worlds.central(schedule)
        loads = quarter_loads(self.measures, schedule, limits, self.start)
        risk, without = self._risks(schedule, factor)
        return WhatIf(
            measures=tuple(self._named(one) for one in schedule),
            risk=risk,
            without=without,
            cost_eur=float(cost[0]),
            gain_eur=float(gain[0]),
            cost_by_year_eur=tuple(adjustment.cost_eur.tolist()),
            budget_by_year_eur=tuple(limits.budget_eur.tolist()),
            quarters=loads,
            broken=tuple(self._broken(one) for one in violations(self.measures, schedule, limits)),
        )

    def schedule(self, plan: Iterable[PlannedStart]) -> Schedule:
        """Return a plan by number of measure and quarter.

        Raises
        ------
        ValueError
            See `evaluate`.
        """
        places = {one: place for place, one in enumerate(self.measures.ids)}
        found: dict[int, int] = {}
        for one in plan:
            quarter = Quarter.parse(one.start_quarter).since(self.start)
            if one.id not in places or places[one.id] in found or not 0 <= quarter < self.limits.quarters:
                message = f"{one.id} in {one.start_quarter}"
                raise ValueError(message)
            found[places[one.id]] = quarter
        return ordered(tuple(PlannedMeasure(measure, quarter) for measure, quarter in found.items()))

    def _exposure(self, changes: Iterable[ExposureChange]) -> Floats:
        """Return the factor on the exposure of each Unseen, shape (J,)."""
        factors = {one.component: one.factor for one in changes}
        if not factors.keys() <= set(self.components) or any(not factor >= 0.0 for factor in factors.values()):
            message = f"no such change of exposure: {factors}"
            raise ValueError(message)
        return np.array([factors.get(one, 1.0) for one in self.components])

    def _limits(self, budget: float | None, days: DaysPerQuarter | None) -> Constraints:
        limits = self.limits
        if budget is not None:
            limits = replace(limits, budget_eur=np.full(limits.years, budget))
        if days is not None:
            stated = [getattr(days, role) for role in ROLES]
            own = np.array([np.nan if one is None else one for one in stated])
            limits = replace(limits, days=np.where(np.isnan(own), limits.days, own))
        return limits

    def _named(self, one: PlannedMeasure) -> PlannedStart:
        return PlannedStart(id=self.measures.ids[one.measure], start_quarter=str(self.start.plus(one.start_quarter)))

    def _broken(self, found: Violation) -> BrokenLimit:
        quarter = found.period if found.code != "budget" or found.period is None else QUARTERS_PER_YEAR * found.period
        return BrokenLimit(
            code=found.code,
            measure=None if found.measure is None else self.measures.ids[found.measure],
            others=tuple(self.measures.ids[other] for other in found.others),
            quarter=None if quarter is None else str(self.start.plus(quarter)),
            role=found.role,  # type: ignore[arg-type]  # one of ROLES
            asked=found.asked,
            limit=found.limit,
        )

    def _risks(self, schedule: Schedule, factor: Floats) -> tuple[WhatIfRisk, WhatIfRisk]:
        """Return the risk with a plan and without measures, the latter remembered for the exposures asked for last."""
        key = factor.tobytes()
        known = self.remembered.get(key)
        asked = [schedule] if known is not None else [schedule, ()]
        chances = self._chances([_met(self.worlds.central(one), factor) for one in asked])
        risks = [self._risk(one, factor, chance) for one, chance in zip(asked, chances, strict=True)]
        without = risks[-1] if known is None else known
        self.remembered.pop(key, None)
        self.remembered[key] = without
        for oldest in list(self.remembered)[:-REMEMBERED]:
            self.remembered.pop(oldest, None)
        return risks[0], without

    def _risk(self, schedule: Schedule, factor: Floats, chance: float) -> WhatIfRisk:
        some = self.worlds.figures(schedule, factor)
        seen, whole = [one.some for one in self.known], [one.whole for one in self.known]
        cvar = in_proportion(some.cvar95_eur, [one.cvar95_eur for one in seen], [one.cvar95_eur.mid for one in whole])
        stretch = cvar / some.cvar95_eur if some.cvar95_eur > 0.0 else 1.0
        ours, theirs = [np.array([one.at_eur, one.exceedance]) for one in seen], [_curve(one) for one in whole]
        moved = curve_in_proportion(some.at_eur, some.exceedance, ours, theirs, stretch)
        return WhatIfRisk(
            expected_annual_loss_eur=in_proportion(
                some.mean_eur, [one.mean_eur for one in seen], [one.expected_annual_loss_eur.mid for one in whole]
            ),
            cvar95_eur=cvar,
            liquidity_probability=self._liquidity(chance),
            exceedance=tuple(
                WhatIfPoint(eur=eur, probability=share) for eur, share in zip(moved.tolist(), some.exceedance.tolist(), strict=True)
            ),
        )

    def _liquidity(self, chance: float) -> float | None:
        bands = [one.whole.existential_probability.liquidity for one in self.known]
        simulated = [band.mid for band in bands if band is not None]
        if len(simulated) < len(bands):
            return None
        return as_simulated(chance, [one.chance for one in self.known], simulated)

    def _chances(self, adjustments: Sequence[Adjustment]) -> list[float]:
        return [float(chance) for chance in self.values.chance(adjustments, CHANCE_POINTS, self.losses)]

    def reference(self, schedule: Schedule, whole: RiskResult) -> "Reference":
        """Return what the workbench itself says of a plan beside what the whole analysis says."""
        some = self.worlds.figures(schedule, np.ones(len(self.components)))
        return Reference(some=some, chance=self._chances([self.worlds.central(schedule)])[0], whole=whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A plan as the workbench sees it, and as the whole analysis does."""

    some: Figures
    chance: float
    whole: RiskResult


def _curve(risk: RiskResult) -> Floats:
    """Return losses and how likely more is, shape (2, M)."""
    return np.array([[one.eur, one.probability] for one in risk.exceedance]).T


def _met(adjustment: Adjustment, factor: Floats) -> Adjustment:
    return replace(adjustment, exposure=adjustment.exposure * factor)
