"""The one door to a firm: who may do nothing with it does not find it, who may do less than asked is refused."""

from typing import TYPE_CHECKING, Protocol, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from leitplanke.web.accounts.affiliation import organisation_for_firms
from leitplanke.web.accounts.rights import NotAllowedError, Verb, usual_verb
from leitplanke.web.companies.models import Company

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from leitplanke.web.accounts.models import User

Row_co = TypeVar("Row_co", bound=Model, covariant=True)


class Scoped(Protocol[Row_co]):
    """Rows that are always asked for a reader: `CompanyQuerySet`, `FirmQuerySet` and managers made of them."""

    def for_user(self, user: "User | AnonymousUser", verb: Verb) -> QuerySet[Row_co]:
        """Return the rows with whose firm `user` may do `verb`."""

    def known_to(self, user: "User | AnonymousUser") -> QuerySet[Row_co]:
        """Return the rows with whose firm `user` may do anything."""


def company_for(request: HttpRequest, company_id: UUID, verb: Verb | None = None) -> Company:
    """Return the firm if the reader may do `verb` with it; without one, looking is seeing and sending is editing.

    Raises
    ------
    Http404
        If the reader may do nothing with it: as if it did not exist.
    NotAllowedError
        If the reader may do something with it, but not this.
    """
    return row_for(request, Company.objects.all(), company_id, verb)


def row_for(request: HttpRequest, rows: Scoped[Row_co], key: object, verb: Verb | None = None) -> Row_co:
    """Return the row `key` if the reader may do `verb` with its firm, as `company_for` does.

    Raises
    ------
    Http404
        If there is no such row, or the reader may do nothing with its firm.
    NotAllowedError
        If the reader may do something with its firm, but not this.
    """
    verb = verb or usual_verb(request)
    found = rows.for_user(request.user, verb).filter(pk=key).first()
    if found is not None:
        return found
    if rows.known_to(request.user).filter(pk=key).exists():
        raise NotAllowedError(verb)
    raise Http404


def may(user: "User | AnonymousUser", company_id: UUID, verb: Verb) -> bool:
    """Say whether somebody may do `verb` with a firm."""
    return Company.objects.for_user(user, verb).filter(pk=company_id).exists()


def create_company(request: HttpRequest) -> Company:
    """Return a new empty firm in the organisation where the reader is.

    Raises
    ------
    NotAllowedError
        If they may not begin one there.
    """
    return Company.objects.create(organisation=organisation_for_firms(request))
