"""Answers machines: whether the server can work, and how much it does."""

import logging
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET

from leitplanke.web.condition import gauges, readiness
from leitplanke.web.condition.middleware import counters
from leitplanke.web.logs.seldom import Seldom
from leitplanke.web.protection.middleware import from_this_machine

LOG = logging.getLogger(__name__)
TEXT = "text/plain; charset=utf-8"
METRICS = "text/plain; version=0.0.4; charset=utf-8"
_UNREADY = Seldom()


@login_not_required
@require_GET
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether the server can work; anybody may ask, and whoever may read the metrics is told what is wrong."""
    found = readiness.findings()
    lines = [f"{one.state} {one.check}" for one in found if one.state != "ok" and may_read(request)]
    failed = ", ".join(one.check for one in found if one.state == "fault")
    if failed and _UNREADY.may_say(failed):
        LOG.warning("not ready: %s%s", failed, _UNREADY.taken())
    status = HTTPStatus.SERVICE_UNAVAILABLE if failed else HTTPStatus.OK
    return HttpResponse("\n".join(["not ready" if failed else "ready", *lines, ""]), status=status, content_type=TEXT)


@login_not_required
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer Prometheus on this machine, or with the operator's token; to others there is no such page."""
    if not may_read(request):
        raise Http404
    return HttpResponse(counters().text() + gauges.text(), content_type=METRICS)


def may_read(request: HttpRequest) -> bool:
    """Say whether somebody may read the metrics."""
    if from_this_machine(request):
        return True
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    return bool(settings.METRICS_TOKEN) and kind.lower() == "bearer" and constant_time_compare(given.strip(), settings.METRICS_TOKEN)
