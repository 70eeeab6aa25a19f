"""Gaps between the four relations to data."""

from dataclasses import replace

from leitplanke.company.dependence.data import DataObject, FourRelations
from leitplanke.company.dependence.partner import DataTie, Relation
from leitplanke.company.dependence.ties import gaps

OWNED = DataObject(
    id="runs", name="Machine runs", classed="internal", firm=FourRelations(owns=True, benefits=True, accesses=True, uses=True)
)


def found(data: DataObject, *ties: tuple[str, DataTie]) -> list[tuple[str, str]]:
    relations = tuple(Relation(partner=partner, role="customer", relations_to_data=(tie,)) for partner, tie in ties)
    return [(gap.kind, gap.partner) for gap in gaps((data,), relations)]


def test_the_buyer_uses_what_you_own() -> None:
    assert found(OWNED, ("Buyer", DataTie(data="runs", uses=True))) == [("partner-uses", "Buyer")]
    assert found(OWNED, ("Buyer", DataTie(data="machine RUNS", uses=True))) == [("partner-uses", "Buyer")]


def test_what_the_firm_alone_owns_benefits_reaches_and_uses_has_no_gap() -> None:
    assert found(OWNED) == []
    assert found(OWNED, ("Buyer", DataTie(data="other", uses=True))) == []


def test_a_partner_benefits_where_the_firm_does_not() -> None:
    idle = replace(OWNED, firm=FourRelations(owns=True, benefits=False, accesses=True, uses=True))
    assert found(idle, ("Maker", DataTie(data="runs", benefits=True))) == [("partner-benefits", "Maker")]
    assert found(OWNED, ("Maker", DataTie(data="runs", benefits=True))) == []


def test_locked_out_idle_and_foreign() -> None:
    assert found(replace(OWNED, firm=FourRelations(owns=True, accesses=False, uses=False))) == [("firm-locked-out", "")]
    assert found(replace(OWNED, firm=FourRelations(owns=True, accesses=True, uses=False))) == [("firm-idle", "")]
    theirs = replace(OWNED, firm=FourRelations(owns=False, uses=True))
    assert found(theirs, ("Maker", DataTie(data="runs", owns=True))) == [("firm-uses-foreign", "Maker")]


def test_two_owners_and_none() -> None:
    assert found(OWNED, ("Maker", DataTie(data="runs", owns=True))) == [("several-owners", "Maker")]
    nobody = replace(OWNED, firm=FourRelations(owns=False))
    assert found(nobody, ("Maker", DataTie(data="runs", owns=False))) == [("no-owner", "")]
    # The maker was not asked: who owns is open, no gap.
    assert found(nobody, ("Maker", DataTie(data="runs"))) == []


def test_silence_is_said_once() -> None:
    assert found(replace(OWNED, firm=FourRelations())) == [("nobody-said", "")]
