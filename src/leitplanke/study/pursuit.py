"""What was chosen as a plan, and what is to be said about the choice."""

from dataclasses import dataclass
from typing import Any

from leitplanke.planning.schedule import Schedule
from leitplanke.study.result import Ending, FirstBuy, FrontPlan, Missing
from leitplanke.study.scenario import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Pursuit:
    """What was chosen, and what is to be said about the choice; fields as in `study.result.PlanResult`."""

    schedule: Schedule
    after: Scenario
    objective: str
    gains_counted: bool
    value: float
    ended: Ending
    last_start: str | None = None
    target: float | None = None
    target_met: bool | None = None
    bound_eur: float | None = None
    bound_missing: Missing = "not-asked"
    gap_relative: float | None = None
    starts_bound_eur: float | None = None
    starts_gap_relative: float | None = None
    front: tuple[FrontPlan, ...] = ()
    first_buy: FirstBuy | None = None

    def reached(self) -> dict[str, Any]:
        """Return the fields of the result that this holds."""
        own = ("schedule", "after")
        return {name: getattr(self, name) for name in self.__slots__ if name not in own}
