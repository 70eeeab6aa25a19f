"""Batches with a known truth: whatever the chart, the length of accounts and the way of posting, the net volumes come out to the cent."""

import hashlib
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from leitplanke.exchange.datev.importing import Imported

Import = Callable[..., Imported]
Make = Callable[..., Any]
# account, rate, further fields; the accounts are those of DATEV's published charts
SALES = {
    "03": [
        ("8400", "19", {}),
        ("8300", "7", {}),
        ("8200", "19", {"f8": "3"}),
        ("8200", "7", {"f8": "2"}),
        ("8125", "0", {}),
        ("8400", "0", {"f8": "40"}),
    ],
    "04": [
        ("4400", "19", {}),
        ("4300", "7", {}),
        ("4200", "19", {"f8": "3"}),
        ("4200", "7", {"f8": "2"}),
        ("4125", "0", {}),
        ("4400", "0", {"f8": "40"}),
    ],
}
PURCHASES = {
    "03": [
        ("3400", "19", {}),
        ("3300", "7", {}),
        ("4930", "19", {"f8": "9"}),
        ("3200", "7", {"f8": "8"}),
        ("3425", "0", {}),
        ("3100", "0", {"f8": "94"}),
        ("3200", "0", {"f8": "19"}),
    ],
    "04": [
        ("5400", "19", {}),
        ("5300", "7", {}),
        ("6815", "19", {"f8": "9"}),
        ("5200", "7", {"f8": "8"}),
        ("5425", "0", {}),
        ("5900", "0", {"f8": "94"}),
        ("5200", "0", {"f8": "19"}),
    ],
}
NOISE = {
    "03": [
        ("1200", "10000"),
        ("70000", "1200"),
        ("9000", "10001"),
        ("9009", "70001"),
        ("10000", "1400"),
        ("1776", "1200"),
        ("10000", "8820"),
        ("3980", "70000"),
    ],
    "04": [
        ("1800", "10000"),
        ("70000", "1800"),
        ("9000", "10001"),
        ("9009", "70001"),
        ("10000", "1200"),
        ("3806", "1800"),
        ("10000", "4845"),
        ("5885", "70000"),
    ],
}


def volumes(found: Imported) -> dict[str, Decimal]:
    assert found.ledger is not None, found.findings
    partners = (*found.ledger.customers, *found.ledger.suppliers)
    return {one.account: Decimal(str(one.net_eur)) for one in partners}


@pytest.mark.parametrize("named", [True, False], ids=["chart named", "chart told from the postings"])
@pytest.mark.parametrize("chart", ["03", "04"])
@pytest.mark.parametrize("length", [4, 5, 6, 7, 8])
def test_a_year_of_bookkeeping_comes_out_to_the_cent(batch: Make, imported: Import, chart: str, length: int, *, named: bool) -> None:
    dice = random.Random(f"{chart}{length}")  # noqa: S311 - test data, no secret
    made = batch(length=length, chart=chart if named else "")
    for _ in range(600):
        turned, day = dice.random() < 0.5, {"f9": f"{dice.randint(1, 28):02d}{dice.randint(1, 12):02d}"}
        net = str(Decimal(dice.randint(-40_000, 900_000)) / 100)
        kind = dice.random()
        if kind < 0.4:
            account, rate, more = dice.choice(SALES[chart])
            made.sale(str(dice.randint(10_000, 10_020)), net, turned=turned, account=account, rate=rate, **day, **more)
        elif kind < 0.7:
            account, rate, more = dice.choice(PURCHASES[chart])
            made.purchase(str(dice.randint(70_000, 70_010)), net, turned=turned, account=account, rate=rate, **day, **more)
        else:
            pair = [made.ledger(one) for one in dice.choice(NOISE[chart])]
            made.row("999,99", dice.choice("SH"), *pair, **day)
    assert volumes(imported(made)) == {account: net for account, net in made.net.items() if net or account in made.net}


