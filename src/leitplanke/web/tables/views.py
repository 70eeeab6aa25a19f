"""The page from which a firm takes its data along, and the files behind it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leitplanke.exchange import csvfile
from leitplanke.exchange.csvfile import Separator
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.audit.recording import record_export
from leitplanke.web.companies.access import company_for
from leitplanke.web.companies.attachment import XLSX, attachment
from leitplanke.web.companies.models import Company
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.tables import files, sheets
from leitplanke.web.tables.owned import KEPT, Leaving
from leitplanke.web.waves.models import Wave

SEPARATORS: dict[str, Separator] = {"komma": ",", "semikolon": ";"}


@require_GET
def page(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """List every table with its rows, and the files that hold all of them."""
    company = company_for(request, company_id, Verb.EXPORT)
    language = reader_language(request)
    context = {
        "company": company,
        "tables": [(kept.name, sheets.title(kept.model, language), kept.rows(company).count()) for kept in KEPT],
        "anonymous": company.waves.filter(mode=Wave.Mode.ANONYMOUS).exists(),
        "section": "companies",
    }
    return render(request, "tables/page.html", context)


@require_GET
def workbook(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Answer with every table in one workbook."""
    company, language = company_for(request, company_id, Verb.EXPORT), reader_language(request)
    content = files.all_as_workbook(company.name, sheets.sheets(company, language, worded=True), language, timezone.localdate())
    return taken(content, company, "tabellen.xlsx", XLSX)


@require_GET
def every(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Answer with every table as CSV, in one zip file."""
    company = company_for(request, company_id, Verb.EXPORT)
    content = files.all_as_csv(sheets.sheets(company, reader_language(request)), separator(request))
    return taken(content, company, "tabellen-csv.zip", "application/zip")


@require_GET
def single(request: HttpRequest, company_id: UUID, table: str) -> HttpResponse:
    """Answer with one table as CSV."""
    company = company_for(request, company_id, Verb.EXPORT)
    kept = next((one for one in KEPT if one.name == table), None)
    if kept is None:
        raise Http404
    content = csvfile.write(sheets.sheet(kept, Leaving(company), reader_language(request)), separator(request))
    return taken(content, company, f"{table.replace('.', '-')}.csv", "text/csv; charset=utf-8")


def separator(request: HttpRequest) -> Separator:
    """Return what stands between cells: ``?trenner=semikolon``, else a comma."""
    return SEPARATORS.get(request.GET.get("trenner", ""), ",")


def taken(content: bytes, company: Company, name: str, media: str) -> HttpResponse:
    """Return a file with data of a firm, and tell the log who took it along."""
    record_export(company, name)
    return attachment(content, company, name, media)
