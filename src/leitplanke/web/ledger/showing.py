"""A ledger as a page shows it: sentences, the largest partners, and how long the money lasts if one leaves."""

from collections.abc import Sequence
from dataclasses import dataclass

from leitplanke.company.dependence.concentration import YearConcentration, latest_whole, measure, trend
from leitplanke.company.dependence.ledger import Ledger, PartnerVolume
from leitplanke.reports import leaving as gone
from leitplanke.reports import ledger as told
from leitplanke.reports import numbers
from leitplanke.reports.words import Language, say
from leitplanke.web.companies.models import Company

SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One partner; `note` is its account, or that it stands for many; `width` is the length of its bar in per cent of the longest."""

    name: str
    note: str
    group: str
    net: str
    share: str
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One business year of the trend."""

    name: str
    net: str
    top1: str
    top3: str
    hhi: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One table: `id` in the page, its title, its rows, how many more partners there are, and the trend if there are several years."""

    id: str
    title: str
    rows: tuple[Row, ...]
    more: int
    years: tuple[Year, ...]


def shown(ledger: Ledger, company: Company, language: Language) -> dict[str, object]:
    """Return what the template needs."""
    sides = (("customers", ledger.customers), ("suppliers", ledger.suppliers))
    return {
        "sentences": list(told.sentences(ledger, language, years=False)),
        "grouped": any(one.parent for one in (*ledger.customers, *ledger.suppliers)),
        "leaving": _leaving(ledger, company, language),
        "outdated": _outdated(ledger, company, language),
        "sides": [_side(ledger, name, volumes, language) for name, volumes in sides if volumes],
    }


def _side(ledger: Ledger, name: str, volumes: Sequence[PartnerVolume], language: Language) -> Side:
    groups = {one.account: one.parent or "" for one in volumes}
    year, title = latest_whole(ledger), say(language, f"ledger.largest.{name}")
    portions = [one for one in measure(volumes, year=year).portions if year is None or one.net_eur]
    longest = max((one.share for one in portions), default=0.0) or 1.0
    rows = tuple(
        Row(
            name=told.label(one.key, one.name, language),
            note=say(language, "ledger.web.collective") if one.collective else one.key if one.name and one.name != one.key else "",
            group=groups[one.key],
            net=numbers.euro(one.net_eur, language, exact=True),
            share=numbers.percent(one.share, language),
            width=round(100 * one.share / longest),
        )
        for one in portions[:SHOWN]
    )
    years = trend(ledger, volumes)
    return Side(
        id=name,
        title=title if year is None else say(language, "ledger.of-year", side=title, year=year),
        rows=rows,
        more=len(portions) - len(rows),
        years=tuple(_year(one, language) for one in years) if len(years) > 1 else (),
    )


def _year(one: YearConcentration, language: Language) -> Year:
    found = one.concentration
    return Year(
        name=str(one.year) if one.whole else say(language, "ledger.web.part-of", year=one.year),
        net=numbers.euro(found.total_eur, language, exact=True),
        top1=numbers.percent(found.top1, language),
        top3=numbers.percent(found.top3, language),
        hhi=numbers.grouped(found.hhi, language),
    )


def _outdated(ledger: Ledger, company: Company, language: Language) -> str:
    """Return that the postings are too old to measure anything for the firm's study; empty if they are not."""
    from leitplanke.reports import network  # noqa: PLC0415 - the readers of studies are slow to load
    from leitplanke.study.measurement import old_ledger  # noqa: PLC0415 - see above

    old = old_ledger(ledger, company.start)
    return "" if old is None else network.outdated(old, language)


def _leaving(ledger: Ledger, company: Company, language: Language) -> list[str]:
    if not ledger.customers or not company.is_complete:
        return []
    return list(gone.sentences(ledger, company.profile(), language))
