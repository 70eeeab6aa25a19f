"""What bookkeeping says about customers and suppliers, in sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leitplanke.company.dependence.concentration import Concentration, Leaving, YearConcentration, latest_whole, measure, trend
from leitplanke.company.dependence.ledger import Ledger, PartnerVolume
from leitplanke.reports import numbers
from leitplanke.reports.words import Language, say

_SHOWN_LEAVING = 3
LONG_MONTHS = 120.0
"""What lasts longer is said as more than ten years: nobody knows a firm's figures that far ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a firm has if a customer leaves: liquidity and what is kept a year in EUR, and the contribution of its sales, 0-1."""

    liquidity_eur: float
    kept_eur_per_year: float
    contribution: float


def sentences(ledger: Ledger, language: Language, *, years: bool = True) -> Iterator[str]:
    """Yield what both sides of a ledger say: the days, how volumes are spread, over groups too where some are named; the trend if asked.

    Of several business years the last whole one is told: sums over years say nothing of a year.
    """
    values = {"first": numbers.day(ledger.begins, language), "last": numbers.day(ledger.ends, language)}
    yield say(language, "ledger.period", **values)
    year = latest_whole(ledger)
    for side, volumes in (("customers", ledger.customers), ("suppliers", ledger.suppliers)):
        name = say(language, f"ledger.{side}")
        yield from _side(name, volumes, year, language)
        if years:
            yield from _trend(name, trend(ledger, volumes), language)


def leaving(found: Sequence[Leaving], means: Means, language: Language) -> Iterator[str]:
    """Yield how long the money lasts if one of the largest customers leaves, and with what that was reckoned."""
    for one in found[:_SHOWN_LEAVING]:
        name = label(one.key, one.name, language)
        if one.months is None:
            yield say(language, "ledger.leaves.kept", name=name)
        elif one.months > LONG_MONTHS:
            yield say(language, "ledger.leaves.long", name=name)
        else:
            yield say(language, "ledger.leaves", name=name, months=numbers.grouped(one.months, language, 1))
    if found:
        yield say(
            language,
            "ledger.leaves.basis",
            liquidity=numbers.euro(means.liquidity_eur, language),
            kept=numbers.euro(means.kept_eur_per_year, language),
            contribution=numbers.percent(means.contribution, language),
        )


def label(account: str, name: str, language: Language) -> str:
    """Return how people call an account: by its name, else by its number."""
    return name or say(language, "ledger.account", account=account)


def _side(side: str, volumes: Sequence[PartnerVolume], year: int | None, language: Language) -> Iterator[str]:
    spread = measure(volumes, year=year)
    named = side if year is None else say(language, "ledger.of-year", side=side, year=year)
    count = sum(year is None or any(one.year == year for one in volume.years) for volume in volumes)
    if not count:
        yield say(language, "ledger.none", side=named)
        return
    values = {"side": named, "count": count, "total": numbers.euro(spread.total_eur, language, exact=True)}
    largest = next((one for one in spread.portions if not one.collective), spread.portions[0])
    values["largest"] = label(largest.key, largest.name, language)
    yield say(language, "ledger.spread", **values, **_shares(spread, language))
    if any(one.parent for one in volumes):
        yield say(language, "ledger.groups", **_shares(measure(volumes, by_parent=True, year=year), language))


def _trend(side: str, years: Sequence[YearConcentration], language: Language) -> Iterator[str]:
    if len(years) > 1:
        yield say(language, "ledger.trend", side=side, years="; ".join(_year(one, language) for one in years))


def _year(one: YearConcentration, language: Language) -> str:
    key = "ledger.trend.year" if one.whole else "ledger.trend.part"
    return say(language, key, year=one.year, **_shares(one.concentration, language))


def _shares(spread: Concentration, language: Language) -> dict[str, str]:
    shares = {name: numbers.percent(getattr(spread, name), language) for name in ("top1", "top3", "top5")}
    return {**shares, "hhi": numbers.grouped(spread.hhi, language)}
