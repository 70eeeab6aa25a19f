"""A study's pages: order, progress, result, trail."""

from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from leitplanke.primitives.faults import Fault
from leitplanke.reports.faults import sentences
from leitplanke.reports.naming import Names
from leitplanke.reports.sentences import SHOWN_QUESTIONS
from leitplanke.reports.words import Language
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.companies.access import company_for
from leitplanke.web.companies.framing import frame_of
from leitplanke.web.estimates.entries import catalogue_in
from leitplanke.web.estimates.links import own_address
from leitplanke.web.jobs import running
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.results import page, trail
from leitplanke.web.results.asked import asked
from leitplanke.web.results.values import Addresses
from leitplanke.web.studies import jobs
from leitplanke.web.studies.files import offered
from leitplanke.web.studies.gathering import from_text
from leitplanke.web.studies.models import Study
from leitplanke.web.studies.results import earlier_results, is_outdated, is_stale, latest_done, read_result, study_for
from leitplanke.web.survey.answering import field_name
from leitplanke.web.survey.pages import page_asking


@require_POST
def start(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Order the evaluation of the firm's present inputs and show how far it is."""
    company = company_for(request, company_id, Verb.EVALUATE)
    if not company.is_complete:
        return redirect("companies:profile", company.pk)
    return redirect("studies:progress", jobs.order(company).pk)


@require_GET
def progress(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Show how far the evaluation is; a finished one goes on to its result."""
    study = study_for(request, study_id)
    if study.state == Study.State.DONE:
        return redirect("studies:result", study.pk)
    return render(request, "studies/progress.html", progress_context(request, study))


@require_GET
def state(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Answer the progress page's poll: the new state, or where the result is."""
    study = study_for(request, study_id)
    if study.state == Study.State.DONE:
        return HttpResponse(headers={"HX-Redirect": reverse("studies:result", args=[study.pk])})
    return render(request, "studies/state.html", progress_context(request, study))


@require_POST
def cancel(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Call the evaluation off; one that has just ended keeps its result."""
    study = study_for(request, study_id, Verb.EVALUATE)
    running.cancel(jobs.EVALUATIONS, study.pk)
    return redirect("studies:progress", study.pk)


def progress_context(request: HttpRequest, study: Study) -> dict[str, object]:
    """Return what the progress page shows; faults of the inputs in words."""
    faults = [Fault(one["where"], one["code"], tuple((name, text) for name, text in one["values"]), one["line"]) for one in study.faults]
    told = sentences(faults, reader_language(request))
    return {"study": study, "company": study.company, "percent": study.percent, "faults": told, "section": "companies"}


@require_GET
def result(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Show the stored result; say so if the firm's inputs have changed since."""
    study = study_for(request, study_id)
    if study.state != Study.State.DONE:
        return redirect("studies:progress", study.pk)
    language = reader_language(request)
    addresses = Addresses(
        trail=partial(trail_address, study.pk),
        downloads=offered(language, lambda kind: reverse("studies:file", args=[study.pk, kind])),
        answers=reverse("survey:overview", args=[study.company_id]),
        strengths=reverse("strengths:page", args=[study.company_id]),
        own=partial(own_address, study.company_id),
        own_all=reverse("own:overview", args=[study.company_id]),
        plan=reverse("plans:page", args=[study.pk]),
    )
    context = {
        "page": page.build(
            read_result(study.pk),
            catalogue_in(study.inputs),
            language,
            addresses,
            from_text(study.inputs).strengths,
            earlier_results(study),
        ),
        "asked": asked(frame_of(study.company), language),
        "study": study,
        "company": study.company,
        "stale": is_stale(study),
        "outdated": is_outdated(study),
        "to_answer": to_answer(study, language),
        "section": "companies",
    }
    return render(request, "results/result.html", context)


def to_answer(study: Study, language: Language) -> list[tuple[str, str]]:
    """Return the open questions the page names, each with the address where it is answered."""
    names = Names.of(catalogue_in(study.inputs), language)
    shown = (one.id for one in read_result(study.pk).missing[:SHOWN_QUESTIONS])
    return [(names.title(one), question_address(study.company_id, one)) for one in shown]


def question_address(company_id: UUID, asked: str) -> str:
    """Return where an indicator or, asked by no page of questions, a figure of the profile is entered."""
    found = page_asking(asked)
    return f"{found.address(company_id)}#{field_name(asked)}" if found else reverse("companies:further", args=[company_id])


def trail_address(study_id: UUID, node: str) -> str:
    """Return the address of the trail of one number."""
    return f"{reverse('studies:trail', args=[study_id])}?{urlencode({'node': node})}"


@require_GET
def latest(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Go to the firm's newest result."""
    study = latest_done(company_for(request, company_id).pk, request.user)
    if study is None:
        raise Http404
    return redirect("studies:result", study.pk)


@require_GET
def show_trail(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Show where one number comes from, one step at a time: ``?node=`` names it."""
    study = study_for(request, study_id)
    if study.state != Study.State.DONE:
        return redirect("studies:progress", study.pk)

    try:
        context = trail.context(read_result(study.pk), request.GET.get("node", ""), catalogue_in(study.inputs), reader_language(request))
    except KeyError:
        raise Http404 from None
    context |= {
        "company": study.company,
        "back": reverse("studies:result", args=[study.pk]),
        "own": own_address(study.company_id, request.GET.get("node", "")),
        "section": "companies",
    }
    return render(request, "results/trail.html", context)
