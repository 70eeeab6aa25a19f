"""Entries as people read them: one event a write of a row, with its fields before and after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from leitplanke.reports import numbers
from leitplanke.reports.words import Language, say, store
from leitplanke.web.accounts.models import User
from leitplanke.web.accounts.setup import LOCAL_OWNER
from leitplanke.web.audit.keys import field_of, shown
from leitplanke.web.audit.models import Entry
from leitplanke.web.audit.naming import field_name
from leitplanke.web.hinge.table import entries_by_id


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an event, ready to stand before its values; `withheld` says that its content is not told."""

    field: str
    old: str
    new: str
    withheld: bool


@dataclass(frozen=True, slots=True)
class Event:
    """One write of one row."""

    at: datetime
    exact: bool
    who: str
    kind: str
    thing: str
    what: str
    name: str
    action: str
    told: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells entries in one language; `people` has the names behind keys."""

    language: Language
    people: Mapping[str, str]

    def events(self, entries: Iterable[Entry]) -> tuple[Event, ...]:
        """Return entries as events: neighbours of one write belong together."""
        grouped = groupby(entries, key=lambda one: (one.at, one.actor_key, one.object_type, one.object_id, one.action, one.name))
        return tuple(self._event(list(rows)) for _, rows in grouped)

    def _event(self, rows: list[Entry]) -> Event:
        first = rows[0]
        return Event(
            at=first.at,
            exact=first.exact,
            who=self.who(first.actor_key),
            kind=first.object_type,
            thing=shown(first.object_type, first.object_id),
            what=self.kind(first.object_type),
            name=self._called(first),
            action=first.action,
            told=self.action(first.action),
            changes=tuple(self._change(row) for row in reversed(rows) if row.field and not _is_known(row)),
        )

    def who(self, key: str) -> str:
        """Return who is behind a key."""
        if not key:
            return say(self.language, "audit.nobody")
        if self.people.get(key) == LOCAL_OWNER:
            return say(self.language, "audit.you")
        return self.people.get(key) or f"{say(self.language, 'audit.gone')} ({key[:6]})"

    def kind(self, object_type: str) -> str:
        """Return how people call a type of object."""
        return self._word(f"audit.of.{object_type}", object_type)

    def action(self, action: str) -> str:
        """Return what happened."""
        return self._word(f"audit.action.{action}", action)

    def _word(self, key: str, otherwise: str) -> str:
        return store()[key][self.language] if key in store() else otherwise

    def _called(self, row: Entry) -> str:
        if row.object_type in {"accounts.membership", "companies.companyaccess"}:
            return _person(row.name)
        return self._known(row.name)

    def _change(self, row: Entry) -> Change:
        field = field_of(row.object_type, row.field)
        label = field_name(row.object_type, row.field, self.language)
        return Change(
            field=label if label.endswith("?") else f"{label}:",
            old=self._value(field, row.old),
            new=self._value(field, row.new),
            withheld=not row.old and not row.new,
        )

    def _value(self, field: "models.Field[Any, Any] | None", value: str) -> str:
        """Return a stored value in the reader's words."""
        if not value:
            return ""
        if isinstance(field, models.ForeignKey) and field.related_model is User:
            told = _person(value)
        elif isinstance(field, models.BooleanField):
            told = say(self.language, "audit.yes" if value == "true" else "audit.no")
        elif isinstance(field, models.FloatField):
            told = _number(value, self.language)
        elif isinstance(field, models.DateTimeField):
            told = self._moment(value)
        elif isinstance(field, models.DateField):
            told = day(date.fromisoformat(value), self.language)
        else:
            told = self._known(value)
        return told

    def _known(self, value: str) -> str:
        """Return the title of an entry of the catalogue, the word for a role, a right or a state, or else the text itself."""
        entry = entries_by_id().get(value)
        if entry is not None:
            return str(getattr(entry.title, self.language))
        keys = (f"people.role.{value}", f"people.verb.{value}", f"guide.step.{value}.title", f"audit.value.{value}")
        return next((store()[key][self.language] for key in keys if key in store()), value)

    def _moment(self, value: str) -> str:
        """Return the day of a moment as either database writes it."""
        found = parse_datetime(value)
        if found is None:
            return value
        return day(timezone.localtime(found if found.tzinfo else found.replace(tzinfo=UTC)).date(), self.language)


def day(on: date, language: Language) -> str:
    """Return a day as pages write it.

    Examples
    --------
    >>> day(date(2027, 1, 31), "de"), day(date(2027, 1, 31), "en")
    ('31.01.2027', '31 Jan 2027')
    """
    return on.strftime("%d.%m.%Y" if language == "de" else "%d %b %Y")


def _number(value: str, language: Language) -> str:
    """Return a stored number with all its digits.

    Examples
    --------
    >>> _number("5200000", "de"), _number("0.25", "de"), _number("1200.5", "en"), _number("1e-07", "de")
    ('5.200.000', '0,25', '1,200.5', '1e-07')
    """
    whole, _, decimals = value.partition(".")
    if not f"{whole}{decimals}".removeprefix("-").isdecimal():
        return value
    return numbers.grouped(float(value), language, len(decimals))


def _is_known(row: Entry) -> bool:
    """Say whether an entry tells only whose row it is or what it is called, which the page shows anyway."""
    field = field_of(row.object_type, row.field)
    named = row.name and row.name in {row.old, row.new} and row.action != "change"
    return bool(named) or (isinstance(field, models.ForeignKey) and field.related_model is not User)


def _person(key: str) -> str:
    """Return the name of a user; of somebody who is gone there is only the number."""
    found = User.objects.filter(pk=key).values_list("username", flat=True).first() if key.isdecimal() else None
    return found or f"#{key}"
