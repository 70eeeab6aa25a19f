"""Where data should lie: the cheapest places that the firm's policy allows, solved exactly as an integer programme.

Each data object goes to as many places as it needs copies, at different providers, and only where the policy does not forbid it. A place
costs its yearly fee as soon as anything lies there, and a fee for each gigabyte; what lies elsewhere today has to be moved once.
Source: facility location with fixed charges (Balinski 1965, Integer programming: methods, uses, computation, Management Science 12).
Axes: D data objects, S places.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from leitplanke.catalogue.media import Verdict
from leitplanke.company.dependence.data import DataObject
from leitplanke.company.dependence.policy import Policy, Ruling
from leitplanke.company.dependence.service import Offer, Service

if TYPE_CHECKING:
    from scipy import optimize

TIME_LIMIT = 5.0
"""Seconds; an inventory of a small firm takes hundredths. What was found until then is told as not proven."""
SPREAD_YEARS = 3.0
"""What moving costs once is spread over so many years (assumption), so that a small saving does not move everything."""
_LIMIT, _INFEASIBLE = 1, 2
"""What HiGHS answers when its time is over, and where there is no solution (scipy.optimize.milp)."""
Floats = npt.NDArray[np.float64]
Copies = Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sited:
    """One data object at one place; `moved`: it does not lie there today."""

    data: str
    service: str
    verdict: Verdict
    moved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Siting:
    """Where everything lies and what that costs.

    Parameters
    ----------
    places
        By data object, then place.
    eur_per_year
        Fees of all places that hold something.
    moving_eur
        What the moves cost once.
    objective_eur
        Fees and a year's part of the moves: what is least.
    homeless
        Data objects that no place on offer may hold, or not as many as copies are wanted; the others are placed without them.
    full
        Whether there are places for each, but not room enough.
    proven
        Whether nothing is cheaper for sure; False if the time was over. Without places then none were found in time.
    """

    places: tuple[Sited, ...] = ()
    eur_per_year: float = 0.0
    moving_eur: float = 0.0
    objective_eur: float = 0.0
    homeless: tuple[str, ...] = ()
    full: bool = False
    proven: bool = True

    @property
    def found(self) -> bool:
        """Whether every object has its place."""
        return not self.homeless and not self.full and (self.proven or bool(self.places))


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is to be placed where.

    Parameters
    ----------
    move_eur_per_gb
        What a moved gigabyte costs once, for objects that `moves` does not name.
    moves
        The same for single objects, because it depends on who hands them out.
    copies
        How many providers have to hold an object; 1 for those not named.
    conditional
        Whether places that the policy allows on a condition only may be used.
    """

    data: tuple[DataObject, ...]
    services: tuple[Service, ...]
    policy: Policy
    move_eur_per_gb: float = 0.0
    moves: tuple[tuple[str, float], ...] = ()
    copies: tuple[tuple[str, int], ...] = ()
    conditional: bool = True


def today(question: Question) -> Siting:
    """Return where everything lies now and what it costs, allowed or not."""
    where = tuple(
        Sited(data=one.id, service=place.id, verdict=question.policy.ruling(one, place).verdict, moved=False)
        for one in question.data
        for place in question.services
        if one.id in place.holds
    )
    fees = _fees(question, where)
    held = {one.data for one in where}
    return Siting(
        places=where, eur_per_year=fees, objective_eur=fees, homeless=tuple(one.id for one in question.data if one.id not in held)
    )


def site(question: Question) -> Siting:
    """Return the cheapest places that the policy allows; what has none is named."""
    table = _Table.of(question)
    homeless = tuple(one.id for row, one in enumerate(question.data) if table.providers_of(row) < table.copies[row])
    if homeless:
        rest = tuple(one for one in question.data if one.id not in homeless)
        return replace(site(replace(question, data=rest)), homeless=homeless)
    if not question.data:
        return Siting()
    chosen, proven = _solve(table)
    if chosen is None:
        return Siting(full=proven, proven=proven)
    where = tuple(
        Sited(data=one.id, service=place.id, verdict=table.rulings[row][column].verdict, moved=one.id not in place.holds)
        for row, one in enumerate(question.data)
        for column, place in enumerate(question.services)
        if chosen[row, column]
    )
    fees, moving = _fees(question, where), float((table.moving * chosen).sum())
    return Siting(places=where, eur_per_year=fees, moving_eur=moving, objective_eur=fees + moving / SPREAD_YEARS, proven=proven)


def offer_of(service: Service) -> Offer:
    """Return what it costs to keep data at a service; nothing without an offer: it is paid for what it does, wherever its data lie."""
    return service.offer or Offer()


