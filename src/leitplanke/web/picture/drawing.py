"""Bars and gaps as numbers of SVG attributes: no script draws them, and no style is written into the page."""

from collections.abc import Sequence

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from leitplanke.assessment.agreement import Gap, mean_level
from leitplanke.assessment.showing import Histogram
from leitplanke.reports.numbers import grouped
from leitplanke.reports.words import Language, say
from leitplanke.web.picture.values import Bar, GapRow
from leitplanke.web.picture.words import interval, signed
from leitplanke.web.whatif.picture import hundredths

RECT = '<rect class="lv{}" x="{}%" width="{}%" height="100%"/>'
NUMBER = '<text class="on{}" x="{}%" y="50%" dy="0.35em" text-anchor="middle">{}</text>'
NARROW = 0.06
"""Parts of a bar below this share have no room for their number."""
LEAST_REACH = 1.0
"""The picture of gaps shows at least so many levels to each side."""


def bar(title: str, histogram: Histogram, language: Language) -> Bar:
    """Return how a group's answers spread over the levels."""
    return Bar(
        title=title,
        levels=tuple(histogram.levels),
        shapes=_shapes(histogram),
        note=note(histogram, language),
        words=spoken(title, histogram, language),
    )


def _shapes(histogram: Histogram) -> SafeString:
    """Return a rectangle for each level and the number of people on it; a page has hundreds, too many for loops of a template."""
    people, sofar = sum(histogram.levels), 0
    rects, texts = [], []
    for level, count in enumerate(histogram.levels):
        if count:
            rects.append((level, hundredths(sofar / people), hundredths(count / people)))
            if count / people >= NARROW:
                texts.append((level, hundredths((sofar + count / 2.0) / people), count))
            sofar += count
    return format_html_join("", RECT, rects) + format_html_join("", NUMBER, texts)


def note(histogram: Histogram, language: Language) -> str:
    """Return the mean and how many gave no level, in a few words."""
    mean = mean_level(histogram.levels)
    told = [] if mean is None else [say(language, "picture.mean", mean=grouped(mean, language, 1))]
    told += [say(language, f"picture.{name}", count=count) for name, count in _silent(histogram) if count]
    return ", ".join(told)


def spoken(title: str, histogram: Histogram, language: Language) -> str:
    """Return a bar as a sentence: how many chose each level."""
    levels = [say(language, "picture.level-count", level=level, count=count) for level, count in enumerate(histogram.levels) if count]
    silent = [say(language, f"picture.{name}", count=count) for name, count in _silent(histogram) if count]
    return f"{title}: {', '.join(levels + silent)}."


def _silent(histogram: Histogram) -> tuple[tuple[str, int], ...]:
    return ("unknown", histogram.unknown), ("not-applicable", histogram.not_applicable)


def reach(gaps: Sequence[Gap]) -> float:
    """Return how many levels the picture of gaps shows to each side: whole ones, enough for all of it."""
    ends = [abs(end) for gap in gaps for end in (gap.levels, gap.low, gap.high) if end is not None]
    return float(-(-max([LEAST_REACH, *ends]) // 1))


def place(levels: float, most: float) -> str:
    """Return where a gap lies in a picture that reaches `most` levels to each side.

    Examples
    --------
    >>> place(0.0, 2.0), place(-2.0, 2.0), place(1.0, 2.0)
    ('50', '0', '75')
    """
    return hundredths((levels + most) / (2.0 * most))


def row(title: str, mark: str, gap: Gap, most: float, language: Language) -> GapRow:
    """Return a line of the picture of gaps, which reaches `most` levels to each side."""
    low, high = ("", "") if gap.low is None or gap.high is None else (place(gap.low, most), place(gap.high, most))
    told = f"{signed(gap.levels, language)} ({interval(gap, language)})"
    return GapRow(title=title, mark=mark, at=place(gap.levels, most), low=low, high=high, words=told)
