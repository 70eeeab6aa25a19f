"""A firm's own Unseens and measures as a pack beside the catalogue, and what it says of their figures as own estimates.

The entries carry ids of the pack ``own``. A firm's figures are taken up like those it sets in the place of the catalogue's
(`Override`), so that drawing, tracing and counting of assumptions treat them the same. Contacts of an own Unseen are losses: exposure
and sensitivity count in full, and no question moves them.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from leitplanke.catalogue.entries import (
    CapacityWeight,
    Catalogue,
    CopingFigure,
    CostFigure,
    Effect,
    EffortFigure,
    Link,
    Measure,
    SensitivityFigure,
    SeverityFigure,
    Text,
    ThreePointFigure,
    Unseen,
)
from leitplanke.catalogue.kinds import OWN
from leitplanke.catalogue.ordering import ordered
from leitplanke.catalogue.retired import PackStamp
from leitplanke.catalogue.upgrade import fates
from leitplanke.company.bases import EconomicBases
from leitplanke.primitives.origin import Origin
from leitplanke.primitives.plain import plain
from leitplanke.study.inputs import Override
from leitplanke.study.own import OWN_COPING, HasOwn, OwnCost, OwnDays, OwnLink, OwnMeasure, OwnRate, OwnUnseen
from leitplanke.study.parts import effect_name

OWN_CAP = 2.5
"""No case costs more than so many times the upper end of the firm's interval: the middle of the catalogue's Unseens (assumption)."""
OWN_MEDIAN_FACTOR = 1.5
"""By which factor a firm's own middle of a loss may be off, with 90 %: the narrower of the catalogue's two usual ones (assumption)."""
ASSUMED = Origin(tag="assumption", confidence="M", checked_on=date(2026, 11, 23))
"""Origin of what we add to a firm's own figures."""
_REFERENCE = "own"


def with_own(catalogue: Catalogue, inputs: HasOwn) -> Catalogue:
    """Return the catalogue with the firm's own entries; the same object if it has none or they are in it already."""
    if not (inputs.own_unseens or inputs.own_measures):
        return catalogue
    stamp = _stamp(inputs)
    if stamp in catalogue.packs:
        return catalogue
    unseens, measures = today(catalogue, inputs)
    titles = {one.id: one.title for one in catalogue.unseens} | {one.id: _both(one.title) for one in unseens}
    return ordered(
        replace(
            catalogue,
            unseens=(*catalogue.unseens, *map(unseen_of, unseens)),
            links=(*catalogue.links, *(_link(*ends, titles) for ends in links_of(unseens))),
            measures=(*catalogue.measures, *(_measure(catalogue, one) for one in measures)),
            packs=(*catalogue.packs, stamp),
        )
    )


def today(catalogue: Catalogue, inputs: HasOwn) -> tuple[tuple[OwnUnseen, ...], tuple[OwnMeasure, ...]]:
    """Return the own entries with today's ids of what they name; links, effects and needs of what is no more are left out."""
    ids = {one.id for one in catalogue.unseens} | {one.id for one in catalogue.capacities} | {one.id for one in catalogue.measures}
    ids |= {one.id for one in inputs.own_unseens} | {one.id for one in inputs.own_measures}
    known = fates(catalogue)

    def named(id_: str) -> str:
        """Return today's id, or nothing."""
        fate = known.get(id_)
        return id_ if id_ in ids else (fate.id or "") if fate else ""

    def links(given: tuple[OwnLink, ...]) -> tuple[OwnLink, ...]:
        return tuple(replace(one, unseen=named(one.unseen)) for one in given if named(one.unseen))

    return (
        tuple(replace(one, caused_by=links(one.caused_by), causes=links(one.causes)) for one in inputs.own_unseens),
        _both_ways(
            replace(
                one,
                effects=tuple(replace(effect, target=named(effect.target)) for effect in one.effects if named(effect.target)),
                needs=tuple(filter(None, map(named, one.needs))),
                excludes=tuple(filter(None, map(named, one.excludes))),
            )
            for one in inputs.own_measures
        ),
    )


