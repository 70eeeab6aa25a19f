"""What a study yields: the frozen result that files, pages and reports show; its JSON keys are public (``leitplanke schema result``)."""

from dataclasses import dataclass
from typing import Literal

from leitplanke.catalogue.retired import PackStamp
from leitplanke.company.reasons import Remark
from leitplanke.primitives.trace import TraceNode
from leitplanke.study.courses import LinkLoss, StoryResult
from leitplanke.study.former import FormerInput
from leitplanke.study.funded import FundingResult
from leitplanke.study.inputs import Decided, StartWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A number with its range: `mid` is the expected (predictive) value, `low` and `high` the 5 and 95 % points over the parameters.

    `trace` is the id of the trace node of `mid`.
    """

    low: float
    mid: float
    high: float
    trace: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What decides the result: inputs, catalogue with its packs, engine and seed; the same give the same result.

    What was wanted of the plan stands in the plan: objective, gains, target, last start.
    """

    input_hash: str
    catalogue_version: str
    engine_version: str
    seed: int
    horizon_years: int
    start: str
    outer_points: int
    histories: int
    packs: tuple[PackStamp, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SmeStatus:
    """Three verdicts on size: EU (``micro``, ``small``, ``medium``, ``large``), IfM (same words), source (``in-focus`` or ``outside``).

    `reasons` say why the EU's is so, `missing` what would have to be known to be sure (codes: ``company.reasons``).
    """

    eu: str
    ifm: str
    source: str
    reasons: tuple[Remark, ...] = ()
    missing: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyFacts:
    """What the result repeats of the firm; `known` figures are None where the firm did not give them."""

    name: str
    sector: str
    staff: float
    turnover_eur: float
    liquidity_eur: float
    equity_eur: float | None
    free_cash_flow_eur_per_year: float
    sme_status: SmeStatus
    tolerable_loss_eur: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistentialProbability:
    """Chance that digital Unseens alone exhaust a balance within the horizon at the stated cash flow; None if it is unknown."""

    liquidity: Band | None
    equity: Band | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one component (``component.…``) or Unseen loses in an average year, booked where the money is lost.

    `assumed_share` is the share of these euros that rests on assumed answers and figures.
    """

    id: str
    expected_annual_loss_eur: float
    low: float
    high: float
    static_annual_loss_eur: float
    trace: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentContribution(Contribution):
    """A component with its place on the map of risk against adaptive capacity (`adaptive_capacity` 0-1, loss-weighted).

    `cvar95_share` is its part of CVaR95 with every figure at its centre, 0 to 1; None if unknown.
    """

    adaptive_capacity: float
    cvar95_share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnseenContribution(Contribution):
    """An Unseen with its indices; `running` Unseens are already in today's cash flow and cost nothing new."""

    component: str
    exposure: float
    sensitivity: float
    coping: float
    loss_rate_per_year: float
    running: bool
    causes_eur: float
    cvar95_share: float | None = None
    not_relevant: str = ""
    """Expected annual loss re-booked to what began the chain; share of the worst 5 % with every figure at its centre, 0-1, booked where
    the money is lost (they add up to 1); why the firm says that it cannot hit it (empty if it counts)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityFactor:
    """One of the eight capacity factors with its index 0-1 and range.

    `value_eur` is the expected loss of the horizon that it saves; the factors' values add up to static risk minus dynamic
    vulnerability. None in results of engines before 0.2.
    """

    id: str
    index: Band
    trace: str = ""
    value_eur: Band | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A chain of Unseens that cause each other, and the expected loss a year that comes along it.

    Of a chain of two what the second Unseen loses, of a chain of three what the third loses and all that follows; `cvar95_share`
    as for a component.
    """

    unseens: tuple[str, ...]
    expected_annual_loss_eur: float
    trace: str = ""
    cvar95_share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainPart:
    """A part of the expected loss a year: what comes without a chain, or along all chains not listed; `cvar95_share` as for a path."""

    expected_annual_loss_eur: float
    trace: str
    cvar95_share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceedancePoint:
    """Probability that the discounted loss of the horizon exceeds `eur`; `low` and `high` over the parameters."""

    eur: float
    probability: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskResult:
    """The firm's vulnerability in euros (method.md section 3)."""

    expected_annual_loss_eur: Band
    var95_eur: Band
    cvar95_eur: Band
    existential_probability: ExistentialProbability
    static_risk_eur: Band
    dynamic_vulnerability_eur: Band
    adaptive_capacity_value_eur: Band
    resilience: Band | None
    assumed_share: float
    components: tuple[ComponentContribution, ...]
    unseens: tuple[UnseenContribution, ...]
    exceedance: tuple[ExceedancePoint, ...]
    error_bound_relative: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMeasureResult:
    """One measure of the plan with what it costs and brings over the horizon, discounted; ranges are 5-95 %.

    `avoided_loss_eur` is the fall in expected loss that would be lost without this measure (leave one out);
    `avoided_cvar95_eur` the same for the worst 5 %. `lowers` and `raises` are Unseen ids, strongest first.
    """

    id: str
    start_quarter: str
    effective_quarter: str
    cost_eur: Band
    avoided_loss_eur: Band
    avoided_cvar95_eur: float
    gain_eur: Band
    person_days_once: float
    person_days_per_year: float
    lowers: tuple[str, ...]
    raises: tuple[str, ...]
    funding_eur: Band | None = None
    """What funding pays of the one-off cost if it is granted; `cost_eur` is what is left for the firm. None without funding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterLoad:
    """What the plan asks for in one quarter, against the limits."""

    quarter: str
    cost_eur: float
    budget_eur: float
    owner_days: float
    management_days: float
    it_days: float
    staff_days: float
    owner_limit: float
    management_limit: float
    it_limit: float
    staff_limit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStart:
    """A measure and the quarter in which it starts."""

    id: str
    start_quarter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPlan:
    """A plan that no other one known beats in both cost and risk; sums over the horizon, discounted, every figure at its centre.

    `liquidity_probability` is approximate: the exact chance of a balance below zero at a year's end that the search looks at, in
    proportion to what was simulated without a plan and with the one that was chosen. None where liquidity is unknown.
    """

    measures: tuple[PlannedStart, ...]
    cost_eur: float
    gain_eur: float
    expected_loss_eur: float
    cvar95_eur: float
    liquidity_probability: float | None
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstBuy:
    """What money would buy first where the budget lets nothing in: the package that gives most for its cost.

    `cost_eur`: over the horizon; `budget_eur_per_year`: it fits from there; `lowers`: what the figure of the objective loses before cost.
    """

    measures: tuple[PlannedStart, ...]
    cost_eur: float
    budget_eur_per_year: float
    lowers: float


Missing = Literal["", "not-asked", "not-in-euros", "none-for-target"]
Ending = Literal["done", "stopped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanResult:
    """The measures chosen, in order of start, and the risk with them.

    `objective` is ``cvar``, ``existence``, ``net-benefit`` or ``target``, `value` what it comes to for this plan, in EUR or, for
    ``existence``, the chance with every figure at its centre. No plan can have a lower value than `bound_eur` (EUR; why it is None:
    `bound_missing`), a loose bound; `gap_relative` is how far the value is above it, as share of the value. If measures may start only
    in their given quarters, none has a lower one than `starts_bound_eur` (`starts_gap_relative` 0: proven; None for chances).
    """

    objective: str
    measures: tuple[PlannedMeasureResult, ...]
    quarters: tuple[QuarterLoad, ...]
    cost_eur: Band
    gain_eur: Band
    after: RiskResult
    decided: tuple[Decided, ...] = ()
    """Measures that the firm has ruled out of the plan, with its reasons."""
    gains_counted: bool = False
    """Whether gains counted against cost."""
    value: float | None = None
    bound_eur: float | None = None
    bound_missing: Missing = "not-asked"
    gap_relative: float | None = None
    starts_bound_eur: float | None = None
    starts_gap_relative: float | None = None
    target: float | None = None
    target_met: bool | None = None
    """The chance of exhausting liquidity to be reached (None: other objective); whether ``after``'s simulated mid is not above it."""
    last_start: str | None = None
    """The last quarter in which a measure that is not fixed was allowed to start; None: any."""
    ended: Ending = "done"
    front: tuple[FrontPlan, ...] = ()
    """``stopped``: time was up or somebody stopped it; the plan is the best so far. The front by rising cost, only where asked for."""
    first_buy: FirstBuy | None = None
    funding_eur: Band | None = None
    funding: tuple[FundingResult, ...] = ()
    starts: tuple[StartWindow, ...] = ()
    """What all fundings pay if they are granted (None without any), the fundings, and when the firm lets single measures start or work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumedFigure:
    """One assumption the result rests on; `trace` is its node; `weight` its share (0-1) of the spread of the expected loss."""

    trace: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingAnswer:
    """An indicator without answer (or a company figure not given) and how much an answer could narrow the range (0-1)."""

    id: str
    narrowing: float


DriverKind = Literal["frequency", "size", "duration", "cascade", "shock", "exposure", "sensitivity", "coping", "firm"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """Figures that tell about one thing (how often an Unseen comes, say) and how much they make a result vary.

    `kind` says what about `subject` (an Unseen, shock, capacity factor, assumption or figure of the firm) they tell; `figures` are
    their trace ids, the weightiest first. `rank` is 1 for the most worthwhile to find out; equal ranks cannot be told apart.
    `narrowing` is by how much the range would shrink if all of them were known, `share` their own part of the variance, both 0-1
    with a 90 % bootstrap interval.
    """

    kind: DriverKind
    subject: str
    figures: tuple[str, ...]
    rank: int
    narrowing: Band
    share: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Drivers:
    """What makes one figure of the result vary over the parameter points, by rank regression.

    `figure`: ``expected_annual_loss_eur``, ``cvar95_eur`` or ``existential_liquidity``. Shares of its variance: `common` of our errors
    together, `sides` of who is right (None: nobody differs throughout), `others` of groups not listed, `explained` of all of these.
    """

    figure: str
    explained: float
    common: Band
    others: Band
    rows: tuple[Driver, ...]
    sides: Band | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """An indicator on which those who answered are far apart; `spread` is the standard deviation of the values 0-1."""

    indicator: str
    spread: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyResult:
    """The whole result; stored once, never edited."""

    study: Stamp
    company: CompanyFacts
    risk: RiskResult
    capacities: tuple[CapacityFactor, ...]
    paths: tuple[Path, ...]
    plan: PlanResult
    assumptions: tuple[AssumedFigure, ...]
    missing: tuple[MissingAnswer, ...]
    disagreements: tuple[Disagreement, ...]
    answers: int
    facts: int
    trace: tuple[TraceNode, ...]
    own_loss: ChainPart | None = None
    """Expected loss of Unseens that came by themselves; with `paths` and `other_paths` it adds up to the expected loss."""
    other_paths: ChainPart | None = None
    drivers: tuple[Drivers, ...] = ()
    links: tuple[LinkLoss, ...] = ()
    stories: tuple[StoryResult, ...] = ()
    former: tuple[FormerInput, ...] = ()
    """Which Unseen sets off which (with `own_loss` they add up too); typical simulated futures; what of the inputs did not count."""
