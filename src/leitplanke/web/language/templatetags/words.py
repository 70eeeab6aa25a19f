"""Template tags that speak: texts of the store, catalogue texts and numbers, in the reader's language.

They are builtins: no ``{% load %}``. The language comes from the context variable ``language``.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString

from leitplanke.catalogue.entries import Entry, Indicator, Text
from leitplanke.reports import numbers, words

if TYPE_CHECKING:
    from leitplanke.web.language.asking import Asking

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: Context, key: str, **values: object) -> str:
    """Return the text of `key`: ``{% say "web.save" %}``; escaped like any variable."""
    return words.say(context["language"], key, **values)


@register.simple_tag(takes_context=True)
def text(context: Context, both: Text) -> str:
    """Return a catalogue text: ``{% text indicator.question %}``."""
    return str(getattr(both, context["language"]))


@register.simple_tag(takes_context=True)
def asked(context: Context, entry: Entry, field: str) -> str:
    """Return a text of a page with questions, in the language they are asked in: ``{% asked indicator "question" %}``."""
    found: Asking = context["asking"]
    return found.text(entry, field)


@register.simple_tag(takes_context=True)
def asked_levels(context: Context, indicator: Indicator) -> list[tuple[str, str]]:
    """Return the answers of a question, value and sentence, in the language it is asked in."""
    found: Asking = context["asking"]
    return [(str(level), found.text(indicator, f"levels[{level}].text")) for level in range(len(indicator.levels))]


@register.simple_tag(takes_context=True)
def euro(context: Context, value: float, *, exact: bool = False) -> str:
    """Return an amount of money, two significant digits unless ``exact=True``."""
    return numbers.euro(value, context["language"], exact=exact)


@register.simple_tag(takes_context=True)
def percent(context: Context, share: float) -> str:
    """Return a share as per cent."""
    return numbers.percent(share, context["language"])


@register.simple_tag(takes_context=True)
def number(context: Context, value: float, decimals: int = 0) -> str:
    """Return a number with the reader's separators."""
    return numbers.grouped(value, context["language"], decimals)


@register.simple_tag
def clock(moment: datetime) -> str:
    """Return the time of day in Germany, such as 14:32."""
    return timezone.localtime(moment).strftime("%H:%M")


@register.filter
def entry(mapping: dict[Any, Any], key: object) -> object:
    """Return ``mapping[key]`` or None: ``{{ errors|entry:field }}``."""
    return mapping.get(key)


@register.simple_tag(takes_context=True)
def day(context: Context, moment: datetime) -> str | SafeString:
    """Return a date: 22.11.2026 or 22 Nov 2026."""
    return timezone.localtime(moment).strftime("%d.%m.%Y" if context["language"] == "de" else "%d %b %Y")
