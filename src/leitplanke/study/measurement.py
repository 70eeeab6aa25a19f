"""What of a study is measured: bases, questions and contributions that the firm's own files settle, whatever people answered.

What is measured goes before what the firm states or answers, unless it says of a figure that its statement counts (`stated_first`).
Only what was counted measures: postings, settlement files, records, contracts, tested exports. What somebody judged (levels, weeks to
switch, alternatives) is shown with who judged, and sets nothing. Each rule: docs/method/measured.md.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from leitplanke.company.dependence.channel import Channel
from leitplanke.company.dependence.concentration import trend
from leitplanke.company.dependence.ledger import Ledger, PartnerVolume
from leitplanke.company.dependence.partner import Relation
from leitplanke.company.dependence.service import Service
from leitplanke.primitives.measurement import MeasuredFrom, MeasuredTarget, Measurement
from leitplanke.primitives.quarter import Quarter
from leitplanke.study.dependence import Dependence
from leitplanke.study.inputs import StudyInputs

USUAL_BUYER_MARGIN = 1.0 / 3.0
"""Contribution of sales to the largest buyer that the catalogue reckons with where it leaves (`unseen.network.replaceable`)."""
USUAL_CHANNEL_MARGIN = 0.4
"""Contribution of platform sales that the catalogue reckons with in a block (`unseen.platform.rules`)."""
LEAST_MARGIN = 0.02
"""A smaller contribution counts as this: a loss of sales costs something, if only work in vain."""
OLDEST_YEARS = 2
"""Figures of a year that ended longer ago than this before the study begins are shown and measure nothing."""
_PERCENT = 100.0
_MONTH_DAYS = 365.25 / 12.0
_ALL_YEARS = 1000
_OPEN = frozenset({"s3", "oci", "kubernetes", "sql", "odf", "other-open"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredMargin:
    """The firm's own contribution, as share of sales, in place of the one that a loss of the catalogue reckons with."""

    margin: float
    usual: float

    @property
    def factor(self) -> float:
        """How many times the loss of the catalogue."""
        return max(self.margin, LEAST_MARGIN) / self.usual


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """Figures that measure nothing because their year ended on `ended`, too long before the study; `name` is that of a channel or empty."""

    basis: MeasuredFrom
    year: int
    ended: date
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Everything measured in a study.

    Parameters
    ----------
    aside
        What files measure and the firm's own statement goes before, each with the firm's reason.
    outdated
        Files that are too old to measure.
    """

    bases: tuple[Measurement, ...] = ()
    indicators: tuple[Measurement, ...] = ()
    aside: tuple[tuple[Measurement, str], ...] = ()
    outdated: tuple[Outdated, ...] = ()
    margins: Mapping[str, MeasuredMargin] = field(default_factory=lambda: MappingProxyType({}))
    """By Unseen."""


def measured(inputs: StudyInputs) -> Measured:
    """Return what the firm's files settle."""
    turnover = inputs.company.turnover_eur
    every = [*_buyer(inputs), *_platforms(inputs, turnover), *_cloud(inputs)]
    aside = {one.target: one.reason for one in inputs.dependence.stated_first}
    found = [one for one in every if one.target not in aside]
    return Measured(
        bases=tuple(one for one in found if one.target.startswith("base.")),
        indicators=tuple(one for one in found if one.target.startswith("indicator.")),
        aside=tuple((one, aside[one.target]) for one in every if one.target in aside),
        outdated=tuple(_outdated(inputs)),
        margins=MappingProxyType(dict(_margins(inputs))),
    )


def _outdated(inputs: StudyInputs) -> Iterator[Outdated]:
    ledger = inputs.dependence.ledger
    old = None if ledger is None else old_ledger(ledger, inputs.start)
    if old is not None:
        yield old
    for one in platforms(inputs.dependence):
        if one.year is not None and one.basis != "estimate" and _old_channel(inputs, one):
            yield Outdated(basis=one.basis, year=one.year, ended=date(one.year, 12, 31), name=one.name)


def old_ledger(ledger: Ledger, start: str) -> Outdated | None:
    """Return that bookkeeping is too old for a study that begins in this quarter; None if it is not, or has no full year."""
    year = last_full_year(ledger)
    if year is None or not too_old(start, _ended(ledger, year)):
        return None
    return Outdated(basis="postings", year=year, ended=_ended(ledger, year))


def too_old(start: str, ended: date) -> bool:
    """Return whether a year that ended on this day lies more than `OLDEST_YEARS` before the first day of the study."""
    first = Quarter.parse(start).first_day
    return ended + timedelta(days=1) < first.replace(year=first.year - OLDEST_YEARS)


