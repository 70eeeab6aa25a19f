"""What leaving a service costs and how long it takes: low, most likely, high, with the part that weighs most.

All parts move together from low to high (the cautious case in which 5 % and 95 % points simply add up); saved fees move the other way.
What the firm does not say is an assumption of the catalogue. What the law grants is read from dated rules, by the day of leaving.
Source: users.md section 4 (parts of the cost); EU Data Act, chapter VI (notice, transition, charges; penalties are no charges).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from leitplanke.catalogue.dated import Rule, standing
from leitplanke.catalogue.entries import Assumption
from leitplanke.company.dependence.service import Estimate, Service

MONTH_DAYS = 365.25 / 12.0
"""Days of a mean month."""
MONTHS = 12.0
SAVED_YEARS = 1.0
"""Fees of the old service are compared with those of the next for so many years (assumption): longer would credit luck to the move."""
HOURS_A_DAY = 8.0
Item = Literal["egress", "parallel", "transformation", "reintegration", "retraining", "remaining-term", "downtime", "saved-fees"]
_ASSUMED = "assumption.switching-"
DAY_RATE = "assumption.day-rate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a calculation needs beside the service.

    Parameters
    ----------
    staff
        People in the firm (annual work units).
    daily_value_added_eur
        What the firm earns in one working day.
    volumes_gb
        Volume of each data object by id; None: not known.
    assumptions, rules
        Those of the catalogue.
    """

    staff: float
    daily_value_added_eur: float
    volumes_gb: Mapping[str, float | None]
    assumptions: Sequence[Assumption]
    rules: Sequence[Rule]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the cost, EUR; saved fees are negative. `assumed` names the assumptions in it."""

    item: Item
    low: float
    mode: float
    high: float
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What the law grants on the day of leaving: ids of the rules that do; None: no rule says anything.

    `charges`: what the provider may take for the move, ``cost`` or ``none``.
    """

    notice_months: float | None = None
    transition_days: float | None = None
    retrieval_days: float | None = None
    charges: Literal["cost", "none"] | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What leaving one service on one day takes.

    Parameters
    ----------
    parts
        In the order of the formula; a part that does not arise is zero.
    low, mode, high
        The sum, EUR.
    months
        From the decision until the old service can be switched off.
    beside_months
        How much of it old and new run side by side.
    notice_months
        Notice to be given: the shorter of contract and law; None: not known.
    remaining_months
        From the day of leaving to the end of the contract.
    driver
        The part that is largest at its most likely value.
    widest
        The part whose range is widest: what to find out first.
    egress_before_eur
        What the egress would be if the law did not forbid it: low, most likely, high.
    unknown
        What could not be counted: ``volume``, ``spend``.
    """

    service: str
    on: date
    parts: tuple[Part, ...]
    low: float
    mode: float
    high: float
    months: Estimate
    beside_months: Estimate
    notice_months: float | None
    remaining_months: float
    driver: Item
    widest: Item
    egress_before_eur: Estimate
    granted: Granted
    unknown: tuple[str, ...] = ()


def leave(service: Service, on: date, around: Surroundings) -> Leaving:
    """Return what it takes to leave `service` so that `on` is the day on which it is left."""
    granted = grants(service, on, around.rules)
    figures = _Figures(service, around)
    free = granted.charges == "none"
    egress = figures.egress()
    parts = (
        Part(item="egress", low=0.0, mode=0.0, high=0.0) if free else egress,
        figures.parallel(),
        figures.transformation(),
        figures.reintegration(),
        figures.retraining(),
        figures.remaining(on),
        figures.downtime(),
        figures.saved(),
    )
    driver = max(parts, key=lambda part: part.mode)
    widest = max(parts, key=lambda part: part.high - part.low)
    return Leaving(
        service=service.id,
        on=on,
        parts=parts,
        low=sum(part.low for part in parts),
        mode=sum(part.mode for part in parts),
        high=sum(part.high for part in parts),
        months=figures.months(granted),
        beside_months=figures.beside,
        notice_months=figures.notice(granted),
        remaining_months=remaining_months(service, on),
        driver=driver.item,
        widest=widest.item,
        egress_before_eur=Estimate(low=egress.low, mode=egress.mode, high=egress.high),
        granted=granted,
        unknown=tuple(figures.unknown()),
    )


def grants(service: Service, on: date, rules: Sequence[Rule]) -> Granted:
    """Return what the rules running on the day `on` grant; own servers and media have no provider to grant anything."""
    if service.model in {"own-server", "offline"}:
        return Granted()
    found = Granted()
    running = [rule for rule in rules if rule.switching is not None and standing(rule, on).phase == "running"]
    for rule in sorted(running, key=lambda one: (one.apply_from or date.min, one.id)):
        terms = rule.switching
        if terms is None or (terms.spares_custom_built and service.custom_built):
            continue
        found = Granted(
            notice_months=_least(found.notice_months, terms.notice_months),
            transition_days=terms.transition_days or found.transition_days,
            retrieval_days=terms.retrieval_days or found.retrieval_days,
            charges=terms.charges or found.charges,
            rules=(*found.rules, rule.id),
        )
    return found


def remaining_months(service: Service, on: date) -> float:
    """Return how long the contract still runs after the day `on`; 0 if it is over or has no end."""
    ends = service.contract.ends
    return 0.0 if ends is None else max(0.0, (ends - on).days / MONTH_DAYS)


def _least(one: float | None, other: float | None) -> float | None:
    known = [value for value in (one, other) if value is not None]
    return min(known) if known else None


Triple = tuple[float, float, float]


class _Figures:
    """The firm's estimates for one service, with assumptions where it gives none."""

    def __init__(self, service: Service, around: Surroundings) -> None:
        self.service, self.given, self.around = service, service.switching, around
        self.figures = {one.id: one.figure for one in around.assumptions}
        known = [around.volumes_gb.get(id_) for id_ in dict.fromkeys(service.holds)]
        self.volume_known = self.given.volume_gb is not None or (bool(known) and None not in known)
        self.held_gb = sum(volume for volume in known if volume is not None)

    def unknown(self) -> Iterator[str]:
        if not self.volume_known and self.service.model not in {"own-server", "offline"}:
            yield "volume"
        if self.service.spend_eur_per_year is None:
            yield "spend"

    def egress(self) -> Part:
        if self.service.model in {"own-server", "offline"}:
            return _part("egress", (0.0,) * 3)
        price, named = self._or_assumed(self.given.egress_eur_per_gb, "egress")
        volume = _triple(self.given.volume_gb) if self.given.volume_gb else (self.held_gb,) * 3
        return _part("egress", _times(price, volume), *named)

    def parallel(self) -> Part:
        months, named = self._or_assumed(self.given.parallel_months, "parallel")
        return _part("parallel", _times(months, (self._monthly,) * 3), *named)

    def transformation(self) -> Part:
        days, named = self._or_assumed(self.given.transformation_days, "transformation")
        return _part("transformation", _times(days, self._assumed(DAY_RATE)), *named, DAY_RATE)

    def reintegration(self) -> Part:
        count, counted = self._or_assumed(self.given.interfaces, "interfaces")
        days, named = self._or_assumed(self.given.days_per_interface, "interface-days")
        return _part("reintegration", _times(count, days, self._assumed(DAY_RATE)), *counted, *named, DAY_RATE)

    def retraining(self) -> Part:
        hours, named = self._or_assumed(self.given.training_hours, "training")
        if self.given.trained_heads is None:
            named = (f"{_ASSUMED}trained-share", *named)
            heads = _times(self._assumed(f"{_ASSUMED}trained-share"), (self.around.staff,) * 3)
        else:
            heads = (self.given.trained_heads,) * 3
        return _part("retraining", _times(heads, hours, self._assumed(f"{_ASSUMED}hour")), *named, f"{_ASSUMED}hour")

    def remaining(self, on: date) -> Part:
        months = remaining_months(self.service, on)
        if not months:
            return _part("remaining-term", (0.0,) * 3)
        owed = (months * self._monthly,) * 3
        if self.given.penalty_share is None:
            return _part("remaining-term", _times(self._assumed(f"{_ASSUMED}penalty"), owed), f"{_ASSUMED}penalty")
        return _part("remaining-term", _times((self.given.penalty_share,) * 3, owed))

    def downtime(self) -> Part:
        hours, named = self._or_assumed(self.given.downtime_hours, "downtime")
        if self.given.downtime_eur_per_hour is None:
            named = (*named, f"{_ASSUMED}stopped")
            price = _times(self._assumed(f"{_ASSUMED}stopped"), (self.around.daily_value_added_eur / HOURS_A_DAY,) * 3)
        else:
            price = _triple(self.given.downtime_eur_per_hour)
        return _part("downtime", _times(hours, price), *named)

    def saved(self) -> Part:
        """Return the fees saved as a negative cost; low cost means much saved, so the triple is turned."""
        new = self.given.new_spend_eur_per_year
        if new is None or self.service.spend_eur_per_year is None:
            return _part("saved-fees", (0.0,) * 3)
        old = self.service.spend_eur_per_year
        low, mode, high = ((after - old) * SAVED_YEARS for after in _triple(new))
        return Part(item="saved-fees", low=low, mode=mode, high=high)

    def notice(self, granted: Granted) -> float | None:
        return _least(self.service.contract.notice_months, granted.notice_months)

    def months(self, granted: Granted) -> Estimate:
        """Return how long it takes: preparation, during which notice runs, then the parallel run."""
        preparation, _ = self._or_assumed(self.given.preparation_months, "preparation")
        parallel, _ = self._or_assumed(self.given.parallel_months, "parallel")
        notice = self.notice(granted) or 0.0
        low, mode, high = (max(before, notice) + beside for before, beside in zip(preparation, parallel, strict=True))
        return Estimate(low=low, mode=mode, high=high)

    @property
    def beside(self) -> Estimate:
        low, mode, high = self._or_assumed(self.given.parallel_months, "parallel")[0]
        return Estimate(low=low, mode=mode, high=high)

    @property
    def _monthly(self) -> float:
        return (self.service.spend_eur_per_year or 0.0) / MONTHS

    def _or_assumed(self, given: Estimate | None, name: str) -> tuple[Triple, tuple[str, ...]]:
        if given is not None:
            return _triple(given), ()
        return self._assumed(f"{_ASSUMED}{name}"), (f"{_ASSUMED}{name}",)

    def _assumed(self, id_: str) -> Triple:
        figure = self.figures[id_]
        return figure.low, figure.mode, figure.high


def _triple(given: Estimate) -> Triple:
    return given.low, given.mode, given.high


def _times(*triples: Triple) -> Triple:
    """Return the product, low with low and high with high."""
    low = mode = high = 1.0
    for one in triples:
        low, mode, high = low * one[0], mode * one[1], high * one[2]
    return low, mode, high


def _part(item: Item, triple: Triple, *assumed: str) -> Part:
    return Part(item=item, low=triple[0], mode=triple[1], high=triple[2], assumed=assumed)
