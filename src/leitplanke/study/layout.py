"""Where each figure lies in the parameter vector, and the vulnerability that any vector stands for."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from leitplanke.assessment.index import IndexModel
from leitplanke.catalogue.entries import Catalogue, Unseen
from leitplanke.company.balance import CASH_FLOW, LIQUIDITY, BalanceFigures
from leitplanke.company.bases import EconomicBases
from leitplanke.planning.pricing import LEAST_BASE_EUR
from leitplanke.primitives.interval import Floats
from leitplanke.risk.model import Bools, Ints
from leitplanke.risk.vulnerability import Vulnerability
from leitplanke.study import figures
from leitplanke.study.parameters import ParameterSpace

LARGEST_COPING = 0.9
"""No firm copes with everything: upper limit of every coping maximum (priors.md section 2; assumption)."""
STAFF_PER_KEY_PERSON = 30.0
"""Key persons = 1 + staff / 30 (priors.md section 2; assumption)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constants:
    """What is the same at every parameter point, by Unseen (J), link (L) and capacity factor (F)."""

    onset: Bools
    multiple: Floats
    sensitivity_at_0: Floats
    sensitivity_at_1: Floats
    base_eur: Floats
    median_share: Floats
    sigma: Floats
    cap_share: Floats
    running: Bools
    coping_max: Floats
    coping_weight: Floats
    link_from: Ints
    link_to: Ints
    group: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Places of the uncertain figures in the parameter vector (None: stated, not uncertain)."""

    years: int
    constants: Constants
    indices: IndexModel
    balance: BalanceFigures
    latent: Ints
    rate: Ints
    severity_factor: Ints
    duration: Ints
    probability: Ints
    variance: Ints
    coping_factor: Ints
    """(J,) place of the common factor of all coping maxima, or of the firm's own largest coping."""
    adaptation: int
    liquidity: int | None
    cash_flow: int | None

    def at(self, row: Floats) -> Vulnerability:
        """Return the firm's vulnerability at one parameter vector, shape (D,)."""
        fixed, latent = self.constants, row[self.latent]
        duration = np.zeros(fixed.onset.size)
        duration[fixed.onset] = row[self.duration]
        sensitivity = np.clip(self.indices.sensitivity.at(latent), 0.0, 1.0)
        liquidity = self.balance.liquidity_eur if self.liquidity is None else float(row[self.liquidity])
        kept = self.balance.free_cash_flow_eur_per_year if self.cash_flow is None else float(row[self.cash_flow])
        return Vulnerability(
            years=self.years,
            discount_rate=0.0,
            onset=fixed.onset,
            contact_rate=row[self.rate] * fixed.multiple,
            exposure=np.clip(self.indices.exposure.at(latent), 0.0, 1.0),
            sensitivity=fixed.sensitivity_at_0 + (fixed.sensitivity_at_1 - fixed.sensitivity_at_0) * sensitivity,
            base_eur=fixed.base_eur,
            median_share=fixed.median_share * row[self.severity_factor],
            sigma=fixed.sigma,
            cap_share=fixed.cap_share,
            duration_years=duration,
            running=fixed.running,
            coping_max=np.minimum(LARGEST_COPING, fixed.coping_max * row[self.coping_factor]),
            coping_weight=fixed.coping_weight,
            capacity=np.clip(self.indices.capacity.at(latent), 0.0, 1.0),
            adaptation=float(row[self.adaptation]),
            link_from=fixed.link_from,
            link_to=fixed.link_to,
            link_contact=np.minimum(1.0, row[self.probability]),
            group=fixed.group,
            group_variance=row[self.variance],
            liquidity_eur=liquidity,
            equity_eur=self.balance.equity_eur,
            free_cash_flow_eur=np.full(self.years, kept),
        )


