"""Data objects and services from any list with headings, CSV or XLSX: one row for each, by a mapping that people choose once.

What an entry already says stays where a list has no column for it or the cell is empty, so a list never takes anything away. All rows are
right or nothing of the list counts. Besides the faults of ``ledgertable.grid``, of shapes and of ``cloudchecks``, each at its row:

====================== ==================== ==================================================================================
code                   placeholders         when
====================== ==================== ==================================================================================
inventory-columns      known                no column is chosen for what every entry needs; `known` are its fields
inventory-missing      -                    an entry that is new lacks what every entry needs
inventory-twice        given, first         two rows have one name; the first is in line `first`
inventory-word         given, known         none of the words of this column
inventory-number       given                no number in the chosen way of writing, or one below zero
inventory-day          given                no day such as 31.12.2025 or 2025-12-31
inventory-data         given, nearest       no data object of that name
inventory-no-dates     given                (doubt) a service of a provider with neither end nor notice: leaving cannot be reckoned
inventory-notice       count                (doubt) a notice of so many months: more likely the list says days
inventory-unused       given                (doubt) columns that stand for nothing
====================== ==================== ==================================================================================
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from leitplanke.catalogue.entries import Catalogue
from leitplanke.company.dependence.data import DataObject
from leitplanke.company.dependence.service import Service
from leitplanke.exchange.cloudchecks import check_cloud
from leitplanke.exchange.datev.findings import Finding, Notes
from leitplanke.exchange.findings import Findings
from leitplanke.exchange.ledgertable import Decimal, Grid, cell_day, cell_number, cell_text
from leitplanke.primitives.document import Document
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.plain import Plain, plain
from leitplanke.primitives.shape import shaped
from leitplanke.study.dependence import Dependence

Side = Literal["data", "services"]
Thing = DataObject | Service
SIDES: tuple[Side, ...] = ("data", "services")
NEEDED: Mapping[Side, tuple[str, ...]] = {"data": ("name", "classed"), "services": ("name", "provider", "model")}
CONSTANT: Mapping[Side, str] = {"data": "classed", "services": "model"}
"""What one word may say for all rows where a list has no column for it."""
FOR_ALL = "="
"""How a mapping begins that means a word instead of a column: ``=internal``."""
LONGEST_ID = 60
_LONGEST_NOTE = 2000
_LETTERS = 2
"""Of the code of a country."""
_TYPES: Mapping[Side, type[Thing]] = {"data": DataObject, "services": Service}
_OF: Mapping[Side, str] = {"data": "data_objects", "services": "services"}
LONGEST_USUAL_NOTICE = 24
"""Months (assumption); of a longer notice it is likelier that days were meant."""
_SPLIT = re.compile(r"[;,|\n]")
_PLACE = re.compile(r"dependence\.(\w+)\[(\d+)\]\.?(.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which column is what: pairs of field and heading, or field and ``=word`` for all rows; how numbers are written."""

    side: Side
    heads: tuple[tuple[str, str], ...] = ()
    decimal: Decimal = "comma"

    def of(self, field: str) -> str:
        """Return the heading of a field; empty: there is none."""
        return dict(self.heads).get(field, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a list says.

    Parameters
    ----------
    after
        Data objects and services as they would stand: what the list does not name stays.
    new, changed, same
        Names of its rows by what they would do.
    findings
        Faults and doubts by row; `after` is None if a fault refuses the list.
    """

    after: Dependence | None
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What refuses the list."""
        return tuple(one.fault for one in self.findings if one.refuses)

    @property
    def doubts(self) -> tuple[Fault, ...]:
        """What is only said."""
        return tuple(one.fault for one in self.findings if not one.refuses)


def fields(side: Side) -> tuple[str, ...]:
    """Return the fields that a list can fill, in the order in which people are asked."""
    return tuple(_table()[side])


def words(side: Side, field: str) -> tuple[str, ...]:
    """Return the values that a field of a few words can have; nothing for other fields."""
    spec = _table()[side][field]
    return tuple(_table()["words"][spec["words"]]) if "words" in spec else ()


def guess(found: Grid, side: Side) -> Columns:
    """Return the mapping that the headings suggest; each heading is taken once."""
    left, heads = {_bare(head): head for head in reversed(found.heads)}, []
    for field, spec in _table()[side].items():
        way = next((way for way in (field.replace("_", ""), *spec["heads"]) if _bare(way) in left), None)
        if way is not None:
            heads.append((field, left.pop(_bare(way))))
    return Columns(side=side, heads=tuple(heads), decimal=_decimal(found, side, dict(heads)))


def read(found: Grid, columns: Columns, before: Dependence, catalogue: Catalogue) -> Listed:
    """Return what a list makes of what stands there `before`, or all its faults by row."""
    return _Reading(found, columns, before, catalogue).listed()


def short_name(name: str, taken: Iterable[str]) -> str:
    """Return a short name made of `name` that is not taken, with a number if need be.

    Examples
    --------
    >>> short_name("Straße & Büro_2", ()), short_name("Büro", ("buro",)), short_name("…", ())
    ('strasse-buro-2', 'buro-2', 'eintrag')
    """
    letters = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    text = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST_ID].strip("-") or "eintrag"
    known = set(taken)
    names = (text if place == 1 else f"{text}-{place}" for place in range(1, len(known) + 2))
    return next(one for one in names if one not in known)


