"""Stress test "account blocked": how long the money lasts if an operator blocks the account today, and how long another way takes.

Nothing comes from the operator any more: its sales are gone, and what it still holds is frozen. Until another channel sells, the
contribution of these sales is missing every month. No probability: what if, not how often (that is `unseen.platform.rules`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from leitplanke.company.dependence.channel import Channel

MONTHS = 12.0
DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = DAYS_PER_YEAR / MONTHS
CALENDAR_PER_WORKING_DAY = 7.0 / 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What the firm has: liquidity in EUR, what is kept in EUR a year, and the contribution of a euro of its sales, 0-1."""

    liquidity_eur: float
    kept_eur_per_year: float
    contribution: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """What a block means.

    Parameters
    ----------
    sales_eur
        A year over this operator, less refunds.
    frozen_eur
        What the operator holds back on the day: sales of the days until a payout, less what it charges.
    frozen_known
        Whether it is known of all channels how long the money takes; where it is not, nothing is reckoned as frozen.
    lost_eur_per_month
        Contribution missing each month.
    contribution_assumed
        Whether it rests on the firm's average because the cost of the goods is not known.
    runway_months
        Until liquidity is used up; None if it lasts for ever.
    reroute_months
        Until another channel sells; None where nobody said.
    needed_eur
        Money needed until then, frozen balance and missing contribution together, less what is kept; None where nobody said how long.
    holds
        Whether the money lasts until then.
    """

    operator: str
    channels: tuple[str, ...]
    b2c: bool
    sales_eur: float
    frozen_eur: float
    frozen_known: bool
    lost_eur_per_month: float
    contribution_assumed: bool
    runway_months: float | None
    reroute_months: float | None
    needed_eur: float | None
    holds: bool | None


def block(channels: Sequence[Channel], means: Means) -> Blocked:
    """Return what it means if the operator of these channels blocks the account.

    Parameters
    ----------
    channels
        Of one operator and one year, at least one.

    Examples
    --------
    >>> shop = Channel(name="M", type="b2c", revenue_net_eur=1_461_000.0, goods_eur=861_000.0, payout_days=10.0, reroute_days=40.0)
    >>> found = block([shop], Means(liquidity_eur=240_000.0, kept_eur_per_year=120_000.0, contribution=0.4))
    >>> found.frozen_eur, found.lost_eur_per_month  # 4,000 a day for ten days; 600,000 / 12
    (40000.0, 50000.0)
    >>> found.runway_months  # 200,000 at 50,000 less 10,000 a month
    5.0
    """
    sales = sum(one.revenue_net_eur - one.refunded_eur for one in channels)
    frozen = sum(
        max(0.0, one.revenue_net_eur - one.refunded_eur - one.charges_eur) * (one.payout_days or 0.0) / DAYS_PER_YEAR for one in channels
    )
    assumed = any(one.goods_eur is None for one in channels)
    lost = sum(max(0.0, _left(one, means.contribution)) for one in channels) / MONTHS
    drain, start = lost - means.kept_eur_per_year / MONTHS, max(0.0, means.liquidity_eur) - frozen
    runway = (max(0.0, start) / drain) if drain > 0.0 else (None if start >= 0.0 else 0.0)
    known = [one.reroute_days for one in channels if one.reroute_days is not None]
    reroute = max(known) * CALENDAR_PER_WORKING_DAY / DAYS_PER_MONTH if known else None
    needed = None if reroute is None else max(frozen, frozen + drain * reroute)
    return Blocked(
        operator=channels[0].run_by,
        channels=tuple(one.name for one in channels),
        b2c=any(one.type == "b2c" for one in channels),
        sales_eur=sales,
        frozen_eur=frozen,
        frozen_known=all(one.payout_days is not None for one in channels),
        lost_eur_per_month=lost,
        contribution_assumed=assumed,
        runway_months=runway,
        reroute_months=reroute,
        needed_eur=needed,
        holds=None if needed is None else needed <= max(0.0, means.liquidity_eur),
    )


def by_operator(channels: Sequence[Channel]) -> tuple[tuple[Channel, ...], ...]:
    """Return the channels of others by operator, the one with the most sales first."""
    found: dict[str, list[Channel]] = {}
    for one in channels:
        if not one.own:
            found.setdefault(one.run_by, []).append(one)
    groups = sorted(found.values(), key=lambda those: -sum(one.revenue_net_eur - one.refunded_eur for one in those))
    return tuple(map(tuple, groups))


def _left(channel: Channel, contribution: float) -> float:
    """Return the contribution of a channel; without the cost of goods the firm's average, but no more than what is left after charges."""
    if channel.goods_eur is not None:
        return channel.left_eur
    return min(channel.left_eur, contribution * (channel.revenue_net_eur - channel.refunded_eur))
