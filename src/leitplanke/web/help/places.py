"""Everything a search can find: what everybody may read, and of firms only the reader's own."""

from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from leitplanke.catalogue.entries import Entry
from leitplanke.reports.words import Language, say
from leitplanke.web.accounts.affiliation import affiliation_of
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.entries import own_of
from leitplanke.web.help.terms import terms
from leitplanke.web.help.values import Found
from leitplanke.web.hinge.lines import kind_of, kinds
from leitplanke.web.hinge.table import entries_by_id, texts
from leitplanke.web.studies.models import Study
from leitplanke.web.survey.pages import page_asking

GENERAL = (
    ("welcome", "look.welcome.title"),
    ("examples:list", "look.nav-examples"),
    ("help:terms", "help.terms"),
    ("help:paper-page", "help.paper"),
    ("help:shortcuts", "help.keys"),
    ("hinge:table", "hinge.nav"),
    ("cloud:rules", "cloud.rules.title"),
    ("assumed:list", "assumptions.nav"),
)
OF_A_FIRM = (
    ("guide:home", "help.place.home"),
    ("guide:limits", "guide.step.question.title"),
    ("weights:page", "guide.step.goals.title"),
    ("companies:profile", "web.profile.title"),
    ("companies:further", "web.further.title"),
    ("companies:linked", "web.linked.title"),
    ("survey:overview", "web.check.overview"),
    ("workshop:page", "workshop.title"),
    ("ledger:page", "ledger.web.title"),
    ("network:page", "network.page.title"),
    ("cloud:page", "cloud.title"),
    ("cloud:policy", "cloud.policy.title"),
    ("cloud:places", "cloud.siting.title"),
    ("strengths:page", "hinge.strengths"),
    ("own:overview", "web.own.overview-row"),
    ("guide:actors", "guide.step.actors.title"),
    ("board:page", "board.title"),
    ("waves:list", "waves.title"),
    ("picture:company", "picture.heading"),
    ("guide:review", "guide.step.review.title"),
    ("tables:page", "tables.title"),
    ("notes:overview", "notes.title"),
    ("audit:company", "audit.title"),
)
NEEDED = {
    "workshop:page": Verb.EDIT,
    "waves:list": Verb.INVITE,
    "picture:company": Verb.PICTURE,
    "tables:page": Verb.EXPORT,
}
"""What pages of a firm need that are not opened by seeing it."""
MOST_FIRMS = 50
MOST_STUDIES = 50
OWN_FIGURES = ("unseen", "measure")
"""Kinds whose entries a firm can put its own figures to."""


def pages(language: Language) -> tuple[Found, ...]:
    """Return the pages that everybody may open."""
    return tuple(Found(title=say(language, key), note="", address=reverse(name)) for name, key in GENERAL)


def explained(language: Language) -> tuple[Found, ...]:
    """Return the terms of the glossary."""
    at = reverse("help:terms")
    return tuple(Found(title=one.name, note=one.meaning, address=f"{at}#{one.id}") for one in terms(language))


@dataclass(frozen=True, slots=True)
class Reached:
    """A firm with which the reader may do something, and what."""

    firm: Company
    verbs: frozenset[Verb]


def firms_of(request: HttpRequest) -> tuple[Reached, ...]:
    """Return the firms with which the reader may do anything at all."""
    memberships = affiliation_of(request).memberships
    return tuple(
        Reached(firm, frozenset[Verb]().union(*(one.verbs for one in memberships if one.organisation_id == firm.organisation_id)))
        for firm in Company.objects.known_to(request.user)[:MOST_FIRMS]
    )


def of_firms(reached: tuple[Reached, ...], language: Language) -> tuple[Found, ...]:
    """Return each firm and those of its pages that the reader may open."""
    seen = [one.firm for one in reached if Verb.SEE in one.verbs]
    named = [Found(title=str(firm), note="", address=reverse("guide:home", args=[firm.pk])) for firm in seen if firm.name]
    single = len(reached) == 1
    pages_of = [
        Found(
            title=say(language, key) if single else f"{say(language, key)}: {one.firm}",
            note="",
            address=reverse(name, args=[one.firm.pk]),
            more=one.firm.name.casefold(),
        )
        for one in reached
        for name, key in OF_A_FIRM
        if NEEDED.get(name, Verb.SEE) in one.verbs
    ]
    return (*named, *pages_of)