@pytest.mark.parametrize(
    ("on", "account", "key", "gross"),
    [
        ("3006", "8400", "", "119,00"),
        ("0107", "8400", "", "116,00"),
        ("3112", "8300", "", "105,00"),
        ("0107", "8200", "3", "116,00"),
        ("0107", "8200", "5", "119,00"),
        ("0107", "8200", "4", "107,00"),
    ],
)
def test_half_a_year_of_2020_had_other_rates(batch: Make, imported: Import, on: str, account: str, key: str, gross: str) -> None:
    made = batch(begins="20200101").row(gross, "S", "10000", account, f8=key, f9=on)
    assert volumes(imported(made)) == {"10000": Decimal("100.00")}


def test_the_day_of_service_decides_the_rate_not_the_day_of_the_voucher(batch: Make, imported: Import) -> None:
    made = batch(begins="20210101").row("116,00", "S", "10000", "8400", f9="0501", f114="31122020")
    assert volumes(imported(made)) == {"10000": Decimal("100.00")}


@pytest.mark.parametrize("amount", ["-119,00", "119,00"])
def test_a_negative_amount_and_a_credit_both_take_back(batch: Make, imported: Import, amount: str) -> None:
    made = batch().row("357,00", "S", "10000", "8400").row(amount, "S" if amount.startswith("-") else "H", "10000", "8400")
    assert volumes(imported(made)) == {"10000": Decimal("200.00")}


class TestReversals:
    """A reversal takes one posting back, in whichever of the two ways programs write it."""

    @pytest.mark.parametrize("marked", [{"f117": "1"}, {"f117": "G"}, {"f8": "20"}])
    @pytest.mark.parametrize("side", ["S", "H"], ids=["sides kept", "sides turned"])
    def test_it_takes_back_what_it_reverses(self, batch: Make, imported: Import, side: str, marked: dict[str, str]) -> None:
        made = batch().row("1190,00", "S", "10000", "8400", f10="RE-1").row("119,00", "S", "10000", "8400", f10="RE-2")
        made.row("1190,00", side, "10000", "8400", f10="RE-1", **marked)
        assert volumes(imported(made)) == {"10000": Decimal("100.00")}

    @pytest.mark.parametrize("key", ["23", "29"])
    def test_the_key_of_a_reversal_still_says_the_tax(self, batch: Make, imported: Import, key: str) -> None:
        ledger, person, side = ("8200", "10000", "S") if key == "23" else ("4930", "70000", "H")
        made = batch().row("119,00", side, person, ledger, f8=key[1]).row("119,00", side, person, ledger, f8=key[1])
        made.row("119,00", "H" if side == "S" else "S", person, ledger, f8=key)
        assert volumes(imported(made)) == {person: Decimal("100.00")}

    def test_the_posting_may_stand_in_another_file(self, batch: Make, imported: Import) -> None:
        january = batch(last="20250131", name="1.csv").row("1190,00", "S", "10000", "8400", f9="0501")
        february = batch(first="20250201", last="20250228", name="2.csv").row("1190,00", "S", "10000", "8400", f9="0502", f117="1")
        assert volumes(imported(january, february)) == {"10000": Decimal("0.0")}

    def test_without_the_posting_the_sides_count_and_it_is_said(self, batch: Make, imported: Import) -> None:
        found = imported(batch().row("119,00", "H", "10000", "8400", f117="1"))
        assert volumes(found) == {"10000": Decimal("-100.00")}
        assert ("datev-reversal", 3) in {(one.code, one.row) for one in found.findings}


