"""What the what-if pages show: frozen values, every text already in the reader's language."""

from dataclasses import dataclass

from leitplanke.web.results.values import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A mark of an axis: where, in hundredths of its length, and what stands there."""

    at: str
    words: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A curve: `points` of an SVG path in a square of 1000, `kind` its look, `name` its words in the key."""

    kind: str
    name: str
    points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves:
    """Curves of exceedance in one picture, with the same in a table."""

    title: str
    summary: str
    x: str
    y: str
    lines: tuple[Line, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    limits: tuple[Tick, ...]
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What is asked for period by period, against the limit: paths of SVG in a square of 1000; `over` are the bars above it."""

    title: str
    summary: str
    within: str
    over: str
    limits: str
    marks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One of the numbers beside the curve, with what to compare it to."""

    title: str
    value: str
    compared: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What comes of a setting; `brief` says it in one line."""

    brief: str
    keys: tuple[Key, ...]
    curves: Curves
    broken: tuple[str, ...]
    loads: tuple[Columns, ...]
    load_table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Notch:
    """A value that a slider can take, in words."""

    place: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slider:
    """A slider: where it stands, where it would stand as in the study, and what each notch says."""

    name: str
    label: str
    place: int
    today: int
    notches: tuple[Notch, ...]
    mark: str = ""

    @property
    def words(self) -> str:
        """What it says now."""
        return self.notches[self.place].words

    @property
    def last(self) -> int:
        """The last notch."""
        return len(self.notches) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A measure: switched on or not, when it starts, and where its bar is drawn (hundredths of the horizon)."""

    id: str
    title: str
    mark: str
    component: str
    on: bool
    planned: bool
    ruled_out: bool
    start: int
    start_words: str
    lead: int
    full: int
    preparing: tuple[str, str]
    working: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGroup:
    """Further measures of one component."""

    title: str
    mark: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """Everything that can be set."""

    rows: tuple[Row, ...]
    groups: tuple[RowGroup, ...]
    budget: Slider
    days: tuple[Slider, ...]
    exposure: tuple[Slider, ...]
    quarters: tuple[Notch, ...]
    years: tuple[Tick, ...]
