"""Hands a firm out as an archive, and makes a firm of one that comes in."""

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.reports.faults import sentences
from leitplanke.reports.words import say
from leitplanke.web.accounts.affiliation import organisation_for_firms
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.archive import reading, storing, writing
from leitplanke.web.companies.access import company_for
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


def _archive(upload: "UploadedFile[bytes]") -> reading.Archive:
    """Return what a file that was sent holds; one that is too big is not read."""
    name, size = upload.name or "", upload.size or 0
    if size > reading.LARGEST_BYTES:
        values = (("given", f"{size / 1e6:.0f}"), ("limit", f"{reading.LARGEST_BYTES / 1e6:.0f}"))
        raise InputFaultsError([Fault(name, "too-big", values)])
    return reading.read(upload.read(), name)
