"""What a plan asks for in each quarter, against the limits, by role and name of the quarter."""

from leitplanke.planning import roadmap
from leitplanke.planning.constraints import Constraints
from leitplanke.planning.measures import MeasureSet
from leitplanke.planning.schedule import Schedule
from leitplanke.primitives.quarter import Quarter
from leitplanke.study.result import QuarterLoad


def quarter_loads(measures: MeasureSet, schedule: Schedule, limits: Constraints, start: Quarter) -> tuple[QuarterLoad, ...]:
    """Return money and days of each quarter of the horizon; every start lies within it."""
    road = roadmap.lay_out(measures, schedule, limits)
    return tuple(
        QuarterLoad(
            quarter=str(start.plus(quarter)),
            cost_eur=float(road.cost_eur[quarter]),
            budget_eur=float(road.budget_eur[quarter]),
            owner_days=float(days[0]),
            management_days=float(days[1]),
            it_days=float(days[2]),
            staff_days=float(days[3]),
            owner_limit=float(limit[0]),
            management_limit=float(limit[1]),
            it_limit=float(limit[2]),
            staff_limit=float(limit[3]),
        )
        for quarter, (days, limit) in enumerate(zip(road.days, road.days_limit, strict=True))
    )
