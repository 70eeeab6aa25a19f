"""``leitplanke analyse``: from a study file to a result."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from leitplanke.catalogue.entries import Catalogue
from leitplanke.cli import papers
from leitplanke.cli.files import STANDARD_OUTPUT, check_targets, put, read_study, refusing
from leitplanke.cli.packs import catalogue_with, pack_option
from leitplanke.cli.progress import shown
from leitplanke.cli.review import make_review
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.quarter import Quarter
from leitplanke.reports.words import Language, say
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.ownpack import with_own
from leitplanke.study.result import StudyResult
from leitplanke.study.reviewed import PlanReview
from leitplanke.study.wish import CVAR, Wish
from leitplanke.terminal.language import language_option, words

SEED = 1
POINTS = 256
LARGEST_SEED = 2**53 - 1
"""Result files hold the seed in their trace too, as a number; readers of JSON keep whole numbers up to here."""
FEWEST_POINTS = 16
MOST_POINTS = 2**16

file_argument = click.argument("file", type=click.Path(path_type=Path))
json_option = click.option("--json", "output", metavar="OUT.json", help=words("cli.option.json"))
seed_option = click.option("--seed", type=click.IntRange(0, LARGEST_SEED), default=SEED, show_default=True, help=words("cli.option.seed"))
points_option = click.option(
    "--points", type=click.IntRange(FEWEST_POINTS, MOST_POINTS), default=POINTS, show_default=True, help=words("cli.option.points")
)


@click.command(help=words("cli.analyse.help"))
@file_argument
@language_option
@seed_option
@points_option
@json_option
@click.option("--review", "reviewed", is_flag=True, help=words("cli.option.review"))
@pack_option
@refusing
@papers.paper_options
def analyse(
    file: Path,
    language: Language,
    seed: int,
    points: int,
    *,
    output: str | None,
    reviewed: bool,
    packs: tuple[Path, ...],
    order: papers.Order,
) -> None:
    """Compute the vulnerability in euros and a plan."""
    check_targets(file, output, *order.targets)
    catalogue = catalogue_with(packs)
    inputs = read_inputs(catalogue, file, points)
    catalogue = with_own(catalogue, inputs)
    result = run_study(catalogue, inputs, language, seed, points)
    review = make_review(catalogue, inputs, result, language) if reviewed else None
    if order.papers:
        from leitplanke.reports.papers import Matter  # noqa: PLC0415 - brings what only papers need

        papers.write(order, Matter(result=result, catalogue=catalogue, review=review, frame=inputs.frame), language)
    show(result, catalogue, language, output, kind="summary", review=review)
    for target in order.targets:
        click.echo(say(language, "cli.written", path=target), err=True)


def read_inputs(catalogue: Catalogue, file: Path, points: int, wish: Wish = CVAR, budget: float | None = None) -> StudyInputs:
    """Return the inputs in a study file; `budget` takes the place of its yearly budget, EUR.

    Raises
    ------
    InputFaultsError
        With everything that is wrong in the file or with the options.
    """
    if points & (points - 1):
        raise InputFaultsError([Fault("--points", "not-a-power-of-two", (("given", str(points)),))])
    inputs = read_study(file, catalogue)
    if wish.last_start is not None:
        _check_last_start(wish.last_start, Quarter.parse(inputs.start))
    return inputs if budget is None else replace(inputs, limits=replace(inputs.limits, budget_eur_per_year=budget))


def run_study(
    catalogue: Catalogue,
    inputs: StudyInputs,
    language: Language,
    seed: int,
    points: int,
    *,
    wish: Wish = CVAR,
    stop: Callable[[], bool] | None = None,
) -> StudyResult:
    """Return the result of a study.

    Raises
    ------
    InputFaultsError
        If the engine refuses its figures.
    """
    # The engine loads numpy and scipy: a faulty file is refused before that.
    from leitplanke.study import refusal, run  # noqa: PLC0415

    with refusal.refusing(catalogue, inputs.start), shown(language) as tell:
        return run.analyse(catalogue, inputs, seed=seed, outer_points=points, progress=tell, wish=wish, stop=stop)


def _check_last_start(text: str, first: Quarter) -> None:
    """Refuse what is no quarter of the plan."""
    from leitplanke.exchange.planchecks import PLAN_QUARTERS  # noqa: PLC0415 - loaded with the study file, not with the command

    last = first.plus(PLAN_QUARTERS - 1)
    try:
        given = Quarter.parse(text)
    except ValueError:
        raise InputFaultsError([Fault("--last-start", "wrong-quarter", (("given", text),))]) from None
    if not first <= given <= last:
        values = (("given", text), ("first", str(first)), ("last", str(last)))
        raise InputFaultsError([Fault("--last-start", "quarter-outside", values)])


def show(
    result: StudyResult, catalogue: Catalogue, language: Language, output: str | None, *, kind: str, review: PlanReview | None = None
) -> None:
    """Write the JSON file and print the words; with ``--json -`` standard output is JSON alone."""
    from leitplanke.cli import reviewing, summary  # noqa: PLC0415 - after the work, so that faults come at once
    from leitplanke.exchange import resultfile  # noqa: PLC0415

    if output:
        put(output, resultfile.dump(result) if kind == "summary" else resultfile.dump_plan(result, review))
    if output != STANDARD_OUTPUT:
        text = summary.summary if kind == "summary" else summary.roadmap
        click.echo(text(result, catalogue, language), nl=False)
        if review is not None:
            click.echo(f"\n{reviewing.told(review, catalogue, language)}", nl=False)
    if output and output != STANDARD_OUTPUT:
        click.echo(say(language, "cli.written", path=output), err=True)
