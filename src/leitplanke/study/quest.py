"""The search of a plan for what the firm wants: target, front, bound and first purchase put together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from leitplanke.planning.exact import Stop
from leitplanke.planning.front import explore, front
from leitplanke.planning.objectives import Money, Objective
from leitplanke.planning.purchase import first_purchase
from leitplanke.planning.schedule import Schedule
from leitplanke.planning.search import Found
from leitplanke.risk.vulnerability import Adjustment
from leitplanke.study import bounded
from leitplanke.study.attempt import Attempt, as_simulated
from leitplanke.study.planned import Planner
from leitplanke.study.proven import prove_starts
from leitplanke.study.pursuit import Pursuit
from leitplanke.study.result import FirstBuy, FrontPlan
from leitplanke.study.scenario import Scenario
from leitplanke.study.target import Pursuer
from leitplanke.study.wish import Wish

Play = Callable[[Sequence[Adjustment], Adjustment], Scenario]
"""Evaluates a plan over all parameter points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quest:
    """One search for a plan."""

    planner: Planner
    wish: Wish
    before: Scenario
    """The firm without measures."""
    play: Play
    chance: Callable[[Sequence[Adjustment]], float]
    """Simulates under a plan the chance that liquidity is exhausted, and nothing else."""
    progress: Callable[[float], None]
    stop: Stop | None = None

    def pursue(self) -> Pursuit:
        """Return the plan for the wish."""
        aims_at_target = self.wish.objective == "target" and self.before.liquidity is not None
        best = self._to_target(self._objective(), self.before) if aims_at_target else self._once(self._objective(), self.progress)
        found = best.found
        known = found.exact.known[found.schedule]
        pursuit = Pursuit(
            schedule=found.schedule,
            after=self._under(found.schedule),
            objective=self.wish.objective,
            gains_counted=found.exact.objective.gains,
            last_start=self.wish.last_start or self.planner.study.inputs.limits.last_start,
            value=known.cost_eur if self.wish.objective == "target" else known.value,
            ended="stopped" if found.stopped else "done",
            target=self.wish.target if self.wish.objective == "target" else None,
            target_met=best.chance <= self.wish.target if aims_at_target else None,
            first_buy=None if found.schedule else _first_buy(self.planner, found),
        )
        pursuit = replace(pursuit, value=_value(self.planner, pursuit))
        return _with_proof(self.planner, self.before, pursuit, best, self.stop) if self.wish.thorough else pursuit

    def _objective(self) -> Objective:
        # One-off cost may fall in every year: twice the budget of the horizon is more than any plan takes.
        ceiling = max(1.0, 2.0 * float(self.planner.limits.budget_eur.sum()))
        return Objective(name=self.wish.objective, gains=self.wish.count_gains, target=self.wish.target, ceiling_eur=ceiling)

    def _once(self, objective: Objective, progress: Callable[[float], None]) -> Attempt:
        found, proof = self.planner.search(objective, progress, self.stop), None
        if self.wish.thorough and not found.stopped:
            found = explore(found)
            proof = prove_starts(self.planner, found.schedule, objective, stop=self.stop)
            if proof is not None and proof.schedule != found.schedule:
                # The proof came across a better choice.
                found.exact.of([proof.schedule])
                found = replace(found, schedule=proof.schedule)
        return Attempt(found, proof=proof)

    def _to_target(self, objective: Objective, before: Scenario) -> Attempt:
        """Return the cheapest plan found whose simulated chance meets the target, else the one with the lowest chance found."""
        (central,) = self.planner.values.chance([self.planner.adjustment(())])
        pursuer = Pursuer(
            target=self.wish.target,
            seen_before=float(central),
            simulated_before=before.liquidity.simulated if before.liquidity is not None else 0.0,
            once=lambda aim, progress: self._simulated(self._once(aim, progress)),
            simulate=lambda found: self._simulated(Attempt(found)),
            stopped=self.stop or (lambda: False),
        )
        return pursuer.reach(objective, self.progress)

    def _simulated(self, attempt: Attempt) -> Attempt:
        """Return an attempt with its chance."""
        return replace(attempt, chance=self.chance(self.planner.adjustments(attempt.found.schedule)))

    def _under(self, schedule: Schedule) -> Scenario:
        """Return the firm under a plan."""
        # Where nothing is changed, the same seed gives the same chances.
        return self.play(self.planner.adjustments(schedule), self.planner.adjustment(schedule)) if schedule else self.before


