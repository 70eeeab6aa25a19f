"""What the result page shows: frozen values, every text already in the reader's language."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from leitplanke.reports.notices import NoticeText
from leitplanke.reports.stories import Stories
from leitplanke.study.result import StudyResult

Json = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """One file a reader can take along."""

    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the page's links lead: the trail of a number (by node id), files, and further pages (empty: not offered)."""

    trail: Callable[[str], str]
    downloads: tuple[Download, ...] = ()
    answers: str = ""
    strengths: str = ""
    own: Callable[[str], str] = lambda _node: ""
    """Where the firm can put its own figure in the place of the one behind a number (by node id)."""
    own_all: str = ""
    plan: str = ""
    """The page of the plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A value with its range and the address of its trail; empty where there is none."""

    value: str
    range: str = ""
    trail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberCard:
    """One main number."""

    title: str
    value: str
    range: str
    help: str
    trail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Texts in rows; the first cell of a row heads it.

    `trails` has for each row the address of the trail of its number, which stands in column `number` (from 0); empty: none leads on.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    trails: tuple[str, ...] = ()
    number: int = 1
    words: tuple[int, ...] = ()
    """Further columns of words (from 0), which stand on the left; all others are numbers."""

    @property
    def numbers(self) -> tuple[int, ...]:
        """Columns of numbers."""
        return tuple(place for place in range(1, len(self.head)) if place not in self.words)

    @property
    def lines(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """The rows, each cell with the address its number leads to."""
        trails = self.trails or ("",) * len(self.rows)
        return tuple(
            tuple((cell, trail if place == self.number else "") for place, cell in enumerate(row))
            for row, trail in zip(self.rows, trails, strict=True)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A sentence with a number, and the address of that number's trail."""

    text: str
    trail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture whose title says the finding; `data` goes to the script, `picture` stands in without script."""

    id: str
    kind: str
    title: str
    summary: str
    table: Table
    data: Json = field(default_factory=dict)
    picture: str = ""

    @property
    def data_id(self) -> str:
        """The id of the script element that carries `data`."""
        return f"{self.id}-data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: lengths in hundredths of the width as SVG writes them, `mark` the component without prefix, `notices` laws."""

    title: str
    mark: str
    component: str
    figure: Figure
    length: str
    low: str
    high: str
    own: str = ""
    notices: tuple[NoticeText, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One Unseen on a path."""

    title: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PathCard:
    """A chain of Unseens with its sentence and the address of its trail (empty where there is none)."""

    steps: tuple[Step, ...]
    sentence: str
    trail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureCard:
    """What one measure costs and brings."""

    title: str
    text: str
    mark: str
    component: str
    start: str
    effective: str
    cost: Figure
    avoided: Figure
    worst: str
    gain: Figure | None
    funding: Figure | None = None
    days: str
    lowers: str
    raises: str
    notices: tuple[NoticeText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Quarters of one kind in a row of the roadmap: ``idle``, ``preparing`` or ``working``."""

    kind: str
    quarters: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadmapRow:
    """One measure over the quarters."""

    title: str
    mark: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterCell:
    """What the plan asks for in one quarter: share of the busiest role's days, `over` if it is more than there are."""

    days: str
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCell:
    """One calendar year of the plan: how many of its quarters, and the money it costs of the money there is."""

    year: str
    quarters: int
    money: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Roadmap:
    """The plan by quarter."""

    title: str
    summary: str
    years: tuple[YearCell, ...]
    quarters: tuple[str, ...]
    rows: tuple[RoadmapRow, ...]
    loads: tuple[QuarterCell, ...]
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """One main number without and with the plan; `after` is None if there is no plan."""

    title: str
    before: Figure
    after: Figure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """All main numbers."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[Total, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One assumption that widens the range, with its weight and trail."""

    title: str
    weight: str
    trail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """An opportunity that the firm's strengths make easier, and which measures reach for it."""

    title: str
    text: str
    measures: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Strengths:
    """What the firm says makes it strong, and the opportunities that this makes easier."""

    sentence: str
    chances: tuple[Chance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookRow:
    """One thing to find out, with the address of its weightiest figure's trail."""

    what: str
    trail: str
    rank: str
    narrower: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What to find out next: how to read it, the table (no rows without drivers), and what counts most for the other figures.

    `sides` says how much comes from groups of raters that differ throughout (empty: hardly anything), with the address of its trail.
    """

    intro: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[OutlookRow, ...]
    others: str
    sides: str = ""
    sides_trail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorthRow:
    """One capacity factor, how high it is and what it saves."""

    title: str
    level: Figure
    saves: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What the capacity factors save, most first."""

    sentence: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[WorthRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An earlier result of the same firm: its day and the address of its page."""

    on: date
    result: StudyResult
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What has changed since earlier results; `earlier` is the address of the newest of them."""

    sentence: str
    reasons: tuple[str, ...]
    table: Table
    earlier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """The result page, top to bottom."""

    company: str
    subtitle: str
    headline: tuple[Finding, ...]
    strengths: str
    strong: Strengths | None
    cards: tuple[NumberCard, ...]
    totals: Totals
    since: Since | None
    assumed: str
    comparison: str
    liability: str
    running: str
    former: tuple[str, ...]
    exceedance: Chart
    bars: tuple[Bar, ...]
    contributions: Chart
    map: Chart
    worst: Finding
    worth: Worth | None
    paths: tuple[PathCard, ...]
    chain_share: Finding
    causes: Chart | None
    stories: Stories | None
    measures: tuple[MeasureCard, ...]
    measures_note: str
    notices_note: str
    roadmap: Roadmap | None
    disagreements: tuple[str, ...]
    outlook: Outlook
    missing: tuple[str, ...]
    basis: str
    assumptions: tuple[Assumption, ...]
    limits: str
    stamp: str
    addresses: Addresses

    @property
    def bars_noticed(self) -> bool:
        """Whether a law touches one of the Unseens drawn as bars."""
        return any(bar.notices for bar in self.bars)
