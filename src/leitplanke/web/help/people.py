"""What a search finds of the reader's own account and of their organisation's people."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from leitplanke.reports.words import Language, say
from leitplanke.web.accounts.affiliation import affiliation_of
from leitplanke.web.help.values import Found

OF_ANYBODY = (("api:tokens", "api.tokens.title"),)
OF_AN_ACCOUNT = (("accounts:account", "people.account.title"), ("mfa_index", "people.security.title"), *OF_ANYBODY)
OF_PEOPLE = (("people:list", "people.title"), ("people:roles", "people.roles"))


def pages(request: HttpRequest, language: Language) -> tuple[Found, ...]:
    """Return the pages of account and people that the reader may open; strangers have none, the local mode only its tokens."""
    if not request.user.is_authenticated:
        return ()
    here = affiliation_of(request)
    own = [(reverse(name), key) for name, key in (OF_ANYBODY if settings.LOCAL else OF_AN_ACCOUNT)]
    if here.current is not None and here.manages_people:
        own += [(reverse(name, args=[here.current.organisation_id]), key) for name, key in OF_PEOPLE]
    return tuple(Found(title=say(language, key), note="", address=address) for address, key in own)
