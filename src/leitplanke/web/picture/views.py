"""The picture of a firm's answers: wave by wave, over time, and on the projector."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from leitplanke.reports.naming import Names
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.access import company_for, may
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.picture import effects, listing, workshop
from leitplanke.web.picture.cells import cells_of, is_released, people_of
from leitplanke.web.picture.comparison import compare
from leitplanke.web.picture.euros import euros
from leitplanke.web.picture.page import Known, Told, build
from leitplanke.web.picture.trend import trend
from leitplanke.web.picture.values import Stage
from leitplanke.web.studies.models import Study
from leitplanke.web.studies.results import is_stale, read_result
from leitplanke.web.waves.models import Invitation, Wave

NOTHING_NEW = 204


def wave_for(request: HttpRequest, wave_id: UUID, verb: Verb = Verb.PICTURE) -> Wave:
    """Return a wave if the reader may do `verb` with its firm.

    Raises
    ------
    Http404
        If the reader may do nothing with it: as if it did not exist.
    """
    wave = get_object_or_404(Wave.objects.select_related("company", "follows"), pk=wave_id)
    company_for(request, wave.company_id, verb)
    return wave


def told_to(request: HttpRequest) -> Told:
    """Return the catalogue with its names in the reader's language."""
    return Told.of(catalogue(), Names.of(catalogue(), reader_language(request)))


@require_GET
def company(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Show a firm's waves and what has moved between two of them."""
    firm, told = company_for(request, company_id, Verb.PICTURE), told_to(request)
    waves = list(Wave.objects.filter(company=firm).select_related("follows").order_by("-number"))
    seen = {one.pk: cells_of(one) for one in waves}
    pictured = [one for one in waves if seen[one.pk]]
    chosen = listing.chosen(pictured, request.GET.get("mit", ""))
    titles = tuple(listing.title(one, told) for one in chosen or ())
    context = {
        "company": firm,
        "rows": [listing.row(one, told) for one in waves],
        "invites": may(request.user, firm.pk, Verb.INVITE),
        "comparison": compare(seen[chosen[0].pk], seen[chosen[1].pk], (titles[0], titles[1]), told) if chosen else None,
        "chosen": chosen,
        "trend": trend([(listing.title(one, told), seen[one.pk]) for one in reversed(pictured)], told),
        "titles": titles,
        "earlier": [(str(one.number), listing.title(one, told)) for one in pictured[1:]],
        "section": "companies",
    }
    return render(request, "picture/company.html", context)


@require_GET
def wave(request: HttpRequest, wave_id: UUID) -> HttpResponse:
    """Show the picture of a wave; euros only to those who may see them."""
    found, told = wave_for(request, wave_id), told_to(request)
    study = effects.latest_study(found.company) if may(request.user, found.company_id, Verb.SEE) else None
    effect = effects.read_effect(study) if study else None
    context = {
        "company": found.company,
        "wave": found,
        "title": listing.title(found, told),
        "subtitle": listing.text(found, told),
        "section": "companies",
    }
    cells = cells_of(found)
    if not cells:
        return render(request, "picture/nothing.html", context | {"released": is_released(found)})
    moves = {one.indicator: one.eur_per_level for one in effect.moves} if effect else {}
    known = Known(cells=cells, eur_per_level=moves, people=people_of(found), anonymous=found.is_anonymous)
    page = build(known, told, listing.title(found, told), listing.text(found, told))
    return render(request, "picture/wave.html", context | {"page": page} | _euro_context(request, found, study, told))


def _euro_context(request: HttpRequest, found: Wave, study: Study | None, told: Told) -> dict[str, object]:
    """Return what the part on euros needs: the effect, that it is being computed, or that it can be asked for."""
    sees = may(request.user, found.company_id, Verb.SEE)
    if study is None:
        return {"study": None, "sees_euros": sees}
    effect = effects.read_effect(study)
    return {
        "wave": found,
        "study": study,
        "sees_euros": sees,
        "euros": euros(effect, read_result(study.pk), told) if effect else None,
        "refused": effect is None and effects.is_known(study),
        "waiting": "rechnet" in request.GET,
        "stale": is_stale(study),
        "may_order": may(request.user, found.company_id, Verb.EVALUATE),
    }


@require_http_methods(["GET", "POST"])
def euro(request: HttpRequest, wave_id: UUID) -> HttpResponse:
    """Have the effect of disagreement computed, or answer the page that asks whether it is there."""
    found = wave_for(request, wave_id, Verb.EVALUATE if request.method == "POST" else Verb.SEE)
    study = effects.latest_study(found.company)
    if study is None:
        raise Http404
    if request.method == "POST":
        effects.order(study)
        return redirect(f"{reverse('picture:wave', args=[found.pk])}?rechnet#euro")
    if not effects.is_known(study):
        return HttpResponse(status=NOTHING_NEW)
    return render(request, "picture/euros.html", _euro_context(request, found, study, told_to(request)))


@require_GET
def stage(request: HttpRequest, wave_id: UUID) -> HttpResponse:
    """Show a wave on the projector: all fields, or one question."""
    found, told = wave_for(request, wave_id), told_to(request)
    asked = _asked(request, told)
    inviting = found.takes_answers and may(request.user, found.company_id, Verb.INVITE)
    context = {
        "company": found.company,
        "wave": found,
        "title": listing.title(found, told),
        "asked": asked,
        "rooms": found.invitations.filter(kind=Invitation.Kind.ROOM, cancelled_at=None) if inviting else (),
    }
    return render(request, "picture/stage.html", context | {"stage": _stage(found, asked, told), "released": is_released(found)})


@require_GET
def live(request: HttpRequest, wave_id: UUID) -> HttpResponse:
    """Answer the projector: nothing if nothing has changed, else what it shows now."""
    found, told = wave_for(request, wave_id), told_to(request)
    asked = _asked(request, told)
    shown = _stage(found, asked, told)
    if request.GET.get("stand") == shown.state:
        return HttpResponse(status=NOTHING_NEW)
    return render(request, "picture/live.html", {"wave": found, "asked": asked, "stage": shown, "released": is_released(found)})


def _asked(request: HttpRequest, told: Told) -> str:
    """Return the question asked for, or nothing for all fields.

    Raises
    ------
    Http404
        If there is no such question.
    """
    asked = request.GET.get("frage", "")
    if asked and asked not in told.indicators:
        raise Http404
    return asked


def _stage(found: Wave, asked: str, told: Told) -> Stage:
    if not asked:
        return workshop.overview(cells_of(found), told)
    order = tuple(one.id for component in told.catalogue.components for one in told.catalogue.indicators if one.component == component.id)
    return workshop.question(asked, cells_of(found, asked), order, told)