class TestYears:
    """The year of a voucher comes from the header."""

    def test_a_business_year_may_cross_the_new_year(self, batch: Make, imported: Import) -> None:
        made = batch(begins="20240701", first="20240701", last="20250630").sale("10000", "100", f9="0107").sale("10000", "50", f9="3006")
        found = imported(made)
        assert found.ledger is not None
        assert [(one.year, one.net_eur) for one in found.ledger.customers[0].years] == [(2024, 150.0)]
        assert (found.ledger.begins, found.ledger.ends) == (date(2024, 7, 1), date(2025, 6, 30))

    def test_the_rate_follows_the_year_that_the_header_gives(self, batch: Make, imported: Import) -> None:
        made = batch(begins="20190701", first="20190701", last="20200630").row("119,00", "S", "10000", "8400", f9="0107")
        assert volumes(imported(made)) == {"10000": Decimal("100.00")}  # 1 July 2019, not 1 July 2020 with its 16 %

    def test_three_years_stay_apart(self, batch: Make, imported: Import) -> None:
        made = [batch(begins=f"{year}0101", name=f"{year}.csv").sale("10000", str(year)) for year in (2023, 2024, 2025)]
        found = imported(*made)
        assert found.ledger is not None
        assert [(one.year, one.net_eur) for one in found.ledger.customers[0].years] == [(2023, 2023.0), (2024, 2024.0), (2025, 2025.0)]

    def test_spreadsheets_drop_the_first_zero_of_a_day(self, batch: Make, imported: Import) -> None:
        assert volumes(imported(batch().sale("10000", "100", f9="503"))) == {"10000": Decimal("100.0")}


def test_leading_zeros_mean_nothing(batch: Make, imported: Import) -> None:
    made = batch().row("119,00", "S", "00010000", "08400").row("119,00", "S", "10000", "8400")
    assert volumes(imported(made)) == {"10000": Decimal("200.00")}


def test_texts_may_hold_line_breaks_quotes_and_semicolons(batch: Make, imported: Import) -> None:
    made = batch().sale("10000", "100", f13='Müller & Söhne\r\n"Größe"; 5 €').row("12.34", "S", "10000", "8400")
    found = imported(made)
    assert [(one.row, one.code) for one in found.findings if one.refuses] == [(5, "datev-amount")]
    made.rows.pop()
    assert volumes(imported(made)) == {"10000": Decimal("100.0")}


def test_amounts_in_other_currencies_count_by_their_euros(batch: Make, imported: Import) -> None:
    made = batch().row("130,00", "S", "10000", "8125", f2="USD", f3="1,300000", f4="100,00", f5="EUR")
    assert volumes(imported(made)) == {"10000": Decimal("100.0")}


@pytest.mark.parametrize(("chart", "account", "revenue"), [("03", "1400", "8400"), ("04", "1200", "4400")])
def test_sales_against_one_account_for_all_receivables_are_said(
    batch: Make, imported: Import, chart: str, account: str, revenue: str
) -> None:
    found = imported(batch(chart=chart).sale("10000", "300", account=revenue).row("119,00", "S", account, revenue))
    assert found.ledger is not None
    assert found.ledger.sales_unassigned_eur == 100.0
    assert ("datev-unassigned", (("percent", "25"),)) in [(one.code, one.values) for one in found.findings]


def test_postings_across_the_sides_are_named_with_rows_and_amounts(batch: Make, imported: Import) -> None:
    """A customer's invoice to us on its own account, and a supplier's bonus: no volume of either, but nobody may miss them."""
    made = batch().sale("10000", "100")
    for _ in range(7):
        made.row("119,00", "H", "10000", "4600")
    found = imported(made.row("59,50", "S", "70000", "8400").row("40,50", "H", "8400", "70001"))
    assert volumes(found) == {"10000": Decimal("100.0")}
    told = {one.code: (one.row, dict(one.values), one.refuses) for one in found.findings}
    assert told["datev-cross-customer"] == (4, {"count": "7", "eur": "833.00", "rows": "4, 5, 6, 7, 8, …"}, False)
    assert told["datev-cross-supplier"] == (11, {"count": "2", "eur": "100.00", "rows": "11, 12"}, False)


def test_sales_against_cash_and_bank_have_no_partner_and_are_said(batch: Make, imported: Import) -> None:
    found = imported(batch().sale("10000", "100").row("238,00", "S", "1000", "8400").row("119,00", "H", "1200", "8400"))
    assert found.ledger is not None
    assert found.ledger.sales_unassigned_eur == 100.0
    assert ("datev-unassigned", (("percent", "50"),)) in [(one.code, one.values) for one in found.findings]


