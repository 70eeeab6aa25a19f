"""Workbooks of workshops, filled in by another program: what comes back, and everything that people and attackers can do to one."""

import io
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leitplanke.assessment.rating import Missing
from leitplanke.catalogue import compiled
from leitplanke.catalogue.entries import Catalogue
from leitplanke.catalogue.entry import Text
from leitplanke.catalogue.retired import Retired
from leitplanke.exchange import workshop, workshopfile
from leitplanke.exchange.workshop import Pages, Wording
from leitplanke.primitives.faults import Fault, InputFaultsError

DAY = date(2026, 11, 22)
WORDS = Wording(
    language="de",
    title="=Fragen",
    first="Anleitung",
    lines=("Zeile",),
    heads=("Nr.", "Frage", "Antwort", "Grund"),
    choices={"unknown": "weiß nicht", "not-applicable": "trifft nicht zu"},
    hint=("Antwort", "0 bis 4"),
    refusal=("Nein", "Aus der Liste"),
)
ANSWER, REASON = 9, 10
"""Columns as a spreadsheet counts them."""
FIRST = 4
"""Row of the first question."""
Book = openpyxl.Workbook


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return compiled.read()


@pytest.fixture(scope="module")
def pages(catalogue: Catalogue) -> Pages:
    order = sorted(catalogue.components, key=lambda one: one.order)
    found = ((part, tuple(one for one in catalogue.indicators if one.component == part.id)) for part in order)
    return tuple((part, asked) for part, asked in found if asked)


@pytest.fixture(scope="module")
def blank(catalogue: Catalogue, pages: Pages) -> bytes:
    return workshop.write(pages, catalogue.edition, WORDS, DAY)


def filled(blank: bytes, fill: Callable[[Book], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(blank))
    fill(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def put(*cells: tuple[int, int, object], sheet: int = 1) -> Callable[[Book], None]:
    def fill(book: Book) -> None:
        for row, column, value in cells:
            book.worksheets[sheet].cell(row, column).value = value

    return fill


def faults_of(data: bytes, catalogue: Catalogue) -> list[Fault]:
    with pytest.raises(InputFaultsError) as caught:
        workshopfile.read(data, "mappe.xlsx", catalogue)
    return list(caught.value.faults)


def test_every_question_is_there_once_with_its_choice_and_the_rest_is_locked(blank: bytes, pages: Pages) -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank))
    assert [sheet.sheet_state for sheet in book] == ["visible"] * (1 + len(pages)) + ["veryHidden"]
    assert book.security is not None
    assert book.security.lockStructure
    for sheet, (_, asked) in zip(book.worksheets[1:-1], pages, strict=True):
        rows = list(sheet.iter_rows(min_row=FIRST))
        assert [row[0].value for row in rows] == [one.id for one in asked]
        assert [[cell.value for cell in row[3:8]] for row in rows] == [[level.text.de for level in one.levels] for one in asked]
        assert all(row[2].value == f"{one.question.de}\n{one.help.de}" for row, one in zip(rows, asked, strict=True))
        assert sheet.protection.sheet
        assert {cell.column for row in rows for cell in row if not cell.protection.locked} == {ANSWER, REASON}
        (choice,) = sheet.data_validations.dataValidation
        assert str(choice.sqref) == f"I{FIRST}:I{FIRST - 1 + len(asked)}"
        assert choice.formula1 == '"0,1,2,3,4,weiß nicht,trifft nicht zu"'
        assert sheet.column_dimensions["A"].hidden
        assert sheet.row_dimensions[2].hidden
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_the_same_questions_give_the_same_bytes(blank: bytes, catalogue: Catalogue, pages: Pages) -> None:
    assert workshop.write(pages, catalogue.edition, WORDS, DAY) == blank


def test_an_untouched_workbook_has_no_answers(blank: bytes, catalogue: Catalogue) -> None:
    found = workshopfile.read(blank, "mappe.xlsx", catalogue)
    assert (found.answers, found.unanswered, found.edition, found.language) == ((), len(catalogue.indicators), catalogue.edition, "de")


TYPED: tuple[tuple[object, int | None, Missing | None], ...] = (
    (3, 3, None),
    (3.0, 3, None),
    ("3", 3, None),
    (" 3,0 ", 3, None),
    ("0", 0, None),
    (0, 0, None),
    ("weiß nicht", None, "unknown"),
    (" Weiß  nicht", None, "unknown"),
    ("unknown", None, "unknown"),
    ("Trifft nicht zu", None, "not-applicable"),
)


