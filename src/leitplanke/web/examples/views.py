"""The examples' pages: GET only, nothing in the database."""

from functools import partial
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from leitplanke.exchange import examples
from leitplanke.reports import reproduction
from leitplanke.web.catalogue import catalogue
from leitplanke.web.examples.store import inputs_of, result_of, review_of
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.papers.listing import listed
from leitplanke.web.results import page, trail
from leitplanke.web.results.asked import asked
from leitplanke.web.results.values import Addresses
from leitplanke.web.studies.downloads import attachment, spoken
from leitplanke.web.studies.files import KINDS, Material, make, offered


@login_not_required
@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    """Show the worked firms."""
    firms = [(name, inputs_of(name).company) for name in examples.names()]
    return render(request, "examples/list.html", {"firms": firms, "section": "examples"})


@login_not_required
@require_GET
def result(request: HttpRequest, name: str) -> HttpResponse:
    """Show the result of one worked firm."""
    known(name)
    language = reader_language(request)
    addresses = Addresses(
        trail=partial(trail_address, name),
        downloads=offered(language, lambda kind: reverse("examples:file", args=[name, kind])),
        plan=reverse("examples:plan", args=[name]),
    )
    inputs = inputs_of(name)
    built = page.build(result_of(name), catalogue(), language, addresses, inputs.strengths)
    context = {"page": built, "asked": asked(inputs.frame, language), "example": name, "section": "examples"}
    return render(request, "results/result.html", context)


def trail_address(name: str, node: str) -> str:
    """Return the address of the trail of one number."""
    return f"{reverse('examples:trail', args=[name])}?{urlencode({'node': node})}"


@login_not_required
@require_GET
def show_trail(request: HttpRequest, name: str) -> HttpResponse:
    """Show where one number of an example comes from."""
    known(name)

    try:
        context = trail.context(result_of(name), request.GET.get("node", ""), catalogue(), reader_language(request))
    except KeyError:
        raise Http404 from None
    context |= {"example": name, "back": reverse("examples:result", args=[name]), "section": "examples"}
    return render(request, "results/trail.html", context)


@login_not_required
@require_GET
def papers(request: HttpRequest, name: str) -> HttpResponse:
    """List the papers of one worked firm."""
    known(name)
    language = reader_language(request)
    context = {
        "papers": listed(language, lambda kind: reverse("examples:file", args=[name, kind])),
        "stamp": reproduction.told(result_of(name), language),
        "unreviewed": review_of(name) is None,
        "name": inputs_of(name).company.name,
        "back": reverse("examples:result", args=[name]),
        "section": "examples",
    }
    return render(request, "papers/centre.html", context)


@login_not_required
@require_GET
def download(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """Answer with one file of an example."""
    known(name)
    if kind not in KINDS:
        raise Http404
    language = spoken(request)
    material = Material(
        inputs=inputs_of(name),
        result=result_of(name),
        catalogue=catalogue(),
        language=language,
        on=timezone.localdate(),
        review=review_of(name),
    )
    return attachment(make(kind, material), kind, material.inputs.company.name, language if "sprache" in request.GET else None)


def known(name: str) -> None:
    """Answer 404 unless there is such an example."""
    if name not in examples.names():
        raise Http404
