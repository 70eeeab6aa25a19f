"""What an interval means as a picture: twenty equally likely cases as dots, the proposal as a bar below, and a sentence."""

from dataclasses import dataclass

from leitplanke.reports.words import Language, say
from leitplanke.study.adaptable import Adaptable
from leitplanke.study.spreads import Spread
from leitplanke.web.own.units import told, worked_out

WIDTH, TOP, BASE = 480.0, 12.0, 104.0
BINS = 24
DOT = 6.0
BOTTOM = 134.0
"""Below the proposal's bar."""
FARTHEST = 3.0
"""A proposal that reaches further than so many times the own figures is cut there, and said so by an open end."""
LEAST_EUR = 1.0
"""Losses below are nothing: their base is nothing."""
LEAST_FIGURE = 1e-9
"""A proposal of no days at all."""
EVEN = 0.02
"""Median and mean that differ by less are one figure to a reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Places in a drawing 480 wide; `bar` is the proposal beside own figures, `cut` if it reaches beyond the drawing.

    Without dots there is nothing to draw.
    """

    dots: tuple[tuple[str, str], ...]
    radius: str
    median: str
    mean: str
    bar: tuple[str, str, str] | None
    cut: bool
    top: str
    height: str
    start: str
    end: str
    words: str


def draw(figure: Adaptable, interval: tuple[float, float] | None, language: Language) -> Picture:
    """Return the picture of an own interval, or of the proposal if there is none."""
    spread = figure.default if interval is None else figure.own(*interval)
    if spread.high < (LEAST_EUR if figure.unit.startswith("EUR") else LEAST_FIGURE):
        return _nothing(figure, language)
    start, end = _window(spread, None if interval is None else figure.default)
    step = (end - start) / BINS

    def place(value: float) -> float:
        return DOT + (WIDTH - 2.0 * DOT) * min(1.0, max(0.0, (value - start) / (end - start)))

    bar = None
    if interval is not None and figure.default.high > 0.0:
        low, middle, high = (place(value) for value in (figure.default.low, figure.default.median, figure.default.high))
        bar = f"{low:.1f}", f"{middle:.1f}", f"{max(high, low + 2.0):.1f}"
    stacks = _stacks(spread, start, step)
    tallest = max(count for _, count in stacks)
    gap = min(2.0 * DOT + 1.0, (BASE - TOP) / tallest)
    top = BASE - tallest * gap - TOP
    return Picture(
        dots=tuple(
            (f"{place(start + (column + 0.5) * step):.1f}", f"{BASE - (level + 0.5) * gap:.1f}")
            for column, count in stacks
            for level in range(count)
        ),
        radius=f"{min(DOT, gap / 2.0 - 0.25):.2f}",
        median=f"{place(spread.median):.1f}",
        mean=f"{place(spread.mean):.1f}",
        bar=bar,
        cut=interval is not None and figure.default.high > end,
        top=f"{top:.1f}",
        height=f"{(BOTTOM if bar else BASE + DOT) - top:.1f}",
        start=told(figure, worked_out(figure, start), language),
        end=told(figure, worked_out(figure, end), language),
        words=meaning(figure, spread, language),
    )


def _nothing(figure: Adaptable, language: Language) -> Picture:
    words = say(language, "web.own.means-nothing" if figure.unit.startswith("EUR") else "web.own.means-no-days")
    return Picture(dots=(), radius="", median="", mean="", bar=None, cut=False, top="", height="", start="", end="", words=words)


def meaning(figure: Adaptable, spread: Spread, language: Language) -> str:
    """Return in words what a spread means: its middle, its mean and its rare high cases."""
    values = {name: told(figure, getattr(spread, name), language) for name in ("low", "high")}
    values |= {name: told(figure, worked_out(figure, getattr(spread, name)), language) for name in ("median", "mean")}
    kind = "case" if figure.parameter == "severity" else "figure"
    even = abs(spread.mean / spread.median - 1.0) < EVEN or values["mean"] == values["median"]
    return say(language, f"web.own.means-{kind}{'-even' if even else ''}", **values)


def _window(spread: Spread, other: Spread | None) -> tuple[float, float]:
    """Return where the drawing starts and ends: at nothing, unless all cases lie far from it."""
    first, last = spread.cases[0], max(spread.cases[-1], 1e-9)
    reach = last if other is None else max(last, min(other.high, FARTHEST * last))
    start = max(0.0, first - (last - first)) if first > 0.5 * last else 0.0
    if other is not None:
        start = min(start, other.low)
    return start, start + (reach - start) * 1.04


def _stacks(spread: Spread, start: float, step: float) -> list[tuple[int, int]]:
    columns = [min(BINS - 1, int((value - start) / step)) for value in spread.cases]
    return [(column, columns.count(column)) for column in sorted(set(columns))]
