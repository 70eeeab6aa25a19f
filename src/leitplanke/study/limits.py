"""What the firm can carry a year and a quarter; what it did not say is assumed, and the trace says so."""

import math

import numpy as np

from leitplanke.company.defaults import OWN_JUDGEMENT
from leitplanke.planning.constraints import Constraints, Window
from leitplanke.planning.funding import Grant
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
        last_start=_counted(study, stated.last_start),
        windows=_windows(study),
    )


def grants(study: CompiledStudy) -> tuple[Grant, ...]:
    """Return the fundings that the firm counts on."""
    places = _places(study)
    return tuple(
        Grant(measure=places[one.measure], rate=one.rate, cap_eur=math.inf if one.cap_eur is None else one.cap_eur)
        for one in study.inputs.funding
    )


def held_effects(study: CompiledStudy) -> tuple[tuple[int, int], ...]:
    """Return the measures that cannot work before a quarter, with it."""
    places = _places(study)
    found = ((places[one.measure], _counted(study, one.works_from)) for one in study.inputs.starts)
    return tuple((measure, quarter) for measure, quarter in found if quarter is not None)


def _windows(study: CompiledStudy) -> tuple[Window, ...]:
    """Return the quarters in which the firm lets single measures start."""
    places = _places(study)
    return tuple(
        Window(measure=places[one.measure], first=_counted(study, one.not_before) or 0, last=_counted(study, one.not_after))
        for one in study.inputs.starts
        if one.not_before is not None or one.not_after is not None
    )


def _places(study: CompiledStudy) -> dict[str, int]:
    return {one.id: place for place, one in enumerate(study.catalogue.measures)}


def _counted(study: CompiledStudy, quarter: str | None) -> int | None:
    """Return a quarter counted from the first one of the plan."""
    return None if quarter is None else Quarter.parse(quarter).since(Quarter.parse(study.inputs.start))


def _fixed_in(study: CompiledStudy) -> Schedule:
    """Return the measures that the firm has fixed, with their start quarters."""
    first, places = Quarter.parse(study.inputs.start), _places(study)
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
