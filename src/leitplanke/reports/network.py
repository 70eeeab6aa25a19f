"""What a firm depends on, in sentences: partners, channels, a blocked account, and the letter to its operator."""

from collections.abc import Iterator
from datetime import date

from leitplanke.catalogue.dated import standing
from leitplanke.catalogue.entries import Catalogue
from leitplanke.company.dependence.blocked import Blocked, Means
from leitplanke.company.dependence.channel import Channel
from leitplanke.company.dependence.replaceability import Standing
from leitplanke.company.dependence.ties import gaps
from leitplanke.reports import numbers
from leitplanke.reports.ledger import LONG_MONTHS
from leitplanke.reports.words import Language, say
from leitplanke.study.dependence import Dependence
from leitplanke.study.measurement import Outdated
from leitplanke.study.network import Network
from leitplanke.study.repositioning import Way

EVEN = 0.1
"""Sides whose indices differ by no more are about as hard to replace."""
CHECKLIST, DEMANDS = 8, 5
P2B = "rule.p2b"


def sentences(network: Network, turnover_eur: float, language: Language) -> Iterator[str]:
    """Yield what the value network says, most important first."""
    if network.largest is not None:
        one = network.largest
        share = numbers.percent(one.eur / turnover_eur, language)
        told = say(language, "network.largest", name=one.group, eur=numbers.euro(one.eur, language, exact=True), share=share)
        yield f"{told} {say(language, f'network.largest.{one.basis}', year=one.year)}"
    if any(one.relation.role == "customer" for one in network.standings):
        yield own_side(network, language)
    for stand in network.standings:
        yield " ".join(partner(stand, language))
    for channel in network.channels:
        yield " ".join(left(channel, language))
    yield from (outdated(one, language) for one in network.measured.outdated)
    for block in network.blocked:
        yield say(language, "network.blocked.title", operator=block.operator)
        yield " ".join(blocked(block, network.means, language))


def data_gaps(dependence: Dependence, language: Language) -> tuple[str, ...]:
    """Return where owning, benefiting from, accessing and using data fall apart; what nobody has spoken of yet is left out."""
    names = {one.id: one.name for one in dependence.data_objects}
    found = gaps(dependence.data_objects, dependence.relations)
    return tuple(
        say(language, f"cloud.gap.{one.kind}", data=names[one.data], partner=one.partner) for one in found if one.kind != "nobody-said"
    )


def outdated(one: Outdated, language: Language) -> str:
    """Return that files are too old to measure, and what to do."""
    key = "postings" if one.basis == "postings" else "channel"
    return say(language, f"network.outdated.{key}", name=one.name, year=one.year, day=numbers.day(one.ended, language))


def own_side(network: Network, language: Language) -> str:
    """Return how hard the firm is to replace for its customers."""
    if network.own_replaceability is None:
        return say(language, "network.own-replaceability.open")
    return say(language, "network.own-replaceability", value=numbers.index(network.own_replaceability, language))


def partner(one: Standing, language: Language) -> Iterator[str]:
    """Yield what is known of one partner."""
    volume = say(language, "network.relation.volume-unknown")
    if one.volume_eur is not None:
        volume = numbers.euro(one.volume_eur, language, exact=True)
        if one.share is not None:
            volume = say(language, "network.relation.share", eur=volume, share=numbers.percent(one.share, language))
    elif one.share is not None:
        volume = numbers.percent(one.share, language)
    role = say(language, f"network.role.{one.relation.role}")
    yield say(language, "network.relation", name=one.relation.partner, role=role, volume=volume)
    yield tilt(one, language)
    if one.gap_eur is not None:
        cost = one.relation.switch_cost_eur
        key = "network.relation.gap.cost" if cost else "network.relation.gap"
        yield say(language, key, eur=numbers.euro(one.gap_eur, language), cost=numbers.euro(cost or 0.0, language))
    if one.relation.judged_by and one.relation.judged_on is not None:
        yield say(language, "network.relation.judged", who=one.relation.judged_by, day=numbers.day(one.relation.judged_on, language))


def tilt(one: Standing, language: Language) -> str:
    """Return who needs whom more."""
    if one.tilt is None or one.needed is None or one.needs_us is None:
        return say(language, "network.relation.tilt.open")
    key = "even" if abs(one.tilt) <= EVEN else "us" if one.tilt > 0.0 else "them"
    needed, needs_us = (numbers.index(value, language) for value in (one.needed, one.needs_us))
    return say(language, f"network.relation.tilt.{key}", needed=needed, needs_us=needs_us)


def left(channel: Channel, language: Language) -> Iterator[str]:
    """Yield what a channel leaves of its sales."""
    kept = channel.revenue_net_eur - channel.refunded_eur
    share = numbers.percent(channel.charges_eur / kept, language) if kept > 0.0 else "\u2013"
    amounts = {
        "sales": kept,
        "charges": channel.charges_eur,
        "commission": channel.commission_eur,
        "ads": channel.ads_eur,
        "fulfilment": channel.fulfilment_eur,
    }
    told = {name: numbers.euro(value, language, exact=True) for name, value in amounts.items()}
    yield say(language, f"network.channel.{'own' if channel.own else 'left'}", name=channel.name, share=share, **told)
    rest = numbers.euro(channel.left_eur, language, exact=True)
    if channel.goods_eur is None:
        yield say(language, "network.channel.no-goods", left=rest)
    else:
        part = numbers.percent(channel.left_eur / kept, language) if kept > 0.0 else "\u2013"
        yield say(language, "network.channel.contribution", left=rest, share=part)
    if channel.payout_days is not None:
        yield say(language, "network.channel.payout", days=numbers.grouped(channel.payout_days, language, 0))
    if channel.blocked_events:
        yield blocks(channel, language)


