"""Which firms are open to an adviser, and until when."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from leitplanke.reports import numbers
from leitplanke.reports.words import Language, say
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


def told_of_advisers(organisation: Organisation, language: Language) -> Mapping[int, str]:
    """Return for each adviser with firms, by account, how many are open and when the next access ends."""
    ends: dict[int, list[datetime | None]] = defaultdict(list)
    rows = CompanyAccess.objects.open().filter(company__organisation=organisation, user__isnull=False)
    for user, end in rows.values_list("user", "expires_at"):
        ends[int(user or 0)].append(end)
    return {user: _told(found, language) for user, found in ends.items()}


def _told(ends: Sequence[datetime | None], language: Language) -> str:
    """Return in words how many firms are open and until when."""
    count = say(language, "people.adviser.one") if len(ends) == 1 else say(language, "people.adviser.some", count=len(ends))
    dated = [end for end in ends if end is not None]
    if not dated:
        return count
    day = numbers.day(timezone.localdate(min(dated)), language)
    return say(language, "people.adviser.until" if len(ends) == 1 else "people.adviser.next-end", count=count, day=day)


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
