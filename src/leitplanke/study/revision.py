"""The catalogue as one firm reads it: its own effects and days of measures, and whole ranges where it states a share itself."""

from collections.abc import Iterable
from dataclasses import replace

from leitplanke.catalogue.entries import Catalogue, EffortFigure, Measure, Unseen
from leitplanke.planning.measures import ROLES
from leitplanke.study.figures import OverrideKey, by_key
from leitplanke.study.inputs import Override
from leitplanke.study.parts import DAYS, days_name, effect_name

__all__ = ["DAYS", "days_name", "effect_name", "revise"]


def revise(catalogue: Catalogue, overrides: Iterable[Override]) -> Catalogue:
    """Return the catalogue with the firm's own figures where they are constants of an entry.

    Effects of measures take the own interval. Days take its middle, as the plan reckons with one figure. An own sensitivity or largest
    coping is a share by itself, so the catalogue's range of it becomes 0 to 1. All other own figures are taken up where they are
    drawn (``study.figures``) or priced (``planning.pricing``).
    """
    own = by_key(overrides)
    targets = {target for target, _ in own}
    return replace(
        catalogue,
        unseens=tuple(_unseen(one, own) if one.id in targets else one for one in catalogue.unseens),
        measures=tuple(_measure(one, own) if one.id in targets else one for one in catalogue.measures),
    )


def _unseen(entry: Unseen, own: dict[OverrideKey, Override]) -> Unseen:
    if (entry.id, "sensitivity") in own:
        entry = replace(entry, sensitivity=replace(entry.sensitivity, at_0=0.0, at_1=1.0))
    if (entry.id, "coping_max") in own:
        entry = replace(entry, coping=replace(entry.coping, max=1.0))
    return entry


def _measure(entry: Measure, own: dict[OverrideKey, Override]) -> Measure:
    effects = []
    for effect in entry.effects:
        stated = own.get((entry.id, effect_name(effect.parameter, effect.target)))
        effects.append(replace(effect, low=stated.low, high=stated.high) if stated else effect)
    once, yearly = (_days(getattr(entry, part), entry.id, part, own) for part in DAYS)
    return replace(entry, effects=tuple(effects), days_once=once, days_yearly=yearly)


def _days(figure: EffortFigure, measure: str, part: str, own: dict[OverrideKey, Override]) -> EffortFigure:
    for role in ROLES:
        stated = own.get((measure, days_name(part, role)))
        if stated is not None:
            middle = (stated.low + stated.high) / 2.0
            figure = replace(figure, **{role: middle})
            figure = replace(figure, staff_per_head=0.0) if role == "staff" else figure
    return figure
