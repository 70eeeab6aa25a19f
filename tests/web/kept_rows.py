"""Says whether an upgrade kept every row of a database with every value; what one changes on purpose is listed here, with the reason."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable

from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.models import DateTimeField, JSONField

from databases import Held, Row

LONG_WORD = re.compile("[A-Za-z0-9_-]{20,}")
WAITING = ("READY", "RUNNING")


def _forget_names(row: Row) -> Row:
    return row | {"first_name": "", "last_name": ""}


def _forget_what_was_told(row: Row) -> Row:
    by_sqlite = isinstance(row["date_joined"], str)
    return row | {"extra_data": "{}" if by_sqlite else {}}


def _forget_secrets(row: Row) -> Row | None:
    return None if LONG_WORD.search(str(row["path"])) else row


def _leave_what_waits(row: Row) -> Row | None:
    return None if row["status"] in WAITING else row


CHANGED: dict[str, Callable[[Row], Row | None]] = {
    # accounts.0005: nobody is asked for a name; what stands there came from an issuer of identities.
    "accounts_user": _forget_names,
    # accounts.0005: all that an issuer told of a person, name and mail address with it.
    "socialaccount_socialaccount": _forget_what_was_told,
    # protection.0003: addresses with a long word held secrets of links; these rows only count, and are deleted.
    "protection_policybreach": _forget_secrets,
    # No migration, but the worker of the server that has come up: it takes the tasks that waited, and puts new ones in their place.
    "django_tasks_database_dbtaskresult": _leave_what_waits,
    # SQLite's own: the highest key given so far. It goes on with new rows; `assert_kept` asks that it never goes back.
    "sqlite_sequence": lambda _: None,
}
"""By table: what a row of before is to be afterwards; None where it may go, or become anything."""


ADDED = frozenset(
    {
        # Django's lists of models, rights and migrations; `assert_listed` says which there are.
        *("auth_permission", "django_content_type", "django_migrations"),
        # Tasks of the server that has come up, and when its worker was last alive.
        *("django_tasks_database_dbtaskresult", "shared_cache"),
        "sqlite_sequence",
    }
)
"""Tables that get rows by an upgrade or the start after it."""


def assert_kept(before: Held, after: Held, more: frozenset[str] = frozenset()) -> None:
    """Fail unless an upgrade kept each row with every column it had, and nothing is new but in `ADDED` and the tables named here."""
    assert_same(upgraded(before), after, more)
    reached = {row["name"]: row["seq"] for row in after.get("sqlite_sequence", ())}
    assert [row for row in before.get("sqlite_sequence", ()) if not int(str(reached.get(row["name"], -1))) >= int(str(row["seq"]))] == []


def assert_same(wanted: Held, after: Held, more: frozenset[str] = frozenset()) -> None:
    """Fail unless these rows are there, and nothing is new but in `ADDED` and the tables named here."""
    lost, new = _differences(wanted, after)
    assert lost == [], lost
    unlisted = [f"{table}: {rows}" for table, rows in new.items() if table not in ADDED | more]
    assert unlisted == [], unlisted


def assert_listed(after: Held) -> None:
    """Fail unless Django's own tables name the models and migrations of this release, each once."""
    kinds = Counter((row["app_label"], row["model"]) for row in after["django_content_type"])
    assert {(one._meta.app_label, one._meta.model_name) for one in apps.get_models()} <= kinds.keys()
    assert set(kinds.values()) == {1}
    steps = Counter((row["app"], row["name"]) for row in after["django_migrations"])
    assert steps == Counter(MigrationLoader(None).graph.nodes.keys())


def upgraded(before: Held) -> Held:
    """Return what is to be there after an upgrade of what was before."""
    return {table: [row for row in map(CHANGED.get(table, dict), rows) if row is not None] for table, rows in before.items()}


def _differences(wanted: Held, after: Held) -> tuple[list[str], Held]:
    """Return the wanted rows that are not there, and by table those that are more; tables that nothing is wanted of are left out."""
    lost: list[str] = []
    new: Held = {}
    for table, rows in wanted.items():
        waiting = Counter(_exact(row, row) for row in rows)
        for row in after.get(table, []):
            seen = _exact(row, rows[0] if rows else row)
            waiting[seen] -= 1
            if waiting[seen] < 0:
                new.setdefault(table, []).append(row)
        lost += [f"{table}: {row}" for row, count in waiting.items() if count > 0]
    return lost, new


def as_restored(rows: Held) -> Held:
    """Return rows as a backup may give them back.

    The keys of their documents (columns of JSON) may stand in any order and have one kind of number; SQLite's triggers write moments to
    the millisecond, Django to the microsecond.
    """
    models = [model for model in apps.get_models() if model._meta.db_table in rows]
    columns = [(one.model._meta.db_table, one.column, one) for model in models for one in model._meta.concrete_fields]
    found = dict(rows)
    for table, column, kind in columns:
        change = plain_document if isinstance(kind, JSONField) else _to_the_microsecond if isinstance(kind, DateTimeField) else None
        if change:
            found[table] = [row | {column: change(row[column])} for row in found[table] if column in row]
    return found


def _to_the_microsecond(moment: object) -> object:
    return re.sub(r"\.\d+$", lambda found: f"{found[0]:0<7}", moment) if isinstance(moment, str) else moment


def plain_document(value: object) -> object:
    """Return a document, SQLite's text of one too, with the keys in order and each number as a float; there is no negative zero."""
    if isinstance(value, str) and value[:1] in {"[", "{", '"'}:
        return plain_document(json.loads(value))
    if isinstance(value, dict):
        return {name: plain_document(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [plain_document(one) for one in value]
    return value + 0.0 if isinstance(value, int | float) and not isinstance(value, bool) else value


def _exact(row: Row, columns: Iterable[str]) -> str:
    """Return some columns of a row as a text that tells 1 from 1.0 and 0.0 from -0.0."""
    return repr(sorted((name, row.get(name, "no such column")) for name in columns))
