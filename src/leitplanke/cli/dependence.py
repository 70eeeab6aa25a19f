"""``leitplanke dependence``: whom and what a firm depends on, from the key ``dependence`` of its study."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leitplanke.cli.files import STANDARD_OUTPUT, check_targets, put, read_study, refusing
from leitplanke.reports.words import Language, say
from leitplanke.terminal.language import language_option, words
from leitplanke.terminal.wrapping import paragraphs

if TYPE_CHECKING:
    from leitplanke.catalogue.entries import Catalogue
    from leitplanke.study.inputs import StudyInputs
    from leitplanke.study.network import Network
    from leitplanke.study.repositioning import Way

LARGEST_SEED = 2**53 - 1
BETWEEN = f"\n{'-' * 72}\n\n"
"""Between two letters."""


@click.command(help=words("cli.dependence.help"))
@click.argument("file", metavar="STUDY.yaml", type=click.Path(path_type=Path))
@click.option("--json", "output", metavar="OUT", help=words("cli.option.json"))
@click.option("--letter", "letter", metavar="OUT", help=words("cli.dependence.letter"))
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help=words("cli.dependence.date"))
@click.option("--ways", is_flag=True, help=words("cli.dependence.ways"))
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), default=1, show_default=True, help=words("cli.risk.seed"))
@language_option
@refusing
def dependence(
    file: Path, language: Language, output: str | None, letter: str | None, on: datetime | None, *, ways: bool, seed: int
) -> None:
    """Say what a firm depends on."""
    check_targets(file, output, letter)
    from leitplanke.catalogue import compiled  # noqa: PLC0415 - numpy and pydantic are slow to load
    from leitplanke.exchange import dependencefile  # noqa: PLC0415 - see above
    from leitplanke.study.network import look  # noqa: PLC0415 - see above

    catalogue = compiled.read()
    inputs = read_study(file, catalogue)
    network = look(inputs)
    found = _compared(catalogue, inputs, seed) if ways else ()
    if output:
        put(output, dependencefile.dump(inputs, network, found))
    if letter:
        day = on.date() if on else datetime.now(UTC).astimezone().date()
        put(letter, _letters(catalogue, inputs, network, day, language))
    if STANDARD_OUTPUT not in {output, letter}:
        click.echo("\n".join(paragraphs([*_texts(inputs, network, language), *_ways(catalogue, found, language)])).rstrip())


def _texts(inputs: "StudyInputs", network: "Network", language: Language) -> list[str]:
    from leitplanke.reports import ledger  # noqa: PLC0415 - loaded by then
    from leitplanke.reports import network as told  # noqa: PLC0415 - see above
    from leitplanke.study.dependence import NO_DEPENDENCE  # noqa: PLC0415 - see above

    if inputs.dependence == NO_DEPENDENCE:
        return [say(language, "cli.dependence.nothing")]
    book = inputs.dependence.ledger
    texts = list(ledger.sentences(book, language)) if book is not None else []
    texts += told.sentences(network, inputs.company.turnover_eur, language)
    if network.blocked:
        texts += [f"{say(language, 'network.checklist.title')}:", *(f"- {one}" for one in told.checklist(language))]
    gaps = told.data_gaps(inputs.dependence, language)
    if gaps:
        texts += [f"{say(language, 'cloud.gaps')} {say(language, 'cloud.gaps-lead')}", *(f"- {one}" for one in gaps)]
    return texts


def _compared(catalogue: "Catalogue", inputs: "StudyInputs", seed: int) -> "tuple[Way, ...]":
    from leitplanke.study.repositioning import compare  # noqa: PLC0415 - scipy is slow to load, and only this needs it

    return compare(catalogue, inputs, seed=seed)


def _ways(catalogue: "Catalogue", found: "tuple[Way, ...]", language: Language) -> list[str]:
    from leitplanke.reports import network as told  # noqa: PLC0415 - loaded by then
    from leitplanke.reports.naming import Names  # noqa: PLC0415 - see above
    from leitplanke.reports.numbers import quarter  # noqa: PLC0415 - see above

    if not found:
        return []
    names, texts = Names.of(catalogue, language), [f"{say(language, 'network.ways.title')}. {say(language, 'network.ways.lead')}"]
    for one in found:
        steps = ", ".join(f"{names.title(step.id)} ({quarter(step.start_quarter, language)})" for step in one.measures)
        texts.append(
            " ".join((f"{say(language, f'network.way.{one.id}')}:", *told.way(one, language), f"{steps}." if steps else "")).strip()
        )
    return texts


def _letters(catalogue: "Catalogue", inputs: "StudyInputs", network: "Network", on: date, language: Language) -> str:
    """Return a letter to each operator, the one with the most sales first; nothing without one."""
    from leitplanke.reports import network as told  # noqa: PLC0415 - loaded by then

    letters = (told.letter(one, inputs.company.name, catalogue, on, language) for one in network.blocked)
    return BETWEEN.join("\n\n".join(paragraphs) + "\n" for paragraphs in letters)
