"""Links that show one scenario to people without an account: made, found again, counted and revoked."""

import uuid
from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

from leitplanke.web.accounts.models import User, digest_of
from leitplanke.web.pace.counting import Pace
from leitplanke.web.whatif.models import SHARED_DAYS, Scenario, Share

DAYS = (1, 7, SHARED_DAYS, 30, 90)
"""How long a link may last."""
MOST_LINKS = 20
"""Open at once of one scenario."""
SALT = "leitplanke.web.whatif.share"
MOST_VIEWS, VIEWS_IN_SECONDS = 120, 60.0
"""Of one link."""
MOST_MISSES, MISSES_IN_SECONDS = 20, 900.0
"""Of one address."""


def secret_of(share_id: uuid.UUID) -> str:
    """Return the secret of a link: made of the server's own key, so that members can see it again and no table holds it."""
    return salted_hmac(SALT, str(share_id), algorithm="sha256").hexdigest()


def share(scenario: Scenario, days: int, user: User) -> Share | None:
    """Return a new link of a scenario, or None if it has too many open ones."""
    if sum(one.is_open for one in scenario.shares.all()) >= MOST_LINKS:
        return None
    made = uuid.uuid4()
    ends = timezone.now() + timedelta(days=days if days in DAYS else SHARED_DAYS)
    return Share.objects.create(id=made, scenario=scenario, digest=digest_of(secret_of(made)), created_by=user, expires_at=ends)


def found(secret: str) -> Share | None:
    """Return the open link of a secret; None if there is none, it has ended or was revoked."""
    shared = Share.objects.filter(digest=digest_of(secret)).select_related("scenario__study__company").first()
    return shared if shared is not None and shared.is_open else None


def known_secret(shared: Share) -> str:
    """Return the secret of a link to show it again; empty if the server's key is another one by now."""
    secret = secret_of(shared.pk)
    return secret if digest_of(secret) == shared.digest else ""


VIEWS = Pace("share.views", MOST_VIEWS, VIEWS_IN_SECONDS)
MISSES = Pace("share.misses", MOST_MISSES, MISSES_IN_SECONDS)
