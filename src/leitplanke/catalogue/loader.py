"""The catalogue's entries from their YAML files, one entry a file; every fault of every file at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leitplanke.catalogue import checks
from leitplanke.catalogue.entries import Catalogue, Entry
from leitplanke.catalogue.kinds import KINDS
from leitplanke.catalogue.ordering import ordered
from leitplanke.catalogue.retired import Retired
from leitplanke.primitives.document import Document, at, parse
from leitplanke.primitives.document import Path as Steps
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.plain import Plain
from leitplanke.primitives.shape import shaped

DATA = Path(__file__).parent / "data"
"""The entries that are shipped."""
VERSION_FILE = "version.yaml"
RETIRED_FILE = "retired.yaml"
_NAME = re.compile(r"[a-z0-9]+(?:-{1,2}[a-z0-9]+|\.[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    """What ``version.yaml`` says."""

    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RetiredFile:
    """What ``retired.yaml`` says."""

    retired: tuple[Retired, ...] = ()


def load(folder: Path) -> Catalogue:
    """Read all entries of `folder`, check each and all together.

    Raises
    ------
    InputFaultsError
        With every fault of every file: codes of ``primitives.shape``; ``no-such-kind`` (given, known), ``not-yaml`` (given),
        ``wrong-id`` (given, expected), ``wrong-name`` (given), ``no-version``; those of
        ``catalogue.checks``. If a file cannot be read, of these only what an entry shows alone: the others would blame entries for
        naming one that is there but wrong.

    Examples
    --------
    >>> len(load(DATA).unseens)
    31
    """
    faults: list[Fault] = list(_strangers(folder))
    version = _version(folder, faults)
    found = {kind: tuple(_kind(folder, kind, faults)) for kind in KINDS}
    retired = retired_in(folder / RETIRED_FILE, RETIRED_FILE, faults)
    catalogue = ordered(Catalogue(version=version, retired=retired, **found))
    faults += checks.alone(catalogue) if faults else checks.check(catalogue)
    if faults:
        raise InputFaultsError(faults)
    return catalogue


def _version(folder: Path, faults: list[Fault]) -> str:
    """Return the catalogue's own version."""
    file = folder / VERSION_FILE
    if not file.is_file():
        faults.append(Fault(VERSION_FILE, "no-version"))
        return ""
    try:
        return shaped(_Version, parse(file.read_bytes(), VERSION_FILE), VERSION_FILE).version
    except InputFaultsError as error:
        faults.extend(error.faults)
        return ""


def retired_in(file: Path, where: str, faults: list[Fault]) -> tuple[Retired, ...]:
    """Return the list of retired ids; none if there is no such file. What is wrong goes to `faults`."""
    if not file.is_file():
        return ()
    try:
        document = parse(file.read_bytes(), where)
        faults.extend(blanks(document, where))
        return shaped(RetiredFile, document, where).retired
    except InputFaultsError as error:
        faults.extend(error.faults)
        return ()


def _strangers(folder: Path) -> Iterator[Fault]:
    """Yield what lies in the folder but is no entry."""
    known = ", ".join(KINDS)
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in KINDS:
            yield Fault(path.name, "no-such-kind", (("given", path.name), ("known", known)))
        elif path.is_dir():
            for inner in sorted(path.iterdir()):
                if inner.suffix != ".yaml" or not inner.is_file():
                    yield Fault(f"{path.name}/{inner.name}", "not-yaml", (("given", inner.name),))


def _kind(folder: Path, kind: str, faults: list[Fault]) -> Iterator[Any]:
    """Yield the entries of one kind; what is wrong goes to `faults`."""
    for file in sorted((folder / kind).glob("*.yaml")):
        try:
            yield entry_in(file.read_bytes(), kind, file.stem, f"{kind}/{file.name}")
        except InputFaultsError as error:
            faults.extend(error.faults)


def entry_in(data: bytes, kind: str, stem: str, where: str) -> Entry:
    """Return the entry in a file of the folder `kind` that is called `stem`.yaml.

    Raises
    ------
    InputFaultsError
        With all faults of the file.
    """
    prefix, type_ = KINDS[kind]
    document = parse(data, where)
    own = [*_naming(document, where, prefix, stem), *blanks(document, where)]
    entry = _shaped(type_, document, where, own)
    if own:
        raise InputFaultsError(own)
    return entry


def _shaped(type_: type[Entry], document: Document, where: str, own: list[Fault]) -> Entry:
    """Return the entry, or raise its faults of shape together with `own`."""
    try:
        return shaped(type_, document, where)
    except InputFaultsError as error:
        raise InputFaultsError(sorted({*error.faults, *own}, key=lambda fault: (fault.line or 0, fault.where))) from None


def _naming(document: Document, where: str, prefix: str, stem: str) -> Iterator[Fault]:
    """Yield what is wrong with file name and id."""
    if not _NAME.fullmatch(stem):
        yield Fault(where, "wrong-name", (("given", stem),))
    given = document.value.get("id") if isinstance(document.value, dict) else None
    expected = f"{prefix}.{stem}"
    if isinstance(given, str) and given != expected:
        yield Fault(at(where, ("id",)), "wrong-id", (("given", given), ("expected", expected)), document.line(("id",)))


def blanks(document: Document, where: str) -> Iterator[Fault]:
    """Yield every text without a letter or digit: a language left empty is a missing one."""
    yield from _blanks(document, where, (), document.value)


def _blanks(document: Document, where: str, path: Steps, node: Plain) -> Iterator[Fault]:
    if isinstance(node, str) and not any(sign.isalnum() for sign in node):
        yield Fault(at(where, path), "empty", (), document.line(path))
    elif isinstance(node, dict | list):
        for step, inner in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _blanks(document, where, (*path, step), inner)
