"""Entries and places as links and lines, in the reader's language."""

from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse

from leitplanke.catalogue.citation import Place
from leitplanke.catalogue.hinge import Pin, Use
from leitplanke.catalogue.hinge import Row as PlaceRow
from leitplanke.catalogue.kinds import KINDS
from leitplanke.reports.hinge import spot_words, use_words
from leitplanke.reports.words import Language, say
from leitplanke.web.hinge.table import entries_by_id, pins_by_id, table
from leitplanke.web.hinge.values import Group, Hit, Line, Link, Row, Section, Shown

SECTIONS = (("start", 1), ("hindrances", 131), ("components", 190), ("actors", 279), ("conflicts", 365), ("orientations", 413))
"""Parts of the source and the first line of each; what follows the last line is the appendix."""


def kind_of(entry_id: str) -> str:
    """Return the kind of an entry.

    Examples
    --------
    >>> kind_of("unseen.cloud.outage")
    'unseen'
    """
    return entry_id.partition(".")[0]


def kinds() -> tuple[str, ...]:
    """Return every kind that has entries, in the order of the catalogue."""
    there = {kind_of(id_) for id_ in entries_by_id()}
    return tuple(prefix for prefix, _ in KINDS.values() if prefix in there)


def search_address(**query: str) -> str:
    """Return the address of the table with a search or a kind."""
    return f"{reverse('hinge:table')}?{urlencode(query)}"


def entry_link(entry_id: str, language: Language, note: str = "") -> Link:
    """Return the link to an entry's page."""
    title = getattr(entries_by_id()[entry_id].title, language)
    return Link(title=title, address=reverse("hinge:entry", args=[entry_id]), note=note)


def place_link(place: Place) -> Link:
    """Return the link from a place of the source to all that stands there."""
    return Link(title=place.label, address=search_address(q=place.label))


def groups(uses: tuple[Use, ...], language: Language, *, named: bool) -> tuple[Group, ...]:
    """Return uses as links, one group for each way of using and, where several kinds use in the same way, for each kind."""
    order = kinds()
    ordered = sorted(uses, key=lambda use: (use.field, order.index(kind_of(use.id)), use.id))
    mixed = {field for field, found in groupby(ordered, key=lambda use: use.field) if len({kind_of(use.id) for use in found}) > 1}
    return tuple(
        Group(title=_title(field, kind if field in mixed else "", language, named=named), links=_links(tuple(found), language))
        for (field, kind), found in groupby(ordered, key=lambda use: (use.field, kind_of(use.id)))
    )


def _title(field: str, kind: str, language: Language, *, named: bool) -> str:
    way = use_words(Use("", field), language, named=named)
    return f"{way}: {say(language, f'hinge.kind.{kind}')}" if kind else way


def _links(uses: tuple[Use, ...], language: Language) -> tuple[Link, ...]:
    notes: dict[str, list[str]] = {}
    for use in uses:
        notes.setdefault(use.id, []).extend([say(language, f"hinge.parameter.{use.parameter}")] if use.parameter else [])
    return tuple(entry_link(id_, language, ", ".join(dict.fromkeys(found))) for id_, found in notes.items())


def shown(pin: Pin, language: Language) -> Shown:
    """Return in words where readers meet an entry."""
    return Shown(
        always=spot_words((spot for spot in pin.shown if spot.always), language),
        sometimes=spot_words((spot for spot in pin.shown if not spot.always), language),
    )


def line(entry_id: str, language: Language) -> Line:
    """Return an entry as a line of a list."""
    pin = pins_by_id()[entry_id]
    return Line(
        id=entry_id,
        link=entry_link(entry_id, language),
        kind=say(language, f"hinge.one.{kind_of(entry_id)}"),
        places=tuple(place_link(place) for place in pin.places),
        used=groups(pin.used_by, language, named=False),
        uses=len({use.id for use in pin.used_by}),
        shown=shown(pin, language),
    )


def hits(rows: tuple[PlaceRow, ...], language: Language) -> tuple[Hit, ...]:
    """Return places with their entries in full."""
    return tuple(Hit(place=place_link(row.place), lines=tuple(line(id_, language) for id_ in row.entries)) for row in rows)


def sections(language: Language) -> tuple[Section, ...]:
    """Return the whole table, part by part of the source."""
    return tuple(
        Section(
            title=say(language, f"hinge.section.{name}"),
            rows=tuple(Row(place=place_link(row.place), entries=tuple(entry_link(id_, language) for id_ in row.entries)) for row in rows),
        )
        for name, rows in groupby(table().rows, key=lambda row: _section_of(row.place))
    )


def _section_of(place: Place) -> str:
    if place.label.startswith("Appendix"):
        return "appendix"
    first = place.lines[0] if place.lines else place.after
    return [name for name, start in SECTIONS if start <= first][-1]
