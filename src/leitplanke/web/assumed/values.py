"""What the page of assumptions shows: frozen values, every text already in the reader's language."""

from dataclasses import dataclass

from leitplanke.web.hinge.values import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A weight in words, and as the length of a bar in per cent of the heaviest."""

    share: float
    words: str
    length: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One assumption; `standing` says why there is no weight."""

    id: str
    kind: str
    entry: Link
    name: str
    value: str
    reason: tuple[str, ...]
    origin: str
    sources: tuple[Link, ...]
    loss: Share | None
    benefit: Share | None
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A way to see the list, with its address."""

    title: str
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """Who carries the spread, and how much."""

    title: str
    loss: str
    benefit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """A constant of the method that is a judgement."""

    title: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The page: one part of the list and the ways to the others."""

    method: str
    carriers: tuple[Carrier, ...]
    kinds: tuple[Choice, ...]
    orders: tuple[Choice, ...]
    rows: tuple[Row, ...]
    shown: str
    earlier: str
    later: str
    constants: tuple[Constant, ...]
