"""Keys of rows as the log shows them: numbers that the database counts become codes.

Their gaps would tell how many answers came in anonymous waves before anything of these may be seen.
"""

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.crypto import salted_hmac

from leitplanke.web.audit.logged import LOGGED
from leitplanke.web.audit.models import Entry

_LENGTH = 16


def shown(object_type: str, key: str) -> str:
    """Return a key as people may see it; the same row always has the same code."""
    return salted_hmac("leitplanke.web.audit", f"{object_type}:{key}").hexdigest()[:_LENGTH] if key.isdecimal() else key


def field_of(object_type: str, name: str) -> "models.Field[Any, Any] | None":
    """Return the field that an entry tells of; none if a later version has it no more."""
    try:
        found = apps.get_model(object_type)._meta.get_field(name)  # noqa: SLF001 - the documented way to ask Django about a model
    except (LookupError, ValueError, FieldDoesNotExist):
        return None
    return found if isinstance(found, models.Field) else None


def value_shown(object_type: str, field: str, value: str) -> str:
    """Return a value as files have it: as stored, unless it is the key of a row."""
    found = field_of(object_type, field) if field else None
    target = found.related_model if isinstance(found, models.ForeignKey) else None
    return shown(target._meta.label_lower, value) if isinstance(target, type) else value  # noqa: SLF001 - as above


def name_shown(row: Entry) -> str:
    """Return what a row is called as files have it."""
    return value_shown(row.object_type, LOGGED[row.object_type].name, row.name) if row.object_type in LOGGED else row.name
