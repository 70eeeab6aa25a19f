"""What the exit folder of one service holds: cost, time, law, data and what is missing, all on the day of leaving."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from leitplanke.catalogue.dated import standing
from leitplanke.catalogue.entries import Catalogue
from leitplanke.catalogue.notices import Notice
from leitplanke.company.bases import derive
from leitplanke.company.dependence.data import DataObject
from leitplanke.company.dependence.policy import Policy, Ruling
from leitplanke.company.dependence.protection import AimNeed, needs
from leitplanke.company.dependence.service import Service
from leitplanke.company.dependence.switching import Leaving, Surroundings, leave
from leitplanke.company.profile import Company
from leitplanke.primitives.trace import TraceBuilder
from leitplanke.study.dependence import Dependence

FRESH_TEST_DAYS = 365
"""An export that was tested longer ago counts as old (assumption: formats and stocks change within a year)."""
OpenPoint = Literal[
    "no-export-test",
    "old-export-test",
    "incomplete-export",
    "no-format",
    "no-owner",
    "no-notice",
    "no-end",
    "no-place",
    "no-key-holder",
    "no-data",
    "forbidden-data",
    "volume",
    "spend",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A data object that lies with the service: whether it may, and ids of the services where it may lie too."""

    data: DataObject
    ruling: Ruling
    elsewhere: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitFolder:
    """Everything that has to be known to leave a service.

    Parameters
    ----------
    notices
        The rules on changing the cloud as they stand on the day of leaving, also those that are over or still to come.
    notice_by
        Last day to give notice for leaving on that day; None: no notice is known.
    prepare_from
        When to begin so that even the longest estimate is ready on that day.
    erased_from
        From when the provider has to erase what is left; None: no rule says so.
    test_age_days
        Days between the last tested export and the day of leaving; None: never tested.
    missing
        What is not known or not in order.
    others
        Id and name of every service of the firm.
    """

    company: str
    service: Service
    leaving: Leaving
    held: tuple[Held, ...]
    needs: tuple[AimNeed, ...]
    medium: str
    notices: tuple[Notice, ...]
    notice_by: date | None
    prepare_from: date
    erased_from: date | None
    test_age_days: int | None
    missing: tuple[OpenPoint, ...]
    others: tuple[tuple[str, str], ...] = ()


def folder(company: Company, dependence: Dependence, catalogue: Catalogue, service: Service, on: date) -> ExitFolder:
    """Return the exit folder of `service`, one of `dependence`, for leaving it on the day `on`."""
    leaving = leave(service, on, surroundings(company, dependence, catalogue))
    policy = Policy(media=catalogue.media, changes=dependence.policy)
    held = tuple(_held(one, service, dependence, policy) for one in dependence.data_objects if one.id in service.holds)
    test, days = service.last_export_test, leaving.granted.retrieval_days
    return ExitFolder(
        company=company.name,
        service=service,
        leaving=leaving,
        held=held,
        needs=needs(service, dependence.data_objects, dependence.services),
        medium=policy.medium_of(service).id,
        notices=tuple(Notice(rule, standing(rule, on)) for rule in catalogue.rules if rule.switching is not None),
        notice_by=None if leaving.notice_months is None else months_before(on, leaving.notice_months),
        prepare_from=months_before(on, leaving.months.high),
        erased_from=None if days is None else on + timedelta(days=int(days)),
        test_age_days=None if test is None else (on - test.on).days,
        missing=tuple(_missing(service, leaving, held)),
        others=tuple((one.id, one.name) for one in dependence.services),
    )


def surroundings(company: Company, dependence: Dependence, catalogue: Catalogue) -> Surroundings:
    """Return what a calculation needs of the firm and the catalogue."""
    return Surroundings(
        staff=company.staff,
        daily_value_added_eur=derive(company, TraceBuilder()).of("base.daily-value-added"),
        volumes_gb={one.id: one.volume_gb for one in dependence.data_objects},
        assumptions=catalogue.assumptions,
        rules=catalogue.rules,
    )


def months_before(day: date, months: float) -> date:
    """Return the day so many months before: whole months by the calendar, parts of one as days.

    Examples
    --------
    >>> str(months_before(date(2027, 3, 31), 1.0)), str(months_before(date(2027, 1, 12), 2.5))
    ('2027-02-28', '2026-10-28')
    """
    whole, part = divmod(months, 1.0)
    index = day.year * 12 + day.month - 1 - int(whole)
    year, month = index // 12, index % 12 + 1
    earlier = date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    return earlier - timedelta(days=round(part * 30.0))


def _held(one: DataObject, service: Service, dependence: Dependence, policy: Policy) -> Held:
    others = (place for place in dependence.services if place.id != service.id and one.id in (*place.holds, *place.suits))
    elsewhere = tuple(place.id for place in others if policy.ruling(one, place).verdict != "forbidden")
    return Held(data=one, ruling=policy.ruling(one, service), elsewhere=elsewhere)


def _missing(service: Service, leaving: Leaving, held: tuple[Held, ...]) -> Iterator[OpenPoint]:
    provided = service.model not in {"own-server", "offline"}
    if any(one.ruling.verdict == "forbidden" for one in held):
        yield "forbidden-data"
    yield from _untested(service, leaving.on)
    gaps: tuple[tuple[OpenPoint, bool], ...] = (
        ("no-format", not service.export_format),
        ("no-owner", not service.owner),
        ("no-notice", provided and service.contract.notice_months is None),
        ("no-end", provided and service.contract.ends is None),
        ("no-place", provided and not (service.region and (service.parent or service.seat))),
        ("no-key-holder", provided and service.key_holder is None),
        ("no-data", not held),
        ("volume", "volume" in leaving.unknown and bool(held)),
        ("spend", "spend" in leaving.unknown),
    )
    yield from (name for name, open_ in gaps if open_)


def _untested(service: Service, on: date) -> Iterator[OpenPoint]:
    test = service.last_export_test
    if test is None:
        yield "no-export-test"
        return
    if not test.complete:
        yield "incomplete-export"
    if (on - test.on).days > FRESH_TEST_DAYS:
        yield "old-export-test"
