"""Writes into the log what is no write of a row, such as a file that was taken away."""

from uuid import UUID

from django.utils import timezone

from leitplanke.web.audit import acting
from leitplanke.web.audit.models import MOST_NAME, Actor, Entry


def record(
    action: str, object_type: str, object_id: str, *, organisation: UUID | None, company: UUID | None = None, name: str = ""
) -> None:
    """Tell that whoever is acting did something with an object."""
    Entry.objects.create(
        at=timezone.now(),
        actor_key=Actor.objects.filter(user=acting.user()).values_list("key", flat=True).first() or "",
        organisation=organisation,
        company=company,
        object_type=object_type,
        object_id=object_id,
        name=name[:MOST_NAME],
        action=action,
    )
