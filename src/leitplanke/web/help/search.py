"""Search over everything: one text in, groups of links out."""

from django.http import HttpRequest

from leitplanke.reports.words import Language, say
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.companies.models import Company
from leitplanke.web.help import people, places
from leitplanke.web.help.looking import best_first, group
from leitplanke.web.help.values import Group


def search(request: HttpRequest, wanted: str, language: Language) -> tuple[Group, ...]:
    """Return what the reader may open and what holds every word of `wanted`.

    Parameters
    ----------
    wanted
        On one line; ``request.GET["firm"]`` names the firm the reader is looking at, if it is one of theirs.
    """
    reached = places.firms_of(request)
    firm = _firm_meant(tuple(one.firm for one in reached if Verb.SEE in one.verbs), request.GET.get("firm", ""))
    found = [
        group(say(language, "help.group.firms"), places.of_firms(reached, language), wanted),
        group(say(language, "help.group.results"), places.results(request, language), wanted),
        group(say(language, "help.group.pages"), (*places.pages(language), *people.pages(request, language)), wanted),
        group(say(language, "help.group.terms"), places.explained(language), wanted),
        *(group(say(language, f"hinge.kind.{kind}"), places.entries(kind, firm, language), wanted) for kind in places.OWN_FIGURES),
        group(say(language, "hinge.kind.indicator"), places.questions(firm, language), wanted),
        *(group(say(language, f"hinge.kind.{kind}"), places.entries(kind, None, language), wanted) for kind in places.catalogue_kinds()),
    ]
    return best_first(found, wanted)


def _firm_meant(firms: tuple[Company, ...], named: str) -> Company | None:
    """Return the firm that is named, or the only one."""
    return next((firm for firm in firms if str(firm.pk) == named), firms[0] if len(firms) == 1 else None)
