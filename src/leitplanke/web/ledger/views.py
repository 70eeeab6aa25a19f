"""Shows what the bookkeeping says, takes files, shows what they would add, and stores it."""

from collections.abc import Iterable
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from leitplanke.exchange import ledgerparents
from leitplanke.exchange.datev.charts import codes
from leitplanke.exchange.datev.importing import Imported
from leitplanke.exchange.datev.ownkeys import read_own
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.reports.faults import sentences
from leitplanke.reports.words import say
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.companies.access import company_for
from leitplanke.web.companies.models import Company
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.ledger import intake, lists, showing
from leitplanke.web.ledger.models import Draft, told

SHOWN_FAULTS = 100
LARGEST_PARENTS = 2_000_000
FILES, LIST = "files", "list"
"""Fields of the two forms."""


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Show what is stored; take files and show what they would add."""
    company = company_for(request, company_id)
    if request.method == "GET":
        return _page(request, company)
    coded = bool(request.POST.get("coded"))
    try:
        if request.POST.get("kind") == "list":
            made = _take_list(request, company, coded=coded)
        else:
            made = _take_postings(request, company, coded=coded)
    except _MissingError as error:
        return _page(request, company, missing=error.field)
    except InputFaultsError as error:
        return _page(request, company, faults=error.faults)
    return redirect("ledger:draft", company.pk, made.pk)


class _MissingError(Exception):
    """A field of the form was left empty."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def _take_postings(request: HttpRequest, company: Company, *, coded: bool) -> Draft:
    uploads = [one for one in request.FILES.getlist(FILES) if isinstance(one, UploadedFile) and one.size]
    if not uploads:
        raise _MissingError(FILES)
    size = sum(one.size or 0 for one in uploads)
    if size > intake.LARGEST_BYTES or len(uploads) > intake.MOST_FILES:
        values = (("given", f"{size / 1e6:.0f}"), ("limit", f"{intake.LARGEST_BYTES / 1e6:.0f}"), ("files", str(intake.MOST_FILES)))
        raise InputFaultsError([Fault(uploads[0].name or "", "ledger-too-big", values)])
    chart = request.POST.get("chart", "")
    parents = request.FILES.get("parents")
    groups = {}
    if isinstance(parents, UploadedFile) and parents.size:
        groups = ledgerparents.read(parents.read(LARGEST_PARENTS), parents.name or "")
    own_keys = read_own([request.POST.get("keys", "")], "")
    found = intake.read_postings(company, uploads, chart if chart in codes() else "", groups, own_keys)
    _refuse(found)
    return intake.draft_of(company, ", ".join(one.name or "" for one in uploads), found, coded=coded)


def _take_list(request: HttpRequest, company: Company, *, coded: bool) -> Draft:
    from leitplanke.exchange import ledgertable  # noqa: PLC0415 - openpyxl is slow to load

    upload = request.FILES.get(LIST)
    if not isinstance(upload, UploadedFile) or not upload.size:
        raise _MissingError(LIST)
    content = upload.read(ledgertable.LARGEST_BYTES + 1)
    ledgertable.grid(content, upload.name or "")
    intake.tidy()
    return Draft.objects.create(company=company, name=(upload.name or "")[:200], content=content, coded=coded)


def _refuse(found: Imported) -> None:
    if found.refused:
        raise InputFaultsError(one.fault for one in found.findings if one.refuses)


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, company_id: UUID, draft_id: UUID) -> HttpResponse:
    """Ask what the columns of a list are; show what a draft would add."""
    company = company_for(request, company_id, Verb.EDIT)
    made = _draft_of(company, draft_id)
    if made.content is not None and (request.method == "POST" or not made.document or "spalten" in request.GET):
        return _columns(request, company, made)
    return _preview(request, company, made)


