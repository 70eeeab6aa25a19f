"""Every fault that the program can find has its message in both languages."""

import re
import string

import pytest

from leitplanke.catalogue import checks as catalogue_checks
from leitplanke.catalogue import packs
from leitplanke.exchange import checks as study_checks
from leitplanke.exchange import inventorytable, ledgerparents, ledgertable, modelfile_checks, workshopfile
from leitplanke.exchange.datev import findings as datev_findings
from leitplanke.exchange.datev import ownkeys
from leitplanke.exchange.settlement import importing as settlement_importing
from leitplanke.primitives import shape
from leitplanke.primitives.faults import Fault
from leitplanke.reports.faults import sentence, sentences
from leitplanke.reports.words import Language, store

ROW = re.compile(r"^([a-z][a-z0-9-]+?)\s{2,}((?:[a-z0-9_]+, )*[a-z0-9_]+|-)\s{2,}\S", re.MULTILINE)
ELSEWHERE = {
    "no-such-kind": "given, known",
    "not-yaml": "given",
    "wrong-id": "given, expected",
    "wrong-name": "given",
    "no-version": "-",
    "endless-cascade": "loop, radius",
    "model-nearly-endless": "-",
    "inaccurate": "-",
    "logo-too-big": "given, limit",
    "logo-unknown": "-",
    "logo-too-many-dots": "given, limit",
    "logo-element": "given",
    "logo-broken": "-",
    "template-too-big": "limit",
    "template-unknown": "-",
    "template-broken": "-",
    "too-many-losses": "given, limit",
    "fixed-budget": "year, asked, limit",
    "fixed-days": "quarter, role, asked, limit",
    "fixed-needs": "given, others",
    "fixed-excludes": "given, others",
    "fixed-excluded": "given",
    "plan-fixed-in": "given, quarter",
    "plan-fixed-out": "given",
    "plan-needs": "given, others",
    "plan-budget": "year, limit",
    "plan-days": "quarter, role, limit",
    "plan-last-start": "quarter",
    "plan-not-before": "given, quarter",
    "plan-not-after": "given, quarter",
    "plan-works-from": "given, quarter",
    "plan-besides": "-",
    "plan-further": "count",
    "plan-further-least": "count",
    "plan-enough": "needed",
    "plan-enough-then": "needed",
    "not-a-result": "detail",
    "not-a-review": "detail",
    "unreadable-file": "detail",
    "unwritable-file": "detail",
    "file-exists": "-",
    "no-folder": "given",
    "overwrites-input": "-",
    "same-target": "-",
    "wrong-ending": "known",
    "not-compiled": "-",
    "not-a-power-of-two": "given",
    "unknown-entry": "given, nearest",
    "model-too-big": "given, limit",
    "model-too-many-fields": "limit",
    "model-empty": "-",
    "model-inaccurate": "given, limit",
    "model-beyond-grid": "-",
    "model-too-many-losses": "given",
    "model-too-many-for-balance": "given",
    "budget-not-an-amount": "given",
    "choice-inaccurate": "given, limit",
    "choice-beyond-grid": "-",
    "choice-nearly-endless": "-",
    "key-file": "limit",
    "ledger-mixed": "-",
    "ledger-too-big": "given, limit, files",
    "archive-unknown": "-",
    "archive-newer": "given",
    "archive-file-missing": "given",
    "archive-file-extra": "given",
    "archive-changed": "given",
    "archive-count": "given, expected",
    "archive-row": "-",
    "archive-table": "given",
    "archive-field": "given",
    "archive-missing": "given",
    "archive-value": "given",
    "archive-link": "given",
    "archive-firm": "given",
    "archive-rule": "-",
    "archive-content": "-",
    "backup-unknown": "-",
    "inventory-map": "given, known",
    "inventory-head": "given, known",
    "inventory-most": "limit",
    "inventory-nothing": "-",
    "backup-newer": "given",
    "backup-damaged": "given",
    "backup-nothing": "-",
    "backup-without-key": "-",
    "backup-database-damaged": "given",
    "backup-tables-later": "given",
    "backup-passphrase": "-",
    "backup-passphrase-unreadable": "given",
    "backup-passphrase-text": "-",
    "backup-passphrase-empty": "-",
    "backup-exists": "-",
    "backup-not-as-written": "-",
    "backup-folder-anothers": "given",
    "backup-in-use": "-",
    "backup-target-in-use": "-",
    "backup-differs": "-",
}


