"""The hinge table in words: where an entry is shown, how one entry uses another, and what a figure rests on."""

from leitplanke.catalogue.hinge import Use
from leitplanke.catalogue.shown import Spot
from leitplanke.primitives.origin import Origin
from leitplanke.reports.numbers import day
from leitplanke.reports.words import Language, say

RESULT = "page.result."
REPORT = "report."
_HEADINGS = {"main-numbers": "look.result.numbers", "worth": "capacities.heading", "outlook": "drivers.heading"}
"""Headings of sections that are not called like their section."""


def spot_words(spot: Spot, language: Language) -> str:
    """Return where readers find something: the page, the section of the result page, or the chapter of the report.

    Examples
    --------
    >>> spot_words(Spot("page.result.areas"), "en"), spot_words(Spot("report.plan"), "de")
    ('Result, “Where it hurts”', 'Bericht, „Der Plan“')
    """
    if spot.id.startswith(RESULT):
        name = spot.id.removeprefix(RESULT)
        return say(language, "hinge.in-result", section=say(language, _HEADINGS.get(name, f"look.result.{name}")))
    if spot.id.startswith(REPORT):
        return say(language, "hinge.in-report", chapter=say(language, spot.id))
    return say(language, f"hinge.{spot.id}")


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
