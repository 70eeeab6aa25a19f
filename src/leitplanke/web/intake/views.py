"""The page that takes a study file."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from leitplanke.exchange import studyfile
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.reports.faults import sentences
from leitplanke.reports.words import say
from leitplanke.study.inputs import StudyInputs
from leitplanke.web.accounts.affiliation import organisation_for_firms
from leitplanke.web.catalogue import catalogue
from leitplanke.web.intake import storing
from leitplanke.web.language.middleware import reader_language

SHOWN_FAULTS = 100


@require_http_methods(["GET", "POST"])
def read(request: HttpRequest) -> HttpResponse:
    """Ask for a study file; make a firm of a sound one, list all faults of another and store nothing of it."""
    organisation = organisation_for_firms(request)
    faults: tuple[Fault, ...] = ()
    missing = False
    if request.method == "POST":
        upload = request.FILES.get("file")
        if isinstance(upload, UploadedFile) and upload.size:
            try:
                inputs = inputs_of(upload)
            except InputFaultsError as error:
                faults = error.faults
            else:
                company = storing.store(organisation, inputs, upload.name or "")
                return redirect("survey:overview", company.pk)
        else:
            missing = True
    language = reader_language(request)
    context = {
        "faults": sentences(faults[:SHOWN_FAULTS], language),
        "more": max(0, len(faults) - SHOWN_FAULTS),
        "message": say(language, "web.intake.missing") if missing else "",
        "errors": [("file", say(language, "web.intake.missing"))] if missing else [],
        "section": "companies",
    }
    return render(request, "intake/read.html", context, status=422 if faults or missing else 200)


def inputs_of(upload: "UploadedFile[bytes]") -> StudyInputs:
    """Return the inputs in a file that was sent.

    Raises
    ------
    InputFaultsError
        With all faults of the file; a file that is too big is not read.
    """
    name, size = upload.name or "", upload.size or 0
    if size > studyfile.LARGEST_BYTES:
        values = (("given", f"{size / 1e6:.1f}"), ("limit", f"{studyfile.LARGEST_BYTES / 1e6:.1f}"))
        raise InputFaultsError([Fault(name, "too-big", values)])
    inputs = studyfile.read(upload.read(), name, catalogue())
    faults = storing.faults_of(inputs.company)
    if faults:
        raise InputFaultsError(faults)
    return inputs
