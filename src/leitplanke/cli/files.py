"""Files that commands read and write: refused with every fault, written whole or not at all."""

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import click

from leitplanke.catalogue.entries import Catalogue
from leitplanke.exchange import studyfile
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.reports.faults import sentences
from leitplanke.reports.words import Language, say
from leitplanke.study.inputs import StudyInputs

REFUSED = 2
"""Exit code for faulty input, the same as click's for faulty options."""
STANDARD_OUTPUT = "-"
P = ParamSpec("P")


def refusing(command: Callable[P, None]) -> Callable[P, None]:
    """Let a command with a parameter ``language`` end with all faults on standard error and exit code 2."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except InputFaultsError as error:
            language: Any = kwargs["language"]
            tell(error.faults, language)
            sys.exit(REFUSED)

    return run


def tell(faults: tuple[Fault, ...], language: Language) -> None:
    """Print all faults to standard error."""
    key = "cli.faults.one" if len(faults) == 1 else "cli.faults.many"
    click.echo(say(language, key, count=len(faults)), err=True)
    for text in sentences(faults, language):
        click.echo(f"  - {text}", err=True)


def read_study(path: Path, catalogue: Catalogue) -> StudyInputs:
    """Return the inputs in a study file.

    Raises
    ------
    InputFaultsError
        If the file cannot be opened, or with everything that is wrong in it.
    """
    try:
        size = path.stat().st_size
        if size > studyfile.LARGEST_BYTES:
            values = (("given", f"{size / 1e6:.1f}"), ("limit", f"{studyfile.LARGEST_BYTES / 1e6:.1f}"))
            raise InputFaultsError([Fault(path.name, "too-big", values)])
        data = path.read_bytes()
    except OSError as error:
        raise InputFaultsError([Fault(str(path), "unreadable-file", (("detail", error.strerror or ""),))]) from None
    return studyfile.read(data, path.name, catalogue)


def write_whole(path: Path, content: str) -> None:
    """Write a text file so that nobody ever sees half of it and a fault keeps the old one.

    Raises
    ------
    InputFaultsError
        If the file cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(content, encoding="utf-8")
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


def check_folder(target: str | None) -> None:
    """Refuse an output in a folder that is not there, before long work starts.

    Raises
    ------
    InputFaultsError
        With code ``no-folder``.
    """
    if target and target != STANDARD_OUTPUT and not Path(target).absolute().parent.is_dir():
        raise InputFaultsError([Fault(target, "no-folder", (("given", str(Path(target).parent)),))])
