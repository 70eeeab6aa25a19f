"""The cheapest allowed places: by hand, and against trying every placement."""

from dataclasses import replace
from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from leitplanke.catalogue import compiled
from leitplanke.company.dependence.data import DataObject
from leitplanke.company.dependence.policy import Policy
from leitplanke.company.dependence.service import Offer, Service
from leitplanke.planning.siting import SPREAD_YEARS, Question, Siting, offer_of, site, today

if TYPE_CHECKING:
    from leitplanke.catalogue.media import ProtectionClass

POLICY = Policy(media=compiled.read().media)
PLANS = DataObject(id="plans", name="Plans", classed="strictly-confidential", volume_gb=100.0)
MAILS = DataObject(id="mails", name="Mails", classed="internal", volume_gb=50.0)
SHOP = DataObject(id="shop", name="Shop", classed="public", volume_gb=10.0)
EVERYTHING = ("plans", "mails", "shop")
OWN = Service(id="own", name="Own", provider="We", model="own-server", suits=EVERYTHING, offer=Offer(eur_per_year=3_000.0))
EUROPE = Service(
    id="europe", name="Europe", provider="E", model="iaas", region="DE", parent="DE", key_holder="provider",
    suits=EVERYTHING, offer=Offer(eur_per_year=500.0, eur_per_gb_year=2.0),
)  # fmt: skip
ABROAD = Service(
    id="abroad", name="Abroad", provider="A", model="iaas", region="US", parent="US", key_holder="provider", holds=EVERYTHING,
    offer=Offer(eur_per_year=100.0, eur_per_gb_year=1.0),
)  # fmt: skip


def where(found: Siting) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for one in found.places:
        table.setdefault(one.data, []).append(one.service)
    return table


def test_by_hand() -> None:
    """Plans may lie in the house only (3,000); mails then cost nothing more there, so nothing lies in Europe or abroad."""
    found = site(Question(data=(PLANS, MAILS, SHOP), services=(OWN, EUROPE, ABROAD), policy=POLICY))
    assert where(found) == {"plans": ["own"], "mails": ["own"], "shop": ["own"]}
    assert (found.eur_per_year, found.moving_eur) == (3_000.0, 0.0)


def test_moving_keeps_what_may_stay() -> None:
    """At 30 EUR a gigabyte the mails stay abroad (100 + 50 + 10 a year with the shop) instead of moving for 1,500 + 300."""
    found = site(Question(data=(PLANS, MAILS, SHOP), services=(OWN, EUROPE, ABROAD), policy=POLICY, move_eur_per_gb=30.0))
    assert where(found) == {"plans": ["own"], "mails": ["abroad"], "shop": ["abroad"]}
    assert found.moving_eur == pytest.approx(100 * 30)
    assert found.eur_per_year == pytest.approx(3_000 + 100 + 50 + 10)


def test_what_lies_where_it_may_not_is_shown_as_it_is() -> None:
    found = today(Question(data=(PLANS, MAILS, SHOP), services=(OWN, EUROPE, ABROAD), policy=POLICY))
    assert [(one.data, one.verdict) for one in found.places] == [("plans", "forbidden"), ("mails", "conditional"), ("shop", "allowed")]
    assert found.eur_per_year == pytest.approx(100 + 160)


def test_two_copies_lie_with_two_providers() -> None:
    second = replace(EUROPE, id="europe-2", offer=Offer(eur_per_year=1.0))
    question = Question(data=(MAILS,), services=(EUROPE, second, ABROAD), policy=POLICY, copies=(("mails", 2),))
    found = site(question)
    # The two European services have one provider: the dearer copy is the one abroad.
    assert where(found) == {"mails": ["europe-2", "abroad"]}
    assert site(replace(question, services=(EUROPE, second))).homeless == ("mails",)


def test_what_has_no_place_is_named_and_what_has_no_room_is_said() -> None:
    assert site(Question(data=(PLANS, SHOP), services=(EUROPE,), policy=POLICY)).homeless == ("plans",)
    small = replace(OWN, offer=Offer(eur_per_year=1.0, capacity_gb=99.0))
    assert site(Question(data=(PLANS,), services=(small,), policy=POLICY)).full
    assert site(Question(data=(), services=(), policy=POLICY)).found


def test_a_service_without_an_offer_keeps_what_it_holds_and_saves_nothing() -> None:
    """The shop program is paid for selling: moving its data away would not end its fee, and no further data come to it."""
    program = Service(
        id="program",
        name="P",
        provider="P",
        model="saas",
        region="DE",
        parent="DE",
        spend_eur_per_year=9_000.0,
        holds=("shop",),
        suits=("mails",),
    )
    found = site(Question(data=(SHOP, MAILS), services=(program, EUROPE), policy=POLICY))
    assert where(found) == {"shop": ["program"], "mails": ["europe"]}
    assert found.eur_per_year == pytest.approx(500 + 100)


