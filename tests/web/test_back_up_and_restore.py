"""A backup holds everything, comes back as it was, and never puts half of something in the place of a whole."""

import json
import os
import random
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from databases import ADDRESS, address_of, change, copied, is_postgres, rows_of
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.reports.faults import sentence
from leitplanke.web.backup.keeping import safety_copy
from leitplanke.web.backup.owning import OWNER
from leitplanke.web.backup.staging import staged
from leitplanke.web.backup.writing import write

pytestmark = pytest.mark.own_database
ROOT = Path(__file__).parents[2]
ARCHIVES = Path(__file__).parent / "backups"
PRIVATE = "Der Ofen der Bäckerei steht still"
FILL = f"""
from django.core.files.base import ContentFile
from django.core.management import call_command
call_command("migrate", verbosity=0)
from leitplanke.exchange import examples, studyfile
from leitplanke.web.accounts.models import Membership, Organisation, User
from leitplanke.web.catalogue import catalogue
from leitplanke.web.intake.storing import store
from leitplanke.web.look.models import Look
from leitplanke.web.notes.models import Attachment, Comment
user = User.objects.create_user("änne", password="ein-langes-kennwort-7")
home = Organisation.objects.create(name="Müller & Söhne 'GmbH'")
Membership.objects.create(user=user, organisation=home)
for name in examples.names():
    firm = store(home, studyfile.read(examples.text(name), name, catalogue()), name)
    Comment.objects.create(company=firm, target="unseen.cyber.incident", written_by=user, text="{PRIVATE} \\u2014 \\U0001f525\\n")
    content = bytes(range(256)) * 4
    file = ContentFile(content, name="y")
    Attachment.objects.create(company=firm, target="x", name="Beleg.pdf", kind="pdf", size=len(content), file=file)
Look.objects.create(organisation=home, logo=bytes(range(256)))
"""
RENAME = "from leitplanke.web.companies.models import Company; Company.objects.update(name='Umbenannt')"
RENAMED = "UPDATE companies_company SET name = 'Umbenannt'"
GATHER = """
from leitplanke.web.companies.models import Company
from leitplanke.web.studies.gathering import gather
print(len(gather(Company.objects.get()).answers))
"""
WRITE = """
import time
from django.db import transaction
from leitplanke.web.companies.models import Company
from leitplanke.web.notes.models import Comment
firm = Company.objects.first()
print("ready", flush=True)
while True:
    with transaction.atomic():
        for part in "ab":
            Comment.objects.create(company=firm, target=part, text="x" * 3000)
    time.sleep(0.005)
"""
ALL = bool(os.environ.get("LEITPLANKE_TEST_LONG"))
"""Whether `make test-long` runs: more moments, every release."""
SHARES = [0.2, 0.4, 0.55, 0.65, 0.75, 0.82, 0.88, 0.93, 0.97] if ALL else [None]
"""When a restore is killed, as a share of what it takes; None: as soon as the copy of what was there is whole, and rows are replaced."""
WRONG = ["", "falsch"] if ALL else ["falsch"]
"""Passphrases that open nothing; each takes seconds, as it should."""
OLDER = ("leitplanke-2026-01-01-020000.zip", "leitplanke-2026-01-02-020000.zip")


