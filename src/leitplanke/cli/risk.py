"""``leitplanke risk``: the engine on a risk model file, without a study."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from leitplanke.cli.amounts import Amount
from leitplanke.cli.choose import choose
from leitplanke.cli.files import STANDARD_OUTPUT, check_targets, put, read_bytes, refusing
from leitplanke.cli.progress import shown
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.reports.words import Language, say
from leitplanke.terminal.language import language_option, words

if TYPE_CHECKING:
    from leitplanke.exchange.modelfile import RiskFile
    from leitplanke.risk.stories import Story

LARGEST_SEED = 2**53 - 1
FEWEST_TRIALS = 1_000
MOST_TRIALS = 10_000_000
MOST_FUTURES = 6
MOST_TOLD = 10
"""Portfolios whose futures are told."""
Engine = Literal["spectral", "simulation"]


@click.group(help=words("cli.risk.help"))
def risk() -> None:
    """Use the engine on a model of one's own."""


risk.add_command(choose)


@risk.command(help=words("cli.risk.evaluate.help"))
@click.argument("file", metavar="MODEL.json", type=click.Path(path_type=Path))
@language_option
@click.option(
    "--engine", type=click.Choice(["spectral", "simulation"]), default="spectral", show_default=True, help=words("cli.risk.engine")
)
@click.option(
    "--trials", type=click.IntRange(FEWEST_TRIALS, MOST_TRIALS), default=100_000, show_default=True, help=words("cli.risk.trials")
)
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), default=1, show_default=True, help=words("cli.risk.seed"))
@click.option("--threads", type=click.IntRange(1, 256), default=2, show_default=True, help=words("cli.risk.threads"))
@click.option("--largest-error", type=Amount(0.0, 1.0), default=0.005, show_default=True, help=words("cli.risk.largest-error"))
@click.option("--stories", "futures", type=click.IntRange(0, MOST_FUTURES), default=0, show_default=True, help=words("cli.risk.stories"))
@click.option("--json", "output", metavar="OUT.json", help=words("cli.option.json"))
@refusing
def evaluate(  # noqa: PLR0913 - one for each option
    file: Path,
    language: Language,
    engine: Engine,
    output: str | None,
    *,
    trials: int,
    seed: int,
    threads: int,
    largest_error: float,
    futures: int,
) -> None:
    """Say what each portfolio in a risk model file comes to."""
    check_targets(file, output)
    # numpy, pydantic and scipy come in this order, each only when all before has passed.
    from leitplanke.exchange import modelfile  # noqa: PLC0415 - see above

    model = modelfile.read(read_bytes(file, modelfile.LARGEST_BYTES, "model-too-big"), file.name)
    from leitplanke.cli import risktable  # noqa: PLC0415 - see above
    from leitplanke.exchange import modelfile_results  # noqa: PLC0415 - see above
    from leitplanke.risk import answers  # noqa: PLC0415 - see above

    start = time.perf_counter()
    with _refusing(model, largest_error), shown(language) as tell:
        progress = partial(tell, "risk")
        found = (
            answers.answer_exactly(model.portfolios, seed=seed, threads=threads, largest_error=largest_error, progress=progress)
            if engine == "spectral"
            else answers.answer_by_simulation(model.portfolios, seed=seed, trials=trials, threads=threads, progress=progress)
        )
    run = modelfile_results.Run(
        engine=engine, seed=seed, trials=trials if engine == "simulation" else None, seconds=time.perf_counter() - start
    )
    told = _told(model, language, futures, trials=trials, seed=seed, threads=threads) if futures else ()
    if output:
        put(output, modelfile_results.dump(model, found, run, told))
    if output != STANDARD_OUTPUT:
        click.echo(risktable.table(model, found, run, language), nl=False)
        if told:
            from leitplanke.cli import riskstories  # noqa: PLC0415 - as above

            click.echo(riskstories.text(model, told, language), nl=False)
    if output and output != STANDARD_OUTPUT:
        click.echo(say(language, "cli.written", path=output), err=True)


def _told(model: "RiskFile", language: Language, futures: int, *, trials: int, seed: int, threads: int) -> "tuple[tuple[Story, ...], ...]":
    """Return futures of the first portfolios: a page for each is as much as anybody reads."""
    from leitplanke.risk import stories  # noqa: PLC0415 - loaded when this is called
    from leitplanke.risk.portfolio import model_of  # noqa: PLC0415 - loaded when this is called

    models = [model_of(model.portfolios, place) for place in range(min(MOST_TOLD, len(model.labels)))]
    with _refusing(model, 0.0), shown(language) as tell:
        return stories.tell(models, futures=futures, trials=trials, seed=seed, threads=threads, progress=partial(tell, "stories"))


@contextmanager
def _refusing(model: "RiskFile", largest_error: float) -> Iterator[None]:
    """Turn what the engine cannot answer into faults, one for each portfolio."""
    from leitplanke.risk.answers import PortfolioRefusedError  # noqa: PLC0415 - loaded when this is called
    from leitplanke.risk.cascade import UnsettledCascadeError  # noqa: PLC0415 - loaded when this is called
    from leitplanke.risk.simulate import TooManyLossesError  # noqa: PLC0415 - loaded when this is called
    from leitplanke.risk.spectral import InaccurateResultError  # noqa: PLC0415 - loaded when this is called

    def fault(number: int, reason: Exception) -> Fault:
        where = f"{model.name}: portfolios[{number}]"
        if isinstance(reason, TooManyLossesError):
            return Fault(where, "model-too-many-for-balance", (("given", f"{reason.a_year:.0f}"),))
        if isinstance(reason, InaccurateResultError):
            values = (("given", f"{100.0 * float(str(reason)):.2g} %"), ("limit", f"{100.0 * largest_error:g} %"))
            return Fault(where, "model-inaccurate", values)
        return Fault(where, "model-nearly-endless" if isinstance(reason, UnsettledCascadeError) else "model-beyond-grid")

    try:
        yield
    except PortfolioRefusedError as error:
        raise InputFaultsError(fault(number, reason) for number, reason in error.reasons) from None
    except TooManyLossesError as error:
        raise InputFaultsError([Fault(model.name, "model-too-many-losses", (("given", f"{error.a_year:.0f}"),))]) from None
