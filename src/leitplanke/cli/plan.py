"""``leitplanke plan``: from a study file to a plan for what the firm wants."""

from pathlib import Path

import click

from leitplanke.cli.amounts import Amount
from leitplanke.cli.analyse import file_argument, json_option, points_option, read_inputs, run_study, seed_option, show
from leitplanke.cli.files import check_targets, refusing
from leitplanke.cli.packs import catalogue_with, pack_option
from leitplanke.cli.review import make_review
from leitplanke.cli.stopping import stopping
from leitplanke.reports.words import Language
from leitplanke.study.ownpack import with_own
from leitplanke.study.wish import ObjectiveName, Wish
from leitplanke.terminal.language import language_option, words

OBJECTIVES = ("cvar", "existence", "net-benefit", "target")
MOST_EUR = 1e12
LEAST_TARGET, LARGEST_TARGET = 1e-4, 0.5
"""Smaller chances cannot be told apart by the simulated histories."""


@click.command(help=words("cli.plan.help"))
@file_argument
@language_option
@seed_option
@points_option
@json_option
@click.option("--objective", type=click.Choice(OBJECTIVES), default="cvar", show_default=True, help=words("plan.option.objective"))
@click.option(
    "--target",
    type=Amount(LEAST_TARGET, LARGEST_TARGET),
    default=Wish().target,
    show_default=True,
    help=words("plan.option.target"),
)
@click.option("--gains/--no-gains", default=None, help=words("plan.option.gains"))
@click.option("--budget-per-year", "budget", type=Amount(0.0, MOST_EUR), metavar="EUR", help=words("plan.option.budget"))
@click.option("--last-start", metavar="QUARTER", help=words("plan.option.last-start"))
@click.option("--time-limit", "seconds", type=Amount(min=0.0, min_open=True), metavar="S", help=words("plan.option.time-limit"))
@click.option("--review", "reviewed", is_flag=True, help=words("plan.option.review"))
@pack_option
@refusing
def plan(  # noqa: PLR0913 - one parameter for each option
    file: Path,
    language: Language,
    seed: int,
    points: int,
    *,
    output: str | None,
    objective: ObjectiveName,
    target: float,
    gains: bool | None,
    budget: float | None,
    last_start: str | None,
    seconds: float | None,
    reviewed: bool,
    packs: tuple[Path, ...],
) -> None:
    """Choose measures and their start, and show the roadmap."""
    check_targets(file, output)
    catalogue = catalogue_with(packs)
    wish = Wish(objective=objective, gains=gains, target=target, last_start=last_start, thorough=True)
    inputs = read_inputs(catalogue, file, points, wish, budget)
    catalogue = with_own(catalogue, inputs)
    with stopping(seconds, language) as stop:
        result = run_study(catalogue, inputs, language, seed, points, wish=wish, stop=stop)
    # The time limit is one of the search; Ctrl-C ends the review with what there is of it.
    review = make_review(catalogue, inputs, result, language) if reviewed else None
    show(result, catalogue, language, output, kind="plan", review=review)
