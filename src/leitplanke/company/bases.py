"""The economic bases of a firm: the amounts of money that losses are shares of.

What the firm states is taken as it is; what it leaves open is filled by the defaults of priors.md section 2, marked as assumed.
"""

from dataclasses import dataclass, replace

from leitplanke.company import defaults
from leitplanke.company.profile import Company
from leitplanke.primitives.measurement import Measurement
from leitplanke.primitives.origin import Origin
from leitplanke.primitives.share import StatedShare
from leitplanke.primitives.trace import TraceBuilder, TraceNode

ORDER = (
    "base.turnover",
    "base.value-added",
    "base.value-added-per-head",
    "base.daily-value-added",
    "base.main-buyer-revenue",
    "base.platform-revenue",
    "base.intermediable-revenue",
    "base.cloud-spend",
    "base.payroll",
    "base.digital-payroll",
    "base.digital-budget",
    "base.cyber-scale",
    "base.euro",
)
EURO = "base.euro"
"""One euro: the base of losses that a firm states in euros for an Unseen of its own."""
PLATFORM = "base.platform-revenue"
STAFF = "company.staff"
"""Trace id of the head count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseValue:
    """One base: its amount, whether the firm said it (directly or by an answer), and the id of its trace node."""

    id: str
    eur: float
    assumed: bool
    trace: str


@dataclass(frozen=True, slots=True)
class EconomicBases:
    """All thirteen bases of one firm, in `ORDER`."""

    values: tuple[BaseValue, ...]

    def value(self, base: str) -> BaseValue:
        """Return the base of that id.

        Raises
        ------
        KeyError
            If there is no such base.
        """
        for value in self.values:
            if value.id == base:
                return value
        raise KeyError(base)

    def of(self, base: str) -> float:
        """Return the amount of that base in EUR (per year, per day or per head as the base says)."""
        return self.value(base).eur


def derive(
    company: Company,
    trace: TraceBuilder,
    *,
    shares: tuple[StatedShare, ...] = (),
    measured: tuple[Measurement, ...] = (),
    aside: tuple[tuple[Measurement, str], ...] = (),
    cyber_sources: tuple[str, ...] = ("source.hdi",),
) -> EconomicBases:
    """Return what each base is worth, and write into `trace` where it comes from.

    Parameters
    ----------
    shares
        Bases that answers state as share of turnover; an amount in the profile goes before them, they go before the default.
    measured
        Bases measured from the firm's files; they go before everything it states.
    aside
        Measured bases that the firm sets aside, each with its reason: then what it states counts.
    cyber_sources
        Catalogue sources of the published mean damage by size.
    """
    stated = {share.base: share for share in shares}
    found: dict[str, TraceNode] = {one.target: _measured(one, in_profile(company, one.target)) for one in measured}
    passed: dict[str, tuple[Measurement, str]] = {one.target: (one, reason) for one, reason in aside}
    nodes = [
        _given(company.turnover_eur, "base.turnover"),
        TraceNode(id=STAFF, value=company.staff, unit="1", operation="given"),
    ]
    nodes.append(_or_given(company.value_added_eur, _value_added(company)))
    value_added = _number(nodes[-1])
    nodes += [
        *_parts_of_value_added(company, value_added),
        _or_given(company.largest_buyer_eur, _revenue("base.main-buyer-revenue", company, stated, defaults.MAIN_BUYER_SHARE)),
        found.get(PLATFORM) or _or_given(company.platform_revenue_eur, _revenue(PLATFORM, company, stated, 0.0)),
    ]
    nodes.append(_intermediable(company, _number(nodes[-1])))
    nodes += [
        _or_given(company.cloud_spend_eur_per_year, _cloud_spend(company)),
        _or_given(company.payroll_eur_per_year, _payroll(company)),
        _digital_payroll(company),
        _or_given(company.digital_budget_eur_per_year, _digital_budget(company)),
        _cyber_scale(company, cyber_sources),
        TraceNode(id=EURO, value=1.0, unit="EUR", operation="given"),
    ]
    nodes = [found.get(node.id) or _beside(node, passed.get(node.id)) for node in nodes]
    for node in nodes:
        trace.add(node)
    return EconomicBases(tuple(_value(node) for node in nodes if node.id != STAFF))


def _value(node: TraceNode) -> BaseValue:
    assumed = node.origin is not None and node.origin.tag == "assumption"
    return BaseValue(id=node.id, eur=_number(node), assumed=assumed, trace=node.id)


def _number(node: TraceNode) -> float:
    if node.value is None:
        raise ValueError(node.id)
    return node.value


def _node(
    base: str,
    value: float,
    operation: str,
    inputs: tuple[str, ...],
    parameters: tuple[tuple[str, float], ...] = (),
    *,
    unit: str = "EUR/year",
    origin: Origin | None = None,
) -> TraceNode:
    return TraceNode(id=base, value=value, unit=unit, operation=operation, inputs=inputs, parameters=parameters, origin=origin)


def _given(eur: float, base: str) -> TraceNode:
    return TraceNode(id=base, value=eur, unit="EUR/year", operation="given")


def _measured(one: Measurement, stated: float | None) -> TraceNode:
    """Return the node of a measured base; what the profile states in its place is named beside it."""
    beside = () if stated is None else (("stated", stated),)
    return TraceNode(id=one.target, value=one.amount, unit="EUR/year", operation="measured", parameters=(*one.said, *beside))


def _beside(node: TraceNode, passed: tuple[Measurement, str] | None) -> TraceNode:
    """Return a node that counts although files measure it, with what they say and the firm's reason."""
    if passed is None:
        return node
    return replace(node, parameters=(*node.parameters, ("measured", passed[0].amount)), note=passed[1])