def documented() -> dict[str, set[str]]:
    """Return the codes that the docstrings list, with their placeholders."""
    rows = [
        row
        for module in (
            shape,
            study_checks,
            modelfile_checks,
            workshopfile,
            catalogue_checks,
            packs,
            datev_findings,
            ownkeys,
            ledgerparents,
            ledgertable,
            inventorytable,
            settlement_importing,
        )
        for row in ROW.findall(module.__doc__ or "")
    ]
    table = {code: names for code, names in [*rows, *ELSEWHERE.items()] if code != "code"}
    return {code: set() if names == "-" else set(names.split(", ")) for code, names in table.items()}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_tables_are_read() -> None:
    codes = documented()
    assert len(codes) >= 80
    assert codes["unknown-key"] == {"given", "nearest", "known"}
    assert codes["missing"] == set()


def test_every_code_has_a_message_in_both_languages_that_says_what_to_do() -> None:
    for code, given in sorted(documented().items()):
        texts = store()[f"fault.{code}"]
        for language in ("de", "en"):
            assert placeholders(texts[language]) <= given, code
            # What is wrong and why, then what to do: at least two sentences or a colon between them.
            assert len(re.findall(r"[.:;?](?=\s|$)", texts[language])) >= 2, (code, language)
        assert placeholders(texts["de"]) == placeholders(texts["en"]), code


def test_no_message_is_without_a_code() -> None:
    frame = {"fault.at", "fault.at.line", "fault.nowhere", "fault.other"}
    known = {f"fault.{code}{end}" for code in documented() for end in ("", ".near")}
    assert {key for key in store() if key.startswith("fault.")} - known - frame == set()


@pytest.mark.parametrize(
    ("language", "code", "values", "words"),
    [
        ("de", "settlement-negative", {"eur": "-1263.33"}, "negativ: \u22121.263,33\u00a0€."),
        ("en", "settlement-negative", {"eur": "-1263.33"}, "negative: \u2212€1,263.33."),
        ("de", "settlement-sum", {"eur": "1000000.00", "said_eur": "0.50"}, "1.000.000,00\u00a0€, die Abrechnung nennt 0,50\u00a0€."),
        ("en", "settlement-unknown", {"given": "Moon 12.34", "eur": "12.34"}, "“Moon 12.34” are not known here, €12.34 together"),
        ("de", "settlement-vat", {"percent": "10.7"}, "10,7\u00a0% Umsatzsteuer"),
        ("en", "settlement-vat", {"percent": "19"}, "So 19% VAT"),
        ("de", "datev-overlap", {"count": "12345", "other": "x"}, "12.345 Buchungen"),
        ("de", "more-than-turnover", {"eur": "40000000.55", "limit_eur": "5200000.00"}, "40.000.000,55\u00a0€ sind mehr"),
        ("de", "too-large", {"given": "2e12", "limit": "1000000000000", "sign": "<="}, "1.000.000.000.000"),
        ("de", "datev-mixed-years", {"first": "2025-01-01", "last": "2026-03-31"}, "vom 1.\u00a0Januar 2025 bis 31.\u00a0März 2026"),
        ("en", "datev-period", {"first": "20250101", "last": ""}, "“20250101” to “”"),
    ],
)
def test_amounts_rates_and_days_stand_as_the_reader_writes_them(language: Language, code: str, values: dict[str, str], words: str) -> None:
    assert words in sentence(Fault("f", code, tuple(values.items())), language)


def test_a_guess_is_made_only_where_there_is_one() -> None:
    near = Fault("running[0]", "unknown-unseen", (("given", "unseen.x"), ("nearest", "unseen.y")), 4)
    far = Fault("running[0]", "unknown-unseen", (("given", "unseen.x"), ("nearest", "")), None)
    assert "Meinten Sie „unseen.y“?" in sentence(near, "de")
    assert "Meinten" not in sentence(far, "de")
    assert sentences([near, far], "en")[0].startswith("Line 4, running[0]: ")
    assert sentences([near, far], "en")[1].startswith("running[0]: ")


def test_an_unknown_code_still_says_where() -> None:
    (text,) = sentences([Fault("company.x", "brand-new", (), 7)], "de")
    assert text.startswith("Zeile 7, company.x: ")
    assert "brand-new" in text


def test_text_of_people_is_never_read_as_a_placeholder() -> None:
    assert "{x.__class__}" in sentence(Fault("a", "not-a-number", (("given", "{x.__class__}"),)), "en")


@pytest.mark.parametrize(("language", "said"), [("de", ("129.000\u00a0€", "9.500\u00a0€")), ("en", ("€129,000", "€9,500"))])
def test_amounts_have_the_readers_separators(language: Language, said: tuple[str, ...]) -> None:
    short = Fault("decided", "fixed-budget", (("year", "1"), ("asked", "129000"), ("limit", "9500"), ("start", "2027-Q1")))
    told = sentence(short, language)
    assert [one for one in said if one not in told] == []
    assert "2027" in told  # a year has none
