"""A workbook of a workshop that comes back filled in: its answers, or everything that is wrong with it, with sheet and row.

Columns are found by the hidden row that names them, so moved columns do no harm as long as that row moves with them. A level is a whole
number in whatever way a spreadsheet holds it (``3``, ``3.0``, the texts "3" and "3,0"); nothing is rounded, no formula is counted.

======================= ================ =================================================================================
code                    placeholders     when
======================= ================ =================================================================================
packed-broken           -                no zip file, or one that cannot be unpacked (primitives.packed)
packed-swells           given, limit     unpacked it has `given` MB, allowed are `limit` MB (packed)
packed-too-many-parts   given, limit     more than `limit` files in it (packed)
packed-part             given            a part that is there twice, locked, or whose name leads elsewhere (packed)
workshop-unreadable     -                no workbook that can be read
workshop-markup         -                XML that declares a document type, as no spreadsheet writes it
workshop-unknown        -                a workbook, but none of ours
workshop-newer          given, known     made with version `given` of the catalogue; ours is `known`
workshop-sheets         given, expected  `given` sheets with questions found instead of `expected`
workshop-columns        given            a sheet lacks the columns `given`
workshop-too-many-rows  limit            a sheet has more than `limit` rows
workshop-question       given            no question of the catalogue has the id `given`
workshop-twice          given            the question is answered twice in the file
workshop-formula        given            a formula instead of a value
workshop-level          given, known     no answer of the list `known`
workshop-reason         -                "does not apply" without a reason
too-long                given, limit     a reason of more than `limit` characters
======================= ================ =================================================================================
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from leitplanke.assessment.rating import Missing
from leitplanke.catalogue.entries import Catalogue
from leitplanke.exchange.workshop import FORMAT, HEAD, LEVELS, MOST_REASON, NEEDED, STAMP, VERSION
from leitplanke.primitives import packed
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.shape import short

LARGEST_BYTES = 3_000_000
"""Ours has 40 kB; spreadsheets that save it again make it no ten times as big."""
LARGEST_UNPACKED = 60_000_000
MOST_PARTS = 500
MOST_ROWS = 2_000
"""Rows of a sheet; ours has 20."""
_MOST_COLUMNS = 40
_SEARCHED = 10
"""Rows from the top in which the row of keys may be; people insert some above."""
_MOST_STAMP = 40
_WHOLE = re.compile(r"\s*([0-9])(?:[.,]0*)?\s*")
_NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """One answer of the workbook and where it stands; exactly one of `level` and `missing` is given."""

    indicator: str
    level: int | None = None
    missing: Missing | None = None
    reason: str = ""
    place: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What came back: the answers, how many questions have none, and the edition of the catalogue that asked."""

    edition: str
    language: Literal["de", "en"]
    answers: tuple[Entered, ...]
    unanswered: int


def read(data: bytes, name: str, catalogue: Catalogue) -> Workshop:
    """Return the answers in a workbook that `workshop.write` made, whoever saved it since.

    Parameters
    ----------
    name
        What people call the file; only for messages.

    Raises
    ------
    InputFaultsError
        With all faults at once; the codes are listed above.
    """
    if len(data) > LARGEST_BYTES:
        values = (("given", f"{len(data) / 1e6:.1f}"), ("limit", f"{LARGEST_BYTES / 1e6:.1f}"))
        raise InputFaultsError([Fault(name, "too-big", values)])
    _refuse_markup(data, name)
    import openpyxl  # noqa: PLC0415 - slow to load, and every page of a workshop loads this module

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        stamp = _stamp(book)
        sheets = [_rows(sheet) for sheet in book.worksheets if sheet.title != STAMP]
    except Exception:  # noqa: BLE001 - openpyxl raises whatever it stumbles over in a damaged file
        raise InputFaultsError([Fault(name, "workshop-unreadable")]) from None
    known = _checked_stamp(stamp, name, catalogue)
    ids = {*(one.id for one in catalogue.indicators), *(one.id for one in catalogue.retired)}
    reader = _Reader(known={id_ for id_ in ids if id_.startswith("indicator.")}, choices=_choices(stamp))
    asked = [sheet for sheet in sheets if sheet.keys is not None]
    if str(len(asked)) != stamp.get("sheets"):
        reader.faults.append(Fault(name, "workshop-sheets", (("given", str(len(asked))), ("expected", stamp.get("sheets", "")[:10]))))
    for sheet in asked:
        reader.take(sheet)
    if reader.faults:
        raise InputFaultsError(reader.faults)
    language: Literal["de", "en"] = "en" if stamp.get("language") == "en" else "de"
    return Workshop(edition=known, language=language, answers=tuple(reader.found.values()), unanswered=reader.unanswered)


