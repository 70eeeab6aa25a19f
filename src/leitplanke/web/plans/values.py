"""What the page of a plan shows: frozen values, every text already in the reader's language."""

from dataclasses import dataclass

from leitplanke.reports.reviewed.clashes import ConflictText
from leitplanke.web.results.values import Bar, Chart, Figure, Roadmap


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table; numbers stand on the right."""

    text: str
    number: bool
    trail: str = ""
    """The address of the trail of its number; empty where it has none."""
    level: int = 0
    """Shade, 0 (none) to 4."""
    detail: str = ""
    """What stands below the text, smaller; only where a cell heads its row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """A table of words and numbers; the first cell of a row heads it."""

    caption: str
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCell:
    """Days of one role in one quarter as share of what there is: `level` 0 to 4 is the shade, `over` more than there is."""

    text: str
    level: int
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLoad:
    """What the plan asks of one role, quarter by quarter."""

    title: str
    limit: str
    cells: tuple[LoadCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The plan by quarter with the load of every role."""

    roadmap: Roadmap
    roles: tuple[RoleLoad, ...]
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An Unseen that a measure lowers or raises, and by how much."""

    title: str
    mark: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why one measure is in the plan."""

    title: str
    mark: str
    less_loss: str
    """By how much it lowers the expected loss, with its label."""
    average: Figure
    marginal: Figure
    average_worst: Figure
    marginal_worst: Figure
    cost: Figure
    price: Figure
    funding: Figure | None
    holds_up: str
    """Measures that do nothing without it."""
    lowers: tuple[Change, ...]
    raises: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """Why each measure is in the plan."""

    sentence: str
    lead: str
    period: str
    """For how many years the amounts hold."""
    sampled: str
    measures: tuple[Reason, ...]
    table: Cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Futures:
    """How the plan holds in other futures."""

    sentences: tuple[str, ...]
    trail: str
    measures: tuple[str, ...]
    title: str
    bars: tuple[Bar, ...]
    table: Cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What more or less money would buy."""

    front: Chart | None
    more: str
    budgets: Cells | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stakes:
    """Whose goals the plan serves."""

    sentences: tuple[str, ...]
    weights: Cells
    regrets: Cells
    agreements: Cells
    scores: Cells
    unmeasured: str
    """Which goals have no figure."""
    conflicts: tuple[ConflictText, ...]
    other_conflicts: tuple[ConflictText, ...]
    """Those that the plan keeps out of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What the review adds to the page; parts that were not made are None or empty."""

    money: Money
    futures: Futures | None
    reasons: Reasons | None
    stakes: Stakes | None
    bounds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """The page of a plan, top to bottom."""

    company: str
    subtitle: str
    findings: tuple[str, ...]
    decided: str
    schedule: Schedule | None
    first_buy: str
    reviewed: Reviewed | None
    stamp: str
