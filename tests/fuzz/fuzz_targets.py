"""Everything that reads what people bring: each target takes bytes and may refuse them, but neither break nor hang."""

import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, Literal

from leitplanke.catalogue import compiled
from leitplanke.catalogue.entries import Catalogue
from leitplanke.catalogue.packs.reading import read_pack
from leitplanke.exchange import inventorytable, ledgerparents, ledgertable, modelfile, resultfile, reviewfile, studyfile, workshopfile
from leitplanke.exchange.datev import importing
from leitplanke.exchange.datev.findings import Finding
from leitplanke.exchange.settlement.importing import File, settle
from leitplanke.primitives import document
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.reports import logo, template
from leitplanke.study.dependence import Dependence

CORPUS = Path(__file__).parent / "corpus"
Shape = Literal["text", "zip", "bytes"]


@dataclass(frozen=True, slots=True)
class Target:
    """A reader.

    Parameters
    ----------
    run
        Reads bytes; returns what it found out in a word, so that inputs that lead somewhere new are known.
    shape
        How its inputs are damaged: as text, part by part inside a zip file, or as mere bytes.
    share
        Part of all inputs; slow readers have less.
    """

    run: Callable[[bytes], str]
    shape: Shape
    share: float


@dataclass(frozen=True, slots=True)
class Source:
    """A file in the DATEV format."""

    name: str
    stream: BinaryIO


@cache
def catalogue() -> Catalogue:
    """Return the catalogue, once."""
    return compiled.read()


def told(reader: Callable[[bytes], object]) -> Callable[[bytes], str]:
    """Return a target that says which faults came; whatever else a reader raises is what we look for."""

    def run(data: bytes) -> str:
        try:
            found = reader(data)
        except InputFaultsError as refused:
            return " ".join(sorted({fault.code for fault in refused.faults}))
        return found if isinstance(found, str) else "read"

    return run


def _datev(data: bytes) -> str:
    found = importing.read([Source("x.csv", io.BytesIO(data))])
    return _said(found.refused, found.findings)


def _settlement(data: bytes) -> str:
    found = settle([File(name="x.txt", data=data)])
    return _said(found.channel is None, found.findings)


def _table(data: bytes) -> str:
    found = ledgertable.grid(data, "x")
    listed = ledgertable.read(found, ledgertable.guess(found))
    return _said(listed.refused, listed.findings)


def _inventory(data: bytes) -> str:
    found = ledgertable.grid(data, "x")
    sides = [inventorytable.read(found, inventorytable.guess(found, side), Dependence(), catalogue()) for side in inventorytable.SIDES]
    return _said(all(one.after is None for one in sides), [finding for one in sides for finding in one.findings])


def _said(refused: object, findings: Iterable[Finding]) -> str:
    return ("" if refused else "read ") + " ".join(sorted({one.code for one in findings}))


def _pack(data: bytes) -> object:
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        file.write(data)
        file.flush()
        return read_pack(Path(file.name))


def _one_file_pack(data: bytes) -> object:
    with tempfile.NamedTemporaryFile(suffix=".yaml") as file:
        file.write(data)
        file.flush()
        return read_pack(Path(file.name))


def _archive(data: bytes) -> object:
    from leitplanke.web.archive import reading  # noqa: PLC0415 - needs Django

    return reading.read(data, "x.zip")


def _backup(data: bytes) -> object:
    from leitplanke.web.backup import manifest  # noqa: PLC0415 - needs Django

    try:
        found = zipfile.ZipFile(io.BytesIO(data))
    except manifest.BROKEN:
        # As `staging.staged` asks before.
        return None
    with found:
        return manifest.read(found, "x.zip")


def _rows(data: bytes) -> str:
    """Store lines as rows of the table that the first line names, in a real database that forgets them again."""
    from django.db import transaction  # noqa: PLC0415 - needs Django

    from leitplanke.web.backup import rows  # noqa: PLC0415 - needs Django

    connection, tables = _database()
    name, *lines = data.split(b"\n")
    table = tables.get(name.decode("ascii", "replace"))
    if table is None:
        return "no such table"
    try:
        with transaction.atomic(using=connection.alias):
            rows.store(table, connection.alias, [line for line in lines if line])
            outcome = f"read {rows.name_of(table)} {rows.digest(table, connection.alias).rows > 0}"
            transaction.set_rollback(True, using=connection.alias)
            return outcome
    except rows.REFUSED as refused:
        return f"{rows.name_of(table)} {type(refused).__name__}"


@cache
def _database() -> tuple[Any, dict[str, Any]]:
    """Return a database in memory with the tables of today, all of them empty, and the tables by name."""
    from django.db import connections  # noqa: PLC0415 - needs Django

    from leitplanke.web import environment  # noqa: PLC0415 - needs Django
    from leitplanke.web.backup import rows, staging  # noqa: PLC0415 - needs Django
    from leitplanke.web.newdatabase.making import make_tables  # noqa: PLC0415 - needs Django

    settings = environment.sqlite(Path(":memory:"))
    connections.settings["fuzz"] = connections.configure_settings({"default": {}, "fuzz": settings})["fuzz"]
    connection = connections["fuzz"]
    make_tables(connection)
    tables = {rows.name_of(one): one for one in rows.tables(connection)}
    staging.empty(tables.values(), connection)
    return connection, tables


def _attachment(data: bytes) -> object:
    from leitplanke.web.notes import checking  # noqa: PLC0415 - needs Django

    # The first byte chooses the ending that the file claims to have.
    endings = ("pdf", "png", "jpg", "xlsx", "docx", "txt", "csv", "exe")
    try:
        return "read " + str(checking.checked(f"x.{endings[data[0] % len(endings)] if data else 'txt'}", data[1:])[1])
    except checking.RefusedError as refused:
        return f"refused {refused.refusal}"


def _stored(load: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: load(data.decode("utf-8", "replace"))


TARGETS: dict[str, Target] = {
    "document": Target(told(lambda data: document.parse(data, "x")), "text", 0.22),
    "study": Target(told(lambda data: studyfile.read(data, "x.yaml", catalogue())), "text", 0.06),
    "model": Target(told(lambda data: modelfile.read(data, "x.json")), "text", 0.08),
    "pack-file": Target(told(_one_file_pack), "text", 0.06),
    "pack": Target(told(_pack), "zip", 0.02),
    "datev": Target(_datev, "text", 0.16),
    "settlement": Target(_settlement, "text", 0.08),
    "list": Target(told(_table), "text", 0.10),
    "list-xlsx": Target(told(_table), "zip", 0.01),
    "inventory": Target(told(_inventory), "text", 0.05),
    "rows": Target(told(_rows), "text", 0.03),
    "parents": Target(told(lambda data: ledgerparents.read(data, "x")), "text", 0.05),
    "workshop": Target(told(lambda data: workshopfile.read(data, "x.xlsx", catalogue())), "zip", 0.01),
    "archive": Target(told(_archive), "zip", 0.05),
    "backup": Target(told(_backup), "zip", 0.03),
    "attachment": Target(told(_attachment), "bytes", 0.03),
    "template": Target(told(lambda data: template.read(data, "x.docx")), "zip", 0.005),
    "logo": Target(told(lambda data: logo.read(data, "x")), "text", 0.005),
    "result": Target(told(_stored(resultfile.load)), "text", 0.015),
    "review": Target(told(_stored(reviewfile.load)), "text", 0.015),
}


def seeds(name: str) -> list[bytes]:
    """Return the kept inputs of a target, in the order of their names."""
    return [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]


def is_json(data: bytes) -> bool:
    """Say whether bytes are JSON."""
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True
