"""``leitplanke new`` and ``leitplanke schema``: what a study file looks like."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import click

from leitplanke.cli.files import refusing, write_whole
from leitplanke.cli.packs import catalogue_with, pack_option
from leitplanke.exchange import resultfile
from leitplanke.exchange.template import template
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.quarter import Quarter
from leitplanke.reports.words import Language, say
from leitplanke.terminal.language import language_option, words


@click.command(help=words("cli.new.help"))
@click.argument("file", type=click.Path(path_type=Path))
@pack_option
@language_option
@refusing
def new(file: Path, packs: tuple[Path, ...], language: Language) -> None:
    """Write an annotated study file to fill in; never over a file that is there."""
    if file.exists():
        raise InputFaultsError([Fault(str(file), "file-exists")])
    if not file.absolute().parent.is_dir():
        raise InputFaultsError([Fault(str(file), "no-folder", (("given", str(file.parent)),))])
    write_whole(file, template(catalogue_with(packs), language, str(_next_quarter())))
    click.echo(say(language, "cli.new.done", path=file))


@click.command(help=words("cli.schema.help"))
@click.argument("kind", type=click.Choice(["study", "result", "review", "model", "pack"]))
def schema(kind: Literal["study", "result", "review", "model", "pack"]) -> None:
    """Print the JSON Schema of study files, result files, reviews, risk model files or packs in one file."""
    click.echo(json.dumps(resultfile.schema(kind), ensure_ascii=False, indent=2))


def _next_quarter() -> Quarter:
    today = datetime.now(UTC).astimezone().date()
    return Quarter(today.year, (today.month - 1) // 3 + 1).plus(1)