def _both_ways(measures: Iterable[OwnMeasure]) -> tuple[OwnMeasure, ...]:
    """Return own measures that exclude each other: one of two need say so."""
    listed = tuple(measures)
    back = {one.id: [other.id for other in listed if one.id in other.excludes and other.id not in one.excludes] for one in listed}
    return tuple(replace(one, excludes=(*one.excludes, *back[one.id])) for one in listed)


def implied(catalogue: Catalogue, inputs: HasOwn, bases: EconomicBases) -> tuple[Override, ...]:
    """Return what the firm says of its own entries as own estimates, in the units of an `Override`.

    Raises
    ------
    KeyError
        If a loss is a multiple of a base that there is not.
    """
    unseens, measures = today(catalogue, inputs)
    found = [estimate for one in unseens for estimate in _of_unseen(one, bases)]
    for cause, effect, link, reason in links_of(unseens):
        found.append(Override(target=link_id(cause, effect), parameter="probability", low=link.low, high=link.high, reason=reason))
    return (*found, *(estimate for one in measures for estimate in _of_measure(one)))


def counted_in_full(inputs: HasOwn) -> dict[str, str]:
    """Return the Unseens whose contacts are losses, with the firm's reason for its figures."""
    return {one.id: one.reason for one in inputs.own_unseens}


def times_per_year(rate: OwnRate) -> tuple[float, float]:
    """Return an own rate as losses a year: a chance of one or more in a year is that of independent losses.

    Examples
    --------
    >>> [round(end, 3) for end in times_per_year(OwnRate(low=0.05, high=0.5, unit="chance-per-year"))]
    [0.051, 0.693]
    """
    if rate.unit == "times-per-year":
        return rate.low, rate.high
    return -math.log1p(-rate.low), -math.log1p(-rate.high)


def link_id(cause: str, effect: str) -> str:
    """Return the id of a link between two Unseens.

    Examples
    --------
    >>> link_id("unseen.cyber.incident", "unseen.pack-own.fair")
    'link.cyber.incident--pack-own.fair'
    """
    return f"link.{cause.removeprefix('unseen.')}--{effect.removeprefix('unseen.')}"


def links_of(own: tuple[OwnUnseen, ...]) -> Iterator[tuple[str, str, OwnLink, str]]:
    """Yield cause, effect, link and reason of everything that own Unseens follow from or lead to, each pair once."""
    told = set()
    for one in own:
        pairs = [(link.unseen, one.id, link) for link in one.caused_by] + [(one.id, link.unseen, link) for link in one.causes]
        for cause, effect, link in pairs:
            if (cause, effect) not in told:
                told.add((cause, effect))
                yield cause, effect, link, one.reason


def unseen_of(own: OwnUnseen) -> Unseen:
    """Return an own Unseen as catalogue entry."""
    low, high = times_per_year(own.rate)
    loss, years, coping = own.loss, own.duration, own.coping
    capacities = coping.capacities if coping else ()
    return Unseen(
        id=own.id,
        reference=_REFERENCE,
        title=_both(own.title),
        component=own.component,
        kind=own.kind,
        text=_both(own.text),
        rate=_figure(low, high, "1/year"),
        sensitivity=SensitivityFigure(at_0=1.0, at_1=1.0, unit="1", origin=ASSUMED),
        severity=SeverityFigure(
            base=loss.base,
            low=loss.low,
            high=loss.high,
            cap=OWN_CAP * loss.high,
            median_factor=OWN_MEDIAN_FACTOR,
            unit="share of base per year" if own.kind == "onset" else "multiple of base",
            origin=ASSUMED,
        ),
        duration=_figure(years.low, years.high, "years") if years else None,
        coping=CopingFigure(
            max=coping.most if coping else OWN_COPING,
            weights=tuple(CapacityWeight(capacity=one, weight=1.0 / len(capacities)) for one in capacities),
            unit="1",
            origin=ASSUMED,
        ),
        reason=_both(own.reason),
        example=_both(own.text),
    )