def _ended(ledger: Ledger, year: int) -> date:
    """Return the last day of a business year: of the files that belong to it, else of the calendar year."""
    return max((one.ends for one in ledger.batches if one.year == year), default=min(date(year, 12, 31), ledger.ends))


def _old_channel(inputs: StudyInputs, one: Channel) -> bool:
    return one.year is not None and too_old(inputs.start, date(one.year, 12, 31))


@dataclass(frozen=True, slots=True)
class Largest:
    """The group of customers with the most sales in a year, EUR, and what says so."""

    group: str
    eur: float
    basis: MeasuredFrom
    year: int | None


def largest_buyer(inputs: StudyInputs) -> Largest | None:
    """Return the largest group of customers; None if nothing says who it is.

    Postings say it for their last full business year, if that is not too old. Sales of relations say it only if no unnamed customer can
    be larger: what is left of the turnover is no more than theirs.
    """
    dependence, ledger = inputs.dependence, inputs.dependence.ledger
    year = None if ledger is None else last_full_year(ledger)
    if ledger is not None and year is not None and old_ledger(ledger, inputs.start) is None:
        volumes = by_group(dependence, ledger.customers, year)
        if volumes:
            group = max(volumes, key=lambda name: volumes[name])
            return Largest(group, volumes[group], "postings", year) if volumes[group] > 0.0 else None
    sales: dict[str, float] = {}
    for one in dependence.relations:
        if one.role == "customer" and one.revenue_net_eur is not None:
            sales[one.group] = sales.get(one.group, 0.0) + one.revenue_net_eur
    if not sales:
        return None
    group = max(sales, key=lambda name: sales[name])
    rest = inputs.company.turnover_eur - sum(sales.values())
    return Largest(group, sales[group], "records", None) if sales[group] > 0.0 and rest <= sales[group] else None


def by_group(dependence: Dependence, accounts: Iterable[PartnerVolume], year: int) -> dict[str, float]:
    """Return the volume of each group in a business year, EUR; collective accounts stand for many small partners and are left out.

    What relations say of groups goes before the ledger, where they name the account.
    """
    parents = {key: one.group for one in dependence.relations if one.group_parent for key in _keys(one)}
    found: dict[str, float] = {}
    for account in accounts:
        if account.collective:
            continue
        own = account.parent or account.name or account.account
        group = parents.get(account.account, parents.get(account.name.casefold(), own))
        volume = sum(one.net_eur for one in account.years if one.year == year)
        found[group] = found.get(group, 0.0) + volume
    return found


def last_full_year(ledger: Ledger) -> int | None:
    """Return the last business year, by the calendar year it begins in, that the ledger covers wholly, or None."""
    whole = [one.year for one in trend(ledger, (), years=_ALL_YEARS) if one.whole]
    return max(whole, default=None)


def _keys(relation: Relation) -> Iterator[str]:
    if relation.account:
        yield relation.account
    yield relation.partner.casefold()


def _buyer(inputs: StudyInputs) -> Iterator[Measurement]:
    turnover = inputs.company.turnover_eur
    largest = largest_buyer(inputs)
    if largest is None:
        return
    yield Measurement(target="base.main-buyer-revenue", amount=largest.eur, basis=largest.basis, year=largest.year)
    share = min(_PERCENT, _PERCENT * largest.eur / turnover)
    yield Measurement(target="indicator.network.largest-buyer", amount=share, basis=largest.basis, year=largest.year)
    months = [one.notice_months for one in buyers_of(inputs.dependence, largest.group) if one.notice_months is not None]
    if months:
        yield Measurement(target="indicator.network.notice-months", amount=min(months), basis="contract")


def buyers_of(dependence: Dependence, group: str) -> tuple[Relation, ...]:
    """Return the relations to customers of a group, which may be named by partner, group or account."""
    names = {
        account.name.casefold() for account in _customers(dependence) if group in {account.account, account.name, account.parent or ""}
    }
    accounts = {account.account for account in _customers(dependence) if group in {account.account, account.name, account.parent or ""}}
    customers = (one for one in dependence.relations if one.role == "customer")
    return tuple(
        one
        for one in customers
        if one.group.casefold() == group.casefold() or one.partner.casefold() in names or (one.account and one.account in accounts)
    )


def _customers(dependence: Dependence) -> tuple[PartnerVolume, ...]:
    return () if dependence.ledger is None else dependence.ledger.customers


def platforms(dependence: Dependence) -> tuple[Channel, ...]:
    """Return the channels of others, each in its own latest year: one whose figures are older still takes money."""
    others = [one for one in dependence.channels if not one.own]
    latest: dict[str, int] = {}
    for one in others:
        latest[one.name.casefold()] = max(one.year or 0, latest.get(one.name.casefold(), 0))
    return tuple(one for one in others if (one.year or 0) == latest[one.name.casefold()])


