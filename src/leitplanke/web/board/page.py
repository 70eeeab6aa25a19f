"""Builds the board: picture, cards, what the next analysis would hear, and plans that can be taken over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from leitplanke.catalogue.entries import Measure
from leitplanke.reports import numbers
from leitplanke.reports.naming import Names
from leitplanke.reports.words import Language, say
from leitplanke.web.board import items as cards
from leitplanke.web.board import picture, progress
from leitplanke.web.board.figures import ROLES, Asked
from leitplanke.web.board.items import ItemField
from leitplanke.web.board.models import Board, Item
from leitplanke.web.board.progress import Change
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.entries import catalogue_of
from leitplanke.web.plans.reasons import component_of
from leitplanke.web.results.figures import mark_of
from leitplanke.web.studies.models import Study
from leitplanke.web.studies.results import is_outdated, read_result


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One measure of the board."""

    item: Item
    title: str
    mark: str
    status: str
    when: str
    asks: str
    fields: tuple[ItemField, ...]
    open: bool
    known: bool
    """Whether today's catalogue has the measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing the next analysis would hear."""

    measure: str
    title: str
    words: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A plan that can be taken over; `scenario` is empty for the study's own."""

    scenario: str
    title: str
    words: str


def names_in(company: Company, language: Language) -> Names:
    """Return the names of today's catalogue, as the firm reads it."""
    return Names.of(catalogue_of(company), language)


def live(board: Board, language: Language, today: date) -> dict[str, object]:
    """Return what changes with every entry: sentences, picture, what the next analysis would hear."""
    names, rows = names_in(board.company, language), list(board.items.all())
    return {
        "board": board,
        "overview": picture.overview(rows, names, today),
        "schedule": picture.picture(rows, board.limits(), names),
        "news": tuple(_news(one, names) for one in progress.changes(board)),
        "told": len(board.told()),
    }


def card(item: Item, fields: Sequence[ItemField], names: Names) -> Card:
    """Return a measure with its fields."""
    language, asked = names.language, item.figures()
    when = {"start": numbers.quarter(str(item.begins), language), "works": numbers.quarter(str(item.works), language)}
    return Card(
        item=item,
        title=names.title(item.measure),
        mark=mark_of(component_of(item.measure, names)),
        status=say(language, f"board.status.{item.status}"),
        when=say(language, "board.when", **when),
        asks=_asks(asked, language),
        fields=tuple(fields),
        open=any(one.message for one in fields),
        known=isinstance(names.entries.get(item.measure), Measure),
    )


def _asks(asked: Asked, language: Language) -> str:
    once, yearly = (sum(getattr(days, role) for role in ROLES) for days in (asked.days_once, asked.days_yearly))
    return say(
        language,
        "board.asks",
        once=numbers.euro(asked.once_eur, language),
        yearly=numbers.euro(asked.yearly_eur, language),
        days=numbers.days(once, language),
        days_yearly=numbers.days(yearly, language),
    )


def build(board: Board, language: Language, today: date, typed: Mapping[int, Sequence[ItemField]] | None = None) -> dict[str, object]:
    """Return the page; `typed` are the fields of cards with faults, by item."""
    names, typed = names_in(board.company, language), typed or {}
    found = [card(one, typed.get(one.pk) or cards.shown(one, language), names) for one in board.items.all()]
    return live(board, language, today) | {
        "cards": [one for one in found if not one.item.dropped],
        "dropped": [one for one in found if one.item.dropped],
        "source": _source(board, language),
    }


def _source(board: Board, language: Language) -> str:
    day = numbers.day(timezone.localdate(board.taken_at), language)
    if board.scenario:
        return say(language, "board.source-scenario", name=board.scenario, day=day)
    return say(language, "board.source-study", day=day)


def _news(change: Change, names: Names) -> News:
    language = names.language
    words = say(
        language, f"board.news.{change.kind or 'free'}", quarter=numbers.quarter(change.quarter, language) if change.quarter else ""
    )
    if change.moved:
        words += " " + say(language, "board.news.moved", quarter=numbers.quarter(change.moved, language))
    before = ", ".join(
        say(language, f"board.before.{one.kind}", quarter=numbers.quarter(one.quarter, language) if one.quarter else "")
        for one in change.before
    )
    return News(
        measure=change.measure, title=names.title(change.measure), words=words, before=before or say(language, "board.before.nothing")
    )


def offers(study: Study | None, language: Language) -> tuple[Offer, ...]:
    """Return the plans of the newest result that can be taken over: its own, and those of scenarios; none if it is outdated."""
    if study is None or is_outdated(study):
        return ()
    count = len(read_result(study.pk).plan.measures)
    day = numbers.day(timezone.localdate(study.created_at), language)
    own = Offer(scenario="", title=say(language, "board.offer-plan"), words=say(language, "board.offer-words", count=count, day=day))
    kept = (
        Offer(
            scenario=str(one.pk),
            title=one.name,
            words=say(language, "board.offer-scenario", day=numbers.day(timezone.localdate(one.created_at), language)),
        )
        for one in study.scenarios.all()
    )
    return ((own,) if count else ()) + tuple(kept)


def title_of(company: Company, language: Language) -> str:
    """Return the name of a firm, or that it has none yet."""
    return company.name or say(language, "web.list.unnamed")
