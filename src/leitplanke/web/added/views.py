"""The pages of own entries: begin one, change it, take it away, and the picture that follows the typing."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leitplanke.reports.naming import Names
from leitplanke.study.own import OwnMeasure, OwnUnseen
from leitplanke.web.added import drawing, keeping, measures, picturing, threats
from leitplanke.web.added.threats import Offered
from leitplanke.web.added.typed import Typed
from leitplanke.web.companies.access import company_for
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.entries import OWN_MEASURE, catalogue_of
from leitplanke.web.language.middleware import reader_language

KINDS = {"unseen": False, "massnahme": True}
"""What can be added, by the last part of the address; whether it is a measure."""


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, company_id: UUID, added_kind: str) -> HttpResponse:
    """Ask for a new entry; keep it, or show all that is wrong with it."""
    company = company_for(request, company_id)
    if added_kind not in KINDS:
        raise Http404
    typed = Typed(language=reader_language(request))
    if request.method == "POST":
        typed = Typed.of(request.POST.dict(), typed.language)
        target = keeping.fresh_id(company, typed.texts.get("title", ""), measure=KINDS[added_kind])
        return _kept(request, company, target, typed, None)
    choices = drawing.offered(catalogue_of(company), "")
    (measures if KINDS[added_kind] else threats).empty(typed, choices)
    return _page(request, company, typed, measure=KINDS[added_kind])


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, company_id: UUID, own_target: str) -> HttpResponse:
    """Show an entry as it was typed; keep what is typed now."""
    company = company_for(request, company_id)
    entry = keeping.entry_of(company, own_target)
    if entry is None:
        raise Http404
    if request.method == "POST":
        return _kept(request, company, own_target, Typed.of(request.POST.dict(), reader_language(request)), entry)
    return _page(request, company, _shown(entry, request), measure=isinstance(entry, OwnMeasure), entry=entry)


@require_POST
def remove(request: HttpRequest, company_id: UUID, own_target: str) -> HttpResponse:
    """Take an entry away, unless own measures rest on it alone."""
    company = company_for(request, company_id)
    entry = keeping.entry_of(company, own_target)
    if entry is None:
        return redirect(_overview(company))  # two windows, or a second click
    if keeping.remove(company, own_target):
        return redirect(_overview(company))
    typed = _shown(entry, request)
    titles = ", ".join(one.title for one in keeping.resting_on(company, own_target))
    typed.fault("", "web.added.fault.rests", titles=titles)
    return _page(request, company, typed, measure=isinstance(entry, OwnMeasure), entry=entry)


@require_GET
def picture(request: HttpRequest, company_id: UUID, span: str) -> HttpResponse:
    """Answer the typing of an interval with what it implies; nothing is stored."""
    company = company_for(request, company_id)
    if span not in picturing.PARTS:
        raise Http404
    typed = Typed.of(request.GET.dict(), reader_language(request))
    found = picturing.implied(span, typed, company, drawing.offered(catalogue_of(company), "").bases)
    return render(request, "added/picture.html", {"implied": found})


def _kept(request: HttpRequest, company: Company, target: str, typed: Typed, before: OwnUnseen | OwnMeasure | None) -> HttpResponse:
    measure = target.startswith(OWN_MEASURE)
    choices = drawing.offered(catalogue_of(company), target)
    entry = (measures if measure else threats).read(typed, target, choices)
    if before is not None and entry is not None and _same(typed, before, request):
        entry = before  # texts do not show every digit of what came with a file
    if entry is not None and keeping.keep(company, entry, typed):
        return redirect(f"{_overview(company)}#added")
    return _page(request, company, typed, measure=measure, entry=before)


def _same(typed: Typed, before: OwnUnseen | OwnMeasure, request: HttpRequest) -> bool:
    """Return whether nothing was changed."""
    sent = {name: text for name, text in typed.texts.items() if text and name != "csrfmiddlewaretoken"}
    return sent == {name: text for name, text in _shown(before, request).texts.items() if text}


def _shown(entry: OwnUnseen | OwnMeasure, request: HttpRequest) -> Typed:
    typed = Typed(language=reader_language(request))
    return measures.show(entry, typed) if isinstance(entry, OwnMeasure) else threats.show(entry, typed)


def _page(
    request: HttpRequest, company: Company, typed: Typed, *, measure: bool, entry: OwnUnseen | OwnMeasure | None = None
) -> HttpResponse:
    catalogue = catalogue_of(company)
    names, choices = Names.of(catalogue, typed.language), drawing.offered(catalogue, entry.id if entry else "")
    context = {
        "company": company,
        "entry": entry,
        "measure": measure,
        "t": typed.texts,
        "m": typed.messages,
        "pictures": _pictures(company, typed, choices),
        "errors": typed.summary,
        "section": "companies",
        **(drawing.of_measure(typed, choices, names) if measure else drawing.of_unseen(typed, choices, names)),
    }
    page = "added/measure.html" if measure else "added/unseen.html"
    return render(request, page, context, status=422 if typed.wrong else 200)


def _pictures(company: Company, typed: Typed, choices: Offered) -> dict[str, picturing.Implied]:
    """Return the pictures of what stands in the fields; messages stand at the fields already."""
    bare = Typed(language=typed.language, texts=dict(typed.texts))
    found = {part: picturing.implied(part, bare, company, choices.bases) for part in picturing.PARTS}
    return {part: one for part, one in found.items() if not one.message}


def _overview(company: Company) -> str:
    return reverse("own:overview", args=[company.pk])
