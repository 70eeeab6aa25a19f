"""The log of a firm and that of an organisation, as pages and as files."""

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from leitplanke.exchange.csvfile import Separator
from leitplanke.reports.words import Language, say
from leitplanke.web.accounts.models import Membership, Organisation, User
from leitplanke.web.accounts.rights import NotAllowedError, Verb
from leitplanke.web.audit import asking, files
from leitplanke.web.audit.asking import Asked
from leitplanke.web.audit.models import Entry
from leitplanke.web.audit.page import Teller
from leitplanke.web.audit.recording import record, record_export
from leitplanke.web.companies.access import company_for, may
from leitplanke.web.language.middleware import reader_language

ON_A_PAGE = 200
SEPARATORS: dict[str, Separator] = {"komma": ",", "semikolon": ";"}
Log = QuerySet[Entry]


@require_GET
def of_company(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Show the log of a firm."""
    company = company_for(request, company_id, Verb.SEE)
    whole = reverse("audit:organisation", args=[company.organisation_id]) if _settings(request, company.organisation_id) else ""
    takes = may(request.user, company.pk, Verb.EXPORT)
    file = reverse("audit:company-file", args=[company.pk, "json"]).removesuffix("json") if takes else ""
    return _shown(request, asking.of_company(company), {"company": company, "whole": whole, "file": file, "section": "companies"})


@require_GET
def of_organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Show the log of an organisation and all its firms."""
    organisation = _organisation(request, organisation_id)
    file = reverse("audit:organisation-file", args=[organisation.pk, "json"]).removesuffix("json")
    return _shown(request, asking.of_organisation(organisation.pk), {"organisation": organisation, "file": file, "section": "people"})


@require_GET
def company_file(request: HttpRequest, company_id: UUID, form: str) -> HttpResponse:
    """Answer with a firm's log as a file."""
    company = company_for(request, company_id, Verb.EXPORT)
    answer = _file(request, asking.of_company(company), form)
    record_export(company, f"log.{form}")
    return answer


@require_GET
def organisation_file(request: HttpRequest, organisation_id: UUID, form: str) -> HttpResponse:
    """Answer with an organisation's log as a file."""
    organisation = _organisation(request, organisation_id)
    answer = _file(request, asking.of_organisation(organisation.pk), form)
    record("export", "accounts.organisation", organisation.pk.hex, organisation=organisation.pk, name=f"log.{form}")
    return answer


def _organisation(request: HttpRequest, key: UUID) -> Organisation:
    """Return an organisation if the reader may see its log; whoever does not belong to it does not find it."""
    rows = Membership.objects.filter(user=request.user if isinstance(request.user, User) else None, organisation=key)
    found = get_object_or_404(rows.select_related("organisation", "custom_role"))
    if Verb.SETTINGS not in found.verbs:
        raise NotAllowedError(Verb.SETTINGS)
    return found.organisation


def _settings(request: HttpRequest, key: UUID) -> bool:
    rows = Membership.objects.filter(user=request.user if isinstance(request.user, User) else None, organisation=key)
    return any(Verb.SETTINGS in one.verbs for one in rows.select_related("custom_role"))


def _shown(request: HttpRequest, log: Log, more: dict[str, object]) -> HttpResponse:
    """Return the page of a log."""
    language, asked = reader_language(request), Asked.of(request.GET)
    people = asking.people(log)
    teller = Teller(language, people)
    part = Paginator(asked.among(log), ON_A_PAGE).get_page(request.GET.get("seite"))
    query = asked.query()
    context = {
        "events": teller.events(part.object_list),
        "part": part,
        "asked": asked,
        "kinds": _choices(log, "object_type", teller.kind, language),
        "actions": _choices(log, "action", teller.action, language),
        "persons": _persons(teller, language),
        "query": urlencode(query),
        "earlier": urlencode(query | {"seite": str(part.next_page_number())}) if part.has_next() else "",
        "later": urlencode(query | {"seite": str(part.previous_page_number())}) if part.has_previous() else "",
    }
    return render(request, "audit/page.html", context | more)


def _choices(log: Log, field: str, told: Callable[[str], str], language: Language) -> list[tuple[str, str]]:
    """Return what a filter offers: what is in the log, by its name."""
    values = log.order_by().values_list(field, flat=True).distinct()
    named = sorted(((value, told(value)) for value in values), key=lambda one: one[1].casefold())
    return [("", say(language, "audit.filter.any")), *named]


def _persons(teller: Teller, language: Language) -> list[tuple[str, str]]:
    named = sorted(((key, teller.who(key)) for key in teller.people), key=lambda one: one[1].casefold())
    return [("", say(language, "audit.filter.any")), *named, (asking.NOBODY, teller.who(""))]


def _file(request: HttpRequest, log: Log, form: str) -> HttpResponse:
    """Answer with the entries that were asked for."""
    entries, people = Asked.of(request.GET).among(log), asking.people(log)
    if form == "csv":
        content = files.as_csv(entries.iterator(), people, SEPARATORS.get(request.GET.get("trenner", ""), ","))
        media = "text/csv; charset=utf-8"
    elif form == "json":
        content, media = files.as_json(entries.iterator(), people), "application/json"
    else:
        raise Http404
    name = f"leitplanke-protokoll-{timezone.localdate():%Y-%m-%d}.{form}"
    return HttpResponse(content, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})
