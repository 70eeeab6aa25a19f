"""How long the money of a firm lasts if a customer of its ledger leaves, in sentences."""

from collections.abc import Iterator

from leitplanke.company import balance, bases
from leitplanke.company.dependence.concentration import leaving, yearly
from leitplanke.company.dependence.ledger import Ledger
from leitplanke.company.profile import Company
from leitplanke.primitives.trace import TraceBuilder
from leitplanke.reports import ledger as told
from leitplanke.reports.words import Language


def sentences(ledger: Ledger, company: Company, language: Language) -> Iterator[str]:
    """Yield what happens if one of the largest customers, groups taken as one, buys no more."""
    trace = TraceBuilder()
    known = bases.derive(company, trace)
    figures = balance.fill(company, known, trace)
    means = told.Means(
        liquidity_eur=figures.liquidity_eur,
        kept_eur_per_year=figures.free_cash_flow_eur_per_year,
        contribution=min(1.0, known.of("base.value-added") / company.turnover_eur),
    )
    spread = yearly(ledger, ledger.customers, by_parent=True)
    yield from told.leaving(leaving(spread, means.liquidity_eur, means.kept_eur_per_year, means.contribution), means, language)
