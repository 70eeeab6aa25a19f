"""Makes tokens, finds them by their secret, and lets them come in."""

import secrets
from datetime import timedelta

from django.utils import timezone

from leitplanke.web.accounts.models import Organisation, User, digest_of
from leitplanke.web.api.models import LONGEST_DAYS, Token

MARK = "lp_"
"""Begins every token, so that scanners of source code can recognise one that got there by mistake."""


def make(user: User, organisation: Organisation, name: str, scope: str, days: int) -> tuple[Token, str]:
    """Return a new token and its secret, which nobody can read again.

    Raises
    ------
    ValueError
        If it would end in the past, or later than in a year.
    """
    if not 0 < days <= LONGEST_DAYS:
        raise ValueError(days)
    secret, now = MARK + secrets.token_urlsafe(32), timezone.now()
    row = Token.objects.create(
        user=user,
        organisation=organisation,
        name=name,
        scope=Token.Scope(scope),
        digest=digest_of(secret),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    return row, secret


def find(secret: str) -> Token | None:
    """Return the token of a secret if it still opens something, and note the day."""
    found = Token.objects.valid().filter(digest=digest_of(secret)).select_related("user", "organisation").first()
    today = timezone.localdate()
    if found is not None and found.last_used_on != today:
        Token.objects.filter(pk=found.pk).update(last_used_on=today)
    return found
