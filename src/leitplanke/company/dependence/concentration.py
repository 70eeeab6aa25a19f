"""How much of a firm's sales or purchases hangs on few partners, and how long its money lasts if one of them leaves.

Shares are of the partners' net volumes; whoever got back more than passed counts as nothing. Collective accounts stand for many small
partners: they are in the total, but no square of theirs is in the index, and none is the largest partner. Over groups, partners with
the same parent are one. Closed forms: n equal partners give 10,000 / n; a single one gives 10,000.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from leitplanke.company.dependence.ledger import Ledger, PartnerVolume

DAYS_PER_YEAR = 365.25
MONTHS = 12
WHOLE_YEAR = 0.98
"""From this share of its days on a business year counts as whole: the first and last days may be missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """One partner's part.

    Parameters
    ----------
    key
        Account, or the name of the group where partners are taken together.
    name
        Empty if nobody gave one.
    net_eur
        EUR over the years looked at.
    share
        0-1 of the total.
    collective
        Whether it stands for many small partners.
    """

    key: str
    name: str
    net_eur: float
    share: float
    collective: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Concentration:
    """How volumes are spread.

    Parameters
    ----------
    portions
        Largest first.
    total_eur
        EUR of all partners with positive volume.
    top1, top3, top5
        Share of the largest one, three and five partners, 0-1.
    hhi
        Herfindahl-Hirschman index, 0-10,000.
    """

    portions: tuple[Portion, ...]
    total_eur: float
    top1: float
    top3: float
    top5: float
    hhi: float