def _link(cause: str, effect: str, link: OwnLink, reason: str, titles: dict[str, Text]) -> Link:
    first, second = titles[cause], titles[effect]
    return Link(
        id=link_id(cause, effect),
        reference=_REFERENCE,
        title=Text(de=f"{first.de} → {second.de}", en=f"{first.en} → {second.en}"),
        cause=cause,
        effect=effect,
        probability=_figure(link.low, link.high, "1"),
        reason=_both(reason),
    )


def _measure(catalogue: Catalogue, own: OwnMeasure) -> Measure:
    """Return an own measure as catalogue entry; leaf and orientation are only its place, those of its component's first measure."""
    beside = next((one for one in catalogue.measures if one.component == own.component), catalogue.measures[0])
    return Measure(
        id=own.id,
        reference=_REFERENCE,
        title=_both(own.title),
        component=own.component,
        leaf=beside.leaf,
        orientation=beside.orientation,
        text=_both(own.text),
        once=_cost(own.cost_once),
        yearly=_cost(own.cost_yearly),
        days_once=_effort(own.days_once),
        days_yearly=_effort(own.days_yearly),
        lead_months=own.lead_months,
        ramp_months=own.ramp_months,
        effects=tuple(
            Effect(target=one.target, parameter=one.parameter, low=one.low, high=one.high, side_effect=one.low >= 1.0)
            for one in own.effects
        ),
        needs=tuple((one,) for one in own.needs),
        excludes=own.excludes,
        reason=_both(own.reason),
        origin=ASSUMED,
        example=_both(own.text),
    )


def _of_unseen(own: OwnUnseen, bases: EconomicBases) -> Iterator[Override]:
    low, high = times_per_year(own.rate)
    yield Override(target=own.id, parameter="rate", low=low, high=high, reason=own.reason)
    eur = bases.of(own.loss.base)
    if eur > 0.0:  # a multiple of nothing is nothing, and no estimate in euros
        yield Override(target=own.id, parameter="severity", low=own.loss.low * eur, high=own.loss.high * eur, reason=own.reason)
    if own.duration is not None:
        yield Override(target=own.id, parameter="duration", low=own.duration.low, high=own.duration.high, reason=own.reason)


def _of_measure(own: OwnMeasure) -> Iterator[Override]:
    for parameter, cost in (("cost_once", own.cost_once), ("cost_yearly", own.cost_yearly)):
        yield Override(target=own.id, parameter=parameter, low=cost.low, high=cost.high, reason=own.reason)
    for one in own.effects:
        name = effect_name(one.parameter, one.target)
        yield Override(target=own.id, parameter=name, low=one.low, high=one.high, reason=own.reason)


def _stamp(inputs: HasOwn) -> PackStamp:
    tree = [plain(one) for one in (*inputs.own_unseens, *inputs.own_measures)]
    text = json.dumps(tree, sort_keys=True, separators=(",", ":"))
    return PackStamp(name=OWN, version="1", digest=hashlib.sha256(text.encode("ascii")).hexdigest()[:16])


def _both(text: str) -> Text:
    """Return a firm's own text: whatever its language, it is shown in both."""
    return Text(de=text, en=text)


def _figure(low: float, high: float, unit: str) -> ThreePointFigure:
    return ThreePointFigure(low=low, mode=math.sqrt(low * high), high=high, unit=unit, origin=ASSUMED)


def _cost(cost: OwnCost) -> CostFigure:
    return CostFigure(base=(cost.low, (cost.low + cost.high) / 2.0, cost.high))


def _effort(days: OwnDays) -> EffortFigure:
    return EffortFigure(owner=days.owner, management=days.management, it=days.it, staff=days.staff)
