"""A plan's pages: the plan with its review, the review's progress, and the trail of its numbers."""

from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from leitplanke.web.accounts.rights import Verb
from leitplanke.web.estimates.entries import catalogue_in
from leitplanke.web.estimates.links import own_address
from leitplanke.web.jobs import running
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.plans import page
from leitplanke.web.results import trail
from leitplanke.web.results.values import Addresses
from leitplanke.web.studies import reviewing
from leitplanke.web.studies.models import Review, Study
from leitplanke.web.studies.results import is_outdated, is_stale, read_result, read_review, study_for


def evaluated(request: HttpRequest, study_id: UUID, verb: Verb | None = None) -> Study:
    """Return the reader's study; 404 without a result.

    Raises
    ------
    Http404
        If there is no such study for this reader, or it is not evaluated.
    """
    study = study_for(request, study_id, verb)
    if study.state != Study.State.DONE:
        raise Http404
    return study


@require_GET
def show(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Show the plan, and what its review says or how far that is."""
    study = evaluated(request, study_id)
    review = read_review(study.pk)
    addresses = Addresses(trail=partial(trail_address, study.pk), own=partial(own_address, study.company_id))
    context = {
        "page": page.build(read_result(study.pk), review, catalogue_in(study.inputs), reader_language(request), addresses),
        "study": study,
        "company": study.company,
        "back": reverse("studies:result", args=[study.pk]),
        "stale": is_stale(study),
        "section": "companies",
        **({} if review else progress(study)),
    }
    return render(request, "plans/page.html", context)


def progress(study: Study) -> dict[str, object]:
    """Return how far the review is and what the reader can do about it."""
    return {
        "review": Review.objects.filter(study=study).first(),
        "outdated": is_outdated(study),
        "poll": reverse("plans:state", args=[study.pk]),
        "order": reverse("plans:order", args=[study.pk]),
        "cancel": reverse("plans:cancel", args=[study.pk]),
    }


@require_GET
def state(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Answer the page's poll: the new state, or load the page anew."""
    study = evaluated(request, study_id)
    if read_review(study.pk) is not None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "plans/state.html", progress(study) | {"company": study.company})


@require_POST
def order(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Have the plan reviewed."""
    study = evaluated(request, study_id, Verb.EVALUATE)
    if read_review(study.pk) is None and not is_outdated(study) and read_result(study.pk).plan.measures:
        reviewing.order(study)
    return redirect("plans:page", study.pk)


@require_POST
def cancel(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Call the review off."""
    study = evaluated(request, study_id, Verb.EVALUATE)
    running.cancel(reviewing.REVIEWS, study.pk)
    return redirect("plans:page", study.pk)


def trail_address(study_id: UUID, node: str) -> str:
    """Return the address of the trail of one number."""
    return f"{reverse('plans:trail', args=[study_id])}?{urlencode({'node': node})}"


@require_GET
def show_trail(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Show where one number of the plan or its review comes from: ``?node=`` names it."""
    study = evaluated(request, study_id)
    node = request.GET.get("node", "")
    traced = page.with_trace(read_result(study.pk), read_review(study.pk))
    try:
        context = trail.context(traced, node, catalogue_in(study.inputs), reader_language(request))
    except KeyError:
        raise Http404 from None
    back = reverse("plans:page", args=[study.pk])
    context |= {"company": study.company, "back": back, "own": own_address(study.company_id, node), "section": "companies"}
    return render(request, "results/trail.html", context)