@dataclass(frozen=True, slots=True, kw_only=True)
class YearConcentration:
    """One business year of the trend; `whole` says whether all of it is in the ledger."""

    year: int
    whole: bool
    concentration: Concentration


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What happens if a customer leaves.

    Parameters
    ----------
    lost_eur_per_month
        Contribution that is missing each month.
    balance_eur_per_month
        What is kept each month afterwards; negative: money runs out.
    months
        Months until liquidity is used up; None if it never is.
    """

    key: str
    name: str
    share: float
    lost_eur_per_month: float
    balance_eur_per_month: float
    months: float | None


def measure(volumes: Sequence[PartnerVolume], *, by_parent: bool = False, year: int | None = None) -> Concentration:
    """Return how volumes are spread over partners, or over groups; of one business year if asked, else of all.

    Examples
    --------
    >>> from leitplanke.company.dependence.ledger import YearVolume
    >>> def one(account, eur, parent=None):
    ...     return PartnerVolume(account=account, parent=parent, years=(YearVolume(year=2025, net_eur=eur),))
    >>> found = measure([one("10000", 60.0), one("10001", 40.0)])
    >>> found.top1, round(found.hhi)
    (0.6, 5200)
    >>> measure([one("10000", 60.0, "A AG"), one("10001", 40.0, "A AG")], by_parent=True).hhi
    10000.0
    """
    merged: dict[str, Portion] = {}
    for one in volumes:
        net = one.net_eur if year is None else sum(part.net_eur for part in one.years if part.year == year)
        key, name = (one.parent, one.parent) if by_parent and one.parent else (one.account, one.name)
        before = merged.get(key)
        eur = net + (before.net_eur if before else 0.0)
        merged[key] = Portion(key=key, name=name, net_eur=round(eur, 2), share=0.0, collective=one.collective and key == one.account)
    total = sum(max(one.net_eur, 0.0) for one in merged.values())
    portions = tuple(_shared(one, total) for one in sorted(merged.values(), key=lambda one: (-one.net_eur, one.key)))
    single = [one.share for one in portions if not one.collective]
    top1, top3, top5 = (min(1.0, sum(single[:count])) for count in (1, 3, 5))
    hhi = sum((100.0 * share) ** 2 for share in single)
    return Concentration(portions=portions, total_eur=round(total, 2), top1=top1, top3=top3, top5=top5, hhi=hhi)


def trend(ledger: Ledger, volumes: Sequence[PartnerVolume], *, by_parent: bool = False, years: int = 3) -> tuple[YearConcentration, ...]:
    """Return the last business years of one side of the ledger, the oldest first."""
    known = _years(ledger)[-years:]
    return tuple(
        YearConcentration(
            year=year, whole=_covered(ledger, year) >= WHOLE_YEAR, concentration=measure(volumes, by_parent=by_parent, year=year)
        )
        for year in known
    )


def latest_whole(ledger: Ledger) -> int | None:
    """Return the last business year that is wholly in a ledger of several; None: what there is counts together.

    Examples
    --------
    >>> from leitplanke.company.dependence.ledger import YearVolume
    >>> one = PartnerVolume(account="1", years=tuple(YearVolume(year=year, net_eur=1.0) for year in (2024, 2025)))
    >>> latest_whole(Ledger(begins=date(2024, 1, 1), ends=date(2025, 6, 30), customers=(one,)))
    2024
    """
    known = _years(ledger)
    whole = [year for year in known if _covered(ledger, year) >= WHOLE_YEAR]
    return whole[-1] if whole and len(known) > 1 else None


def yearly(ledger: Ledger, volumes: Sequence[PartnerVolume], *, by_parent: bool = False) -> Concentration:
    """Return the volumes of twelve months: the last whole business year, or the year there is, scaled to twelve months."""
    known = _years(ledger)
    if not known:
        return measure((), by_parent=by_parent)
    whole = [year for year in known if _covered(ledger, year) >= WHOLE_YEAR]
    year = whole[-1] if whole else known[-1]
    found = measure(volumes, by_parent=by_parent, year=year)
    covered = _covered(ledger, year)
    return found if covered >= WHOLE_YEAR or covered <= 0.0 else _scaled(found, 1.0 / covered)


def leaving(spread: Concentration, liquidity_eur: float, kept_eur_per_year: float, contribution: float) -> tuple[Leaving, ...]:
    """Return, for each customer, how long liquidity lasts if this customer alone leaves today and nothing takes its place.

    Parameters
    ----------
    spread
        The sales of twelve months (`yearly`).
    liquidity_eur
        Cash and undrawn committed credit, EUR.
    kept_eur_per_year
        What is kept today after tax, withdrawals, repayments and investment, EUR a year.
    contribution
        0-1: the part of a euro of sales that is missing when it is not earned, as the other part is not spent either.

    Examples
    --------
    >>> spread = Concentration(
    ...     portions=(Portion(key="10000", name="A", net_eur=600_000.0, share=1.0),), total_eur=6e5, top1=1.0, top3=1.0, top5=1.0, hhi=1e4
    ... )
    >>> leaving(spread, 100_000.0, 0.0, 0.5)[0].months  # 600,000 / 12 * 0.5 = 25,000 a month
    4.0
    """
    kept = kept_eur_per_year / MONTHS
    return tuple(
        _left(one, max(liquidity_eur, 0.0), kept, contribution) for one in spread.portions if one.net_eur > 0.0 and not one.collective
    )


def _left(one: Portion, liquidity_eur: float, kept: float, contribution: float) -> Leaving:
    lost = one.net_eur / MONTHS * contribution
    balance = kept - lost
    months = None if balance >= 0.0 else liquidity_eur / -balance
    return Leaving(key=one.key, name=one.name, share=one.share, lost_eur_per_month=lost, balance_eur_per_month=balance, months=months)


def _shared(one: Portion, total: float) -> Portion:
    share = max(one.net_eur, 0.0) / total if total > 0.0 else 0.0
    return Portion(key=one.key, name=one.name, net_eur=one.net_eur, share=share, collective=one.collective)


def _scaled(spread: Concentration, factor: float) -> Concentration:
    portions = tuple(
        Portion(key=one.key, name=one.name, net_eur=round(one.net_eur * factor, 2), share=one.share, collective=one.collective)
        for one in spread.portions
    )
    total = round(spread.total_eur * factor, 2)
    return Concentration(portions=portions, total_eur=total, top1=spread.top1, top3=spread.top3, top5=spread.top5, hhi=spread.hhi)


def _years(ledger: Ledger) -> list[int]:
    return sorted({part.year for one in (*ledger.customers, *ledger.suppliers) for part in one.years})


def _covered(ledger: Ledger, year: int) -> float:
    """Return which share of a business year the ledger covers, by the days of the files that belong to it."""
    known = _years(ledger)
    if year not in known:
        return 0.0
    if all(one.year is None for one in ledger.batches) and (ledger.begins.year, ledger.ends.year) != (known[0], known[-1]):
        # Business years that cross the new year, and nothing says where they begin: all but the last are taken as whole.
        span = ((ledger.ends - ledger.begins).days + 1) / DAYS_PER_YEAR
        return min(1.0, span - (len(known) - 1)) if year == known[-1] else 1.0
    first, last = date(year, 1, 1), date(year, 12, 31)
    spans = [(one.begins, one.ends) for one in ledger.batches if one.year == year]
    lists = [(one.begins, one.ends) for one in ledger.batches if one.year is None]
    spans += [(max(begins, first), min(ends, last)) for begins, ends in lists or ([] if ledger.batches else [(ledger.begins, ledger.ends)])]
    return min(1.0, _days(spans) / DAYS_PER_YEAR)


def _days(spans: Sequence[tuple[date, date]]) -> int:
    """Return how many days lie in at least one of the spans, first and last day included."""
    count, done = 0, date.min
    for begins, ends in sorted(spans):
        start = max(begins, done)
        if ends >= start:
            count, done = count + (ends - start).days + 1, ends + timedelta(days=1)
    return count
