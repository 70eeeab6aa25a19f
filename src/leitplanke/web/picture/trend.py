"""How a firm's components are placed over all its waves."""

from collections.abc import Sequence

from leitplanke.assessment import picture
from leitplanke.assessment.agreement import mean_level
from leitplanke.assessment.picture import Cells
from leitplanke.assessment.showing import LEVELS
from leitplanke.web.picture import words
from leitplanke.web.picture.page import Told
from leitplanke.web.picture.values import Trend, TrendLine
from leitplanke.web.results.figures import mark_of
from leitplanke.web.results.values import Table
from leitplanke.web.whatif.picture import SQUARE, hundredths

FEWEST = 3
"""Two waves are compared question by question; from three on there is a course."""


def trend(waves: Sequence[tuple[str, Cells]], told: Told) -> Trend | None:
    """Return how each component is placed in each wave, oldest first; None for fewer than three waves or without a question in all.

    Only questions that were answered in every wave count: others would move a mean by being asked.
    """
    shared = frozenset.intersection(*(frozenset(name for name, _ in cells) for _, cells in waves)) if waves else frozenset()
    if len(waves) < FEWEST or not shared:
        return None
    means = [_placed({cell: found for cell, found in cells.items() if cell[0] in shared}, told) for _, cells in waves]
    names = [one.id for one in told.catalogue.components if all(one.id in found for found in means)]
    if not names:
        return None
    courses = {name: [found[name] for found in means] for name in names}
    titles = [title for title, _ in waves]
    better = sum(course[-1] > course[0] for course in courses.values())
    return Trend(
        title=told.say("trend-title", better=better, fields=len(names), first=titles[0]),
        summary=told.say("trend-summary", questions=len(shared)),
        lines=tuple(_line(told.names.title(name), mark_of(name), course) for name, course in courses.items()),
        across=tuple((hundredths(_share(place, titles)), title) for place, title in enumerate(titles)),
        up=tuple((hundredths(1.0 - level / (LEVELS - 1)), str(level)) for level in range(LEVELS)),
        table=Table(
            caption=told.say("trend-table"),
            head=(told.say("head.field"), *titles),
            rows=tuple(
                (told.names.title(name), *(words.figure(mean, told.names.language) for mean in course)) for name, course in courses.items()
            ),
        ),
    )


def _placed(cells: Cells, told: Told) -> dict[str, float]:
    scopes = picture.components(told.catalogue, picture.items(told.catalogue.indicators, cells))
    return {one.id: mean for one in scopes if (mean := mean_level(one.placed)) is not None}


def _share(place: int, titles: Sequence[str]) -> float:
    return place / (len(titles) - 1)


def _line(title: str, mark: str, course: Sequence[float]) -> TrendLine:
    spots = [(place / (len(course) - 1), 1.0 - mean / (LEVELS - 1)) for place, mean in enumerate(course)]
    return TrendLine(
        title=title,
        mark=mark,
        path=" ".join(f"{SQUARE * x:.1f},{SQUARE * y:.1f}" for x, y in spots),
        dots=tuple((hundredths(x), hundredths(y)) for x, y in spots),
    )