def _columns(request: HttpRequest, company: Company, made: Draft) -> HttpResponse:
    from leitplanke.exchange import ledgertable  # noqa: PLC0415 - openpyxl is slow to load

    language = reader_language(request)
    found = ledgertable.grid(bytes(made.content or b""), made.name)
    mapping, remembered = lists.settled(company, found)
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        mapping = lists.chosen(request.POST, found)
        outcome = ledgertable.read(found, mapping)
        if outcome.ledger is not None:
            try:
                intake.check(company, outcome.ledger, coded=made.coded)
            except InputFaultsError as error:
                return _page(request, company, faults=error.faults)
            lists.remember(company, found, mapping)
            made.document = told(intake.in_codes(company, outcome.ledger) if made.coded else outcome.ledger)
            made.save(update_fields=["document"])
            return redirect("ledger:draft", company.pk, made.pk)
        faults = tuple(one.fault for one in outcome.findings if one.refuses)
    context = {
        "company": company,
        "draft": made,
        "choices": lists.form(found, mapping, language),
        "year": mapping.year or "",
        "remembered": remembered and request.method == "GET",
        "heads": found.heads,
        "rows": lists.sample(found),
        "count": len(found.rows),
        **_faults(request, faults),
        "section": "companies",
    }
    return render(request, "ledger/columns.html", context, status=422 if faults else 200)


def _preview(request: HttpRequest, company: Company, made: Draft) -> HttpResponse:
    ledger, language = made.ledger(), reader_language(request)
    if ledger is None:
        raise Http404
    context = {
        "company": company,
        "draft": made,
        "columns": lists.is_list(made),
        **showing.shown(ledger, company, language),
        "doubts": sentences((one.fault for one in intake.findings_of(made)), language),
        "overlapping": intake.overlapping(company, ledger),
        "section": "companies",
    }
    return render(request, "ledger/preview.html", context)


@require_POST
def take_over(request: HttpRequest, company_id: UUID, draft_id: UUID) -> HttpResponse:
    """Store what the preview showed, or throw it away."""
    company = company_for(request, company_id, Verb.EDIT)
    made = _draft_of(company, draft_id)
    if request.POST.get("action") == "discard":
        made.delete()
    elif not made.document:
        return redirect("ledger:draft", company.pk, made.pk)
    else:
        try:
            intake.take_over(made)
        except InputFaultsError as error:
            return _page(request, company, faults=error.faults)
    return redirect("ledger:page", company.pk)


@require_POST
def drop(request: HttpRequest, company_id: UUID, import_id: int) -> HttpResponse:
    """Delete an import."""
    company = company_for(request, company_id, Verb.EDIT)
    if not company.ledger_imports.filter(pk=import_id).delete()[0]:
        raise Http404
    return redirect("ledger:page", company.pk)


def _draft_of(company: Company, draft_id: UUID) -> Draft:
    found = company.ledger_drafts.filter(pk=draft_id).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, company: Company, *, missing: str = "", faults: Iterable[Fault] = ()) -> HttpResponse:
    language = reader_language(request)
    ledger = intake.ledger_of(company)
    message = say(language, "ledger.web.missing") if missing else ""
    found = tuple(faults)
    context = {
        "company": company,
        "ledger": ledger,
        "imports": company.ledger_imports.all(),
        **(showing.shown(ledger, company, language) if ledger else {}),
        "charts": [("", say(language, "ledger.web.chart.told")), *((code, f"SKR{code}") for code in codes())],
        "chart": request.POST.get("chart", ""),
        "keys": request.POST.get("keys", ""),
        "coded": bool(request.POST.get("coded")) or company.ledger_imports.filter(coded=True).exists(),
        "messages": {missing: message} if missing else {},
        "errors": [(missing, message)] if missing else [],
        "largest": intake.LARGEST_BYTES // 1_000_000,
        **_faults(request, found),
        "section": "companies",
    }
    return render(request, "ledger/page.html", context, status=422 if missing or found else 200)


def _faults(request: HttpRequest, faults: tuple[Fault, ...]) -> dict[str, object]:
    return {"faults": sentences(faults[:SHOWN_FAULTS], reader_language(request)), "more": max(0, len(faults) - SHOWN_FAULTS)}
