"""Tells the browser what a page may do, and keeps the local mode local."""

import ipaddress
from collections.abc import Callable

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
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_VIA")
"""Marks of a proxy: what comes through one does not come from this machine."""


def headers(answer: Answer) -> Answer:
    """Put the protective headers on every answer; pages with a firm's data are kept out of caches."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith(settings.STATIC_URL):
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