def _platforms(inputs: StudyInputs, turnover: float) -> Iterator[Measurement]:
    """Yield what channels measure; nothing as soon as one of them is only estimated or too old, because they count together."""
    channels = platforms(inputs.dependence)
    kept = sum(one.revenue_net_eur - one.refunded_eur for one in channels)
    if not channels or kept <= 0.0 or not all(_counts(inputs, one) for one in channels):
        return
    basis: MeasuredFrom = "settlement" if all(one.basis == "settlement" for one in channels) else "records"
    years = [one.year for one in channels if one.year is not None]
    year = max(years) if years else None

    def found(target: MeasuredTarget, amount: float) -> Measurement:
        return Measurement(target=target, amount=amount, basis=basis, year=year)

    yield found("base.platform-revenue", kept)
    yield found("indicator.platform.turnover-share", min(_PERCENT, _PERCENT * kept / turnover))
    by_operator: dict[str, float] = {}
    for one in channels:
        by_operator[one.run_by] = by_operator.get(one.run_by, 0.0) + one.revenue_net_eur - one.refunded_eur
    operator = max(by_operator, key=lambda name: by_operator[name])
    yield found("indicator.platform.largest-share", min(_PERCENT, _PERCENT * by_operator[operator] / kept))
    yield found("indicator.platform.cost-share", _PERCENT * sum(one.charges_eur for one in channels) / kept)
    first = max((one for one in channels if one.run_by == operator), key=lambda one: one.revenue_net_eur)
    if first.payout_days is not None:
        yield found("indicator.platform.payout-days", first.payout_days)
    if first.own_brand_share is not None:
        yield found("indicator.platform.own-brand-overlap", _PERCENT * first.own_brand_share)
    contacts = [(one.contact_share, one.revenue_net_eur) for one in channels if one.contact_share is not None]
    if len(contacts) == len(channels):
        yield found("indicator.platform.own-contact", _PERCENT * sum(a * b for a, b in contacts) / sum(b for _, b in contacts))


def _counts(inputs: StudyInputs, one: Channel) -> bool:
    return one.measured and not _old_channel(inputs, one)


def _cloud(inputs: StudyInputs) -> Iterator[Measurement]:
    services = tuple(one for one in inputs.dependence.services if _rented(one))
    if not services:
        return
    spend = contracted_spend(services)
    if spend is not None:
        yield Measurement(target="base.cloud-spend", amount=spend, basis="contract")
    months = _export_age(services, Quarter.parse(inputs.start).first_day)
    if months is not None:
        yield Measurement(target="indicator.cloud.export-age", amount=months, basis="test")
    kinds = [one.interface for one in services if one.interface is not None]
    if len(kinds) == len(services):
        share = _PERCENT * sum(kind in _OPEN for kind in kinds) / len(kinds)
        yield Measurement(target="indicator.cloud.open-interfaces", amount=share, basis="records")


def contracted_spend(services: Sequence[Service]) -> float | None:
    """Return what services that a provider runs for the firm cost together, EUR a year; None unless it is known of each of them."""
    known = [one.spend_eur_per_year for one in services if _rented(one)]
    spend = sum(one for one in known if one is not None)
    return None if None in known or spend <= 0.0 else spend


def _rented(service: Service) -> bool:
    """Return whether a provider runs it for the firm today: own servers, safes and places that are only compared measure nothing."""
    compared = service.offer is not None and not service.holds and service.spend_eur_per_year is None
    return service.model not in {"own-server", "offline"} and not compared


def _export_age(services: tuple[Service, ...], day: date) -> float | None:
    """Return how many months ago the dearest service was last exported completely; None where no such test is known."""
    dearest = max(services, key=lambda one: one.spend_eur_per_year or 0.0)
    test = dearest.last_export_test
    if test is None or not test.complete:
        return None
    return max(0.0, (day - test.on).days / _MONTH_DAYS)


def _margins(inputs: StudyInputs) -> Iterator[tuple[str, MeasuredMargin]]:
    """Yield own contributions: that of the largest buyer, by sales, and that of platforms if the cost of all goods is known."""
    dependence = inputs.dependence
    largest = largest_buyer(inputs)
    known = [] if largest is None else [one.margin for one in buyers_of(dependence, largest.group) if one.margin is not None]
    if known:
        yield "unseen.network.replaceable", MeasuredMargin(margin=min(known), usual=USUAL_BUYER_MARGIN)
    channels = platforms(dependence)
    sales = sum(one.revenue_net_eur - one.refunded_eur for one in channels)
    if sales > 0.0 and all(_counts(inputs, one) and one.goods_eur is not None for one in channels):
        yield "unseen.platform.rules", MeasuredMargin(margin=sum(one.left_eur for one in channels) / sales, usual=USUAL_CHANNEL_MARGIN)