def _refuse_markup(data: bytes, name: str) -> None:
    """Refuse what unpacks into too much, and XML that could bring entities."""
    with packed.opened(data, name, largest=LARGEST_UNPACKED, most_parts=MOST_PARTS) as parts:
        for part in parts.namelist():
            content = packed.part(parts, name, part)
            if packed.is_markup(part, content) and packed.may_expand(content):
                raise InputFaultsError([Fault(name, "workshop-markup")])


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell as it was typed; `formula` says that it is counted, not typed."""

    value: object
    formula: bool
    column: int


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The rows of one sheet by number, and the columns of its keys; None: no sheet with questions."""

    name: str
    keys: Mapping[str, int] | None
    rows: tuple[tuple[int, tuple[_Cell, ...]], ...]
    endless: bool


def _rows(sheet: Any) -> _Sheet:  # noqa: ANN401 - openpyxl has no types
    keys: dict[str, int] | None = None
    rows: list[tuple[int, tuple[_Cell, ...]]] = []
    for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=_MOST_COLUMNS), start=1):
        cells = tuple(_Cell(cell.value, cell.data_type == "f", place) for place, cell in enumerate(row))
        if keys is None:
            texts = {str(cell.value): cell.column for cell in cells if isinstance(cell.value, str)}
            keys = texts if number <= _SEARCHED and any(key in texts for key in ("question-id", "answer")) else None
        elif any(cell.value is not None for cell in cells) and not any(cell.value == HEAD for cell in cells):
            rows.append((number, cells))
    return _Sheet(sheet.title, keys, tuple(rows), bool(rows) and rows[-1][0] > MOST_ROWS)


def _stamp(book: Any) -> dict[str, str]:  # noqa: ANN401 - as above
    if STAMP not in book.sheetnames:
        return {}
    rows = book[STAMP].iter_rows(max_row=_MOST_STAMP, max_col=2, values_only=True)
    return {str(name): str(value) for name, value in rows if name is not None and value is not None}


def _checked_stamp(stamp: Mapping[str, str], name: str, catalogue: Catalogue) -> str:
    """Return the edition of the catalogue that asked."""
    edition = stamp.get("catalogue", "")
    version = edition.partition("+")[0]
    if stamp.get("format") != FORMAT or stamp.get("version") != str(VERSION) or not _NUMBERS.fullmatch(version) or len(edition) > _LONG:
        raise InputFaultsError([Fault(name, "workshop-unknown")])
    if _parts(version) > _parts(catalogue.version):
        raise InputFaultsError([Fault(name, "workshop-newer", (("given", short(version)), ("known", catalogue.version)))])
    return edition


_LONG = 40
"""Characters of an edition, as the database has room for them."""


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _choices(stamp: Mapping[str, str]) -> dict[Missing, str]:
    names: tuple[Missing, ...] = ("unknown", "not-applicable")
    return {missing: stamp.get(f"choice.{missing}", missing) for missing in names}


