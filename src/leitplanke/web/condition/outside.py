"""What lies outside: the address people use, the mail server, the sign-in elsewhere. Only what the operator has set is asked."""

import smtplib
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.mail import get_connection

from leitplanke.web import environment
from leitplanke.web.condition.findings import Finding, fault, ok, warning

SECONDS = 10
_DISCOVERY = "/.well-known/openid-configuration"


def look() -> Iterator[Finding]:
    """Yield what is found of all."""
    for check in (address, mail, sign_in_elsewhere):
        yield check()


def address() -> Finding:
    """Look whether the address people use is one that links, cookies and forms can rest on."""
    origin, parts = settings.ORIGIN, urlsplit(settings.ORIGIN)
    if settings.LOCAL:
        return warning("address", "local-and-public", origin=origin) if origin else ok("address", "local")
    if not origin:
        return warning("address", "none")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        return fault("address", "no-origin", origin=origin)
    if parts.scheme == "http" and parts.hostname not in environment.LOOPBACK_HOSTS:
        return fault("address", "open", origin=origin)
    return ok("address", origin=origin)


def mail() -> Finding:
    """Look whether the mail server lets us in; no mail is sent."""
    if not settings.EMAIL_HOST:
        return ok("mail", "off")
    try:
        with get_connection(timeout=SECONDS):
            pass
    except (OSError, smtplib.SMTPException, ssl.SSLError) as error:
        return fault("mail", "refused", host=f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}", fault=_short(error))
    return ok("mail", host=settings.EMAIL_HOST)


def sign_in_elsewhere() -> Finding:
    """Look whether the issuer answers and calls itself what we call it."""
    found = environment.sign_in_elsewhere()
    if found is None:
        return ok("sign-in", "off")
    issuer = str(found["settings"]["server_url"])  # type: ignore[index]  # a table of allauth's
    try:
        answer = requests.get(f"{issuer}{_DISCOVERY}", timeout=SECONDS, allow_redirects=False)
        told = answer.json() if answer.ok else {}
    except (requests.RequestException, ValueError) as error:
        return fault("sign-in", "away", issuer=issuer, fault=_short(error))
    if not isinstance(told, dict) or "authorization_endpoint" not in told:
        return fault("sign-in", "away", issuer=issuer, fault=f"HTTP {answer.status_code}")
    named = str(told.get("issuer", "")).rstrip("/")
    return ok("sign-in", issuer=issuer) if named == issuer else fault("sign-in", "other", issuer=issuer, named=named)


def _short(error: Exception) -> str:
    told = str(getattr(error, "strerror", "") or error).strip().partition("\n")[0]
    return f"{type(error).__name__}: {told[:160]}"
