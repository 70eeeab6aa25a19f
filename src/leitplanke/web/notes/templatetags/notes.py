"""Shows in a template how many notes there are. A builtin: no ``{% load %}``."""

from collections.abc import Mapping

from django import template

from leitplanke.web.companies.models import Company
from leitplanke.web.notes import targets

register = template.Library()


@register.simple_tag
def notes_of(company: Company) -> Mapping[str, int]:
    """Return the number of notes by target: ``{% notes_of company as noted %}``."""
    return targets.counts(company)


@register.inclusion_tag("notes/link.html", takes_context=True)
def notes_link(context: template.Context, noted: Mapping[str, int], target: str, title: str) -> dict[str, object]:
    """Link to the notes of a target, with their number."""
    return {"language": context["language"], "company": context["company"], "count": noted.get(target, 0), "target": target, "title": title}
