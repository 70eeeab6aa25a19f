"""Bad files: every fault with its row and field, all at once, and nothing of the import counts."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from leitplanke.exchange.datev.importing import Imported
from leitplanke.exchange.datev.ownkeys import read_own
from leitplanke.primitives.faults import InputFaultsError

Import = Callable[..., Imported]
Make = Callable[..., Any]


def refusals(found: Imported) -> list[tuple[int, str, str]]:
    assert found.refused == any(one.refuses for one in found.findings)
    return [(one.row, one.field, one.code) for one in found.findings if one.refuses]


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        (("1.190.00", "S", "10000", "8400"), "Umsatz", "datev-amount"),
        (("", "S", "10000", "8400"), "Umsatz", "datev-amount"),
        (("119,00 €", "S", "10000", "8400"), "Umsatz", "datev-amount"),
        (("119,00", "D", "10000", "8400"), "Soll/Haben-Kennzeichen", "datev-side"),
        (("119,00", "S", "", "8400"), "Konto", "datev-account"),
        (("119,00", "S", "10000", "84OO"), "Gegenkonto", "datev-account"),
        (("119,00", "S", "100000", "8400"), "Konto", "datev-account-length"),
        (("119,00", "S", "1" * 5000, "8400"), "Konto", "datev-account"),
        (("1" * 5000 + ",00", "S", "10000", "8400"), "Umsatz", "datev-amount"),
    ],
)
def test_a_bad_cell_is_named_with_row_and_field(batch: Make, imported: Import, cells: tuple[str, ...], field: str, code: str) -> None:
    assert refusals(imported(batch().sale("10000", "100").row(*cells).sale("10000", "100"))) == [(4, field, code)]


@pytest.mark.parametrize("day", ["3102", "0013", "", "abcd", "01012024", "010126", "5"])
def test_a_day_that_is_none_or_of_another_year_is_refused(batch: Make, imported: Import, day: str) -> None:
    assert refusals(imported(batch().sale("10000", "100", f9=day))) == [(3, "Belegdatum", "datev-day")]


def test_all_faults_of_all_rows_come_at_once(batch: Make, imported: Import) -> None:
    made = batch().row("x", "y", "10000", "8400", f9="9999").row("1,00", "S", "z", "8400")
    assert refusals(imported(made)) == [
        (3, "Umsatz", "datev-amount"),
        (3, "Soll/Haben-Kennzeichen", "datev-side"),
        (3, "Belegdatum", "datev-day"),
        (4, "Konto", "datev-account"),
    ]


def test_the_row_is_the_line_of_the_file_even_after_texts_with_line_breaks(batch: Make, imported: Import) -> None:
    made = batch().sale("10000", "1", f13="eins\r\nzwei\r\ndrei").row("1.00", "S", "10000", "8400")
    assert made.text.split("\r\n")[5].startswith("1.00")
    assert refusals(imported(made)) == [(6, "Umsatz", "datev-amount")]


def test_broken_quotes_are_named_and_the_rows_behind_are_still_read(batch: Make, imported: Import) -> None:
    made = batch().sale("10000", "1")
    broken = made.rows[0].replace('"EUR"', '"EU"R"')
    made.rows += [broken, made.rows[0], "1.00" + made.rows[0][4:]]
    assert refusals(imported(made)) == [(4, "", "datev-quotes"), (6, "Umsatz", "datev-amount")]


def test_a_quote_that_is_never_closed_is_named_where_it_opens(batch: Make, imported: Import) -> None:
    made = batch().sale("10000", "1").sale("10001", "1")
    made.rows.insert(1, '119,00;"S";"EUR;;;;10000;8400;;0503;')
    assert (4, "", "datev-quotes") in refusals(imported(made))


def test_a_line_break_outside_of_quotes_leaves_short_rows(batch: Make, imported: Import) -> None:
    made = batch()
    made.rows += ['119,00;"S";"EUR"', ';;"";10000;8400']
    assert refusals(imported(made)) == [(3, "", "datev-short-row"), (4, "", "datev-short-row")]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"version": "300"}, "Versionsnummer", "datev-version"),
        ({"category": '65;"Wiederkehrende Buchungen"'}, "Datenkategorie", "datev-category"),
        ({"begins": "20251301", "first": "20250101", "last": "20250131"}, "WJ-Beginn", "datev-year"),
        ({"length": 9}, "Sachkontenlänge", "datev-length"),
        ({"first": "20250301", "last": "20250201"}, "Datum von", "datev-period"),
        ({"first": "20250101", "last": "20260131"}, "Datum bis", "datev-mixed-years"),
        ({"first": "20241201", "last": "20250131"}, "Datum bis", "datev-mixed-years"),
        ({"currency": "CHF"}, "WKZ", "datev-currency"),
        ({"chart": "49"}, "Sachkontenrahmen", "datev-chart"),
    ],
)
def test_a_header_that_does_not_hold(batch: Make, imported: Import, change: dict[str, Any], field: str, code: str) -> None:
    assert refusals(imported(batch(**change).sale("10000", "100"))) == [(1, field, code)]


@pytest.mark.parametrize("data", [b"", b"\r\n", b"Umsatz;Konto\r\n1,00;8400\r\n", b"PK\x03\x04whatever", b"\xff\xd8\xff\xe0JFIF"])
def test_what_is_no_batch_at_all_is_refused(imported: Import, data: bytes) -> None:
    assert (1, "", "datev-no-header") in refusals(imported(data))


def test_a_chart_that_nothing_tells_has_to_be_chosen(batch: Make, imported: Import) -> None:
    made = batch(chart="").row("119,00", "S", "1200", "1400")
    assert refusals(imported(made)) == [(1, "Sachkontenrahmen", "datev-chart-unknown")]
    assert not imported(made, chart="03").refused


class TestEncodings:
    """The format wants code page 1252; what else people have is named, never silently turned into other letters."""

    def test_letters_beyond_latin_1_are_kept(self, batch: Make, imported: Import) -> None:
        found = imported(batch().sale("10000", "1", f13="Œuvre Šimek € ß"))
        assert found.ledger is not None
        assert found.ledger.customers[0].name == "Œuvre Šimek € ß"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
    def test_utf_8_is_read_and_without_its_mark_said(self, batch: Make, imported: Import, encoding: str) -> None:
        found = imported(batch().sale("10000", "1", f13="Müller €").text.encode(encoding))
        assert found.ledger is not None
        assert found.ledger.customers[0].name == "Müller €"
        assert ("datev-utf8" in {one.code for one in found.findings}) == (encoding == "utf-8")

    def test_utf_16_is_refused(self, batch: Make, imported: Import) -> None:
        assert refusals(imported(batch().sale("10000", "1").text.encode("utf-16"))) == [(1, "", "datev-utf16")]

    def test_bytes_that_mean_nothing_are_named_with_their_line(self, batch: Make, imported: Import) -> None:
        data = batch().sale("10000", "1").sale("10000", "1", f13="Mü@ller").data.replace(b"@", b"\x81")
        assert (4, "", "datev-encoding") in refusals(imported(data))

    @pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
    def test_no_text_with_a_null_comes_through(self, batch: Make, imported: Import, encoding: str) -> None:
        data = batch().sale("10000", "1", f13="Mü\0ller").text.encode(encoding)
        assert (3, "", "datev-encoding") in refusals(imported(data))


def test_an_unknown_key_is_said_once_and_the_field_of_the_rate_decides(batch: Make, imported: Import) -> None:
    made = batch().row("119,00", "S", "10000", "8200", f8="43").row("119,00", "S", "10000", "8200", f8="43")
    made.row("119,00", "S", "10001", "8200", f8="173", f118="19,00")
    found = imported(made)
    assert found.ledger is not None
    assert [one.net_eur for one in found.ledger.customers] == [238.0, 100.0]
    assert [(one.row, one.values) for one in found.findings if one.code == "datev-key"] == [(3, (("given", "43"), ("percent", "0")))]


@pytest.mark.parametrize("key", ["101", "0101", "9240"])
def test_a_long_key_without_a_rate_is_refused_until_somebody_says_it(batch: Make, imported: Import, key: str) -> None:
    """Three and four digits exist since 2018; an account with a rate of its own keeps it, and that is only doubtful."""
    made = batch().row("119,00", "S", "10000", "8200", f8=key).row("107,00", "S", "10000", "8200", f8=key)
    assert refusals(imported(made)) == [(3, "BU-Schlüssel", "datev-long-key")]
    told = imported(made, own_keys={int(key): 19})
    assert told.ledger is not None
    assert [one.net_eur for one in told.ledger.customers] == [pytest.approx(100.0 + 89.92)]  # 107 / 1.19 = 89.916
    automatic = imported(batch().row("119,00", "S", "10000", "8400", f8=key))
    assert automatic.ledger is not None
    assert [one.net_eur for one in automatic.ledger.customers] == [100.0]
    assert "datev-key" in [one.code for one in automatic.findings]


@pytest.mark.parametrize("text", ["101", "10=19", "101=19.5", "101=119", "10100=7", "a=b", "101==7"])
def test_an_own_key_without_a_rate_is_none(text: str) -> None:
    with pytest.raises(InputFaultsError) as refused:
        read_own(["240=0", text], "--tax-key")
    assert [(one.code, dict(one.values)["given"]) for one in refused.value.faults] == [("own-key", text)]


def test_a_file_full_of_faults_says_how_many_there_are(batch: Make, imported: Import) -> None:
    made = batch()
    for _ in range(500):
        made.row("x", "S", "10000", "8400")
    found = imported(made)
    assert len(found.findings) == 201
    assert (found.findings[-1].code, found.findings[-1].values) == ("ledger-more", (("count", "500"), ("limit", "200")))


def test_doubts_never_hide_a_fault(batch: Make, imported: Import) -> None:
    """250 days outside of the header's are only doubtful; the one amount that is none still refuses the import, and both are counted."""
    days = [date(2025, 2, 1) + timedelta(days=place) for place in range(250)]
    made = batch(last="20250131")
    for one in days:
        made.sale("10000", "100", f9=f"{one:%d%m}")
    found = imported(made.row("x", "S", "10000", "8400", f9="0101"))
    assert found.refused
    assert [one.row for one in found.findings if one.code == "datev-amount"] == [253]
    assert [(one.code, dict(one.values)["count"], one.refuses) for one in found.findings[-1:]] == [("ledger-more", "250", False)]


def test_a_day_outside_of_the_header_s_days_counts_and_is_said(batch: Make, imported: Import) -> None:
    found = imported(batch(last="20250131").sale("10000", "100", f9="0503"))
    assert not found.refused
    assert [(one.row, one.field) for one in found.findings if one.code == "datev-day-outside"] == [(3, "Belegdatum")]
