"""Switches the language and goes back to where the reader was."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from leitplanke.reports.words import LANGUAGES
from leitplanke.web.language.asking import COOKIE as QUESTIONS
from leitplanke.web.language.asking import asking
from leitplanke.web.language.middleware import COOKIE

A_YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Keep ``language``, or the language of the ``questions``, in a cookie and return to ``next`` on this host."""
    target = request.POST.get("next", "/")
    if not (target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)):
        target = "/"
    # Not `redirect`, which takes a word for the name of an address and fails where there is none.
    response = HttpResponseRedirect(target)
    if request.POST.get("language") in LANGUAGES:
        _keep(response, COOKIE, request.POST["language"])
    if request.POST.get("questions") in {code for code, _ in asking(request).offered}:
        _keep(response, QUESTIONS, request.POST["questions"])
    return response


def _keep(response: HttpResponse, cookie: str, language: str) -> None:
    response.set_cookie(cookie, language, max_age=A_YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