def test_conditions_can_be_refused() -> None:
    assert site(Question(data=(MAILS,), services=(ABROAD, EUROPE), policy=POLICY, conditional=False)).places[0].service == "europe"
    assert site(Question(data=(PLANS,), services=(OWN,), policy=POLICY, conditional=False)).homeless == ("plans",)


@pytest.mark.parametrize("seed", range(25))
def test_no_placement_is_cheaper(seed: int) -> None:
    """Every placement of up to four objects over up to four places, with copies and room, is tried."""
    question = _random(seed)
    found = site(question)
    best = _best_of_all(question)
    assert found.found is (best is not None)
    if best is not None:
        assert found.objective_eur == pytest.approx(best)


def _random(seed: int) -> Question:
    rng = np.random.default_rng(seed)
    classes: list[ProtectionClass] = ["public", "internal", "confidential", "strictly-confidential"]
    data = tuple(
        DataObject(
            id=f"d{row}", name="D", classed=classes[rng.integers(4)], personal=bool(rng.integers(2)), volume_gb=float(rng.integers(1, 100))
        )
        for row in range(4)
    )
    kinds = [("own-server", "", ""), ("iaas", "DE", "firm"), ("iaas", "DE", "provider"), ("offline", "", "")]
    services = []
    for column, (model, country, key) in enumerate(kinds):
        offer = Offer(
            eur_per_year=float(rng.integers(0, 400)),
            eur_per_gb_year=float(rng.integers(0, 5)),
            capacity_gb=float(rng.integers(60, 300)) if rng.integers(2) else None,
        )
        held = tuple(one.id for one in data if rng.integers(4) == 0)
        services.append(
            Service(
                id=f"s{column}",
                name="S",
                provider=f"p{column % 3}",
                model=model,
                region=country,
                parent=country,  # type: ignore[arg-type]
                key_holder=key or None,
                holds=held,
                suits=tuple(one.id for one in data),
                offer=offer,  # type: ignore[arg-type]
            )
        )
    copies = tuple((one.id, 2) for one in data if rng.integers(4) == 0)
    return Question(data=data, services=tuple(services), policy=POLICY, move_eur_per_gb=float(rng.integers(0, 20)), copies=copies)


def _best_of_all(question: Question) -> float | None:
    """Return the least cost of any placement, written without the arrays of the module; None if there is none."""
    wanted = dict(question.copies)
    choices = []
    for one in question.data:
        right = [
            place
            for place in question.services
            if question.policy.ruling(one, place).verdict != "forbidden" and one.id in (*place.holds, *place.suits)
        ]
        sets = [group for group in combinations(right, wanted.get(one.id, 1)) if len({place.provider for place in group}) == len(group)]
        choices.append(sets)
    costs = [cost for chosen in product(*choices) if (cost := _cost(question, chosen)) is not None]
    return min(costs, default=None)


def _cost(question: Question, chosen: tuple[tuple[Service, ...], ...]) -> float | None:
    total = 0.0
    for place in question.services:
        held = [one for one, group in zip(question.data, chosen, strict=True) if place in group]
        offer, volume = offer_of(place), sum(one.volume_gb or 0.0 for one in held)
        if offer.capacity_gb is not None and volume > offer.capacity_gb:
            return None
        if held:
            total += offer.eur_per_year + offer.eur_per_gb_year * volume
        moved = sum(one.volume_gb or 0.0 for one in held if one.id not in place.holds)
        total += moved * question.move_eur_per_gb / SPREAD_YEARS
    return total


def test_what_time_did_not_allow_to_prove_is_not_called_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any time nothing is claimed: neither a way nor that there is no room."""
    monkeypatch.setattr("leitplanke.planning.siting.TIME_LIMIT", 0.0)
    found = site(_hard())
    assert not found.proven
    assert not found.full
    assert found.found is bool(found.places)


def _hard() -> Question:
    """Many objects and places with little room, which the solver's first look does not settle."""
    rng = np.random.default_rng(7)
    data = tuple(DataObject(id=f"d{row}", name="D", classed="public", volume_gb=float(rng.integers(20, 90))) for row in range(60))
    suits = tuple(one.id for one in data)
    services = tuple(
        Service(
            id=f"s{column}",
            name="S",
            provider=f"p{column}",
            model="own-server",
            suits=suits,
            offer=Offer(eur_per_year=float(rng.integers(300, 400)), eur_per_gb_year=float(rng.random()), capacity_gb=400.0),
        )
        for column in range(15)
    )
    return Question(data=data, services=services, policy=POLICY)
