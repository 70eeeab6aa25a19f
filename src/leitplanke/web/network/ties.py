"""The page on which a firm says, for each data object, what a partner has to do with it: owning, benefit, access and use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from leitplanke.company.dependence.data import DataObject
from leitplanke.company.dependence.partner import DataTie, Relation
from leitplanke.reports.words import Language, say
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.cloud.keeping import inventory_of
from leitplanke.web.companies.access import company_for
from leitplanke.web.language.middleware import reader_language

RELATIONS = ("owns", "benefits", "accesses", "uses")
_ANSWERS: Mapping[str, bool | None] = {"": None, "yes": True, "no": False}
_WORDS = "words"
"""Begins the fields of data that the inventory lacks; a number follows."""
MOST_WORDS = 30
MOST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One of the four relations: its field, its question and the answer."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One stock of data with its four relations; `own` if it is in own words, which `name` holds."""

    key: str
    name: str
    own: bool
    cells: tuple[Cell, ...]
    message: str = ""


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, company_id: UUID, entry_id: int) -> HttpResponse:
    """Show what a partner has to do with the firm's data, and keep it."""
    posted = request.method == "POST"
    company, language = company_for(request, company_id, Verb.EDIT if posted else Verb.SEE), reader_language(request)
    entry = company.network_entries.filter(pk=entry_id).first()
    relation = None if entry is None else entry.value()
    if entry is None or not isinstance(relation, Relation):
        raise Http404
    data = inventory_of(company).data
    rows = read(request.POST.dict(), data, language) if posted else show(relation.relations_to_data, data, language)
    errors = [(row.key, row.message) for row in rows if row.message]
    if posted and not errors:
        entry.keep(replace(relation, relations_to_data=tuple(_tie(row) for row in rows if _said(row))))
        return redirect("network:page", company.pk)
    choices = [(value, say(language, f"network.tie.{value or 'open'}")) for value in _ANSWERS]
    context = {
        "company": company,
        "entry": entry,
        "rows": rows,
        "choices": choices,
        "errors": errors,
        "none": not data,
        "section": "companies",
    }
    return render(request, "network/ties.html", context, status=422 if errors else 200)


def show(ties: Sequence[DataTie], data: Sequence[DataObject], language: Language) -> tuple[Row, ...]:
    """Return a row for each data object, for what stands there in own words, and an empty one."""
    left = list(ties)
    rows = []
    for one in data:
        tie = next((tie for tie in left if tie.data.casefold() in {one.id.casefold(), one.name.casefold()}), None)
        if tie is not None:
            left.remove(tie)
        rows.append(_row(one.id, one.name, _told(tie), language, own=False))
    words = [(tie.data, _told(tie)) for tie in left] + [("", dict.fromkeys(RELATIONS, ""))]
    return (*rows, *(_row(f"{_WORDS}-{place}", name, told, language, own=True) for place, (name, told) in enumerate(words)))


def read(posted: Mapping[str, str], data: Sequence[DataObject], language: Language) -> tuple[Row, ...]:
    """Return what was typed; rows in own words that say something need a name of their own."""
    known = {word.casefold() for one in data for word in (one.id, one.name)}
    rows = [_row(one.id, one.name, _sent(posted, one.id), language, own=False) for one in data]
    for place in range(MOST_WORDS):
        key = f"{_WORDS}-{place}"
        if key not in posted:
            break
        name = " ".join(posted[key].replace("\0", "").split())
        row = _row(key, name, _sent(posted, key), language, own=True)
        rows.append(replace(row, message=_wrong(row, known, language)))
        known.add(name.casefold())
    return tuple(rows)


def _wrong(row: Row, known: set[str], language: Language) -> str:
    if not row.name:
        return say(language, "web.fault.missing") if any(cell.value for cell in row.cells) else ""
    if len(row.name) > MOST_NAME:
        return say(language, "web.fault.too-long", most=MOST_NAME)
    return say(language, "network.fault.tie-twice") if row.name.casefold() in known else ""


def _row(key: str, name: str, told: Mapping[str, str], language: Language, *, own: bool) -> Row:
    cells = (Cell(name=f"{key}.{relation}", label=say(language, f"network.tie.{relation}"), value=told[relation]) for relation in RELATIONS)
    return Row(key=key, name=name, own=own, cells=tuple(cells))


def _told(tie: DataTie | None) -> dict[str, str]:
    answers = {answer: value for value, answer in _ANSWERS.items()}
    return {relation: answers[None if tie is None else getattr(tie, relation)] for relation in RELATIONS}


def _sent(posted: Mapping[str, str], key: str) -> dict[str, str]:
    sent = {relation: posted.get(f"{key}.{relation}", "") for relation in RELATIONS}
    return {relation: value if value in _ANSWERS else "" for relation, value in sent.items()}


def _said(row: Row) -> bool:
    return bool(row.name) and (row.own or any(cell.value for cell in row.cells))


def _tie(row: Row) -> DataTie:
    owns, benefits, accesses, uses = (_ANSWERS[cell.value] for cell in row.cells)
    return DataTie(data=row.name if row.own else row.key, owns=owns, benefits=benefits, accesses=accesses, uses=uses)
