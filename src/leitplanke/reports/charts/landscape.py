"""The map of the components: expected loss against adaptive capacity."""

import math
from dataclasses import dataclass

from leitplanke.reports.charts.axis import Axis, short_euro, ticks
from leitplanke.reports.charts.canvas import SIZE, Canvas, Chart
from leitplanke.reports.charts.lettering import width
from leitplanke.reports.charts.room import Box
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import euro, euro_range, grouped, index
from leitplanke.reports.palette import GRID, MUTED, URGENT, mark
from leitplanke.reports.words import say
from leitplanke.study.result import ComponentContribution, StudyResult

NAME = "landscape"
_LEFT, _RIGHT, _TOP, _BOTTOM, _HEIGHT = 76.0, 624.0, 32.0, 256.0, 302.0
_HALF = 0.5
_GAP = 11.0
LEAST_TENTHS = 3


@dataclass(frozen=True, slots=True)
class CapacityAxis:
    """The horizontal axis, from `low` to `high` tenths."""

    low: int
    high: int

    def at(self, capacity: float) -> float:
        """Return the coordinate of a capacity, clipped to the axis."""
        share = (10.0 * capacity - self.low) / (self.high - self.low)
        return _LEFT + min(1.0, max(0.0, share)) * (_RIGHT - _LEFT)


def draw(result: StudyResult, names: Names) -> Chart:
    """Return the map of `result`."""
    language = names.language
    found = sorted(result.risk.components, key=lambda one: -one.expected_annual_loss_eur)
    title, summary = _words(found, names)
    canvas = Canvas(height=_HEIGHT)
    canvas.name(NAME, title, summary)
    marks = ticks(max((one.expected_annual_loss_eur for one in found), default=0.0) * 1.08)
    across, up = _capacity_axis(found), Axis(marks[-1], _BOTTOM, _TOP)
    _draw_frame(canvas, marks, across, up, names)
    spots = [(one, across.at(one.adaptive_capacity), up.at(one.expected_annual_loss_eur)) for one in found]
    labels = place_labels(spots, names)
    for (one, x, y), (left, base) in zip(spots, labels, strict=True):
        _draw_leader(canvas, (x, y), left, base, width(names.title(one.id), SIZE, bold=True))
    for (one, x, y), (left, base) in zip(spots, labels, strict=True):
        canvas.symbol(x, y, mark(one.id).symbol, mark(one.id).colour, 7.5)
        canvas.text(left, base, names.title(one.id), bold=True, halo=True)
    header = tuple(say(language, f"table.{name}") for name in ("component", "loss-year", "range", "capacity"))
    rows = tuple(
        (
            names.title(one.id),
            euro(one.expected_annual_loss_eur, language),
            euro_range(one.low, one.high, language),
            index(one.adaptive_capacity, language),
        )
        for one in found
    )
    return Chart(name=NAME, title=title, summary=summary, svg=canvas.render(), header=header, rows=rows)


def _capacity_axis(found: list[ComponentContribution]) -> CapacityAxis:
    """Return the part of 0 to 1 that the components take up, in tenths and at least three of them wide."""
    low = math.floor(10.0 * min((one.adaptive_capacity for one in found), default=0.0) - 0.3)
    high = math.ceil(10.0 * max((one.adaptive_capacity for one in found), default=1.0) + 0.3)
    while high - low < LEAST_TENTHS:
        low, high = low - 1, high + 1
    return CapacityAxis(max(0, low), min(10, high))


def _draw_leader(canvas: Canvas, spot: tuple[float, float], left: float, base: float, room: float) -> None:
    """Draw a line from a symbol to its label if the label does not stand right beside it."""
    x, y = spot
    nearest = min(max(x, left), left + room)
    if abs(base - 4 - y) > _GAP + 8 or abs(nearest - x) > _GAP + 1:
        canvas.line((x, y), (nearest, base - 4), MUTED, width=0.8)


