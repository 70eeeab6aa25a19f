"""The quick check, one component a page, saved at every choice."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leitplanke.catalogue.entries import Component, Indicator
from leitplanke.web.catalogue import quick_check
from leitplanke.web.companies.access import company_for
from leitplanke.web.companies.views import PAGES as PROFILE
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.survey import answering

PROFILE_PAGES = len(PROFILE)
"""Steps before the questions."""


@require_GET
def resume(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Go to where the reader left off: profile, first page with an open question, or the overview."""
    company = company_for(request, company_id)
    if not company.is_complete:
        return redirect("companies:profile", company.pk)
    for page, count in answering.open_questions(company).items():
        if count:
            return redirect("survey:page", company.pk, page)
    return redirect("survey:overview", company.pk)


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, company_id: UUID, component: str) -> HttpResponse:
    """Show the questions of one component; keep what was answered and go on to the next."""
    company = company_for(request, company_id)
    place, found, indicators = find_page(component)
    if request.method == "POST":
        answering.keep(company, request.POST.dict(), indicators)
    strict = request.method == "POST"
    questions = answering.questions(company, indicators, reader_language(request), strict=strict)
    errors = [(f"{one.name}-reason", one.reason_message) for one in questions if one.reason_message]
    if strict and not errors:
        return redirect(*next_page(company.pk, place))
    context = {
        "company": company,
        "component": found,
        "slug": component,
        "questions": questions,
        "errors": errors,
        "step": PROFILE_PAGES + place + 1,
        "steps": range(PROFILE_PAGES + len(quick_check())),
        "previous": answering.slug(quick_check()[place - 1][0]) if place else "",
        "minutes": answering.minutes(sum(answering.open_questions(company).values())),
        "section": "companies",
    }
    return render(request, "survey/page.html", context, status=422 if errors else 200)


@require_POST
def save_answer(request: HttpRequest, company_id: UUID, component: str, question: str) -> HttpResponse:
    """Keep one answer at once and say when."""
    company = company_for(request, company_id)
    _, _, indicators = find_page(component)
    one = tuple(indicator for indicator in indicators if answering.field_name(indicator.id) == question)
    if not one:
        raise Http404
    posted = {name: request.POST[name] for name in (question, f"{question}-reason") if name in request.POST}
    kept = answering.keep(company, posted, one)
    return render(request, "survey/saved.html", {"kept": kept, "name": question, "now": timezone.now()})


@require_GET
def overview(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Show what is answered and what is open, and offer the evaluation."""
    company = company_for(request, company_id)
    left = answering.open_questions(company)
    pages = [
        (component, answering.slug(component), len(indicators), left[answering.slug(component)]) for component, indicators in quick_check()
    ]
    context = {"company": company, "pages": pages, "left": sum(left.values()), "section": "companies"}
    return render(request, "survey/overview.html", context)


def find_page(component: str) -> tuple[int, Component, tuple[Indicator, ...]]:
    """Return place, component and questions of a page of the quick check, or answer 404."""
    for place, (found, indicators) in enumerate(quick_check()):
        if answering.slug(found) == component:
            return place, found, indicators
    raise Http404


def next_page(company_id: UUID, place: int) -> tuple[str, object] | tuple[str, object, str]:
    """Return the address after the page at `place`."""
    if place + 1 < len(quick_check()):
        return "survey:page", company_id, answering.slug(quick_check()[place + 1][0])
    return "survey:overview", company_id
