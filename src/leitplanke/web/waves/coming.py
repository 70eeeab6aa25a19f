"""Who comes by a link: found by its secret and the code of the device, slowed down while guessing, spoken to in their language."""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.debug import sensitive_variables

from leitplanke.reports.words import LANGUAGES
from leitplanke.web.accounts.guard import address_of
from leitplanke.web.language.middleware import COOKIE as LANGUAGE
from leitplanke.web.pace.counting import Pace
from leitplanke.web.waves import links, raters
from leitplanke.web.waves.links import Visit

LOG = logging.getLogger("leitplanke.waves")
MOST_MISSES, MISSES_IN_SECONDS = 20, 900.0
"""Unknown links and codes of one address; whoever has a good link is never held up."""
MISSES = Pace("waves.misses", MOST_MISSES, MISSES_IN_SECONDS)
MOST_BEGUN, BEGUN_IN_SECONDS = 2000, 900.0
"""New devices by one link for a room: a full hall, and no flood."""
BEGUN = Pace("waves.begun", MOST_BEGUN, BEGUN_IN_SECONDS)
MOST_BEGUN_ALONE = 20
BEGUN_ALONE = Pace("waves.begun-alone", MOST_BEGUN_ALONE, BEGUN_IN_SECONDS)
"""The same by one person's own link."""
DEVICE_DAYS = 90
HIDDEN = {"Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex, nofollow, noarchive"}
"""The address is the secret, as of shared scenarios."""
P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, Visit, P], HttpResponse]


def device_cookie(visit: Visit) -> str:
    """Return the name of the cookie that keeps the code of a device for one link."""
    return f"leitplanke-w-{visit.invitation.pk.hex[:12]}"


def by_link(page: Page[P]) -> Callable[..., HttpResponse]:
    """Make a page public, for those with a link: everybody else finds nothing, and too many guesses are slowed down."""

    @wraps(page)
    @login_not_required
    @sensitive_variables("secret")
    def public(request: HttpRequest, secret: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        visit = _found(request, secret)
        if visit is None or not _leads_somewhere(visit):
            return hidden(miss(request))
        chosen = _speak(request, visit)
        try:
            with translation.override(chosen):
                response = page(request, visit, *args, **kwargs)
        except raters.NoAnswersNowError:
            response = too_late(request, visit)
        response.headers["Content-Language"] = chosen
        return hidden(response)

    return public


def _found(request: HttpRequest, secret: str) -> Visit | None:
    visit = links.visit(secret)
    if visit is None or not visit.takes_code:
        return visit
    return links.with_code(visit, links.read_code(request.COOKIES.get(device_cookie(visit), "")))


def _leads_somewhere(visit: Visit) -> bool:
    """Say whether a link is more than an unknown one: a cancelled link by which nobody has answered is not."""
    return not visit.is_cancelled or visit.is_room or visit.invitation.answered


def _speak(request: HttpRequest, visit: Visit) -> str:
    """Return the reader's language; who has chosen none is spoken to in that of the invitation."""
    chosen = request.COOKIES.get(LANGUAGE)
    if chosen in LANGUAGES:
        return str(chosen)
    request.COOKIES[LANGUAGE] = visit.invitation.language
    return visit.invitation.language


def miss(request: HttpRequest) -> HttpResponse:
    """Answer an unknown or replaced link, a cancelled one that nobody used, or a wrong code."""
    address = address_of(request)
    allowed = MISSES.allows(address)
    # The address of who guesses, as with wrong passwords; never what was tried: a mistyped link is nearly somebody's own.
    LOG.warning("a link or code that leads nowhere, from %s%s", address, "" if allowed else ": slowed down")
    return render(request, "waves/closed.html", {"slow": not allowed}, status=404 if allowed else 429)


def too_late(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Say that nothing was saved, and why."""
    context = {
        "visit": visit,
        "wave": visit.wave,
        "rater": raters.rater_of(visit),
        "code": links.shown_code(visit.code),
        "refused": request.method == "POST",
    }
    if "HX-Request" in request.headers:
        return HttpResponse(status=409, headers={"HX-Redirect": reverse("waves:start", args=[visit.secret])})
    return render(request, "waves/over.html", context, status=409 if request.method == "POST" else 200)


def remember_device(response: HttpResponse, visit: Visit, code: str) -> HttpResponse:
    """Keep the code of a device in its browser, for pages of waves only."""
    age = int(timedelta(days=DEVICE_DAYS).total_seconds())
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(device_cookie(visit), code, max_age=age, httponly=True, samesite="Lax", secure=secure, path="/w/")
    return response


def forget_device(response: HttpResponse, visit: Visit) -> HttpResponse:
    """Take the code of a device and the language of who used it out of its browser, and what the browser has kept of their pages."""
    response.delete_cookie(device_cookie(visit), path="/w/", samesite="Lax")
    response.delete_cookie(LANGUAGE, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def to_start(visit: Visit) -> HttpResponse:
    """Go to the first page of the link."""
    return redirect("waves:start", visit.secret)


def hidden(response: HttpResponse) -> HttpResponse:
    """Keep the address out of searches and other sites."""
    for name, value in HIDDEN.items():
        response.headers[name] = value
    return response