def test_answers_come_back_as_people_and_programs_write_them(blank: bytes, catalogue: Catalogue, pages: Pages) -> None:
    def fill(book: Book) -> None:
        for row, (typed, _, _) in enumerate(TYPED, FIRST):
            book.worksheets[1].cell(row, ANSWER).value = typed
            reason = book.worksheets[1].cell(row, REASON)
            # Typed text that begins like a formula is text in a file of Excel, too.
            reason.value, reason.data_type = " =weil  es\nso ist ", "s"

    answers = workshopfile.read(filled(blank, fill), "mappe.xlsx", catalogue).answers
    assert [(one.indicator, one.level, one.missing) for one in answers] == [
        (asked.id, level, missing) for asked, (_, level, missing) in zip(pages[0][1], TYPED, strict=False)
    ]
    assert {one.reason for one in answers} == {"=weil es so ist"}
    assert [(one.place.split("!")[1], one.row) for one in answers] == [(f"I{row}", row) for row in range(FIRST, FIRST + len(TYPED))]


REFUSED: tuple[tuple[tuple[tuple[int, object], ...], str, str, str], ...] = (
    (((ANSWER, "2,5"),), "workshop-level", "I", "2,5"),
    (((ANSWER, 2.5),), "workshop-level", "I", "2.5"),
    (((ANSWER, 5),), "workshop-level", "I", "5"),
    (((ANSWER, -1),), "workshop-level", "I", "-1"),
    (((ANSWER, True),), "workshop-level", "I", "True"),
    (((ANSWER, datetime(2026, 5, 1)),), "workshop-level", "I", "2026-05-01 00:00:00"),  # noqa: DTZ001 - "1.5" became a day
    (((ANSWER, "vier"),), "workshop-level", "I", "vier"),
    (((ANSWER, "=1+1"),), "workshop-formula", "I", "=1+1"),
    (((ANSWER, 1), (REASON, "=HYPERLINK(A1)")), "workshop-formula", "J", "=HYPERLINK(A1)"),
    (((ANSWER, "trifft nicht zu"),), "workshop-reason", "J", ""),
    (((ANSWER, 1), (REASON, "x" * 501)), "too-long", "J", "x" * 10),
    (((REASON, "nur ein Grund"),), "workshop-level", "I", ""),
    (((ANSWER, 1), (1, "indicator.gibt.es-nicht")), "workshop-question", "A", "indicator.gibt.es-nicht"),
)


def test_what_is_no_answer_is_named_with_sheet_and_cell(blank: bytes, catalogue: Catalogue) -> None:
    cells = [(row, column, value) for row, (typed, _, _, _) in enumerate(REFUSED, FIRST) for column, value in typed]
    found = faults_of(filled(blank, put(*cells, (40, ANSWER, 1))), catalogue)
    sheet = openpyxl.load_workbook(io.BytesIO(blank), read_only=True).sheetnames[1]
    expected = [(code, f"{sheet}!{column}{row}", row, given) for row, (_, code, column, given) in enumerate(REFUSED, FIRST)]
    expected.append(("workshop-question", f"{sheet}!A40", 40, ""))
    assert [(fault.code, fault.where, fault.line) for fault in found] == [one[:3] for one in expected]
    for fault, (*_, begin) in zip(found, expected, strict=True):
        assert dict(fault.values).get("given", "").startswith(begin)


def test_a_question_twice_is_refused_and_points_at_the_first(blank: bytes, catalogue: Catalogue, pages: Pages) -> None:
    data = filled(blank, put((4, ANSWER, 1), (30, 1, pages[0][1][0].id), (30, ANSWER, 2)))
    (fault,) = faults_of(data, catalogue)
    assert (fault.code, fault.line, dict(fault.values)["given"].endswith("!I4")) == ("workshop-twice", 30, True)


def test_moved_columns_and_rows_are_found_where_they_went(blank: bytes, catalogue: Catalogue, pages: Pages) -> None:
    def fill(book: Book) -> None:
        sheet = book.worksheets[1]
        sheet.cell(FIRST, ANSWER).value = 2
        sheet.cell(FIRST, REASON).value = "Grund"
        sheet.insert_cols(2, 3)
        sheet.insert_rows(1, 2)

    (answer,) = workshopfile.read(filled(blank, fill), "mappe.xlsx", catalogue).answers
    assert (answer.indicator, answer.level, answer.reason, answer.place.split("!")[1]) == (pages[0][1][0].id, 2, "Grund", "L6")


@pytest.mark.parametrize("gone", [ANSWER, REASON, 1])
def test_a_lost_column_is_named(blank: bytes, catalogue: Catalogue, gone: int) -> None:
    (fault,) = faults_of(filled(blank, lambda book: book.worksheets[2].delete_cols(gone)), catalogue)
    assert (fault.code, fault.where) == ("workshop-columns", openpyxl.load_workbook(io.BytesIO(blank)).sheetnames[2])
    assert dict(fault.values)["given"] == {ANSWER: "answer", REASON: "reason", 1: "question-id"}[gone]


