"""Search, glossary and the questions on paper: open to everybody; of firms the search shows each reader only their own."""

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from leitplanke.reports import questionnaire
from leitplanke.reports.words import Language
from leitplanke.web.catalogue import catalogue, deep_check, quick_check
from leitplanke.web.help.looking import tidy
from leitplanke.web.help.search import search
from leitplanke.web.help.terms import terms
from leitplanke.web.language.middleware import reader_language

LONGEST_SEARCH = 100
LEAST_SEARCH = 2
CHECKS = {"schnellcheck": quick_check, "vertiefung": deep_check}


@login_not_required
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Show what was searched for; for the search dialog only the part that changes."""
    language = reader_language(request)
    wanted = tidy(request.GET.get("q", ""), LONGEST_SEARCH)
    groups = search(request, wanted, language) if len(wanted) >= LEAST_SEARCH else ()
    context = {"wanted": wanted, "groups": groups, "short": len(wanted) < LEAST_SEARCH, "section": "help"}
    return render(request, "help/found.html" if "HX-Request" in request.headers else "help/search.html", context)


@login_not_required
@require_GET
def show_terms(request: HttpRequest) -> HttpResponse:
    """Show every term with its meaning."""
    return render(request, "help/terms.html", {"terms": terms(reader_language(request)), "section": "help"})


@login_not_required
@require_GET
def list_terms(request: HttpRequest) -> HttpResponse:
    """Answer with the terms that pages mark in their texts, in the language named; it holds no firm's data and may be cached."""
    language: Language = "en" if request.GET.get("language") == "en" else "de"
    marked = [{"id": one.id, "name": one.name, "meaning": one.meaning, "forms": one.forms} for one in terms(language) if one.forms]
    return JsonResponse(marked, safe=False, headers={"Cache-Control": "public, max-age=3600"})


@login_not_required
@require_GET
def show_shortcuts(request: HttpRequest) -> HttpResponse:
    """Show the keys that pages know."""
    return render(request, "help/shortcuts.html", {"section": "help"})


@login_not_required
@require_GET
def paper_page(request: HttpRequest) -> HttpResponse:
    """Offer the questions on paper."""
    return render(request, "help/paper.html", {"section": "help"})


@login_not_required
@require_GET
def paper(request: HttpRequest, check: str) -> HttpResponse:
    """Answer with the questions of a check on paper, in the language asked for or else the reader's."""
    if check not in CHECKS:
        raise Http404
    named = request.GET.get("language", "")
    language: Language = "de" if named == "de" else "en" if named == "en" else reader_language(request)
    headers = {"Content-Disposition": f'inline; filename="leitplanke-{check}-{language}.pdf"'}
    return HttpResponse(_paper(check, language), content_type="application/pdf", headers=headers)


@cache
def _paper(check: str, language: Language) -> bytes:
    return questionnaire.render(CHECKS[check](), catalogue().edition, language)
