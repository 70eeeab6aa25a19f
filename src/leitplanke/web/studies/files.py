"""Files of a study to take away: report, study file, result."""

from collections.abc import Callable
from dataclasses import dataclass

from leitplanke.catalogue.entries import Catalogue
from leitplanke.exchange import resultfile, studyfile
from leitplanke.reports.words import Language, say
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.result import StudyResult
from leitplanke.web.results.values import Download

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = {
    "bericht.pdf": "application/pdf",
    "bericht.docx": DOCX,
    "bericht.html": "text/html; charset=utf-8",
    "studie.yaml": "application/yaml; charset=utf-8",
    "ergebnis.json": "application/json; charset=utf-8",
}
"""Last part of the address and its media type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What files are made of."""

    inputs: StudyInputs
    result: StudyResult
    catalogue: Catalogue
    language: Language


def make(kind: str, material: Material) -> bytes:
    """Return the file; the study file holds moments only, no single answers.

    Raises
    ------
    KeyError
        If there is no such kind.
    """
    name, _, ending = kind.rpartition(".")
    if kind == "studie.yaml":
        return studyfile.write(studyfile.pooled(material.inputs, material.catalogue)).encode()
    if kind == "ergebnis.json":
        return resultfile.dump(material.result).encode()
    if kind not in KINDS or name != "bericht":
        raise KeyError(kind)
    from leitplanke.reports import files  # noqa: PLC0415 - typesetting is loaded only when somebody asks for a report

    return files.render(material.result, material.catalogue, material.language, ending)


def offered(language: Language, address: Callable[[str], str]) -> tuple[Download, ...]:
    """Return every kind with its label and address."""
    return tuple(Download(label=say(language, f"web.file.{kind}"), href=address(kind)) for kind in KINDS)
