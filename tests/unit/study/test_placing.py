"""Ways to place a firm's data: reckoned by hand for three data objects and three services."""

from dataclasses import replace
from datetime import date

import pytest

from leitplanke.catalogue import compiled
from leitplanke.company.dependence.data import DataObject
from leitplanke.company.dependence.policy import PolicyChange
from leitplanke.company.dependence.service import Estimate, Offer, Service, SwitchingFigures
from leitplanke.planning.siting import Siting
from leitplanke.study.dependence import Dependence
from leitplanke.study.placing import Placing, moves, placing

BEFORE, AFTER = date(2027, 1, 11), date(2027, 1, 12)
EVERYTHING = ("plans", "people", "shop")
PLANS = DataObject(id="plans", name="Plans", classed="strictly-confidential", availability="high", volume_gb=400.0)
PEOPLE = DataObject(id="people", name="People", classed="confidential", personal=True, volume_gb=5.0)
SHOP = DataObject(id="shop", name="Shop", classed="public", volume_gb=50.0)
HOUSE = Service(
    id="house", name="House", provider="We", model="own-server", holds=("people",), suits=EVERYTHING, offer=Offer(eur_per_year=2_400.0)
)
ERP = Service(
    id="erp", name="ERP", provider="ERP GmbH", model="saas", seat="DE", parent="US", region="IE", key_holder="provider",
    holds=("plans", "shop"), switching=SwitchingFigures(egress_eur_per_gb=Estimate(low=0.1, mode=0.5, high=1.0)),
)  # fmt: skip
VAULT = Service(
    id="vault", name="Vault", provider="North", model="iaas", seat="DE", parent="DE", region="DE", key_holder="firm",
    suits=EVERYTHING, offer=Offer(eur_per_year=600.0, eur_per_gb_year=1.5),
)  # fmt: skip
FIRM = Dependence(data_objects=(PLANS, PEOPLE, SHOP), services=(HOUSE, ERP, VAULT))
CATALOGUE = compiled.read()


def where(found: Siting) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for one in found.places:
        table.setdefault(one.data, []).append(one.service)
    return table


def way(found: Placing, name: str) -> Siting:
    return next(one.siting for one in found.options if one.id == name)


def test_the_ways_by_hand() -> None:
    found = placing(FIRM, CATALOGUE, BEFORE)
    assert where(way(found, "today")) == {"plans": ["erp"], "people": ["house"], "shop": ["erp"]}
    # Plans must leave the ERP: vault 600 + 405 x 1.5 and a third of 400 x 0.50 once, against 2,400 for the house.
    cheapest = way(found, "cheapest")
    assert where(cheapest) == {"plans": ["vault"], "people": ["vault"], "shop": ["erp"]}
    assert cheapest.eur_per_year == pytest.approx(600 + 405 * 1.5)
    assert cheapest.moving_eur == pytest.approx(400 * 0.5)
    # Plans are strictly confidential and so allowed on a condition only, everywhere; the others have places without one.
    strict = way(found, "unconditional")
    assert strict.homeless == ("plans",)
    assert where(strict) == {"people": ["house"], "shop": ["erp"]}
    assert found.doubled == ("plans",)
    twice = way(found, "two-providers")
    assert where(twice) == {"plans": ["house", "vault"], "people": ["house"], "shop": ["erp"]}
    assert twice.eur_per_year == pytest.approx(2_400 + 600 + 400 * 1.5)


def test_without_each_provider_that_holds_something() -> None:
    found = placing(FIRM, CATALOGUE, BEFORE)
    by_name = {one.provider: one for one in found.withouts}
    assert {name: one.held for name, one in by_name.items()} == {"We": ("people",), "ERP GmbH": ("plans", "shop")}
    assert by_name["We"].eur_per_year == pytest.approx(0.0)
    # Without the ERP the shop goes to the vault too: 50 GB at 1.5 EUR.
    assert by_name["ERP GmbH"].eur_per_year == pytest.approx(50 * 1.5)
    alone = placing(replace(FIRM, data_objects=(PLANS,), services=(replace(VAULT, holds=("plans",)),)), CATALOGUE, BEFORE)
    (only,) = alone.withouts
    assert (only.siting.homeless, only.eur_per_year) == (("plans",), None)


def test_handing_out_costs_what_the_holder_takes_and_the_law_allows() -> None:
    assumed = next(one.figure.mode for one in CATALOGUE.assumptions if one.id == "assumption.switching-egress")
    assert dict(moves(FIRM, CATALOGUE, BEFORE)) == {"plans": 0.5, "people": 0.0, "shop": 0.5}
    assert dict(moves(FIRM, CATALOGUE, AFTER)) == {"plans": 0.0, "people": 0.0, "shop": 0.0}
    built = replace(ERP, custom_built=True, switching=SwitchingFigures())
    firm = replace(FIRM, services=(HOUSE, built, VAULT))
    assert dict(moves(firm, CATALOGUE, AFTER))["plans"] == assumed
    # What lies in the house as well is taken from there.
    both = replace(FIRM, services=(replace(HOUSE, holds=("people", "plans")), ERP, VAULT))
    assert dict(moves(both, CATALOGUE, BEFORE))["plans"] == 0.0


def test_the_firms_own_rule_counts_and_is_the_reason() -> None:
    change = PolicyChange(medium="medium.foreign", of="strictly-confidential", verdict="allowed", reason="Vertrag geprüft")
    found = placing(replace(FIRM, policy=(change,)), CATALOGUE, BEFORE)
    ruling = next(one for one in found.rulings if (one.data, one.service) == ("plans", "erp"))
    assert (ruling.verdict, ruling.grounds[0].reason) == ("allowed", "Vertrag geprüft")
    assert where(way(found, "cheapest"))["plans"] == ["erp"]
    assert len(found.rulings) == 9


def test_a_very_large_inventory_is_not_asked_provider_by_provider() -> None:
    many = tuple(replace(SHOP, id=f"shop-{number}") for number in range(350))
    held = replace(HOUSE, holds=tuple(one.id for one in many))
    assert placing(replace(FIRM, data_objects=many, services=(held, ERP, VAULT)), CATALOGUE, BEFORE).withouts == ()
    assert len(placing(replace(FIRM, data_objects=many[:300], services=(held, ERP, VAULT)), CATALOGUE, BEFORE).withouts) == 2
