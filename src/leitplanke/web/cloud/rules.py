"""The page of dated law and funding, for everybody and for those who keep it current: how each entry stands on a day."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leitplanke.catalogue.dated import FRESH_DAYS, Rule
from leitplanke.catalogue.notices import Notice, noticed
from leitplanke.reports import notices
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import day
from leitplanke.reports.words import Language, say
from leitplanke.web.catalogue import catalogue
from leitplanke.web.language.middleware import reader_language

_ORDER = ("running", "coming", "closed", "over")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One rule or programme; `sources` are ids and titles."""

    id: str
    title: str
    standing: str
    dates: str
    next: str
    checked: str
    sources: tuple[tuple[str, str], ...]


@login_not_required
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Show all rules and programmes as they stand on a day; what is over says so."""
    language, text = reader_language(request), request.GET.get("tag", "")
    errors: list[tuple[str, str]] = []
    try:
        on = date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        on, errors = timezone.localdate(), [("tag", say(language, "cloud.fault.day"))]
    found = sorted(noticed(catalogue(), on), key=lambda one: (_ORDER.index(one.standing.phase), one.entry.id))
    kinds = [
        (say(language, f"hinge.kind.{kind}"), [_row(one, language) for one in found if isinstance(one.entry, Rule) is (kind == "rule")])
        for kind in ("rule", "programme")
    ]
    late = sum(one.standing.unchecked for one in found)
    context = {"day": on.isoformat(), "kinds": kinds, "late": late, "fresh": FRESH_DAYS, "errors": errors}
    return render(request, "cloud/rules.html", context, status=422 if errors else 200)


def _row(notice: Notice, language: Language) -> Row:
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
    )