def lay_out(
    catalogue: Catalogue,
    space: ParameterSpace,
    constants: Constants,
    indices: IndexModel,
    balance: BalanceFigures,
    years: int,
) -> Layout:
    """Find every figure's place in the parameter vector."""

    def places(ids: Iterable[str]) -> Ints:
        return space.index(ids)

    def place(node: str) -> int | None:
        return next((number for number, parameter in enumerate(space.parameters) if parameter.id == node), None)

    onsets = (unseen.id for unseen in catalogue.unseens if unseen.duration is not None)
    drawn = {parameter.id for parameter in space.parameters}
    own_coping = {one.id: figures.coping_max_id(one.id) for one in catalogue.unseens if figures.coping_max_id(one.id) in drawn}
    return Layout(
        years=years,
        constants=constants,
        indices=indices,
        balance=balance,
        latent=places(variable.id for variable in indices.variables),
        rate=places(figures.rate_id(unseen.id) for unseen in catalogue.unseens),
        severity_factor=places(figures.severity_factor_id(unseen.id) for unseen in catalogue.unseens),
        duration=places(figures.duration_id(onset) for onset in onsets),
        probability=places(figures.probability_id(link.id) for link in catalogue.links),
        variance=places(figures.variance_id(shock.id) for shock in catalogue.shocks),
        coping_factor=places(own_coping.get(unseen.id, figures.COPING_FACTOR) for unseen in catalogue.unseens),
        adaptation=int(places((figures.ADAPTATION,))[0]),
        liquidity=place(LIQUIDITY),
        cash_flow=place(CASH_FLOW),
    )


def gather_constants(
    catalogue: Catalogue,
    bases: EconomicBases,
    severities: tuple[figures.Severity, ...],
    left_out: tuple[str, ...],
    staff: float,
) -> Constants:
    """Collect what does not vary between parameter points."""
    unseens = catalogue.unseens
    places = {unseen.id: place for place, unseen in enumerate(unseens)}
    return Constants(
        onset=np.array([unseen.kind == "onset" for unseen in unseens]),
        multiple=np.array([contact_multiple(unseen, staff) for unseen in unseens]),
        sensitivity_at_0=np.array([unseen.sensitivity.at_0 for unseen in unseens]),
        sensitivity_at_1=np.array([unseen.sensitivity.at_1 for unseen in unseens]),
        base_eur=np.array([max(bases.of(unseen.severity.base), LEAST_BASE_EUR) for unseen in unseens]),
        median_share=np.array([severity.chance.centre for severity in severities]),
        sigma=np.array([severity.chance.sigma for severity in severities]),
        cap_share=np.array([severity.cap_share for severity in severities]),
        running=np.array([unseen.id in left_out for unseen in unseens]),
        coping_max=np.array([unseen.coping.max for unseen in unseens]),
        coping_weight=coping_weights(catalogue),
        link_from=np.array([places[link.cause] for link in catalogue.links], dtype=np.int64),
        link_to=np.array([places[link.effect] for link in catalogue.links], dtype=np.int64),
        group=shock_groups(catalogue),
    )


def contact_multiple(unseen: Unseen, staff: float) -> float:
    """Return how many times the catalogue's contact rate a firm of that size meets: count x size factor."""
    count = 1.0 + staff / STAFF_PER_KEY_PERSON if unseen.count == "key-persons" else 1.0
    reached = [size.factor for size in unseen.size_factors if staff >= size.from_staff]
    return count * (reached[-1] if reached else 1.0)


def coping_weights(catalogue: Catalogue) -> Floats:
    """Return how much each capacity factor counts in coping with each Unseen, shape (J, F)."""
    column = {capacity.id: place for place, capacity in enumerate(catalogue.capacities)}
    found = np.zeros((len(catalogue.unseens), len(column)))
    for row, unseen in enumerate(catalogue.unseens):
        for weight in unseen.coping.weights:
            found[row, column[weight.capacity]] = weight.weight
    return found


def shock_groups(catalogue: Catalogue) -> Ints:
    """Return the shock group of each Unseen, -1 for none, shape (J,)."""
    group = {member: place for place, shock in enumerate(catalogue.shocks) for member in shock.members}
    return np.array([group.get(unseen.id, -1) for unseen in catalogue.unseens], dtype=np.int64)
