"""What a catalogue entry is: one frozen type for each kind, exactly the keys that its YAML file may have.

The types say the shape; `checks` says what must hold between entries. Ids are never reused.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Literal

from leitplanke.catalogue.aims import Aim, Stakeholder
from leitplanke.catalogue.dated import Programme, Rule
from leitplanke.catalogue.entry import Effect, EffectParameter, Entry, Text
from leitplanke.catalogue.media import Medium
from leitplanke.catalogue.retired import PackStamp, Retired
from leitplanke.catalogue.setting import (
    Actor,
    Conflict,
    Goal,
    Leaf,
    Lever,
    Method,
    Opportunity,
    Orientation,
    Question,
    Strength,
)
from leitplanke.catalogue.translation import Translation
from leitplanke.primitives.interval import Range90, ThreePoint
from leitplanke.primitives.origin import Confidence, Origin, Tag

__all__ = ["Effect", "EffectParameter", "Entry", "Text"]  # what stands in `entry` and is known under this module too

UnseenKind = Literal["event", "onset"]
Role = Literal["owner", "management", "it", "staff", "data-protection-officer"]
IndexParameter = Literal["exposure", "sensitivity", "capacity"]
ScaleKind = Literal["percent", "count", "months", "eur", "anchored"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Entry):
    """A publication that figures rest on (``data/sources``)."""

    author: str
    year: int | None
    publication: str
    statement: Text
    found: str
    tag: Tag
    confidence: Confidence
    checked_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Component(Entry):
    """One of the six areas of action, or ``component.cross`` (``data/components``)."""

    order: int
    text: Text
    question: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity(Entry):
    """One of the eight factors of adaptive capacity (``data/capacities``); `hindrance` is what the source names."""

    order: int
    text: Text
    hindrance: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Base(Entry):
    """An economic base that losses are shares of (``data/bases``): ``base.value-added``.

    `default` says in words how the base is filled if the firm does not give it; the rule itself is code in ``company.bases``.
    """

    text: Text
    default: Text
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreePointFigure:
    """A figure with its 90 % interval, unit and origin."""

    low: float
    mode: float
    high: float
    unit: str
    origin: Origin

    @property
    def interval(self) -> ThreePoint:
        """The bare interval."""
        return ThreePoint(self.low, self.mode, self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitivityFigure:
    """Probability that a contact becomes a loss, at sensitivity index 0 and at index 1, linear between."""

    at_0: float
    at_1: float
    unit: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityFigure:
    """The loss of one case as share of a base: 90 % of cases lie between `low` and `high` (lognormal), none above `cap`.

    `median_factor` is our ignorance of the median: with 90 % it lies between median / factor and median x factor.
    For onsets the loss is per year.
    """

    base: str
    low: float
    high: float
    cap: float
    median_factor: float
    unit: str
    origin: Origin

    @property
    def chance(self) -> Range90:
        """The spread from case to case, in shares of the base."""
        return Range90(self.low, self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityWeight:
    """How much one capacity factor counts in coping with one Unseen."""

    capacity: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CopingFigure:
    """Largest share of the loss (events) or duration (onsets) that full capacity takes away, and which factors carry it."""

    max: float
    weights: tuple[CapacityWeight, ...]
    unit: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeFactor:
    """Multiplier of the contact rate for firms of at least that many staff."""

    from_staff: int
    factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen(Entry):
    """An unintended side effect that can hit the firm (``data/unseens``); `example` is how it looks in some firm."""

    component: str
    kind: UnseenKind
    text: Text
    rate: ThreePointFigure
    sensitivity: SensitivityFigure
    severity: SeverityFigure
    duration: ThreePointFigure | None = None
    coping: CopingFigure
    count: Literal["firm", "key-persons"] = "firm"
    size_factors: tuple[SizeFactor, ...] = ()
    reason: Text
    example: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Entry):
    """One Unseen can cause another in the same year (``data/links``): id ``link.<from>--<to>`` without the prefix ``unseen.``."""

    cause: str
    effect: str
    probability: ThreePointFigure
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Shock(Entry):
    """A common shock of a group of Unseens (``data/shocks``); `variance` is that of a yearly gamma factor with mean 1."""

    variance: ThreePointFigure
    members: tuple[str, ...]
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """An indicator moves one parameter of one target; direction -1 means a high value lowers it."""

    target: str
    parameter: IndexParameter
    direction: Literal[-1, 1]
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One of the five answers of an indicator: a full sentence and the value 0-1 it stands for.

    `amount` is the exact figure the level stands for in the unit of the scale (None for anchored scales).
    """

    text: Text
    value: float
    amount: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPoint:
    """An exact figure and the value 0-1 it stands for; linear between points, flat outside."""

    amount: float
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Entry):
    """A question people answer (``data/indicators``).

    `levels` are five, ascending in what the question asks for; `map` turns an exact figure into a value (empty for anchored scales).
    `sets_base` names the economic base that this item gives (then it drives no Unseen of that base).
    """

    component: str
    order: int
    quick: bool
    question: Text
    help: Text
    scale: ScaleKind
    unit: Text | None = None
    levels: tuple[Level, ...]
    map: tuple[MapPoint, ...] = ()
    roles: tuple[Role, ...]
    drives: tuple[Drive, ...]
    sets_base: str | None = None
    not_applicable: Text | None = None
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class CostFigure:
    """EUR before funding: base + per head x staff + turnover share x turnover; each as low, mode, high of a PERT distribution."""

    base: tuple[float, float, float]
    per_head: tuple[float, float, float] = (0.0, 0.0, 0.0)
    turnover_share: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortFigure:
    """Own person-days by role, most likely value; the staff part grows with head count."""

    owner: float
    management: float
    it: float
    staff: float
    staff_per_head: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedBase:
    """A measure changes a base: + share of `of` (``turnover``, ``itself``) or + its own yearly cost (``own-yearly-cost``, share 1)."""

    base: str
    share: float
    of: Literal["turnover", "itself", "own-yearly-cost"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What a measure earns beside avoided loss: share of value added a year, low / mode / high."""

    low: float
    mode: float
    high: float
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Entry):
    """Something a firm can decide on (``data/measures``).

    `needs` is a list of groups; every group needs one of its members. `origin` covers cost, effort and effects, of which no
    effect is measured; `fact_covers` says what part of a fact-tagged measure is public; `example` is how it looks in some firm.
    """

    component: str
    leaf: str
    orientation: str
    text: Text
    once: CostFigure
    yearly: CostFigure
    days_once: EffortFigure
    days_yearly: EffortFigure
    lead_months: float
    ramp_months: float
    effects: tuple[Effect, ...]
    needs: tuple[tuple[str, ...], ...] = ()
    excludes: tuple[str, ...] = ()
    family: str | None = None
    moved_bases: tuple[MovedBase, ...] = ()
    gain: Gain | None = None
    reason: Text
    origin: Origin
    fact_covers: Text | None = None
    example: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption(Entry):
    """A figure of the method itself (``data/assumptions``): adaptation strength, common factor of all coping maxima, day rate ..."""

    text: Text
    figure: ThreePointFigure


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All entries, each kind in the order it is shown.

    `version` is that of the core; `packs` are those it was joined with, by name; `retired` are ids that are no more; `translations`
    are texts of packs in further languages, of which the core has none.
    """

    version: str
    sources: tuple[Source, ...]
    components: tuple[Component, ...]
    capacities: tuple[Capacity, ...]
    bases: tuple[Base, ...]
    unseens: tuple[Unseen, ...]
    links: tuple[Link, ...]
    shocks: tuple[Shock, ...]
    indicators: tuple[Indicator, ...]
    measures: tuple[Measure, ...]
    assumptions: tuple[Assumption, ...]
    strengths: tuple[Strength, ...] = ()
    opportunities: tuple[Opportunity, ...] = ()
    goals: tuple[Goal, ...] = ()
    aims: tuple[Aim, ...] = ()
    stakeholders: tuple[Stakeholder, ...] = ()
    questions: tuple[Question, ...] = ()
    actors: tuple[Actor, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    orientations: tuple[Orientation, ...] = ()
    leaves: tuple[Leaf, ...] = ()
    levers: tuple[Lever, ...] = ()
    methods: tuple[Method, ...] = ()
    rules: tuple[Rule, ...] = ()
    programmes: tuple[Programme, ...] = ()
    media: tuple[Medium, ...] = ()
    retired: tuple[Retired, ...] = ()
    packs: tuple[PackStamp, ...] = ()
    translations: tuple[Translation, ...] = ()

    @property
    def edition(self) -> str:
        """The version, and with packs a short mark that changes with any of them: ``2026.11.2+1f0c9a2b``; at most 40 signs."""
        if not self.packs:
            return self.version
        text = " ".join(f"{pack.name} {pack.version} {pack.digest}" for pack in self.packs)
        return f"{self.version}+{hashlib.sha256(text.encode()).hexdigest()[:8]}"