class _Reading:
    """One list on its way."""

    def __init__(self, found: Grid, columns: Columns, before: Dependence, catalogue: Catalogue) -> None:
        self.grid, self.columns, self.before, self.catalogue = found, columns, before, catalogue
        self.side, self.notes = columns.side, Notes(found.name)
        self.specs = {field: spec for field, spec in _table()[self.side].items() if columns.of(field)}
        things: tuple[Thing, ...] = before.data_objects if self.side == "data" else before.services
        self.things: dict[str, Thing] = {one.id: one for one in things}
        self.lines: dict[str, int] = {}
        self.rows: dict[str, str] = {}
        self.data = {name.casefold(): one.id for one in before.data_objects for name in (one.name, one.id)}

    def listed(self) -> Listed:
        lacking = [field for field in NEEDED[self.side] if not self.columns.of(field)]
        if "name" in lacking or (lacking and not self.things):
            self.notes.refuse(0, "", "inventory-columns", known=", ".join(lacking))
            return Listed(after=None, findings=self.notes.all())
        for line, row in self.grid.rows:
            self._take(line, row)
        taken = {head for _, head in self.columns.heads}
        unused = [head for head in self.grid.heads if head not in taken]
        if unused:
            self.notes.say(0, "", "inventory-unused", given=", ".join(unused))
        after = self._after()
        if not self._refused():
            self._check(after)
        if self._refused():
            return Listed(after=None, findings=self.notes.all())
        return Listed(after=after, findings=self.notes.all(), **{what: self._named(what) for what in ("new", "changed", "same")})

    def _refused(self) -> bool:
        return any(one.refuses for one in self.notes.found)

    def _named(self, what: str) -> tuple[str, ...]:
        return tuple(self.things[key].name for key, row in self.rows.items() if row == what)

    def _after(self) -> Dependence:
        things: Any = tuple(self.things.values())
        return replace(self.before, **{_OF[self.side]: things})

    def _take(self, line: int, row: tuple[object, ...]) -> None:
        """Make one row an entry."""
        values = {field: self._value(line, field, row) for field in self.specs}
        name = values.get("name")
        if not isinstance(name, str):
            self.notes.refuse(line, self.columns.of("name"), "inventory-missing")
            return
        key = self._key(name, values.get("id"))
        if key in self.lines:
            self.notes.refuse(line, self.columns.of("name"), "inventory-twice", given=name, first=self.lines[key])
            return
        self.lines[key] = line
        self._keep(line, key, values)

    def _key(self, name: str, given: Plain) -> str:
        if isinstance(given, str):
            return given
        known = {one.name.casefold(): key for key, one in self.things.items()}
        return known.get(name.casefold()) or short_name(name, self.things)

    def _keep(self, line: int, key: str, values: Mapping[str, Plain]) -> None:
        old = self.things.get(key)
        tree = plain(old) if old is not None else {}
        assert isinstance(tree, dict)  # noqa: S101 - a dataclass becomes a dict
        tree["id"] = key
        for field, value in values.items():
            if value is not None:
                _put(tree, _path(self.side, field), value)
        test = tree.get("last_export_test")
        if isinstance(test, dict):
            # A column says whether something was missing only for exports that were tested.
            tree["last_export_test"] = {"complete": False, **test} if test.get("on") else None
        try:
            one: Thing = shaped(_TYPES[self.side], tree)
        except InputFaultsError as error:
            for fault in error.faults:
                self._wrong(line, fault.where, fault)
            return
        self.things[key] = one
        self.rows[key] = "new" if old is None else "same" if one == old else "changed"
        if isinstance(one, Service) and _is_undated(one):
            self.notes.say(line, "", "inventory-no-dates", given=one.name)
        if isinstance(one, Service) and (one.contract.notice_months or 0.0) > LONGEST_USUAL_NOTICE:
            self.notes.say(line, self.columns.of("notice_months") or "", "inventory-notice", count=f"{one.contract.notice_months:g}")

    def _wrong(self, line: int, where: str, fault: Fault) -> None:
        """Note a fault of an entry at its row and, where it has one, its column."""
        field = next((field for field in fields(self.side) if where.startswith(".".join(_path(self.side, field)))), "")
        head = self.columns.of(field) or field
        if fault.code not in {"missing", "empty"}:
            self.notes.refuse(line, head, fault.code, **dict(fault.values))
        elif not any((one.row, one.field) == (line, head) for one in self.notes.found):
            self.notes.refuse(line, head, "inventory-missing")

    def _check(self, after: Dependence) -> None:
        """Hold the entries of the list against all others; what was wrong before is not the list's fault."""
        tree: Plain = {"dependence": {name: [plain(one) for one in getattr(after, name)] for name in _OF.values()}}
        findings = Findings(Document("", tree))
        check_cloud(findings, self.catalogue)
        keys = tuple(self.things)
        for fault in findings.faults:
            match = _PLACE.fullmatch(fault.where)
            if match and match[1] == _OF[self.side] and keys[int(match[2])] in self.lines:
                self._wrong(self.lines[keys[int(match[2])]], match[3], fault)

    def _value(self, line: int, field: str, row: tuple[object, ...]) -> Plain:
        """Return what a cell says; None if it says nothing, or something wrong, which is noted."""
        spec, head = self.specs[field], self.columns.of(field)
        if head.startswith(FOR_ALL):
            return head.removeprefix(FOR_ALL)
        place = self.grid.heads.index(head) if head in self.grid.heads else len(row)
        cell = row[place] if place < len(row) else None
        text = cell_text(cell)
        if not text:
            return None
        if spec["kind"] in {"text", "long"}:
            return text if spec["kind"] == "text" else str(cell).strip()[:_LONGEST_NOTE]
        if spec["kind"] == "names":
            return self._data(line, head, str(cell))
        value = _READERS[spec["kind"]](cell, spec, self.columns.decimal)
        if value is None:
            self.notes.refuse(line, head, _CODES.get(spec["kind"], "inventory-word"), given=text[:60], known=_known(spec))
        return value

    def _data(self, line: int, head: str, cell: str) -> Plain:
        """Return the ids of the data objects that a cell names."""
        found = []
        for name in filter(None, (part.strip() for part in _SPLIT.split(cell))):
            key = self.data.get(name.casefold())
            if key is None:
                near = difflib.get_close_matches(name.casefold(), list(self.data), 1)
                self.notes.refuse(line, head, "inventory-data", given=name[:60], nearest=near[0] if near else "")
            else:
                found.append(key)
        return list(dict.fromkeys(found))


