"""Several imports as one ledger: volumes of the same account and business year add up."""

from collections.abc import Sequence
from dataclasses import replace

from leitplanke.company.dependence.ledger import Ledger, PartnerVolume, YearVolume

MOST_PARTNERS = 200
"""Partners of a side that a study carries one by one."""
REST = "rest"
"""Account of all the others together."""


def merged(ledgers: Sequence[Ledger]) -> Ledger | None:
    """Return all of them as one, or None of nothing; names, groups and collective accounts are those of the latest that says them.

    Examples
    --------
    >>> from datetime import date
    >>> def year(of, eur):
    ...     one = PartnerVolume(account="10000", years=(YearVolume(year=of, net_eur=eur),))
    ...     return Ledger(begins=date(of, 1, 1), ends=date(of, 12, 31), customers=(one,))
    >>> found = merged([year(2024, 1.0), year(2025, 2.0)])
    >>> str(found.begins), str(found.ends), found.customers[0].net_eur
    ('2024-01-01', '2025-12-31', 3.0)
    """
    if not ledgers:
        return None
    return Ledger(
        begins=min(one.begins for one in ledgers),
        ends=max(one.ends for one in ledgers),
        customers=_side([one.customers for one in ledgers]),
        suppliers=_side([one.suppliers for one in ledgers]),
        batches=tuple(batch for one in ledgers for batch in one.batches),
        sales_unassigned_eur=round(sum(one.sales_unassigned_eur for one in ledgers), 2),
        purchases_unassigned_eur=round(sum(one.purchases_unassigned_eur for one in ledgers), 2),
    )


def _side(parts: Sequence[tuple[PartnerVolume, ...]]) -> tuple[PartnerVolume, ...]:
    found: dict[str, PartnerVolume] = {}
    for one in (volume for part in parts for volume in part):
        before = found.get(one.account, one)
        years: dict[int, float] = {}
        for year in (*(before.years if before is not one else ()), *one.years):
            years[year.year] = round(years.get(year.year, 0.0) + year.net_eur, 2)
        found[one.account] = PartnerVolume(
            account=one.account,
            name=one.name or before.name,
            parent=one.parent or before.parent,
            collective=one.collective or before.collective,
            years=tuple(YearVolume(year=year, net_eur=eur) for year, eur in sorted(years.items())),
        )
    return tuple(found[account] for account in sorted(found))


def condensed(ledger: Ledger, most: int = MOST_PARTNERS) -> Ledger:
    """Return the ledger with its largest partners one by one and all others as one collective account.

    Totals and shares stay the same; the index loses less than 10,000 / `most` points, as no partner left out is larger than one kept.
    """
    return replace(ledger, customers=_largest(ledger.customers, most), suppliers=_largest(ledger.suppliers, most))


def _largest(volumes: tuple[PartnerVolume, ...], most: int) -> tuple[PartnerVolume, ...]:
    if len(volumes) <= most:
        return volumes
    ordered = sorted(volumes, key=lambda one: (-one.net_eur, one.account))
    years: dict[int, float] = {}
    for year in (year for one in ordered[most:] for year in one.years):
        years[year.year] = round(years.get(year.year, 0.0) + year.net_eur, 2)
    rest = PartnerVolume(
        account=REST, collective=True, years=tuple(YearVolume(year=year, net_eur=eur) for year, eur in sorted(years.items()))
    )
    return (*sorted(ordered[:most], key=lambda one: one.account), rest)
