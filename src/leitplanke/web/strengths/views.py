"""The page that asks what makes a firm strong."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from leitplanke.reports.words import say
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.access import company_for
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.strengths.rating import CHOICES, field_name, keep, strengths_of


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Show the strengths with what was said of them; keep what is said and go back to the overview."""
    company = company_for(request, company_id)
    if request.method == "POST":
        keep(company, request.POST.dict())
        return redirect("survey:overview", company.pk)
    language = reader_language(request)
    kept = {one.strength: str(one.level) for one in strengths_of(company)}
    context = {
        "company": company,
        "rows": [(field_name(one.id), one, kept.get(one.id, "")) for one in catalogue().strengths],
        "options": [(choice, say(language, f"hinge.strength-{choice}")) for choice in CHOICES],
        "section": "companies",
    }
    return render(request, "strengths/page.html", context)


@require_POST
def save(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Keep one answer at once and say when."""
    company = company_for(request, company_id)
    kept = keep(company, request.POST.dict())
    return render(request, "strengths/saved.html", {"kept": kept, "now": timezone.now()})
