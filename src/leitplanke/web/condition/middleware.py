"""Gives each request a number, counts it, and writes a line about it if the operator wants one."""

import logging
import secrets
import time
from collections.abc import Callable
from functools import cache

from django.http import HttpRequest, HttpResponse

from leitplanke.web.accounts.guard import address_of
from leitplanke.web.condition.counters import Counters
from leitplanke.web.logs.lines import CURRENT, route_of
from leitplanke.web.logs.masking import shortened

LOG = logging.getLogger("leitplanke.requests")
NUMBER_HEADER = "X-Request-ID"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@cache
def counters() -> Counters:
    """Return the counters of this process."""
    return Counters()


def counted(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let each request be numbered, counted and logged; the number stands in the answer, too, for readers to name it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        number, start = secrets.token_hex(6), time.perf_counter()
        mark = CURRENT.set(number)
        request.number = number  # type: ignore[attr-defined]  # for the page that tells of a fault
        try:
            response = answer(request)
            response.headers[NUMBER_HEADER] = number
            _note(request, response.status_code, time.perf_counter() - start)
        finally:
            CURRENT.reset(mark)
        return response

    return middleware


def _note(request: HttpRequest, status: int, seconds: float) -> None:
    match = request.resolver_match
    view = (match.view_name if match else "") or "-"
    method = request.method if request.method in _METHODS else "other"
    counters().count(view, str(method), status, seconds)
    if LOG.isEnabledFor(logging.INFO):
        fields = {"method": method, "route": route_of(request), "status": status, "ms": round(1000 * seconds, 1)}
        LOG.info("request", extra={"fields": fields | {"address": shortened(address_of(request))}})
