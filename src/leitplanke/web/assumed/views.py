"""The page of assumptions: GET only, open to everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from leitplanke.web.assumed.listing import listing
from leitplanke.web.language.middleware import reader_language

MOST_DIGITS = 4


@login_not_required
@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    """Show the assumptions, heaviest first; ``kind``, ``order`` and ``page`` choose others."""
    asked = request.GET.get("page", "")
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= MOST_DIGITS else 1
    built = listing(reader_language(request), request.GET.get("kind", ""), request.GET.get("order", ""), page)
    return render(request, "assumed/list.html", {"page": built, "section": "assumed"})
