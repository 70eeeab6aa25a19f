"""Writes into the log what is no write of a row, such as a file that was taken away."""

from uuid import UUID

from django.utils import timezone

from leitplanke.web.audit import acting
from leitplanke.web.audit.models import MOST_NAME, Actor, Entry
from leitplanke.web.companies.models import Company


def record(
    action: str,
    object_type: str,
    object_id: str,
    *,
    organisation: UUID | None,
    company: UUID | None = None,
    name: str = "",
    by: int | None = None,
) -> None:
    """Tell that somebody, by default whoever is acting, did something with an object."""
    Entry.objects.create(
        at=timezone.now(),
        actor_key=Actor.objects.filter(user=acting.user() if by is None else by).values_list("key", flat=True).first() or "",
        organisation=organisation,
        company=company,
        object_type=object_type,
        object_id=object_id,
        name=name[:MOST_NAME],
        action=action,
    )


def record_export(company: Company, name: str) -> None:
    """Tell that whoever is acting took a file of a firm away: whole data, a report, a result, evidence."""
    record("export", "companies.company", company.pk.hex, organisation=company.organisation_id, company=company.pk, name=name)
