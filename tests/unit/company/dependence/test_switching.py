"""The cost of leaving a service, computed by hand."""

from dataclasses import replace
from datetime import date

import pytest

from leitplanke.catalogue import compiled
from leitplanke.company.dependence.service import Contract, Estimate, Service, SwitchingFigures
from leitplanke.company.dependence.switching import Leaving, Surroundings, grants, leave

CATALOGUE = compiled.read()
AROUND = Surroundings(
    staff=38.0,
    daily_value_added_eur=8_000.0,
    volumes_gb={"drawings": 400.0, "orders": 100.0, "mails": None},
    assumptions=CATALOGUE.assumptions,
    rules=CATALOGUE.rules,
)
BEFORE, FROM = date(2027, 1, 11), date(2027, 1, 12)
"""The last day on which a provider may charge its cost for a move, and the first on which it may charge nothing."""
SERVICE = Service(
    id="files",
    name="Files",
    provider="Cloud Ltd",
    model="saas",
    spend_eur_per_year=12_000.0,
    holds=("drawings", "orders"),
    contract=Contract(ends=date(2028, 1, 11), notice_months=3.0),
    switching=SwitchingFigures(
        egress_eur_per_gb=Estimate(low=0.02, mode=0.09, high=0.1),
        parallel_months=Estimate(low=1.0, mode=2.0, high=4.0),
        transformation_days=Estimate(low=3.0, mode=5.0, high=10.0),
        interfaces=Estimate(low=1.0, mode=2.0, high=3.0),
        days_per_interface=Estimate(low=2.0, mode=3.0, high=5.0),
        trained_heads=10.0,
        training_hours=Estimate(low=1.0, mode=4.0, high=8.0),
        penalty_share=0.5,
        downtime_hours=Estimate(low=1.0, mode=4.0, high=16.0),
        downtime_eur_per_hour=Estimate(low=100.0, mode=250.0, high=500.0),
        new_spend_eur_per_year=Estimate(low=8_000.0, mode=9_000.0, high=13_000.0),
        preparation_months=Estimate(low=1.0, mode=3.0, high=6.0),
    ),
)


def part(found: Leaving, item: str) -> tuple[float, float, float]:
    one = next(one for one in found.parts if one.item == item)
    return one.low, one.mode, one.high


def test_every_part_is_what_the_formula_gives_by_hand() -> None:
    found = leave(SERVICE, BEFORE, AROUND)
    assert part(found, "egress") == pytest.approx((500 * 0.02, 500 * 0.09, 500 * 0.1))
    assert part(found, "parallel") == pytest.approx((1_000, 2_000, 4_000))
    # A day of outside work costs 900, 1,100 or 1,500 EUR (assumption.day-rate).
    assert part(found, "transformation") == pytest.approx((3 * 900, 5 * 1_100, 10 * 1_500))
    assert part(found, "reintegration") == pytest.approx((1 * 2 * 900, 2 * 3 * 1_100, 3 * 5 * 1_500))
    # An hour of staff costs 28, 42 or 65 EUR (assumption.switching-hour).
    assert part(found, "retraining") == pytest.approx((10 * 1 * 28, 10 * 4 * 42, 10 * 8 * 65))
    assert part(found, "downtime") == pytest.approx((100, 1_000, 8_000))
    assert part(found, "saved-fees") == pytest.approx((-4_000, -3_000, 1_000))
    # 11 January 2027 to 11 January 2028 are 365 days: at 1,000 EUR a month half of 11.99 months.
    owed = 0.5 * 12_000 * 365 / 365.25
    assert part(found, "remaining-term") == pytest.approx((owed, owed, owed))


def test_the_sum_is_the_sum_and_the_driver_the_largest_part() -> None:
    found = leave(SERVICE, BEFORE, AROUND)
    owed = 0.5 * 12_000 * 365 / 365.25
    assert found.mode == pytest.approx(45 + 2_000 + 5_500 + 6_600 + 1_680 + owed + 1_000 - 3_000)
    assert found.low == pytest.approx(10 + 1_000 + 2_700 + 1_800 + 280 + owed + 100 - 4_000)
    assert found.high == pytest.approx(50 + 4_000 + 15_000 + 22_500 + 5_200 + owed + 8_000 + 1_000)
    assert (found.driver, found.widest) == ("reintegration", "reintegration")


