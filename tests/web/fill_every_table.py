"""Fills every table of an SQLite installation with extreme values of every kind of column."""

import random
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from leitplanke.web.backup import rows

ROWS, TRIES = 5, 60
TEXTS = (
    "",
    " ",
    "Müller & Söhne 'GmbH' \"x\"",
    "\\N\\t\\0 %s ?",
    "zwei\nZeilen\r\n\tTab",
    "\U0001f525 e\u0301 \u200d \ufeff",
    "NULL",
    "0",
    "é" * 300,
)
FLOATS = (0.1, -0.0, 1e308, 5e-324, 2.0**53 + 2, 1 / 3, -1e-7, 1.0)
DOCUMENTS = (
    {},
    [],
    {"b": 1, "a": {"Ü": ["\U0001f525", None, True, 0.1, 2**60]}, "": ""},
    [1e22, -0.0, 1e-7, 5e-324, 1.5e300, 1.0, 0, -7],
    "text",
)
MOMENTS = (datetime(1900, 1, 1, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC))
HINTS = {
    "accounts.membership": {"role": "owner", "custom_role_id": None},
    "companies.companyaccess": {"invite_id": None},
    "survey.rating": {"missing": "", "level": 3},
    "api.token": {"created_at": datetime(2026, 1, 1, tzinfo=UTC), "expires_at": datetime(2026, 6, 1, tzinfo=UTC)},
    "estimates.ownfigure": {"low": 0.5, "high": 2.0},
    "estimates.funding": {"rate": 0.25, "cap_eur": None},
    "strengths.strengthrating": {"level": 4},
    "waves.wave": {"threshold": 5},
    "weights.goalweight": {"weight": 10.0},
    "account.emailaddress": {"verified": False, "primary": False},
}
"""What the database itself demands of some rows."""
NOT_FILLED = {"audit.entry", "audit.actor", "contenttypes.contenttype", "auth.permission"}
"""Written by the triggers, or by Django."""


def fill(connection: BaseDatabaseWrapper, rng: random.Random) -> list[rows.Table]:
    """Put rows into each table, those that others name first, and return the tables."""
    tables = {rows.name_of(one): one for one in rows.tables(connection)}
    waiting = sorted(tables.keys() - NOT_FILLED)
    while waiting:
        ready = [name for name in waiting if not {rows.name_of(other) for other in named_by(tables[name])} & set(waiting)]
        assert ready, f"tables name each other: {waiting}"
        for name in ready:
            fill_table(tables[name], connection.alias, rng)
        waiting = [name for name in waiting if name not in ready]
    return list(tables.values())


def named_by(table: rows.Table) -> Iterator[rows.Table]:
    """Yield the other tables that must have rows before."""
    for one in table._meta.concrete_fields:
        if one.is_relation and one.related_model is not table:
            yield one.related_model  # type: ignore[misc]


def fill_table(table: rows.Table, alias: str, rng: random.Random) -> None:
    stored = tries = 0
    while stored < ROWS and tries < TRIES:
        tries += 1
        values = {one.attname: value_of(one, alias, rng, stored) for one in table._meta.concrete_fields} | HINTS.get(
            rows.name_of(table), {}
        )
        try:
            with transaction.atomic(using=alias):
                table._base_manager.using(alias).bulk_create([table(**values)])
        except IntegrityError:
            continue
        stored += 1
    assert stored, rows.name_of(table)


def value_of(one: Any, alias: str, rng: random.Random, place: int) -> object:  # noqa: ANN401 - any field of Django
    if one.is_relation:
        keys = list(one.related_model._base_manager.using(alias).values_list("pk", flat=True)[:50])
        return rng.choice(keys) if keys and not (one.null and rng.random() < 0.3) else None
    if one.null and rng.random() < 0.3:
        return None
    if one.primary_key and isinstance(one, models.AutoField):
        # Nearly the highest that the column takes; Django's own groups have small keys in the database, whatever their migrations say.
        return (2**62 if isinstance(one, models.BigAutoField) and one.model._meta.app_label != "auth" else 2**31 - 100) + place
    if one.unique and isinstance(one, models.CharField):
        return uuid.UUID(int=rng.getrandbits(128)).hex[: one.max_length]
    given = next(value for kind, value in VALUES if isinstance(one, kind))(rng)
    return given[: one.max_length] if isinstance(given, str) else given


VALUES: tuple[tuple[type[models.Field[Any, Any]], Callable[[random.Random], object]], ...] = (
    (models.UUIDField, lambda rng: uuid.UUID(int=rng.getrandbits(128))),
    (models.BooleanField, lambda rng: rng.random() < 0.5),
    (models.JSONField, lambda rng: rng.choice(DOCUMENTS)),
    (models.BinaryField, lambda rng: bytes(rng.sample(range(256), 256))),
    (models.FloatField, lambda rng: rng.choice(FLOATS)),
    (models.DateTimeField, lambda rng: rng.choice(MOMENTS) + timedelta(microseconds=rng.choice((0, 1, 999_999, 120_000)))),
    (models.DateField, lambda rng: rng.choice((date(1, 1, 1), date(9999, 12, 31), date(2028, 2, 29)))),
    (models.PositiveSmallIntegerField, lambda rng: rng.choice((0, 1, 32_767))),
    (models.PositiveIntegerField, lambda rng: rng.choice((0, 2**31 - 1))),
    (models.IntegerField, lambda rng: rng.choice((-100, 0, 100))),
    (models.CharField, lambda rng: rng.choice(TEXTS)),
    (models.TextField, lambda rng: rng.choice(TEXTS)),
    (models.FileField, lambda rng: rng.choice(TEXTS)),
)
"""The first kind that a column is of counts; one that is of none of them has to be added."""


def main(seed: int) -> None:
    fill(connection, random.Random(seed))  # noqa: S311 - which values are tried is no secret
