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
AT_ONCE, MOST_WORDS = 40, 20
"""Data objects and stocks in own words on one page: a form takes 300 fields."""
MOST_NAME = 200
FROM = "ab"
"""Names in the address the data object that a page begins with, from 0."""


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
    every = inventory_of(company).data
    first = _first(request.GET.get(FROM, ""), len(every))
    part = Part(every, first)
    here, others = part.split(relation.relations_to_data)
    rows = part.read(request.POST.dict(), language) if posted else part.show(here, language)
    errors = [(row.key, row.message) for row in rows if row.message]
    if posted and not errors:
        entry.keep(replace(relation, relations_to_data=(*(_tie(row) for row in rows if _said(row)), *others)))
        return redirect("network:page", company.pk)
    choices = [(value, say(language, f"network.tie.{value or 'open'}")) for value in _ANSWERS]
    context = {
        "company": company,
        "entry": entry,
        "rows": rows,
        "choices": choices,
        "errors": errors,
        "none": not every,
        "more": [(start, start + 1, min(start + AT_ONCE, len(every))) for start in range(0, len(every), AT_ONCE) if start != first],
        "section": "companies",
    }
    return render(request, "network/ties.html", context, status=422 if errors else 200)


@dataclass(frozen=True, slots=True)
class Part:
    """The data objects of one page, from `first` on; what stands there in own words belongs to the first page."""

    every: Sequence[DataObject]
    first: int

    @property
    def data(self) -> Sequence[DataObject]:
        """Return the data objects of this page."""
        return self.every[self.first : self.first + AT_ONCE]

    def split(self, ties: Sequence[DataTie]) -> tuple[list[DataTie], list[DataTie]]:
        """Return the relations that this page asks for, and all others, which it leaves as they are."""
        mine, known = _words_of(self.data), _words_of(self.every)
        words = [tie for tie in ties if tie.data.casefold() not in known][:MOST_WORDS] if self.first == 0 else []
        here = [tie for tie in ties if tie.data.casefold() in mine or tie in words]
        return here, [tie for tie in ties if tie not in here]

    def show(self, ties: Sequence[DataTie], language: Language) -> tuple[Row, ...]:
        """Return a row for each data object, for what stands there in own words, and an empty one."""
        left, rows = list(ties), []
        for one in self.data:
            tie = next((tie for tie in left if tie.data.casefold() in _words_of([one])), None)
            if tie is not None:
                left.remove(tie)
            rows.append(_row(one.id, one.name, _told(tie), language, own=False))
        words = [(tie.data, _told(tie)) for tie in left] + [("", dict.fromkeys(RELATIONS, ""))] if self.first == 0 else []
        return (*rows, *(_row(f"{_WORDS}-{place}", name, told, language, own=True) for place, (name, told) in enumerate(words)))

    def read(self, posted: Mapping[str, str], language: Language) -> tuple[Row, ...]:
        """Return what was typed; rows in own words that say something need a name of their own."""
        known = _words_of(self.every)
        rows = [_row(one.id, one.name, _sent(posted, one.id), language, own=False) for one in self.data]
        for place in range(MOST_WORDS + 1):
            key = f"{_WORDS}-{place}"
            if key not in posted:
                break
            name = " ".join(posted[key].replace("\0", "").split())
            row = _row(key, name, _sent(posted, key), language, own=True)
            rows.append(replace(row, message=_wrong(row, known, language)))
            known.add(name.casefold())
        return tuple(rows)


def _first(asked: str, count: int) -> int:
    """Return the data object that a page begins with; whatever is no such page is the first one."""
    starts = {str(start): start for start in range(0, count, AT_ONCE)}
    return starts.get(asked, 0)


def _words_of(data: Sequence[DataObject]) -> set[str]:
    return {word.casefold() for one in data for word in (one.id, one.name)}


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
