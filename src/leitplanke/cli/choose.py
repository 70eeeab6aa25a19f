"""``leitplanke risk choose``: the best measures of a risk model file within a budget."""

import math
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from leitplanke.cli.amounts import Amount
from leitplanke.cli.files import STANDARD_OUTPUT, check_targets, put, read_bytes, refusing
from leitplanke.cli.progress import shown
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.reports.numbers import euro, grouped, percent
from leitplanke.reports.words import Language, say
from leitplanke.terminal.language import language_option, words

if TYPE_CHECKING:
    from leitplanke.exchange.modelfile import RiskFile
    from leitplanke.exchange.modelfile_choice import ChoiceRun
    from leitplanke.planning.choice import Choice

LARGEST_SEED = 2**53 - 1
PROVABLE = 20
"""So many measures are proven within a minute as a rule; with more, most of the gain comes in the first seconds."""
SECONDS, SECONDS_PROVABLE = 10.0, 60.0
LAST = 0.1, 1.0
"""Share of the time limit, and seconds at most, kept for the last exact evaluations."""


@click.command(help=words("cli.risk.choose.help"))
@click.argument("file", metavar="MODEL.json", type=click.Path(path_type=Path))
@language_option
@click.option("--budget", "budget", type=float, required=True, metavar="EUR", help=words("cli.risk.budget"))
@click.option("--time-limit", "limit", type=Amount(0.0, 86_400.0), metavar="S", help=words("cli.risk.time-limit"))
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), default=1, show_default=True, help=words("cli.risk.seed"))
@click.option("--threads", type=click.IntRange(1, 256), default=2, show_default=True, help=words("cli.risk.threads"))
@click.option("--json", "output", metavar="OUT.json", help=words("cli.option.json"))
@refusing
def choose(file: Path, language: Language, budget: float, limit: float | None, output: str | None, *, seed: int, threads: int) -> None:
    """Say which measures lower CVaR95 most within a budget, and how much better any others could be."""
    check_targets(file, output)
    if not (math.isfinite(budget) and budget >= 0.0):
        raise InputFaultsError([Fault("--budget", "budget-not-an-amount", (("given", f"{budget:g}"),))])
    from leitplanke.exchange import modelfile  # noqa: PLC0415 - numpy and pydantic are slow to load

    model = modelfile.read(read_bytes(file, modelfile.LARGEST_BYTES, "model-too-big"), file.name)
    from leitplanke.exchange import modelfile_choice  # noqa: PLC0415 - scipy comes only when the file has no fault
    from leitplanke.planning import choice  # noqa: PLC0415 - see above

    measures = len(model.portfolios.measures.cost_eur)
    seconds = limit if limit is not None else SECONDS_PROVABLE if measures <= PROVABLE else SECONDS
    start = time.perf_counter()
    with _refusing(model), shown(language) as tell, _until(seconds, tell) as stop:
        found = choice.choose(model.portfolios, budget, seed=seed, stop=stop, threads=threads)
    run = modelfile_choice.ChoiceRun(budget_eur=budget, seed=seed, seconds=time.perf_counter() - start)
    if output:
        put(output, modelfile_choice.dump(found, run))
    if output != STANDARD_OUTPUT:
        click.echo("\n".join(_lines(model, found, run, language)))
    if output and output != STANDARD_OUTPUT:
        click.echo(say(language, "cli.written", path=output), err=True)


@contextmanager
def _until(seconds: float, tell: Callable[[str, float], None]) -> Iterator[Callable[[float], bool]]:
    """Yield what says whether a share of the time is over or somebody pressed Ctrl-C: then the best so far is shown."""
    start, interrupted = time.monotonic(), False
    limit = seconds - min(LAST[0] * seconds, LAST[1])

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        nonlocal interrupted
        interrupted = True
        # A second time it ends at once.
        signal.signal(signal.SIGINT, before)

    def stop(share: float) -> bool:
        spent = time.monotonic() - start
        tell("choose", min(1.0, spent / max(limit, 1e-9)))
        return interrupted or spent >= share * limit

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _refusing(model: "RiskFile") -> Iterator[None]:
    """Turn what the engine cannot answer into a fault."""
    from leitplanke.risk.cascade import UnsettledCascadeError  # noqa: PLC0415 - loaded when this is called
    from leitplanke.risk.distribution import GridTooShortError  # noqa: PLC0415 - loaded when this is called
    from leitplanke.risk.spectral import LARGEST_ERROR, InaccurateResultError  # noqa: PLC0415 - loaded when this is called

    try:
        yield
    except InaccurateResultError as error:
        values = (("given", f"{100.0 * float(str(error)):.2g} %"), ("limit", f"{100.0 * LARGEST_ERROR:g} %"))
        raise InputFaultsError([Fault(model.name, "choice-inaccurate", values)]) from None
    except UnsettledCascadeError:
        raise InputFaultsError([Fault(model.name, "choice-nearly-endless")]) from None
    except GridTooShortError:
        raise InputFaultsError([Fault(model.name, "choice-beyond-grid")]) from None


def _lines(model: "RiskFile", found: "Choice", run: "ChoiceRun", language: Language) -> Iterator[str]:
    """Yield what people read."""

    def amount(value: float) -> str:
        return euro(value, language, exact=True)

    yield say(language, "cli.risk.choice.model", name=model.name, count=len(model.measures), budget=amount(run.budget_eur))
    yield ""
    names = ", ".join(model.measures[one] for one in found.portfolio) or say(language, "cli.risk.none")
    yield say(language, "cli.risk.choice.chosen", names=names)
    yield say(language, "cli.risk.choice.cost", cost=amount(found.cost_eur))
    yield say(language, "cli.risk.choice.cvar95", after=amount(found.cvar95_eur), before=amount(found.cvar95_before_eur))
    key = "proven" if found.gap_relative == 0.0 else "gap"
    yield say(language, f"cli.risk.choice.{key}", bound=amount(found.bound_eur), gap=percent(found.gap_relative, language))
    if found.following is not None:
        one = found.following
        name, cost, fall = model.measures[one.measure], amount(one.cost_eur), amount(one.fall_eur)
        yield say(language, "cli.risk.choice.next", name=name, cost=cost, fall=fall)
    yield ""
    error, seconds = f"{100.0 * found.error_bound_relative:.2g}", grouped(run.seconds, language, 1)
    yield say(language, "cli.risk.choice.note", seconds=seconds, error=error.replace(".", "," if language == "de" else "."), seed=run.seed)
