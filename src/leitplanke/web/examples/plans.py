"""The plans of the examples: GET only, nothing in the database."""

from functools import partial
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from leitplanke.web.catalogue import catalogue
from leitplanke.web.examples.store import result_of, review_of
from leitplanke.web.examples.views import known
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.plans import page
from leitplanke.web.results import trail
from leitplanke.web.results.values import Addresses


@login_not_required
@require_GET
def show(request: HttpRequest, name: str) -> HttpResponse:
    """Show the plan of a worked firm."""
    known(name)
    addresses = Addresses(trail=partial(trail_address, name))
    context = {
        "page": page.build(result_of(name), review_of(name), catalogue(), reader_language(request), addresses),
        "example": name,
        "back": reverse("examples:result", args=[name]),
        "poll": reverse("examples:plan-state", args=[name]),
        "section": "examples",
    }
    return render(request, "plans/page.html", context)


@login_not_required
@require_GET
def state(request: HttpRequest, name: str) -> HttpResponse:
    """Answer the page's poll: load the page anew once there is a review."""
    known(name)
    if review_of(name) is not None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "plans/state.html", {"example": name, "poll": reverse("examples:plan-state", args=[name])})


def trail_address(name: str, node: str) -> str:
    """Return the address of the trail of one number."""
    return f"{reverse('examples:plan-trail', args=[name])}?{urlencode({'node': node})}"


@login_not_required
@require_GET
def show_trail(request: HttpRequest, name: str) -> HttpResponse:
    """Show where one number of the plan of an example comes from."""
    known(name)
    traced = page.with_trace(result_of(name), review_of(name))
    try:
        context = trail.context(traced, request.GET.get("node", ""), catalogue(), reader_language(request))
    except KeyError:
        raise Http404 from None
    context |= {"example": name, "back": reverse("examples:plan", args=[name]), "section": "examples"}
    return render(request, "results/trail.html", context)
