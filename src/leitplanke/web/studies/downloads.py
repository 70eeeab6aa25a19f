"""Hands a study's files out."""

from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from leitplanke.reports.words import LANGUAGES, Language
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.audit.recording import record_export
from leitplanke.web.companies.framing import frame_of
from leitplanke.web.estimates.entries import catalogue_in
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.look.models import branding_of
from leitplanke.web.studies.files import KINDS, Material, make
from leitplanke.web.studies.gathering import from_text
from leitplanke.web.studies.models import Study
from leitplanke.web.studies.results import read_result, read_review, study_for


@require_GET
def download(request: HttpRequest, study_id: UUID, kind: str) -> HttpResponse:
    """Answer with one file of a finished study."""
    study = study_for(request, study_id, Verb.EXPORT)
    if study.state != Study.State.DONE or kind not in KINDS:
        raise Http404
    language = spoken(request)
    material = Material(
        inputs=replace(from_text(study.inputs), frame=frame_of(study.company)),
        result=read_result(study.pk),
        catalogue=catalogue_in(study.inputs),
        language=language,
        on=timezone.localtime(study.created_at).date(),
        review=read_review(study.pk),
        branding=branding_of(study.company.organisation),
    )
    record_export(study.company, kind)
    return attachment(make(kind, material), kind, study.company.name, language if "sprache" in request.GET else None)


def spoken(request: HttpRequest) -> Language:
    """Return the language asked for with ``?sprache=``, else the reader's."""
    return next((one for one in LANGUAGES if one == request.GET.get("sprache")), reader_language(request))


def attachment(content: bytes, kind: str, firm: str, language: Language | None = None) -> HttpResponse:
    """Return a file that the browser saves and never shows: ``leitplanke-muster-gmbh-bericht.pdf``.

    If a `language` was asked for, the name ends in it, so that both can lie side by side.
    """
    stem, _, ending = kind.rpartition(".")
    name = "-".join(part for part in ("leitplanke", slugify(firm)[:60], stem, language) if part) + f".{ending}"
    return HttpResponse(content, content_type=KINDS[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'})
