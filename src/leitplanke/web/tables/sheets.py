"""Tables of a firm as they leave: one sheet a model, each cell as it is stored.

For programs columns are called as they are stored, the same in every language; for people by words, with a key from one to the other.
"""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.db.models.fields import DateField, DateTimeField, Field, FloatField, IntegerField
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from leitplanke.primitives.table import Cell, Column, Kind, Sheet
from leitplanke.reports.words import Language, say
from leitplanke.web.audit.naming import field_name
from leitplanke.web.companies.models import Company
from leitplanke.web.tables.owned import KEPT, Kept, Leaving

_KINDS: tuple[tuple[type["Field[Any, Any]"], Kind], ...] = (
    (DateTimeField, "text"),
    (DateField, "day"),
    (FloatField, "exact"),
    (IntegerField, "whole"),
)
_WIDE = 24.0
KEY = "columns"
"""Name of the table that says what columns are called."""


def sheets(company: Company, language: Language, *, worded: bool = False) -> Iterator[Sheet]:
    """Yield the key of columns and every table of a firm, the empty ones too; `worded`: with words as titles of columns."""
    yield key(language)
    leaving = Leaving(company)
    for kept in KEPT:
        found = sheet(kept, leaving, language)
        yield replace(found, columns=_worded(kept, found.columns, language)) if worded else found


def key(language: Language) -> Sheet:
    """Return what each stored column is called in words."""
    heads = tuple(Column(title=say(language, f"tables.key.{name}"), width=_WIDE) for name in ("table", "column", "stored-table", "stored"))
    rows = tuple(
        (title(kept.model, language), field_name(kept.name, one.name, language), kept.name, one.attname)
        for kept in KEPT
        for one in kept.fields
    )
    return Sheet(name=KEY, title=say(language, "tables.key.title"), columns=heads, rows=rows)


def _worded(kept: Kept, columns: tuple[Column, ...], language: Language) -> tuple[Column, ...]:
    pairs = zip(kept.fields, columns, strict=True)
    return tuple(replace(column, title=field_name(kept.name, one.name, language)) for one, column in pairs)


def sheet(kept: Kept, leaving: Leaving, language: Language) -> Sheet:
    """Return one table of a firm."""
    columns = tuple(Column(title=one.attname, kind=_kind(one), width=_WIDE) for one in kept.fields)
    rows = tuple(tuple(_cell(value) for value in row) for row in leaving.rows(kept))
    return Sheet(name=kept.name, title=title(kept.model, language), columns=columns, rows=rows)


def title(model: type[Model], language: Language) -> str:
    """Return how people call a table."""
    return say(language, f"tables.of.{model._meta.label_lower}")  # noqa: SLF001 - the documented way to ask Django about a model


def _kind(one: "Field[Any, Any]") -> Kind:
    return next((kind for type_, kind in _KINDS if isinstance(one, type_)), "text")


def _cell(value: object) -> Cell:
    """Return a stored value as a table has it: moments in local time, truth values and bytes as texts."""
    told: Cell
    if isinstance(value, bool):
        told = "true" if value else "false"
    elif isinstance(value, datetime):
        told = timezone.localtime(value).isoformat(timespec="seconds")
    elif value is None or isinstance(value, str | int | float | date):
        told = value
    elif isinstance(value, UUID | FieldFile):
        told = str(value)
    elif isinstance(value, bytes | memoryview):
        told = base64.b64encode(value).decode()
    else:
        told = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return told
