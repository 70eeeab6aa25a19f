"""The one door to a firm: only members of its organisation find it."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from leitplanke.web.companies.models import Company

if TYPE_CHECKING:
    from leitplanke.web.accounts.models import Organisation, User


def company_for(request: HttpRequest, company_id: UUID) -> Company:
    """Return the firm, or answer 404 as if it did not exist."""
    return get_object_or_404(Company.objects.for_user(request.user), pk=company_id)


def create_company(user: "User") -> Company:
    """Return a new empty firm in the first organisation of `user`."""
    organisation: Organisation = user.organisations.order_by("created_at")[0]
    return Company.objects.create(organisation=organisation)