@dataclass(slots=True)
class _Reader:
    """Collects answers and faults sheet by sheet."""

    known: set[str]
    choices: Mapping[Missing, str]
    found: dict[str, Entered] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    unanswered: int = 0

    def take(self, sheet: _Sheet) -> None:
        """Add the answers of a sheet."""
        keys = sheet.keys or {}
        absent = [key for key in NEEDED if key not in keys]
        if absent:
            self.faults.append(Fault(sheet.name, "workshop-columns", (("given", ", ".join(absent)),)))
            return
        if sheet.endless:
            self.faults.append(Fault(sheet.name, "workshop-too-many-rows", (("limit", str(MOST_ROWS)),)))
            return
        for number, cells in sheet.rows:
            self._take_row(sheet.name, number, *(cells[keys[key]] for key in NEEDED))

    def _take_row(self, sheet: str, row: int, asked: _Cell, answer: _Cell, reason: _Cell) -> None:
        said = tuple(cell for cell in (answer, reason) if not _is_blank(cell))
        faults = [
            Fault(_place(sheet, row, cell), "workshop-formula", (("given", short(str(cell.value))),), row) for cell in said if cell.formula
        ]
        faults += self._wrong_question(sheet, row, asked, said)
        if not faults and said:
            faults += self._enter(sheet, row, str(asked.value).strip(), answer, reason)
        elif not said and not _is_blank(asked):
            self.unanswered += 1
        self.faults += faults

    def _wrong_question(self, sheet: str, row: int, asked: _Cell, said: tuple[_Cell, ...]) -> Iterator[Fault]:
        """Yield what is wrong with the id of a row in which somebody said something; other rows may hold what people like."""
        given = "" if _is_blank(asked) else str(asked.value).strip()
        if not said:
            return
        if given not in self.known:
            yield Fault(_place(sheet, row, asked), "workshop-question", (("given", short(given)),), row)
        elif given in self.found:
            yield Fault(_place(sheet, row, asked), "workshop-twice", (("given", self.found[given].place),), row)

    def _enter(self, sheet: str, row: int, indicator: str, answer: _Cell, reason: _Cell) -> Iterator[Fault]:
        """Add an answer, or yield what is wrong with it."""
        level, missing = _level(answer.value), self._missing(answer.value)
        if level is None and missing is None:
            known = ", ".join([*(str(one) for one in range(LEVELS)), *self.choices.values()])
            given = "" if _is_blank(answer) else str(answer.value)
            yield Fault(_place(sheet, row, answer), "workshop-level", (("given", short(given)), ("known", known)), row)
            return
        because = "" if _is_blank(reason) else " ".join(str(reason.value).replace("\0", "").split())
        if missing == "not-applicable" and not because:
            yield Fault(_place(sheet, row, reason), "workshop-reason", (), row)
        elif len(because) > MOST_REASON:
            yield Fault(_place(sheet, row, reason), "too-long", (("given", short(because)), ("limit", str(MOST_REASON))), row)
        else:
            place = _place(sheet, row, answer)
            self.found[indicator] = Entered(indicator=indicator, level=level, missing=missing, reason=because, place=place, row=row)

    def _missing(self, value: object) -> Missing | None:
        said = " ".join(str(value).split()).casefold()
        return next((missing for missing, told in self.choices.items() if said in {told.casefold(), missing}), None)


def _is_blank(cell: _Cell) -> bool:
    return cell.value is None or (isinstance(cell.value, str) and not cell.value.strip())


def _level(value: object) -> int | None:
    """Return the level that a cell holds; None if it holds none.

    Examples
    --------
    >>> [_level(value) for value in (3, 3.0, " 3 ", "3,0", 2.5, "2,5", 5, True, "drei")]
    [3, 3, 3, 3, None, None, None, None, None]
    """
    if isinstance(value, str):
        found = _WHOLE.fullmatch(value)
        value = int(found[1]) if found else None
    if isinstance(value, bool) or not isinstance(value, int | float) or value not in range(LEVELS):
        return None
    return int(value)


def _place(sheet: str, row: int, cell: _Cell) -> str:
    """Return how a spreadsheet calls a cell: ``Cloud!I12``."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - as above

    return f"{sheet}!{get_column_letter(cell.column + 1)}{row}"
