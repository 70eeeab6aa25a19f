"""The page of one's own tokens: list them, make one, take one back."""

from typing import TYPE_CHECKING, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from leitplanke.reports.words import Language, say
from leitplanke.web.accounts.affiliation import affiliation_of
from leitplanke.web.api import tokens
from leitplanke.web.api.models import MOST_NAME, Token
from leitplanke.web.language.middleware import reader_language

if TYPE_CHECKING:
    from leitplanke.web.accounts.models import User

LIVES = (30, 90, 365)
MOST_TOKENS = 50


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Show the reader's tokens; make a new one and show its secret this once."""
    here, language = affiliation_of(request).current, reader_language(request)
    user, secret, wrong = cast("User", request.user), "", {}
    if request.method == "POST" and here is not None:
        wrong = faults(request, language)
        if not wrong:
            name = " ".join(request.POST["name"].replace("\0", "").split())
            _, secret = tokens.make(user, here.organisation, name, request.POST["scope"], int(request.POST["days"]))
    context = {
        "rows": Token.objects.filter(user=user).select_related("organisation"),
        "here": here,
        "lives": [str(days) for days in LIVES],
        "secret": secret,
        "name": request.POST.get("name", "") if wrong else "",
        "scope": request.POST.get("scope", "") if wrong else "read",
        "days": request.POST.get("days", "") if wrong else "90",
        "wrong": wrong,
        "errors": list(wrong.items()),
        "section": "account",
    }
    return render(request, "api/tokens.html", context, status=422 if wrong else 200)


def faults(request: HttpRequest, language: Language) -> dict[str, str]:
    """Return by field what is wrong with the token asked for."""
    found = {}
    name = " ".join(request.POST.get("name", "").replace("\0", "").split())
    if not name:
        found["name"] = say(language, "web.fault.missing")
    elif len(name) > MOST_NAME:
        found["name"] = say(language, "web.fault.too-long", most=MOST_NAME)
    elif Token.objects.filter(user=cast("User", request.user)).count() >= MOST_TOKENS:
        found["name"] = say(language, "api.tokens.too-many", most=MOST_TOKENS)
    if request.POST.get("scope") not in Token.Scope.values:
        found["scope"] = say(language, "web.fault.no-choice")
    if request.POST.get("days") not in {str(days) for days in LIVES}:
        found["days"] = say(language, "web.fault.no-choice")
    return found


@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Take one of the reader's tokens back: from now on it opens nothing."""
    get_object_or_404(Token, pk=token_id, user=cast("User", request.user)).delete()
    return redirect("api:tokens")
