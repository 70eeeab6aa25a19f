"""The curator's pages: what is due for a check, how each entry stands as it was found, and entering a check."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from leitplanke.catalogue.curation import statuses
from leitplanke.catalogue.dated import Programme, Rule
from leitplanke.reports import notices
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import day
from leitplanke.reports.words import Language, say
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.audit.recording import record_export
from leitplanke.web.catalogue import catalogue
from leitplanke.web.cloud import curation, rules
from leitplanke.web.companies.access import company_for
from leitplanke.web.language.middleware import reader_language


@require_GET
def overview(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Show what is due for a check, and all entries as the organisation found them."""
    company, language = company_for(request, company_id, Verb.SEE), reader_language(request)
    on, errors = rules.asked_day(request)
    checks = curation.checks_of(company.organisation)
    counting = curation.latest(checks)
    context = {
        "company": company,
        "section": "companies",
        **rules.standing_on(curation.as_found(checks), on, language, counting),
        "checks": len(counting),
        "errors": errors,
    }
    return render(request, "cloud/curate.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, company_id: UUID, rule: str) -> HttpResponse:
    """Show an entry with its checks so far; take a new one."""
    company, language = company_for(request, company_id, Verb.SETTINGS), reader_language(request)
    entry, today = curation.entry_of(rule), timezone.localdate()
    if entry is None:
        raise Http404
    texts = dict.fromkeys(curation.FIELDS, "") | {"checked_on": today.isoformat(), "checked_by": company.organisation.name}
    errors: dict[str, str] = {}
    if request.method == "POST":
        texts = curation.typed(request.POST)
        found, errors = curation.read(entry, texts, today, language)
        if found is not None:
            curation.keep(company.organisation, found)
            return redirect("cloud:curate", company.pk)
    names = Names.of(catalogue(), language)
    history = [(one, day(one.checked_on, language)) for one in curation.checks_of(company.organisation) if one.id == rule]
    context = {
        "company": company,
        "section": "companies",
        "title": names.text(entry.title),
        "text": names.text(entry.text),
        "dates": notices.dates(entry, language),
        "checked": day(entry.origin.checked_on, language),
        "sources": [(one.id, names.title(one.id), one.found) for one in catalogue().sources if one.id in entry.origin.sources],
        "days": _days(texts, errors, language),
        "statuses": _statuses(entry, language),
        "texts": texts,
        "history": list(reversed(history)),
        "errors": list(errors.items()),
        "messages": errors,
    }
    return render(request, "cloud/check.html", context, status=422 if errors else 200)


@require_GET
def pack(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Answer with the checks that count as a pack."""
    company = company_for(request, company_id, Verb.EXPORT)
    content = curation.pack_of(company.organisation, timezone.localdate())
    if content is None:
        raise Http404
    record_export(company, "curated.yaml")
    return HttpResponse(
        content, content_type="application/yaml; charset=utf-8", headers={"Content-Disposition": 'attachment; filename="curated.yaml"'}
    )


def _statuses(entry: Rule | Programme, language: Language) -> list[tuple[str, str]]:
    now = say(language, "cloud.check.as-before", status=say(language, f"cloud.status.{entry.status}"))
    return [("", now), *((one, say(language, f"cloud.status.{one}")) for one in statuses(entry))]


def _days(texts: dict[str, str], errors: dict[str, str], language: Language) -> list[dict[str, str]]:
    """Return the fields of the four days."""
    return [
        {"name": name, "label": say(language, f"cloud.check.{name}"), "value": texts[name], "message": errors.get(name, "")}
        for name in ("valid_from", "valid_to", "apply_from", "apply_to")
    ]
