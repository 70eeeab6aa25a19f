"""The pages of data and services."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leitplanke.company.dependence.data import DataObject
from leitplanke.company.dependence.partner import Relation
from leitplanke.company.dependence.policy import PolicyChange
from leitplanke.company.dependence.service import Service
from leitplanke.reports import exitfolder
from leitplanke.reports.words import say
from leitplanke.study.leaving import ExitFolder, folder
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.audit.recording import record_export
from leitplanke.web.catalogue import catalogue
from leitplanke.web.cloud import keeping, showing, siting, typed
from leitplanke.web.cloud.keeping import MOST_ENTRIES, Inventory, inventory_of
from leitplanke.web.cloud.models import CloudEntry
from leitplanke.web.companies.access import company_for
from leitplanke.web.companies.models import Company
from leitplanke.web.language.middleware import reader_language

THINGS: dict[str, tuple[type[DataObject] | type[Service], str]] = {
    "bestand": (DataObject, CloudEntry.Kind.DATA),
    "dienst": (Service, CloudEntry.Kind.SERVICE),
}
"""What can be entered, by its part of the address."""
MOST_REASON = 500


@require_GET
def page(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Show which data lie where, and what is not in order."""
    company, language = company_for(request, company_id, Verb.SEE), reader_language(request)
    inventory = inventory_of(company)
    # Asked by rows, since the pages of the network lead here by way of the studies.
    relations = tuple(one for row in company.network_entries.all() if isinstance(one := row.value(), Relation))
    context = {"company": company, "section": "companies", **showing.overview(inventory, relations, language, _today())}
    context["spend"] = showing.spend(company, inventory, language)
    return render(request, "cloud/page.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, company_id: UUID, thing: str) -> HttpResponse:
    """Ask for a new data object or service."""
    company = company_for(request, company_id)
    type_, kind = _thing(thing)
    form = typed.Typed(reader_language(request))
    if request.method == "GET":
        form.texts |= {"classed": "internal", "confidentiality": "normal", "integrity": "normal", "availability": "normal"}
        return _form(request, company, form, thing, None)
    form = typed.posted(request.POST, form.language)
    if company.cloud_entries.filter(kind=kind).count() >= MOST_ENTRIES:
        form.fault("name", say(form.language, "cloud.fault.most", most=MOST_ENTRIES))
    key = keeping.fresh_id(company, form.texts.get("name", ""), kind)
    return _kept(request, company, form, thing, typed.read(form, type_, key, None), None)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, company_id: UUID, thing: str, key: str) -> HttpResponse:
    """Show a data object or service as it was typed; keep what is typed now."""
    company = company_for(request, company_id)
    type_, _ = _thing(thing)
    before = _found(inventory_of(company), type_, key)
    if request.method == "GET":
        return _form(request, company, typed.show(before, reader_language(request)), thing, before)
    form = typed.posted(request.POST, reader_language(request))
    return _kept(request, company, form, thing, typed.read(form, type_, key, before), before)


@require_POST
def drop(request: HttpRequest, company_id: UUID, thing: str, key: str) -> HttpResponse:
    """Take an entry away; a second click changes nothing."""
    company = company_for(request, company_id, Verb.EDIT)
    keeping.remove(company, _thing(thing)[1], key)
    return redirect("cloud:page", company.pk)