def _first_buy(planner: Planner, found: Found) -> FirstBuy | None:
    bought = first_purchase(found)
    if bought is None:
        return None
    return FirstBuy(
        measures=planner.named(bought.schedule),
        cost_eur=bought.cost_eur,
        budget_eur_per_year=bought.budget_eur,
        lowers=bought.lowers,
    )


def _with_proof(planner: Planner, before: Scenario, pursuit: Pursuit, best: Attempt, stop: Stop | None) -> Pursuit:
    """Add the front of plans, and values that no choice at the same starts, and no plan at all, can go below."""
    found, proof = best.found, best.proof
    simulated = [one.liquidity.simulated for one in (before, pursuit.after) if one.liquidity is not None]
    plans = tuple(schedule for schedule, _ in front(found))
    rows = front_plans(planner, plans, pursuit.schedule, simulated, found.exact.money, best.others)
    if pursuit.objective == "target" and not pursuit.target_met:
        # Nothing to say about cost: instead, how much lower the chance could be at most.
        chance = found.exact.known[found.schedule].risk
        gap = max(0.0, chance - bounded.bound(planner, found, stop)) / chance if chance > 0.0 else 0.0
        return replace(pursuit, front=rows, bound_missing="none-for-target", gap_relative=gap)
    value, bound = pursuit.value, _bound(planner, before, pursuit, best, stop)
    in_euros = pursuit.objective != "existence"
    return replace(
        pursuit,
        value=value,
        front=rows,
        bound_eur=bound if in_euros else None,
        bound_missing="" if in_euros else "not-in-euros",
        gap_relative=max(0.0, value - bound) / abs(value) if value else 0.0,
        starts_bound_eur=None if proof is None else proof.bound,
        starts_gap_relative=None if proof is None else proof.gap,
    )


def _bound(planner: Planner, before: Scenario, pursuit: Pursuit, best: Attempt, stop: Stop | None) -> float:
    """Return what no plan within the limits goes below."""
    if pursuit.objective != "target":
        return bounded.bound(planner, best.found, stop)
    if best.found.stopped or pursuit.target is None or before.liquidity is None:
        return 0.0
    return bounded.least_for_target(planner, best, pursuit.target, before.liquidity.simulated, stop)


def front_plans(
    planner: Planner,
    plans: Sequence[Schedule],
    chosen: Schedule,
    simulated: Sequence[float],
    money: Money,
    others: Sequence[tuple[Schedule, float]] = (),
) -> tuple[FrontPlan, ...]:
    """Return the plans of a front with all their figures.

    Parameters
    ----------
    chosen
        The plan of the study.
    simulated
        The simulated chances that liquidity is exhausted, without a plan and with the chosen one; empty if it is unknown.
    others
        Further plans whose chance was simulated.
    """
    adjustments = [planner.adjustment(one) for one in plans]
    values = planner.values
    seen = values.chance([planner.adjustment(one) for one in ((), chosen, *(one for one, _ in others))]).tolist()
    known = dict(zip(((), chosen), simulated, strict=False)) | (dict(others) if simulated else {})
    simulated = (*simulated, *(chance for _, chance in others))
    figures = np.stack([*money.sums(plans), values.mean(adjustments), values.cvar(adjustments), values.chance(adjustments)])
    return tuple(
        FrontPlan(
            measures=planner.named(schedule),
            cost_eur=cost,
            gain_eur=gain,
            expected_loss_eur=mean,
            cvar95_eur=cvar,
            liquidity_probability=known.get(schedule, as_simulated(chance, seen, simulated)) if simulated else None,
            chosen=schedule == chosen,
        )
        for schedule, (cost, gain, mean, cvar, chance) in zip(plans, figures.T.tolist(), strict=True)
    )


def _value(planner: Planner, pursuit: Pursuit) -> float:
    """Return the objective of the plan; CVaR95 on a fine grid."""
    if pursuit.objective != "cvar":
        return pursuit.value
    (rough,) = planner.values.cvar([planner.adjustment(pursuit.schedule)]).tolist()
    return float(pursuit.value - rough + pursuit.after.central_cvar95_eur)
