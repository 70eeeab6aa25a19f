"""The roadmap to take along: as a workbook with every column, and as entries for a calendar."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from django.utils import timezone

import leitplanke
from leitplanke.exchange import calendarfile, planfiles
from leitplanke.exchange.calendarfile import DayEvent
from leitplanke.exchange.planfiles import Column, Row, Sheet
from leitplanke.reports import numbers
from leitplanke.reports.naming import Names
from leitplanke.reports.words import say
from leitplanke.study.result import QuarterLoad
from leitplanke.web.board.figures import ROLES
from leitplanke.web.board.models import Board, Item
from leitplanke.web.board.picture import load_of
from leitplanke.web.companies.models import Company
from leitplanke.web.studies.results import read_result

KINDS = {
    "fahrplan.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "fahrplan.ics": "text/calendar; charset=utf-8",
}
WIDE = 46.0
Address = Callable[[Item], str]


def workbook(board: Board, names: Names, on: date) -> bytes:
    """Return the roadmap as XLSX: each measure with every column, money and days by quarter, and what it rests on."""
    items, language = list(board.items.all()), names.language
    title = say(language, "board.file-title", firm=board.company.name)
    lines = (say(language, "board.file-made", day=numbers.day(on, language), version=leitplanke.__version__), *_basis(board, names))
    basis = Sheet(
        name=say(language, "board.sheet.basis"),
        title=title,
        columns=(Column(title="", width=100.0),),
        rows=tuple((line,) for line in lines),
    )
    return planfiles.workbook(title, (_measures(items, names), _quarters(load_of(items, board.limits()), names), basis), on)


def _measures(items: Sequence[Item], names: Names) -> Sheet:
    language = names.language

    def head(key: str) -> str:
        return say(language, f"board.head.{key}")

    texts = ("component", "status", "start", "works", "person")
    money = ("once", "yearly", "actual")
    days = [
        Column(title=f"{head(part)}: {say(language, f'board.role.{role}')}", kind="number")
        for part in ("days", "days-yearly")
        for role in ROLES
    ]
    columns = (
        Column(title=head("measure"), width=WIDE),
        *(Column(title=head(key), width=20.0) for key in texts),
        *(Column(title=head(key), kind="day") for key in ("begun_on", "done_on")),
        *(Column(title=head(key), kind="euro") for key in money),
        *days,
        Column(title=head("note"), width=WIDE),
        Column(title=head("dropped")),
        Column(title=head("saved"), kind="day"),
        Column(title=head("id"), width=WIDE),
    )
    rows = tuple(_measure(one, names) for one in items)
    return Sheet(name=say(language, "board.sheet.measures"), title=say(language, "board.sheet.measures-title"), columns=columns, rows=rows)


def _measure(item: Item, names: Names) -> Row:
    language, asked = names.language, item.figures()
    component = getattr(names.entries.get(item.measure), "component", "component.cross")
    return (
        names.title(item.measure),
        names.title(str(component)),
        say(language, f"board.status.{item.status}"),
        numbers.quarter(item.start, language),
        numbers.quarter(str(item.works), language),
        item.person,
        item.begun_on,
        item.done_on,
        asked.once_eur,
        asked.yearly_eur,
        item.actual_cost_eur,
        *(getattr(days, role) for days in (asked.days_once, asked.days_yearly) for role in ROLES),
        item.note,
        say(language, "board.yes" if item.dropped else "board.no"),
        timezone.localdate(item.saved_at),
        item.measure,
    )


def _quarters(asked: Sequence[QuarterLoad], names: Names) -> Sheet:
    language = names.language

    def head(key: str, role: str) -> str:
        return f"{say(language, f'board.head.{key}')}: {say(language, f'board.role.{role}')}"

    columns = (
        Column(title=say(language, "board.head.quarter")),
        Column(title=say(language, "board.head.cost"), kind="euro"),
        Column(title=say(language, "board.head.left"), kind="euro"),
        *(Column(title=head(key, role), kind="number") for role in ROLES for key in ("asked", "limit")),
    )
    rows = tuple(
        (
            numbers.quarter(one.quarter, language),
            one.cost_eur,
            one.budget_eur,
            *(getattr(one, f"{role}_{part}") for role in ROLES for part in ("days", "limit")),
        )
        for one in asked
    )
    return Sheet(name=say(language, "board.sheet.quarters"), title=say(language, "board.sheet.quarters-title"), columns=columns, rows=rows)


def _basis(board: Board, names: Names) -> Iterator[str]:
    """Yield what the roadmap rests on: with study file, seed and versions the command line gives the same plan."""
    if board.scenario:
        yield say(
            names.language,
            "board.source-scenario",
            name=board.scenario,
            day=numbers.day(timezone.localdate(board.taken_at), names.language),
        )
    if board.study is not None:
        stamp = read_result(board.study.pk).study
        yield say(
            names.language,
            "board.file-stamp",
            hash=stamp.input_hash,
            catalogue=stamp.catalogue_version,
            engine=stamp.engine_version,
            seed=stamp.seed,
        )


def calendar(board: Board, names: Names, stamp: datetime, address: Address) -> str:
    """Return the dates to come of the roadmap: when to begin, when it is to work, when to look again."""
    events = [event for item in board.items.all() if not item.dropped for event in _events(item, names, address(item))]
    return calendarfile.write([*events, *_review(board.company, names)], stamp=stamp)


def _events(item: Item, names: Names, url: str) -> Iterator[DayEvent]:
    language, title = names.language, names.title(item.measure)
    person = say(language, "board.event.person", person=item.person) if item.person else ""
    if item.status == Item.Status.PLANNED:
        yield DayEvent(
            uid=f"start-{item.pk}@leitplanke",
            day=item.begins.first_day,
            title=say(language, "board.event.start", measure=title),
            text=person,
            url=url,
        )
    if item.status in {Item.Status.PLANNED, Item.Status.BEGUN}:
        yield DayEvent(
            uid=f"works-{item.pk}@leitplanke",
            day=item.works.first_day,
            title=say(language, "board.event.works", measure=title),
            text=" ".join(part for part in (say(language, "board.event.works-text"), person) if part),
            url=url,
        )


def _review(company: Company, names: Names) -> Iterator[DayEvent]:
    if company.review_on is not None:
        title = say(names.language, "guide.review.event", firm=company.name)
        text = say(names.language, "guide.review.event-text")
        yield DayEvent(uid=f"review-{company.pk}@leitplanke", day=company.review_on, title=title, text=text)
