"""What a study is made from: exactly the keys of the study file (``leitplanke schema study``)."""

from dataclasses import dataclass
from typing import Literal

from leitplanke.assessment.rating import Answer, Moments, Rater
from leitplanke.company.profile import Company
from leitplanke.primitives.bounds import Amount, Days, GoalPoints, LevelNumber, Name, Note, PartShare, Positive
from leitplanke.study.dependence import NO_DEPENDENCE, Dependence
from leitplanke.study.frame import NOTHING_SAID, Frame
from leitplanke.study.own import OwnMeasure, OwnUnseen


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A firm's own 90 % interval in place of a catalogue figure.

    `target` is the id of an Unseen, link, shock, capacity factor, measure or assumption; `parameter` one of what
    ``study.adaptable.parameters`` lists for it (``rate``, ``exposure``, ``cost_once``, ``days_once/it``,
    ``severity/unseen.cyber.incident`` ...). `low` and `high` are in the figure's unit (severity: EUR per case or per year).
    """

    target: str
    parameter: Name
    low: Positive
    high: Positive
    reason: Note


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRelevant:
    """An Unseen that cannot hit this firm, with the reason: it never starts and nothing can cause it."""

    unseen: str
    reason: Note


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedStrength:
    """How far a strength holds for the firm, 0 (not at all) to 4 (fully); shown, never counted in euros."""

    strength: str
    level: LevelNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What the firm has decided about a measure.

    ``done``: in place, its effect is in the answers, others may need it. ``out``: never planned. ``in``: planned to start in
    `quarter` (``2027-Q2``), whatever else is chosen.
    """

    measure: str
    decision: Literal["done", "out", "in"]
    reason: Note
    quarter: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """Public money for a measure: the share `rate` of its one-off cost, at most `cap_eur`; the plan counts on it.

    Whether the firm gets it nobody here decides. `programme` is an id of the catalogue, or None.
    """

    measure: str
    rate: PartShare
    cap_eur: Positive | None = None
    programme: str | None = None
    reason: Note


@dataclass(frozen=True, slots=True, kw_only=True)
class StartWindow:
    """The first and the last quarter in which a measure may start, and the one before which it cannot work, however early it starts."""

    measure: str
    not_before: str | None = None
    not_after: str | None = None
    works_from: str | None = None
    reason: Note


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysPerQuarter:
    """Own person-days a quarter that the day-to-day business leaves, by role; None means the default (assumed)."""

    owner: Days | None = None
    management: Days | None = None
    it: Days | None = None
    staff: Days | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the firm can carry; None means the default (assumed): the digital budget.

    `last_start` is the last quarter in which a measure that is not fixed may start; None: any of the plan.
    `tolerable_loss_eur` is the loss over the horizon that the firm says it can just bear; drawn beside the
    curve of losses, never counted. None: not said.
    """

    budget_eur_per_year: Amount | None = None
    person_days_per_quarter: DaysPerQuarter = DaysPerQuarter()
    last_start: str | None = None
    tolerable_loss_eur: Amount | None = None


StakeholderGroup = Literal["owner", "management", "staff", "partners", "bank"]
"""Groups with a stake in the firm (method.md section 5)."""
GoalName = Literal["existence", "profit", "autonomy", "know-how", "cooperation", "work-load", "qualification", "sustainability"]
"""The eight goals: survival, profit, autonomy, protected know-how, cooperation, little work load, jobs and skills, sustainability."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StakeholderWeight:
    """How much a goal counts for a group, 0 (not at all) to 10; goals not named get the assumed weight."""

    group: StakeholderGroup
    goal: GoalName
    weight: GoalPoints


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyInputs:
    """Everything that decides the result, apart from catalogue, engine and seed; only `frame` decides nothing.

    `answers` (ratings of single raters) and `moments` (pooled by indicator and group: what leaves the house) are two ways to say
    the same; both give the identical result. `running` are Unseens already in today's cash flow, `not_relevant`
    those that cannot hit the firm. `start` is the first quarter. `weights` say whose goals count how much when plans are compared.
    `own_unseens` and `own_measures` stand beside those of the catalogue (``study.ownpack``). `dependence` holds partners and channels;
    what is measured in it goes before answers (``study.measurement``).
    """

    company: Company
    start: str
    raters: tuple[Rater, ...] = ()
    answers: tuple[Answer, ...] = ()
    moments: tuple[Moments, ...] = ()
    running: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    limits: Limits = Limits()
    not_relevant: tuple[NotRelevant, ...] = ()
    decided: tuple[Decided, ...] = ()
    funding: tuple[Funding, ...] = ()
    starts: tuple[StartWindow, ...] = ()
    strengths: tuple[RatedStrength, ...] = ()
    weights: tuple[StakeholderWeight, ...] = ()
    own_unseens: tuple[OwnUnseen, ...] = ()
    own_measures: tuple[OwnMeasure, ...] = ()
    dependence: Dependence = NO_DEPENDENCE
    frame: Frame = NOTHING_SAID

    @property
    def left_out(self) -> tuple[str, ...]:
        """Unseens that never start: already running, or not relevant."""
        return (*self.running, *(one.unseen for one in self.not_relevant))
