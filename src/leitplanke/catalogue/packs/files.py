"""The files of a pack in a folder or a zip archive: read with bounds, never unpacked onto the disk."""

import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from leitplanke.primitives.document import LARGEST_BYTES
from leitplanke.primitives.faults import Fault, InputFaultsError

MOST_FILES = 2_000
LARGEST_PACK = 20_000_000
"""Bytes of all files, unpacked; the whole core has about 1 MB. An archive is stopped while it unpacks, whatever it claims."""
LARGEST_ARCHIVE = 5_000_000
"""Bytes of an archive as it lies there; its directory alone must not fill the memory. The whole core, packed, has 0.3 MB."""
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError)
"""What Python's reader raises for archives that somebody damaged or forged."""
_DEEPEST = 2


def in_folder(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by their path inside it; hidden ones are left out.

    Raises
    ------
    InputFaultsError
        Codes ``linked-file``, ``too-many-files``, ``pack-too-big``, ``unreadable-file``.
    """
    faults: list[Fault] = []
    found: dict[str, bytes] = {}
    budget = _Budget(folder.name)
    for path in _listed(folder):
        name = path.relative_to(folder).as_posix()
        where = f"{folder.name}/{name}"
        if path.is_symlink() or not path.is_file():
            faults.append(Fault(where, "linked-file", (("given", name),)))
            continue
        try:
            with path.open("rb") as stream:
                found[name] = budget.taken(stream.read(LARGEST_BYTES + 1))
        except OSError as error:
            faults.append(Fault(where, "unreadable-file", (("detail", error.strerror or ""),)))
    if faults:
        raise InputFaultsError(faults)
    return found


def in_archive(file: Path) -> dict[str, bytes]:
    """Return the files of a zip archive by their path inside the pack; one folder around everything is taken off.

    Raises
    ------
    InputFaultsError
        Codes ``unreadable-file``, ``pack-too-big``, ``too-many-files``, ``zip-broken``, ``zip-locked``, ``zip-path``, ``linked-file``,
        ``twice-in-zip``.
    """
    try:
        if file.stat().st_size > LARGEST_ARCHIVE:
            raise InputFaultsError([_too_big(file.name, LARGEST_ARCHIVE)])
        with zipfile.ZipFile(file) as archive:
            members = [member for member in archive.infolist() if not member.is_dir() and not _hidden(member.filename)]
            faults = [*_refused(file.name, members)]
            if faults:
                raise InputFaultsError(faults)
            budget = _Budget(file.name)
            found = {member.filename: budget.taken(_unpacked(archive, member)) for member in members}
    except PermissionError as error:
        raise InputFaultsError([Fault(file.name, "unreadable-file", (("detail", error.strerror or ""),))]) from None
    except _BROKEN as error:
        raise InputFaultsError([Fault(file.name, "zip-broken", (("detail", " ".join(str(error).split())[:100]),))]) from None
    return _without_wrapper(found)


class _Budget:
    """Counts bytes and files, and stops at the bound."""

    def __init__(self, where: str) -> None:
        self._where, self._bytes, self._files = where, 0, 0

    def taken(self, data: bytes) -> bytes:
        """Return `data` if it still fits.

        Raises
        ------
        InputFaultsError
            If it does not.
        """
        self._bytes += len(data)
        self._files += 1
        if self._bytes > LARGEST_PACK:
            raise InputFaultsError([_too_big(self._where)])
        if self._files > MOST_FILES:
            raise InputFaultsError([Fault(self._where, "too-many-files", (("limit", str(MOST_FILES)),))])
        return data


def _too_big(where: str, limit: int = LARGEST_PACK) -> Fault:
    return Fault(where, "pack-too-big", (("limit", f"{limit / 1e6:g}"),))


def _listed(folder: Path) -> list[Path]:
    """Return the files of `folder`.

    Raises
    ------
    InputFaultsError
        If it or a folder inside cannot be opened.
    """
    try:
        return list(_walk(folder))
    except OSError as error:
        raise InputFaultsError([Fault(folder.name, "unreadable-file", (("detail", error.strerror or ""),))]) from None


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the files of `folder`, two levels deep; what lies deeper stands for itself and is refused later. Links are not followed."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from (inner for inner in sorted(path.iterdir()) if not inner.name.startswith("."))
        else:
            yield path


def _hidden(name: str) -> bool:
    return not _escapes(name) and (name.startswith("__MACOSX/") or any(part.startswith(".") for part in name.split("/")))


def _refused(where: str, members: list[zipfile.ZipInfo]) -> Iterator[Fault]:
    """Yield what makes an archive unsafe to read, before anything of it is read."""
    if len(members) > MOST_FILES:
        yield Fault(where, "too-many-files", (("limit", str(MOST_FILES)),))
        return
    seen: set[str] = set()
    for member in members:
        given = (("given", _shown(member.filename)),)
        if _escapes(member.orig_filename) or _escapes(member.filename):
            yield Fault(where, "zip-path", given)
        elif stat.S_IFMT(member.external_attr >> 16) not in {0, stat.S_IFREG}:
            yield Fault(where, "linked-file", given)
        elif member.flag_bits & 0x1:
            yield Fault(where, "zip-locked", given)
        elif member.filename in seen:
            yield Fault(where, "twice-in-zip", given)
        seen.add(member.filename)


def _escapes(name: str) -> bool:
    """Return whether a name could lead out of the pack on any system, or hides something."""
    parts = name.split("/")
    return "\\" in name or ":" in name or not name.isprintable() or name.startswith("/") or ".." in parts or "" in parts


def _shown(name: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in name)[:80]


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return the content of one file, one byte more than any file may have at most."""
    with archive.open(member) as stream:
        return stream.read(LARGEST_BYTES + 1)


def _without_wrapper(found: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files without the one folder that lies around all of them, as archivers like to make it."""
    tops = {name.partition("/")[0] for name in found}
    if len(tops) == 1 and _depth(found) > _DEEPEST - 1 and "pack.yaml" not in found:
        (top,) = tops
        return {name.removeprefix(f"{top}/"): data for name, data in found.items()}
    return dict(found)


def _depth(names: Iterable[str]) -> int:
    return max((len(PurePosixPath(name).parts) for name in names), default=0)
