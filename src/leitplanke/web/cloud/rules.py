"""The page of dated law and funding, for everybody and for those who keep it current: how each entry stands on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leitplanke.catalogue.curation import Curation
from leitplanke.catalogue.dated import FRESH_DAYS, Rule
from leitplanke.catalogue.entries import Catalogue
from leitplanke.catalogue.notices import Notice, noticed
from leitplanke.reports import notices
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import day
from leitplanke.reports.words import Language, say
from leitplanke.web.catalogue import catalogue
from leitplanke.web.language.middleware import reader_language

NO_CHECKS: Mapping[str, Curation] = MappingProxyType({})
_ORDER = ("running", "coming", "closed", "over")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One rule or programme; `sources` are ids and titles, `found` is the check of the organisation that counts."""

    id: str
    title: str
    standing: str
    dates: str
    next: str
    checked: str
    sources: tuple[tuple[str, str], ...]
    unchecked: bool
    over: bool
    found: Curation | None = None


@login_not_required
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Show all rules and programmes as they stand on a day; what is over says so."""
    on, errors = asked_day(request)
    context = {**standing_on(catalogue(), on, reader_language(request)), "errors": errors}
    return render(request, "cloud/rules.html", context, status=422 if errors else 200)


def asked_day(request: HttpRequest) -> tuple[date, list[tuple[str, str]]]:
    """Return the day asked for, else today; and what is wrong with it."""
    text = request.GET.get("tag", "")
    try:
        return (date.fromisoformat(text) if text else timezone.localdate()), []
    except ValueError:
        return timezone.localdate(), [("tag", say(reader_language(request), "cloud.fault.day"))]


def standing_on(found: Catalogue, on: date, language: Language, checks: Mapping[str, Curation] = NO_CHECKS) -> dict[str, object]:
    """Return what a page of dated entries shows for a day; `checks` are those that count, by entry."""
    rows = sorted(noticed(found, on), key=lambda one: (_ORDER.index(one.standing.phase), one.entry.id))
    kinds = [
        (
            say(language, f"hinge.kind.{kind}"),
            [_row(one, language, checks) for one in rows if isinstance(one.entry, Rule) is (kind == "rule")],
        )
        for kind in ("rule", "programme")
    ]
    due = [_row(one, language, checks) for one in sorted(rows, key=lambda one: -one.standing.age) if one.standing.unchecked]
    return {"day": on.isoformat(), "kinds": kinds, "late": len(due), "due": due, "fresh": FRESH_DAYS}


def _row(notice: Notice, language: Language, checks: Mapping[str, Curation]) -> Row:
    entry, names = notice.entry, Names.of(catalogue(), language)
    changes = notice.standing.changes
    return Row(
        id=entry.id,
        title=names.text(entry.title),
        standing=notices.standing(notice, language),
        dates=notices.dates(entry, language),
        next=say(language, "cloud.rules.next", day=day(changes, language)) if changes else "",
        checked=day(entry.origin.checked_on, language),
        sources=tuple((source, names.title(source)) for source in entry.origin.sources),
        unchecked=notice.standing.unchecked,
        over=notice.standing.phase == "over",
        found=checks.get(entry.id),
    )
