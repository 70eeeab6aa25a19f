"""The hinge table: from a place in the source to the entries that say it, and on to where each is used and shown; and back."""

from collections import defaultdict
from dataclasses import dataclass

from leitplanke.catalogue.checks.finding import entries, inside
from leitplanke.catalogue.checks.naming import named
from leitplanke.catalogue.citation import Place, places
from leitplanke.catalogue.entries import Catalogue, Drive, Effect, Entry, Source
from leitplanke.catalogue.shown import Spot, shown
from leitplanke.primitives.document import Path
from leitplanke.primitives.origin import Origin


@dataclass(frozen=True, slots=True)
class Use:
    """One entry names another.

    Parameters
    ----------
    id
        The other entry.
    field
        The field in which it is named: ``drives``, ``effects``, ``leaf``, ``cause``, ``origin`` ...
    parameter
        What a drive or effect moves there (``exposure``, ``capacity_gap``); empty elsewhere.
    """

    id: str
    field: str
    parameter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One entry in the table.

    Parameters
    ----------
    id, places
        The entry, and where the source says it; no place for our own additions.
    names
        What the entry itself names.
    used_by
        Which entries name it.
    shown
        The pages and chapters of the report where readers meet it.
    """

    id: str
    places: tuple[Place, ...]
    names: tuple[Use, ...]
    used_by: tuple[Use, ...]
    shown: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One place of the source and the entries that cite exactly it."""

    place: Place
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hinge:
    """The whole table.

    Parameters
    ----------
    rows
        Places in the order of the source.
    pins
        Entries in the order of the catalogue.
    """

    rows: tuple[Row, ...]
    pins: tuple[Pin, ...]

    def about(self, reference: str) -> tuple[Row, ...]:
        """Return the rows that touch a place: ``L197`` all that cite this line, ``Appendix`` all its leaves.

        Raises
        ------
        ValueError
            With the part of `reference` that is no place of the source.
        """
        wanted = places(reference)
        return tuple(row for row in self.rows if any(row.place.covers(place) for place in wanted))

    def pin(self, id_: str) -> Pin | None:
        """Return an entry of the table, None if there is none with this id."""
        return next((pin for pin in self.pins if pin.id == id_), None)


def hinge(catalogue: Catalogue) -> Hinge:
    """Return which place of the source leads to which entries, and where each of them is used."""
    cited: dict[Place, list[str]] = defaultdict(list)
    names: dict[str, tuple[Use, ...]] = {}
    used: dict[str, list[Use]] = defaultdict(list)
    for entry in entries(catalogue):
        for place in _said(entry):
            cited[place].append(entry.id)
        names[entry.id] = _names(entry)
        for use in names[entry.id]:
            used[use.id].append(Use(entry.id, use.field, use.parameter))
    rows = tuple(Row(place=place, entries=tuple(cited[place])) for place in sorted(cited, key=_order))
    pins = tuple(
        Pin(id=entry.id, places=_said(entry), names=names[entry.id], used_by=tuple(used[entry.id]), shown=shown(entry))
        for entry in entries(catalogue)
    )
    return Hinge(rows=rows, pins=pins)


def _said(entry: Entry) -> tuple[Place, ...]:
    """Return where the source says what an entry says; publications are no statements of the source, not even the source itself."""
    return () if isinstance(entry, Source) else places(entry.reference)


def _order(place: Place) -> tuple[int, bool, int, str]:
    """Return the order of the text: a part without lines comes after the line it follows."""
    first, last = place.lines or (place.after, 0)
    return first, place.lines is None, last, place.label


def _names(entry: object) -> tuple[Use, ...]:
    """Return what an entry names anywhere inside, each once, the sources of its figures too."""
    found: dict[Use, None] = {}
    for path, value in inside(entry):
        parameter = value.parameter if isinstance(value, Drive | Effect) else ""
        for step, id_, _ in named(value):
            found[Use(id_, _field(path, step), parameter)] = None
        for source in value.sources if isinstance(value, Origin) else ():
            found[Use(source, "origin")] = None
    return tuple(found)


def _field(path: Path, step: Path) -> str:
    """Return the entry's own field that leads to the name."""
    return str((*path, *step)[0])
