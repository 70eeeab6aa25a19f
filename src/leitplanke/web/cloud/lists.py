"""The page that reads a list of data objects or services."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from leitplanke.exchange import inventorytable
from leitplanke.exchange.inventorytable import Columns, Side
from leitplanke.exchange.ledgertable import Grid
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.reports.faults import sentences
from leitplanke.reports.words import Language, say
from leitplanke.web.cloud import listing
from leitplanke.web.cloud.listing import Upload
from leitplanke.web.companies.access import company_for
from leitplanke.web.companies.models import Company
from leitplanke.web.language.middleware import reader_language

SIDES: dict[str, Side] = {"bestand": "data", "dienst": "services"}


@require_http_methods(["GET", "POST"])
def from_list(request: HttpRequest, company_id: UUID, thing: str) -> HttpResponse:
    """Take a list, show what it would change, and store it with consent."""
    company, language = company_for(request, company_id), reader_language(request)
    if thing not in SIDES:
        raise Http404
    side = SIDES[thing]
    context = _context(company, side, thing, language)
    if request.method == "GET":
        return render(request, "cloud/list.html", context)
    upload = listing.upload_of(request)
    if upload is None:
        message = say(language, "inventory.missing-file")
        context |= {"errors": [("list", message)], "messages": {"list": message}}
        return render(request, "cloud/list.html", context, status=422)
    try:
        return _looked_at(request, company, upload, side, context)
    except InputFaultsError as error:
        return render(request, "cloud/list.html", context | listing.told(error.faults, language), status=422)


def _looked_at(request: HttpRequest, company: Company, upload: Upload, side: Side, context: dict[str, object]) -> HttpResponse:
    language = reader_language(request)
    found = listing.grid_of(upload)
    mapped = "mapped" in request.POST
    columns, remembered = (listing.chosen(request.POST, found, side), False) if mapped else listing.settled(company, found, side)
    if request.POST.get("what") == "keep":
        listed = listing.take_over(company, found, columns)
        if listed.after is not None:
            return redirect("cloud:page", company.pk)
    else:
        listed = listing.read(company, found, columns)
    context |= _mapping(found, columns, upload, language) | listing.told(listed.faults, language)
    context |= {
        "remembered": remembered,
        "ready": listed.after is not None,
        "outcome": listing.outcome(listed, language),
        "doubts": sentences(listed.doubts, language),
    }
    return render(request, "cloud/list.html", context, status=422 if listed.after is None else 200)


def _context(company: Company, side: Side, thing: str, language: Language) -> dict[str, object]:
    known = [say(language, f"cloud.field.{field}") for field in inventorytable.fields(side)]
    return {
        "company": company,
        "section": "companies",
        "thing": thing,
        "title": say(language, f"inventory.title.{side}"),
        "known": ", ".join(known),
    }


def _mapping(found: Grid, columns: Columns, upload: Upload, language: Language) -> dict[str, object]:
    return {
        "name": upload.name,
        "content": upload.travelling,
        "columns": listing.choices(found, columns, language),
        "decimals": [(one, say(language, f"ledger.map.decimal.{one}")) for one in ("comma", "point")],
        "decimal": columns.decimal,
        "heads": found.heads,
        "rows": listing.sample(found),
        "count": len(found.rows),
    }
