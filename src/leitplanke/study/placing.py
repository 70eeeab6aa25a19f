"""Where a firm's data lie, where they may lie and why, and the cheapest ways to place them, with one provider or several."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from leitplanke.catalogue.entries import Catalogue
from leitplanke.company.dependence.data import DataObject
from leitplanke.company.dependence.policy import Policy, Ruling
from leitplanke.company.dependence.service import Service
from leitplanke.company.dependence.switching import grants
from leitplanke.planning.siting import Question, Siting, site, today
from leitplanke.study.dependence import Dependence

MOST_PAIRS = 1_000
"""Data objects times services up to which each provider is left out once: one more programme for each of them."""
EGRESS = "assumption.switching-egress"
WayId = Literal["today", "cheapest", "unconditional", "two-providers"]
"""``unconditional``: only where the policy asks for no condition; ``two-providers``: copies of what must be there lie with two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to place the data."""

    id: WayId
    siting: Siting


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """The cheapest way if one provider is given up or gives up.

    Parameters
    ----------
    held
        Data objects that lie with it today.
    eur_per_year
        What it costs more than the cheapest way with all providers; None if something has no place then.
    """

    provider: str
    held: tuple[str, ...]
    siting: Siting
    eur_per_year: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """Everything there is to say about the places of a firm's data on one day.

    Parameters
    ----------
    rulings
        Every data object at every service: whether it may lie there, and why.
    doubled
        Data objects that ``two-providers`` keeps twice: those whose absence would do more than limited damage.
    withouts
        Of each provider that holds data today, own servers too; empty beyond `MOST_PAIRS`.
    """

    on: date
    data: tuple[DataObject, ...]
    services: tuple[Service, ...]
    rulings: tuple[Ruling, ...]
    options: tuple[Option, ...]
    doubled: tuple[str, ...]
    withouts: tuple[Without, ...]


def placing(dependence: Dependence, catalogue: Catalogue, on: date) -> Placing:
    """Return where the data lie and could lie under the policy, with the law of the day `on`."""
    policy = Policy(media=catalogue.media, changes=dependence.policy)
    data, services = dependence.data_objects, dependence.services
    question = Question(data=data, services=services, policy=policy, moves=moves(dependence, catalogue, on))
    doubled = tuple(one.id for one in data if one.availability != "normal")
    cheapest = site(question)
    options = [
        Option(id="today", siting=today(question)),
        Option(id="cheapest", siting=cheapest),
        Option(id="unconditional", siting=site(replace(question, conditional=False))),
    ]
    if doubled:
        options.append(Option(id="two-providers", siting=site(replace(question, copies=tuple((id_, 2) for id_ in doubled)))))
    return Placing(
        on=on,
        data=data,
        services=services,
        rulings=tuple(policy.ruling(one, place) for one in data for place in services),
        options=tuple(options),
        doubled=doubled,
        withouts=tuple(
            _without(question, cheapest, provider) for provider in _holders(services) if len(data) * len(services) <= MOST_PAIRS
        ),
    )


def moves(dependence: Dependence, catalogue: Catalogue, on: date) -> tuple[tuple[str, float], ...]:
    """Return what it costs to hand out a gigabyte of each data object: the least of those that hold it; 0 if none has to be asked."""
    assumed = next(one.figure for one in catalogue.assumptions if one.id == EGRESS).mode

    def price(place: Service) -> float:
        if place.model in {"own-server", "offline"} or grants(place, on, catalogue.rules).charges == "none":
            return 0.0
        told = place.switching.egress_eur_per_gb
        return assumed if told is None else told.mode

    prices = {place.id: price(place) for place in dependence.services}
    return tuple(
        (one.id, min((prices[place.id] for place in dependence.services if one.id in place.holds), default=0.0))
        for one in dependence.data_objects
    )


def _holders(services: tuple[Service, ...]) -> tuple[str, ...]:
    """Return the names of providers that hold data, each once, as first written."""
    found: dict[str, str] = {}
    for place in services:
        if place.holds:
            found.setdefault(place.provider.casefold(), place.provider)
    return tuple(found.values())


def _without(question: Question, cheapest: Siting, provider: str) -> Without:
    left = [place for place in question.services if place.provider.casefold() != provider.casefold()]
    gone = [place for place in question.services if place.provider.casefold() == provider.casefold()]
    found = site(replace(question, services=tuple(left)))
    return Without(
        provider=provider,
        held=tuple(one.id for one in question.data if any(one.id in place.holds for place in gone)),
        siting=found,
        eur_per_year=found.eur_per_year - cheapest.eur_per_year if found.found and cheapest.found else None,
    )
