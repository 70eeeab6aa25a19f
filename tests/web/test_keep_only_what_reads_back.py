"""A backup gets its name only if what lies on the disk is, read again and unlocked, byte by byte what was proved by restoring it."""

import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from leitplanke.primitives.faults import InputFaultsError
from leitplanke.reports.faults import sentence
from leitplanke.web.backup import placing, sealing

pytestmark = pytest.mark.no_database
CONTENT = bytes(range(256)) * 1000
PASSPHRASE = "korrekt-pferd-batterie"  # noqa: S105 - of this test
EARLIER = "leitplanke-2026-01-01-020000.zip"
ALL = bool(os.environ.get("LEITPLANKE_TEST_LONG"))
"""Whether `make test-long` runs: more ways to be broken; each takes seconds to lock and to unlock, as it should."""
Keep = Callable[[Path, Path], object]


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "room/plain.zip"
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of backups with an earlier one."""
    found = tmp_path / "backups"
    found.mkdir()
    (found / EARLIER).write_bytes(b"earlier")
    return found


def flipped(path: Path, place: int) -> None:
    """Change one bit of a file."""
    with path.open("r+b") as file:
        file.seek(place)
        (byte,) = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 1]))


def copy_but_one_bit(plain: Path, ready: Path) -> None:
    ready.write_bytes(plain.read_bytes())
    flipped(ready, len(CONTENT) // 2)


def copy_half(plain: Path, ready: Path) -> None:
    ready.write_bytes(plain.read_bytes()[: len(CONTENT) // 2])


def seal_but_one_bit(part: str) -> Keep:
    """Return what locks a file and lets the disk change a bit of a part, or of the directory of the parts."""

    def sealed(plain: Path, ready: Path) -> None:
        sealing.seal(plain, ready, PASSPHRASE)
        with zipfile.ZipFile(ready) as found:
            begin = found.getinfo(part).header_offset + 30 + len(part) if part else found.start_dir
        flipped(ready, begin + 20 if part else begin)

    return sealed


def seal_another(_plain: Path, ready: Path) -> None:
    """Lock, faultlessly, something else."""
    another = ready.with_name(f"{ready.name}.another")
    another.write_bytes(CONTENT[1:])
    sealing.seal(another, ready, PASSPHRASE)
    another.unlink()


def refuses(plain: Path, folder: Path, passphrase: str) -> None:
    """Insist that nothing is named, nothing is left behind, and what was there before stays."""
    with pytest.raises(InputFaultsError) as refused:
        placing.place(plain, folder / "today.zip", passphrase)
    assert [(one.where, one.code) for one in refused.value.faults] == [("today.zip", "backup-not-as-written")]
    assert "frühere bleiben" in sentence(refused.value.faults[0], "de")
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [(EARLIER, b"earlier")]
    assert [path.name for path in plain.parent.iterdir()] == [plain.name]
    assert plain.read_bytes() == CONTENT


@pytest.mark.parametrize("copy", [copy_but_one_bit, copy_half])
def test_a_copy_that_is_not_the_same_is_no_backup(copy: Keep, plain: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "copyfile", copy)
    refuses(plain, folder, "")


@pytest.mark.parametrize(
    "seal",
    [
        lambda _plain, ready: ready.write_bytes(b"rubbish"),
        lambda _plain, ready: ready.write_bytes(b""),
        seal_but_one_bit(sealing.CONTENT),
        *((seal_but_one_bit(sealing.KEY), seal_but_one_bit(""), seal_another) if ALL else ()),
    ],
    ids=["rubbish", "nothing", "content", *(("key", "directory", "another") if ALL else ())],
)
def test_a_locked_file_that_does_not_open_to_the_same_is_no_backup(
    seal: Keep, plain: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "seal", lambda plain, ready, _passphrase: seal(plain, ready))
    refuses(plain, folder, PASSPHRASE)


def test_a_disk_that_cannot_be_read_keeps_no_backup(plain: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read everything, so the file is taken away instead."""
    monkeypatch.setattr(placing, "settle", lambda path: path.unlink(missing_ok=True))
    refuses(plain, folder, "")


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_what_is_the_same_gets_its_name(passphrase: str, plain: Path, folder: Path) -> None:
    placing.place(plain, folder / "today.zip", passphrase)
    assert sorted(path.name for path in folder.iterdir()) == [EARLIER, "today.zip"]
    assert sealing.is_sealed(folder / "today.zip") == bool(passphrase)
    assert passphrase or (folder / "today.zip").read_bytes() == CONTENT
    assert [path.name for path in plain.parent.iterdir()] == [plain.name]
