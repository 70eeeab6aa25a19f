"""What the pages of the picture show: frozen values, every text already in the reader's language."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from leitplanke.web.results.values import Table
from leitplanke.web.whatif.values import Curves


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """How a group's answers spread over the levels.

    `levels` counts who chose each level, the lowest first; `shapes` is that inside of an SVG (empty: nobody chose a level), `note` tells
    the mean and who gave none, `words` all of it to a screen reader.
    """

    title: str
    levels: tuple[int, ...]
    shapes: SafeString
    note: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question with the answers of all groups; `ends` are the sentences of its lowest and highest level."""

    id: str
    title: str
    mark: str
    component: str
    question: str
    ends: tuple[str, str]
    bars: tuple[Bar, ...]
    findings: tuple[str, ...]
    stage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRow:
    """A line of the picture of gaps: places in hundredths; no `low` where there is no interval."""

    title: str
    mark: str
    at: str
    low: str
    high: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """Values with ranges, one a line, with their table; `left` and `right` say what either side of `zero` means (empty: nothing)."""

    title: str
    summary: str
    left: str
    right: str
    rows: tuple[GapRow, ...]
    ticks: tuple[tuple[str, str], ...]
    zero: str
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A component with its questions."""

    id: str
    title: str
    mark: str
    summary: str
    items: tuple[Item, ...]
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Euros:
    """What disagreement means in euros; `ranges` draws the expected loss of each reading with its range."""

    findings: tuple[str, ...]
    ranges: Gaps
    curves: Curves
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class WavePage:
    """The picture of one wave."""

    title: str
    subtitle: str
    findings: tuple[str, ...]
    topics: tuple[Item, ...]
    topics_note: str
    placed: tuple[Bar, ...]
    placed_table: Table
    agreement: Table
    alike: str
    judges: str
    gaps: Gaps | None
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A question that has moved between two waves, with a bar for each."""

    title: str
    mark: str
    component: str
    sentence: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What has moved between two waves; `fields` is the picture by component, if levels there mean better or worse."""

    findings: tuple[str, ...]
    moves: tuple[Move, ...]
    fields: Gaps | None
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendLine:
    """How a component is placed in each wave: a path in a square of 1000, and its dots in hundredths."""

    title: str
    mark: str
    path: str
    dots: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """How all components are placed over the waves, oldest first; `across` are places and names of waves, `up` those of levels."""

    title: str
    summary: str
    lines: tuple[TrendLine, ...]
    across: tuple[tuple[str, str], ...]
    up: tuple[tuple[str, str], ...]
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveRow:
    """A wave in the list of a firm's waves; without `picture` it has none yet."""

    title: str
    text: str
    picture: str
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StageField:
    """A component on the projector: how many answers, how much people agree, and where its first question is shown."""

    title: str
    mark: str
    text: str
    questions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What the projector shows: one question, or all fields with the topics to talk about; `state` changes with what is shown."""

    state: str
    item: Item | None = None
    levels: tuple[tuple[str, str], ...] = ()
    """Sentence of each level and how many chose it, of the question shown."""
    fields: tuple[StageField, ...] = ()
    topics: tuple[Item, ...] = ()
    previous: str = ""
    following: str = ""
