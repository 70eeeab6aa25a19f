"""Whether the file of an SQLite database is whole, and where it goes if it is not: a restore needs its place."""

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from django.db.backends.base.base import BaseDatabaseWrapper

from leitplanke.web import environment
from leitplanke.web.backup.keeping import safety_copy

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def damage(connection: BaseDatabaseWrapper) -> str:
    """Return what is wrong with the file of a database; empty if it is whole or missing. PostgreSQL looks after its files itself."""
    if connection.vendor != "sqlite" or not Path(connection.settings_dict["NAME"]).is_file():
        return ""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(connection.settings_dict['NAME']))}?mode=ro", uri=True)) as file:
            told = str(file.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
        # A file that is locked or may not be read is no damaged one.
        told = str(error) if code & 0xFF in _DAMAGED or code == sqlite3.SQLITE_IOERR_SHORT_READ else "ok"
    return "" if told == "ok" else told.partition("\n")[0]


def set_aside(connection: BaseDatabaseWrapper, at: datetime, why: str) -> Path:
    """Move the file of a database, and what SQLite keeps beside it, out of the way; return the folder that holds it now, and the key."""
    connection.close()
    place, var = Path(connection.settings_dict["NAME"]), environment.var_folder()
    aside = safety_copy(why, at)
    aside.mkdir(mode=0o700, parents=True)
    if (var / "secret-key").is_file():
        shutil.copy2(var / "secret-key", aside / "secret-key")
    # The database itself goes last: until then a repeated restore finds it as it was.
    for ending in ("-shm", "-wal", ""):
        path = place.with_name(f"{place.name}{ending}")
        if path.exists():
            path.rename(aside / path.name)
    return aside