class TestNames:
    """Names come from files of their own, else from texts that belong to one account alone."""

    def partners(self, batch: Make) -> object:
        made = batch(category='16;"Debitoren/Kreditoren"', name="namen.csv")
        kinds = ("Unternehmen", "natürl. Person", "keine Angabe")
        names = [f"Name (Adressattyp {kind})" for kind in kinds]
        head = ";".join(["Konto", names[0], "Unternehmensgegenstand", names[1], "Vorname (Adressattyp natürl. Person)", names[2]])
        made.headings, made.rows = (
            False,
            [head, '10000;"Großhandel Süß AG";"";"";"";""', '70000;"";"";"Weiß";"Zoë";""', '10001;"";"";"";"";"Diverse A-K"'],
        )
        return made

    def test_of_companies_and_persons(self, batch: Make, imported: Import) -> None:
        found = imported(batch().sale("10000", "10").sale("10001", "10").purchase("70000", "10"), self.partners(batch))
        assert found.ledger is not None
        assert [one.name for one in (*found.ledger.customers, *found.ledger.suppliers)] == ["Großhandel Süß AG", "Diverse A-K", "Zoë Weiß"]
        assert [one.collective for one in found.ledger.customers] == [False, True]

    def test_a_text_is_a_name_only_if_it_is_one_account_s_alone(self, batch: Make, imported: Import) -> None:
        made = batch().sale("10000", "10", f13="Kern GmbH").sale("10000", "10", f13="Kern GmbH")
        made.sale("10001", "10", f13="Rechnung").sale("10002", "10", f13="Rechnung").sale("10003", "1", f13="a").sale("10003", "1", f13="b")
        found = imported(made)
        assert found.ledger is not None
        assert [one.name for one in found.ledger.customers] == ["Kern GmbH", "", "", ""]


