"""What the pages of the hinge table show: frozen values, every text already in the reader's language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An entry or a place with its page; `note` says which parameter is meant, if any."""

    title: str
    address: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Links under a few words."""

    title: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Where readers meet an entry: for every firm, and only if it matters in the firm's result."""

    always: tuple[str, ...]
    sometimes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry in a list: what it is, where the source says it, who uses it (`uses` many), where it is shown."""

    id: str
    link: Link
    kind: str
    places: tuple[Link, ...]
    used: tuple[Group, ...]
    uses: int
    shown: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One place of the source with its entries."""

    place: Link
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One place of the source in the whole table."""

    place: Link
    entries: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the source: its rows in the order of the text."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text of an entry under its heading; several paragraphs become a list."""

    title: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureGroup:
    """Figures that rest on the same: what each is and its value with range and unit, and what they rest on."""

    figures: tuple[tuple[str, str], ...]
    origin: str
    sources: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The page of one entry."""

    id: str
    title: str
    kind: str
    mark: str
    places: tuple[Link, ...]
    standing: str
    passages: tuple[Passage, ...]
    basis: FigureGroup | None
    figures: tuple[FigureGroup, ...]
    names: tuple[Group, ...]
    used: tuple[Group, ...]
    shown: Shown
