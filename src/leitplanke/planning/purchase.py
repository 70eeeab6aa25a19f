"""What money would buy first: the package of measures that lowers the risk most for its cost, whatever the budget."""

from dataclasses import dataclass, replace

import numpy as np

from leitplanke.planning.constraints import load
from leitplanke.planning.placement import Placement
from leitplanke.planning.schedule import Schedule
from leitplanke.planning.screening import Screening
from leitplanke.planning.search import Found

LOOKED_AT = 16
PLENTY_EUR = 1e12
LEAST_EUR = 1.0
"""A package that costs nothing counts as if it cost this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """A package of measures, with what it costs and brings."""

    schedule: Schedule
    cost_eur: float
    """Expected discounted cost of the horizon."""
    budget_eur: float
    """The smallest yearly budget that pays it."""
    lowers: float
    """By how much it lowers the figure of risk."""


def first_purchase(found: Found) -> Purchase | None:
    """Return the package that does most per euro beside what is fixed in, of those the budget keeps out and that pay for themselves.

    None if there is none. Days, prerequisites and exclusions hold.
    """
    base = found.screening.placement
    held = replace(base.constraints, budget_eur=np.full(base.constraints.years, PLENTY_EUR))
    rich = Screening(Placement(base.measures, held), found.screening.surrogate, found.exact.objective, found.exact.money, np.iinfo(int).max)
    (nothing,) = rich.value([()])
    packages = [package for measure in range(base.measures.count) for package in rich.placement.packages(measure, ())]
    paying = [one for one in rich.value(packages) if rich.improves(one, nothing)]

    def merit(lowers: float, cost_eur: float) -> float:
        return lowers / max(cost_eur - nothing.cost_eur, LEAST_EUR)

    ranked = sorted(paying, key=lambda one: (-merit(nothing.risk - one.risk + _gained(found, one.gain_eur), one.cost_eur), one.schedule))
    looked = [one.schedule for one in ranked[:LOOKED_AT]]
    # What the budget does not pay stays out of what the search knows, and so out of the front of plans.
    exact = replace(found.exact, known=dict(found.exact.known))
    exact.of([nothing.schedule, *looked])
    here = exact.known[nothing.schedule]
    best: Purchase | None = None
    for schedule in looked:
        known = exact.known[schedule]
        lowers = here.risk - known.risk
        if known.value < here.value and (best is None or merit(lowers, known.cost_eur) > merit(best.lowers, best.cost_eur)):
            needed = float(load(base.measures, schedule, held).cost_eur.max())
            best = Purchase(schedule=schedule, cost_eur=known.cost_eur, budget_eur=needed, lowers=lowers)
    return best


def _gained(found: Found, gain_eur: float) -> float:
    return gain_eur if found.exact.objective.gains else 0.0
