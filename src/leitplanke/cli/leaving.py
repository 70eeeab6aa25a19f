"""``leitplanke exit``: what leaving a service costs on a day, and its exit folder."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leitplanke.cli.analyse import file_argument, json_option
from leitplanke.cli.files import STANDARD_OUTPUT, check_targets, put, read_bytes, read_study, refusing, write_whole
from leitplanke.cli.packs import catalogue_with, pack_option
from leitplanke.primitives.document import LARGEST_BYTES, at, parse
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.reports.words import Language, say
from leitplanke.terminal.language import language_option, words

if TYPE_CHECKING:
    from leitplanke.catalogue.entries import Catalogue
    from leitplanke.company.dependence.service import Service
    from leitplanke.study.dependence import Dependence
    from leitplanke.study.leaving import ExitFolder


@click.command(help=words("cli.exit.help"))
@file_argument
@language_option
@click.option("--service", required=True, metavar="ID", help=words("cli.exit.service"))
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help=words("cli.exit.date"))
@click.option("--report", metavar="OUT.pdf", help=words("cli.exit.report"))
@json_option
@pack_option
@refusing
def leaving(
    file: Path,
    language: Language,
    service: str,
    on: datetime | None,
    *,
    report: str | None,
    output: str | None,
    packs: tuple[Path, ...],
) -> None:
    """Say what leaving a service costs, and write its exit folder."""
    check_targets(file, output, report)
    _check_ending(report)
    catalogue = catalogue_with(packs)
    inputs = read_study(file, catalogue)
    left = _service(file, inputs.dependence, service)
    from leitplanke.study import leaving as folders  # noqa: PLC0415 - after the file was found right

    today = datetime.now(UTC).astimezone().date()
    folder = folders.folder(inputs.company, inputs.dependence, catalogue, left, on.date() if on else today)
    if output:
        from leitplanke.exchange import exitfile  # noqa: PLC0415 - only if asked for

        put(output, exitfile.dump(folder))
    if report:
        from leitplanke.reports import exitfolder, pdf  # noqa: PLC0415 - the typesetter is slow to load

        write_whole(Path(report), pdf.render(exitfolder.compose(folder, catalogue, language, today)))
    if output != STANDARD_OUTPUT:
        click.echo("\n".join(_lines(folder, catalogue, language, today)))
    for target in (output, report):
        if target and target != STANDARD_OUTPUT:
            click.echo(say(language, "cli.written", path=target), err=True)


def _check_ending(report: str | None) -> None:
    if report and Path(report).suffix.lower() != ".pdf":
        raise InputFaultsError([Fault(report, "wrong-ending", (("known", ".pdf"),))])


def _service(file: Path, dependence: "Dependence", wanted: str) -> "Service":
    """Return the service that is to be left.

    Raises
    ------
    InputFaultsError
        If there is none of that name, or its contract has neither an end nor a notice.
    """
    known = {one.id: place for place, one in enumerate(dependence.services)}
    if wanted not in known:
        near = get_close_matches(wanted, known, 1)
        raise InputFaultsError([Fault("--service", "unknown-service", (("given", wanted), ("nearest", near[0] if near else "")))])
    found = dependence.services[known[wanted]]
    provided = found.model not in {"own-server", "offline"}
    if provided and found.contract.ends is None and found.contract.notice_months is None:
        where = ("dependence", "services", known[wanted], "contract")
        # A pipe cannot be read twice; then the path in the file has to do.
        line = parse(read_bytes(file, LARGEST_BYTES), file.name).line(where) if file.is_file() else None
        raise InputFaultsError([Fault(at("", where), "service-without-dates", (("given", found.name),), line)])
    return found


def _lines(folder: "ExitFolder", catalogue: "Catalogue", language: Language, today: date) -> Iterator[str]:
    from leitplanke.reports import exitfolder  # noqa: PLC0415 - see above

    yield say(language, "exit.title", service=folder.service.name)
    yield ""
    yield from exitfolder.summary(folder, catalogue, language, today)
    yield ""
    header = say(language, "cli.exit.sum").split(" | ")
    rows = [header, *(list(row[:4]) for row in exitfolder.parts(folder, language))]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        cells = (text.rjust(width) for text, width in zip(row[1:], widths[1:], strict=True))
        yield "  ".join((row[0].ljust(widths[0]), *cells))
    yield ""
    yield f"{say(language, 'exit.missing')}:"
    found = exitfolder.missing(folder, catalogue, language) or (say(language, "exit.missing.nothing"),)
    yield from (f"  - {one}" for one in found)
