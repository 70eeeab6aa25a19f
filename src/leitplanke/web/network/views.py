"""Shows the value network, takes partners and channels, and reads settlements into the fields of a channel."""

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leitplanke.company.dependence.channel import Channel
from leitplanke.company.dependence.partner import Relation
from leitplanke.primitives.measurement import StatedFirst
from leitplanke.reports import network as told
from leitplanke.reports.faults import sentences
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import quarter
from leitplanke.reports.words import Language, say
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.access import company_for
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.entries import catalogue_of
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.network import asked, blocks, drawing, keeping, showing
from leitplanke.web.network.models import NetworkEntry
from leitplanke.web.studies.gathering import gather

if TYPE_CHECKING:
    from leitplanke.study.repositioning import Way

LARGEST_BYTES = 40_000_000
FILES = "settlements"
SEED = 1
OPERATOR = "betreiber"
"""Names the operator in the address of a letter."""


@require_GET
def page(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Show partners, channels and what a block would mean."""
    company, language = company_for(request, company_id), reader_language(request)
    context: dict[str, object] = {"company": company, "section": "companies", "count": showing.entries(company)}
    if company.is_complete:
        from leitplanke.study.network import look  # noqa: PLC0415 - the readers of studies are slow to load

        inputs = gather(company)
        context |= showing.shown(company, inputs, look(inputs), Names.of(catalogue(), language))
    return render(request, "network/page.html", context)


@require_GET
def letter(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Show the letter of today to the operator asked for, else to the one with the most sales."""
    company, language = company_for(request, company_id), reader_language(request)
    if not company.is_complete:
        raise Http404
    from leitplanke.study.network import look  # noqa: PLC0415 - as above

    asked_for = request.GET.get(OPERATOR)
    blocked = next((one for one in look(gather(company)).blocked if asked_for in {None, one.operator}), None)
    if blocked is None:
        raise Http404
    paragraphs = told.letter(blocked, company.name, catalogue(), timezone.localdate(), language)
    context = {"company": company, "operator": blocked.operator, "paragraphs": paragraphs, "section": "companies"}
    return render(request, "network/letter.html", context)


@require_GET
def ways(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Show what ways to a new position bring; reckoned when asked, about a second."""
    company, language = company_for(request, company_id), reader_language(request)
    found: list[dict[str, object]] = []
    if company.is_complete:
        from leitplanke.study.repositioning import compare  # noqa: PLC0415 - scipy is slow to load

        entries = catalogue_of(company)
        names = Names.of(entries, language)
        found = [_way(one, names, language) for one in compare(entries, gather(company), seed=SEED)]
    return render(request, "network/ways.html", {"company": company, "ways": found, "section": "companies"})


def _way(one: "Way", names: Names, language: Language) -> dict[str, object]:
    return {
        "title": say(language, f"network.way.{one.id}"),
        "text": say(language, f"network.way.{one.id}.text"),
        "texts": list(told.way(one, language)),
        "measures": [(names.title(step.id), quarter(step.start_quarter, language)) for step in one.measures],
    }


@require_http_methods(["GET", "POST"])
def add_partner(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Ask for a new partner and keep it."""
    company = company_for(request, company_id, Verb.EDIT)
    return _entry(request, company, Relation(partner="-", role="customer"), None)


@require_http_methods(["GET", "POST"])
def add_channel(request: HttpRequest, company_id: UUID, type: str) -> HttpResponse:  # noqa: A002 - as the address calls it
    """Ask for a new channel and keep it; settlements fill its fields."""
    company = company_for(request, company_id, Verb.EDIT)
    if type not in {"b2c", "b2b"}:
        raise Http404
    return _entry(request, company, Channel(name="-", type="b2b" if type == "b2b" else "b2c", revenue_net_eur=0.0), None)


@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, company_id: UUID, entry_id: int) -> HttpResponse:
    """Show a partner or channel and keep its changes."""
    company = company_for(request, company_id)
    row = _row(company, entry_id)
    value = row.value()
    assert not isinstance(value, StatedFirst)  # noqa: S101 - `_row` finds none
    return _entry(request, company, value, row)


@require_POST
def drop(request: HttpRequest, company_id: UUID, entry_id: int) -> HttpResponse:
    """Take a partner or channel away."""
    company = company_for(request, company_id, Verb.EDIT)
    _row(company, entry_id).delete()
    return redirect("network:page", company.pk)


def _row(company: Company, entry_id: int) -> NetworkEntry:
    found = company.network_entries.filter(pk=entry_id).exclude(kind=NetworkEntry.Kind.STATED).first()
    if found is None:
        raise Http404
    return found


def _entry(request: HttpRequest, company: Company, before: asked.Value, row: NetworkEntry | None) -> HttpResponse:
    """Ask for a value; `before` is what is stored, or a new one of its kind."""
    language = reader_language(request)
    doubts: list[str] = []
    times = blocks.show(before.blocked_events, language) if isinstance(before, Channel) else ()
    if request.method == "GET":
        typed = asked.show(before, language) if row is not None else _empty(before, language)
    elif isinstance(before, Channel) and request.POST.get("action") == "settle":
        typed, doubts = _settled(request, before, row, language)
        _, times = blocks.read(request.POST.dict(), language)
    else:
        value, typed, times = _read(request, before, language)
        if value is not None and _keep(company, value, row, typed):
            return redirect("network:page", company.pk)
    context = {
        "company": company,
        "entry": row,
        "channel": before if isinstance(before, Channel) else None,
        "groups": drawing.groups(before, typed, language),
        "errors": typed.wrong,
        "doubts": doubts,
        "blocks": times,
        "largest": LARGEST_BYTES // 1_000_000,
        "section": "companies",
    }
    return render(request, "network/entry.html", context, status=422 if typed.wrong else 200)


def _read(
    request: HttpRequest, before: asked.Value, language: Language
) -> tuple[asked.Value | None, asked.Typed, tuple[blocks.Typed, ...]]:
    """Return what was typed, None if anything is wrong; a page without rows of blocks leaves them as they were."""
    value, typed = asked.read(type(before), request.POST.dict(), before, language)
    if not isinstance(before, Channel):
        return value, typed, ()
    found, rows = blocks.read(request.POST.dict(), language)
    typed.messages |= {f"{row.key}-{part}": message for row in rows for part, message in row.messages.items()}
    if isinstance(value, Channel) and rows:
        value = replace(value, blocked_events=(*before.blocked_events[: -blocks.MOST_BLOCKS], *found))
    return (None if typed.messages else value), typed, rows


def _empty(before: asked.Value, language: Language) -> asked.Typed:
    typed = asked.show(before, language)
    for name in ("partner", "name", "revenue_net_eur"):
        typed.texts.pop(name, None)
    return typed


def _keep(company: Company, value: asked.Value, row: NetworkEntry | None, typed: asked.Typed) -> bool:
    name = "partner" if isinstance(value, Relation) else "name"
    if keeping.taken(company, value, None if row is None else row.pk):
        typed.messages[name] = say(typed.language, "network.fault.taken")
    elif row is None and company.network_entries.count() >= keeping.MOST_ENTRIES:
        typed.messages[name] = say(typed.language, "network.fault.most", most=keeping.MOST_ENTRIES)
    else:
        (row or NetworkEntry(company=company)).keep(value)
        return True
    return False


def _settled(request: HttpRequest, before: Channel, row: NetworkEntry | None, language: Language) -> tuple[asked.Typed, list[str]]:
    """Return the fields as the settlements fill them, and what is doubtful; nothing is stored before the reader saves."""
    from leitplanke.exchange.settlement.importing import File, settle  # noqa: PLC0415 - only this needs it

    _, typed = asked.read(Channel, request.POST.dict(), before, language)
    typed.messages.clear()
    uploads = [one for one in request.FILES.getlist(FILES) if isinstance(one, UploadedFile) and one.size]
    if not uploads:
        typed.messages[FILES] = say(language, "network.fault.no-file")
        return typed, []
    if sum(one.size or 0 for one in uploads) > LARGEST_BYTES:
        typed.messages[FILES] = say(language, "network.fault.too-big", largest=LARGEST_BYTES // 1_000_000)
        return typed, []
    files = [File(name=one.name or "", data=one.read()) for one in uploads]
    found = settle(files, name=typed.texts.get("name", ""), kind=before.type)
    if found.channel is None:
        typed.messages[FILES] = " ".join(sentences([one.fault for one in found.findings if one.refuses][:10], language))
        return typed, []
    kept = replace(before, goods_eur=None) if row is None else before
    filled = replace(found.channel, **{name: getattr(kept, name) for name in _UNTOLD})
    texts = asked.show(filled, language).texts
    typed.texts |= {name: text for name, text in texts.items() if name not in _UNTOLD or not typed.texts.get(name)}
    return typed, sentences((one.fault for one in found.findings), language)


_UNTOLD = (
    "operator",
    "own",
    "goods_eur",
    "contact_share",
    "data_export",
    "own_brand_share",
    "ranking_control",
    "parity_clause",
    "reroute_days",
)
"""What no settlement says."""
