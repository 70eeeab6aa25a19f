"""What the firm can carry a year and a quarter; what it did not say is assumed, and the trace says so."""

import numpy as np

from leitplanke.company.defaults import OWN_JUDGEMENT
from leitplanke.planning.constraints import Constraints
from leitplanke.planning.measures import ROLES
from leitplanke.planning.schedule import PlannedMeasure, Schedule, ordered
from leitplanke.primitives.quarter import Quarter
from leitplanke.primitives.trace import TraceNode
from leitplanke.study.compile import CompiledStudy

DAYS_FIXED = {"owner": 3.0, "management": 5.0, "it": 4.0, "staff": 4.0}
DAYS_PER_HEAD = {"owner": 0.0, "management": 0.05, "it": 0.05, "staff": 0.15}
"""Own days a quarter beside the day-to-day business: 26 in all at 40 heads, about 100 a year, in the middle of the 60 to 120 spare
days a year that content/measures.md section 6 assumes."""
BUDGET = "limits/budget"


def constraints(study: CompiledStudy) -> Constraints:
    """Return the firm's limits with defaults in place of what is open; trace nodes ``limits/budget`` and ``limits/days/<role>``."""
    stated = study.inputs.limits
    budget = stated.budget_eur_per_year
    if budget is None:
        budget = study.bases.of("base.digital-budget")
        study.trace.add(TraceNode(id=BUDGET, value=budget, unit="EUR/year", operation="sum", inputs=("base.digital-budget",)))
    else:
        study.trace.add(TraceNode(id=BUDGET, value=budget, unit="EUR/year", operation="given"))
    days = [_days(study, role, getattr(stated.person_days_per_quarter, role)) for role in ROLES]
    return Constraints(
        budget_eur=np.full(study.years, budget),
        days=np.tile(days, (4 * study.years, 1)),
        fixed_in=_fixed_in(study),
        fixed_out=_ruled_out(study),
    )


def _fixed_in(study: CompiledStudy) -> Schedule:
    """Return the measures that the firm has fixed, with their start quarters."""
    first, places = Quarter.parse(study.inputs.start), {one.id: place for place, one in enumerate(study.catalogue.measures)}
    return ordered(
        tuple(
            PlannedMeasure(places[one.measure], Quarter.parse(one.quarter).since(first))
            for one in study.inputs.decided
            if one.decision == "in" and one.quarter is not None
        )
    )


def _ruled_out(study: CompiledStudy) -> tuple[int, ...]:
    """Return the measures the plan must not propose: those the firm has decided on, and what rules out one that is in place."""
    decided = {one.measure for one in study.inputs.decided if one.decision != "in"}
    done = {one.measure for one in study.inputs.decided if one.decision == "done"}
    against = {other for measure in study.catalogue.measures if measure.id in done for other in measure.excludes}
    against |= {measure.id for measure in study.catalogue.measures if not done.isdisjoint(measure.excludes)}
    return tuple(place for place, measure in enumerate(study.catalogue.measures) if measure.id in decided | against)


def _days(study: CompiledStudy, role: str, stated: float | None) -> float:
    node = f"limits/days/{role}"
    if stated is not None:
        study.trace.add(TraceNode(id=node, value=stated, unit="days/quarter", operation="given"))
        return stated
    fixed, each = DAYS_FIXED[role], DAYS_PER_HEAD[role]
    value = fixed + each * study.inputs.company.staff
    study.trace.add(
        TraceNode(
            id=node,
            value=value,
            unit="days/quarter",
            operation="default-days",
            inputs=("company.staff",),
            parameters=(("fixed", fixed), ("per_head", each)),
            origin=OWN_JUDGEMENT,
        )
    )
    return value
