"""The report as a file: PDF, DOCX or HTML, written whole or not at all."""

import os
import tempfile
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports.document import compose
from leitplanke.reports.words import Language
from leitplanke.study.result import StudyResult
from leitplanke.study.reviewed import PlanReview

if TYPE_CHECKING:
    from collections.abc import Callable

    from leitplanke.reports.content import Document

Kind = Literal["pdf", "docx", "html"]
KINDS: tuple[Kind, ...] = ("pdf", "docx", "html")
CONTENT_TYPES: dict[Kind, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
}


class UnknownKindError(ValueError):
    """The file name does not end in one of `KINDS`."""


def kind_of(path: Path) -> Kind:
    """Return the kind of report that a file name asks for.

    Raises
    ------
    UnknownKindError
        If the name ends otherwise.

    Examples
    --------
    >>> kind_of(Path("bericht.PDF"))
    'pdf'
    """
    suffix = path.suffix.lower().removeprefix(".")
    for kind in KINDS:
        if suffix == kind:
            return kind
    raise UnknownKindError(path.name)


def render(
    result: StudyResult, catalogue: Catalogue, language: Language, kind: Kind, on: date | None = None, *, review: PlanReview | None = None
) -> bytes:
    """Return the report in the form `kind`; `on` is the day printed on it (the library has no clock), `review` that of its plan."""
    # Each writer brings its own library; only the one asked for is loaded.
    writer = import_module(f"leitplanke.reports.{kind}")
    return cast("Callable[[Document], bytes]", writer.render)(compose(result, catalogue, language, on, review))


def write_report(result: StudyResult, catalogue: Catalogue, language: Language, path: Path, on: date | None = None) -> None:
    """Write the report to `path` in the form its ending names; a failure leaves what was there untouched.

    Raises
    ------
    UnknownKindError
        If the ending is none of ``.pdf``, ``.docx`` and ``.html``.
    OSError
        If the file cannot be written.
    """
    data = render(result, catalogue, language, kind_of(path), on)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        # mkstemp makes private files; a report is as readable as any new file of its owner.
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
