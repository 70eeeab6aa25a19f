"""The roadmap by quarter and in sentences: what runs when, how busy the firm is with it, what is due, and what it has cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from leitplanke.primitives.quarter import Quarter
from leitplanke.reports import numbers
from leitplanke.reports.naming import Names
from leitplanke.reports.words import say
from leitplanke.study.result import QuarterLoad
from leitplanke.web.board.figures import Room, loads
from leitplanke.web.board.models import Item, quarter_of
from leitplanke.web.plans.loads import role_loads, sentence
from leitplanke.web.plans.reasons import component_of
from leitplanke.web.plans.values import Schedule
from leitplanke.web.results import plan
from leitplanke.web.results.figures import mark_of
from leitplanke.web.results.values import Roadmap, RoadmapRow, Table

COUNTED = (Item.Status.PLANNED, Item.Status.BEGUN, Item.Status.DONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What the board says at its top."""

    findings: tuple[str, ...]
    due: tuple[str, ...]
    """What should have begun by now and has not."""


def counted(items: Sequence[Item]) -> list[Item]:
    """Return what asks for money and days: all but what is stopped or not in the plan any more."""
    return [one for one in items if one.status in COUNTED and not one.dropped]


def load_of(items: Sequence[Item], room: Room) -> tuple[QuarterLoad, ...]:
    """Return money and days of each quarter."""
    first = Quarter.parse(room.first)
    return loads(((one.figures(), one.begins.since(first)) for one in counted(items)), room)


def picture(items: Sequence[Item], room: Room, names: Names) -> Schedule | None:
    """Return the roadmap by quarter with the load of every role; None if nothing is left of it."""
    drawn = counted(items)
    if not drawn:
        return None
    quarters, asked = room.quarters, load_of(items, room)
    roles, language = role_loads(asked, names), names.language
    title = say(language, "board.picture-title", last=numbers.quarter(str(max(one.begins for one in drawn)), language))
    roadmap = Roadmap(
        title=title,
        summary="",
        years=plan.years(asked, names),
        quarters=tuple(str(one.number) for one in quarters),
        rows=tuple(
            RoadmapRow(
                title=_title(one, names),
                mark=mark_of(component_of(one.measure, names)),
                spans=plan.spans((str(one.begins), str(one.works)), quarters[0], len(quarters), names),
            )
            for one in drawn
        ),
        loads=(),
        table=_table(title, asked, names),
    )
    return Schedule(roadmap=roadmap, roles=roles, sentence=sentence(tuple(asked), names))


def _title(item: Item, names: Names) -> str:
    title = names.title(item.measure)
    return title if item.status == Item.Status.PLANNED else f"{title} ({say(names.language, f'board.status.{item.status}')})"


def _table(title: str, asked: Sequence[QuarterLoad], names: Names) -> Table:
    """Return money and days of each quarter as a table."""
    language = names.language
    roles = ("owner", "management", "it", "staff")
    head = (
        say(language, "board.head.quarter"),
        say(language, "board.head.cost"),
        *(say(language, f"board.role.{role}") for role in roles),
    )

    def days(one: QuarterLoad, role: str) -> str:
        asked, limit = getattr(one, f"{role}_days"), getattr(one, f"{role}_limit")
        return say(language, "look.plan.of", cost=numbers.grouped(asked, language, 1), budget=numbers.grouped(limit, language, 1))

    rows = tuple(
        (numbers.quarter(one.quarter, language), numbers.euro(one.cost_eur, language), *(days(one, role) for role in roles))
        for one in asked
    )
    return Table(caption=title, head=head, rows=rows)


def overview(items: Sequence[Item], names: Names, today: date) -> Overview:
    """Return how far the roadmap is, what comes next, what it has cost, and what is overdue."""
    language, live = names.language, [one for one in items if not one.dropped]
    counts = {status: sum(one.status == status for one in live) for status in Item.Status.values}
    parts = [say(language, f"board.count.{status}", count=count) for status, count in counts.items() if count]
    told = [say(language, "board.counts", count=len(live), parts=", ".join(parts))] if live else []
    late = overdue(live, today)
    next_up = [one for one in live if one.status == Item.Status.PLANNED and one not in late][:1]
    told += [say(language, "board.next", measure=names.title(one.measure), quarter=numbers.quarter(one.start, language)) for one in next_up]
    return Overview(findings=(*told, *_spent(live, names)), due=tuple(_late(one, names) for one in late))


def overdue(items: Sequence[Item], today: date) -> list[Item]:
    """Return what should have begun in an earlier quarter and has not."""
    now = quarter_of(today)
    return [one for one in items if not one.dropped and one.status == Item.Status.PLANNED and one.begins < now]


def _late(item: Item, names: Names) -> str:
    return say(names.language, "board.late", measure=names.title(item.measure), quarter=numbers.quarter(item.start, names.language))


def _spent(items: Sequence[Item], names: Names) -> tuple[str, ...]:
    known = [(one.actual_cost_eur, one.figures().once_eur) for one in items if one.actual_cost_eur is not None]
    if not known:
        return ()
    spent, expected = (sum(eur) for eur in zip(*known, strict=True))
    language = names.language
    values = {"spent": numbers.euro(spent, language, exact=True), "expected": numbers.euro(expected, language)}
    return (say(language, "board.spent-one" if len(known) == 1 else "board.spent", count=len(known), **values),)
