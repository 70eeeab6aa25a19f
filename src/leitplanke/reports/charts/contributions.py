"""Bars of the costliest Unseens, each with its range and its component's colour and symbol."""

from leitplanke.reports.charts.axis import Axis, short_euro, ticks
from leitplanke.reports.charts.canvas import SIZE, Canvas, Chart
from leitplanke.reports.charts.lettering import width, wrap
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import euro, euro_range, percent
from leitplanke.reports.palette import GRID, INK, MARKS, MUTED, mark
from leitplanke.reports.sentences import strongest
from leitplanke.reports.words import Language, say
from leitplanke.study.result import StudyResult, UnseenContribution

NAME = "contributions"
SHOWN = 10
_LABEL, _LEFT, _RIGHT = 22.0, 236.0, 560.0
_ROW, _LINE, _TOP = 29.0, 14.0, 10.0


def draw(result: StudyResult, names: Names) -> Chart:
    """Return the chart of the costliest Unseens."""
    language = names.language
    found = strongest(result)[:SHOWN]
    title, summary = _words(result, found, names)
    bottom = _TOP + _ROW * max(1, len(found))
    legend = _legend([one.component for one in found], names)
    canvas = Canvas(height=bottom + 56 + 20 * (legend[-1][2] + 1 if legend else 0))
    canvas.name(NAME, title, summary)
    marks = ticks(max((one.high for one in found), default=0.0), 4)
    axis = Axis(marks[-1], _LEFT, _RIGHT)
    for value in marks:
        canvas.line((axis.at(value), _TOP), (axis.at(value), bottom), GRID)
        canvas.text(axis.at(value), bottom + 16, short_euro(value, language), anchor="middle", colour=MUTED)
    canvas.text(_RIGHT, bottom + 34, say(language, "chart.contributions.x"), anchor="end", colour=MUTED)
    for row, one in enumerate(found):
        _draw_bar(canvas, _TOP + _ROW * row + _ROW / 2, one, names, axis)
    for component, x, line in legend:
        y = bottom + 58 + 20 * line
        canvas.symbol(x + 6, y - 4, mark(component).symbol, mark(component).colour, 5.0)
        canvas.text(x + 18, y, names.title(component))
    return Chart(name=NAME, title=title, summary=summary, svg=canvas.render(), header=_header(language), rows=_rows(result, names))


def _draw_bar(canvas: Canvas, y: float, one: UnseenContribution, names: Names, axis: Axis) -> None:
    look = mark(one.component)
    lines = wrap(names.title(one.id), _LEFT - _LABEL - 10, SIZE)
    canvas.symbol(10, y, look.symbol, look.colour, 5.5)
    for position, line in enumerate(lines):
        canvas.text(_LABEL, y + 4 + _LINE * (position - (len(lines) - 1) / 2), line)
    canvas.rect(_LEFT, y - 8, axis.at(one.expected_annual_loss_eur) - _LEFT, 16, look.colour)
    low, high = axis.at(one.low), axis.at(one.high)
    canvas.line((low, y), (high, y), INK, width=1.5)
    for end in (low, high):
        canvas.line((end, y - 4), (end, y + 4), INK, width=1.5)
    canvas.text(max(high, axis.at(one.expected_annual_loss_eur)) + 8, y + 4, euro(one.expected_annual_loss_eur, names.language), bold=True)


def _legend(components: list[str], names: Names) -> list[tuple[str, float, int]]:
    shown = [look.component for look in MARKS if look.component in components]
    places: list[tuple[str, float, int]] = []
    x, line = 0.0, 0
    for component in shown:
        room = 18 + width(names.title(component), SIZE) + 22
        if x and x + room > 640:  # noqa: PLR2004 - the sheet's width
            x, line = 0.0, line + 1
        places.append((component, x, line))
        x += room
    return places


def _words(result: StudyResult, found: list[UnseenContribution], names: Names) -> tuple[str, str]:
    language = names.language
    total = result.risk.expected_annual_loss_eur.mid
    if not found or total <= 0.0:
        title = say(language, "chart.contributions.title-none")
        return title, title + "."
    share = percent(sum(one.expected_annual_loss_eur for one in found) / total, language)
    title = say(
        language, "chart.contributions.title", unseen=names.quoted(found[0].id), loss=euro(found[0].expected_annual_loss_eur, language)
    )
    return title, say(language, "chart.contributions.summary", count=len(found), share=share)


def _header(language: Language) -> tuple[str, ...]:
    return tuple(say(language, f"table.{name}") for name in ("unseen", "component", "loss-year", "range"))


def _rows(result: StudyResult, names: Names) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            names.title(one.id),
            names.title(one.component),
            euro(one.expected_annual_loss_eur, names.language),
            euro_range(one.low, one.high, names.language),
        )
        for one in strongest(result)
    )