@require_GET
def policy(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Show which data may lie where, and why."""
    company, language = company_for(request, company_id, Verb.SEE), reader_language(request)
    context = {"company": company, "section": "companies", "media": showing.matrix(inventory_of(company), language)}
    return render(request, "cloud/policy.html", context)


@require_http_methods(["GET", "POST"])
def cell(request: HttpRequest, company_id: UUID, medium: str, subject: str) -> HttpResponse:
    """Show one cell of the policy; take the firm's own verdict and reason, or go back to the proposal."""
    company, language = company_for(request, company_id), reader_language(request)
    inventory = inventory_of(company)
    shown = showing.cell(inventory, medium, subject, language)
    if shown is None:
        raise Http404
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        if request.POST.get("what") == "proposal":
            keeping.remove(company, CloudEntry.Kind.POLICY, f"{medium} {subject}")
            return redirect("cloud:policy", company.pk)
        verdict = request.POST.get("verdict", "")
        reason = " ".join(request.POST.get("reason", "").replace("\0", "").split())
        errors = showing.wrong_cell(verdict, reason, MOST_REASON, language)
        if not errors:
            keeping.keep(company, PolicyChange(medium=medium, of=shown.subject, verdict=verdict, reason=reason))  # type: ignore[arg-type]
            return redirect("cloud:policy", company.pk)
        shown = showing.with_typed(shown, verdict, reason)
    context = {"company": company, "section": "companies", "cell": shown, "errors": errors, "messages": dict(errors)}
    return render(request, "cloud/cell.html", context, status=422 if errors else 200)


@require_GET
def places(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Show where the data would lie best under the policy."""
    company, language = company_for(request, company_id, Verb.SEE), reader_language(request)
    context = {"company": company, "section": "companies", **siting.proposals(inventory_of(company), language, _today())}
    return render(request, "cloud/places.html", context)


@require_GET
def leaving(request: HttpRequest, company_id: UUID, key: str) -> HttpResponse:
    """Show what leaving a service costs on a day."""
    company, language = company_for(request, company_id, Verb.SEE), reader_language(request)
    inventory = inventory_of(company)
    service = _service(inventory, key)
    lacking = showing.lacking(company, service, language)
    context: dict[str, object] = {"company": company, "section": "companies", "service": service, "lacking": lacking}
    on, wrong = _asked_day(request)
    if wrong:
        context["errors"] = [("tag", say(language, "cloud.fault.day"))]
    if not lacking:
        found = folder(company.profile(), inventory.dependence, catalogue(), service, on)
        context |= showing.leaving(found, language, _today())
    context["day"] = on.isoformat()
    return render(request, "cloud/leaving.html", context, status=422 if wrong else 200)


@require_GET
def exit_folder(request: HttpRequest, company_id: UUID, key: str) -> HttpResponse:
    """Answer with the exit folder as PDF."""
    from leitplanke.reports import pdf  # noqa: PLC0415 - the typesetter is slow to load

    company, language = company_for(request, company_id, Verb.EXPORT), reader_language(request)
    inventory = inventory_of(company)
    service = _service(inventory, key)
    on, wrong = _asked_day(request)
    if wrong or showing.lacking(company, service, language):
        raise Http404
    found: ExitFolder = folder(company.profile(), inventory.dependence, catalogue(), service, on)
    content = pdf.render(exitfolder.compose(found, catalogue(), language, _today()))
    record_export(company, "exit-folder.pdf")
    name = f"leitplanke-ausstieg-{slugify(service.id)}.pdf"
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _kept(
    request: HttpRequest,
    company: Company,
    form: typed.Typed,
    thing: str,
    one: DataObject | Service | None,
    before: DataObject | Service | None,
) -> HttpResponse:
    if one is not None:
        typed.tell(form, type(one), keeping.faults(inventory_of(company), one))
        if not form.messages:
            keeping.keep(company, one)
            return redirect("cloud:page", company.pk)
    return _form(request, company, form, thing, before)


def _form(request: HttpRequest, company: Company, form: typed.Typed, thing: str, before: DataObject | Service | None) -> HttpResponse:
    type_, _ = _thing(thing)
    data = {one.id: one.name for one in inventory_of(company).data}
    context = {
        "company": company,
        "section": "companies",
        "thing": thing,
        "service": type_ is Service,
        "before": before,
        "groups": typed.drawn(form, typed.groups(type_), data),
        "errors": list(form.messages.items()),
    }
    return render(request, "cloud/form.html", context, status=422 if form.messages else 200)


def _thing(thing: str) -> tuple[type[DataObject] | type[Service], str]:
    if thing not in THINGS:
        raise Http404
    return THINGS[thing]


def _found(inventory: Inventory, type_: type[DataObject] | type[Service], key: str) -> DataObject | Service:
    things: tuple[DataObject | Service, ...] = inventory.data if type_ is DataObject else inventory.services
    for one in things:
        if one.id == key:
            return one
    raise Http404


def _service(inventory: Inventory, key: str) -> Service:
    found = _found(inventory, Service, key)
    assert isinstance(found, Service)  # noqa: S101 - asked for by its type
    return found


def _asked_day(request: HttpRequest) -> tuple[date, bool]:
    """Return the day asked for, else today; and whether something else was typed."""
    text = request.GET.get("tag", "")
    try:
        return (date.fromisoformat(text) if text else _today()), False
    except ValueError:
        return _today(), True


def _today() -> date:
    return timezone.localdate()
