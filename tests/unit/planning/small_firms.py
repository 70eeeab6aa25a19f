"""Small firms and small sets of measures, made by hand or drawn at random, for the planning tests."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from leitplanke.planning.constraints import Constraints
from leitplanke.planning.measures import EffectRow, MeasureSet, stack
from leitplanke.risk.vulnerability import Vulnerability

UNSEENS, CAPACITIES = 3, 2
Triple = tuple[float, float, float]
Four = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Spec:
    """One measure; `helps` and `harms` are (parameter, target, factor)."""

    once: float | Triple = 0.0
    yearly: float | Triple = 0.0
    days_once: Four = (0.0, 0.0, 0.0, 0.0)
    days_yearly: Four = (0.0, 0.0, 0.0, 0.0)
    lead: float = 0.0
    ramp: float = 0.0
    helps: tuple[tuple[str, int, float], ...] = ()
    harms: tuple[tuple[str, int, float], ...] = ()
    family: str | None = None
    needs: tuple[tuple[int, ...], ...] = ()
    excludes: tuple[int, ...] = ()
    moves: tuple[tuple[int, float], ...] = ()
    gain: Triple = (0.0, 0.0, 0.0)


def measures(*specs: Spec) -> MeasureSet:
    """Return the measures as arrays, effects without spread."""
    rows = [
        EffectRow(measure=number, parameter=kind, target=target, mu=float(np.log(factor)), sigma=0.1, adverse=adverse, family=one.family)
        for number, one in enumerate(specs)
        for adverse, effects in ((False, one.helps), (True, one.harms))
        for kind, target, factor in effects
    ]
    effects = stack(rows)
    excludes = np.zeros((len(specs), len(specs)), dtype=np.bool_)
    for number, one in enumerate(specs):
        for other in one.excludes:
            excludes[number, other] = excludes[other, number] = True
    moved = [(number, unseen, share) for number, one in enumerate(specs) for unseen, share in one.moves]
    return MeasureSet(
        ids=tuple(f"measure.m{number}" for number in range(len(specs))),
        unseens=UNSEENS,
        capacities=CAPACITIES,
        **{field.name: getattr(effects, field.name) for field in fields(effects)},
        cost_once_eur=_triples([one.once for one in specs]),
        cost_yearly_eur=_triples([one.yearly for one in specs]),
        days_once=np.array([one.days_once for one in specs], dtype=np.float64).reshape(-1, 4),
        days_yearly=np.array([one.days_yearly for one in specs], dtype=np.float64).reshape(-1, 4),
        lead_months=np.array([one.lead for one in specs], dtype=np.float64),
        ramp_months=np.array([one.ramp for one in specs], dtype=np.float64),
        needs=tuple(one.needs for one in specs),
        excludes=excludes,
        moved_measure=np.array([row[0] for row in moved], dtype=np.int64),
        moved_unseen=np.array([row[1] for row in moved], dtype=np.int64),
        moved_share=np.array([row[2] for row in moved], dtype=np.float64),
        gain_eur_per_year=_triples([one.gain for one in specs]),
    )


def _triples(figures: Sequence[float | Triple]) -> np.ndarray:
    return np.array([one if isinstance(one, tuple) else (one, one, one) for one in figures], dtype=np.float64).reshape(-1, 3)


def firm(years: int = 3, discount_rate: float = 0.0, link: float = 0.4, scale: float = 1.0) -> Vulnerability:
    """Return a firm with two events and an onset, one cascade and one common shock."""
    return Vulnerability(
        years=years,
        discount_rate=discount_rate,
        onset=np.array([False, True, False]),
        contact_rate=np.array([0.8, 0.5, 0.2]),
        exposure=np.array([0.5, 0.6, 0.4]),
        sensitivity=np.array([0.5, 0.4, 0.6]),
        base_eur=scale * np.array([100_000.0, 1_000_000.0, 2_000_000.0]),
        median_share=np.array([0.5, 0.02, 0.1]),
        sigma=np.array([1.0, 0.6, 0.8]),
        cap_share=np.array([5.0, 0.1, 0.5]),
        duration_years=np.array([0.0, 2.5, 0.0]),
        running=np.array([False, False, False]),
        coping_max=np.array([0.5, 0.4, 0.6]),
        coping_weight=np.array([[0.5, 0.5], [1.0, 0.0], [0.25, 0.75]]),
        capacity=np.array([0.5, 0.4]),
        adaptation=0.25,
        link_from=np.array([0, 1]),
        link_to=np.array([2, 0]),
        link_contact=np.array([link, 0.2]),
        group=np.array([-1, 0, 0]),
        group_variance=np.array([0.5]),
        liquidity_eur=300_000.0,
        equity_eur=None,
        free_cash_flow_eur=np.full(years, 50_000.0),
    )


def limits(years: int = 3, budget_eur: float = 1e9, days: float = 1e9, **others: object) -> Constraints:
    """Return the same budget for every year and the same days for every role and quarter."""
    return Constraints(budget_eur=np.full(years, budget_eur), days=np.full((4 * years, 4), days), **others)


def random_measures(seed: int, count: int) -> MeasureSet:
    """Return measures with families, prerequisites, an exclusion and side effects, drawn at random."""
    rng = np.random.default_rng(seed)
    kinds = ("exposure", "sensitivity", "severity", "coping_gap", "capacity_gap")

    def effect(low: float, high: float) -> tuple[str, int, float]:
        kind = kinds[rng.integers(5)]
        return kind, int(rng.integers(CAPACITIES if kind == "capacity_gap" else UNSEENS)), float(rng.uniform(low, high))

    def one(number: int) -> Spec:
        return Spec(
            once=float(rng.uniform(0.0, 20_000.0)),
            yearly=float(rng.uniform(0.0, 4_000.0)),
            days_once=tuple(rng.uniform(0.0, 6.0, 4).tolist()),
            days_yearly=tuple(rng.uniform(0.0, 4.0, 4).tolist()),
            lead=float(rng.integers(0, 7)),
            ramp=float(rng.integers(0, 9)),
            helps=tuple(effect(0.3, 0.95) for _ in range(rng.integers(1, 4))),
            harms=tuple(effect(1.02, 1.5) for _ in range(rng.integers(0, 2))),
            family=(None, "a", "b")[rng.integers(3)],
            needs=((int(rng.integers(number)),),) if number and rng.random() < 0.35 else (),
            excludes=(number - 1,) if number > 1 and rng.random() < 0.2 else (),
        )

    specs = [one(number) for number in range(count)]
    apart = [one if not any(set(group) <= set(one.excludes) for group in one.needs) else Spec(once=1e6) for one in specs]
    return measures(*apart)
