"""Ways to a new position in the value network as scenarios: each a bundle of measures, run by the risk engine within the firm's limits.

A bundle is laid out alone, each measure in the first quarter in which the firm can carry it beside those before it. So ways are compared
with doing nothing, not with the best plan, which may hold parts of several. Which measures make a way: ``repositionings.yaml``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import yaml

from leitplanke.catalogue.entries import Catalogue
from leitplanke.planning import benefit
from leitplanke.planning.constraints import load, violations
from leitplanke.planning.effects import adjust_points, split
from leitplanke.planning.losses import expected_losses
from leitplanke.planning.schedule import PlannedMeasure, Schedule, ordered
from leitplanke.primitives.interval import Floats
from leitplanke.risk.vulnerability import Adjustment, assemble, stacked, together
from leitplanke.study.compile import compile_study
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.planned import Planner
from leitplanke.study.result import PlannedStart

POINTS = 128
"""Parameter points; ranges are their 5 and 95 % points."""
NETWORK, PLATFORMS = "component.value-networks", "component.platforms"
_CARRIED = frozenset({"budget", "days"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Mean and 90 % range over the points, EUR over the horizon."""

    low: float
    mid: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way.

    Parameters
    ----------
    measures
        With what they need and when they start.
    avoided_eur
        Expected loss that falls away over the horizon; negative where more is added. `network_eur` and `platforms_eur` are the parts of
        these two components, so one sees whether a dependence is only exchanged for another.
    benefit_eur
        Avoided loss and gain less cost, at the means.
    own_days
        Own person-days over the horizon.
    carried
        Whether budget and days are enough.
    done
        Whether everything in it is in place already.
    """

    id: str
    measures: tuple[PlannedStart, ...]
    avoided_eur: Span
    network_eur: float
    platforms_eur: float
    cost_eur: Span
    gain_eur: Span
    benefit_eur: float
    own_days: float
    carried: bool
    done: bool


def ways() -> dict[str, tuple[str, ...]]:
    """Return the measures of each way, by its id."""
    return dict(_ways())


@cache
def _ways() -> tuple[tuple[str, tuple[str, ...]], ...]:
    text = resources.files("leitplanke.study").joinpath("repositionings.yaml").read_text(encoding="utf-8")
    return tuple((name, tuple(measures)) for name, measures in yaml.safe_load(text).items())


def compare(catalogue: Catalogue, inputs: StudyInputs, *, seed: int, points: int = POINTS) -> tuple[Way, ...]:
    """Return what each way brings, in the order of the file.

    Parameters
    ----------
    seed
        Of the parameter points and effects; the same seed gives the same figures.
    points
        A power of two.
    """
    study = compile_study(catalogue, inputs)
    draws = study.space.draw(points, seed)
    planner = Planner.of(study, study.vulnerabilities(draws.values), draws.common, seed)
    before = _losses(planner, ())
    return tuple(_way(planner, name, bundle, before, seed) for name, bundle in _ways())


def _way(planner: Planner, name: str, bundle: Sequence[str], before: Floats, seed: int) -> Way:
    schedule = lay_out(planner, bundle)
    avoided = before - _losses(planner, schedule)
    years, rate = planner.study.years, planner.central.discount_rate
    cost = benefit.cost_bands(planner.measures, schedule, years, rate, np.random.default_rng([seed, 2])).total
    gain = benefit.gain_bands(planner.measures, schedule, years, rate, np.random.default_rng([seed, 3])).total
    low, high = np.quantile(avoided.sum(axis=1), (0.05, 0.95))
    mean = float(avoided.sum(axis=1).mean())
    components = np.array([unseen.component for unseen in planner.study.catalogue.unseens])
    return Way(
        id=name,
        measures=planner.named(schedule),
        avoided_eur=Span(low=float(low), mid=mean, high=float(high)),
        network_eur=float(avoided[:, components == NETWORK].sum(axis=1).mean()),
        platforms_eur=float(avoided[:, components == PLATFORMS].sum(axis=1).mean()),
        cost_eur=_span(cost),
        gain_eur=_span(gain),
        benefit_eur=mean + float(gain[1] - cost[1]),
        own_days=float(load(planner.measures, schedule, planner.limits).days.sum()),
        carried=not any(one.code in _CARRIED for one in violations(planner.measures, schedule, planner.limits)),
        done=not schedule,
    )


def lay_out(planner: Planner, bundle: Sequence[str]) -> Schedule:
    """Return a bundle with what it needs, each measure as early as the firm can carry it; one it never can stands at its first quarter."""
    places = {name: place for place, name in enumerate(planner.measures.ids)}
    fixed = {one.measure: one for one in planner.limits.fixed_in}
    found: Schedule = ()
    for name in _with_needs(planner, bundle):
        measure = places[name]
        tries = [fixed[measure]] if measure in fixed else [PlannedMeasure(measure, quarter) for quarter in range(planner.limits.quarters)]
        fits = (one for one in tries if not _broken(planner, ordered((*found, one))))
        found = ordered((*found, next(fits, _first(planner, found, tries))))
    return found


def _broken(planner: Planner, schedule: Schedule) -> bool:
    """Return whether a schedule breaks a limit; that fixed measures of other plans are missing is none."""
    return any(one.code != "fixed-in" for one in violations(planner.measures, schedule, planner.limits))


def _first(planner: Planner, found: Schedule, tries: Sequence[PlannedMeasure]) -> PlannedMeasure:
    """Return the first start at which at least what a measure needs works already."""

    def ready(one: PlannedMeasure) -> bool:
        return not any(broken.code == "needs" for broken in violations(planner.measures, ordered((*found, one)), planner.limits))

    return next((one for one in tries if ready(one)), tries[0])


def _with_needs(planner: Planner, bundle: Sequence[str]) -> list[str]:
    """Return the measures of a bundle that are not in place, each behind what it needs; of several that would do, the first."""
    entries = {one.id: one for one in planner.study.catalogue.measures}
    done = {one.measure for one in planner.study.inputs.decided if one.decision == "done"}
    found: list[str] = []

    def add(name: str) -> None:
        if name in done or name in found or name not in entries:
            return
        for group in entries[name].needs:
            if not any(one in done or one in found for one in group):
                add(next((one for one in group if one in bundle), group[0]))
        found.append(name)

    for name in bundle:
        add(name)
    return found


def _losses(planner: Planner, schedule: Schedule) -> Floats:
    """Return the expected loss of each Unseen over the horizon at each point, (P, J)."""
    changes = _adjustments(planner, schedule)
    parts = []
    for start, some in _blocks(changes):
        firm = together(planner.vulnerabilities[start : start + len(some)])
        parts.append(expected_losses(assemble(firm, stacked(some))))
    return np.concatenate(parts)


def _blocks(changes: list[Adjustment]) -> Iterator[tuple[int, list[Adjustment]]]:
    for start in range(0, len(changes), benefit.TOGETHER):
        yield start, changes[start : start + benefit.TOGETHER]


def _adjustments(planner: Planner, schedule: Schedule) -> list[Adjustment]:
    return list(split(adjust_points(planner.measures, schedule, planner.study.years, planner.factors)))


def _span(total: Floats) -> Span:
    return Span(low=float(total[0]), mid=float(total[1]), high=float(total[2]))
