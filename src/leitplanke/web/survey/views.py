"""The questions page by page, saved at every choice: the quick check, then the deep check."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leitplanke.web.companies.access import company_for
from leitplanke.web.companies.views import PAGES as PROFILE
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.survey import answering, earlier
from leitplanke.web.survey.pages import QUICK, Page, deep_pages, pages_of, quick_pages

PROFILE_PAGES = len(PROFILE)
"""Steps before the questions."""


@require_GET
def resume(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Go to where the reader left off: profile, first open page of the quick check, or the overview."""
    company = company_for(request, company_id)
    if not company.is_complete:
        return redirect("companies:profile", company.pk)
    for found, count in zip(quick_pages(), answering.open_questions(company, answering.answers_of(company), quick_pages()), strict=True):
        if count:
            return redirect(found.address(company.pk))
    return redirect("survey:overview", company.pk)


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, company_id: UUID, component: str, part: int = QUICK) -> HttpResponse:
    """Show the questions of one page; keep what was answered and go on to the next."""
    company = company_for(request, company_id)
    place, found = find_page(component, part)
    if request.method == "POST":
        answering.keep(company, request.POST.dict(), found.indicators)
    strict = request.method == "POST"
    kept = answering.answers_of(company)
    language = reader_language(request)
    told = answering.narrows(company, found, kept, language)
    questions = answering.questions(found, kept, told, language, strict=strict)
    errors = [(f"{one.name}-reason", one.reason_message) for one in questions if one.reason_message]
    pages, following = pages_of(part), address_of(place + 1, part, company.pk)
    if strict and not errors:
        return redirect(following)
    before = () if part else ("done",) * PROFILE_PAGES
    left = answering.open_questions(company, kept, pages)
    steps = (*before, *("now" if number == place else "" if count else "done" for number, count in enumerate(left)))
    context = {
        "company": company,
        "page": found,
        "questions": questions,
        "errors": errors,
        "narrows": told.rest,
        "step": len(before) + place + 1,
        "steps": steps,
        "previous": address_of(place - 1, part, company.pk),
        "following": following,
        "minutes": answering.minutes(sum(left)),
        "section": "companies",
    }
    return render(request, "survey/page.html", context, status=422 if errors else 200)


@require_POST
def save_answer(request: HttpRequest, company_id: UUID, component: str, question: str) -> HttpResponse:
    """Keep one answer at once and say when."""
    company = company_for(request, company_id)
    asked = (one for page in (*quick_pages(), *deep_pages()) if page.slug == component for one in page.indicators)
    one = tuple(indicator for indicator in asked if answering.field_name(indicator.id) == question)
    if not one:
        raise Http404
    posted = {name: request.POST[name] for name in (question, f"{question}-reason") if name in request.POST}
    kept = answering.keep(company, posted, one)
    return render(request, "survey/saved.html", {"kept": kept, "name": question, "now": timezone.now()})


@require_GET
def overview(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Show what is answered and what is open, offer the deep check and the evaluation."""
    company = company_for(request, company_id)
    pages = quick_pages() + deep_pages()
    counts = answering.open_questions(company, answering.answers_of(company), pages)
    rows = [(page, page.address(company.pk), left) for page, left in zip(pages, counts, strict=True)]
    deep_left = sum(left for page, _, left in rows if page.part)
    context = {
        "company": company,
        "quick": [row for row in rows if not row[0].part],
        "deep": [row for row in rows if row[0].part],
        "former": earlier.told(company, reader_language(request)),
        "deep_left": deep_left,
        "deep_minutes": answering.minutes(deep_left),
        "section": "companies",
    }
    return render(request, "survey/overview.html", context)


def find_page(component: str, part: int) -> tuple[int, Page]:
    """Return a page and its place within its check, or answer 404."""
    for place, found in enumerate(pages_of(part)):
        if (found.slug, found.part) == (component, part):
            return place, found
    raise Http404


def address_of(place: int, part: int, company_id: UUID) -> str:
    """Return where the page at a place of a check is; before the first and after the last one what surrounds the check."""
    pages = pages_of(part)
    if 0 <= place < len(pages):
        return pages[place].address(company_id)
    return reverse("companies:further" if place < 0 and part == QUICK else "survey:overview", args=[company_id])
