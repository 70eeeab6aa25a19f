"""SME status: thresholds as published, the worked ownership case, and what must hold for every firm."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitplanke.company.profile import Company, LinkedFirm
from leitplanke.company.sme import aggregate, judge

SIZES = ["micro", "small", "medium", "large"]
FIRM = Company(name="A", sector="parts", staff=1, turnover_eur=1_000_000, balance_sheet_eur=500_000)


def firm(staff: float, turnover: float, balance: float | None = None) -> Company:
    return Company(name="x", sector="y", staff=staff, turnover_eur=turnover, balance_sheet_eur=balance)


@pytest.mark.parametrize(
    ("company", "eu"),
    [
        (firm(9, 2e6), "micro"),
        (firm(9, 2e6 + 1), "small"),
        (firm(9, 5e6, 2e6), "micro"),
        (firm(10, 1e6), "small"),
        (firm(49.9, 10e6), "small"),
        (firm(49, 11e6, 10e6), "small"),
        (firm(49, 11e6, 11e6), "medium"),
        (firm(249, 50e6, 90e6), "medium"),
        (firm(249, 51e6, 43e6), "medium"),
        (firm(249, 51e6, 44e6), "large"),
        (firm(249, 51e6), "large"),
        (firm(250, 1e6), "large"),
    ],
)
def test_eu_needs_few_staff_and_one_of_two_amounts(company: Company, eu: str) -> None:
    assert judge(company).eu == eu


@pytest.mark.parametrize(
    ("company", "ifm"),
    [
        (firm(9, 2e6), "micro"),
        (firm(9, 2.1e6, 1.0), "small"),
        (firm(49, 10e6), "small"),
        (firm(50, 10e6), "medium"),
        (firm(499, 50e6), "medium"),
        (firm(499, 50.1e6, 1.0), "large"),
        (firm(500, 1e6), "large"),
    ],
)
def test_ifm_needs_both_limits(company: Company, ifm: str) -> None:
    assert judge(company).ifm == ifm


@pytest.mark.parametrize(
    ("change", "focus"),
    [
        ({}, "in-focus"),
        ({"staff": 1000}, "in-focus"),
        ({"staff": 1001}, "outside"),
        ({"owner_led": True, "legal_form": "GmbH"}, "in-focus"),
        ({"owner_led": False}, "outside"),
        ({"legal_form": "GmbH & Co. KG"}, "in-focus"),
        ({"legal_form": " AG "}, "outside"),
        ({"legal_form": "SE"}, "outside"),
    ],
)
def test_the_source_looks_at_owner_led_firms_up_to_1000_staff(change: dict[str, object], focus: str) -> None:
    assert judge(dataclasses.replace(FIRM, **change)).source == focus


def test_partners_count_by_their_share_as_in_the_commissions_case() -> None:
    """B holds 25 % of A; A holds 33 % of C and 49 % of D: A + 25 % B + 33 % C + 49 % D (method.md section 8)."""
    partners = tuple(
        LinkedFirm(name=name, relation="partner", share=share, staff=staff, turnover_eur=1e6 * staff, balance_sheet_eur=5e5 * staff)
        for name, share, staff in (("B", 0.25, 100), ("C", 0.33, 200), ("D", 0.49, 300))
    )
    figures = aggregate(dataclasses.replace(FIRM, staff=10, turnover_eur=10e6, balance_sheet_eur=5e6, linked_firms=partners))
    assert figures.staff == pytest.approx(10 + 25 + 66 + 147)
    assert figures.turnover_eur == pytest.approx(248e6)
    assert figures.balance_sheet_eur == pytest.approx(124e6)


def test_a_takeover_by_a_large_group_counts_in_full_for_the_eu_only() -> None:
    group = LinkedFirm(name="group", relation="linked", share=0.8, staff=4_000, turnover_eur=9e8, balance_sheet_eur=8e8)
    verdicts = judge(dataclasses.replace(FIRM, linked_firms=(group,)))
    assert (verdicts.eu, verdicts.ifm, verdicts.source) == ("large", "micro", "in-focus")
    assert verdicts.figures.staff == 4_001


def test_a_share_under_a_quarter_leaves_the_firm_autonomous() -> None:
    other = LinkedFirm(name="o", relation="partner", share=0.2499, staff=4_000, turnover_eur=9e8, balance_sheet_eur=8e8)
    assert judge(dataclasses.replace(FIRM, linked_firms=(other,))).eu == "micro"


@given(
    staff=st.floats(0.1, 2_000),
    turnover=st.floats(1_000, 2e8),
    balance=st.none() | st.floats(0, 2e8),
    more_staff=st.floats(0, 500),
    more_turnover=st.floats(0, 1e8),
)
def test_a_larger_firm_is_never_in_a_smaller_class(
    staff: float, turnover: float, balance: float | None, more_staff: float, more_turnover: float
) -> None:
    small = judge(firm(staff, turnover, balance))
    large = judge(firm(staff + more_staff, turnover + more_turnover, balance))
    assert SIZES.index(large.eu) >= SIZES.index(small.eu)
    assert SIZES.index(large.ifm) >= SIZES.index(small.ifm)
    assert not (small.source == "outside" and large.source == "in-focus")


@given(share=st.floats(0, 0.5), staff=st.floats(0, 1_000), turnover=st.floats(0, 1e8))
def test_a_partner_never_counts_more_than_a_linked_firm_and_never_makes_a_firm_smaller(share: float, staff: float, turnover: float) -> None:
    partner = LinkedFirm(name="p", relation="partner", share=share, staff=staff, turnover_eur=turnover, balance_sheet_eur=turnover)
    linked = dataclasses.replace(partner, relation="linked")
    alone, half, full = (aggregate(dataclasses.replace(FIRM, linked_firms=firms)) for firms in ((), (partner,), (linked,)))
    assert alone.staff <= half.staff <= full.staff
    assert alone.turnover_eur <= half.turnover_eur <= full.turnover_eur
