"""The hinge table in words: where an entry is shown, how one entry uses another, and what a figure rests on."""

from collections.abc import Iterable

from leitplanke.catalogue.hinge import Use
from leitplanke.catalogue.shown import Spot
from leitplanke.primitives.origin import Origin
from leitplanke.reports.naming import quoted
from leitplanke.reports.numbers import day
from leitplanke.reports.words import Language, say

RESULT = "page.result."
REPORT = "report."
_HEADINGS = {
    "main-numbers": "look.result.numbers",
    "worth": "capacities.heading",
    "outlook": "drivers.heading",
    "causes": "causemap.heading",
    "stories": "stories.heading",
}
"""Headings of sections that are not called like their section."""


def spot_words(spots: Iterable[Spot], language: Language) -> tuple[str, ...]:
    """Return where readers find something: pages, then sections of the result page, then chapters of the report.

    Examples
    --------
    >>> spot_words([Spot("page.result.areas"), Spot("page.trail"), Spot("report.plan"), Spot("report.talk")], "en")
    ('Where a number comes from', 'result “Where it hurts”', 'report “The plan”, “What you should talk about”')
    """
    pages, sections, chapters = [], [], []
    for spot in spots:
        if spot.id.startswith(RESULT):
            name = spot.id.removeprefix(RESULT)
            sections.append(quoted(say(language, _HEADINGS.get(name, f"look.result.{name}")), language))
        elif spot.id.startswith(REPORT):
            chapters.append(quoted(say(language, spot.id), language))
        else:
            pages.append(say(language, f"hinge.{spot.id}"))
    parts = (("hinge.in-result", sections), ("hinge.in-report", chapters))
    return (*pages, *(say(language, key, named=", ".join(named)) for key, named in parts if named))


def use_words(use: Use, language: Language, *, named: bool) -> str:
    """Return how an entry uses another (`named`), or how it is used by it, as the beginning of a list."""
    return say(language, f"cli.hinge.{'names' if named else 'used'}.{use.field}")


def origin_words(origin: Origin, language: Language) -> str:
    """Return whether a figure is fact or assumption, how sure we are, and when somebody checked it."""
    level = say(language, f"trail.confidence.{origin.confidence}")
    parts = (
        say(language, f"trail.{origin.tag}"),
        say(language, "trail.confidence", level=level),
        say(language, "trail.checked", date=day(origin.checked_on, language)),
    )
    return "; ".join(parts)
