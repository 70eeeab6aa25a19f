"""Says in a template what the reader may do with a firm. A builtin: no ``{% load %}``."""

from typing import TYPE_CHECKING

from django import template
from django.conf import settings
from django.template import Context

from leitplanke.web.accounts.rights import Verb
from leitplanke.web.companies.models import Company

if TYPE_CHECKING:
    from leitplanke.web.accounts.affiliation import Affiliation

register = template.Library()
_OF_FIRMS = {"company_id", "study_id"}


@register.simple_tag(takes_context=True)
def may(context: Context, verb: str, company: Company) -> bool:
    """Say whether the reader may do `verb` with a firm that is before them: ``{% may "export" company as exports %}``."""
    found: Affiliation | None = context.get("affiliation")
    here = [one for one in found.memberships if one.organisation_id == company.organisation_id] if found else []
    return any(Verb(verb) in one.verbs for one in here)


@register.simple_tag(takes_context=True)
def only_reading(context: Context) -> bool:
    """Say whether this page belongs to a firm that the reader may see but not change."""
    company, match = context.get("company"), getattr(context.get("request"), "resolver_match", None)
    if settings.LOCAL or not isinstance(company, Company) or match is None or not _OF_FIRMS & match.kwargs.keys():
        return False
    return not may(context, Verb.EDIT, company)
