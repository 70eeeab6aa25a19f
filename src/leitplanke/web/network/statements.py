"""The page on which a firm says for which measured figures its own statement counts, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from leitplanke.primitives.measurement import Measurement, StatedFirst
from leitplanke.reports.naming import Names
from leitplanke.reports.words import Language, say
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.access import company_for
from leitplanke.web.companies.models import Company
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.network import showing
from leitplanke.web.network.models import NetworkEntry
from leitplanke.web.studies.gathering import gather

MOST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure of the page: what files say of it, whether the own statement counts, the reason, and what is wrong with that."""

    target: str
    told: str
    own: bool
    reason: str
    message: str = ""


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Show every measured figure and keep for which of them the own statement counts."""
    posted = request.method == "POST"
    company, language = company_for(request, company_id, Verb.EDIT if posted else Verb.SEE), reader_language(request)
    if not company.is_complete:
        raise Http404
    found = measurable(company)
    typed = request.POST.dict() if posted else _stored(company)
    names, profile = Names.of(catalogue(), language), company.profile()
    figures = tuple(_figure(one, typed, showing.measured(one, names, profile), language, checked=posted) for one in found)
    errors = [(f"reason-{one.target}", one.message) for one in figures if one.message]
    if posted and not errors:
        _keep(company, figures)
        return redirect("network:page", company.pk)
    context = {"company": company, "figures": figures, "errors": errors, "section": "companies"}
    return render(request, "network/statements.html", context, status=422 if errors else 200)


def measurable(company: Company) -> tuple[Measurement, ...]:
    """Return what the files of a firm measure, counted or not."""
    from leitplanke.study.measurement import measured  # noqa: PLC0415 - the readers of studies are slow to load

    found = measured(gather(company))
    return (*found.bases, *found.indicators, *(one for one, _ in found.aside))


def _stored(company: Company) -> dict[str, str]:
    values = (row.value() for row in company.network_entries.filter(kind=NetworkEntry.Kind.STATED))
    stored = [one for one in values if isinstance(one, StatedFirst)]
    return {f"own-{one.target}": "1" for one in stored} | {f"reason-{one.target}": one.reason for one in stored}


def _figure(one: Measurement, typed: Mapping[str, str], told: str, language: Language, *, checked: bool) -> Figure:
    own = bool(typed.get(f"own-{one.target}"))
    reason = " ".join(typed.get(f"reason-{one.target}", "").replace("\0", "").split())
    return Figure(
        target=one.target,
        told=told,
        own=own,
        reason=reason,
        message=_wrong(reason, language) if own and checked else "",
    )


def _wrong(reason: str, language: Language) -> str:
    if not any(sign.isalnum() for sign in reason):
        return say(language, "network.fault.reason")
    return say(language, "web.fault.too-long", most=MOST_REASON) if len(reason) > MOST_REASON else ""


@transaction.atomic
def _keep(company: Company, figures: tuple[Figure, ...]) -> None:
    """Store what the page says; figures that nothing measures today keep what was said of them."""
    Company.objects.select_for_update().get(pk=company.pk)
    company.network_entries.filter(kind=NetworkEntry.Kind.STATED, name__in=[one.target for one in figures]).delete()
    for one in figures:
        if one.own:
            NetworkEntry(company=company).keep(StatedFirst(target=one.target, reason=one.reason))  # type: ignore[arg-type]  # of a measurement