class TestTheSameTwice:
    """What stands in two files counts once, or the import is refused."""

    def test_the_same_bytes_count_once(self, batch: Make, imported: Import) -> None:
        made = batch().sale("10000", "100")
        again = replace(made, name="copy.csv")
        found = imported(made, again)
        assert volumes(found) == {"10000": Decimal("100.0")}
        assert [(one.file, one.row, one.refuses) for one in found.findings if one.code == "datev-twice"] == [("copy.csv", 1, False)]
        assert found.ledger is not None
        assert len(found.ledger.batches) == 1

    def test_a_batch_saved_again_with_other_last_bytes_counts_once(self, batch: Make, imported: Import) -> None:
        made = batch().sale("10000", "100")
        found = imported(made, made.data + b"\r\n")
        assert volumes(found) == {"10000": Decimal("100.0")}
        assert [(one.file, one.refuses) for one in found.findings if one.code == "datev-twice"] == [("file1.csv", False)]

    @pytest.mark.parametrize("count", [1, 4, 60])
    def test_a_batch_exported_again_later_counts_once_in_whatever_order(self, batch: Make, imported: Import, count: int) -> None:
        made = batch(name="1.csv")
        for place in range(count):
            made.sale("10000", str(100 + place % 7), f10="" if place % 2 else f"RE-{place}", f13=f"Ware {place}")
        again = replace(made, name="2.csv", created="20260301080000000", label="noch einmal", rows=[*reversed(made.rows)])
        again.row("50,00", "S", "1200", "10000")  # a payment that came in meanwhile is no volume
        found = imported(made, again)
        assert volumes(found) == volumes(imported(made))
        assert [(one.file, one.refuses) for one in found.findings if one.code == "datev-twice"] == [("2.csv", False)]

    @pytest.mark.parametrize("other", [{"f9": "0603"}, {"f10": "RE-2"}, {"f13": "andere Ware"}, {"f8": "40", "rate": "0"}])
    def test_postings_that_differ_in_anything_both_count(self, batch: Make, imported: Import, other: dict[str, str]) -> None:
        one = batch(name="1.csv").sale("10000", "100", f13="Ware")
        found = imported(one, batch(name="2.csv").sale("10000", "100", **{"f13": "Ware"} | other))
        assert volumes(found) == {"10000": Decimal("200.0")}

    @pytest.mark.parametrize(("voucher", "refused"), [("RE-1", True), ("", False)])
    def test_a_few_postings_that_stand_in_a_larger_batch(self, batch: Make, imported: Import, voucher: str, *, refused: bool) -> None:
        """With a voucher number it is the same invoice; without one it may be another sale of the same day."""
        few = batch(name="few.csv", first="20250301", last="20250331").sale("10000", "100", f10=voucher)
        found = imported(batch(name="year.csv").sale("10000", "100", f10=voucher).sale("10001", "70", f10="RE-2"), few)
        assert found.refused is refused
        assert [(one.file, one.code) for one in found.findings if one.refuses] == ([("few.csv", "datev-overlap")] if refused else [])

    def test_what_was_read_in_earlier_is_left_out_by_bytes_and_by_postings(self, batch: Make, imported: Import) -> None:
        first, new = batch(name="1.csv").sale("10000", "100"), batch(name="2.csv", begins="20260101").sale("10000", "50")
        again = replace(first, name="3.csv", created="20260301080000000")
        ledger = imported(first).ledger
        assert ledger is not None
        for known, file in (({ledger.batches[0].digest}, first), ({ledger.batches[0].fingerprint}, again)):
            found = imported(file, new, known=known)
            assert volumes(found) == {"10000": Decimal("50.0")}
            assert [(one.file, one.refuses) for one in found.findings if one.code == "datev-stored"] == [(file.name, False)]
            assert [one.code for one in imported(file, known=known).findings if one.refuses] == ["ledger-stored"]
        # Kept in the database, so it must be the same in every process, whatever the seed of its hashes.
        sale = hashlib.blake2b(b"customer|10000|8400|11900||2025-03-05||", digest_size=8).digest()[::-1]
        assert ledger.batches[0].fingerprint == hashlib.sha256(b"1001/42|2025-01-01|2025-12-31|" + sale).hexdigest()

    def test_two_batches_made_in_the_same_moment_with_other_postings_both_count(self, batch: Make, imported: Import) -> None:
        found = imported(batch().sale("10000", "100"), batch().sale("10000", "200"))
        assert volumes(found) == {"10000": Decimal("300.0")}

    def test_each_batch_says_its_business_year(self, batch: Make, imported: Import) -> None:
        found = imported(batch(begins="20240701", last="20250630").sale("10000", "100"))
        assert found.ledger is not None
        assert [(one.year, str(one.ends)) for one in found.ledger.batches] == [(2024, "2025-06-30")]

    def test_a_month_inside_its_year_is_refused(self, batch: Make, imported: Import) -> None:
        year, month = batch(name="year.csv"), batch(name="march.csv", first="20250301", last="20250331")
        for place in range(40):
            year.sale("10000", str(100 + place), f10=f"RE-{place}")
            if place < 20:
                month.sale("10000", str(100 + place), f10=f"RE-{place}")
        found = imported(year, month)
        assert found.refused
        assert [(one.file, one.code) for one in found.findings if one.refuses] == [("march.csv", "datev-overlap")]

    def test_two_batches_of_the_same_days_with_other_postings_both_count(self, batch: Make, imported: Import) -> None:
        one, two = batch(name="1.csv"), batch(name="2.csv", label="Nachtrag")
        for place in range(20):
            one.sale("10000", "100", f10=f"A-{place}")
            two.sale("10000", "100", f10=f"B-{place}")
        assert volumes(imported(one, two)) == {"10000": Decimal("4000.0")}

    def test_two_firms_are_not_mixed(self, batch: Make, imported: Import) -> None:
        found = imported(batch(name="1.csv").sale("10000", "1"), batch(name="2.csv", client="43").sale("10000", "1"))
        assert [one.code for one in found.findings if one.refuses] == ["datev-other-firm"]