def _fees(question: Question, where: Sequence[Sited]) -> float:
    """Return the yearly fees of places that hold something."""
    volumes = {one.id: one.volume_gb or 0.0 for one in question.data}
    total = 0.0
    for place in question.services:
        held = [one.data for one in where if one.service == place.id]
        if held:
            offer = offer_of(place)
            total += offer.eur_per_year + offer.eur_per_gb_year * sum(volumes[id_] for id_ in held)
    return total


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """The question as arrays, (D, S) but for `fees`, `capacity` and `provider` (S,), `volumes` and `copies` (D,)."""

    allowed: npt.NDArray[np.bool_]
    running: Floats
    moving: Floats
    fees: Floats
    capacity: Floats
    provider: npt.NDArray[np.int64]
    volumes: Floats
    copies: npt.NDArray[np.int64]
    rulings: tuple[tuple[Ruling, ...], ...]

    @classmethod
    def of(cls, question: Question) -> "_Table":
        data, places = question.data, question.services
        rulings = tuple(tuple(question.policy.ruling(one, place) for place in places) for one in data)
        barred = {"forbidden"} if question.conditional else {"forbidden", "conditional"}
        shape = (len(data), len(places))
        stays = np.array([one.id in place.holds for one in data for place in places], dtype=np.bool_).reshape(shape)
        suits = np.array([place.offer is not None and one.id in place.suits for one in data for place in places], dtype=np.bool_)
        right = np.array([ruling.verdict not in barred for row in rulings for ruling in row], dtype=np.bool_).reshape(shape)
        volumes = np.array([one.volume_gb or 0.0 for one in data])
        moves = dict(question.moves)
        prices = np.array([moves.get(one.id, question.move_eur_per_gb) for one in data])
        offers = [offer_of(place) for place in places]
        names = sorted({place.provider.casefold() for place in places})
        wanted = dict(question.copies)
        return cls(
            allowed=(stays | suits.reshape(shape)) & right,
            running=volumes[:, None] * np.array([offer.eur_per_gb_year for offer in offers])[None, :],
            moving=np.where(stays, 0.0, (volumes * prices)[:, None]),
            fees=np.array([offer.eur_per_year for offer in offers]),
            capacity=np.array([np.inf if offer.capacity_gb is None else offer.capacity_gb for offer in offers]),
            provider=np.array([names.index(place.provider.casefold()) for place in places], dtype=np.int64),
            volumes=volumes,
            copies=np.array([wanted.get(one.id, 1) for one in data], dtype=np.int64),
            rulings=rulings,
        )

    def providers_of(self, row: int) -> int:
        """Return at how many providers an object may lie."""
        return len(set(self.provider[self.allowed[row]].tolist()))


def _solve(table: _Table) -> tuple[npt.NDArray[np.bool_] | None, bool]:
    """Return which object lies where, (D, S), and whether that is proven; None, proven, if there is not room enough."""
    from scipy import optimize  # noqa: PLC0415 - slow to load, and every page that names a place loads this module

    rows, columns = table.allowed.shape
    many = rows * columns
    cost = np.concatenate([(table.running + table.moving / SPREAD_YEARS).ravel(), table.fees])
    upper = np.concatenate([table.allowed.ravel().astype(float), np.ones(columns)])
    found = optimize.milp(
        cost,
        constraints=_constraints(table),
        integrality=np.ones(many + columns),
        bounds=optimize.Bounds(0.0, upper),
        options={"time_limit": TIME_LIMIT, "mip_rel_gap": 0.0},
    )
    if found.x is None:
        if found.status in {_INFEASIBLE, _LIMIT}:
            return None, found.status == _INFEASIBLE
        message = f"placement: {found.message}"
        raise RuntimeError(message)
    return np.asarray(found.x[:many].reshape(rows, columns) > 0.5), found.status == 0  # noqa: PLR2004 - nearest of 0 and 1


def _constraints(table: _Table) -> "list[optimize.LinearConstraint]":
    """Return: each object has its copies, one at most with a provider; a place that holds something is paid for, and has room."""
    from scipy import optimize, sparse  # noqa: PLC0415 - as above

    rows, columns = table.allowed.shape
    every = sparse.identity(rows)
    nothing = sparse.csr_array((rows, columns))
    copies = sparse.hstack([sparse.kron(every, np.ones((1, columns))), nothing])
    found = [optimize.LinearConstraint(copies, table.copies, table.copies)]
    providers = int(table.provider.max()) + 1
    member = (table.provider[None, :] == np.arange(providers)[:, None]).astype(float)
    once = sparse.hstack([sparse.kron(every, member), sparse.csr_array((rows * providers, columns))])
    found.append(optimize.LinearConstraint(once, -np.inf, 1.0))
    paid = sparse.hstack([sparse.identity(rows * columns), -sparse.kron(np.ones((rows, 1)), sparse.identity(columns))])
    found.append(optimize.LinearConstraint(paid, -np.inf, 0.0))
    tight = np.isfinite(table.capacity)
    if tight.any():
        # One row for each place with an end: 1 where an unknown belongs to it.
        belongs = sparse.csr_array(np.eye(columns)[tight])
        room = sparse.hstack([sparse.kron(table.volumes[None, :], belongs), sparse.csr_array((int(tight.sum()), columns))])
        found.append(optimize.LinearConstraint(room, -np.inf, table.capacity[tight]))
    return found
