"""Receives policy reports; answers refusals and faults with a page that says what to do."""

import json
import sys
from http import HTTPStatus
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from leitplanke.web import outages
from leitplanke.web.accounts.guard import address_of
from leitplanke.web.accounts.rights import NotAllowedError
from leitplanke.web.pace.counting import Pace
from leitplanke.web.protection.middleware import length_of
from leitplanke.web.protection.models import PolicyBreach

MAX_REPORT_BYTES = 8192
MAX_ROWS = 500
"""Reports come from anybody: the table must not grow without bound."""
REPORTS = Pace("policy-reports", 60, 60.0)
"""Of one address: a page with many faults tells them all at once; more would only write to the disk."""


@login_not_required
@csrf_exempt
@require_POST
def report_breach(request: HttpRequest) -> HttpResponse:
    """Count one report of a browser; anything that is none is dropped without a word."""
    found = read_report(request)
    if found and REPORTS.allows(address_of(request)):
        count_breach(*found)
    return HttpResponse(status=204)


def read_report(request: HttpRequest) -> tuple[str, str] | None:
    """Return directive and path of a report, or None if the body is no report."""
    if length_of(request) > MAX_REPORT_BYTES:
        return None
    try:
        report = json.loads(request.body)["csp-report"]
        directive = str(report.get("effective-directive") or report["violated-directive"])
        return directive[:60], without_secret(urlsplit(str(report["document-uri"])).path)[:200]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def without_secret(path: str) -> str:
    """Return an address of ours without the secret of a link in it: who reads the table must not come in by it."""
    try:
        found = resolve(path)
    except Resolver404:
        return "-"
    return path.replace(str(found.kwargs["secret"]), "<secret>") if "secret" in found.kwargs else path


@transaction.atomic
def count_breach(directive: str, path: str) -> None:
    """Add one to the row of `directive` and `path`."""
    rows = PolicyBreach.objects.filter(directive=directive, path=path)
    if not rows.update(count=F("count") + 1) and PolicyBreach.objects.count() < MAX_ROWS:
        PolicyBreach.objects.create(directive=directive, path=path, count=1)


def refuse_forgery(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django names the reason; it helps only attackers
    """Answer a form that did not come from one of our own pages."""
    return render(request, "refusal.html", {"kind": "forgery"}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer a request that cannot be read."""
    return HttpResponse(
        "400: Diese Anfrage ist nicht lesbar. / This request cannot be read.\n", status=400, content_type="text/plain; charset=utf-8"
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that is not allowed; where a role lacks a right, say which."""
    verb = exception.verb if isinstance(exception, NotAllowedError) else None
    return render(request, "refusal.html", {"kind": "forbidden", "verb": verb}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer an address that does not exist, or not for this reader."""
    return render(request, "refusal.html", {"kind": "not-found"}, status=404)


def too_many(request: HttpRequest) -> HttpResponse:
    """Answer somebody who tries too often."""
    return render(request, "refusal.html", {"kind": "too-many"}, status=429)


def server_fault(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours without touching database or session; one that passes by itself says so and when to try again."""
    outage = outages.outage_of(sys.exc_info()[1])
    if outage is None:
        return render(request, "refusal.html", {"kind": "fault"}, status=HTTPStatus.INTERNAL_SERVER_ERROR)
    context = {"kind": outage, "sent": request.method == "POST"}
    response = render(request, "refusal.html", context, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = str(outages.SECONDS)
    return response
