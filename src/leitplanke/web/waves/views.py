"""The firm's pages about its rounds: all of them, one with what can be done now, and the papers for the works council."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leitplanke.reports.words import say
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.companies.access import company_for, row_for
from leitplanke.web.companies.models import Company
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.waves import mail, standing, turning
from leitplanke.web.waves.forms import ChangeForm, PlanForm
from leitplanke.web.waves.models import Wave

TURNS = {
    "oeffnen": turning.start,
    "schliessen": turning.close,
    "wieder-oeffnen": turning.reopen,
    "einfrieren": turning.freeze,
}
SECOND, DROP = "zweite-runde", "loeschen"
PAPERS = ("purpose", "council", "agreement")
"""What stands on the papers is ``waves.paper.<name>``."""


@require_http_methods(["GET", "POST"])
def overview(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Show the rounds of a firm, and plan a new one."""
    company, language = company_for(request, company_id, Verb.INVITE), reader_language(request)
    form = PlanForm(language, company, request.POST.dict() if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return redirect("waves:wave", company.pk, turning.plan(company, **form.kept()).pk)
    turning.close_overdue()
    waves = Wave.objects.filter(company=company).select_related("follows")
    context = {
        "company": company,
        "waves": [standing.line(wave, language) for wave in waves],
        "form": form,
        "errors": form.faults,
        "section": "companies",
    }
    return render(request, "waves/list.html", context, status=422 if form.faults else 200)


@require_GET
def wave_page(request: HttpRequest, company_id: UUID, wave_id: UUID) -> HttpResponse:
    """Show one round: how far it is, who is invited, and what can be done now."""
    turning.close_overdue()
    company, wave = wave_for(request, company_id, wave_id)
    return show(request, company, wave)


def show(request: HttpRequest, company: Company, wave: Wave, *, status: int = 200, **more: object) -> HttpResponse:
    """Return the page of a round; `more` are links just made, and faults."""
    language = reader_language(request)
    context = {
        "company": company,
        "wave": wave,
        "told": standing.told(wave, language),
        "form": ChangeForm(language, wave, None),
        "can_mail": mail.is_set(),
        "nonce": standing.nonce(),
        "followed": Wave.objects.filter(follows=wave).first(),
        "section": "companies",
    }
    return render(request, "waves/wave.html", context | more, status=status)


def wave_for(request: HttpRequest, company_id: UUID, wave_id: UUID) -> tuple[Company, Wave]:
    """Return a firm and one of its rounds for somebody who may invite, or answer 404 or 403."""
    company = company_for(request, company_id, Verb.INVITE)
    wave = row_for(request, Wave.objects.select_related("follows", "company"), wave_id, Verb.INVITE)
    if wave.company_id != company.pk:
        raise Http404
    return company, wave


@require_POST
def change(request: HttpRequest, company_id: UUID, wave_id: UUID) -> HttpResponse:
    """Keep what may still be changed of a round; the threshold may only rise."""
    company, wave = wave_for(request, company_id, wave_id)
    form = ChangeForm(reader_language(request), wave, request.POST.dict())
    if not form.is_valid():
        return show(request, company, wave, status=422, form=form, errors=form.faults)
    fields = form.kept()
    least = fields.pop("threshold")
    if isinstance(least, int) and least > wave.threshold:
        turning.raise_threshold(wave, least)
    turning.change(wave, **fields)
    return redirect("waves:wave", company.pk, wave.pk)


@require_POST
def turn(request: HttpRequest, company_id: UUID, wave_id: UUID, turn: str) -> HttpResponse:
    """Open, close, reopen, freeze, delete a draft, or plan the second round."""
    company, wave = wave_for(request, company_id, wave_id)
    try:
        if turn == SECOND:
            return redirect("waves:wave", company.pk, turning.second_round(wave).pk)
        if turn == DROP:
            turning.drop(wave)
            return redirect("waves:list", company.pk)
        if turn not in TURNS:
            raise Http404
        TURNS[turn](wave)
    except turning.RefusedError as refused:
        return show(request, company, wave, status=409, errors=[("", say(reader_language(request), f"waves.refused.{refused.code}"))])
    return redirect(f"{reverse('waves:wave', args=[company.pk, wave.pk])}#state")


@require_GET
def paper(request: HttpRequest, company_id: UUID, paper: str) -> HttpResponse:
    """Show one of the papers that go round before people answer: to read, print and adapt."""
    company = company_for(request, company_id, Verb.INVITE)
    if paper not in PAPERS:
        raise Http404
    paragraphs = say(reader_language(request), f"waves.paper.{paper}.text", firm=company.name or "…").split("\n")
    context = {
        "company": company,
        "paper": paper,
        "paragraphs": [one for one in paragraphs if one],
        "on": timezone.localdate(),
        "section": "companies",
    }
    return render(request, "waves/paper.html", context)
