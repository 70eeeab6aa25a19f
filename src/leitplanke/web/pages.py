"""Pages without data: welcome, style page, and whether the server lives."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from leitplanke.reports.naming import Names
from leitplanke.web.catalogue import catalogue
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.results.sample import sample


@login_not_required
@require_GET
def welcome(request: HttpRequest) -> HttpResponse:
    """Show the three ways in."""
    return render(request, "welcome.html")


@login_not_required
@require_GET
def style(request: HttpRequest) -> HttpResponse:
    """Show each component of the design once."""
    names = Names.of(catalogue(), reader_language(request))
    return render(request, "style.html", {"sample": sample(names)})


@login_not_required
@require_GET
def healthy(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view takes its request
    """Answer the supervisor: the server takes requests."""
    return HttpResponse("ok\n", content_type="text/plain")