def test_lost_sheets_and_lost_keys_are_no_silent_loss(blank: bytes, catalogue: Catalogue) -> None:
    for fill in (lambda book: book.remove(book.worksheets[1]), lambda book: book.worksheets[1].delete_rows(2)):
        (fault,) = faults_of(filled(blank, fill), catalogue)
        assert (fault.code, dict(fault.values)) == ("workshop-sheets", {"given": "5", "expected": "6"})


def test_a_hundred_thousand_rows_are_refused_quickly(blank: bytes, catalogue: Catalogue) -> None:
    with zipfile.ZipFile(io.BytesIO(blank)) as parts:
        tree = parts.read("xl/worksheets/sheet2.xml").decode()
    more = "".join(f'<row r="{row}"><c r="I{row}"><v>1</v></c></row>' for row in range(100, 100_100))
    data = changed(blank, "xl/worksheets/sheet2.xml", tree.replace("</sheetData>", f"{more}</sheetData>").encode())
    begin = time.process_time()
    (fault,) = faults_of(data, catalogue)
    assert fault.code == "workshop-too-many-rows"
    assert time.process_time() - begin < 5.0


def changed(data: bytes, name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return file.getvalue()


def stamped(blank: bytes, row: int, value: str) -> bytes:
    return filled(blank, lambda book: book[workshop.STAMP].cell(row, 2, value))


@pytest.mark.parametrize(
    ("row", "value", "code"),
    [
        (1, "anderes", "workshop-unknown"),
        (2, "2", "workshop-unknown"),
        (3, "heute", "workshop-unknown"),
        (3, "2026.11.4+" + "x" * 60, "workshop-unknown"),
        (3, "2999.1.1", "workshop-newer"),
        (3, "2026.12", "workshop-newer"),
    ],
)
def test_another_catalogue_or_format_is_refused(blank: bytes, catalogue: Catalogue, row: int, value: str, code: str) -> None:
    assert [fault.code for fault in faults_of(stamped(blank, row, value), catalogue)] == [code]


def test_an_older_workbook_keeps_its_edition_and_its_retired_questions(blank: bytes, catalogue: Catalogue) -> None:
    old = Retired(id="indicator.frueher.gefragt", title=Text(de="a", en="b"), since="2026.11.4", reason=Text(de="a", en="b"))
    today = replace(catalogue, retired=(*catalogue.retired, old))
    book = openpyxl.load_workbook(io.BytesIO(stamped(blank, 3, "2026.10.1")))
    put((4, 1, old.id), (4, ANSWER, 3))(book)
    file = io.BytesIO()
    book.save(file)
    found = workshopfile.read(file.getvalue(), "mappe.xlsx", today)
    assert found.edition == "2026.10.1"
    assert [(one.indicator, one.level) for one in found.answers] == [(old.id, 3)]


def test_files_that_are_no_workbook_of_ours_are_refused(blank: bytes, catalogue: Catalogue) -> None:
    other = io.BytesIO()
    openpyxl.Workbook().save(other)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b"0" * 70_000_000)
    entities = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    cases = {
        b"": "packed-broken",
        b"PK\x03\x04 und Unsinn": "packed-broken",
        blank[: len(blank) // 2]: "packed-broken",
        b"x" * 3_000_001: "too-big",
        other.getvalue(): "workshop-unknown",
        bomb.getvalue(): "packed-swells",
        changed(blank, "xl/workbook.xml", b"<a"): "workshop-unreadable",
        changed(blank, "xl/sharedStrings.xml", entities): "workshop-markup",
        changed(blank, "xl/sharedStrings.xml", entities.decode().encode("utf-16")): "workshop-markup",
    }
    assert {faults_of(data, catalogue)[0].code: code for data, code in cases.items()} == {code: code for code in cases.values()}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damaged_files_never_break_the_reader(blank: bytes, catalogue: Catalogue, data: st.DataObject) -> None:
    """Bytes are changed inside one part, which is packed soundly again, so that the damage reaches the reader."""
    with zipfile.ZipFile(io.BytesIO(blank)) as parts:
        name = data.draw(st.sampled_from(parts.namelist()))
        content = bytearray(parts.read(name))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=8))
    try:
        found = workshopfile.read(changed(blank, name, bytes(content)), "mappe.xlsx", catalogue)
    except InputFaultsError as error:
        assert error.faults  # noqa: PT017 - either outcome is right, any other error is not
    else:
        assert all(one.level is not None or one.missing for one in found.answers)
