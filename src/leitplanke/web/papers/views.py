"""The page that lists all papers of a study, and the page for logo and template."""

import base64
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from leitplanke.primitives.faults import InputFaultsError
from leitplanke.reports import reproduction
from leitplanke.reports.faults import sentences
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.companies.access import company_for
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.look.models import MOST_NAME, Look
from leitplanke.web.papers.listing import listed
from leitplanke.web.studies.models import Study
from leitplanke.web.studies.results import read_result, read_review, study_for

if TYPE_CHECKING:
    from leitplanke.web.accounts.models import Organisation


@require_GET
def centre(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """List the papers of a finished study with a choice of language."""
    study = study_for(request, study_id, Verb.EXPORT)
    if study.state != Study.State.DONE:
        return redirect("studies:progress", study.pk)
    language = reader_language(request)
    result = read_result(study.pk)
    context = {
        "papers": listed(language, lambda kind: reverse("studies:file", args=[study.pk, kind])),
        "stamp": reproduction.told(result, language),
        "unreviewed": bool(result.plan.measures) and read_review(study.pk) is None,
        "company": study.company,
        "name": study.company.name,
        "back": reverse("studies:result", args=[study.pk]),
        "look": Look.objects.filter(organisation=study.company.organisation).first(),
        "section": "companies",
    }
    return render(request, "papers/centre.html", context)


@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Show logo and template of the firm's organisation; take new ones, or drop them. A faulty file changes nothing."""
    company, language = company_for(request, company_id, Verb.SETTINGS), reader_language(request)
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        errors = [
            (field, told) for field, error in _take(request, company.organisation).items() for told in sentences(error.faults, language)
        ]
        if not errors:
            return redirect("papers:look", company.pk)
    kept = Look.objects.filter(organisation=company.organisation).first()
    context = {
        "company": company,
        "kept": kept,
        "picture": base64.b64encode(kept.logo).decode() if kept and kept.logo else "",
        "errors": errors,
        "messages": dict(errors),
        "section": "companies",
    }
    return render(request, "papers/look.html", context, status=422 if errors else 200)


def _take(request: HttpRequest, organisation: "Organisation") -> dict[str, InputFaultsError]:
    """Keep what was sent, all of it or nothing; return what is wrong by field."""
    from leitplanke.reports import logo, template  # noqa: PLC0415 - typst and python-docx are slow to load

    found: dict[str, tuple[bytes, str]] = {}
    wrong: dict[str, InputFaultsError] = {}
    for field, read in (("logo", logo.read), ("template", template.read)):
        upload = request.FILES.get(field)
        if f"drop-{field}" in request.POST:
            found[field] = (b"", "")
        elif isinstance(upload, UploadedFile) and upload.size:
            name = upload.name or field
            try:
                # One byte more than may be is enough to be refused.
                found[field] = (read(upload.read(10_000_000), name), name[-MOST_NAME:])
            except InputFaultsError as error:
                wrong[field] = error
    if found and not wrong:
        values = {key: value for field, (data, name) in found.items() for key, value in ((field, data), (f"{field}_name", name))}
        Look.objects.update_or_create(organisation=organisation, defaults=values)
    return wrong
