"""The overview of own figures, one page an entry, and the picture that follows the typing."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leitplanke.catalogue.entries import Catalogue
from leitplanke.catalogue.kinds import is_own
from leitplanke.exchange.planchecks import PLAN_QUARTERS
from leitplanke.primitives.quarter import Quarter
from leitplanke.reports import numbers
from leitplanke.reports.naming import Names
from leitplanke.reports.words import Language, say
from leitplanke.study.adaptable import adaptable, parameters
from leitplanke.study.ownpack import with_own
from leitplanke.study.upgrade import settle
from leitplanke.web.accounts.models import User
from leitplanke.web.catalogue import catalogue as core
from leitplanke.web.companies.access import company_for
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.entries import catalogue_of
from leitplanke.web.estimates.models import OwnFigure, Stance
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.own import former, listing, reading, terms
from leitplanke.web.own.drawing import DrawnFigure, FigureGroup, drawn, entry_words, fragment
from leitplanke.web.own.reading import COUNTS, TypedFigure, TypedStance
from leitplanke.web.own.terms import Choices, Terms
from leitplanke.web.studies.gathering import gather
from leitplanke.web.studies.results import latest_done, read_result


@require_GET
def overview(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Show what the firm has set itself and everything it can set."""
    company = company_for(request, company_id)
    if not company.is_complete:
        return redirect("companies:profile", company.pk)
    inputs = gather(company)
    catalogue = with_own(core(), inputs)
    names, settled = Names.of(catalogue, reader_language(request)), settle(catalogue, inputs)
    context = {
        "company": company,
        "added": listing.added_rows(inputs, names),
        "own": listing.set_rows(catalogue, settled, names),
        "heavy": listing.heavy(company, request.user, names),
        "unseens": listing.unseen_groups(catalogue, settled.inputs, names),
        "capacities": listing.capacity_rows(catalogue, settled.inputs, names),
        "method": listing.method_rows(catalogue, settled.inputs, names),
        "links": listing.link_rows(catalogue, settled.inputs, names),
        "measures": listing.measure_groups(catalogue, settled.inputs, names),
        "measure_count": len(catalogue.measures),
        "section": "companies",
    }
    return render(request, "own/overview.html", context)


@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, company_id: UUID, target: str) -> HttpResponse:
    """Show the figures of one entry beside the firm's own; keep all that was typed, or nothing if some of it is wrong."""
    company = company_for(request, company_id)
    catalogue = catalogue_of(company)
    known(target, catalogue)
    if not company.is_complete:
        return redirect("companies:profile", company.pk)
    language, stances = reader_language(request), stances_of(target, catalogue)
    if request.method == "POST" and "remove" in request.POST:
        remove(company, target, request.POST["remove"])
        return redirect("own:entry", company.pk, target)
    inputs = gather(company)
    rows, quarters = former.figures_of(company, inputs, target), quarters_of(company)
    offered = () if is_own(target) else adaptable(catalogue, settle(catalogue, inputs).inputs, target)
    figures = [reading.shown_figure(one, rows.get(one.parameter), language) for one in offered]
    stance = reading.shown_stance(former.stance_of(company, target))
    settled = terms.shown(company, target, language) if is_measure(target, catalogue) else None
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        posted = request.POST.dict()
        figures = [reading.read_figure(one, posted, rows.get(one.parameter), language) for one in offered]
        stance = reading.read_stance(posted, stances, quarters, language) if stances else stance
        errors = [error for figure in figures for error in figure.errors()]
        errors += [("stance", stance.message)] if stance.message else []
        settled = terms.read(target, posted, choices_of(quarters), stance, language) if settled else None
        errors += settled.errors() if settled else []
        if not errors:
            keep(company, target, figures, stance, settled)
            return redirect(f"{overview_of(company)}#set")
    losses = losses_of(company, request.user, target)
    shown = [drawn(catalogue, one, language, stored=one.figure.parameter in rows, losses=losses) for one in figures]
    context = {
        "company": company,
        "target": target,
        "added": is_own(target),
        "entry": entry_words(catalogue, target, language),
        "groups": folded(shown, language),
        "stance": stance,
        "quarters": [(one, one) for one in quarters],
        "terms": settled,
        "free_quarters": free(quarters, language),
        "programmes": programmes_of(target, language),
        "stances": [(kind, say(language, f"web.own.stance.{_spoken(kind, target)}")) for kind in stances],
        "errors": errors,
        "section": "companies",
    }
    return render(request, "own/entry.html", context, status=422 if errors else 200)


@require_GET
def picture(request: HttpRequest, company_id: UUID, target: str, parameter: str) -> HttpResponse:
    """Answer the typing of an interval with what it means; nothing is stored."""
    company = company_for(request, company_id)
    catalogue = catalogue_of(company)
    known(target, catalogue)
    if is_own(target):
        raise Http404
    if not company.is_complete:
        return redirect("companies:profile", company.pk)
    inputs = gather(company)
    offered = adaptable(catalogue, settle(catalogue, inputs).inputs, target)
    figure = next((one for one in offered if reading.slug_of(one.parameter) == parameter), None)
    if figure is None:
        raise Http404
    row = former.figures_of(company, inputs, target).get(figure.parameter)
    language = reader_language(request)
    typed = reading.read_figure(figure, request.GET.dict(), row, language)
    return render(request, "own/picture.html", {"figure": fragment(typed, language, live=True)})


