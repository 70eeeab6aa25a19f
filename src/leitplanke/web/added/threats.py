"""An own Unseen as the page shows it, and what was typed as an own Unseen."""

from dataclasses import dataclass

from leitplanke.company.bases import EURO
from leitplanke.study.own import OWN_COPING, OwnCoping, OwnLink, OwnLoss, OwnRate, OwnUnseen, OwnYears, RateUnit
from leitplanke.web.added.typed import DIGITS, PERCENT, Ends, Typed
from leitplanke.web.companies.fields import MOST_EUR, AmountField

TIMES, CHANCE = "times-per-year", "chance-per-year"
KINDS = ("event", "onset")
LONGEST_TITLE, LONGEST_TEXT = 80, 2000
_MOST_TIMES, _MOST_CHANCE, _MOST_YEARS, _MOST_SHARE, _MOST_COPING = 1000.0, 99.9, 100.0, 1e6, 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What can be chosen: ids of components, bases, capacity factors, Unseens and measures."""

    components: tuple[str, ...]
    bases: tuple[str, ...]
    capacities: tuple[str, ...]
    unseens: tuple[str, ...]
    measures: tuple[str, ...]


def empty(typed: Typed, offered: Offered) -> Typed:
    """Return the fields of a new Unseen."""
    typed.texts |= {"component": offered.components[0], "kind": "event", "rate_unit": TIMES, "loss_base": EURO}
    typed.show("coping_most", PERCENT * OWN_COPING)
    return typed


def show(own: OwnUnseen, typed: Typed) -> Typed:
    """Return the fields of an own Unseen as the reader would type them."""
    typed.texts |= {"title": own.title, "component": own.component, "text": own.text, "reason": own.reason, "kind": own.kind}
    typed.texts |= {"rate_unit": own.rate.unit, "loss_base": own.loss.base}
    scale = PERCENT if own.rate.unit == CHANCE else 1.0
    typed.show_span("rate", own.rate.low * scale, own.rate.high * scale)
    scale = 1.0 if own.loss.base == EURO else PERCENT
    typed.show_span("loss", own.loss.low * scale, own.loss.high * scale)
    if own.duration is not None:
        typed.show_span("duration", own.duration.low, own.duration.high)
    typed.show("coping_most", PERCENT * (own.coping.most if own.coping else OWN_COPING))
    typed.texts |= {f"coping-{one}": "on" for one in (own.coping.capacities if own.coping else ())}
    for name in ("caused_by", "causes"):
        for place, link in enumerate(getattr(own, name)):
            start = f"{name}-{place}"
            typed.texts[f"{start}-unseen"] = link.unseen
            typed.show(f"{start}-low", PERCENT * link.low)
            typed.show(f"{start}-high", PERCENT * link.high)
    return typed


def read(typed: Typed, id_: str, offered: Offered) -> OwnUnseen | None:
    """Return what was typed; None if any of it is wrong, which then stands in the messages."""
    title, text = typed.line("title", LONGEST_TITLE), typed.line("text", LONGEST_TEXT)
    component, kind = typed.pick("component", offered.components), typed.pick("kind", KINDS)
    rate, loss = read_rate(typed), read_loss(typed, offered.bases)
    years = _years(typed) if kind == "onset" else None
    coping = _coping(typed, offered.capacities)
    caused_by, causes = (_links(typed, name, offered.unseens) for name in ("caused_by", "causes"))
    reason = typed.line("reason", LONGEST_TEXT)
    if typed.wrong or rate is None or loss is None:
        return None
    return OwnUnseen(
        id=id_,
        title=title,
        component=component,
        text=text,
        kind="onset" if kind == "onset" else "event",
        rate=rate,
        loss=loss,
        duration=years,
        coping=coping,
        caused_by=caused_by,
        causes=causes,
        reason=reason,
    )


def read_rate(typed: Typed) -> OwnRate | None:
    """Return how often losses occur."""
    chosen = typed.pick("rate_unit", (TIMES, CHANCE))
    chance = chosen == CHANCE
    form = AmountField(unit="%", above=True, most=_MOST_CHANCE) if chance else AmountField(unit="", above=True, most=_MOST_TIMES)
    ends = typed.span("rate", form)
    if ends is None:
        return None
    unit: RateUnit = "chance-per-year" if chance else "times-per-year"
    low, high = _parts(ends) if chance else ends
    return OwnRate(low=low, high=high, unit=unit)


def read_loss(typed: Typed, bases: tuple[str, ...]) -> OwnLoss | None:
    """Return what a case costs."""
    base = typed.pick("loss_base", bases)
    ends = typed.span("loss", AmountField(above=True, most=MOST_EUR if base == EURO else _MOST_SHARE))
    if ends is None:
        return None
    low, high = ends if base == EURO else _parts(ends)
    return OwnLoss(low=low, high=high, base=base)


def _years(typed: Typed) -> OwnYears | None:
    ends = typed.span("duration", AmountField(unit="", above=True, most=_MOST_YEARS))
    return None if ends is None else OwnYears(low=ends[0], high=ends[1])


def _coping(typed: Typed, capacities: tuple[str, ...]) -> OwnCoping | None:
    chosen = tuple(one for one in capacities if typed.given(f"coping-{one}"))
    if not chosen:
        return None
    most = typed.amount("coping_most", AmountField(unit="%", above=True, most=_MOST_COPING, required=True))
    return None if most is None else OwnCoping(capacities=chosen, most=round(most / PERCENT, DIGITS))


def _links(typed: Typed, name: str, unseens: tuple[str, ...]) -> tuple[OwnLink, ...]:
    found = []
    for start in typed.rows(name, "unseen", "low", "high"):
        other = typed.pick(f"{start}-unseen", unseens)
        form = AmountField(unit="%", above=True, most=PERCENT, required=True)
        low, high = (typed.amount(f"{start}-{end}", form) for end in ("low", "high"))
        if low is not None and high is not None and low >= high:
            typed.fault(f"{start}-low", "web.own.fault.order")
        elif low is not None and high is not None and other in unseens:
            low, high = _parts((low, high))
            found.append(OwnLink(unseen=other, low=low, high=high))
    return tuple(found)


def _parts(ends: Ends) -> Ends:
    """Return percentages as shares, with the digits that were typed."""
    low, high = (float(f"{end / PERCENT:.12g}") for end in ends)
    return low, high
