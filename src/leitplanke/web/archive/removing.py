"""Deletes a firm with everything in it; what was shown of its waves is remembered without it."""

from django.db import transaction
from django.utils import timezone

from leitplanke.web.companies.models import Company
from leitplanke.web.survey.models import Rater
from leitplanke.web.waves.models import Invitation, Wave


@transaction.atomic
def remove(company: Company) -> None:
    """Delete a firm: figures, answers, plans, files. There is no way back but a backup.

    Pictures of waves stay in a shell that nobody finds: counts of five and more people, without names and firm. Without them, whoever
    deletes a firm and asks the same people again in a new one could subtract the two pictures (``waves.seen``).
    """
    gone = Company.objects.select_for_update().get(pk=company.pk)
    if shown := list(Wave.objects.filter(company=gone, pictures__isnull=False).distinct()):
        _remember(gone, shown)
    gone.delete()


def _remember(gone: Company, waves: list[Wave]) -> None:
    """Move waves into an empty shell, without people, links, name and dates."""
    rows = Wave.objects.filter(pk__in=[one.pk for one in waves])
    Rater.objects.filter(wave__in=waves).delete()
    Invitation.objects.filter(wave__in=waves).delete()
    rows.exclude(follows__in=waves).update(follows=None)
    shell = Company.objects.create(organisation=gone.organisation, deleted_at=timezone.now())
    rows.update(company=shell, name="", state=Wave.State.FROZEN, live=False, closes_at=None, keep_until=None, works_council_agreed_on=None)


def confirms(company: Company, typed: str) -> bool:
    """Say whether somebody has typed the firm's name, so that nobody deletes the wrong one by a click.

    Capitals and spaces do not matter; a firm without name needs none.
    """
    return _plain(typed) == _plain(company.name)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