def results(request: HttpRequest, language: Language) -> tuple[Found, ...]:
    """Return the reader's results with plan and what-if, newest first."""
    done = Study.objects.for_user(request.user).filter(state=Study.State.DONE).select_related("company").defer("inputs")[:MOST_STUDIES]
    ways = (("studies:result", "help.result"), ("plans:page", "help.plan"), ("whatif:page", "help.what-if"))
    return tuple(
        Found(
            title=say(language, key, day=timezone.localtime(study.created_at).strftime("%d.%m.%Y")),
            note=study.company.name,
            address=reverse(name, args=[study.pk]),
        )
        for study in done
        for name, key in ways
    )


def questions(firm: Company | None, language: Language) -> tuple[Found, ...]:
    """Return the questions: on the page where `firm` answers them, or in the catalogue."""
    return tuple(
        Found(
            title=texts_of(one, "question", language),
            note=one_title,
            address=_asked_at(one, firm),
            more=texts_of(one, "help", language).casefold(),
        )
        for one, one_title in ((entry, getattr(entry.title, language)) for entry in _of_kind("indicator"))
    )


def entries(kind: str, firm: Company | None, language: Language) -> tuple[Found, ...]:
    """Return the entries of a kind: where `firm` has its own figures, or in the catalogue."""
    if firm is None or kind not in OWN_FIGURES:
        return _of_catalogue(kind, language)
    return _added(kind, firm, language) + tuple(
        replace(found, address=reverse("own:entry", args=[firm.pk, entry.id]))
        for entry, found in zip(_of_kind(kind), _of_catalogue(kind, language), strict=True)
    )


@cache
def _of_catalogue(kind: str, language: Language) -> tuple[Found, ...]:
    """Return the entries of a kind with their pages in the catalogue: the same for everybody, and most of what is searched."""
    return tuple(
        Found(
            title=getattr(entry.title, language),
            note=say(language, f"hinge.one.{kind}"),
            address=reverse("hinge:entry", args=[entry.id]),
            more=_text(entry.id, language),
        )
        for entry in _of_kind(kind)
    )


def _added(kind: str, firm: Company, language: Language) -> tuple[Found, ...]:
    """Return the Unseens or measures that a firm has added itself."""
    return tuple(
        Found(
            title=one.title,
            note=say(language, f"hinge.one.{kind}"),
            address=reverse("added:entry", args=[firm.pk, one.id]),
            more=f"{one.id} {one.text} {one.reason}".casefold(),
        )
        for one in own_of(firm).every
        if kind_of(one.id) == kind
    )


def catalogue_kinds() -> tuple[str, ...]:
    """Return the kinds that have no group of their own."""
    return tuple(kind for kind in kinds() if kind not in {"indicator", *OWN_FIGURES})


def texts_of(entry: Entry, field: str, language: Language) -> str:
    """Return one text of an entry."""
    return str(getattr(getattr(entry, field), language))


def _asked_at(entry: Entry, firm: Company | None) -> str:
    page = page_asking(entry.id) if firm is not None else None
    if firm is None or page is None:
        return reverse("hinge:entry", args=[entry.id])
    return f"{page.address(firm.pk)}#{entry.id.removeprefix('indicator.').replace('.', '-')}"


@cache
def _by_kind() -> dict[str, tuple[Entry, ...]]:
    ordered = sorted(entries_by_id().values(), key=lambda entry: kind_of(entry.id))
    return {kind: tuple(found) for kind, found in groupby(ordered, key=lambda entry: kind_of(entry.id))}


def _of_kind(kind: str) -> tuple[Entry, ...]:
    return _by_kind().get(kind, ())


@cache
def _text(entry_id: str, language: Language) -> str:
    return " ".join([entry_id, *texts(entries_by_id()[entry_id], language)]).casefold()
