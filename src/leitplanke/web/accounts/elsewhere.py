"""Signing in with the operator's own sign-in (OpenID Connect): the way out and the way back.

Whatever is wrong over there leads to a page of ours; name and password go on working beside it.
"""

import logging

from allauth.socialaccount.providers.openid_connect import views as openid
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST
from requests import ConnectionError as RequestsConnectionError
from requests import RequestException, Timeout

from leitplanke.web.accounts.issuer import LINE, BusyError
from leitplanke.web.logs.lines import told

LOG = logging.getLogger("leitplanke.accounts")
UNREADABLE = (RequestException, ValueError, KeyError, TypeError)
"""What an issuer that does not answer, or answers nonsense, ends in."""


@login_not_required
@require_POST
def leave(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the other sign-in: by a page of its own, because our policy lets forms go nowhere but here."""
    try:
        with LINE.talk():
            response: HttpResponse = openid.login(request, provider_id)
    except UNREADABLE as fault:
        return failed(request, fault)
    target = response.headers.get("Location", "")
    return render(request, "accounts/leaving.html", {"target": target}) if target.startswith(("https://", "http://")) else response


@login_not_required
@require_GET
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take up what the other sign-in says."""
    try:
        with LINE.talk():
            response: HttpResponse = openid.callback(request, provider_id)
    except UNREADABLE as fault:
        return failed(request, fault)
    return response


def failed(request: HttpRequest, fault: Exception) -> HttpResponse:
    """Say that the other sign-in does not work now, and tell the operator why."""
    LOG.warning("the sign-in elsewhere failed: %s", _told(fault))
    return render(request, "accounts/elsewhere.html", {"kind": "failed"}, status=502)


def _told(fault: Exception) -> str:
    """Return what a fault was; its message only where the network or we ourselves speak and not the issuer, who speaks of people."""
    if isinstance(fault, BusyError | RequestsConnectionError | Timeout):
        return told(fault)
    kind = f"{type(fault).__module__}.{type(fault).__qualname__}".removeprefix("builtins.")
    answer = getattr(fault, "response", None)
    return kind if answer is None else f"{kind} {answer.status_code}"


@login_not_required
@require_GET
def cancelled(request: HttpRequest) -> HttpResponse:
    """Say that somebody broke the other sign-in off."""
    return render(request, "accounts/elsewhere.html", {"kind": "cancelled"})
