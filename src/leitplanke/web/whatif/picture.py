"""The pictures of the what-if pages as numbers of SVG attributes: no script draws them, and no style is written into the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from leitplanke.primitives.quarter import Quarter
from leitplanke.reports.charts.axis import short_euro, ticks
from leitplanke.reports.numbers import euro, percent
from leitplanke.reports.words import Language, say
from leitplanke.web.results.values import Table
from leitplanke.web.whatif.values import Columns, Curves, Line, Tick

if TYPE_CHECKING:
    from leitplanke.study.whatif import WhatIfPoint

TAIL = 0.01
"""The picture ends where the highest curve falls below this."""
FAR = 1.6
"""A limit further out than this many times the drawn losses would squeeze the curves."""
SQUARE = 1000.0
GAP = 0.24
"""Between two bars, as share of their distance."""
TABLE_ROWS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A curve to draw."""

    kind: str
    name: str
    points: "tuple[WhatIfPoint, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Title and summary of a picture, for how many years it holds, and the firm's balances in EUR by name."""

    title: str
    summary: str
    years: int
    limits: tuple[tuple[str, float], ...]


def curves(drawn: Sequence[Drawn], said: Said, language: Language) -> Curves:
    """Return curves of exceedance over one axis."""
    top = max((point.eur for one in drawn for point in one.points if point.probability >= TAIL), default=0.0)
    limits = [(name, eur) for name, eur in said.limits if 0.0 < eur <= FAR * top]
    marks = ticks(max([top, *(eur for _, eur in limits)]), wanted=4)
    most = marks[-1]
    ends = {0: "start", len(marks) - 1: "end"}
    return Curves(
        title=said.title,
        summary=said.summary,
        x=say(language, "chart.exceedance.x", years=said.years),
        y=say(language, "chart.exceedance.y"),
        lines=tuple(Line(kind=one.kind, name=one.name, points=_path(one.points, most)) for one in drawn),
        across=tuple(
            Tick(at=hundredths(eur / most), words=short_euro(eur, language), anchor=ends.get(place, "middle"))
            for place, eur in enumerate(marks)
        ),
        up=tuple(Tick(at=hundredths(1.0 - share), words=percent(share, language)) for share in (1.0, 0.75, 0.5, 0.25, 0.0)),
        limits=tuple(
            Tick(at=hundredths(eur / most), words=f"{name} {euro(eur, language)}", anchor="end" if eur > most / 2.0 else "start")
            for name, eur in limits
        ),
        table=_table(drawn, marks, said, language),
    )


def _path(points: "Sequence[WhatIfPoint]", most: float) -> str:
    inside = [(one.eur, one.probability) for one in points if one.eur <= most]
    if inside and inside[-1][0] < most and len(inside) < len(points):
        inside.append((most, probability_at(points, most)))
    return " ".join(f"{SQUARE * eur / most:.1f},{SQUARE * (1.0 - share):.1f}" for eur, share in inside)


def probability_at(points: "Sequence[WhatIfPoint]", eur: float) -> float:
    """Return the chance that the loss exceeds `eur`, linear between the points, as at the ends beyond them."""
    for left, right in pairwise(points):
        if left.eur <= eur <= right.eur and right.eur > left.eur:
            return left.probability + (right.probability - left.probability) * (eur - left.eur) / (right.eur - left.eur)
    if not points:
        return 0.0
    return points[0].probability if eur < points[0].eur else points[-1].probability


def _table(drawn: Sequence[Drawn], marks: Sequence[float], said: Said, language: Language) -> Table:
    step = marks[1] / 2.0 if len(marks) <= TABLE_ROWS // 2 + 1 else marks[1]
    amounts = [step * count for count in range(1, round(marks[-1] / step) + 1)]
    return Table(
        caption=said.title,
        head=(say(language, "chart.exceedance.x", years=said.years), *(one.name for one in drawn)),
        rows=tuple(
            (euro(amount, language), *(percent(probability_at(one.points, amount), language) for one in drawn)) for amount in amounts
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for and allowed in each period."""

    asked: Sequence[float]
    limit: Sequence[float]
    marks: tuple[Tick, ...]


def columns(loads: Asked, title: str, summary: str) -> Columns:
    """Return bars for each period under a line for the limit."""
    width = SQUARE / len(loads.asked)
    scale = SQUARE / (max([*loads.asked, *loads.limit], default=0.0) or 1.0)
    within: list[str] = []
    over: list[str] = []
    limits = []
    for place, (asked, limit) in enumerate(zip(loads.asked, loads.limit, strict=True)):
        x, bar = (place + GAP / 2.0) * width, (1.0 - GAP) * width
        limits.append(f"M{x:.0f},{SQUARE - scale * limit:.0f}h{bar:.0f}")
        if asked > 0.0:
            (over if exceeds(asked, limit) else within).append(f"M{x:.0f},{SQUARE:.0f}v{-scale * asked:.0f}h{bar:.0f}V{SQUARE:.0f}z")
    return Columns(title=title, summary=summary, within="".join(within), over="".join(over), limits="".join(limits), marks=loads.marks)


def exceeds(asked: float, limit: float) -> bool:
    """Say whether more is asked than the limit allows, rounding apart."""
    return asked > limit * (1.0 + 1e-9) + 1e-9


def year_marks(first: Quarter, quarters: int, *, steps: int | None = None) -> tuple[Tick, ...]:
    """Return where each calendar year begins on an axis of quarters, or on one that has room for `steps` of them."""
    starts = [place for place in range(quarters) if place == 0 or first.plus(place).number == 1]
    # A first year of one quarter has no room for its name beside the next.
    crowded = len(starts) > 1 and starts[1] < 2  # noqa: PLR2004 - quarters
    return tuple(
        Tick(
            at=hundredths(place / (steps or quarters)), words="" if crowded and place == 0 else str(first.plus(place).year), anchor="start"
        )
        for place in starts
    )


def hundredths(share: float) -> str:
    """Return a share as SVG writes it in per cent.

    Examples
    --------
    >>> hundredths(0.1234), hundredths(-0.0), hundredths(1.0)
    ('12.34', '0', '100')
    """
    return f"{100.0 * share + 0.0:.2f}".rstrip("0").rstrip(".")
