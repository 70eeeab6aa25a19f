"""Who is acting now, where triggers of the database can see it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

FUNCTION = "leitplanke_user"
"""On SQLite: a function of the connection, which nobody has who writes past Leitplanke; such writes fail instead of being lost."""
SETTING = "leitplanke.user"
"""On PostgreSQL: a setting of the session."""
_WRITES = ("INSERT", "UPDATE", "DELETE")
_acting: ContextVar[int | None] = ContextVar("acting", default=None)


def user() -> int | None:
    """Return who is acting; nobody: a background job, the operator or a visitor."""
    return _acting.get()


@contextmanager
def by(who: int | None) -> Iterator[None]:
    """Have everything inside written in the name of a user."""
    token = _acting.set(who)
    try:
        yield
    finally:
        _acting.reset(token)


def tell(connection: BaseDatabaseWrapper, **_: Any) -> None:  # noqa: ANN401 - what Django sends
    """Let triggers on a new connection ask who is acting."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(FUNCTION, 0, user)
        # Where SQLite was built to distrust triggers, they could not ask.
        connection.connection.execute("PRAGMA trusted_schema=ON")
    elif _before_writing not in connection.execute_wrappers:
        connection.execute_wrappers.append(_before_writing)


def _before_writing(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: ANN401, FBT001 - Django's hook
    """Set who is acting ahead of each write: a roll back also takes back what was set."""
    if str(sql).lstrip()[:6].upper() in _WRITES:
        who = user()
        context["cursor"].cursor.execute(f"SELECT set_config('{SETTING}', %s, false)", ["" if who is None else str(who)])
    return execute(sql, params, many, context)
