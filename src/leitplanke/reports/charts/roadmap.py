"""The roadmap: when each measure is introduced and runs, and how busy the firm is with it."""

from leitplanke.primitives.quarter import Quarter
from leitplanke.reports.charts.canvas import SIZE, Canvas, Chart
from leitplanke.reports.charts.lettering import width, wrap
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import days, euro, percent, quarter
from leitplanke.reports.palette import GRID, INK, LIMIT, MUTED, mark
from leitplanke.reports.sentences import measure_count, starting
from leitplanke.reports.words import say
from leitplanke.study.result import PlannedMeasureResult, QuarterLoad, StudyResult

NAME = "roadmap"
_LABEL, _LEFT, _RIGHT = 22.0, 240.0, 632.0
_ROW, _ROW_OF_ONE_LINE, _LINE, _TOP, _LOAD = 34.0, 24.0, 14.0, 26.0, 62.0


def draw(result: StudyResult, names: Names) -> Chart:
    """Return the roadmap of the plan."""
    measures = result.plan.measures
    title, summary = _words(result, names)
    height = _ROW if any(len(_label(one, names)) > 1 for one in measures) else _ROW_OF_ONE_LINE
    bottom = _TOP + height * max(1, len(measures))
    canvas = Canvas(height=bottom + _LOAD + 56)
    canvas.name(NAME, title, summary)
    start, count = Quarter.parse(result.study.start), 4 * result.study.horizon_years
    step = (_RIGHT - _LEFT) / count
    _draw_years(canvas, start, count, step, bottom)
    for row, one in enumerate(measures):
        _draw_measure(canvas, _TOP + height * (row + 0.5), one, names, (start, count, step))
    _draw_load(canvas, bottom + 14, result.plan.quarters, (start, count, step), names)
    _draw_key(canvas, bottom + _LOAD + 44, names)
    header = tuple(say(names.language, f"table.{name}") for name in ("measure", "start", "effective", "cost", "days-once", "days-year"))
    rows = tuple(_row(one, names) for one in measures)
    return Chart(name=NAME, title=title, summary=summary, svg=canvas.render(), header=header, rows=rows)


def _draw_years(canvas: Canvas, start: Quarter, count: int, step: float, bottom: float) -> None:
    for position in range(count + 1):
        here = start.plus(position)
        x = _LEFT + step * position
        first = here.number == 1 or position == 0
        canvas.line((x, _TOP - (8 if first else 0)), (x, bottom + _LOAD), GRID, width=1.0 if first else 0.5)
        if first and count - position >= 2:  # noqa: PLR2004 - a year's name needs two quarters of room
            canvas.text(x + 4, _TOP - 8, str(here.year), colour=MUTED)


def _label(one: PlannedMeasureResult, names: Names) -> list[str]:
    return wrap(names.title(one.id), _LEFT - _LABEL - 10, SIZE)


def _draw_measure(canvas: Canvas, y: float, one: PlannedMeasureResult, names: Names, grid: tuple[Quarter, int, float]) -> None:
    start, count, step = grid
    look = mark(_component(one.id, names))
    lines = _label(one, names)
    canvas.symbol(10, y, look.symbol, look.colour, 5.5)
    for position, line in enumerate(lines):
        canvas.text(_LABEL, y + 4 + _LINE * (position - (len(lines) - 1) / 2), line)
    begin = max(0, Quarter.parse(one.start_quarter).since(start))
    running = min(count, max(begin, Quarter.parse(one.effective_quarter).since(start)))
    canvas.rect(_LEFT + step * begin, y - 8, step * (running - begin), 16, _light(look.colour))
    canvas.rect(_LEFT + step * running, y - 8, step * (count - running), 16, look.colour)


def _component(measure: str, names: Names) -> str:
    return str(getattr(names.entries.get(measure), "component", "component.cross"))


def _light(colour: str) -> str:
    channels = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - (255 - channel) * 0.4):02X}" for channel in channels)


def busiest(load: QuarterLoad) -> float:
    """Return the share of its available days that the busiest role is planned for in a quarter."""
    pairs = (
        (load.owner_days, load.owner_limit),
        (load.management_days, load.management_limit),
        (load.it_days, load.it_limit),
        (load.staff_days, load.staff_limit),
    )
    return max((used / limit for used, limit in pairs if limit > 0.0), default=0.0)


def _draw_load(canvas: Canvas, top: float, quarters: tuple[QuarterLoad, ...], grid: tuple[Quarter, int, float], names: Names) -> None:
    start, count, step = grid
    floor, full = top + 46.0, 40.0
    canvas.text(_LABEL, floor - 16, say(names.language, "chart.roadmap.load"))
    canvas.line((_LEFT, floor - full), (_RIGHT, floor - full), LIMIT, width=1.0, dash="4 3")
    canvas.text(_LEFT - 6, floor - full + 4, percent(1.0, names.language), anchor="end", colour=LIMIT)
    canvas.text(_LEFT - 6, floor + 4, percent(0.0, names.language), anchor="end", colour=MUTED)
    for load in quarters:
        position = Quarter.parse(load.quarter).since(start)
        if 0 <= position < count:
            height = full * min(1.1, busiest(load))
            canvas.rect(_LEFT + step * position + 2, floor - height, step - 4, height, MUTED)
    canvas.line((_LEFT, floor), (_RIGHT, floor), INK, width=1.0)


def _draw_key(canvas: Canvas, y: float, names: Names) -> None:
    introduction, runs = (say(names.language, f"chart.roadmap.{name}") for name in ("introduction", "running"))
    canvas.rect(_LEFT, y - 11, 26, 12, _light(MUTED))
    canvas.text(_LEFT + 32, y, introduction)
    x = _LEFT + 32 + width(introduction, SIZE) + 24
    canvas.rect(x, y - 11, 26, 12, MUTED)
    canvas.text(x + 32, y, runs)
    x += 32 + width(runs, SIZE) + 24
    canvas.line((x, y - 5), (x + 26, y - 5), LIMIT, width=1.0, dash="4 3")
    canvas.text(x + 32, y, say(names.language, "chart.roadmap.limit"))


def _words(result: StudyResult, names: Names) -> tuple[str, str]:
    language, measures = names.language, result.plan.measures
    if not measures:
        title = say(language, "chart.roadmap.title-none")
        return title, title + "."
    first, last = measures[0], max(measures, key=lambda one: one.start_quarter)
    if len(measures) == 1:
        title = say(language, "chart.roadmap.title-one", first=names.quoted(first.id), quarter=starting(first, language))
    else:
        title = say(
            language,
            "chart.roadmap.title",
            count=measure_count(len(measures), language),
            quarter=quarter(last.start_quarter, language),
            first=names.quoted(first.id),
        )
    peak = max(result.plan.quarters, key=busiest, default=None)
    if peak is None:
        return title, title + "."
    return title, say(language, "chart.roadmap.summary", quarter=quarter(peak.quarter, language), share=percent(busiest(peak), language))


def _row(one: PlannedMeasureResult, names: Names) -> tuple[str, ...]:
    language = names.language
    return (
        names.title(one.id),
        quarter(one.start_quarter, language),
        quarter(one.effective_quarter, language),
        euro(one.cost_eur.mid, language),
        days(one.person_days_once, language),
        days(one.person_days_per_year, language),
    )
