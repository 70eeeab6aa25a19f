"""What pages of rounds say of a round, a group and the spread of answers."""

from dataclasses import dataclass

from django import template
from django.template import Context

from leitplanke.reports.words import say
from leitplanke.web.waves.asking import Asked
from leitplanke.web.waves.models import Wave
from leitplanke.web.waves.standing import closing_day, title

register = template.Library()
_OWN_NAMES = (("de", "Deutsch"), ("en", "English"))


@dataclass(frozen=True, slots=True)
class SpreadLine:
    """One answer: how many gave it, its bar's width in per cent of the longest, and whether it is the reader's own."""

    sentence: str
    count: int
    width: int
    own: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """All answers of a group to a question."""

    lines: tuple[SpreadLine, ...]
    total: int


@register.simple_tag(takes_context=True)
def wave_title(context: Context, wave: Wave) -> str:
    """Return how a round is called."""
    return title(wave, context["language"])


@register.simple_tag(takes_context=True)
def last_day(context: Context, wave: Wave) -> str:
    """Return the last day of a round."""
    return closing_day(wave, context["language"])


@register.simple_tag(takes_context=True)
def group_name(context: Context, role: str) -> str:
    """Return how a group is called."""
    return say(context["language"], f"group.{role}")


@register.simple_tag
def languages() -> tuple[tuple[str, str], ...]:
    """Return the languages people may be asked in."""
    return _OWN_NAMES


@register.simple_tag(takes_context=True)
def spread_rows(context: Context, one: Asked, options: list[tuple[str, str]], excuse: str) -> Spread:
    """Return the answers of the group in words; the last two only where somebody gave them."""
    named = (*options, ("unknown", say(context["language"], "look.unknown")), ("not-applicable", excuse))
    longest = max(one.spread)
    lines = tuple(
        SpreadLine(sentence, count, round(100 * count / longest), own=choice == one.before)
        for (choice, sentence), count in zip(named, one.spread, strict=True)
        if count or choice.isdigit() or choice == one.before
    )
    return Spread(lines, sum(one.spread))
