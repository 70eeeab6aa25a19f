"""Lists of volumes as people have them: CSV of two countries and XLSX, one mapping, every fault with its row."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from leitplanke.exchange.ledgertable import Mapping, grid, guess, read
from leitplanke.primitives.faults import InputFaultsError

GERMAN = (
    'Kundennummer;Kunde;Rechnungsdatum;Betrag\r\n10000;"Müller; Söhne";05.03.2025;1.190,00 €\r\n'
    '10000;"Müller; Söhne";06.04.2025;-119,00\r\n\r\n10001;Kern;07.04.2024;238\r\n'
)
BY_DAY = Mapping(side="customers", account="Kundennummer", name="Kunde", amount="Betrag", day="Rechnungsdatum", tax_percent=19)


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_invoices_become_net_volumes_by_partner_and_year(encoding: str) -> None:
    found = grid(GERMAN.encode(encoding), "liste.csv")
    ledger = read(found, BY_DAY).ledger
    assert ledger is not None
    told = [(one.account, one.name, [(year.year, year.net_eur) for year in one.years]) for one in ledger.customers]
    assert told == [("10000", "Müller; Söhne", [(2025, 900.0)]), ("10001", "Kern", [(2024, 200.0)])]
    assert (ledger.begins, ledger.ends, ledger.batches[0].postings) == (date(2024, 4, 1), date(2025, 4, 6), 3)


def test_a_workbook_holds_numbers_and_days() -> None:
    data = workbook(
        ("Lieferant", "Netto", "Datum"), ("Stahl AG", 1234.5, date(2025, 3, 5)), (None, None, None), ("Stahl AG", 0.1, date(2025, 3, 6))
    )
    found = grid(data, "liste.xlsx")
    mapping = guess(found)
    assert (mapping.side, mapping.name, mapping.amount, mapping.day) == ("suppliers", "Lieferant", "Netto", "Datum")
    ledger = read(found, mapping).ledger
    assert ledger is not None
    assert [(one.account, one.net_eur) for one in ledger.suppliers] == [("Stahl AG", 1234.6)]


def test_a_plain_list_takes_its_year_from_whoever_reads_it_in() -> None:
    found = grid(b'customer,revenue\nA,"1,000.50"\nB,200\n', "list.csv")
    mapping = guess(found)
    assert mapping.decimal == "point"
    assert [one.code for one in read(found, mapping).findings] == ["list-year"]
    ledger = read(found, Mapping(side="customers", name="customer", amount="revenue", decimal="point", year=2025)).ledger
    assert ledger is not None
    assert [one.net_eur for one in ledger.customers] == [1000.5, 200.0]
    assert (ledger.begins, ledger.ends) == (date(2025, 1, 1), date(2025, 12, 31))


def test_the_columns_may_move_and_the_signature_stays_that_of_the_headings() -> None:
    one, two = grid(b"Kunde;Betrag\nA;1\n", "1.csv"), grid(b"kunde;betrag\nB;2\n", "2.csv")
    assert one.signature == two.signature != grid(b"Betrag;Kunde\n1;A\n", "3.csv").signature


def test_headings_that_are_there_twice_or_empty_get_a_name_of_their_own() -> None:
    assert grid(b"Kunde;Betrag;Betrag;\nA;1;2;3\n", "x.csv").heads == ("Kunde", "Betrag", "Betrag (3)", "(4)")


@pytest.mark.parametrize(
    ("heads", "mapping"),
    [
        (
            "Kundennr.;Kunde;Datum;Betrag brutto",
            Mapping(side="customers", account="Kundennr.", name="Kunde", amount="Betrag brutto", day="Datum", tax_percent=19),
        ),
        (
            "Lieferanten-Nr;Name;Netto-Betrag;Konzern",
            Mapping(side="suppliers", account="Lieferanten-Nr", name="Name", amount="Netto-Betrag", parent="Konzern"),
        ),
        ("customer,net", Mapping(side="customers", name="customer", amount="net")),
        ("Ort;Bemerkung", Mapping(side="customers")),
    ],
)
def test_headings_suggest_what_they_are(heads: str, mapping: Mapping) -> None:
    assert guess(grid(f"{heads}\n1;2;3;4\n".encode(), "x.csv")) == mapping


def test_every_fault_has_its_row_and_column() -> None:
    rows = "10000;A;05.03.2025;1.5\r\n10000;A;31.02.2025;1,00\r\n;;05.03.2025;1,00\r\n10000\r\n"
    found = grid(("Kundennummer;Kunde;Rechnungsdatum;Betrag\r\n" + rows).encode(), "x.csv")
    outcome = read(found, BY_DAY)
    assert outcome.refused
    assert [(one.row, one.field, one.code) for one in outcome.findings] == [
        (2, "Betrag", "list-amount"),
        (3, "Rechnungsdatum", "list-day"),
        (4, "Kundennummer", "list-partner"),
        (5, "", "list-short-row"),
    ]


@pytest.mark.parametrize("amount", ["1" * 5000, "nan", "1e5", "1.2.3", "--5", "0x10", "٣", "5-"])
def test_what_is_no_amount_is_named(amount: str) -> None:
    found = grid(f"Kunde;Betrag\nA;{amount}\n".encode(), "x.csv")
    outcome = read(found, Mapping(side="customers", name="Kunde", amount="Betrag", year=2025))
    assert [(one.row, one.code) for one in outcome.findings] == [(2, "list-amount")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "list-empty"),
        (b"Kunde;Betrag\n", "list-empty"),
        (b'Kunde;Betrag\n"A;1\n', "list-unreadable"),
        (b"\x00\x01\x02;\n1;2", "list-unreadable"),
        (b"PK\x03\x04broken", "packed-broken"),
        (b"a;b\n" + b"1;2\n" * 200_001, "list-too-many-rows"),
        (b" " * 10_000_001, "list-too-big"),
    ],
)
def test_what_is_no_list_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(InputFaultsError) as refused:
        grid(data, "x")
    assert [fault.code for fault in refused.value.faults] == [code]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_a_workbook_with_a_declared_document_type_is_refused(encoding: str) -> None:
    source = zipfile.ZipFile(io.BytesIO(workbook(("Kunde", "Betrag"), ("A", 1))))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(
                name, ('<!DOCTYPE x [<!ENTITY a "b">]>' + content.decode()).encode(encoding) if name.endswith("sheet1.xml") else content
            )
    with pytest.raises(InputFaultsError) as refused:
        grid(file.getvalue(), "x.xlsx")
    assert [fault.code for fault in refused.value.faults] == ["list-markup"]
