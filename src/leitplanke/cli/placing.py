"""``leitplanke place``: which data may lie where and why, and the cheapest ways to place them."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leitplanke.cli.analyse import file_argument, json_option
from leitplanke.cli.files import STANDARD_OUTPUT, check_targets, put, read_study, refusing
from leitplanke.cli.packs import catalogue_with, pack_option
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.reports.words import Language, say
from leitplanke.terminal.language import language_option, words
from leitplanke.terminal.wrapping import columns, wrap

if TYPE_CHECKING:
    from leitplanke.study.placing import Placing


@click.command(help=words("cli.place.help"))
@file_argument
@language_option
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help=words("cli.place.date"))
@json_option
@pack_option
@refusing
def place(file: Path, language: Language, on: datetime | None, *, output: str | None, packs: tuple[Path, ...]) -> None:
    """Say where data may lie, and where they would lie best."""
    check_targets(file, output)
    catalogue = catalogue_with(packs)
    inputs = read_study(file, catalogue)
    if not inputs.dependence.data_objects or not inputs.dependence.services:
        raise InputFaultsError([Fault("dependence", "nothing-to-place")])
    from leitplanke.study.placing import placing  # noqa: PLC0415 - scipy is slow to load, and the file was found right

    day = on.date() if on else datetime.now(UTC).astimezone().date()
    found = placing(inputs.dependence, catalogue, day)
    if output:
        from leitplanke.exchange import placingfile  # noqa: PLC0415 - only if asked for

        put(output, placingfile.dump(found))
    if output != STANDARD_OUTPUT:
        click.echo("\n".join(_lines(found, language)).rstrip())
    if output and output != STANDARD_OUTPUT:
        click.echo(say(language, "cli.written", path=output), err=True)


def _lines(found: "Placing", language: Language) -> Iterator[str]:
    from leitplanke.reports import placing as told  # noqa: PLC0415 - see above

    yield from _heading(say(language, "cloud.siting.may"))
    for data, rows in groupby(told.verdicts(found, language), key=lambda row: row[0]):
        yield from wrap(f"{data}:")
        yield from _bullets(f"{service}: {verdict}. {reasons}" for _, service, verdict, reasons in rows)
    yield from _heading(say(language, "cloud.siting.title"))
    places = told.places(found, language)
    for column, (title, sentence) in enumerate(zip(told.titles(found, language), told.sentences(found, language), strict=True), 1):
        yield from wrap(f"{title}: {sentence}")
        yield from _bullets(f"{row[0]}: {row[column]}" for row in places)
    if found.withouts:
        yield from _heading(say(language, "cloud.siting.withouts"))
        yield from _bullets(f"{provider} ({held}): {sentence}" for provider, held, sentence in told.withouts(found, language))


def _heading(text: str) -> Iterator[str]:
    yield from wrap(text)
    yield "=" * min(columns(), len(text))


def _bullets(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from wrap(text, "  - ", "    ")
    yield ""
