"""Which firms are open to an adviser, and until when."""

from collections.abc import Mapping
from datetime import date, datetime, time

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from leitplanke.web.accounts import members
from leitplanke.web.accounts.members import Part, Refusal, RefusedError
from leitplanke.web.accounts.models import Membership, Organisation
from leitplanke.web.accounts.rights import Role
from leitplanke.web.companies.models import Company, CompanyAccess


@transaction.atomic
def invite_with_firms(giver: Membership, label: str, part: Part, firms: Mapping[Company, datetime | None]) -> str:
    """Return the secret of a new invitation; an adviser's names the firms it opens.

    Raises
    ------
    RefusedError
        If the name is empty, or an adviser gets no firm.
    """
    if part.role is Role.ADVISER and not firms:
        raise RefusedError(Refusal.FIRMS)
    secret, made = members.invite(giver, label, part)
    if part.role is Role.ADVISER:
        CompanyAccess.objects.bulk_create(CompanyAccess(invite=made, company=one, expires_at=end) for one, end in firms.items())
    return secret


def open_firms(adviser: Membership, firms: Mapping[Company, datetime | None]) -> None:
    """Open firms of the organisation to an adviser, each until its end, or without one; what was open gets the new end."""
    for firm, end in firms.items():
        CompanyAccess.objects.update_or_create(user=adviser.user, company=firm, defaults={"expires_at": end})


def firms_of(organisation: Organisation) -> tuple[Company, ...]:
    """Return the firms that can be opened to advisers."""
    return tuple(Company.objects.filter(organisation=organisation).exclude(name=""))


def chosen_firms(request: HttpRequest, organisation: Organisation) -> Mapping[Company, datetime | None]:
    """Return the ticked firms of the organisation with the end of access.

    Raises
    ------
    RefusedError
        If the day is none, or is over.
    """
    ends = end_of(request.POST.get("until", ""))
    ticked = set(request.POST.getlist("firms"))
    return {firm: ends for firm in firms_of(organisation) if str(firm.pk) in ticked}


def end_of(typed: str) -> datetime | None:
    """Return the end of the day that was typed, None for none.

    Raises
    ------
    RefusedError
        If it is no day, or is over.
    """
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise RefusedError(Refusal.UNTIL) from None
    if day < timezone.localdate():
        raise RefusedError(Refusal.UNTIL)
    return timezone.make_aware(datetime.combine(day, time.max))
