"""Gives the workbook out, shows what a filled-in one would change, and stores it."""

import hashlib
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leitplanke.exchange import workshopfile
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.reports.faults import sentences
from leitplanke.reports.words import say
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.access import company_for
from leitplanke.web.companies.attachment import XLSX, attachment
from leitplanke.web.companies.models import Company
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.workshop import intake, offering, preview, voices
from leitplanke.web.workshop.intake import ExpiredError, Intake

SHOWN_FAULTS = 100
FILES = {offering.QUICK: "kurz-check", offering.ALL: "alle-fragen"}


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Offer the workbook and take a filled-in one; a sound one is shown before anything is stored."""
    company, language = company_for(request, company_id, Verb.EDIT), reader_language(request)
    if request.method == "GET":
        return _page(request, company)
    upload = request.FILES.get("file")
    voice = voices.voice_of(company, request.POST.get("voice", ""))
    errors = []
    if not isinstance(upload, UploadedFile) or not upload.size:
        errors.append(("file", say(language, "workshop.missing")))
    if voice is None:
        errors.append(("voice", say(language, "workshop.voice-missing")))
    if errors or not isinstance(upload, UploadedFile) or voice is None:
        return _page(request, company, errors=errors)
    name, content = upload.name or "", upload.read(workshopfile.LARGEST_BYTES + 1)
    try:
        found = workshopfile.read(content, name, catalogue())
    except InputFaultsError as error:
        return _page(request, company, faults=error.faults)
    read = Intake(
        name=name,
        digest=hashlib.sha256(content).hexdigest(),
        voice=voice.key,
        existing="skip" if request.POST.get("existing") == "skip" else "update",
        workshop=found,
    )
    context = {"company": company, "section": "companies", **preview.context(company, read, voice, language)}
    return render(request, "workshop/preview.html", context)


def _page(
    request: HttpRequest, company: Company, *, errors: list[tuple[str, str]] | None = None, faults: tuple[Fault, ...] = ()
) -> HttpResponse:
    language = reader_language(request)
    stored = request.GET.get("uebernommen", "")
    context = {
        "company": company,
        "counts": {"quick": offering.count(offering.QUICK), "all": offering.count(offering.ALL)},
        "choices": voices.choices(company, language),
        "voice": request.POST.get("voice", ""),
        "existing": request.POST.get("existing", "update"),
        "voices": [(rater.pk, voices.told(rater, language), rater.ratings.count()) for rater in voices.read_in(company)],
        "stored": stored if stored.isdecimal() else "",
        "errors": errors or [],
        "messages": dict(errors or []),
        "faults": sentences(faults[:SHOWN_FAULTS], language),
        "more": max(0, len(faults) - SHOWN_FAULTS),
        "section": "companies",
    }
    return render(request, "workshop/page.html", context, status=422 if errors or faults else 200)


@require_GET
def workbook(request: HttpRequest, company_id: UUID, questions: str) -> HttpResponse:
    """Answer with a workbook without answers."""
    company = company_for(request, company_id)
    if questions not in FILES:
        raise Http404
    content = offering.write(questions, reader_language(request), timezone.localdate())
    return attachment(content, company, f"{FILES[questions]}.xlsx", XLSX)


@require_POST
def take_over(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Store what the preview showed."""
    company = company_for(request, company_id, Verb.EDIT)
    try:
        count = intake.store(company, request.POST.get("seal", ""))
    except ExpiredError:
        return _page(request, company, errors=[("file", say(reader_language(request), "workshop.expired"))])
    return redirect(f"{reverse('workshop:page', args=[company.pk])}?uebernommen={count}")


@require_POST
def drop(request: HttpRequest, company_id: UUID, rater_id: int) -> HttpResponse:
    """Delete a voice that a workbook brought, with all its answers."""
    company = company_for(request, company_id, Verb.EDIT)
    if not voices.read_in(company).filter(pk=rater_id).delete()[0]:
        raise Http404
    return redirect("workshop:page", company.pk)
