"""The pages of what-if: try, keep, compare, take over; links are in `shares`."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leitplanke.reports.naming import Names
from leitplanke.reports.words import Language, say
from leitplanke.web.accounts.models import User
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.companies.access import row_for
from leitplanke.web.estimates.entries import catalogue_in
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.studies.models import Study
from leitplanke.web.studies.results import read_result, study_for
from leitplanke.web.whatif import engine, page
from leitplanke.web.whatif.adopting import PastQuarterError, adopt
from leitplanke.web.whatif.comparing import MOST, Compared, compare
from leitplanke.web.whatif.desk import Desk
from leitplanke.web.whatif.keeping import NameFaultError, figures_of, keep
from leitplanke.web.whatif.models import Scenario
from leitplanke.web.whatif.setting import Notches, Read, Setting, read_form, read_query

PLAN = "plan"
"""Stands for the study's own plan among scenarios to compare."""
KEEPING = frozenset({"save", "adopt"})
"""Actions of the page that write; trying out only reads."""


def desk_of(study: Study) -> Desk:
    """Return what can be set for an evaluated study."""
    return Desk.of(study.pk, read_result(study.pk), catalogue_in(study.inputs))


def posted_setting(request: HttpRequest, desk: Desk) -> Setting:
    """Return the setting of a form; ``base`` is the query its sliders were drawn for."""
    drawn = Notches.of(desk, read_query(desk, QueryDict(request.POST.get("base", "")).dict()).setting)
    return read_form(desk, request.POST.dict(), drawn)


def address(study: Study, query: str) -> str:
    """Return the page of a setting."""
    path = reverse("whatif:page", args=[study.pk])
    return f"{path}?{query}" if query else path


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Show the page for the setting in the address; a form leads to the address of what it says, keeps it, or takes the plan over."""
    writes = request.method == "POST" and request.POST.get("action") in KEEPING
    study = study_for(request, study_id, Verb.EDIT if writes else Verb.SEE)
    if study.state != Study.State.DONE:
        return redirect("studies:progress", study.pk)
    language, desk = reader_language(request), desk_of(study)
    if request.method == "POST":
        return act(request, study, desk, language)
    read = read_query(desk, request.GET.dict())
    return render(request, "whatif/page.html", page.context(request, study, desk, read, language))


def act(request: HttpRequest, study: Study, desk: Desk, language: Language) -> HttpResponse:
    """Do what the pressed button says."""
    setting, name = posted_setting(request, desk), request.POST.get("name", "")
    query, action = setting.query(desk), request.POST.get("action", "")
    fault = ""
    try:
        if action == "save":
            keep(study, desk, setting, name, as_member(request), language)
            return redirect(f"{address(study, query)}#scenarios")
        if action == "adopt":
            count = adopt(study.company, desk, setting, language)
            return redirect(address(study, f"{query}&festgelegt={count}".removeprefix("&")))
    except NameFaultError as error:
        fault = str(error)
    except PastQuarterError:
        fault = say(language, "whatif.fault.past")
    except engine.NotEvaluableError as error:
        fault = page.refusal(error, language)
    if fault:
        context = page.context(request, study, desk, Read(setting=setting), language)
        field = "name" if action == "save" else "measures"
        told = {"errors": [(field, fault)], "name": name[:200], "name_message": fault if field == "name" else ""}
        return render(request, "whatif/page.html", context | told, status=422)
    shown = QueryDict(query, mutable=True)
    shown.update({"rechnen": "1"} | ({"name": name} if name else {}))
    return redirect(f"{address(study, '')}?{shown.urlencode(safe=':,')}")


def as_member(request: HttpRequest) -> User:
    """Return who is signed in; the middleware lets nobody else come here."""
    if not isinstance(request.user, User):
        raise TypeError
    return request.user


@require_POST
def answer(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Answer a change on the page: what comes of it in words and pictures, and the address that says the same."""
    study = study_for(request, study_id, Verb.SEE)
    if study.state != Study.State.DONE:
        return redirect("studies:progress", study.pk)
    language, desk = reader_language(request), desk_of(study)
    setting = posted_setting(request, desk)
    told = page.tell(study, desk, setting, language)
    shown = {"told": told, "language": language}
    return JsonResponse(
        {
            "address": address(study, setting.query(desk)),
            "brief": told.answer.brief if told.answer else told.refusal,
            "outcome": render_to_string("whatif/outcome.html", shown),
            "loads": render_to_string("whatif/loads.html", shown),
        }
    )


@require_GET
def side_by_side(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Show up to four scenarios side by side: ``?s=`` names each."""
    study = study_for(request, study_id)
    if study.state != Study.State.DONE:
        return redirect("studies:progress", study.pk)
    language, desk, asked = reader_language(request), desk_of(study), request.GET.getlist("s")
    names = Names.of(catalogue_in(study.inputs), language)
    rows = {str(one.pk): one for one in study.scenarios.select_related("study")}
    chosen: list[Compared] = []
    if PLAN in asked:
        try:
            chosen.append(Compared(name=say(language, "whatif.plan-of-study"), found=engine.plan_of(study), assumed=()))
        except engine.NotEvaluableError:
            return redirect(address(study, ""))
    for key in dict.fromkeys(asked):
        row = rows.get(key)
        found = figures_of(row) if row else None
        if row and found:
            chosen.append(Compared(name=row.name, found=found, assumed=page.assumed(row.query, desk, names)))
    context = {
        "study": study,
        "company": study.company,
        "comparison": compare(chosen[:MOST], read_result(study.pk), catalogue_in(study.inputs), language) if chosen else None,
        "too_many": len(chosen) > MOST,
        "section": "companies",
    }
    return render(request, "whatif/compare.html", context)


@require_POST
def remove(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """Take a scenario away, and with it its links."""
    scenario = row_for(request, Scenario.objects.select_related("study"), scenario_id)
    study, query = scenario.study, scenario.query
    scenario.delete()
    # What was set stays in the address: the way back from a slip of the finger.
    return redirect(f"{address(study, query)}#scenarios")
