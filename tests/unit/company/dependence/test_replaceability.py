"""Indices of replaceability and the stress test, by hand."""

from dataclasses import replace

import pytest

from leitplanke.company.dependence.blocked import Means, block, by_operator
from leitplanke.company.dependence.channel import Channel
from leitplanke.company.dependence.partner import Relation
from leitplanke.company.dependence.replaceability import own_replaceability, stand

BUYER = Relation(
    partner="A",
    role="customer",
    revenue_net_eur=520_000.0,
    margin=0.25,
    alternatives=3,
    switch_weeks=13.0,
    switch_cost_eur=1000.0,
    specificity=4,
    their_alternatives=0,
    their_switch_weeks=104.0,
)


def test_both_directions_by_hand() -> None:
    """(1/4 + 13/52 + 4/4) / 3 = 0.5; the other way nobody could: (1 + 1) / 2 = 1."""
    found = stand(BUYER, None, 1_040_000.0, 0.9)
    assert (found.needed, found.needs_us, found.tilt) == (0.5, 1.0, -0.5)
    assert found.share == 0.5
    assert found.gap_eur == pytest.approx(520_000 * 0.25 * 13 / 52 + 1000)


def test_what_nobody_judged_is_unknown_and_no_middle() -> None:
    found = stand(Relation(partner="A", role="customer"), None, 0.0, 0.5)
    assert (found.needed, found.needs_us, found.tilt, found.share, found.gap_eur, found.known) == (None, None, None, None, None, 0)
    assert own_replaceability([found]) is None


def test_more_alternatives_and_faster_switches_never_make_a_partner_harder_to_replace() -> None:
    indices = [stand(replace(BUYER, alternatives=count), None, 1.0, 0.5).needed or 0.0 for count in range(6)]
    assert indices == sorted(indices, reverse=True)
    indices = [stand(replace(BUYER, switch_weeks=weeks), None, 1.0, 0.5).needed or 0.0 for weeks in (0.0, 10.0, 52.0, 99.0)]
    assert indices == sorted(indices)
    assert indices[-1] == indices[-2]


def test_the_ledger_goes_before_what_is_said() -> None:
    assert stand(BUYER, 100.0, 1000.0, 0.5).share == 0.1


def test_own_replaceability_is_weighted_by_sales_of_customers() -> None:
    small = replace(BUYER, partner="B", revenue_net_eur=130_000.0, their_alternatives=1, their_switch_weeks=0.0)  # 1/4
    supplier = replace(BUYER, role="supplier", their_alternatives=9)
    found = [stand(one, None, 1.0, 0.5) for one in (BUYER, small, supplier)]
    assert own_replaceability(found) == pytest.approx((1.0 * 520 + 0.25 * 130) / 650)


SHOP = Channel(name="M", type="b2c", revenue_net_eur=1_461_000.0, goods_eur=861_000.0, payout_days=10.0, reroute_days=40.0)
MEANS = Means(liquidity_eur=240_000.0, kept_eur_per_year=120_000.0, contribution=0.4)


def test_a_block_by_hand() -> None:
    """40 working days are 56 days or 1.84 months at 40,000 each beyond the frozen 40,000."""
    found = block([SHOP], MEANS)
    assert found.runway_months == pytest.approx(5.0)
    assert found.reroute_months == pytest.approx(56 / (365.25 / 12))
    assert found.needed_eur == pytest.approx(40_000 + 40_000 * 56 / (365.25 / 12))
    assert found.holds is True
    assert block([SHOP], replace(MEANS, liquidity_eur=100_000.0)).holds is False


def test_no_money_and_money_for_ever() -> None:
    assert block([SHOP], replace(MEANS, liquidity_eur=30_000.0)).runway_months == 0.0
    assert block([SHOP], replace(MEANS, liquidity_eur=-5.0)).runway_months == 0.0
    assert block([SHOP], replace(MEANS, kept_eur_per_year=600_000.0)).runway_months is None


def test_without_cost_of_goods_the_firms_average_counts_but_never_more_than_is_left() -> None:
    found = block([replace(SHOP, goods_eur=None)], MEANS)
    assert found.contribution_assumed
    assert found.lost_eur_per_month == pytest.approx(0.4 * 1_461_000 / 12)
    dear = replace(SHOP, goods_eur=None, commission_eur=1_361_000.0)
    assert block([dear], MEANS).lost_eur_per_month == pytest.approx(100_000 / 12)


def test_a_channel_that_loses_money_is_no_loss_when_it_stops() -> None:
    assert block([replace(SHOP, goods_eur=2e6)], MEANS).lost_eur_per_month == 0.0


def test_operators_come_largest_first_and_own_channels_are_none() -> None:
    two = replace(SHOP, name="M2", operator="M", revenue_net_eur=10.0)
    big = replace(SHOP, name="Big", revenue_net_eur=2e6)
    own = replace(SHOP, name="Own", own=True)
    assert [[one.name for one in those] for those in by_operator([SHOP, two, own, big])] == [["Big"], ["M", "M2"]]
