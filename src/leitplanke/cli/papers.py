"""Options of commands that write papers: report, one-pager, slides, workbook, with the firm's own logo and template."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from leitplanke.cli.files import read_bytes, write_whole
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.terminal.language import words

if TYPE_CHECKING:
    from leitplanke.reports.branding import Branding
    from leitplanke.reports.papers import Matter, Paper
    from leitplanke.reports.words import Language

_REPORTS: "dict[str, Paper]" = {".pdf": "report.pdf", ".html": "report.html", ".docx": "report.docx"}
_OTHERS: "dict[str, tuple[str, Paper]]" = {
    "one_page": (".pdf", "one-page.pdf"),
    "slides": (".pdf", "slides.pdf"),
    "tables": (".xlsx", "tables.xlsx"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which papers to write where, and what to put on them."""

    papers: "tuple[tuple[str, Paper], ...]"
    branding: "Branding"

    @property
    def targets(self) -> tuple[str, ...]:
        """Return every file to write."""
        return tuple(target for target, _ in self.papers)


def paper_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of papers; it gets them as one parameter ``order``, read and checked."""

    @wraps(command)
    def run(**kwargs: Any) -> None:  # noqa: ANN401 - click hands over whatever the options give
        given = {name: kwargs.pop(name) for name in ("report", *_OTHERS, "template", "logo")}
        command(order=_ordered(given), **kwargs)

    for name, metavar in (
        ("--logo", "LOGO.png|.svg"),
        ("--template", "TEMPLATE.docx"),
        ("--tables", "OUT.xlsx"),
        ("--slides", "OUT.pdf"),
        ("--one-page", "OUT.pdf"),
        ("--report", "OUT.pdf|.html|.docx"),
    ):
        run = click.option(name, metavar=metavar, help=words(f"cli.option.{name.removeprefix('--')}"))(run)
    return run


def _ordered(given: dict[str, str | None]) -> Order:
    papers: list[tuple[str, Paper]] = []
    if report := given["report"]:
        papers.append((report, _REPORTS[_ending(report, tuple(_REPORTS))]))
    for name, (ending, paper) in _OTHERS.items():
        if target := given[name]:
            _ending(target, (ending,))
            papers.append((target, paper))
    return Order(papers=tuple(papers), branding=_branding(given["logo"], given["template"]))


def _ending(target: str, known: tuple[str, ...]) -> str:
    found = Path(target).suffix.lower()
    if found not in known:
        raise InputFaultsError([Fault(target, "wrong-ending", (("known", ", ".join(known)),))])
    return found


def _branding(logo: str | None, template: str | None) -> "Branding":
    from leitplanke.reports.branding import PLAIN, Branding  # noqa: PLC0415 - python-docx and typst are slow to load

    if logo is None and template is None:
        return PLAIN
    from leitplanke.reports import logo as logos  # noqa: PLC0415
    from leitplanke.reports import template as templates  # noqa: PLC0415

    return Branding(
        logo=logos.read(read_bytes(Path(logo), logos.LARGEST_BYTES), logo) if logo else b"",
        template=templates.read(read_bytes(Path(template), templates.LARGEST_BYTES), template) if template else b"",
    )


def write(order: Order, matter: "Matter", language: "Language") -> None:
    """Write every paper ordered with the order's look, each whole or not at all."""
    if not order.papers:
        return
    from leitplanke.reports.papers import make  # noqa: PLC0415 - typst and python-docx are slow to load

    dated = replace(matter, on=datetime.now(UTC).astimezone().date(), branding=order.branding)
    for target, paper in order.papers:
        write_whole(Path(target), make(paper, dated, language))
