"""Settlement files: known truths come out again, and every trap of the format is told by row.

The files are written by a generator of their own: the header is that of flat V2; rows, numbers and days are as European marketplaces
write them. No openly licensed real file was found.
"""

from dataclasses import dataclass, field
from datetime import date

import pytest

from leitplanke.exchange.settlement.importing import File, Settled, settle

HEADER = tuple(
    """
    settlement-id settlement-start-date settlement-end-date deposit-date total-amount currency transaction-type order-id
    merchant-order-id adjustment-id shipment-id marketplace-name amount-type amount-description amount fulfillment-id posted-date
    posted-date-time order-item-code merchant-order-item-id merchant-adjustment-item-id sku quantity-purchased promotion-id
    """.split()  # noqa: SIM905 - as the format writes it
)


@dataclass
class Report:
    """One settlement; rows are (transaction, order, amount type, description, cents, day)."""

    name: str = "111"
    begins: str = "01.01.2025"
    ends: str = "31.12.2025"
    paid: str = "14.01.2026"
    currency: str = "EUR"
    market: str = "Amazon.de"
    rows: list[tuple[str, str, str, str, int, str]] = field(default_factory=list)
    total: int | None = None
    comma: bool = True

    def add(self, transaction: str, order: str, kind: str, description: str, cents: int, day: str = "15.06.2025") -> "Report":
        self.rows.append((transaction, order, kind, description, cents, day))
        return self

    def order(self, number: int, gross: int, tax: int, day: str = "15.06.2025") -> "Report":
        """Add an order with its usual rows: price, tax, commission of 15 %, fulfilment of 3 EUR."""
        name = f"303-{number:07d}-1234567"
        self.add("Order", name, "ItemPrice", "Principal", gross - tax, day)
        if tax:
            self.add("Order", name, "ItemPrice", "Tax", tax, day)
        self.add("Order", name, "ItemFees", "Commission", -gross * 15 // 100, day)
        return self.add("Order", name, "ItemFees", "FBAPerUnitFulfillmentFee", -300, day)

    def text(self, separator: str = "\t") -> str:
        lines = [separator.join(HEADER)]
        due = sum(cents for _, _, _, what, cents, _ in self.rows if not what.startswith("Transfer")) if self.total is None else self.total
        lines.append(
            self._line(separator, {"deposit-date": f"{self.paid} 10:00:00 UTC", "total-amount": self._number(due), **self._days()})
        )
        for transaction, order, kind, description, cents, day in self.rows:
            cells = {
                "transaction-type": transaction,
                "order-id": order,
                "marketplace-name": self.market,
                "amount-type": kind,
                "amount-description": description,
                "amount": self._number(cents),
                "posted-date": day,
                "posted-date-time": f"{day} 08:15:00 UTC",
            }
            lines.append(self._line(separator, cells))
        return "\n".join(lines) + "\n"

    def data(self, encoding: str = "utf-8", separator: str = "\t") -> bytes:
        return self.text(separator).encode(encoding)

    def _days(self) -> dict[str, str]:
        return {
            "settlement-start-date": f"{self.begins} 00:00:00 UTC",
            "settlement-end-date": f"{self.ends} 23:59:59 UTC",
            "currency": self.currency,
        }

    def _line(self, separator: str, cells: dict[str, str]) -> str:
        return separator.join({"settlement-id": self.name, **cells}.get(name, "") for name in HEADER)

    def _number(self, cents: int) -> str:
        told = f"{abs(cents) // 100}.{abs(cents) % 100:02d}"
        return ("-" if cents < 0 else "") + (told.replace(".", ",") if self.comma else told)


def read(*reports: Report | bytes, **options: object) -> Settled:
    files = [File(name=f"{place}.txt", data=one if isinstance(one, bytes) else one.data()) for place, one in enumerate(reports, 1)]
    return settle(files, **options)  # type: ignore[arg-type]


def codes(found: Settled, *, refusing: bool | None = None) -> list[tuple[str, int]]:
    return [(one.code, one.row) for one in found.findings if refusing is None or one.refuses is refusing]


def year() -> Report:
    """Return a year with 119 gross at 19 tax, and twice that; one refund; storage, ads, a reserve and a transfer."""
    report = Report().order(1, 11900, 1900, "02.01.2025").order(2, 23800, 3800, "30.12.2025")
    report.add("Refund", "303-0000001-1234567", "ItemPrice", "Principal", -10000)
    report.add("Refund", "303-0000001-1234567", "ItemPrice", "Tax", -1900)
    report.add("Refund", "303-0000001-1234567", "ItemFees", "RefundCommission", 1500)
    report.add("other-transaction", "", "other-transaction", "Storage Fee", -700)
    report.add("ServiceFee", "", "Cost of Advertising", "TransactionTotalAmount", -2500)
    report.add("other-transaction", "", "other-transaction", "Current Reserve Amount", -5000)
    return report.add("Transfer", "", "other-transaction", "Transfer", -4000)


def test_a_year_comes_out_as_it_was_written() -> None:
    """By hand: sales 100 + 200, refund 100; commission 17.85 + 35.70 - 15; storage 7 and twice 3; ads 25."""
    found = read(year())
    channel, sums = found.channel, found.sums
    assert channel is not None
    assert sums is not None
    assert (channel.revenue_net_eur, channel.refunds_eur) == (300.0, 100.0)
    assert (channel.commission_eur, channel.fulfilment_eur, channel.ads_eur) == (38.55, 13.0, 25.0)
    assert (channel.orders, channel.year, channel.basis, channel.name) == (2, 2025, "settlement", "Amazon.de")
    assert channel.left_eur == pytest.approx(300 - 100 - 38.55 - 13 - 25)
    assert (sums.begins, sums.ends, sums.tax_eur, sums.payout_eur) == (date(2025, 1, 1), date(2025, 12, 31), 38.0, 40.0)
    assert codes(found) == []  # the sum of the rows without the transfer is what the settlement says


def test_days_to_the_money_are_weighted_by_euros() -> None:
    """100 on 2 January, 200 on 30 December, paid on 14 January 2026: 377 and 15 days."""
    channel = read(year()).channel
    assert channel is not None
    assert channel.payout_days == pytest.approx((100 * 377 + 200 * 15) / 300, abs=0.05)


@pytest.mark.parametrize(("encoding", "separator", "comma"), [("cp1252", ";", True), ("utf-8-sig", "\t", False), ("utf-8", ";", True)])
def test_other_encodings_separators_and_notations_say_the_same(encoding: str, separator: str, *, comma: bool) -> None:
    report = year()
    report.comma, report.market = comma, "Müller.de"
    found = read(report.data(encoding, separator))
    assert found.channel is not None
    assert (found.channel.name, found.channel.revenue_net_eur) == ("Müller.de", 300.0)


def test_without_rows_of_tax_it_is_taken_off_and_said() -> None:
    report = Report().order(1, 11900, 0).add("ServiceFee", "", "Cost of Advertising", "TransactionTotalAmount", -100)
    found = read(report)
    assert found.channel is not None
    assert found.channel.revenue_net_eur == 100.0
    assert codes(found) == [("settlement-vat", 0)]
    assert read(report, vat=0.0).channel.revenue_net_eur == 119.0  # type: ignore[union-attr]


def test_part_of_a_year_is_scaled_and_said() -> None:
    """73 days are a fifth of 365."""
    report = year()
    report.begins, report.ends = "20.10.2025", "31.12.2025"
    report.rows = [(*row[:5], "01.12.2025") for row in report.rows]
    found = read(report)
    assert found.channel is not None
    assert found.channel.revenue_net_eur == pytest.approx(1500.0)
    assert ("settlement-scaled", 0) in codes(found)


def test_rows_without_order_count_in_money_not_as_orders() -> None:
    report = year().add("Order", "S01-1234567-1234567", "ItemPrice", "Principal", 5000).add("Order", "", "ItemPrice", "Principal", 5000)
    found = read(report)
    assert found.channel is not None
    assert (found.channel.revenue_net_eur, found.channel.orders) == (400.0, 2)
    last = len(report.rows) + 2  # heading and total come first
    assert codes(found) == [("settlement-no-order", last - 1), ("settlement-no-order", last)]


def test_a_negative_settlement_counts_and_is_said() -> None:
    report = Report(name="222").add("ServiceFee", "", "Cost of Advertising", "TransactionTotalAmount", -9900)
    found = read(year(), report)
    assert found.channel is not None
    assert found.channel.ads_eur == 124.0
    assert ("settlement-negative", 2) in codes(found, refusing=False)


def test_a_settlement_with_sales_alone_says_zero_without_a_minus() -> None:
    sums = read(Report().add("Order", "303-0000001-1234567", "ItemPrice", "Principal", 11900)).sums
    assert sums is not None
    amounts = (sums.refund_eur, sums.commission_eur, sums.ads_eur, sums.fulfilment_eur, sums.payout_eur)
    assert [str(one) for one in amounts] == ["0.0"] * 5


def test_the_same_file_twice_counts_once_and_is_said() -> None:
    found = read(year(), year())
    assert found.channel is not None
    assert found.channel.revenue_net_eur == 300.0
    assert codes(found) == [("settlement-twice", 0)]


def test_the_same_settlement_with_other_rows_is_refused() -> None:
    found = read(year(), year().order(3, 11900, 1900))
    assert found.channel is None
    assert codes(found, refusing=True) == [("settlement-other", 2)]


def test_what_nobody_can_place_is_named_and_not_counted() -> None:
    found = read(year().add("Moon", "", "Crater", "Landing", -777))
    assert found.channel is not None
    (unknown,) = [one for one in found.findings if one.code == "settlement-unknown"]
    assert dict(unknown.values) == {"given": "Moon / Crater / Landing", "eur": "-7.77"}
    assert found.channel.left_eur == read(year()).channel.left_eur  # type: ignore[union-attr]


def test_missing_rows_show_in_the_sum() -> None:
    report = year()
    report.total = 12345
    assert ("settlement-sum", 2) in codes(read(report))


@pytest.mark.parametrize(
    ("data", "code", "row"),
    [
        (year().data("utf-16"), "settlement-utf16", 0),
        (b"a;b;c\n1;2;3\n", "settlement-headings", 1),
        (b"", "settlement-headings", 1),
        (year().data() + b"only\tthree\tfields\n", "settlement-width", 18),
        (year().data().replace(b"Amazon.de", b'"Amazon.de', 1), "settlement-quotes", 3),
        (year().data().replace(b"-7,00", b"-7.00"), "settlement-decimals", 0),
        (year().data().replace(b"-7,00", b"seven"), "settlement-amount", 14),
        (year().data().replace(b"02.01.2025\t", b"32.01.2025\t"), "settlement-day", 3),
        (year().data().replace(b"EUR", b"GBP"), "settlement-currency", 2),
        (b"\n".join(year().data().splitlines()[:1] + year().data().splitlines()[2:]), "settlement-no-total", 2),
        (b"\n".join(year().data().splitlines()[:2]), "settlement-nothing", 0),
        (year().data().replace(b"Amazon.de", b"Amaz\x81n.de", 1), "settlement-encoding", 3),
        (b"Datum;Art;Betrag\n01.02.2025;Verkauf;10,00\n02.02.2025;Trinkgeld;1,00\n", "settlement-kind", 3),
        (b"Datum;Art;Betrag\n01.02.2025;Provision;-10,00\n", "settlement-no-sales", 0),
    ],
)
def test_each_fault_is_told_by_row_and_nothing_counts(data: bytes, code: str, row: int) -> None:
    found = read(data)
    assert found.channel is None
    assert (code, row) in codes(found, refusing=True)


def test_all_faults_come_at_once() -> None:
    data = year().data().replace(b"-7,00", b"seven").replace(b"02.01.2025\t", b"32.01.2025\t")
    assert {code for code, _ in codes(read(data), refusing=True)} == {"settlement-amount", "settlement-day"}


def test_a_plain_table_of_another_marketplace() -> None:
    text = (
        "Bestellung;Datum;Art;Betrag\nA1;01.01.2025;Verkauf;1.190,00\nA1;02.01.2025;Provision;-100,00\n"
        "A1;31.12.2025;Erstattung;-119,00\n;31.12.2025;Werbung;-50,00\n"
    )
    found = read(text.encode("cp1252"), name="Portal", kind="b2b")
    assert found.channel is not None
    assert (found.channel.name, found.channel.type, found.channel.orders) == ("Portal", "b2b", 1)
    assert (found.channel.revenue_net_eur, found.channel.refunds_eur) == (1000.0, 100.0)
    assert (found.channel.commission_eur, found.channel.ads_eur) == (100.0, 50.0)


def test_debts_are_neither_sales_nor_cost_and_are_said() -> None:
    """What is owed comes back as a pair or stands in two settlements; the fees behind it are counted already."""
    report = year()
    for transaction, description, cents in (
        ("other-transaction", "Payable to Amazon", -12614),
        ("other-transaction", "Successful charge", 12614),
        ("Debt", "Debt Adjustment", -5000),
        ("Payable to Amazon", "", -100),
    ):
        report.add(transaction, "", "other-transaction", description, cents)
    found, plain = read(report), read(year())
    assert found.channel == plain.channel
    assert found.sums == plain.sums
    (debt,) = [one for one in found.findings if not one.refuses]
    assert (debt.code, dict(debt.values)) == ("settlement-debt", {"count": "4", "eur": "-51.00"})


def test_reimbursements_are_said_and_are_no_sales() -> None:
    found = read(year().add("other-transaction", "", "FBA Inventory Reimbursement", "REVERSAL_REIMBURSEMENT", 2500))
    assert found.channel == read(year()).channel
    assert [(one.code, dict(one.values)) for one in found.findings] == [("settlement-besides", {"count": "1", "eur": "25.00"})]


def test_a_year_from_july_to_june_is_one_year_and_takes_nothing_from_before() -> None:
    """Two weeks of the summer before hold a sale, tax rows, ads and a wait of a year: none of it counts, and it is said."""
    before = Report(name="000", begins="01.07.2023", ends="14.07.2023", paid="14.07.2024").order(9, 11900, 1900, "10.07.2023")
    before.add("ServiceFee", "", "Cost of Advertising", "TransactionTotalAmount", -900, "10.07.2023")
    now = Report(name="111", begins="01.07.2024", ends="30.06.2025", paid="10.07.2025").order(1, 11900, 0, "30.06.2025")
    found = read(before, now)
    assert found.channel is not None
    assert found.sums is not None
    assert (found.sums.begins, found.sums.ends, found.channel.year) == (date(2024, 7, 1), date(2025, 6, 30), 2025)
    assert (found.channel.revenue_net_eur, found.channel.orders, found.channel.payout_days) == (100.0, 1, 10.0)
    said = {one.code: dict(one.values) for one in found.findings}
    assert said.keys() == {"settlement-before", "settlement-vat", "settlement-no-ads"}
    assert said["settlement-before"] == {"count": "5", "first": "2024-07-01"}


def test_days_without_settlement_are_no_days_without_sales() -> None:
    """Of 2025 only January and December are there, 62 days with 100 each: 200 * 365 / 62 a year."""
    parts = [
        Report(name=f"{month:03}", begins=f"01.{month:02}.2025", ends=f"31.{month:02}.2025").order(
            month, 11900, 1900, f"15.{month:02}.2025"
        )
        for month in (1, 12)
    ]
    found = read(*parts)
    assert found.channel is not None
    assert found.channel.revenue_net_eur == pytest.approx(200.0 * 365.0 / 62.0, abs=0.01)
    said = {one.code: dict(one.values) for one in found.findings}
    assert said["settlement-scaled"] == {"count": "62"}
    assert said["settlement-gap"] == {"count": str(365 - 62), "first": "2025-01-01", "last": "2025-12-31"}


def test_only_the_last_year_counts() -> None:
    """An order of 2024 lies before the last 365 days."""
    before = Report(name="000", begins="01.12.2024", ends="31.12.2024", paid="05.01.2025").order(9, 11900, 1900, "15.12.2024")
    found = read(before, year())
    assert found.channel is not None
    assert (found.channel.revenue_net_eur, found.channel.orders) == (300.0, 2)