def in_profile(company: Company, base: str) -> float | None:
    """Return what the profile says of a base that files can measure; None if it says nothing."""
    stated = {
        "base.main-buyer-revenue": company.largest_buyer_eur,
        PLATFORM: company.platform_revenue_eur,
        "base.cloud-spend": company.cloud_spend_eur_per_year,
    }
    return stated.get(base)


def _or_given(eur: float | None, default: TraceNode) -> TraceNode:
    return default if eur is None else _given(eur, default.id)


def _parts_of_value_added(company: Company, eur: float) -> tuple[TraceNode, TraceNode]:
    """Return the value added of a person and of a working day."""
    days = (("divisor", defaults.WORKING_DAYS),)
    return (
        _node("base.value-added-per-head", eur / company.staff, "quotient", ("base.value-added", STAFF), unit="EUR/person"),
        _node("base.daily-value-added", eur / defaults.WORKING_DAYS, "quotient", ("base.value-added",), days, unit="EUR/day"),
    )


def _share_of_turnover(base: str, company: Company, share: float) -> TraceNode:
    return _node(
        base,
        share * company.turnover_eur,
        "default-share",
        ("base.turnover",),
        (("share", share),),
        origin=defaults.OWN_JUDGEMENT,
    )


def _value_added(company: Company) -> TraceNode:
    larger = company.staff >= defaults.LARGER_FROM_STAFF
    share = defaults.VALUE_ADDED_SHARE_LARGER if larger else defaults.VALUE_ADDED_SHARE
    return _share_of_turnover("base.value-added", company, share)


def _revenue(base: str, company: Company, stated: dict[str, StatedShare], default: float) -> TraceNode:
    if base not in stated:
        return _share_of_turnover(base, company, default)
    share = stated[base]
    inputs = ("base.turnover", share.trace)
    return _node(base, share.share * company.turnover_eur, "stated-share", inputs, (("share", share.share),))


def _intermediable(company: Company, platform_eur: float) -> TraceNode:
    share = defaults.INTERMEDIABLE_SHARE
    # An answer in per cent can exceed what the accounts allow: the rest is never below nothing.
    rest = max(0.0, company.turnover_eur - platform_eur)
    return _node(
        "base.intermediable-revenue",
        platform_eur + share * rest,
        "intermediable",
        ("base.platform-revenue", "base.turnover"),
        (("share", share),),
        origin=defaults.OWN_JUDGEMENT,
    )


def _cloud_spend(company: Company) -> TraceNode:
    span = defaults.CLOUD_FALLS_TO_STAFF - defaults.CLOUD_FALLS_FROM_STAFF
    way = min(1.0, max(0.0, (company.staff - defaults.CLOUD_FALLS_FROM_STAFF) / span))
    share = defaults.CLOUD_SHARE_SMALL + way * (defaults.CLOUD_SHARE_LARGE - defaults.CLOUD_SHARE_SMALL)
    return _share_of_turnover("base.cloud-spend", company, share)


def _payroll(company: Company) -> TraceNode:
    rate = defaults.PAYROLL_PER_HEAD_EUR
    return _node(
        "base.payroll",
        rate * company.staff,
        "default-per-head",
        (STAFF,),
        (("eur_per_head", rate),),
        origin=defaults.OWN_JUDGEMENT,
    )


def _digital_payroll(company: Company) -> TraceNode:
    posts = max(defaults.DIGITAL_POSTS_LEAST, defaults.DIGITAL_POSTS_SHARE * company.staff)
    parameters = (
        ("share", defaults.DIGITAL_POSTS_SHARE),
        ("least", defaults.DIGITAL_POSTS_LEAST),
        ("eur_per_post", defaults.DIGITAL_POST_EUR),
    )
    return _node(
        "base.digital-payroll",
        posts * defaults.DIGITAL_POST_EUR,
        "default-posts",
        (STAFF,),
        parameters,
        origin=defaults.OWN_JUDGEMENT,
    )


def _digital_budget(company: Company) -> TraceNode:
    small = company.staff < defaults.SMALL_BELOW_STAFF
    share = defaults.DIGITAL_BUDGET_SHARE_SMALL if small else defaults.DIGITAL_BUDGET_SHARE
    least = defaults.DIGITAL_BUDGET_LEAST_EUR
    return _node(
        "base.digital-budget",
        max(least, share * company.turnover_eur),
        "default-share",
        ("base.turnover",),
        (("share", share), ("least", least)),
        origin=defaults.OWN_JUDGEMENT,
    )


def _cyber_scale(company: Company, sources: tuple[str, ...]) -> TraceNode:
    """Return the published mean damage of the firm's size class; above the published sizes it is an assumption."""
    eur = [damage for staff, damage in defaults.CYBER_SCALE_EUR if company.staff >= staff][-1]
    published = company.staff <= defaults.CYBER_PUBLISHED_UP_TO_STAFF
    origin = Origin(
        tag="fact" if published else "assumption",
        confidence="M" if published else "L",
        sources=sources,
        checked_on=defaults.OWN_JUDGEMENT.checked_on,
    )
    classes = tuple((f"from_{staff:g}_staff", damage) for staff, damage in defaults.CYBER_SCALE_EUR)
    node = _node("base.cyber-scale", eur, "size-class", (STAFF,), classes, unit="EUR", origin=origin)
    return node if published else replace(node, origin=replace(origin, sources=()))
