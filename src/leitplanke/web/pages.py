"""Pages without data: welcome, style page, and whether the server lives."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@login_not_required
@require_GET
def welcome(request: HttpRequest) -> HttpResponse:
    """Show the three ways in."""
    return render(request, "welcome.html")


@login_not_required
@require_GET
def style(request: HttpRequest) -> HttpResponse:
    """Show each component of the design once."""
    return render(request, "style.html")


@login_not_required
@require_GET
def healthy(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view takes its request
    """Answer the supervisor: the server takes requests."""
    return HttpResponse("ok\n", content_type="text/plain")