def surroundings(folder: Path, url: str | None = None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEITPLANKE_", "DJANGO_"))}
    own = address_of(folder) if url is None else url
    return kept | {"LEITPLANKE_VAR": str(folder), ADDRESS: own, "LANG": "en_GB.UTF-8", "LC_ALL": ""}


def call(folder: Path, *words: str, database_url: str | None = None, **further: object) -> subprocess.CompletedProcess[str]:
    """Run the command line on a data folder, with the database that belongs to it unless another is named."""
    environment = surroundings(folder, database_url) | further.pop("env", {})  # type: ignore[operator]
    command = [sys.executable, "-m", "leitplanke", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=240, **further)  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def refused(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Callable[[Path], Fault]:
    """Return what says why a backup is refused before anything of it takes the place of something."""

    def tried(archive: Path) -> Fault:
        folder = tmp_path / f"trial-{uuid.uuid4().hex}"
        with django_db_blocker.unblock(), pytest.raises(InputFaultsError) as told, staged(archive, folder):
            pass
        return told.value.faults[0]

    return tried


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "attachments").iterdir()}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of an installation with three firms, attachments and a logo."""
    folder = tmp_path_factory.mktemp("filled") / "var"
    done = call(folder, "manage", "shell", "-v0", "-c", FILL)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def archive(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return its backup, made into a folder of which two are to be kept, beside older ones and what is none."""
    folder = tmp_path_factory.mktemp("archive")
    for name in (*OLDER, "photos.zip"):
        (folder / name).write_text("old")
    done = call(filled, "backup", "--into", str(folder), "--keep", "2")
    assert done.returncode == 0, done.stderr
    assert "restored as a trial" in done.stdout
    return max(folder.glob("leitplanke-*.zip"))


def test_everything_comes_back(filled: Path, archive: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "var"
    done = call(fresh, "restore", str(archive))
    assert done.returncode == 0, done.stderr
    held = rows_of(fresh)
    assert held == rows_of(filled)
    assert sum(map(len, held.values())) > 300
    assert len(held["audit_entry"]) > 50
    assert len(files_of(filled)) == 3
    assert files_of(fresh) == files_of(filled)
    assert (fresh / "secret-key").read_text() == (filled / "secret-key").read_text()
    assert (fresh / "secret-key").stat().st_mode & 0o077 == 0
    assert [path.name for path in fresh.iterdir() if path.name.startswith(".")] == []
    # The log goes on and stays append-only, and new rows get new keys.
    with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match="append-only"):
        change(fresh, "DELETE FROM audit_entry")
    assert call(fresh, "manage", "shell", "-v0", "-c", RENAME).returncode == 0
    assert len(rows_of(fresh)["audit_entry"]) == len(held["audit_entry"]) + 3


def test_an_installation_in_use_is_replaced_only_on_request_and_kept(filled: Path, archive: Path, tmp_path: Path) -> None:
    used = copied(filled, tmp_path / "var")
    change(used, "DELETE FROM notes_attachment WHERE id = (SELECT id FROM notes_attachment ORDER BY id LIMIT 1)")
    before = rows_of(used)
    refused = call(used, "restore", str(archive))
    assert refused.returncode == 2
    assert "--replace" in refused.stderr
    assert rows_of(used) == before
    done = call(used, "restore", "--replace", str(archive))
    assert done.returncode == 0, done.stderr
    assert rows_of(used) == rows_of(filled)
    assert files_of(used) == files_of(filled)
    # The copy of what was there brings exactly that back.
    (kept,) = (used / "safety-copies").iterdir()
    assert str(kept) in done.stdout
    done = call(tmp_path / "again", "restore", str(kept))
    assert done.returncode == 0, done.stderr
    assert rows_of(tmp_path / "again") == before


@pytest.mark.skipif(is_postgres() and not ALL, reason="make test-long locks on either database: it takes a quarter of a minute")
def test_a_locked_backup_says_nothing_without_its_passphrase(filled: Path, tmp_path: Path) -> None:
    path, key = tmp_path / "locked.zip", tmp_path / "passphrase"
    key.write_text("korrekt pferd batterie\n", encoding="utf-8")
    assert call(filled, "backup", str(path), "--passphrase-file", str(key)).returncode == 0
    assert PRIVATE.encode() not in path.read_bytes()
    with zipfile.ZipFile(path) as found:
        assert all(found.read(name).startswith(b"age-encryption.org/v1\n") for name in found.namelist())
    for passphrase in WRONG:
        refused = call(tmp_path / "var", "restore", str(path), env={"LEITPLANKE_BACKUP_PASSPHRASE": passphrase})
        assert refused.returncode == 2
        assert "another passphrase" in refused.stderr
    done = call(tmp_path / "var", "restore", str(path), env={"LEITPLANKE_BACKUP_PASSPHRASE": "korrekt pferd batterie"})
    assert done.returncode == 0, done.stderr
    assert rows_of(tmp_path / "var") == rows_of(filled)


