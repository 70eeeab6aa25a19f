"""Tables of a firm as they leave: one sheet a model, each cell as it is stored."""

import base64
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.db.models.fields import DateField, DateTimeField, Field, FloatField, IntegerField
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from leitplanke.primitives.table import Cell, Column, Kind, Sheet
from leitplanke.reports.words import Language, say
from leitplanke.web.companies.models import Company
from leitplanke.web.tables.owned import KEPT, Kept, Leaving

_KINDS: tuple[tuple[type["Field[Any, Any]"], Kind], ...] = (
    (DateTimeField, "text"),
    (DateField, "day"),
    (FloatField, "exact"),
    (IntegerField, "whole"),
)
_WIDE = 24.0


def sheets(company: Company, language: Language) -> Iterator[Sheet]:
    """Yield every table of a firm, the empty ones too."""
    leaving = Leaving(company)
    for kept in KEPT:
        yield sheet(kept, leaving, language)


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
