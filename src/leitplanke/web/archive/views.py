"""Hands a firm out as an archive, makes a firm of one that comes in, and deletes one."""

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.reports.faults import sentences
from leitplanke.reports.words import say
from leitplanke.web.accounts.affiliation import organisation_for_firms
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.archive import reading, removing, storing, writing
from leitplanke.web.companies.access import company_for, may
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.tables.views import taken

SHOWN_FAULTS = 100


@require_GET
def take(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Answer with the archive of a firm."""
    company = company_for(request, company_id, Verb.EXPORT)
    return taken(writing.write(company, timezone.localdate()), company, "archiv.zip", "application/zip")


@require_http_methods(["GET", "POST"])
def read(request: HttpRequest) -> HttpResponse:
    """Ask for an archive; make a firm of a sound one, list all faults of another and store nothing of it."""
    organisation, language = organisation_for_firms(request), reader_language(request)
    faults: tuple[Fault, ...] = ()
    missing = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        if isinstance(upload, UploadedFile) and upload.size:
            try:
                company = storing.store(_archive(upload), organisation)
            except InputFaultsError as error:
                faults = error.faults
            else:
                return redirect("guide:home", company.pk)
        else:
            missing = say(language, "archive.missing")
    context = {
        "faults": sentences(faults[:SHOWN_FAULTS], language),
        "more": max(0, len(faults) - SHOWN_FAULTS),
        "message": missing,
        "errors": [("file", missing)] if missing else [],
        "section": "companies",
    }
    return render(request, "archive/read.html", context, status=422 if faults or missing else 200)


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Ask for the firm's name, and delete the firm with everything in it."""
    company = company_for(request, company_id, Verb.SETTINGS)
    typed = request.POST.get("name", "")
    if request.method == "POST" and removing.confirms(company, typed):
        removing.remove(company)
        return redirect(f"{reverse('companies:list')}?geloescht")
    message = say(reader_language(request), "archive.remove.other-name", name=company.name) if request.method == "POST" else ""
    context = {
        "company": company,
        "typed": typed,
        "message": message,
        "errors": [("name", message)] if message else [],
        "exports": may(request.user, company.pk, Verb.EXPORT),
        "pictures": company.waves.filter(pictures__isnull=False).exists(),
        "section": "companies",
    }
    return render(request, "archive/remove.html", context, status=422 if message else 200)


def _archive(upload: "UploadedFile[bytes]") -> reading.Archive:
    """Return what a file that was sent holds; one that is too big is not read."""
    name, size = upload.name or "", upload.size or 0
    if size > reading.LARGEST_BYTES:
        values = (("given", f"{size / 1e6:.0f}"), ("limit", f"{reading.LARGEST_BYTES / 1e6:.0f}"))
        raise InputFaultsError([Fault(name, "too-big", values)])
    return reading.read(upload.read(), name)
