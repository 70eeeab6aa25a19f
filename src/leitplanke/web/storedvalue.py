"""A stored value as JSON has it: what JSON does not know becomes a text that a field of Django reads back."""

import base64
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.db.models.fields.files import FieldFile


def plain(value: object) -> object:
    """Return a stored value as JSON has it: moments by ISO 8601, bytes in base 64, files by name.

    Examples
    --------
    >>> plain(date(2026, 11, 23)), plain(b"abc"), plain(Decimal("1.50")), plain(None)
    ('2026-11-23', 'YWJj', '1.50', None)
    """
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value.name if isinstance(value, FieldFile) else value
