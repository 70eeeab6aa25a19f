"""The page on which a firm says whose goals count how much."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from leitplanke.reports.words import say
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.access import company_for
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.weights import weighing


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Show the weights of all groups; keep all that was typed, or nothing if some of it is wrong."""
    company, language = company_for(request, company_id), reader_language(request)
    groups = weighing.shown(company, language)
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        groups = weighing.read(request.POST.dict(), language)
        errors = [error for group in groups for error in group.errors]
        if not errors:
            weighing.keep(company, groups)
            return redirect("survey:overview", company.pk)
    context = {
        "company": company,
        "groups": groups,
        "goals": [(getattr(aim.title, language), getattr(aim.text, language), getattr(aim.measured, language)) for aim in catalogue().aims],
        "scale": say(language, "goals.scale"),
        "errors": errors,
        "section": "companies",
    }
    return render(request, "weights/page.html", context, status=422 if errors else 200)


@require_POST
def save(request: HttpRequest, company_id: UUID, group: str) -> HttpResponse:
    """Keep the weights of one group at once and say when, or nothing of it and say what is wrong."""
    company, language = company_for(request, company_id), reader_language(request)
    found = next((one for one in weighing.read(request.POST.dict(), language) if one.id == group), None)
    if found is None:
        raise Http404
    if not found.errors:
        weighing.keep(company, (found,))
    return render(request, "weights/saved.html", {"errors": found.errors, "now": timezone.now()})