@require_POST
def forget(request: HttpRequest, company_id: UUID, target: str) -> HttpResponse:
    """Take away everything the firm has set of one entry, also of one that the catalogue has no more."""
    company = company_for(request, company_id)
    with transaction.atomic():
        company.own_figures.filter(target=target).delete()
        company.stances.filter(target=target).delete()
        terms.forget(company, (target,))
    return redirect(overview_of(company))


def losses_of(company: Company, user: User | AnonymousUser, target: str) -> float | None:
    """Return how many losses a year the latest result expects of an Unseen itself; None without result."""
    study = latest_done(company.pk, user)
    unseens = read_result(study.pk).risk.unseens if study else ()
    return next((one.loss_rate_per_year for one in unseens if one.id == target and one.loss_rate_per_year > 0.0), None)


@transaction.atomic
def keep(company: Company, target: str, figures: Sequence[TypedFigure], stance: TypedStance, settled: Terms | None) -> None:
    """Store what is right of one entry: own intervals, stance and terms in the place of the old ones, former ids of the entry included."""
    Company.objects.select_for_update().get(pk=company.pk)
    for row in former.figures_of(company, gather(company), target).values():
        row.delete()
    company.own_figures.filter(target=target).delete()
    for one in figures:
        if one.interval is not None:
            low, high = one.interval
            OwnFigure.objects.create(company=company, target=target, parameter=one.figure.parameter, low=low, high=high, reason=one.reason)
    company.stances.filter(target__in=former.names_of(target)).delete()
    if stance.kind != COUNTS:
        Stance.objects.create(company=company, target=target, kind=stance.kind, reason=stance.reason, quarter=stance.quarter)
    if settled is not None:
        terms.keep(company, target, settled)


def remove(company: Company, target: str, name: str) -> None:
    """Take away one own figure, by its name in the form."""
    for parameter, row in former.figures_of(company, gather(company), target).items():
        if reading.slug_of(parameter) == name:
            row.delete()


def quarters_of(company: Company) -> tuple[str, ...]:
    """Return the quarters of the plan, in which a measure can be fixed."""
    first = Quarter.parse(company.start)
    return tuple(str(first.plus(place)) for place in range(PLAN_QUARTERS))


def choices_of(quarters: Sequence[str]) -> Choices:
    """Return what can be chosen for fundings and starts."""
    return Choices(quarters=quarters, programmes=[one.id for one in core().programmes])


def free(quarters: Sequence[str], language: Language) -> list[tuple[str, str]]:
    """Return the quarters of the plan as choices that may be left open."""
    return [("", say(language, "web.own.window-free")), *((one, numbers.quarter(one, language)) for one in quarters)]


def programmes_of(target: str, language: Language) -> list[tuple[str, str]]:
    """Return the programmes as choices, those that name the measure first."""
    names = Names.of(core(), language)
    listed = sorted(core().programmes, key=lambda one: (target not in one.measures, names.text(one.title)))
    return [("", say(language, "web.own.funding-elsewhere")), *((one.id, names.text(one.title)) for one in listed)]


_FOLDS = {
    "days_once": "days",
    "days_yearly": "days",
    "effect": "effect",
    "exposure": "answers",
    "sensitivity": "answers",
    "coping_max": "more",
    "severity_factor": "more",
}


def folded(figures: Sequence[DrawnFigure], language: Language) -> tuple[FigureGroup, ...]:
    """Return the figures as the page shows them: the first without fold, each further kind in one."""
    found: dict[str, list[DrawnFigure]] = {"": []}
    for one in figures:
        found.setdefault(_FOLDS.get(one.typed.figure.kind, ""), []).append(one)
    return tuple(
        FigureGroup(
            title=say(language, f"web.own.group.{name}", count=len(members)) if name else "",
            figures=tuple(members),
            open=any(one.typed.given or one.stored for one in members),
        )
        for name, members in found.items()
    )


def overview_of(company: Company) -> str:
    """Return the address of the overview."""
    return reverse("own:overview", args=[company.pk])


def known(target: str, catalogue: Catalogue) -> None:
    """Answer 404 unless there is such an entry with figures that can be replaced, or the firm has added it itself."""
    if target not in parameters(catalogue) and not (is_own(target) and stances_of(target, catalogue)):
        raise Http404


def _spoken(kind: str, target: str) -> str:
    return "may" if kind == COUNTS and target.startswith("measure.") else kind


def is_measure(target: str, catalogue: Catalogue) -> bool:
    """Return whether an entry is a measure."""
    return any(one.id == target for one in catalogue.measures)


def stances_of(target: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return what a firm can say of an entry as a whole; only a burden that lasts can be running already."""
    if is_measure(target, catalogue):
        return (COUNTS, Stance.Kind.IN.value, Stance.Kind.DONE.value, Stance.Kind.OUT.value)
    unseen = next((one for one in catalogue.unseens if one.id == target), None)
    if unseen is None:
        return ()
    running = (Stance.Kind.RUNNING.value,) if unseen.kind == "onset" else ()
    return (COUNTS, *running, Stance.Kind.NOT_RELEVANT.value)
