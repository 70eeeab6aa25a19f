"""What can be set on the what-if page of one study, read off its stored result: the engine is not needed for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from leitplanke.catalogue.entries import Catalogue, Measure
from leitplanke.planning.measures import ROLES
from leitplanke.planning.schedule import QUARTERS_PER_YEAR, effective_quarter
from leitplanke.primitives.quarter import Quarter
from leitplanke.reports.numbers import rounded
from leitplanke.study.result import StudyResult

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
"""Notches of the sliders of money and days, as shares of today's limit."""
BUDGETS_FROM_NOTHING = (0.0, 2_500.0, 5_000.0, 10_000.0, 20_000.0, 50_000.0)
DAYS_FROM_NOTHING = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0)
EXPOSURES = tuple(range(0, 210, 10))
"""Per cent of today's exposure of a component."""
AS_TODAY = 100
"""Per cent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A measure that can be switched on: `lead` quarters after its start it begins to work, `full` quarters after it does so in full."""

    entry: Measure
    lead: int
    full: int
    ruled_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What one study offers; measures in place already are not among the choices."""

    study_id: UUID
    quarters: tuple[str, ...]
    choices: tuple[Choice, ...]
    components: tuple[str, ...]
    plan: Mapping[str, int]
    """Start of each measure of the study's plan, in quarters from the first."""
    budget_eur: float
    days: Mapping[str, float]
    """Free person-days a quarter by role."""

    @classmethod
    def of(cls, study_id: UUID, result: StudyResult, catalogue: Catalogue) -> "Desk":
        """Read what a study offers."""
        first = Quarter.parse(result.study.start)
        count = QUARTERS_PER_YEAR * result.study.horizon_years
        decided = {one.measure: one.decision for one in result.plan.decided}
        loads = result.plan.quarters
        met = {unseen.component for unseen in catalogue.unseens}
        return cls(
            study_id=study_id,
            quarters=tuple(str(first.plus(place)) for place in range(count)),
            choices=tuple(
                Choice(
                    entry=one,
                    lead=effective_quarter(0, one.lead_months),
                    full=effective_quarter(0, one.lead_months + one.ramp_months),
                    ruled_out=decided.get(one.id) == "out",
                )
                for one in catalogue.measures
                if decided.get(one.id) != "done"
            ),
            components=tuple(one.id for one in sorted(catalogue.components, key=lambda one: one.order) if one.id in met),
            plan={one.id: Quarter.parse(one.start_quarter).since(first) for one in result.plan.measures},
            budget_eur=loads[0].budget_eur,
            days={role: float(getattr(loads[0], f"{role}_limit")) for role in ROLES},
        )

    @property
    def first(self) -> Quarter:
        """The first quarter."""
        return Quarter.parse(self.quarters[0])

    @property
    def ids(self) -> frozenset[str]:
        """The measures that can be switched on."""
        return frozenset(one.entry.id for one in self.choices)


def notches(today: float, asked: float, from_nothing: tuple[float, ...]) -> tuple[float, ...]:
    """Return the values a slider of money or days can take: shares of today's limit, today's own digits, and what was asked for.

    Examples
    --------
    >>> notches(31_234.5, 40_000.0, BUDGETS_FROM_NOTHING)[3:7]
    (23000.0, 31234.5, 39000.0, 40000.0)
    >>> notches(0.0, 0.0, DAYS_FROM_NOTHING)
    (0.0, 1.0, 2.0, 4.0, 8.0, 16.0)
    """
    shares = (rounded(share * today) for share in SHARES if share != 1.0) if today > 0.0 else from_nothing
    return tuple(sorted({*shares, today, asked}))
