"""What a token reaches: the firms of its organisation, through the same door as every page."""

from uuid import UUID

from django.http import HttpRequest

from leitplanke.web.accounts.rights import Verb
from leitplanke.web.api.models import Token
from leitplanke.web.companies.access import row_for
from leitplanke.web.companies.models import Company, CompanyQuerySet


def token_of(request: HttpRequest) -> Token:
    """Return the token of a request that has come in."""
    found: Token = request.api_token  # type: ignore[attr-defined]
    return found


def firms(request: HttpRequest) -> CompanyQuerySet:
    """Return the firms of the token's organisation; ask the door what of them may be done."""
    return Company.objects.filter(organisation=token_of(request).organisation_id)


def firm_for(request: HttpRequest, company_id: UUID, verb: Verb) -> Company:
    """Return a firm if the token's person may do `verb` with it; 404 or 403 as `company_for`."""
    return row_for(request, firms(request), company_id, verb)
