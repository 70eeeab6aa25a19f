"""A data folder with one person, one firm and two attachments, and the command line on it."""

import os
import subprocess
import sys
from pathlib import Path

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


def fill(folder: Path) -> Path:
    done = call(folder, "manage", "shell", "-v0", "-c", FILL)
    assert done.returncode == 0, done.stderr
    return folder


def surroundings(folder: Path, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEITPLANKE_", "DJANGO_"))}
    return kept | {"LEITPLANKE_VAR": str(folder), "LANG": "en_GB.UTF-8", "LC_ALL": ""} | settings


def call(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command line on a data folder."""
    command = [sys.executable, "-m", "leitplanke", *words]
    return subprocess.run(command, env=surroundings(folder, **settings), capture_output=True, text=True, check=False, timeout=240)
