"""A disk and a clock that fail on demand for one data folder, and what a power cut would have left of it.

`faults_disk.c` sits between the programs and the kernel. What a cut leaves: everything that was synced, and of the rest as much as
chance lets through, down to single sectors.
"""

import ctypes
import mmap
import os
import random
import shutil
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

SOURCE = Path(__file__).with_suffix(".c")
SECTOR = 512
_HEAD = struct.Struct("=QQQII")
_SEQUENCE, _CLOCK, _STATE, _RECORDING = (0, "=Q"), (8, "=q"), (16, "=i"), (20, "=i")


class State(IntEnum):
    """How the disk is."""

    WELL = 0
    GROWTH_REFUSED = 1
    """Full: files cannot grow, what lies in them can be overwritten (ext4, xfs)."""
    WRITES_REFUSED = 2
    """Full, and every write needs new room (btrfs, ZFS)."""
    READ_ONLY = 3


class _Kind(IntEnum):
    WRITE = 1
    CUT = 2
    SYNC = 3
    DELETED = 4
    RENAMED = 5


def compiler() -> str | None:
    """Return the C compiler, if there is one."""
    return shutil.which("cc")


class Disk:
    """The switches; `surroundings` is what programs need in their environment to be under them."""

    def __init__(self, folder: Path, data: Path) -> None:
        library, switches = folder / "faults.so", folder / "switches"
        self.journal = folder / "journal"
        command = [compiler() or "cc", "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-lpthread"]
        subprocess.run(command, check=True)  # noqa: S603 - our own source
        if ctypes.CDLL(str(library)).prepare(str(switches).encode()):
            raise OSError(switches)
        with switches.open("r+b") as held:
            self._map = mmap.mmap(held.fileno(), 0)
        self.surroundings = {
            "LD_PRELOAD": str(library),
            "FAULTS_CONTROL": str(switches),
            "FAULTS_FOLDER": str(data),
            "FAULTS_JOURNAL": str(self.journal),
        }

    @property
    def moment(self) -> int:
        """How many entries the journal has."""
        (found,) = struct.unpack_from(_SEQUENCE[1], self._map, _SEQUENCE[0])
        return int(found)

    def be(self, state: State) -> None:
        """Change the disk."""
        struct.pack_into(_STATE[1], self._map, _STATE[0], state)

    def shift_clock(self, seconds: int) -> None:
        """Set the clock off by so many seconds."""
        struct.pack_into(_CLOCK[1], self._map, _CLOCK[0], seconds)

    def record(self) -> None:
        """Begin to keep every write, so that `survivors` can be made."""
        struct.pack_into(_RECORDING[1], self._map, _RECORDING[0], 1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to a file."""

    moment: int
    kind: _Kind
    path: str
    offset: int
    content: bytes


def read(journal: Path) -> Iterator[Entry]:
    """Yield what was recorded, in order."""
    with journal.open("rb") as file:
        while len(head := file.read(_HEAD.size)) == _HEAD.size:
            moment, offset, size, kind, length = _HEAD.unpack(head)
            path = file.read(length).decode()
            content = file.read(size) if kind in {_Kind.WRITE, _Kind.RENAMED} else b""
            yield Entry(moment, _Kind(kind), path, offset, content)


@dataclass(slots=True)
class Surface:
    """What is on the disk for sure, and what is still on its way there."""

    folder: Path
    files: dict[str, bytearray] = field(default_factory=dict)
    waiting: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        for path in self.folder.rglob("*"):
            if path.is_file() and not path.name.endswith("-shm"):
                self.files[str(path)] = bytearray(path.read_bytes())

    def take(self, entry: Entry) -> None:
        """Let one more thing happen. A sync settles the file, and the entries of folders, which file systems keep in order."""
        if entry.kind is not _Kind.SYNC:
            self.waiting.append(entry)
            return
        before, self.waiting = self.waiting, []
        for one in before:
            if one.path == entry.path or one.kind in {_Kind.DELETED, _Kind.RENAMED}:
                _happen(self.files, one)
            else:
                self.waiting.append(one)

    def cut(self, target: Path, luck: random.Random | None, share: float) -> None:
        """Write into `target` what a power cut now leaves; of what waits each sector has gone through with probability `share`."""
        files = {path: bytearray(content) for path, content in self.files.items()} if self.waiting and share else self.files
        for one in self.waiting if share else ():
            if luck is None:
                _happen(files, one)
            elif one.kind is _Kind.WRITE:
                for start in range(0, len(one.content), SECTOR):
                    if luck.random() < share:
                        _happen(files, Entry(0, one.kind, one.path, one.offset + start, one.content[start : start + SECTOR]))
            elif luck.random() < share:
                _happen(files, one)
        for path, content in files.items():
            place = target / os.path.relpath(path, self.folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)


def _happen(files: dict[str, bytearray], entry: Entry) -> None:
    if entry.kind is _Kind.DELETED:
        files.pop(entry.path, None)
    elif entry.kind is _Kind.RENAMED:
        if entry.path in files:
            files[entry.content.decode()] = files.pop(entry.path)
    else:
        held = files.setdefault(entry.path, bytearray())
        if entry.kind is _Kind.CUT:
            del held[entry.offset :]
        if len(held) < entry.offset + len(entry.content):
            held.extend(bytes(entry.offset + len(entry.content) - len(held)))
        held[entry.offset : entry.offset + len(entry.content)] = entry.content