def _draw_frame(canvas: Canvas, marks: list[float], across: CapacityAxis, up: Axis, names: Names) -> None:
    language = names.language
    middle = up.at(marks[-1] / 2.0)
    canvas.rect(_LEFT, _TOP, across.at(_HALF) - _LEFT, middle - _TOP, URGENT)
    canvas.text(_LEFT + 8, _TOP + 17, say(language, "chart.map.first"), colour=MUTED)
    canvas.text(_RIGHT - 8, _BOTTOM - 9, say(language, "chart.map.watch"), anchor="end", colour=MUTED)
    for value in marks:
        canvas.line((_LEFT, up.at(value)), (_RIGHT, up.at(value)), GRID)
        canvas.text(_LEFT - 6, up.at(value) + 4, short_euro(value, language), anchor="end", colour=MUTED)
    for tenth in range(across.low, across.high + 1):
        x = across.at(tenth / 10.0)
        canvas.line((x, _TOP), (x, _BOTTOM), GRID)
        canvas.text(x, _BOTTOM + 18, grouped(tenth / 10.0, language, 1), anchor="middle", colour=MUTED)
    canvas.text(4, 20, say(language, "chart.map.y"), colour=MUTED)
    canvas.text(_RIGHT, _BOTTOM + 40, say(language, "chart.map.x"), anchor="end", colour=MUTED)


def place_labels(spots: list[tuple[ComponentContribution, float, float]], names: Names) -> list[tuple[float, float]]:
    """Return where each label starts (left end of its baseline) so that labels keep clear of symbols and of each other."""
    frame = Box(_LEFT, _TOP, _RIGHT, _BOTTOM)
    corners = _corner_boxes(names)
    taken = corners + [Box(x - 9, y - 9, x + 9, y + 9) for _, x, y in spots]
    places = []
    for one, x, y in spots:
        room = width(names.title(one.id), SIZE, bold=True)
        free = [place for place in _candidates(x, y, room) if _free(place, room, taken, frame)]
        left, base = free[0] if free else (min(x + _GAP, _RIGHT - room), y + 4)
        taken.append(_label_box(left, base, room))
        places.append((left, base))
    return places


def _corner_boxes(names: Names) -> list[Box]:
    """Return where the words in the corners stand."""
    first, watch = (width(say(names.language, f"chart.map.{corner}"), SIZE) for corner in ("first", "watch"))
    return [Box(_LEFT, _TOP, _LEFT + 16 + first, _TOP + 22), Box(_RIGHT - 16 - watch, _BOTTOM - 24, _RIGHT, _BOTTOM)]


def _candidates(x: float, y: float, room: float) -> list[tuple[float, float]]:
    beside = [(x + _GAP, y + 4), (x - _GAP - room, y + 4)]
    near = [(x - room / 2, y + side) for side in (-13.0, 22.0)]
    shifts = [sign * 14.0 * step for step in range(1, 9) for sign in (-1.0, 1.0)]
    shifted = [(left, y + 4 + shift) for shift in shifts for left in (x + _GAP, x - _GAP - room)]
    return beside + near + shifted


def _label_box(left: float, base: float, room: float) -> Box:
    return Box(left - 1, base - 11, left + room + 1, base + 4)


def _free(place: tuple[float, float], room: float, taken: list[Box], frame: Box) -> bool:
    box = _label_box(*place, room)
    return box.inside(frame) and not any(box.meets(other) for other in taken)


def _words(found: list[ComponentContribution], names: Names) -> tuple[str, str]:
    language = names.language
    summary = say(language, "chart.map.summary")
    if not found:
        return say(language, "chart.contributions.title-none"), summary
    half = found[0].expected_annual_loss_eur / 2.0
    weak = [one for one in found if one.expected_annual_loss_eur >= half and one.adaptive_capacity < _HALF]
    key, one = ("chart.map.title", weak[0]) if weak else ("chart.map.title-plain", found[0])
    return say(language, key, component=names.quoted(one.id)), summary
