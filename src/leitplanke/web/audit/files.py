"""Entries as files: every field as it is stored."""

import json
from collections.abc import Iterable, Mapping

from django.utils import timezone

from leitplanke.exchange import csvfile
from leitplanke.exchange.csvfile import Separator
from leitplanke.primitives.table import Column, Sheet
from leitplanke.web.audit.keys import name_shown, shown, value_shown
from leitplanke.web.audit.models import Entry

COLUMNS = ("at", "person", "person_key", "action", "object_type", "object_id", "name", "field", "old", "new", "organisation", "company")
"""Not the number of an entry: it would tell the order of those that keep only their day."""


def rows(entries: Iterable[Entry], people: Mapping[str, str]) -> Iterable[tuple[str, ...]]:
    """Yield each entry in the order of `COLUMNS`; an entry that keeps only its day has no time."""
    for one in entries:
        moment = timezone.localtime(one.at).isoformat(timespec="seconds") if one.exact else one.at.date().isoformat()
        ways = (one.organisation.hex if one.organisation else "", one.company.hex if one.company else "")
        who = (people.get(one.actor_key, ""), one.actor_key)
        thing = (one.object_type, shown(one.object_type, one.object_id), name_shown(one))
        values = (value_shown(one.object_type, one.field, value) for value in (one.old, one.new))
        yield (moment, *who, one.action, *thing, one.field, *values, *ways)


def as_csv(entries: Iterable[Entry], people: Mapping[str, str], separator: Separator) -> bytes:
    """Return them as CSV with its mark, in which nothing runs as a formula."""
    columns = tuple(Column(title=title) for title in COLUMNS)
    return csvfile.write(Sheet(name="log", title="log", columns=columns, rows=tuple(rows(entries, people))), separator)


def as_json(entries: Iterable[Entry], people: Mapping[str, str]) -> bytes:
    """Return them as a list of objects."""
    return json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in rows(entries, people)], ensure_ascii=False, indent=1).encode()
