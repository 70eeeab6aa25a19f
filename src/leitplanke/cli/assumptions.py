"""``leitplanke catalogue assumptions``: every assumption of the catalogue and its weight in a typical result."""

import json
from pathlib import Path

import click

from leitplanke.cli import progress
from leitplanke.cli.files import refusing
from leitplanke.cli.packs import catalogue_with, pack_option
from leitplanke.primitives.plain import plain
from leitplanke.reports.assumed import ToldAssumption, words_of
from leitplanke.reports.numbers import percent
from leitplanke.reports.words import Language, say
from leitplanke.terminal.language import language_option, words

CARRIERS = ("common", "figures", "answers", "sourced")
"""What carries the spread, in the order it is told."""
COLUMN = 7
NONE = "\u2013"


@click.command(name="assumptions", help=words("cli.catalogue.assumptions.help"))
@click.option("--json", "as_json", is_flag=True, help=words("cli.option.as-json"))
@pack_option
@language_option
@refusing
def command(language: Language, packs: tuple[Path, ...], *, as_json: bool) -> None:
    """Print all assumptions, heaviest first."""
    from leitplanke.exchange import examples  # noqa: PLC0415 - the engine is loaded only where it is needed
    from leitplanke.study.typical import typical  # noqa: PLC0415 - as above

    catalogue = catalogue_with(packs)
    firms = [examples.read(name, catalogue) for name in examples.names()]
    with progress.shown(language) as tell:
        found = typical(catalogue, firms, lambda share: tell("weigh", share))
    if as_json:
        click.echo(json.dumps(plain(found), ensure_ascii=False, indent=2))
        return
    click.echo(say(language, "assumptions.method", firms=found.firms))
    click.echo(f"\n{say(language, 'cli.assumptions.column')}")
    for name in CARRIERS:
        weight = found.carried(name)
        click.echo(f"{_share(weight.loss, language)} {_share(weight.benefit, language)}  {say(language, f'assumptions.of-{name}')}")
    click.echo()
    said = words_of(catalogue, language)
    for row in found.figures:
        shares = (row.weight.loss, row.weight.benefit) if row.standing == "drawn" else (None, None)
        click.echo(f"{_share(shares[0], language)} {_share(shares[1], language)}  {row.figure.id}  {_line(said[row.figure.id])}")


def _share(share: float | None, language: Language) -> str:
    """Return a weight right-aligned: ``<0,1 %``; a dash where there is none."""
    if share is None:
        return NONE.rjust(COLUMN)
    text = percent(share, language).replace("unter ", "<").replace("under ", "<")
    return text.rjust(COLUMN)


def _line(said: ToldAssumption) -> str:
    return f"{said.title}: {said.name} {said.value}".rstrip()
