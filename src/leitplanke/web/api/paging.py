"""Long lists in parts."""

from typing import Annotated, Generic, TypeVar

from django.db.models import Model, QuerySet
from ninja import Query, Schema

MOST_ROWS = 100
FURTHEST = 1_000_000
Row = TypeVar("Row", bound=Model)
Told = TypeVar("Told")


class Part(Schema):
    """Which part of a list is wanted."""

    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 50
    offset: Annotated[int, Query(ge=0, le=FURTHEST)] = 0


class Listed(Schema, Generic[Told]):
    """A part of a list, and how many there are in all."""

    items: list[Told]
    total: int
    limit: int
    offset: int


def rows_of(rows: QuerySet[Row], part: Part) -> list[Row]:
    """Return the rows of a part."""
    return list(rows[part.offset : part.offset + part.limit])
