"""What is said about a plan beyond its figures: how it holds in other futures, what each measure is worth, whom it serves.

A review takes longer than an analysis, so it is made after it, for its plan, and kept beside it; its JSON keys are public.
"""

from dataclasses import dataclass
from typing import Literal

from leitplanke.primitives.trace import TraceNode
from leitplanke.study.inputs import StakeholderGroup
from leitplanke.study.result import Band, FrontPlan, PlannedStart, Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureInFutures:
    """How often a measure belongs to the best plan of a future.

    `share_best` is its share of the futures with a 90 % interval of the proportion; `no_regret` says that it is worth more than it costs
    in at least 90 % of the futures and belongs to the best plan of most.
    """

    id: str
    planned: bool
    share_best: Band
    share_worth_its_cost: float
    no_regret: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetStep:
    """The best plan found with another budget, and what it has more or less than the plan itself.

    `value_eur` is the objective (CVaR95 of the loss plus cost), every figure at its centre.
    """

    budget_eur_per_year: float
    change_eur_per_year: float
    cost_eur: float
    cvar95_eur: float
    expected_loss_eur: float
    value_eur: float
    measures: tuple[PlannedStart, ...]
    added: tuple[str, ...]
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Robustness:
    """The plan in futures in which all uncertain figures are other ones.

    A future is one draw of all figures, effects of measures included; the best plan in hindsight is the best of `candidates` schedules
    for that future, so that the regret shown is a lower bound of the true one. Money over the horizon, discounted.
    """

    futures: int
    candidates: int
    yardstick: Literal["cvar95", "mean"]
    """What plans are compared by: CVaR95 plus cost, or expected loss plus cost (less gains, where the plan counts them)."""
    regret_eur: Band
    regret_relative: Band
    best_share: float
    """Share of the futures in which no candidate is better than the plan by more than 1 %."""
    better_than_nothing_share: float
    """Share of the futures in which the plan is better than no plan."""
    measures: tuple[MeasureInFutures, ...]
    """First those of the plan, then others that are best in a tenth of the futures or more."""
    budgets: tuple[BudgetStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnseenChange:
    """By how much a measure changes what an Unseen is expected to lose over the horizon; negative: it lowers it."""

    id: str
    change_eur: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PricePerEuro:
    """What a euro by which CVaR95 falls costs; `high` is None where CVaR95 does not fall in more than a twentieth of the futures."""

    low: float
    mid: float
    high: float | None
    trace: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureWorth:
    """Why a measure is in the plan.

    `marginal_eur` is the fall in expected loss that would be lost without it (leave one out), `average_eur` its Shapley value: its mean
    contribution over all orders in which the plan's measures could be added; over the measures these add up to what the plan avoids.
    What needs a measure does nothing without it: so the marginal figure holds what `holds_up` bring too (the `avoided_loss_eur` of the
    result does not: there they stay). The same two for CVaR95. The `…_error_eur` are standard errors of sampling orders (0: all subsets
    were evaluated). Ranges run over futures.
    """

    id: str
    marginal_eur: Band
    average_eur: Band
    average_error_eur: float
    marginal_cvar95_eur: Band
    average_cvar95_eur: Band
    average_cvar95_error_eur: float
    cost_per_cvar95_eur: PricePerEuro | None
    """Average over orders; None where CVaR95 does not fall."""
    changes: tuple[UnseenChange, ...]
    """Largest first, by size; those that matter. What the measure itself changes, what needs it left in place."""
    holds_up: tuple[str, ...] = ()
    """Measures of the plan that do nothing without this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalWeight:
    """How much a goal counts for a group: its share of 1, and whether the group said so itself or we assume it."""

    goal: str
    weight: float
    assumed: bool
    trace: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalScore:
    """How well a plan serves a goal: 0 the worst, 1 the best of all plans looked at that no other one beats in every goal.

    `value` is the figure behind it, in `unit` (``1`` for a chance, ``EUR``, ``years``, ``days``).
    """

    goal: str
    score: float
    value: float
    unit: str
    trace: str = ""
    """The node of the score; its input is that of the figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedPlan:
    """A plan that groups compare: best of the groups `best_for`, that of the study (`chosen`), or the `compromise` by minimax regret."""

    measures: tuple[PlannedStart, ...]
    cost_eur: float
    best_for: tuple[StakeholderGroup, ...]
    chosen: bool
    compromise: bool
    scores: tuple[GoalScore, ...]
    regret: tuple[float, ...]
    """By group in the order of `GoalConflicts.groups`: how far the group's score lies below that of its best plan, 0 to 1."""
    regret_traces: tuple[str, ...] = ()
    """Nodes of the regrets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group with a stake in the firm and its weights of the eight goals, which add up to 1."""

    id: StakeholderGroup
    weights: tuple[GoalWeight, ...]
    steady: float = 1.0
    """Share of other weights as plausible as the assumed ones under which its best plan is at most 0.02 below the best."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Rank correlation (Spearman, -1 to 1) of two groups' order of all plans looked at that no other one beats in every goal.

    There is none where one of the two likes all of them the same.
    """

    first: StakeholderGroup
    second: StakeholderGroup
    correlation: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictShown:
    """One of the six conflicts of the source with the measures of the plan in which it shows."""

    id: str
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalConflicts:
    """Whose goals the plan serves: each group's best plan, where they clash, and the plan that nobody regrets much."""

    groups: tuple[Group, ...]
    plans: tuple[ComparedPlan, ...]
    agreements: tuple[Agreement, ...]
    conflicts: tuple[ConflictShown, ...]
    compromise_regret: Band | None = None
    """The largest regret of the compromise with the weights above, and its 5 and 95 % points over weights as plausible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """How close the plan is to the best there can be; fields as in `study.result.PlanResult`.

    ``starts``: no choice of measures is lower if each may start only in the quarter that the search gave it. ``any``: no plan at all is.
    """

    over: Literal["starts", "any"]
    bound_eur: float
    value_eur: float
    gap_relative: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReview:
    """All that is said about a plan; made once, never edited. Parts are None where they were not asked for or the time was up."""

    study: Stamp
    plan: tuple[PlannedStart, ...]
    """The plan that is reviewed: measures and start quarters of the result."""
    front: tuple[FrontPlan, ...] = ()
    bounds: tuple[Bound, ...] = ()
    robustness: Robustness | None = None
    worth: tuple[MeasureWorth, ...] = ()
    goals: GoalConflicts | None = None
    trace: tuple[TraceNode, ...] = ()
