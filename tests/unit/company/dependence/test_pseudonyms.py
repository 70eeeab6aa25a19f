"""Codes in place of names: the same under the same key, other under another, and nothing of the names left."""

from dataclasses import replace
from datetime import date

import pytest

from leitplanke.company.dependence.concentration import measure
from leitplanke.company.dependence.ledger import Ledger, PartnerVolume, YearVolume
from leitplanke.company.dependence.pseudonyms import pseudonymised

KEY, OTHER = b"a" * 32, b"b" * 32
NAMED = tuple(
    PartnerVolume(
        account=str(10_000 + place),
        name=f"Firma {place}",
        parent="Mutter AG" if place < 3 else None,
        years=(YearVolume(year=2025, net_eur=100.0 * place + 1),),
    )
    for place in range(50)
)
BOOK = Ledger(begins=date(2025, 1, 1), ends=date(2025, 12, 31), customers=NAMED, suppliers=NAMED[:5])


def test_no_account_name_or_group_is_left() -> None:
    told = repr(pseudonymised(BOOK, KEY))
    assert "Firma" not in told
    assert "Mutter" not in told
    assert not any(one.account in told for one in NAMED)


def test_volumes_and_groups_stay_as_they_were() -> None:
    found = pseudonymised(BOOK, KEY)
    for by_parent in (False, True):
        assert measure(found.customers, by_parent=by_parent).hhi == pytest.approx(measure(NAMED, by_parent=by_parent).hhi)
    assert sorted(one.net_eur for one in found.customers) == sorted(one.net_eur for one in NAMED)


def test_codes_are_stable_and_hang_on_the_key() -> None:
    first, again, other = pseudonymised(BOOK, KEY), pseudonymised(replace(BOOK, customers=NAMED[::-1]), KEY), pseudonymised(BOOK, OTHER)
    assert first.customers == again.customers
    assert {one.account for one in first.customers}.isdisjoint(one.account for one in other.customers)
    assert len({one.account for one in first.customers}) == len(NAMED)


def test_an_account_that_is_customer_and_supplier_has_two_codes() -> None:
    found = pseudonymised(BOOK, KEY)
    assert {one.account for one in found.customers}.isdisjoint(one.account for one in found.suppliers)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="15 bytes"):
        pseudonymised(BOOK, b"k" * 15)
