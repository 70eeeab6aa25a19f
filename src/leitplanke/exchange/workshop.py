"""The questions as a workbook for a workshop without network: one sheet a component, a choice for each answer, the rest locked.

What a reader needs to find everything again stands in the file itself: a hidden sheet `STAMP` names format, catalogue and the words for
"don't know" and "does not apply"; a hidden row of each sheet names its columns, a hidden column the questions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from leitplanke.assessment.rating import Missing
from leitplanke.catalogue.entries import Component, Indicator
from leitplanke.primitives.spreadsheet import Book, fitting, heighten, names_for

FORMAT = "leitplanke-workshop"
VERSION = 1
STAMP = "leitplanke"
"""Name of the hidden sheet; its first column are names, its second values."""
LEVELS = 5
KEYS = ("question-id", "number", "question", "level-0", "level-1", "level-2", "level-3", "level-4", "answer", "reason")
"""What the columns of a sheet are; a reader needs the first and the last two."""
NEEDED = ("question-id", "answer", "reason")
HEAD = "head"
"""Stands in the column of the ids beside the titles."""
MOST_REASON = 500
"""Characters; as many as the pages take."""

Pages = tuple[tuple[Component, tuple[Indicator, ...]], ...]
"""Each component with the questions that are asked of it, in order."""

_TITLE, _KEYS, _HEADS = range(3)
_ANSWER, _REASON = KEYS.index("answer"), KEYS.index("reason")
_WIDTHS = (4, 5, 42, *(24,) * LEVELS, 14, 40)
_INTRO = 78
_FILL, _LINE = "#FFF6D6", "#BFBFBF"
_HELD = {"select_locked_cells": True, "select_unlocked_cells": True, "format_rows": True, "format_columns": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of a workbook in its language.

    Parameters
    ----------
    lines
        Stand on the first sheet.
    heads
        Titles of the columns number, question, answer and reason.
    choices
        How people say that they do not know, or that it does not apply.
    hint, refusal
        Stand beside an answer that is being given, and before one that cannot be.
    """

    language: Literal["de", "en"]
    title: str
    first: str
    lines: tuple[str, ...]
    heads: tuple[str, str, str, str]
    choices: Mapping[Missing, str]
    hint: tuple[str, str]
    refusal: tuple[str, str]


def write(pages: Pages, edition: str, wording: Wording, on: date) -> bytes:
    """Return the XLSX file with all `pages` and no answer; the same questions give the same bytes.

    Parameters
    ----------
    edition
        Of the catalogue; answers are stored with it.
    """
    book = Book(wording.title, on)
    book.book.keeps_sheets = True
    titles = [getattr(component.title, wording.language) for component, _ in pages]
    first, *names = names_for([wording.first, *titles])
    _write_first(book, first, wording)
    looks = {
        "open": book.look(locked=False, bg_color=_FILL, border=1, border_color=_LINE),
        "cell": book.look(border=1, border_color=_LINE),
        "soft": book.look(border=1, border_color=_LINE, font_color="#595959"),
    }
    for name, title, (_, asked) in zip(names, titles, pages, strict=True):
        _write_page(book, book.add(name), (title, asked), wording, looks)
    _write_stamp(book, edition, len(names), wording)
    return book.close()


def _write_first(book: Book, name: str, wording: Wording) -> None:
    sheet = book.add(name)
    sheet.set_portrait()
    sheet.set_column(0, 0, _INTRO)
    sheet.write_string(0, 0, fitting(wording.title), book.looks["title"])
    for row, line in enumerate(wording.lines, start=2):
        sheet.write_string(row, 0, fitting(line), book.looks["text"])
        heighten(sheet, row, [(line, _INTRO)])
    sheet.protect("", _HELD)


def _write_page(book: Book, sheet: Any, page: tuple[str, tuple[Indicator, ...]], wording: Wording, looks: dict[str, Any]) -> None:  # noqa: ANN401 - xlsxwriter has no types
    title, asked = page
    sheet.write_string(_TITLE, 1, fitting(title), book.looks["title"])
    number, question, answer, reason = wording.heads
    heads = (HEAD, number, question, *(str(level) for level in range(LEVELS)), answer, reason)
    for place, (key, head, width) in enumerate(zip(KEYS, heads, _WIDTHS, strict=True)):
        sheet.set_column(place, place, width, None, {"hidden": place == 0})
        sheet.write_string(_KEYS, place, key)
        sheet.write_string(_HEADS, place, head, book.looks["head"])
    sheet.set_row(_KEYS, None, None, {"hidden": True})
    for row, one in enumerate(asked, start=_HEADS + 1):
        _write_question(sheet, row, one, wording, looks)
    last = _HEADS + len(asked)
    sheet.data_validation(_HEADS + 1, _ANSWER, last, _ANSWER, _choice(wording))
    sheet.freeze_panes(_HEADS + 1, 3)
    sheet.repeat_rows(_HEADS)
    sheet.protect("", _HELD)


def _write_question(sheet: Any, row: int, one: Indicator, wording: Wording, looks: dict[str, Any]) -> None:  # noqa: ANN401 - as above
    def told(text: Any) -> str:  # noqa: ANN401 - a text of the catalogue
        return fitting(str(getattr(text, wording.language)))

    sheet.write_string(row, 0, one.id)
    sheet.write_number(row, 1, row - _HEADS, looks["soft"])
    texts = [f"{told(one.question)}\n{told(one.help)}", *(told(level.text) for level in one.levels)]
    for place, text in enumerate(texts, start=2):
        sheet.write_string(row, place, text, looks["cell"])
    sheet.write_blank(row, _ANSWER, None, looks["open"])
    sheet.write_blank(row, _REASON, None, looks["open"])
    heighten(sheet, row, zip(texts, _WIDTHS[2:], strict=False))


def _choice(wording: Wording) -> dict[str, object]:
    listed = [*(str(level) for level in range(LEVELS)), *wording.choices.values()]
    return {
        "validate": "list",
        "source": listed,
        "input_title": wording.hint[0],
        "input_message": wording.hint[1],
        "error_title": wording.refusal[0],
        "error_message": wording.refusal[1],
    }


def _write_stamp(book: Book, edition: str, sheets: int, wording: Wording) -> None:
    sheet = book.add(STAMP)
    rows = [
        ("format", FORMAT),
        ("version", str(VERSION)),
        ("catalogue", edition),
        ("language", wording.language),
        ("sheets", str(sheets)),
        *((f"choice.{missing}", told) for missing, told in wording.choices.items()),
    ]
    for row, (name, value) in enumerate(rows):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, fitting(value))
    sheet.protect("", _HELD)
    sheet.very_hidden()
