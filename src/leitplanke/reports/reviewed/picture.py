"""Plans by cost and risk: a falling line, the reviewed plan marked."""

from leitplanke.reports.charts.axis import Axis, short_euro, ticks
from leitplanke.reports.charts.canvas import Canvas, Chart
from leitplanke.reports.naming import Names
from leitplanke.reports.palette import AFTER, GRID, INK, MUTED
from leitplanke.reports.reviewed import front
from leitplanke.reports.words import say
from leitplanke.study.reviewed import PlanReview

NAME = "front"
_LEFT, _RIGHT, _TOP, _BOTTOM, _HEIGHT = 84.0, 620.0, 34.0, 246.0, 292.0


def axes(review: PlanReview) -> tuple[list[float], list[float]]:
    """Return the round values of both axes, from zero on: cost and CVaR95."""
    return ticks(max(one.cost_eur for one in review.front)), ticks(max(one.cvar95_eur for one in review.front), 4)


def draw(review: PlanReview, names: Names) -> Chart:
    """Return the chart of the plans that no other one beats in both cost and risk."""
    language = names.language
    title, summary = front.words(review, names)
    canvas = Canvas(height=_HEIGHT)
    canvas.name(NAME, title, summary)
    plans = sorted(review.front, key=lambda one: one.cost_eur)
    across, up = axes(review)
    x, y = Axis(across[-1], _LEFT, _RIGHT), Axis(up[-1], _BOTTOM, _TOP)
    for value in up:
        canvas.line((_LEFT, y.at(value)), (_RIGHT, y.at(value)), GRID)
        canvas.text(_LEFT - 8, y.at(value) + 4, short_euro(value, language), anchor="end", colour=MUTED)
    for value in across:
        canvas.text(x.at(value), _BOTTOM + 18, short_euro(value, language), anchor="middle", colour=MUTED)
    canvas.text(0.0, _TOP - 18, say(language, "review.front-y", years=review.study.horizon_years), colour=MUTED)
    canvas.text(_RIGHT, _BOTTOM + 38, say(language, "review.front-x", years=review.study.horizon_years), anchor="end", colour=MUTED)
    canvas.curve([(x.at(one.cost_eur), y.at(one.cvar95_eur)) for one in plans], MUTED, width=1.5)
    for one in plans:
        place = (x.at(one.cost_eur), y.at(one.cvar95_eur))
        canvas.symbol(*place, "diamond" if one.chosen else "circle", AFTER if one.chosen else MUTED, 7.0 if one.chosen else 3.5)
        if one.chosen:
            late = place[0] > (_LEFT + _RIGHT) / 2.0
            canvas.text(
                place[0],
                place[1] - 14,
                say(language, "review.plan-chosen"),
                anchor="end" if late else "start",
                colour=INK,
                bold=True,
                halo=True,
            )
    return Chart(
        name=NAME, title=title, summary=summary, svg=canvas.render(), header=front.header(language), rows=front.rows(review, language)
    )
