"""Makes, revokes and shows links to one scenario; who opens one needs no account and sees nothing else."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import quarter
from leitplanke.web.accounts.guard import address_of
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.companies.access import row_for
from leitplanke.web.estimates.entries import catalogue_in
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.studies.results import read_result
from leitplanke.web.whatif import page, sharing
from leitplanke.web.whatif.answer import answer
from leitplanke.web.whatif.desk import Desk
from leitplanke.web.whatif.keeping import figures_of
from leitplanke.web.whatif.models import SHARED_DAYS, Scenario, Share
from leitplanke.web.whatif.views import address, as_member

if TYPE_CHECKING:
    from leitplanke.study.whatif import WhatIf

HIDDEN = {"Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex, nofollow, noarchive"}
"""The address is the secret: it must not travel to other sites, nor be found by a search. Without any referrer, Django would take the
buttons of the page for forged ones."""


@require_POST
def share(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """Make a link to a scenario that lasts ``days``."""
    scenario = row_for(request, Scenario.objects.select_related("study"), scenario_id, Verb.EXPORT)
    asked = request.POST.get("days", "")
    days = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else SHARED_DAYS  # noqa: PLR2004 - up to 999 days
    made = sharing.share(scenario, days, as_member(request))
    place = f"link-{made.pk}" if made else "scenarios"
    return redirect(f"{address(scenario.study, scenario.query)}#{place}")


@require_POST
def revoke(request: HttpRequest, share_id: UUID) -> HttpResponse:
    """End a link now."""
    shared = row_for(request, Share.objects.select_related("scenario__study"), share_id, Verb.EXPORT)
    Share.objects.filter(pk=shared.pk, revoked_at=None).update(revoked_at=timezone.now())
    return redirect(f"{address(shared.scenario.study, shared.scenario.query)}#scenarios")


@login_not_required
@require_GET
def shared(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the scenario of an open link; every other secret looks the same from outside."""
    found = sharing.found(secret)
    if found is not None and not sharing.VIEWS.allows(str(found.pk)):
        return _hidden(render(request, "whatif/closed.html", {"slow": True}, status=429))
    figures = figures_of(found.scenario) if found else None
    if found is None or figures is None:
        allowed = sharing.MISSES.allows(address_of(request))
        return _hidden(render(request, "whatif/closed.html", {"slow": not allowed}, status=404 if allowed else 429))
    return _hidden(render(request, "whatif/shared.html", _context(found, figures, request)))


def _context(found: Share, figures: "WhatIf", request: HttpRequest) -> dict[str, object]:
    scenario, language = found.scenario, reader_language(request)
    study = scenario.study
    catalogue = catalogue_in(study.inputs)
    names = Names.of(catalogue, language)
    result = read_result(study.pk)
    return {
        "scenario": scenario,
        "company_name": result.company.name,
        "expires_at": found.expires_at,
        # Without the firm's balances: who shows a plan need not show the accounts.
        "told": page.Told(answer=answer(figures, figures, result.study.horizon_years, names)),
        "measures": [(names.title(one.id), quarter(one.start_quarter, language)) for one in figures.measures],
        "assumed": "; ".join(page.assumed(scenario.query, Desk.of(study.pk, result, catalogue), names)),
        "engine": result.study.engine_version,
        "catalogue_version": result.study.catalogue_version,
    }


def _hidden(response: HttpResponse) -> HttpResponse:
    for name, value in HIDDEN.items():
        response.headers[name] = value
    return response
