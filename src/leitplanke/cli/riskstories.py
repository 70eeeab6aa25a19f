"""Typical futures of portfolios as text on the terminal: which losses came when, what caused them, and how the balances went."""

from collections.abc import Iterator

import numpy as np

from leitplanke.exchange.modelfile import RiskFile
from leitplanke.reports.numbers import euro, frequency
from leitplanke.reports.words import Language, say
from leitplanke.risk.model import Floats
from leitplanke.risk.stories import History, Story
from leitplanke.terminal.wrapping import wrap

MOST_LOSSES = 8
"""The dearest; the others are told in one line."""
LONGEST_NAME = 25
SMALLEST = 0.5
"""EUR; an onset that costs less in a year costs nothing any more."""


def text(file: RiskFile, told: tuple[tuple[Story, ...], ...], language: Language) -> str:
    """Return the futures of the first portfolios."""
    lines: list[str] = []
    for label, stories in zip(file.labels, told, strict=False):
        name = ", ".join(map(str, label)) or say(language, "cli.risk.none")
        lines += ["", *wrap(say(language, "cli.risk.story.portfolio", portfolio=name))]
        for story in stories:
            lines += ["", *wrap(_head(story, language)), *_told(file, story.history, language)]
    if len(file.labels) > len(told):
        lines += ["", *wrap(say(language, "cli.risk.story.more", count=len(told)))]
    return "\n".join(lines) + "\n"


def _head(story: Story, language: Language) -> str:
    values = {"eur": euro(story.discounted_eur, language), "chance": frequency(story.chance, language)}
    return say(language, f"cli.risk.story.{story.kind}", **values)


def _told(file: RiskFile, history: History, language: Language) -> Iterator[str]:
    if not history.threat.size:
        yield "  " + say(language, "cli.risk.story.nothing")
    cost = history.paid_eur.sum(axis=1)
    dearest = np.sort(np.argsort(-cost, kind="stable")[:MOST_LOSSES])
    rows = [_loss(file, history, place, language) for place in sorted(dearest.tolist(), key=lambda place: int(history.year[place]))]
    rest = history.threat.size - dearest.size
    if rest:
        others = float(cost.sum() - cost[dearest].sum())
        rows.append(("", say(language, "cli.risk.story.rest", count=rest), euro(others, language)))
    widths = [max(len(row[column]) for row in rows) for column in range(3)] if rows else []
    for year, what, eur in rows:
        yield f"  {year.ljust(widths[0])}  {what.ljust(widths[1])}  {eur.rjust(widths[2])}".rstrip()
    for name, path in (("liquidity", history.liquidity_eur), ("equity", history.equity_eur)):
        if path is not None:
            yield "  " + say(language, f"cli.risk.story.{name}", path="; ".join(_path(path, language)))


def _loss(file: RiskFile, history: History, place: int, language: Language) -> tuple[str, str, str]:
    """Return when, what and how much."""
    paid, cause = history.paid_eur[place], int(history.cause[place])
    what = _name(file, int(history.threat[place]), language)
    if cause >= 0:
        what = say(language, "cli.risk.story.caused", threat=what, cause=_name(file, int(history.threat[cause]), language))
    last = int(np.flatnonzero(paid >= SMALLEST).max(initial=history.year[place]))
    if last > history.year[place]:
        what = say(language, "cli.risk.story.until", what=what, year=last + 1)
    return say(language, "cli.risk.story.year", year=int(history.year[place]) + 1), what, euro(float(paid.sum()), language)


def _name(file: RiskFile, threat: int, language: Language) -> str:
    name = file.threats[threat]
    if name == str(threat):
        return say(language, "cli.risk.story.unnamed", number=name)
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _path(path: Floats, language: Language) -> Iterator[str]:
    for value in path.tolist():
        yield euro(value, language)
