"""Imports as one ledger, and a ledger small enough for a study: sums stay, and the index nearly."""

import random
from dataclasses import replace
from datetime import date

import pytest

from leitplanke.company.dependence.concentration import measure
from leitplanke.company.dependence.ledger import Ledger, PartnerVolume, YearVolume
from leitplanke.company.dependence.merging import condensed, merged


def partner(account: int, *volumes: tuple[int, float], name: str = "", parent: str | None = None) -> PartnerVolume:
    years = tuple(YearVolume(year=year, net_eur=eur) for year, eur in volumes)
    return PartnerVolume(account=str(account), name=name, parent=parent, years=years)


def book(year: int, *customers: PartnerVolume) -> Ledger:
    return Ledger(begins=date(year, 1, 1), ends=date(year, 12, 31), customers=customers, sales_unassigned_eur=1.5)


def test_nothing_is_no_ledger() -> None:
    assert merged([]) is None


def test_one_ledger_stays_as_it_is() -> None:
    only = book(2025, partner(1, (2025, 1.0), name="A"))
    assert merged([only]) == only


def test_the_same_account_and_year_add_up_and_the_latest_name_holds() -> None:
    found = merged(
        [
            book(2024, partner(2, (2024, 1.25), name="Old")),
            book(2025, partner(2, (2024, 0.5), (2025, 2.0), name="New", parent="G")),
            book(2025, partner(1, (2025, 7.0))),
        ]
    )
    assert found is not None
    assert found.customers == (partner(1, (2025, 7.0)), partner(2, (2024, 1.75), (2025, 2.0), name="New", parent="G"))
    assert (found.begins, found.ends, found.sales_unassigned_eur) == (date(2024, 1, 1), date(2025, 12, 31), 4.5)


def test_a_condensed_ledger_keeps_total_shares_and_nearly_the_index() -> None:
    dice = random.Random(3)  # noqa: S311 - test data, no secret
    whole = book(2025, *(partner(place, (2025, round(dice.paretovariate(1.2) * 1000, 2))) for place in range(10_000, 13_000)))
    small = condensed(whole)
    before, after = measure(whole.customers), measure(small.customers)
    assert len(small.customers) == 201
    assert after.total_eur == pytest.approx(before.total_eur)
    assert (after.top1, after.top5) == pytest.approx((before.top1, before.top5))
    assert before.hhi - 50.0 <= after.hhi <= before.hhi


def test_a_small_ledger_is_not_condensed() -> None:
    few = book(2025, partner(1, (2025, 1.0)))
    assert condensed(few) == replace(few)
