"""``leitplanke import settlement``: what a marketplace leaves of the sales, from its settlement files."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import click
import yaml

from leitplanke.cli import doubts
from leitplanke.cli.amounts import Amount
from leitplanke.cli.files import REFUSED, check_targets, put, read_bytes, refusing, tell
from leitplanke.company.dependence.channel import ChannelKind
from leitplanke.exchange.settlement.importing import File, Settled, settle
from leitplanke.primitives.lean import lean
from leitplanke.primitives.plain import plain
from leitplanke.reports import network, numbers
from leitplanke.reports.words import Language, say
from leitplanke.terminal.language import language_option, words
from leitplanke.terminal.wrapping import paragraphs

LARGEST_BYTES = 200_000_000
PERCENT = 100.0
_PATH = click.Path(path_type=Path)


@click.command(help=words("cli.import.settlement.help"))
@click.argument("files", nargs=-1, required=True, type=_PATH, metavar="FILE…")
@click.option("--name", default="", metavar="NAME", help=words("cli.import.settlement.name"))
@click.option(
    "--type", "kind", type=click.Choice(("b2c", "b2b")), default="b2c", show_default=True, help=words("cli.import.settlement.type")
)
@click.option("--vat", type=Amount(0.0, 100.0), default=19.0, show_default=True, metavar="%", help=words("cli.import.settlement.vat"))
@click.option("--goods", type=Amount(0.0, 1e12), default=None, metavar="EUR", help=words("cli.import.settlement.goods"))
@click.option("--json", "output", metavar="OUT", help=words("cli.import.settlement.json"))
@click.option("--channel", "target", metavar="OUT", help=words("cli.import.settlement.channel"))
@language_option
@refusing
def settlement(
    files: tuple[Path, ...],
    language: Language,
    *,
    name: str,
    kind: ChannelKind,
    vat: float,
    goods: float | None,
    output: str | None,
    target: str | None,
) -> None:
    """Say what the operator takes and what is left."""
    for file in files:
        check_targets(file, output, target)
    found = settle([File(name=file.name, data=read_bytes(file, LARGEST_BYTES)) for file in files], name=name, kind=kind, vat=vat / PERCENT)
    if found.channel is not None and goods is not None:
        found = replace(found, channel=replace(found.channel, goods_eur=goods))
    if output:
        put(output, _json(found, language))
    if found.channel is None or found.sums is None:
        tell(tuple(one.fault for one in found.findings if one.refuses), language)
        sys.exit(REFUSED)
    if target:
        put(target, yaml.safe_dump({"dependence": {"channels": [lean(found.channel)]}}, allow_unicode=True, sort_keys=False))
    if "-" not in {output, target}:
        _show(found, language)


def _json(found: Settled, language: Language) -> str:
    tree = {"channel": plain(found.channel), "sums": plain(found.sums), "faults": doubts.listed(found.findings, language)}
    if found.channel is not None:
        tree["left_eur"] = round(found.channel.left_eur, 2)
    return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"


def _show(found: Settled, language: Language) -> None:
    assert found.channel is not None  # noqa: S101 - `settlement` has looked
    assert found.sums is not None  # noqa: S101 - see above
    sums = found.sums
    days = {"first": numbers.day(sums.begins, language), "last": numbers.day(sums.ends, language)}
    texts = [
        say(language, "network.channel.period", orders=numbers.grouped(sums.orders, language), **days),
        " ".join(network.left(found.channel, language)),
    ]
    click.echo("\n".join(paragraphs(texts)).rstrip())
    doubts.show(found.findings, language)
