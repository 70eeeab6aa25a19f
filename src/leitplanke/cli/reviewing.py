"""What is said about a plan beyond its figures, in plain words on the terminal."""

import textwrap
from collections.abc import Iterator

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports.content import Table
from leitplanke.reports.naming import Names
from leitplanke.reports.reviewed import bounds, budgets, robustness, stakes, worth
from leitplanke.reports.words import Language, say
from leitplanke.study.reviewed import PlanReview
from leitplanke.terminal.wrapping import columns, paragraphs, wrap

GAP = 2


def told(review: PlanReview, catalogue: Catalogue, language: Language) -> str:
    """Return the review of a plan: how good it is, how it holds, what its measures are worth, whom it serves."""
    names = Names.of(catalogue, language)
    lines = [say(language, "plan.review.title"), ""]
    lines += paragraphs(bounds.sentences(review, language))
    lines += [*_robustness(review, names), *_worth(review, names), *_stakes(review, names)]
    missing = review.robustness is None or review.goals is None or not review.worth
    lines += paragraphs([say(language, "plan.review.part")] if missing else [])
    return "\n".join(lines).rstrip() + "\n"


def _robustness(review: PlanReview, names: Names) -> Iterator[str]:
    found = review.robustness
    if found is None:
        return
    yield from paragraphs([*robustness.sentences(found, names, review.study.horizon_years), *robustness.measures_in_words(found, names)])
    yield from _grid(robustness.measures(found, names))
    more, steps = budgets.more(review, names), budgets.steps(review, names)
    yield from paragraphs([more] if more else [])
    yield from _grid(steps) if steps is not None else ()


def _worth(review: PlanReview, names: Names) -> Iterator[str]:
    sentence, table = worth.sentence(review, names), worth.measures(review, names)
    yield from paragraphs([sentence] if sentence else [])
    yield from _grid(table) if table is not None else ()


def _stakes(review: PlanReview, names: Names) -> Iterator[str]:
    if review.goals is not None:
        yield from paragraphs(stakes.sentences(review.goals, names, review.study.horizon_years))
        yield from _grid(stakes.regrets(review.goals, names))


def _grid(table: Table) -> Iterator[str]:
    """Yield a table in columns as wide as its shares of the terminal; a cell takes as many lines as it needs."""
    yield from wrap(f"{table.caption}:")
    room = columns() - GAP * len(table.widths)
    widths = [max(4, int(share * room / sum(table.widths))) for share in table.widths]
    for row in (table.header, *table.rows):
        cells = [_wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
        for place in range(max(len(cell) for cell in cells)):
            parts = (cell[place] if place < len(cell) else "" for cell in cells)
            aligned = (
                part.ljust(width) if side == "left" else part.rjust(width)
                for part, width, side in zip(parts, widths, table.align, strict=True)
            )
            yield f"  {(' ' * GAP).join(aligned)}".rstrip()
    yield ""


def _wrapped(cell: str, width: int) -> list[str]:
    return [part for line in cell.split("\n") for part in textwrap.wrap(line, width) or [""]]
