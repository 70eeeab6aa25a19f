"""Writes into the log who signed in, and whose password was said wrongly: with each organisation of the account, never with its address.

The door closes after a few wrong passwords (`accounts.guard`), so that nobody fills the log by guessing.
"""

from typing import Any

from django.conf import settings

from leitplanke.web.accounts.models import Membership, User
from leitplanke.web.audit.recording import record

SIGNED_IN = "sign-in"
REFUSED = "refused"
BAD_CODE = "bad-code"
"""The password was right, the second step was not: somebody may know the password."""


def signed_in(user: User, **_: Any) -> None:  # noqa: ANN401 - what Django sends
    """Tell that somebody came in; on a machine for one person there is no password, and nothing to tell."""
    if not settings.LOCAL:
        _tell(SIGNED_IN, user)


def refused(credentials: dict[str, Any], **_: Any) -> None:  # noqa: ANN401 - as above
    """Tell that the password of an account was wrong; a name that nobody has belongs in no organisation's log."""
    user = User.objects.filter(username=str(credentials.get("username", ""))).first()
    if user is not None and not settings.LOCAL:
        _tell(REFUSED, user)


def refused_code(user: User, **_: Any) -> None:  # noqa: ANN401 - what allauth sends
    """Tell that the code of a second step was wrong."""
    _tell(BAD_CODE, user)


def _tell(action: str, user: User) -> None:
    for organisation in Membership.objects.filter(user=user).values_list("organisation", flat=True):
        record(action, "accounts.user", str(user.pk), organisation=organisation, by=user.pk)
