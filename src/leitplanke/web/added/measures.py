"""An own measure as the page shows it, and what was typed as an own measure."""

from leitplanke.catalogue.entry import EffectParameter
from leitplanke.planning.measures import ROLES
from leitplanke.study.own import OwnCost, OwnDays, OwnEffect, OwnMeasure
from leitplanke.study.parts import DAYS
from leitplanke.web.added.threats import LONGEST_TEXT, LONGEST_TITLE, Offered
from leitplanke.web.added.typed import PERCENT, Ends, Typed
from leitplanke.web.companies.fields import AmountField

COSTS = ("cost_once", "cost_yearly")
MONTHS = ("lead_months", "ramp_months")
ON_UNSEENS: tuple[EffectParameter, ...] = ("exposure", "sensitivity", "severity", "coping_gap")
ON_CAPACITIES: tuple[EffectParameter, ...] = ("capacity_gap",)
WAYS = ("less", "more")
"""A measure takes a part away, or adds one as its side effect."""
_MOST_DAYS, _MOST_MONTHS = 10_000.0, 60.0
_MOST_LESS, _LEAST_LESS, _MOST_MORE = 99.9, -900.0, 9_900.0


def empty(typed: Typed, offered: Offered) -> Typed:
    """Return the fields of a new measure."""
    typed.texts["component"] = offered.components[0]
    return typed


def show(own: OwnMeasure, typed: Typed) -> Typed:
    """Return the fields of an own measure as the reader would type them."""
    typed.texts |= {"title": own.title, "component": own.component, "text": own.text, "reason": own.reason}
    for name in COSTS:
        cost: OwnCost = getattr(own, name)
        if cost.high > 0.0:
            typed.show_span(name, cost.low, cost.high)
    for part in DAYS:
        for role in ROLES:
            days = float(getattr(getattr(own, part), role))
            if days:
                typed.show(f"{part}-{role}", days)
    for name in MONTHS:
        if getattr(own, name):
            typed.show(name, getattr(own, name))
    for place, effect in enumerate(own.effects):
        _show_effect(typed, f"effects-{place}", effect)
    for name in ("needs", "excludes"):
        typed.texts |= {f"{name}-{place}-measure": one for place, one in enumerate(getattr(own, name))}
    return typed


def _show_effect(typed: Typed, start: str, effect: OwnEffect) -> None:
    more = effect.low >= 1.0
    low, high = (effect.low - 1.0, effect.high - 1.0) if more else (1.0 - effect.high, 1.0 - effect.low)
    typed.texts |= {f"{start}-target": effect.target, f"{start}-what": f"{effect.parameter}/{WAYS[more]}"}
    typed.show(f"{start}-low", PERCENT * low)
    typed.show(f"{start}-high", PERCENT * high)


def read(typed: Typed, id_: str, offered: Offered) -> OwnMeasure | None:
    """Return what was typed; None if any of it is wrong, which then stands in the messages."""
    title, text = typed.line("title", LONGEST_TITLE), typed.line("text", LONGEST_TEXT)
    component = typed.pick("component", offered.components)
    once, yearly = (_cost(typed, name) for name in COSTS)
    days_once, days_yearly = (_days(typed, part) for part in DAYS)
    lead, ramp = (typed.amount(name, AmountField(unit="", most=_MOST_MONTHS)) or 0.0 for name in MONTHS)
    effects = _effects(typed, offered)
    needs, excludes = (_named(typed, name, offered.measures) for name in ("needs", "excludes"))
    reason = typed.line("reason", LONGEST_TEXT)
    if not effects and not typed.wrong:
        typed.fault("effects-0-target", "web.added.fault.effects")
    if typed.wrong:
        return None
    return OwnMeasure(
        id=id_,
        title=title,
        component=component,
        text=text,
        cost_once=once,
        cost_yearly=yearly,
        days_once=days_once,
        days_yearly=days_yearly,
        lead_months=lead,
        ramp_months=ramp,
        effects=effects,
        needs=needs,
        excludes=excludes,
        reason=reason,
    )


def _cost(typed: Typed, name: str) -> OwnCost:
    """Return a cost; two empty fields cost nothing."""
    nothing = OwnCost(low=0.0, high=0.0)
    if not typed.given(f"{name}_low", f"{name}_high"):
        return nothing
    ends = typed.span(name, AmountField(), even=True)
    return nothing if ends is None else OwnCost(low=ends[0], high=ends[1])


def _days(typed: Typed, part: str) -> OwnDays:
    found = {role: typed.amount(f"{part}-{role}", AmountField(unit="", most=_MOST_DAYS)) or 0.0 for role in ROLES}
    return OwnDays(**found)


def _effects(typed: Typed, offered: Offered) -> tuple[OwnEffect, ...]:
    found = []
    for start in typed.rows("effects", "target", "low", "high"):
        target = typed.pick(f"{start}-target", (*offered.unseens, *offered.capacities))
        what, _, way = typed.texts.get(f"{start}-what", "").partition("/")
        allowed = ON_CAPACITIES if target in offered.capacities else ON_UNSEENS
        parameter = next((one for one in allowed if one == what), None)
        if parameter is None or way not in WAYS:
            typed.fault(f"{start}-what", "web.added.fault.what")
        ends = _changed(typed, start, way)
        if parameter is not None and ends is not None:
            found.append(OwnEffect(target=target, parameter=parameter, low=ends[0], high=ends[1]))
    return tuple(found)


def _changed(typed: Typed, start: str, way: str) -> Ends | None:
    """Return by which factor a row's per cent change something."""
    more = way == WAYS[1]
    form = AmountField(unit="%", least=0.0 if more else _LEAST_LESS, most=_MOST_MORE if more else _MOST_LESS, required=True)
    low, high = (typed.amount(f"{start}-{end}", form) for end in ("low", "high"))
    if low is None or high is None:
        return None
    if low > high:
        typed.fault(f"{start}-low", "web.own.fault.order")
        return None
    ends = (1.0 + low / PERCENT, 1.0 + high / PERCENT) if more else (1.0 - high / PERCENT, 1.0 - low / PERCENT)
    least, most = (float(f"{end:.12g}") for end in ends)
    return least, most


def _named(typed: Typed, name: str, measures: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(typed.pick(f"{start}-measure", measures) for start in typed.rows(name, "measure"))