def blocks(channel: Channel, language: Language) -> str:
    """Return how often the account was blocked, and the last time."""
    last = max(channel.blocked_events, key=lambda one: one.on)
    values = {"day": numbers.day(last.on, language), "days": numbers.grouped(last.days, language)}
    count = len(channel.blocked_events)
    told = say(language, "network.channel.blocked.one" if count == 1 else "network.channel.blocked", count=count, **values)
    return f"{told} {say(language, 'network.channel.blocked.reason', reason=last.reason)}" if last.reason else told


def blocked(one: Blocked, means: Means, language: Language) -> Iterator[str]:
    """Yield what a block means: what is frozen, how long the money lasts, and whether it lasts long enough."""
    frozen, lost = (numbers.euro(value, language) for value in (one.frozen_eur, one.lost_eur_per_month))
    yield say(language, "network.blocked.loss" if one.frozen_known else "network.blocked.loss.open", frozen=frozen, lost=lost)
    if one.contribution_assumed:
        yield say(language, "network.blocked.assumed", share=numbers.percent(means.contribution, language))
    if one.runway_months is None:
        yield say(language, "network.blocked.runway.ever")
    elif one.runway_months > LONG_MONTHS:
        yield say(language, "network.blocked.runway.long")
    elif one.runway_months < 1.0:
        yield say(language, "network.blocked.runway.none")
    else:
        yield say(language, "network.blocked.runway", months=numbers.grouped(one.runway_months, language, 1))
    if one.reroute_months is None or one.needed_eur is None:
        yield say(language, "network.blocked.reroute.open")
        return
    months, needed = numbers.grouped(one.reroute_months, language, 1), numbers.euro(one.needed_eur, language)
    yield say(language, "network.blocked.reroute", months=months, needed=needed)
    if one.holds:
        yield say(language, "network.blocked.holds")
    else:
        yield say(language, "network.blocked.fails", missing=numbers.euro(one.needed_eur - means.liquidity_eur, language))


def way(one: Way, language: Language) -> Iterator[str]:
    """Yield what a way to a new position brings."""
    if one.done:
        yield say(language, "network.way.done")
        return
    amounts = {
        "avoided": one.avoided_eur.mid,
        "network": one.network_eur,
        "platforms": one.platforms_eur,
        "gain": one.gain_eur.mid,
        "cost": one.cost_eur.mid,
        "benefit": one.benefit_eur,
    }
    told = {name: numbers.euro(value, language) for name, value in amounts.items()}
    span = numbers.euro_range(one.avoided_eur.low, one.avoided_eur.high, language)
    yield say(language, "network.way.figures", range=span, days=numbers.grouped(one.own_days, language), **told)
    for component, eur in (("value-networks", one.network_eur), ("platforms", one.platforms_eur)):
        if eur < 0.0:
            yield say(language, "network.way.exchange", component=say(language, f"network.component.{component}"))
    if not one.carried:
        yield say(language, "network.way.not-carried")


def checklist(language: Language) -> tuple[str, ...]:
    """Return what to do before and after a block."""
    return tuple(say(language, f"network.checklist.{place}") for place in range(1, CHECKLIST + 1))


def letter(one: Blocked, firm: str, catalogue: Catalogue, on: date, language: Language) -> tuple[str, ...]:
    """Return the paragraphs of a letter to an operator that has blocked the account.

    Parameters
    ----------
    on
        The day that the letter bears and for which the rules are looked up: a rule that is over by then is not invoked.
    """
    demands = (f"{place}. {say(language, f'network.letter.demand.{place}')}" for place in range(1, DEMANDS + 1))
    sales, lost, frozen = (numbers.euro(value, language) for value in (one.sales_eur, one.lost_eur_per_month, one.frozen_eur))
    return (
        say(language, "network.letter.head", operator=one.operator, day=numbers.day(on, language)),
        say(
            language, "network.letter.facts" if one.frozen_eur > 0.0 else "network.letter.facts.open", sales=sales, lost=lost, frozen=frozen
        ),
        "\n".join((say(language, "network.letter.demands"), *demands)),
        _grounds(one, catalogue, on, language),
        say(language, "network.letter.close", firm=firm),
        say(language, "network.letter.note"),
    )


def _grounds(one: Blocked, catalogue: Catalogue, on: date, language: Language) -> str:
    """Return the law the letter rests on: the EU's rules hold where consumers buy, and as long as they are in force."""
    if not one.b2c:
        return say(language, "network.letter.b2b")
    rule = next((rule for rule in catalogue.rules if rule.id == P2B), None)
    day = numbers.day(on, language)
    if rule is None or standing(rule, on).phase != "running":
        return say(language, "network.letter.p2b.over", day=day)
    return say(language, "network.letter.p2b", day=day, state=say(language, f"network.state.{rule.status}"))
