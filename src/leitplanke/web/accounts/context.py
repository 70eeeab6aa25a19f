"""Gives every template who the reader is here, and whether there is a sign-in elsewhere."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from leitplanke.web.accounts.affiliation import affiliation_of


def accounts(request: HttpRequest) -> dict[str, object]:
    """Return ``affiliation``, looked up where a page needs it, and ``elsewhere``, the name of the other sign-in."""
    other = settings.SIGN_IN_ELSEWHERE
    return {"affiliation": SimpleLazyObject(lambda: affiliation_of(request)), "elsewhere": other["name"] if other else ""}
