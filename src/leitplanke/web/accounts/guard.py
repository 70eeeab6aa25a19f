"""Slows down whoever guesses passwords: after a few wrong ones a name is closed to that address for a while."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from leitplanke.web.accounts.models import FailedSignIn, digest_of

MOST_FAILURES = 10
CLOSED_FOR = timedelta(minutes=15)


def is_closed(request: HttpRequest) -> bool:
    """Say whether this name is closed to this address now."""
    recent = FailedSignIn.objects.filter(digest=_key(request), since__gt=timezone.now() - CLOSED_FOR)
    return recent.filter(count__gte=MOST_FAILURES).exists()


@transaction.atomic
def count_failure(request: HttpRequest) -> None:
    """Remember one wrong password; old memories of anybody are dropped."""
    FailedSignIn.objects.filter(since__lte=timezone.now() - CLOSED_FOR).delete()
    row, _ = FailedSignIn.objects.get_or_create(digest=_key(request))
    FailedSignIn.objects.filter(pk=row.pk).update(count=F("count") + 1)


def forget(request: HttpRequest) -> None:
    """Forget the wrong passwords of somebody who then knew the right one."""
    FailedSignIn.objects.filter(digest=_key(request)).delete()


def _key(request: HttpRequest) -> str:
    name = request.POST.get("username", "").strip().casefold()[:150]
    return digest_of(f"{request.META.get('REMOTE_ADDR', '')} {name}")
