"""A file of a firm as an answer that the browser saves and never shows."""

from django.http import HttpResponse
from django.utils.text import slugify

from leitplanke.web.companies.models import Company

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(content: bytes, company: Company, name: str, media: str) -> HttpResponse:
    """Return a file named after the firm: ``leitplanke-muster-gmbh-tabellen.xlsx``."""
    full = "-".join(part for part in ("leitplanke", slugify(company.name)[:60], name) if part)
    return HttpResponse(content, content_type=media, headers={"Content-Disposition": f'attachment; filename="{full}"'})
