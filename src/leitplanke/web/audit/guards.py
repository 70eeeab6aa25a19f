"""Makes the log append-only in the database itself: changing, deleting or emptying it fails, by whatever way."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "audit_entry"
REFUSAL = "the audit log is append-only"
# INSERT OR REPLACE deletes without asking the trigger on deleting.
_REFUSED = {"update": "", "delete": "", "insert": f" WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)"}  # noqa: S608 - made of our own names only  # nosec B608
_SQLITE = tuple(
    f"CREATE TRIGGER {TABLE}_no_{word} BEFORE {word} ON {TABLE}{condition} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for word, condition in _REFUSED.items()
)
_POSTGRES = (
    f"CREATE FUNCTION {TABLE}_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_guard()",
)


def put_up(connection: BaseDatabaseWrapper) -> None:
    """Refuse changes from now on. SQLite drops triggers with a table that a migration makes anew: it must call this again."""
    with connection.cursor() as cursor:
        for sql in _POSTGRES if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(sql)


def take_down(connection: BaseDatabaseWrapper) -> None:
    """Allow them: for migrations of the log, and for tests that empty their database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP FUNCTION IF EXISTS {TABLE}_guard() CASCADE")
            return
        for word in _REFUSED:
            cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_{word}")
