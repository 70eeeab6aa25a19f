"""Maximum, cumulation and distribution on small inventories."""

from dataclasses import replace

from leitplanke.company.dependence.data import DataObject
from leitplanke.company.dependence.protection import needs
from leitplanke.company.dependence.service import JudgedNeed, Service

SMALL = tuple(DataObject(id=f"d{number}", name="D", classed="internal") for number in range(4))
PLANS = DataObject(id="plans", name="Plans", classed="confidential", confidentiality="very-high", integrity="high", availability="high")


def place(id_: str, *holds: str, provider: str = "") -> Service:
    return Service(id=id_, name=id_, provider=provider or id_, model="saas", holds=holds)


def of(service: Service, *services: Service) -> list[tuple[str, str]]:
    return [(one.need, one.effect) for one in needs(service, (*SMALL, PLANS), (service, *services))]


def test_the_highest_need_counts() -> None:
    assert of(place("a", "d0", "plans")) == [("very-high", "maximum"), ("high", "maximum"), ("high", "maximum")]


def test_many_small_ones_add_up_but_three_do_not() -> None:
    assert of(place("a", "d0", "d1", "d2", "d3")) == [("high", "cumulation")] * 3
    assert of(place("a", "d0", "d1", "d2")) == [("normal", "maximum")] * 3


def test_one_object_named_twice_is_one_object() -> None:
    assert of(place("a", "d0", "d0", "d0", "d0")) == [("normal", "maximum")] * 3


def test_nothing_rises_above_very_high() -> None:
    many = tuple(replace(PLANS, id=f"p{number}") for number in range(5))
    full = place("a", *(one.id for one in many))
    assert [one.need for one in needs(full, many, (full,))] == ["very-high", "very-high", "very-high"]


def test_a_second_provider_lowers_availability_alone() -> None:
    assert of(place("a", "plans"), place("b", "plans")) == [("very-high", "maximum"), ("high", "maximum"), ("normal", "distribution")]


def test_a_second_service_of_the_same_provider_fails_with_it() -> None:
    assert of(place("a", "plans", provider="One"), place("b", "plans", provider="ONE"))[2] == ("high", "maximum")


def test_the_firm_s_own_verdict_goes_before() -> None:
    own = replace(place("a", "plans"), judged_need=JudgedNeed(availability="normal", reason="Papers in the safe"))
    assert of(own) == [("very-high", "maximum"), ("high", "maximum"), ("normal", "judged")]


def test_an_empty_place_needs_nothing_and_says_so() -> None:
    assert of(place("a", "gone")) == [("normal", "nothing")] * 3
