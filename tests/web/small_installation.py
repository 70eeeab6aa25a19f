"""A data folder with one person, one firm and two attachments, and the command line on it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from django.test import override_settings

import databases
from leitplanke.exchange import examples
from leitplanke.web.assumed import weighing
from leitplanke.web.examples.store import file_of

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


def without_examples(folder: Path) -> None:
    """Let the worker of a server that nobody asks for examples find their files, though empty: it would be at them for many seconds."""
    with override_settings(VAR=folder):
        for path in (*map(file_of, examples.names()), weighing.file()):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)


def surroundings(folder: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a product on a data folder and the database that belongs to it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEITPLANKE_", "DJANGO_"))}
    own = {} if databases.ADDRESS in settings else {databases.ADDRESS: databases.address_of(folder)}
    return kept | own | {"LEITPLANKE_VAR": str(folder), "LANG": "en_GB.UTF-8", "LC_ALL": ""} | settings


def call(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command line on a data folder."""
    command = [sys.executable, "-m", "leitplanke", *words]
    return subprocess.run(command, env=surroundings(folder, **settings), capture_output=True, text=True, check=False, timeout=240)
