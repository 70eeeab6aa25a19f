"""All papers of a result, each with what it is for and the addresses of its files."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from leitplanke.reports.words import LANGUAGES, Language, say

PAPERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("one-page", ("eine-seite.pdf",)),
    ("report", ("bericht.pdf", "bericht.docx", "bericht.html")),
    ("slides", ("folien.pdf",)),
    ("tables", ("tabellen.xlsx",)),
)
DATA = ("studie.yaml", "ergebnis.json")
"""Files for programs, the same in every language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file: its format, its language in words and as a code, and its address."""

    format: str
    language: str
    lang: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One paper: its name, what it is for, and its files."""

    title: str
    text: str
    files: tuple[File, ...]


def listed(language: Language, address: Callable[[str], str]) -> tuple[Listed, ...]:
    """Return every paper, format by format; in each the file of the reader's own language comes first."""
    order = sorted(LANGUAGES, key=lambda one: one != language)
    papers = [_paper(key, language, tuple(_file(kind, one, language, address) for kind in kinds for one in order)) for key, kinds in PAPERS]
    data = tuple(File(format=kind.rpartition(".")[2].upper(), language="", lang="", href=address(kind)) for kind in DATA)
    return (*papers, _paper("data", language, data))


def _paper(key: str, language: Language, files: tuple[File, ...]) -> Listed:
    return Listed(title=say(language, f"papers.{key}"), text=say(language, f"papers.{key}.text"), files=files)


def _file(kind: str, spoken: Language, language: Language, address: Callable[[str], str]) -> File:
    return File(
        format=say(language, f"papers.format.{kind.rpartition('.')[2]}"),
        language=say(spoken, "papers.language"),
        lang=spoken,
        href=f"{address(kind)}?{urlencode({'sprache': spoken})}",
    )
