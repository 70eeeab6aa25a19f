"""The line on every page of a firm: which step it belongs to, and what comes next. A builtin like the tags that speak."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django import template
from django.template import Context
from django.utils import timezone

from leitplanke.reports import numbers, words
from leitplanke.web.board.reminding import overdue_of
from leitplanke.web.companies.models import Company
from leitplanke.web.guide.line import Line, line_of
from leitplanke.web.guide.standing import standing_of
from leitplanke.web.guide.steps import Step, step_of

register = template.Library()
_OF_FIRMS = {"company_id", "study_id"}
"""Addresses with one of these show a firm to its own people only."""
_NO_LINE = {"guide:home"}
_TARGETS = ("target", "own_target", "added_kind")
"""Parts of an address that say which Unseen or measure its page is about."""


@register.simple_tag(takes_context=True)
def guide_line(context: Context) -> Line | None:
    """Return the line of a firm's page; None on every other page, and on the overview of the way itself."""
    company, request = context.get("company"), context.get("request")
    match = getattr(request, "resolver_match", None)
    if not isinstance(company, Company) or match is None or not _OF_FIRMS & match.kwargs.keys() or match.view_name in _NO_LINE:
        return None
    target = next((str(match.kwargs[name]) for name in _TARGETS if name in match.kwargs), "")
    return line_of(company, standing_of(company), step_of(match.view_name, target))


@register.simple_tag
def overdue_measures(companies: Iterable[Company]) -> Mapping[UUID, int]:
    """Return how many measures of each firm's roadmap should have begun by now."""
    return overdue_of(companies, timezone.localdate())


@register.simple_tag(takes_context=True)
def say_step(context: Context, step: Step, kind: str) -> str:
    """Return a text of a step: its ``title`` or its ``text``."""
    return words.say(context["language"], f"guide.step.{step.id}.{kind}")


@register.simple_tag(takes_context=True)
def on_day(context: Context, value: date) -> str:
    """Return a day: 31.03.2027 or 31 Mar 2027."""
    return numbers.day(value, context["language"])