def test_from_12_january_2027_the_move_costs_no_charge_and_nothing_else_changes() -> None:
    before, after = leave(SERVICE, BEFORE, AROUND), leave(SERVICE, FROM, AROUND)
    assert before.granted.charges == "cost"
    assert after.granted.charges == "none"
    assert part(after, "egress") == (0.0, 0.0, 0.0)
    assert after.egress_before_eur == before.egress_before_eur == Estimate(low=10.0, mode=45.0, high=50.0)
    for item in ("parallel", "transformation", "reintegration", "retraining", "downtime", "saved-fees"):
        assert part(after, item) == part(before, item)


def test_a_penalty_is_no_switching_charge() -> None:
    """It stays on both sides of the date, one day of fees smaller."""
    before, after = (part(leave(SERVICE, on, AROUND), "remaining-term")[1] for on in (BEFORE, FROM))
    assert before - after == pytest.approx(0.5 * 12_000 / 365.25)
    assert after > 0.0


def test_what_was_built_for_one_firm_alone_is_spared_from_the_ban_but_not_from_notice() -> None:
    found = leave(replace(SERVICE, custom_built=True), FROM, AROUND)
    assert found.granted.charges == "cost"
    assert found.granted.notice_months == 2.0
    assert part(found, "egress")[1] == pytest.approx(45.0)


@pytest.mark.parametrize(
    ("on", "charges", "notice"),
    [(date(2025, 9, 11), None, None), (date(2025, 9, 12), "cost", 2.0), (BEFORE, "cost", 2.0), (FROM, "none", 2.0)],
)
def test_the_law_switches_on_its_days(on: date, charges: str | None, notice: float | None) -> None:
    found = grants(SERVICE, on, CATALOGUE.rules)
    assert (found.charges, found.notice_months) == (charges, notice)


def test_a_rule_that_is_over_grants_nothing() -> None:
    rules = tuple(replace(rule, valid_to=date(2026, 12, 31)) for rule in CATALOGUE.rules)
    assert grants(SERVICE, BEFORE, rules).rules == ()
    assert leave(SERVICE, FROM, replace(AROUND, rules=rules)).granted.charges is None


def test_notice_runs_during_preparation_and_the_law_shortens_it() -> None:
    # The contract asks for three months, the law allows two: preparation of 1, 3, 6 months, then 1, 2, 4 side by side.
    found = leave(SERVICE, BEFORE, AROUND)
    assert found.notice_months == 2.0
    assert found.months == Estimate(low=2.0 + 1.0, mode=3.0 + 2.0, high=6.0 + 4.0)
    early = leave(SERVICE, date(2025, 9, 1), AROUND)
    assert early.notice_months == 3.0
    assert early.months == Estimate(low=3.0 + 1.0, mode=3.0 + 2.0, high=6.0 + 4.0)


def test_own_servers_have_no_provider() -> None:
    found = leave(replace(SERVICE, model="own-server", contract=Contract()), BEFORE, AROUND)
    assert (part(found, "egress"), found.granted.rules, found.remaining_months) == ((0.0, 0.0, 0.0), (), 0.0)


def test_what_nobody_said_is_assumed_and_named() -> None:
    bare = Service(id="mail", name="Mail", provider="Cloud Ltd", model="saas", holds=("mails",))
    found = leave(bare, BEFORE, AROUND)
    assert found.unknown == ("volume", "spend")
    # A tenth, half and all of 38 people for 2, 6, 20 hours; an hour of the firm is worth 8,000 / 8 = 1,000 EUR.
    assert part(found, "retraining") == pytest.approx((3.8 * 2 * 28, 19 * 6 * 42, 38 * 20 * 65))
    assert part(found, "downtime") == pytest.approx((1 * 0.02 * 1_000, 6 * 0.15 * 1_000, 30 * 0.6 * 1_000))
    named = {one for each in found.parts for one in each.assumed}
    assert named <= {one.id for one in CATALOGUE.assumptions}
    assert {"assumption.switching-trained-share", "assumption.switching-stopped", "assumption.day-rate"} <= named


def test_a_contract_that_is_over_costs_nothing_more() -> None:
    assert part(leave(SERVICE, date(2028, 1, 11), AROUND), "remaining-term") == (0.0, 0.0, 0.0)
    assert part(leave(SERVICE, date(2029, 1, 1), AROUND), "remaining-term") == (0.0, 0.0, 0.0)
