"""A data folder with one person, one firm and two attachments, and the command line on it."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.db.backends.sqlite3._functions import register
from django.test import override_settings

from leitplanke.exchange import examples
from leitplanke.web.assumed import weighing
from leitplanke.web.audit import acting
from leitplanke.web.examples.store import file_of

NOT_KEPT = ("django_session", "django_tasks_database_dbtaskresult", "django_migrations", "sqlite_sequence", "sqlite_stat1")
FILL = """
from django.core.files.base import ContentFile
from django.core.management import call_command
call_command("migrate", verbosity=0)
from leitplanke.exchange import examples, studyfile
from leitplanke.web.accounts.models import Membership, Organisation, User
from leitplanke.web.catalogue import catalogue
from leitplanke.web.intake.storing import store
from leitplanke.web.notes.models import Attachment
user = User.objects.create_user("anna", password="ein-langes-kennwort-7")
home = Organisation.objects.create(name="Heim")
Membership.objects.create(user=user, organisation=home)
name = examples.names()[0]
firm = store(home, studyfile.read(examples.text(name), name, catalogue()), name)
for letter in "ab":
    file = ContentFile(letter.encode() * 2000, name="y")
    Attachment.objects.create(company=firm, target="x", name="Beleg.pdf", kind="pdf", size=2000, file=file)
"""


def kept(once_a_run: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """Return a folder with the data folder, ``var``, and its backup, ``b.zip``; made once for all tests, which change copies only."""
    return once_a_run("small-installation", make)


def make(folder: Path) -> None:
    for words in (("manage", "shell", "-v0", "-c", FILL), ("backup", str(folder / "b.zip"))):
        done = call(folder / "var", *words)
        assert done.returncode == 0, done.stderr


def copied(folder: Path, to: Path) -> Path:
    """Return a data folder of one's own."""
    shutil.copytree(folder, to)
    return to


def rows_of(folder: Path) -> dict[str, list[str]]:
    """Return every row of a data folder's database by table, read by SQLite alone."""
    held: dict[str, list[str]] = {}
    with closing(sqlite3.connect(folder / "leitplanke.sqlite3" if folder.is_dir() else folder)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        for name in names:
            if name not in NOT_KEPT:
                rows = map(repr, connection.execute(f'SELECT * FROM "{name}"'))  # noqa: S608 - names of its own tables
                # Triggers write thousandths of a second, Django millionths or, of a whole second, none: the same moment.
                held[name] = sorted(re.sub(r"(:\d\d)\.?(\d*)'", lambda one: f"{one[1]}.{one[2]:0<6}'", row) for row in rows)
    return held


def change(folder: Path, sql: str) -> None:
    """Change rows of a data folder with what the product's connections bring along: triggers of the log ask who is acting."""
    with closing(sqlite3.connect(folder / "leitplanke.sqlite3")) as database, database:
        register(database)
        database.create_function(acting.FUNCTION, 0, acting.user)
        database.execute(sql)


def without_examples(folder: Path) -> None:
    """Let the worker of a server that nobody asks for examples find their files, though empty: it would be at them for many seconds."""
    with override_settings(VAR=folder):
        for path in (*map(file_of, examples.names()), weighing.file()):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)


def surroundings(folder: Path, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEITPLANKE_", "DJANGO_"))}
    return kept | {"LEITPLANKE_VAR": str(folder), "LANG": "en_GB.UTF-8", "LC_ALL": ""} | settings


def call(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command line on a data folder."""
    command = [sys.executable, "-m", "leitplanke", *words]
    return subprocess.run(command, env=surroundings(folder, **settings), capture_output=True, text=True, check=False, timeout=240)
