"""The exceedance curve: how likely the loss of the horizon is larger than an amount, without and with the plan."""

from dataclasses import dataclass
from itertools import pairwise

from leitplanke.reports.charts.axis import Axis, short_euro, ticks
from leitplanke.reports.charts.canvas import SIZE, Canvas, Chart
from leitplanke.reports.charts.lettering import width
from leitplanke.reports.numbers import euro, frequency, percent
from leitplanke.reports.palette import AFTER, BAND_BEFORE, BEFORE, GRID, INK, LIMIT, MUTED
from leitplanke.reports.words import Language, say
from leitplanke.study.result import ExceedancePoint, StudyResult

NAME = "exceedance"
TOLERANCE = "chart.exceedance.tolerance"
_TAIL = 0.01
"""The picture ends where even the upper limit falls below this."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 56.0, 616.0, 60.0, 244.0
_HEIGHT = 288.0
_TABLE_ROWS = 8


def draw(result: StudyResult, language: Language) -> Chart:
    """Return the chart of `result`."""
    frame = _frame(result)
    title, curve = _words(result, language)
    summary = " ".join([curve, *tolerance(result, language), *_balances(frame, result, language)])
    canvas = Canvas(height=_HEIGHT)
    canvas.name(NAME, title, summary)
    _draw_axes(canvas, frame, result, language)
    _draw_curves(canvas, frame, result)
    _draw_limits(canvas, frame, result, language)
    _draw_key(canvas, result, language)
    header, rows = _table(result, frame.x.top, language)
    return Chart(name=NAME, title=title, summary=summary, svg=canvas.render(), header=header, rows=rows)


@dataclass(frozen=True, slots=True)
class _Frame:
    x: Axis
    y: Axis
    marks: list[float]

    def place(self, point: ExceedancePoint, probability: float) -> tuple[float, float]:
        return self.x.at(point.eur), self.y.at(probability)


def _frame(result: StudyResult) -> _Frame:
    points = result.risk.exceedance
    inside = [point.eur for point in points if point.high >= _TAIL]
    top = max(inside, default=0.0)
    limits = [limit for _, limit in _limits(result) if 0.0 < limit <= 1.6 * top]
    marks = ticks(max([top, *limits]))
    return _Frame(Axis(marks[-1], _LEFT, _RIGHT), Axis(1.0, _BOTTOM, _TOP), marks)


def _limits(result: StudyResult) -> list[tuple[str, float]]:
    company = result.company
    found = [("chart.exceedance.liquidity", company.liquidity_eur)]
    if company.equity_eur is not None:
        found.append(("chart.exceedance.equity", company.equity_eur))
    if company.tolerable_loss_eur is not None:
        found.append((TOLERANCE, company.tolerable_loss_eur))
    return found


def _shown_limits(frame: _Frame, result: StudyResult) -> list[tuple[str, float]]:
    return [(key, eur) for key, eur in _limits(result) if 0.0 < eur <= frame.x.top]


def _draw_axes(canvas: Canvas, frame: _Frame, result: StudyResult, language: Language) -> None:
    for mark in frame.marks:
        x = frame.x.at(mark)
        canvas.line((x, _TOP), (x, _BOTTOM), GRID)
        canvas.text(x, _BOTTOM + 18, short_euro(mark, language), anchor="middle", colour=MUTED)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = frame.y.at(share)
        canvas.line((_LEFT, y), (_RIGHT, y), GRID)
        canvas.text(_LEFT - 6, y + 4, percent(share, language), anchor="end", colour=MUTED)
    canvas.text(4, 20, say(language, "chart.exceedance.y"), colour=MUTED)
    canvas.text(_RIGHT, _BOTTOM + 40, say(language, "chart.exceedance.x", years=result.study.horizon_years), anchor="end", colour=MUTED)


def _within(points: tuple[ExceedancePoint, ...], top: float) -> list[ExceedancePoint]:
    return [point for point in points if point.eur <= top]


def _draw_curves(canvas: Canvas, frame: _Frame, result: StudyResult) -> None:
    before = _within(result.risk.exceedance, frame.x.top)
    band = [frame.place(point, point.high) for point in before] + [frame.place(point, point.low) for point in reversed(before)]
    if len(before) > 1:
        canvas.area(band, BAND_BEFORE)
        canvas.curve([frame.place(point, point.probability) for point in before], BEFORE, width=2.2)
    after = _within(result.plan.after.exceedance, frame.x.top) if result.plan.measures else []
    if len(after) > 1:
        canvas.curve([frame.place(point, point.probability) for point in after], AFTER, width=2.2, dash="7 3")


def _draw_limits(canvas: Canvas, frame: _Frame, result: StudyResult, language: Language) -> None:
    shown = [(say(language, key), eur) for key, eur in _shown_limits(frame, result)]
    for _, eur in shown:
        canvas.line((frame.x.at(eur), _TOP), (frame.x.at(eur), _BOTTOM), LIMIT, width=1.5, dash="2 3")
    # After all lines: a label keeps its ground free of them.
    for row, (label, eur) in enumerate(shown):
        x, y = frame.x.at(eur), _TOP + 14 + 18 * row
        text = f"{label} {euro(eur, language)}"
        if x + 6 + width(text, SIZE, bold=True) <= _RIGHT:
            canvas.text(x + 6, y, text, colour=LIMIT, bold=True, halo=True)
        else:
            canvas.text(x - 6, y, text, anchor="end", colour=LIMIT, bold=True, halo=True)


def _draw_key(canvas: Canvas, result: StudyResult, language: Language) -> None:
    x, y = _LEFT, 44.0
    canvas.line((x, y - 4), (x + 26, y - 4), BEFORE, width=2.2)
    x = _key_text(canvas, x + 32, y, say(language, "chart.exceedance.before"))
    if result.plan.measures:
        canvas.line((x, y - 4), (x + 26, y - 4), AFTER, width=2.2, dash="7 3")
        x = _key_text(canvas, x + 32, y, say(language, "chart.exceedance.after"))
    canvas.rect(x, y - 11, 26, 12, BAND_BEFORE)
    _key_text(canvas, x + 32, y, say(language, "chart.exceedance.band"))


def _key_text(canvas: Canvas, x: float, y: float, text: str) -> float:
    canvas.text(x, y, text, colour=INK)
    return x + width(text, SIZE) + 24


def probability_at(points: tuple[ExceedancePoint, ...], eur: float) -> float:
    """Return the chance that the loss exceeds `eur`, linear between the points.

    Examples
    --------
    >>> first = ExceedancePoint(eur=0.0, probability=1.0, low=1.0, high=1.0)
    >>> last = ExceedancePoint(eur=10.0, probability=0.5, low=0.4, high=0.6)
    >>> probability_at((first, last), 5.0), probability_at((first, last), 99.0)
    (0.75, 0.5)
    """
    for left, right in pairwise(points):
        if left.eur <= eur <= right.eur and right.eur > left.eur:
            return left.probability + (right.probability - left.probability) * (eur - left.eur) / (right.eur - left.eur)
    return points[-1].probability if points else 0.0


def _words(result: StudyResult, language: Language) -> tuple[str, str]:
    years = result.study.horizon_years
    eur = result.risk.var95_eur.mid
    before = frequency(probability_at(result.risk.exceedance, eur), language)
    after = frequency(probability_at(result.plan.after.exceedance, eur), language)
    amount = euro(eur, language)
    if result.plan.measures:
        worst = euro(result.risk.cvar95_eur.mid, language), euro(result.plan.after.cvar95_eur.mid, language)
        title = say(language, "chart.exceedance.title-plan", before=worst[0], after=worst[1])
        return title, say(language, "chart.exceedance.summary", years=years, eur=amount, before=before, after=after)
    title = say(language, "chart.exceedance.title", eur=amount, years=years, frequency=before)
    return title, say(language, "chart.exceedance.summary-plain", years=years, eur=amount, before=before)


def tolerance(result: StudyResult, language: Language) -> list[str]:
    """Return how often the loss exceeds what the firm says it can bear; nothing if it did not say."""
    limit = result.company.tolerable_loss_eur
    if limit is None:
        return []
    values = {"eur": euro(limit, language), "years": result.study.horizon_years}
    before = _how_often(result.risk.exceedance, limit, language)
    if not result.plan.measures:
        return [say(language, "tolerance.chance", **values, before=before)]
    after = _how_often(result.plan.after.exceedance, limit, language)
    return [say(language, "tolerance.chance-plan", **values, before=before, after=after)]


def _how_often(points: tuple[ExceedancePoint, ...], eur: float, language: Language) -> str:
    """Return how many firms lose more than `eur`; outside the curve only a bound is known."""
    if points and eur > points[-1].eur:
        return say(language, "tolerance.at-most", frequency=frequency(points[-1].probability, language))
    if points and eur < points[0].eur:
        return say(language, "tolerance.at-least", frequency=frequency(points[0].probability, language))
    return frequency(probability_at(points, eur), language)


def _balances(frame: _Frame, result: StudyResult, language: Language) -> list[str]:
    """Return what the lines stand for: today's balances, to which the cash flow of the horizon is added."""
    shown = [key for key, _ in _shown_limits(frame, result) if key != TOLERANCE]
    if not shown:
        return []
    key = "chart.exceedance.today" if len(shown) > 1 else shown[0].replace("exceedance.", "exceedance.today-")
    years = result.study.horizon_years
    kept = result.company.free_cash_flow_eur_per_year * years
    sentences = [say(language, key)]
    if kept:
        name = "cash-flow" if kept > 0.0 else "cash-drain"
        sentences.append(say(language, f"chart.exceedance.{name}", years=years, eur=euro(abs(kept), language)))
    return sentences


def _table(result: StudyResult, top: float, language: Language) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    points = _within(result.risk.exceedance, top)
    step = max(1, round(len(points) / _TABLE_ROWS))
    header = ("x", "before", "low", "high", "after")
    planned = bool(result.plan.measures)
    rows = []
    for point in points[::step]:
        row = [euro(point.eur, language), *(percent(share, language) for share in (point.probability, point.low, point.high))]
        if planned:
            row.append(percent(probability_at(result.plan.after.exceedance, point.eur), language))
        rows.append(tuple(row))
    labels = [say(language, f"chart.exceedance.{name}", years=result.study.horizon_years) for name in header[: 4 + planned]]
    return tuple(labels), tuple(rows)
