"""A backup somebody has made up takes no room, reads no file of the server's and never counts as restored. Its sums are all right."""

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker
from small_installation import call, kept, surroundings

from databases import change, copied
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.web.backup import manifest, rows
from leitplanke.web.backup.staging import staged

pytestmark = pytest.mark.own_database
MB = 1_000_000
MEASURE = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:])
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""A small process between: the system counts what the starting one has to what the started one takes."""
Parts = dict[str, bytes]
LARGE = 200 * MB
"""Bytes; a restore itself takes half of it."""
OnceARun = Callable[[str, Callable[[Path], None]], Path]
Forge = Callable[[dict[str, Any], Parts], None]


@pytest.fixture(scope="module")
def installed(once_a_run: OnceARun) -> Path:
    return kept(once_a_run)


@pytest.fixture(scope="module")
def archive(installed: Path) -> Path:
    return installed / "b.zip"


def forge(archive: Path, target: Path, change: Forge) -> Path:
    """Change a backup as somebody would who knows its form: sums and numbers are right again afterwards."""
    with zipfile.ZipFile(archive) as found:
        parts = {name: found.read(name) for name in found.namelist()}
    told = json.loads(parts.pop(manifest.MANIFEST))
    change(told, parts)
    for one in told["tables"]:
        digest = rows.Digest()
        for line in parts[f"tables/{one['name']}.jsonl"].splitlines():
            digest = digest.and_one(line)
        part = parts[f"tables/{one['name']}.jsonl"]
        one.update(rows=digest.rows, digest=digest.text, sha256=hashlib.sha256(part).hexdigest())
    for one in told["files"]:
        if one["name"] in parts:
            one.update(size=len(parts[one["name"]]), sha256=hashlib.sha256(parts[one["name"]]).hexdigest())
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as into:
        for name, content in parts.items():
            into.writestr(name, content)
        into.writestr(manifest.MANIFEST, json.dumps(told))
    return target


def add(told: dict[str, Any], parts: Parts, name: str, content: bytes) -> None:
    parts[name] = content
    told["files"].append({"name": name, "size": 0, "sha256": ""})


def more(told: dict[str, Any], parts: Parts) -> None:
    add(told, parts, f"attachments/{'e' * 32}", bytes(50 * MB))


def unnamed(_: dict[str, Any], parts: Parts) -> None:
    parts["attachments/more"] = b"x"


def elsewhere(told: dict[str, Any], parts: Parts) -> None:
    (lost,) = told["files"][:1]
    name = lost["name"].removeprefix("attachments/")
    part = parts["tables/notes.attachment.jsonl"]
    assert part.count(name.encode()) == 1
    parts["tables/notes.attachment.jsonl"] = part.replace(name.encode(), b"/etc/passwd")
    del parts[lost["name"]]
    told["files"].remove(lost)
    told["missing"] = ["/etc/passwd"]


def without_key(told: dict[str, Any], parts: Parts) -> None:
    del parts["secret-key"]
    told["files"] = [one for one in told["files"] if one["name"] != "secret-key"]


def without_tables(told: dict[str, Any], parts: Parts) -> None:
    told.update(tables=[], migrations=[])
    for name in [name for name in parts if name.startswith("tables/")]:
        del parts[name]


def without_one_table(told: dict[str, Any], parts: Parts) -> None:
    told["tables"] = [one for one in told["tables"] if one["name"] != "notes.comment"]
    del parts["tables/notes.comment.jsonl"]


def long_row(_: dict[str, Any], parts: Parts) -> None:
    parts["tables/notes.comment.jsonl"] = b'["' + b"a" * (70 * MB) + b'"]\n'


def key_is(content: bytes) -> Forge:
    return lambda _, parts: parts.update({"secret-key": content})


@pytest.mark.parametrize(
    ("change", "given"),
    [
        (unnamed, "attachments/more"),
        (without_key, "secret-key"),
        (key_is(b""), "secret-key"),
        (key_is(b"k" * 10), "secret-key"),
        (key_is("ü".encode() * 40), "secret-key"),
        (key_is(b"k" * 100_000), "secret-key"),
        (without_tables, "tables/"),
    ],
    ids=["unnamed", "no-key", "empty-key", "short-key", "umlauts", "long-key", "no-tables"],
)
def test_a_forged_backup_is_refused_before_it_is_unpacked(change: Forge, given: str, archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(forge(archive, tmp_path / "forged.zip", change)) as found, pytest.raises(InputFaultsError) as refused:
        manifest.read(found, "forged.zip")
    assert [(one.code, dict(one.values)["given"]) for one in refused.value.faults] == [("backup-damaged", given)]


@pytest.mark.parametrize(
    ("change", "given"),
    [(more, f"attachments/{'e' * 32}"), (without_one_table, "tables/notes.comment.jsonl"), (long_row, "tables/")],
    ids=["more", "one-table-less", "long-row"],
)
def test_what_a_forged_backup_brings_beside_its_rows_is_never_stored(
    change: Forge, given: str, archive: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    forged, folder = forge(archive, tmp_path / "forged.zip", change), tmp_path / "stage"
    with django_db_blocker.unblock(), pytest.raises(InputFaultsError) as refused, staged(forged, folder):
        pass
    assert {dict(one.values)["given"] for one in refused.value.faults} == {given}
    assert not list(folder.glob("attachments/*"))


def test_a_forged_backup_brings_no_file_of_the_servers(archive: Path, tmp_path: Path) -> None:
    var = tmp_path / "var"
    done = call(var, "restore", str(forge(archive, tmp_path / "forged.zip", elsewhere)))
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stderr
    assert "“attachments//etc/passwd”" in done.stderr
    assert not (var / "attachments").exists() or not list((var / "attachments").iterdir())
    assert not list(var.glob(".restore-*"))


def test_a_large_attachment_passes_without_being_in_memory(archive: Path, tmp_path: Path) -> None:
    """What forging does to a backup changes nothing by itself: this one comes back."""

    def enlarge(told: dict[str, Any], parts: Parts) -> None:
        parts[told["files"][0]["name"]] = bytes(LARGE)

    forged = forge(archive, tmp_path / "large.zip", enlarge)
    command = [sys.executable, "-c", MEASURE, sys.executable, "-m", "leitplanke", "restore", str(forged)]
    given = surroundings(tmp_path / "var") | {"LEITPLANKE_BACKUP_PASSPHRASE": "korrekt pferd batterie"}
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False, timeout=240)
    code, kilobytes = map(int, done.stdout.split()[-2:])
    assert code == 0, done.stderr
    assert kilobytes * 1000 < LARGE
    # Whoever locks their backups is told that this one could have been changed by anybody.
    assert "this backup was not locked" in done.stderr
    assert len(list((tmp_path / "var" / "attachments").iterdir())) == 2


def test_more_than_the_disk_takes_is_refused_before_anything_is_unpacked(archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as found:
        found.infolist()[0].file_size = 10**18
        with pytest.raises(OSError, match="No space left"):
            manifest.need_room(found, tmp_path)


@pytest.mark.parametrize("name", ["../../secret.txt", "/etc/passwd"])
def test_a_row_that_names_a_file_elsewhere_carries_nothing_away(name: str, installed: Path, tmp_path: Path) -> None:
    var = copied(installed / "var", tmp_path / "var")
    (tmp_path / "secret.txt").write_text("nobody's business")
    assert (var / "attachments" / name).is_file()
    change(var, f"UPDATE notes_attachment SET file = '{name}' WHERE id = (SELECT id FROM notes_attachment ORDER BY id LIMIT 1)")  # noqa: S608 - a name of this test
    done = call(var, "backup", str(tmp_path / "b.zip"))
    assert done.returncode == 2
    assert name in done.stderr
    assert not (tmp_path / "b.zip").exists()
