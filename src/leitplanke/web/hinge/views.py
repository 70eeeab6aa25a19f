"""The hinge table: search by place, id or word; the whole table; the page of one entry. Open to everybody, no firm's data."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leitplanke.reports.words import say
from leitplanke.web.hinge import lines
from leitplanke.web.hinge.sheet import sheet
from leitplanke.web.hinge.table import entries_by_id, matching, rows_at
from leitplanke.web.language.middleware import reader_language

LONGEST_SEARCH = 100


@login_not_required
@require_GET
def show_table(request: HttpRequest) -> HttpResponse:
    """Show what was searched for, all entries of a kind, or the whole table."""
    language = reader_language(request)
    wanted = " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST_SEARCH]
    kind = request.GET.get("kind", "")
    if wanted in entries_by_id():
        return redirect("hinge:entry", wanted)
    known = [(name, say(language, f"hinge.kind.{name}"), lines.search_address(kind=name)) for name in lines.kinds()]
    context: dict[str, object] = {"wanted": wanted, "kind": kind, "kinds": known, "section": "hinge"}
    rows = rows_at(wanted) if wanted else None
    if rows is not None:
        context |= {"hits": lines.hits(rows, language), "searched": True}
    elif wanted:
        context |= {"lines": [lines.line(entry.id, language) for entry in matching(wanted, language)], "searched": True}
    elif kind in lines.kinds():
        found = [id_ for id_ in entries_by_id() if lines.kind_of(id_) == kind]
        context |= {
            "lines": [lines.line(id_, language) for id_ in found],
            "kind_title": say(language, f"hinge.kind.{kind}"),
            "searched": True,
        }
    else:
        context |= {"sections": lines.sections(language)}
    return render(request, "hinge/table.html", context)


@login_not_required
@require_GET
def show_entry(request: HttpRequest, entry_id: str) -> HttpResponse:
    """Show one entry with everything that belongs to it."""
    entry = entries_by_id().get(entry_id)
    if entry is None:
        raise Http404
    context = {"sheet": sheet(entry, reader_language(request), timezone.localdate()), "section": "hinge"}
    return render(request, "hinge/entry.html", context)
