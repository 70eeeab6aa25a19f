"""Tells the browser what a page may do, keeps the local mode local, and refuses what is too large before it is read."""

import ipaddress
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden

Answer = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; report-uri /csp"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
LARGEST_BODY = 70_000_000
"""Of a member: a firm's archive, the largest file there is, has at most 60 MB; each page has bounds of its own below that."""
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_VIA")
"""Marks of a proxy: what comes through one does not come from this machine."""


def headers(answer: Answer) -> Answer:
    """Put the protective headers on every answer; pages with a firm's data are kept out of caches."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith(settings.STATIC_URL) or response.status_code >= HTTPStatus.BAD_REQUEST:
            response.headers.setdefault("Cache-Control", "no-store, private")
        if settings.ORIGIN.startswith("https://"):
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response

    return middleware


def local_only(answer: Answer) -> Answer:
    """In the local mode refuse whatever does not come from this very machine; Host names are checked by ALLOWED_HOSTS."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.LOCAL:
            request.get_host()
            if not from_this_machine(request):
                return HttpResponseForbidden("This installation answers only on the machine it runs on.\n", content_type="text/plain")
        return answer(request)

    return middleware


def from_this_machine(request: HttpRequest) -> bool:
    """Say whether the request came over loopback and through no proxy."""
    if any(mark in request.META for mark in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def readable(answer: Answer) -> Answer:
    """Refuse addresses with the sign zero: none of ours has it, and PostgreSQL keeps no text with it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponse(
                "400: Diese Adresse ist nicht lesbar. / This address cannot be read.\n",
                status=HTTPStatus.BAD_REQUEST,
                content_type="text/plain; charset=utf-8",
            )
        return answer(request)

    return middleware


def bounded(answer: Answer) -> Answer:
    """Refuse a request that is larger than any of ours before a byte of it is kept: strangers send no files, members no larger ones."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = length_of(request)
        if length <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE or (length <= LARGEST_BODY and request.user.is_authenticated):
            return answer(request)
        refused = HttpResponse(
            "413: Das ist zu groß. / This is too large.\n",
            status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            content_type="text/plain; charset=utf-8",
        )
        # What is still on its way must not be taken for the next request.
        refused.headers["Connection"] = "close"
        return refused

    return middleware


def length_of(request: HttpRequest) -> int:
    """Return how many bytes a request brings; Django reads no more than it says."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdecimal() else 0