def test_a_damaged_backup_changes_nothing(archive: Path, tmp_path: Path, refused: Callable[[Path], Fault]) -> None:
    whole, fresh = archive.read_bytes(), tmp_path / "var"
    rng = random.Random(7)  # noqa: S311 - which bytes are broken is no secret
    with zipfile.ZipFile(archive) as found:
        places = [one.header_offset + 60 + one.compress_size // 2 for one in found.infolist() if one.compress_size > 200]
    for number, content in enumerate((whole[: len(whole) // 2], b"nothing", b"", *(_flipped(whole, place) for place in places))):
        broken = tmp_path / f"broken-{number}.zip"
        broken.write_bytes(content)
        assert refused(broken).code in {"backup-unknown", "backup-damaged"}
    broken.write_bytes(_flipped(whole, rng.choice(places)))
    done = call(fresh, "restore", str(broken))
    assert done.returncode == 2, done.stderr
    assert "backup" in done.stderr
    assert "Traceback" not in done.stderr
    assert rows_of(fresh) == {}


def _flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :]


def test_a_row_that_is_missing_is_noticed(archive: Path, tmp_path: Path, refused: Callable[[Path], Fault]) -> None:
    forged = tmp_path / "forged.zip"
    with zipfile.ZipFile(archive) as found, zipfile.ZipFile(forged, "w") as into:
        for name in found.namelist():
            content = found.read(name)
            into.writestr(name, b"".join(content.splitlines(keepends=True)[1:]) if name == "tables/notes.comment.jsonl" else content)
    assert (refused(forged).code, dict(refused(forged).values)["given"]) == ("backup-damaged", "tables/notes.comment.jsonl")


def test_a_backup_of_a_later_release_is_refused(archive: Path, tmp_path: Path, refused: Callable[[Path], Fault]) -> None:
    later = tmp_path / "later.zip"
    with zipfile.ZipFile(archive) as found, zipfile.ZipFile(later, "w") as into:
        for name in found.namelist():
            content = found.read(name)
            into.writestr(name, content.replace(b'"api.0001_tokens"', b'"api.0999_later"') if name == "manifest.json" else content)
    assert "neueren Version" in sentence(refused(later), "de")


@pytest.mark.parametrize("share", SHARES)
def test_killed_while_restoring_it_is_one_or_the_other(filled: Path, archive: Path, tmp_path: Path, share: float | None) -> None:
    used = copied(filled, tmp_path / "var")
    lasts = 0.0
    if share is not None:
        begun = time.monotonic()
        assert call(tmp_path / "timed", "restore", str(archive)).returncode == 0
        lasts = 2 * (time.monotonic() - begun)
    change(used, RENAMED)
    before, after = rows_of(used), rows_of(filled)
    command = [sys.executable, "-m", "leitplanke", "restore", "--replace", str(archive)]
    with subprocess.Popen(command, env=surroundings(used), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        time.sleep((share or 0.0) * lasts)
        while share is None and process.poll() is None and not list(used.glob("safety-copies/*.zip")):
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
    assert rows_of(used) in (before, after)
    # What it has left is all the data, unlocked: the next restore, or the next start, deletes it.
    (used / ".restore-of-another").mkdir()
    done = call(used, "restore", "--replace", str(archive))
    assert done.returncode == 0, done.stderr
    assert rows_of(used) == after
    assert list(used.glob(".restore-*")) == []


def test_without_room_there_is_no_backup_and_no_harm(filled: Path, tmp_path: Path) -> None:
    before = rows_of(filled)

    def little_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    refused = call(filled, "backup", str(tmp_path / "full.zip"), preexec_fn=little_room)
    assert refused.returncode == 1
    assert "nothing was changed" in refused.stderr
    assert list(tmp_path.iterdir()) == []
    assert rows_of(filled) == before


def test_an_existing_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "mine.zip"
    path.write_text("mine")
    with pytest.raises(InputFaultsError, match="backup-exists"):
        write(path, datetime.now(UTC))
    assert path.read_text() == "mine"


def test_two_safety_copies_of_one_second_both_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a restore that was killed and repeated at once."""
    monkeypatch.setenv("LEITPLANKE_VAR", str(tmp_path))
    at, made = datetime(2026, 11, 24, 2, tzinfo=UTC), []
    for why, ending in (("before-restore", ".zip"), ("before-restore", ".zip"), ("before-restore", ".zip"), ("files", ""), ("files", "")):
        made.append(safety_copy(why, at, ending))
        made[-1].parent.mkdir(exist_ok=True)
        made[-1].touch()
    numbered = [f"before-restore-2026-11-24-020000{more}.zip" for more in ("", "-2", "-3")]
    assert [path.name for path in made] == [*numbered, "files-2026-11-24-020000", "files-2026-11-24-020000-2"]


def test_the_newest_are_kept_and_strangers_left_alone(archive: Path) -> None:
    assert sorted(path.name for path in archive.parent.iterdir()) == [OWNER, OLDER[1], archive.name, "photos.zip"]
    assert archive.name not in OLDER


def test_what_is_written_meanwhile_is_there_whole_or_not_at_all(filled: Path, tmp_path: Path) -> None:
    """Pairs of rows that are stored together are in a backup together."""
    busy = copied(filled, tmp_path / "busy")
    command = [sys.executable, "-m", "leitplanke", "manage", "shell", "-v0", "-c", WRITE]
    with subprocess.Popen(command, env=surroundings(busy), stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            assert call(busy, "backup", str(tmp_path / "busy.zip")).returncode == 0
        finally:
            process.kill()
    with zipfile.ZipFile(tmp_path / "busy.zip") as found:
        text = found.read("tables/notes.comment.jsonl").decode()
    assert text.count(',"a",') == text.count(',"b",') > 0


@pytest.mark.parametrize("name", sorted(path.name for path in ARCHIVES.glob("*.zip"))[: None if ALL else 1])
def test_backups_of_every_earlier_release_come_back(name: str, tmp_path: Path) -> None:
    fresh = tmp_path / "var"
    done = call(fresh, "restore", str(ARCHIVES / name))
    assert done.returncode == 0, done.stderr
    held = rows_of(fresh)
    assert len(held["companies_company"]) == 1
    assert len(held["survey_rating"]) == 24
    assert call(fresh, "manage", "shell", "-v0", "-c", GATHER).stdout.strip() == "24"
    assert call(fresh, "backup", str(tmp_path / "again.zip")).returncode == 0
    assert_holds(tmp_path / "again.zip", ARCHIVES / name)


def assert_holds(whole: Path, part: Path) -> None:
    """Fail unless a backup of today holds every row of an earlier one with every value."""
    today = archived(whole)
    for table, rows in archived(part).items():
        assert [row for row in rows if not any(row.items() <= one.items() for one in today[table])] == [], table


def archived(path: Path) -> dict[str, list[dict[str, object]]]:
    """Return the rows of a backup by table, read past the product."""
    with zipfile.ZipFile(path) as packed:
        tables = json.loads(packed.read("manifest.json"))["tables"]
        lines = {one["name"]: packed.read(f"tables/{one['name']}.jsonl").decode().splitlines() for one in tables}
        return {one["name"]: [dict(zip(one["columns"], json.loads(line), strict=True)) for line in lines[one["name"]]] for one in tables}


def test_there_is_a_backup_of_every_release() -> None:
    """Of each release that the changelog dates; a checkout without tags knows no others."""
    released = set(re.findall(r"(?m)^## \[([\d.]+)\] - \d", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")))
    assert {"0.1.0", "0.5.0"} <= released
    assert released <= {path.stem for path in ARCHIVES.glob("*.zip")}
