"""Up to four scenarios side by side: one picture and one table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import euro, quarter
from leitplanke.reports.words import Language, say
from leitplanke.study.result import StudyResult
from leitplanke.web.results.values import Table
from leitplanke.web.whatif import picture
from leitplanke.web.whatif.answer import balances, chance
from leitplanke.web.whatif.picture import Drawn, Said
from leitplanke.web.whatif.values import Curves

if TYPE_CHECKING:
    from leitplanke.study.whatif import WhatIf

MOST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One scenario: its name, what came of it, and what it assumes other than the study."""

    name: str
    found: "WhatIf"
    assumed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Picture and table of the scenarios."""

    curves: Curves
    table: Table


def compare(scenarios: Sequence[Compared], result: StudyResult, catalogue: Catalogue, language: Language) -> Comparison:
    """Return the comparison; there is at least one scenario."""
    years = result.study.horizon_years
    best = min(scenarios, key=lambda one: one.found.risk.cvar95_eur)
    key = "whatif.comparison-one" if len(scenarios) == 1 else "whatif.comparison-finding"
    said = Said(
        title=say(language, key, name=best.name, eur=euro(best.found.risk.cvar95_eur, language)),
        summary=say(language, "whatif.comparison-summary", years=years),
        years=years,
        limits=balances(result.company, language),
    )
    drawn = [Drawn(kind=f"n{place}", name=one.name, points=one.found.risk.exceedance) for place, one in enumerate(scenarios, start=1)]
    return Comparison(
        curves=picture.curves(drawn, said, language),
        table=Table(
            caption=say(language, "whatif.comparison"),
            head=(say(language, "whatif.what"), *(one.name for one in scenarios)),
            rows=(*_figures(scenarios, years, language), *_measures(scenarios, Names.of(catalogue, language))),
        ),
    )


def _figures(scenarios: Sequence[Compared], years: int, language: Language) -> tuple[tuple[str, ...], ...]:
    """Return the rows of numbers."""

    def row(title: str, values: Sequence[str]) -> tuple[str, ...]:
        return (title, *values)

    found = [one.found for one in scenarios]
    nothing = say(language, "whatif.nothing")
    return (
        row(say(language, "whatif.key.cvar", years=years), [euro(one.risk.cvar95_eur, language) for one in found]),
        row(say(language, "whatif.key.loss"), [euro(one.risk.expected_annual_loss_eur, language) for one in found]),
        row(say(language, "whatif.key.chance", years=years), [chance(one.risk, language) for one in found]),
        row(say(language, "whatif.key.cost", years=years), [euro(one.cost_eur, language) for one in found]),
        row(say(language, "whatif.row.broken"), [str(len(one.broken)) if one.broken else say(language, "whatif.none") for one in found]),
        row(say(language, "whatif.row.assumed"), ["; ".join(one.assumed) or nothing for one in scenarios]),
    )


def _measures(scenarios: Sequence[Compared], names: Names) -> tuple[tuple[str, ...], ...]:
    """Return a row for each measure of any scenario with its start in each, those in most scenarios first."""
    starts = [{one.id: one.start_quarter for one in scenario.found.measures} for scenario in scenarios]
    ids = {name for one in starts for name in one}
    order = sorted(ids, key=lambda name: (-sum(name in one for one in starts), min(one[name] for one in starts if name in one), name))
    absent = say(names.language, "whatif.not-in")
    return tuple((names.title(name), *(quarter(one[name], names.language) if name in one else absent for one in starts)) for name in order)
