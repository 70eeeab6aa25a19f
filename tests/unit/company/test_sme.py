"""SME status: thresholds as published, the two-year rule, and what must hold for every firm."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitplanke.company.profile import Company, LinkedFirm, Period, Size, SizeHistory
from leitplanke.company.sme import SIZES, aggregate, judge, lasting_size

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


OF: dict[str, Period] = {
    "micro": Period(staff=5, turnover_eur=1e6),
    "small": Period(staff=40, turnover_eur=5e6),
    "medium": Period(staff=200, turnover_eur=30e6),
    "large": Period(staff=900, turnover_eur=90e6),
}
STATES = st.sampled_from(SIZES)


@pytest.mark.parametrize(
    ("periods", "status"),
    [("+--", "-"), ("++-", "+"), ("+++", "+"), ("+-+", "+"), ("-++", "+"), ("--+", "-"), ("-+-", "-"), ("---", "-")],
)
def test_the_eight_cases_of_the_users_guide(periods: str, status: str) -> None:
    """Commission, User Guide to the SME Definition (2020), table of cases: reference year, year -1, year -2; + SME, - not SME."""
    last, before, first = ("medium" if sign == "+" else "large" for sign in periods)
    assert lasting_size(last, SizeHistory(earlier=(OF[before], OF[first]))) == ("medium" if status == "+" else "large")


@given(former=STATES, steady=st.integers(1, 2), deviating=STATES)
def test_one_deviating_period_never_changes_the_status(former: Size, steady: int, deviating: Size) -> None:
    assert lasting_size(deviating, SizeHistory(earlier=(OF[former],) * steady)) == former
    assert lasting_size(deviating, SizeHistory(former_size=former)) == former
    assert lasting_size(former, SizeHistory(earlier=(OF[deviating],), former_size=former)) == former


@given(former=st.none() | STATES, size=STATES, first=STATES)
def test_two_periods_in_a_row_decide_whatever_was_before(former: Size | None, size: Size, first: Size) -> None:
    assert lasting_size(size, SizeHistory(earlier=(OF[size],), former_size=former)) == size
    assert lasting_size(size, SizeHistory(earlier=(OF[size], OF[first]), former_size=former)) == size


@given(former=STATES, one=STATES, two=STATES)
def test_each_ceiling_has_its_own_two_years(former: Size, one: Size, two: Size) -> None:
    """A small firm, then medium, then large: over the small ceiling twice, over the medium one once."""
    assert lasting_size("large", SizeHistory(earlier=(OF["medium"],), former_size="small")) == "medium"
    above = [
        sum(SIZES.index(size) > ceiling for size in (two, one)) == 2
        or (SIZES.index(former) > ceiling and max(SIZES.index(one), SIZES.index(two)) > ceiling)
        for ceiling in range(3)
    ]
    assert lasting_size(two, SizeHistory(earlier=(OF[one],), former_size=former)) == SIZES[sum(above)]


@given(former=st.none() | STATES, one=STATES, smaller=STATES, larger=STATES)
def test_a_larger_last_period_never_lowers_the_status(former: Size | None, one: Size, smaller: Size, larger: Size) -> None:
    low, high = sorted((smaller, larger), key=SIZES.index)
    history = SizeHistory(earlier=(OF[one],), former_size=former)
    assert SIZES.index(lasting_size(high, history)) >= SIZES.index(lasting_size(low, history))


def test_a_takeover_counts_at_once_and_a_release_does_not() -> None:
    history = SizeHistory(earlier=(Period(staff=1, turnover_eur=1e6), Period(staff=1, turnover_eur=1e6)), ownership_changed=True)
    group = LinkedFirm(name="group", share=0.8, staff=4_000, turnover_eur=9e8, balance_sheet_eur=8e8)
    taken = dataclasses.replace(FIRM, linked_firms=(group,), size_history=history)
    assert judge(taken).eu == "large"
    assert judge(dataclasses.replace(taken, size_history=dataclasses.replace(history, ownership_changed=False))).eu == "micro"
    left = SizeHistory(earlier=(OF["large"], OF["large"]), ownership_changed=True)
    assert judge(dataclasses.replace(FIRM, size_history=left)).eu == "large"


def test_a_new_firm_counts_by_its_estimate() -> None:
    assert judge(dataclasses.replace(firm(60, 12e6), size_history=SizeHistory(newly_founded=True))).eu == "medium"


def test_public_bodies_take_the_status_from_a_quarter_on() -> None:
    city = LinkedFirm(name="City", share=0.25, kind="public-body")
    assert judge(dataclasses.replace(FIRM, linked_firms=(city,))).eu == "large"
    assert judge(dataclasses.replace(FIRM, linked_firms=(dataclasses.replace(city, share=0.2499),))).eu == "micro"


def test_an_unknown_balance_sheet_of_a_firm_that_counts_leaves_the_turnover_to_decide() -> None:
    partner = LinkedFirm(name="p", share=0.5, staff=2, turnover_eur=4e6)
    figures = aggregate(dataclasses.replace(FIRM, linked_firms=(partner,)))
    assert (figures.staff, figures.turnover_eur, figures.balance_sheet_eur) == (2, 3e6, None)