def _is_undated(one: Service) -> bool:
    """Return whether nobody can reckon what leaving the service costs."""
    return one.model not in {"own-server", "offline"} and one.contract.ends is None and one.contract.notice_months is None


@cache
def _table() -> Any:  # noqa: ANN401 - a tree of texts
    return yaml.safe_load(resources.files("leitplanke.exchange").joinpath("inventorytable.yaml").read_text("utf-8"))


def _path(side: Side, field: str) -> tuple[str, ...]:
    return tuple(_table()[side][field].get("path", (field,))) if field in _table()[side] else (field,)


def _put(tree: dict[str, Plain], path: tuple[str, ...], value: Plain) -> None:
    node = tree
    for step in path[:-1]:
        inner = node.get(step)
        node[step] = inner = inner if isinstance(inner, dict) else {}
        node = inner
    node[path[-1]] = value


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _decimal(found: Grid, side: Side, heads: Mapping[str, str]) -> Decimal:
    """Return how numbers are written: with points only if some number can be read in no other way."""
    numbers = [heads[field] for field, spec in _table()[side].items() if spec["kind"] == "number" and field in heads]
    places = [found.heads.index(head) for head in numbers]
    cells = [row[place] for _, row in found.rows for place in places if place < len(row) and isinstance(row[place], str) and row[place]]
    readable = {way: sum(cell_number(cell, way) is not None for cell in cells) for way in ("comma", "point")}
    return "point" if readable["point"] > readable["comma"] else "comma"


def _word(cell: object, spec: Mapping[str, Any], _: Decimal) -> Plain:
    return _meant(cell, _table()["words"][spec["words"]])


def _answer(cell: object, _: Mapping[str, Any], __: Decimal) -> Plain:
    if isinstance(cell, bool):
        return cell
    return {"yes": True, "no": False}.get(_meant(cell, _table()["words"]["yes"]) or "")


def _number(cell: object, _: Mapping[str, Any], decimal: Decimal) -> Plain:
    value = cell_number(cell, decimal)
    return None if value is None or value < 0.0 else value


def _on(cell: object, _: Mapping[str, Any], __: Decimal) -> Plain:
    value = cell_day(cell)
    return None if value is None else value.isoformat()


def _land(cell: object, _: Mapping[str, Any], __: Decimal) -> Plain:
    text = cell_text(cell).upper()
    return _meant(cell, _table()["lands"]) or (text if len(text) == _LETTERS else None)


def _meant(cell: object, ways: Mapping[str, Iterable[str]]) -> str | None:
    """Return the value whose word a cell holds, whatever its case and hyphens."""
    text = _bare(cell_text(cell))
    return next((value for value, said in ways.items() if text in {_bare(value), *map(_bare, said)}), None)


_CODES = {"number": "inventory-number", "day": "inventory-day", "land": "wrong-country"}
_READERS = {"word": _word, "yes": _answer, "number": _number, "day": _on, "land": _land}


def _known(spec: Mapping[str, Any]) -> str:
    """Return the words of a column, the first of each value: what a fault proposes."""
    ways = _table()["words"].get(spec.get("words", "yes"), {})
    return ", ".join(str(next(iter(said))) for said in ways.values())
