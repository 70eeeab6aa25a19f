"""Hands the picture of a wave out as PDF or DOCX."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from leitplanke.reports.papers import CONTENT_TYPES
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.audit.recording import record_export
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.attachment import attachment
from leitplanke.web.look.models import branding_of
from leitplanke.web.picture import listing
from leitplanke.web.picture.cells import cells_of, people_of
from leitplanke.web.picture.page import Known, build
from leitplanke.web.picture.paper import compose
from leitplanke.web.picture.views import told_to, wave_for

KINDS = ("bild.pdf", "bild.docx")


@require_GET
def download(request: HttpRequest, wave_id: UUID, picture_file: str) -> HttpResponse:
    """Answer with the released picture of a wave as a file, without euros; as long as there is none, lead to the page that says why."""
    found, told = wave_for(request, wave_id, Verb.EXPORT), told_to(request)
    if picture_file not in KINDS:
        raise Http404
    cells = cells_of(found)
    if not cells:
        return redirect("picture:wave", found.pk)
    known = Known(cells=cells, eur_per_level={}, people=people_of(found), anonymous=found.is_anonymous)
    page = build(known, told, listing.title(found, told), listing.text(found, told))
    branding = branding_of(found.company.organisation)
    document = compose(page, told, timezone.localdate(), catalogue().edition, branding.logo)
    if picture_file.endswith(".pdf"):
        from leitplanke.reports import pdf  # noqa: PLC0415 - loads the typesetter

        content = pdf.render(document)
    else:
        from leitplanke.reports import docx  # noqa: PLC0415 - the same

        content = docx.render(document, branding.template)
    record_export(found.company, picture_file)
    return attachment(content, found.company, picture_file, CONTENT_TYPES[picture_file.rpartition(".")[2]])
