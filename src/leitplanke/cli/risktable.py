"""What portfolios come to, as a table on the terminal."""

from collections.abc import Iterator

from leitplanke.exchange.modelfile import RiskFile
from leitplanke.exchange.modelfile_results import Run
from leitplanke.reports.numbers import euro, grouped, percent
from leitplanke.reports.words import Language, say
from leitplanke.risk.answers import Answer, Passages
from leitplanke.terminal.wrapping import wrap

MOST_ROWS = 40
"""Longer lists are for programs, and they read the JSON."""
LONGEST_NAME = 40
_COLUMNS = ("portfolio", "mean", "var95", "cvar95", "error", "liquidity", "equity", "exact")


def table(file: RiskFile, answers: tuple[Answer, ...], run: Run, language: Language) -> str:
    """Return the portfolios with their figures, and how these came about."""
    heads = [say(language, f"cli.risk.column.{column}") for column in _COLUMNS]
    rows = [_row(file, number, answer, language) for number, answer in enumerate(answers[:MOST_ROWS])]
    # A column that says nothing for any portfolio is left out.
    kept = [place for place in range(len(_COLUMNS)) if any(row[place] for row in rows)]
    lines = [
        say(language, "cli.risk.model", name=file.name, threats=len(file.threats), years=file.portfolios.model.years),
        "",
        *_aligned([[row[place] for place in kept] for row in (heads, *rows)]),
    ]
    if len(answers) > MOST_ROWS:
        lines.append(say(language, "cli.risk.more", count=len(answers) - MOST_ROWS))
    values = {"seconds": grouped(run.seconds, language, 2), "seed": run.seed, "trials": grouped(run.trials or 0, language)}
    notes = [say(language, f"cli.risk.note.{run.engine}", **values)]
    if any(_simulated(answer) for answer in answers):
        notes.append(say(language, "cli.risk.note.passages", seed=run.seed))
    doubts = dict.fromkeys(doubt for answer in answers for doubt in answer.doubts)
    notes += [say(language, f"cli.risk.doubt.{doubt}") for doubt in doubts]
    for note in notes:
        lines += ["", *wrap(note)]
    return "\n".join(lines) + "\n"


def _simulated(answer: Answer) -> bool:
    return any(one is not None and one.method == "simulated" for one in (answer.liquidity, answer.equity))


def _row(file: RiskFile, number: int, answer: Answer, language: Language) -> list[str]:
    name = ", ".join(str(reference) for reference in file.labels[number]) or say(language, "cli.risk.none")
    return [
        name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…",
        euro(answer.mean_eur, language, exact=True),
        euro(answer.var95_eur, language, exact=True),
        euro(answer.cvar95_eur, language, exact=True),
        _small(answer.error_bound_relative, language),
        _chance(answer.liquidity, language),
        _chance(answer.equity, language),
        _off(file, number, answer, language),
    ]


def _chance(passages: Passages | None, language: Language) -> str:
    return "" if passages is None else percent(float(passages.probability[-1]), language)


def _small(share: float, language: Language) -> str:
    """Return an error in per cent, with one digit that counts."""
    hundred = 100.0 * share
    if hundred == 0.0:
        return "0 %"
    return f"{grouped(hundred, language, next((digits for digits in range(6) if hundred >= 10.0**-digits), 6))} %"


def _off(file: RiskFile, number: int, answer: Answer, language: Language) -> str:
    """Return how far CVaR95 is from the answer that the file gives for the same measures."""
    own = frozenset(file.portfolios.portfolios[number])
    known = next((row.cvar95 for portfolio, row in file.exact if frozenset(portfolio) == own and row.cvar95), None)
    return "" if known is None else _small(abs(answer.cvar95_eur / known - 1.0), language)


def _aligned(rows: list[list[str]]) -> Iterator[str]:
    """Yield the rows with columns of one width, names to the left and numbers to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        first = row[0].ljust(widths[0])
        yield "  ".join([first, *(text.rjust(width) for text, width in zip(row[1:], widths[1:], strict=True))]).rstrip()
