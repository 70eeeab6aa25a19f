"""Slows down whoever guesses passwords, without shutting out the person whose password is guessed.

Failures are counted by name and address, by address over all names, and by name over all addresses. A browser that has signed in
before carries a signed mark and is counted by itself, so that an attacker who closes a name does not close it to its owner
(OWASP: device cookies).
"""

import ipaddress
import logging
import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from leitplanke.web.accounts.models import FailedSignIn, digest_of

MOST_FAILURES = 10
"""Of one name from one address, or in one known browser."""
MOST_OF_ALL = 100
"""Of one address over all names, and of one name over all addresses."""
CLOSED_FOR = timedelta(minutes=15)
MARK = "leitplanke-known"
MARK_LIFE = timedelta(days=365)
SALT = "leitplanke.web.accounts.guard"
LOG = logging.getLogger("leitplanke.accounts")


def is_closed(request: HttpRequest, name: str | None = None) -> bool:
    """Say whether a name, by default the posted one, is closed to this address or browser now."""
    limits = _limits(request, _name(request, name))
    recent = FailedSignIn.objects.filter(digest__in=limits, since__gt=timezone.now() - CLOSED_FOR)
    return any(row.count >= limits[row.digest] for row in recent)


@transaction.atomic
def count_failure(request: HttpRequest, name: str | None = None) -> None:
    """Remember one wrong password; old memories of anybody are dropped, and a name that closes is logged once."""
    drop_old()
    for digest, limit in _limits(request, _name(request, name)).items():
        row, _ = FailedSignIn.objects.select_for_update().get_or_create(digest=digest)
        FailedSignIn.objects.filter(pk=row.pk).update(count=F("count") + 1)
        if row.count + 1 == limit:
            LOG.warning("sign-in closed for %s after %s wrong passwords from %s", CLOSED_FOR, limit, address_of(request))


def forget(request: HttpRequest, name: str | None = None) -> None:
    """Forget the wrong passwords of somebody who then knew the right one; what their address did to other names stays counted."""
    drop_old()
    FailedSignIn.objects.filter(digest=next(iter(_limits(request, _name(request, name))))).delete()


def remember(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Mark the browser in which a password was right."""
    value = signing.dumps([_name(request, None), secrets.token_hex(8)], salt=SALT)
    response.set_cookie(MARK, value, max_age=MARK_LIFE, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


def address_of(request: HttpRequest) -> str:
    """Return who asks as far as the server can see; of IPv6 the network, for a machine there has many addresses.

    Behind a proxy of the operator's it is the last address the proxy has named; what others write into that header counts nothing.
    """
    given = str(request.META.get("REMOTE_ADDR", ""))
    for named in reversed(str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")):
        if not named.strip() or not _is_proxy(given):
            break
        given = named.strip()
    try:
        found = ipaddress.ip_address(given)
    except ValueError:
        return given
    return given if found.version == 4 else str(ipaddress.ip_network(f"{given}/64", strict=False).network_address)  # noqa: PLR2004 - IPv4


def _is_proxy(address: str) -> bool:
    """Say whether what an address names may be believed: by default only this machine's."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in settings.PROXIES)


def _limits(request: HttpRequest, name: str) -> dict[str, int]:
    """Return what is counted and how often it may fail; first what a right password clears."""
    address, known = address_of(request), _mark(request, name)
    if known:
        return {digest_of(f"browser {known} {name}"): MOST_FAILURES}
    return {
        digest_of(f"{address} {name}"): MOST_FAILURES,
        digest_of(f"address {address}"): MOST_OF_ALL,
        digest_of(f"name {name}"): MOST_OF_ALL,
    }


def _mark(request: HttpRequest, name: str) -> str:
    try:
        marked, mark = signing.loads(request.COOKIES.get(MARK, ""), salt=SALT, max_age=MARK_LIFE)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(mark) if marked == name else ""


def drop_old() -> None:
    """Forget wrong passwords that hold nobody up any more."""
    FailedSignIn.objects.filter(since__lte=timezone.now() - CLOSED_FOR).delete()


def _name(request: HttpRequest, name: str | None) -> str:
    return (request.POST.get("username", "") if name is None else name).strip().casefold()[:150]
