"""Tells the next analysis how far the roadmap is: done is in place, begun fixed in, stopped out; shown before, undone on request."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from leitplanke.primitives.plain import plain
from leitplanke.primitives.quarter import Quarter
from leitplanke.reports.words import Language, say
from leitplanke.web.board.figures import Fed, Said
from leitplanke.web.board.models import Board, Item
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.entries import catalogue_of
from leitplanke.web.estimates.models import Stance
from leitplanke.web.own import former
from leitplanke.web.own.views import quarters_of

_KINDS = {Item.Status.DONE: Stance.Kind.DONE, Item.Status.BEGUN: Stance.Kind.IN, Item.Status.STOPPED: Stance.Kind.OUT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the next analysis would hear of a measure: `kind` and `quarter` (empty: it is free again), `moved` if it began elsewhen."""

    measure: str
    kind: str
    quarter: str
    before: tuple[Said, ...]
    moved: str = ""


def changes(board: Board) -> tuple[Change, ...]:
    """Return what the roadmap says that the firm's stances do not say yet, in the order of the roadmap."""
    company, told = board.company, {one.measure: one for one in board.told()}
    known = {one.id for one in catalogue_of(company).measures}
    quarters = quarters_of(company)
    stances = _stances(company)
    rows = (one for one in board.items.all() if one.measure in known)
    found = (_change(one, told.get(one.measure), quarters, _of(one.measure, stances)) for one in rows)
    return tuple(one for one in found if one is not None)


def _change(item: Item, told: Fed | None, quarters: Sequence[str], now: tuple[Said, ...]) -> Change | None:
    kind = _KINDS.get(Item.Status(item.status), "")
    quarter = fitted(item.begins, quarters) if kind == Stance.Kind.IN else ""
    if [(one.kind, one.quarter) for one in now] == ([(kind, quarter)] if kind else []):
        return None
    if not kind and (told is None or not _stands(told, now)):
        # Planned: free to move. What somebody set by hand stays.
        return None
    moved = str(item.begins) if quarter and quarter != str(item.begins) else ""
    return Change(measure=item.measure, kind=kind, quarter=quarter, before=now, moved=moved)


def fitted(quarter: Quarter, quarters: Sequence[str]) -> str:
    """Return the quarter, or the one nearest to it in the firm's plan."""
    first, last = Quarter.parse(quarters[0]), Quarter.parse(quarters[-1])
    return str(min(max(quarter, first), last))


def _stances(company: Company) -> Mapping[str, Said]:
    """Return all stances of a firm by the id that they were stored with."""
    rows = company.stances.all()
    return {one.target: Said(target=one.target, kind=one.kind, quarter=one.quarter, reason=one.reason) for one in rows}


def _of(measure: str, stances: Mapping[str, Said]) -> tuple[Said, ...]:
    """Return the stances on a measure, those under its former ids included."""
    return tuple(stances[name] for name in former.names_of(measure) if name in stances)


def _stands(told: Fed, now: Iterable[Said]) -> bool:
    """Whether what the board told still stands as it told it."""
    return [(one.target, one.kind, one.quarter) for one in now] == [(told.measure, told.kind, told.quarter)]


def feed(board: Board, language: Language) -> int:
    """Tell the next analysis all `changes`, remember what stood there, and return how many there were."""
    company = board.company
    with transaction.atomic():
        Company.objects.select_for_update().get(pk=company.pk)
        board.refresh_from_db()
        told = {one.measure: one for one in board.told()}
        found = changes(board)
        for one in found:
            earlier = told.pop(one.measure, None)
            before = earlier.before if earlier is not None and _stands(earlier, one.before) else one.before
            company.stances.filter(target__in=former.names_of(one.measure)).delete()
            if one.kind:
                reason = say(language, f"board.reason.{one.kind}", day=f"{timezone.localdate():%d.%m.%Y}")
                Stance.objects.create(company=company, target=one.measure, kind=one.kind, quarter=one.quarter, reason=reason)
                told[one.measure] = Fed(measure=one.measure, kind=one.kind, quarter=one.quarter, before=before)
            else:
                _restore(company, before)
        if found:
            _remember(board, told.values())
    return len(found)


def undo(board: Board) -> int:
    """Put back what stood before the board spoke, where nobody has changed it since; return for how many measures."""
    company, back = board.company, 0
    with transaction.atomic():
        Company.objects.select_for_update().get(pk=company.pk)
        board.refresh_from_db()
        stances = _stances(company)
        for one in board.told():
            if _stands(one, _of(one.measure, stances)):
                company.stances.filter(target=one.measure).delete()
                _restore(company, one.before)
                back += 1
        _remember(board, ())
    return back


def _restore(company: Company, before: Iterable[Said]) -> None:
    for one in before:
        Stance.objects.create(company=company, target=one.target, kind=one.kind, quarter=one.quarter, reason=one.reason)


def _remember(board: Board, told: Iterable[Fed]) -> None:
    rows = [plain(one) for one in told]
    board.fed, board.fed_at = json.dumps(rows), timezone.now() if rows else None
    board.save(update_fields=["fed", "fed_at"])
