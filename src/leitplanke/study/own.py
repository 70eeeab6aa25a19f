"""What a firm adds to the catalogue itself: Unseens and measures of its own, exactly as the study file has them.

They are fewer words than a catalogue entry: a firm says how often losses occur and what they cost, and no question is asked about them.
``study.ownpack`` makes entries of them.
"""

from dataclasses import dataclass
from typing import Annotated, Literal, Protocol

from annotated_types import Ge, Gt, Le, MaxLen, MinLen

from leitplanke.catalogue.entries import UnseenKind
from leitplanke.catalogue.entry import EffectParameter
from leitplanke.company.bases import EURO
from leitplanke.primitives.bounds import Amount, Days, Name, PartShare, Positive

Title = Annotated[str, MinLen(1), MaxLen(80)]
Telling = Annotated[str, MinLen(1), MaxLen(2000)]
Months = Annotated[float, Ge(0.0), Le(60.0)]
Years = Annotated[float, Gt(0.0), Le(100.0)]
Factor = Annotated[float, Gt(0.0), Le(100.0)]
Absorbed = Annotated[float, Gt(0.0), Le(0.9)]
RateUnit = Literal["times-per-year", "chance-per-year"]
OWN_COPING = 0.5
"""Largest share of an own Unseen's loss that full capacity takes away, unless the firm says otherwise: the catalogue's most frequent
figure (assumption)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRate:
    """How often losses occur (90 % interval): ``times-per-year``, or ``chance-per-year`` that one or more occur in a year, below 1."""

    low: Positive
    high: Positive
    unit: RateUnit = "times-per-year"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLoss:
    """What one case costs (90 % interval), for onsets a year: as multiple of `base`, which is one euro unless it is named."""

    low: Positive
    high: Positive
    base: Name = EURO


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnYears:
    """How many years an onset lasts if nobody does anything about it (90 % interval)."""

    low: Years
    high: Years


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCoping:
    """Which capacity factors help to cope, all to the same part, and the largest share of the loss that they take away together."""

    capacities: Annotated[tuple[Name, ...], MinLen(1)]
    most: Absorbed = OWN_COPING


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLink:
    """The Unseen at the other end, and in how many of its cases one leads to the other (90 % interval of a share)."""

    unseen: Name
    low: PartShare
    high: PartShare


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnUnseen:
    """Something that can hit this firm and that the catalogue does not have.

    Parameters
    ----------
    id
        ``unseen.pack-own.<name>``.
    component
        The area of action it is shown in.
    duration
        Of onsets only, which last for years; an event has none.
    coping
        None: nothing the firm is good at makes it smaller.
    caused_by, causes
        What it can follow from and lead to, in the same year.
    reason
        How the firm knows.
    """

    id: Name
    title: Title
    component: Name
    text: Telling
    kind: UnseenKind = "event"
    rate: OwnRate
    loss: OwnLoss
    duration: OwnYears | None = None
    coping: OwnCoping | None = None
    caused_by: tuple[OwnLink, ...] = ()
    causes: tuple[OwnLink, ...] = ()
    reason: Telling


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCost:
    """EUR before funding (90 % interval); 0 to 0 costs nothing."""

    low: Amount
    high: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDays:
    """Own working days by role."""

    owner: Days = 0.0
    management: Days = 0.0
    it: Days = 0.0
    staff: Days = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEffect:
    """A measure multiplies one parameter of one target by a factor (90 % interval); wholly above 1 it is a side effect."""

    target: Name
    parameter: EffectParameter
    low: Factor
    high: Factor


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMeasure:
    """Something this firm can do and that the catalogue does not have.

    Parameters
    ----------
    id
        ``measure.pack-own.<name>``.
    lead_months, ramp_months
        How long until it begins to work, and then until it works fully.
    needs, excludes
        Measures of which all must be done with it or before, and of which none may be done beside it.
    reason
        How the firm knows.
    """

    id: Name
    title: Title
    component: Name
    text: Telling
    cost_once: OwnCost = OwnCost(low=0.0, high=0.0)
    cost_yearly: OwnCost = OwnCost(low=0.0, high=0.0)
    days_once: OwnDays = OwnDays()
    days_yearly: OwnDays = OwnDays()
    lead_months: Months = 0.0
    ramp_months: Months = 0.0
    effects: Annotated[tuple[OwnEffect, ...], MinLen(1)]
    needs: tuple[Name, ...] = ()
    excludes: tuple[Name, ...] = ()
    reason: Telling


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEntries:
    """Everything that a firm adds itself, as the study file has it."""

    own_unseens: tuple[OwnUnseen, ...] = ()
    own_measures: tuple[OwnMeasure, ...] = ()

    @property
    def every(self) -> "tuple[OwnUnseen | OwnMeasure, ...]":
        """Unseens, then measures."""
        return (*self.own_unseens, *self.own_measures)


class HasOwn(Protocol):
    """Whatever holds own entries: a study's inputs, or these alone."""

    @property
    def own_unseens(self) -> tuple[OwnUnseen, ...]:
        """Own Unseens."""

    @property
    def own_measures(self) -> tuple[OwnMeasure, ...]:
        """Own measures."""
