"""Files that commands read and write: refused with every fault, written whole or not at all."""

import errno
import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec

import click

from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.reports.faults import sentences
from leitplanke.reports.words import Language, say

if TYPE_CHECKING:
    from leitplanke.catalogue.entries import Catalogue
    from leitplanke.study.inputs import StudyInputs

REFUSED = 2
"""Exit code for faulty input, the same as click's for faulty options."""
INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it: 128 and the number of the signal."""
STANDARD_OUTPUT = "-"
P = ParamSpec("P")


def refusing(command: Callable[P, None]) -> Callable[P, None]:
    """Let a command with a parameter ``language`` end with all faults on standard error and exit code 2, and say so after Ctrl-C."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except InputFaultsError as error:
            language: Any = kwargs["language"]
            tell(error.faults, language)
            sys.exit(REFUSED)
        except KeyboardInterrupt:
            interrupted(kwargs["language"])  # type: ignore[arg-type]

    return run


def interrupted(language: Language) -> NoReturn:
    """Say that somebody pressed Ctrl-C, and end."""
    click.echo(f"\n{say(language, 'cli.interrupted')}", err=True)
    sys.exit(INTERRUPTED)


def tell(faults: tuple[Fault, ...], language: Language) -> None:
    """Print all faults to standard error."""
    key = "cli.faults.one" if len(faults) == 1 else "cli.faults.many"
    click.echo(say(language, key, count=len(faults)), err=True)
    for text in sentences(faults, language):
        click.echo(f"  - {text}", err=True)


def read_study(path: Path, catalogue: "Catalogue") -> "StudyInputs":
    """Return the inputs in a study file.

    Raises
    ------
    InputFaultsError
        If the file cannot be opened, or with everything that is wrong in it.
    """
    from leitplanke.exchange import studyfile  # noqa: PLC0415 - numpy and pydantic are slow to load, and not each command reads a study

    return studyfile.read(read_bytes(path, studyfile.LARGEST_BYTES), path.name, catalogue)


def read_bytes(path: Path, largest: int, code: str = "too-big") -> bytes:
    """Return what is in a file of at most `largest` bytes.

    Raises
    ------
    InputFaultsError
        With code `code` if it is larger, ``unreadable-file`` if it cannot be opened.
    """
    try:
        size = path.stat().st_size
        if size > largest:
            raise InputFaultsError([Fault(path.name, code, (("given", f"{size / 1e6:.1f}"), ("limit", f"{largest / 1e6:.1f}")))])
        with path.open("rb") as stream:
            # A device or pipe has no size beforehand; it is not read without end.
            return stream.read(largest + 1)
    except OSError as error:
        raise InputFaultsError([Fault(str(path), "unreadable-file", (("detail", error.strerror or ""),))]) from None


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file, texts as UTF-8, so that nobody ever sees half of it and a fault keeps the old one.

    Raises
    ------
    InputFaultsError
        If the file cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if _is_special(path):
            path.write_bytes(data)
            return
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputFaultsError([unwritable(path, error)]) from None


def unwritable(path: Path, error: OSError) -> Fault:
    """Return the fault of a file that could not be written."""
    return Fault(str(path), "unwritable-file", (("detail", error.strerror or ""),))


def put(target: str, content: str) -> None:
    """Write to the file `target`, or to standard output for ``-``."""
    if target == STANDARD_OUTPUT:
        click.echo(content, nl=False)
    else:
        write_whole(Path(target), content)


def check_targets(source: Path, *targets: str | None) -> None:
    """Refuse outputs that cannot be written or that would destroy something, before long work starts and anything is written.

    Raises
    ------
    InputFaultsError
        With code ``no-folder``, ``unwritable-file``, ``overwrites-input`` or ``same-target``.
    """
    paths = [Path(target) for target in targets if target and target != STANDARD_OUTPUT]
    found = [fault for path in paths if (fault := _refused(path, source)) is not None]
    if len({path.resolve() for path in paths}) < len(paths):
        found.append(Fault(str(paths[-1]), "same-target"))
    if found:
        raise InputFaultsError(found)


def _refused(path: Path, source: Path) -> Fault | None:
    folder = path.absolute().parent
    if not folder.is_dir():
        return Fault(str(path), "no-folder", (("given", str(path.parent)),))
    if path.resolve() == source.resolve():
        return Fault(str(path), "overwrites-input")
    if path.is_dir():
        return unwritable(path, OSError(errno.EISDIR, os.strerror(errno.EISDIR)))
    if not os.access(path if _is_special(path) else folder, os.W_OK):
        return unwritable(path, OSError(errno.EACCES, os.strerror(errno.EACCES)))
    return None


def _is_special(path: Path) -> bool:
    """Return whether `path` is there but no ordinary file: a device or a pipe is written to, never replaced."""
    return path.exists() and not path.is_file()
