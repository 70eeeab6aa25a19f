"""Run a study: inputs to result, the steps 4 to 8 of the way of a datum (docs/architecture.md)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from leitplanke import __version__
from leitplanke.catalogue.entries import Catalogue
from leitplanke.company.defaults import OWN_JUDGEMENT
from leitplanke.company.reasons import missing, reasons
from leitplanke.company.sme import judge
from leitplanke.planning.exact import Stop
from leitplanke.primitives.interval import Floats
from leitplanke.primitives.trace import TraceNode
from leitplanke.risk.capacity import capacity_values
from leitplanke.risk.vulnerability import Adjustment, Vulnerability, assemble, together
from leitplanke.study import grounds, paths
from leitplanke.study.compile import CompiledStudy, compile_study
from leitplanke.study.digest import input_hash
from leitplanke.study.drivers import drivers
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.parameters import LEANING, Draws
from leitplanke.study.planned import Planner
from leitplanke.study.quest import Quest
from leitplanke.study.result import CapacityFactor, CompanyFacts, PlanResult, SmeStatus, Stamp, StudyResult
from leitplanke.study.scenario import Scenario, chance_of_shortfall, play
from leitplanke.study.summary import DRAWS, band, summarise
from leitplanke.study.tales import tales
from leitplanke.study.wish import CVAR, Wish

OUTER_POINTS = 256
HISTORIES = 2**16

Progress = Callable[[str, float], None]
"""Called with a stage (``compile``, ``risk``, ``plan``, ``after``, ``benefit``, ``done``) and the share of the whole that is done."""


def analyse(
    catalogue: Catalogue,
    inputs: StudyInputs,
    *,
    seed: int,
    outer_points: int = OUTER_POINTS,
    histories: int = HISTORIES,
    progress: Progress | None = None,
    wish: Wish = CVAR,
    stop: Stop | None = None,
) -> StudyResult:
    """Return what a firm's answers mean in euros, the plan it can carry and the risk with it.

    The same catalogue, inputs, seed, points and histories give the identical result.

    Parameters
    ----------
    seed
        Of the Sobol points and of the simulated histories; kept in the result.
    outer_points
        Draws of all uncertain figures, a power of two.
    histories
        Simulated histories in all, shared by the points.
    wish, progress, stop
        What the plan is to achieve; told the stage and the share done; whether to end the search with the best plan so far.

    Raises
    ------
    SupercriticalCascadeError
        If the firm's own estimates let losses cause each other without end.
    InaccurateResultError
        If the engine cannot keep its accuracy for these figures.
    ImpossibleConstraintsError
        If the firm cannot carry what it has fixed into the plan.
    """
    tell = progress or (lambda _stage, _share: None)
    tell("compile", 0.0)
    study = compile_study(catalogue, inputs)
    _trace_draws(study, outer_points, histories, seed)
    draws = study.space.draw(outer_points, seed)
    vulnerabilities = study.vulnerabilities(draws.values)
    neutral = Adjustment.neutral(study.years, len(study.catalogue.unseens), len(study.catalogue.capacities))
    scene = partial(play, vulnerabilities, study.central(), histories=histories, seed=seed)
    planner = Planner.of(study, vulnerabilities, draws.common, seed).until(wish.last_start).checked()
    before = scene([neutral] * outer_points, neutral, progress=lambda share: tell("risk", 0.05 + 0.3 * share))
    pursuit = _quest(planner, before, scene, tell, wish=wish, stop=stop).pursue()
    tell("benefit", 0.9)
    result = _result(study, _stamp(study, seed, outer_points, histories), _Points(draws, vulnerabilities), before, planner.result(pursuit))
    tell("done", 1.0)
    return result


def _quest(planner: Planner, before: Scenario, scene: "partial[Scenario]", tell: Progress, *, wish: Wish, stop: Stop | None) -> Quest:
    """Return the search for the plan; its stages take the middle of the whole work."""

    def play_with(changed: Sequence[Adjustment], middle: Adjustment) -> Scenario:
        return scene(changed, middle, progress=lambda share: tell("after", 0.6 + 0.3 * share))

    def told(share: float) -> None:
        tell("plan", 0.35 + 0.25 * share)

    # With as many histories and the same chances.
    chance = partial(chance_of_shortfall, planner.vulnerabilities, **scene.keywords)
    return Quest(planner=planner, wish=wish, before=before, play=play_with, chance=chance, progress=told, stop=stop)


@dataclass(frozen=True, slots=True)
class _Points:
    """The parameter points and the vulnerability at each of them."""

    draws: Draws
    vulnerabilities: tuple[Vulnerability, ...]


def _result(study: CompiledStudy, stamp: Stamp, points: _Points, before: Scenario, plan: PlanResult) -> StudyResult:
    """Put the parts together; the trace comes last, when everything has been written into it."""
    risk = summarise(study, before, "risk")
    neutral = Adjustment.neutral(study.years, len(study.catalogue.unseens), len(study.catalogue.capacities))
    models = assemble(together(points.vulnerabilities), neutral)
    chains, own, others = paths.split(study, models, before.worst_5, risk.expected_annual_loss_eur.trace)
    slopes = grounds.gradient(study)
    shares = grounds.shares_of(study, slopes)
    return StudyResult(
        study=stamp,
        company=_company(study),
        risk=risk,
        capacities=_capacities(study, points),
        paths=chains,
        own_loss=own,
        other_paths=others,
        links=paths.links(study, models),
        stories=tales(assemble(study.central(), neutral), tuple(one.id for one in study.catalogue.unseens), stamp.seed),
        plan=plan,
        assumptions=grounds.assumptions(study, shares),
        missing=grounds.missing(study, shares),
        drivers=drivers(study, slopes, points.draws, _outputs(before), stamp.seed),
        disagreements=grounds.disagreements(study),
        answers=sum(group.count for group in study.moments),
        facts=sum(node.origin is not None and node.origin.tag == "fact" for node in study.trace.table()),
        trace=study.trace.table(),
        former=study.former,
    )


def _outputs(before: Scenario) -> list[tuple[str, Floats]]:
    """Return the headline figures at each parameter point whose spread is explained."""
    found = [("expected_annual_loss_eur", before.loss.sum(axis=1)), ("cvar95_eur", before.predictive.cvar95_eur)]
    return found + ([("existential_liquidity", before.liquidity.by_point)] if before.liquidity else [])


def _trace_draws(study: CompiledStudy, points: int, histories: int, seed: int) -> None:
    """Write what every drawn number rests on: all uncertain figures in the order of the Sobol dimensions, and what is certain."""
    study.trace.add(
        TraceNode(
            id=DRAWS,
            value=None,
            unit="1",
            operation="draws",
            inputs=tuple(parameter.id for parameter in study.space.parameters),
            parameters=(
                ("points", float(points)),
                ("histories", float(histories)),
                ("seed", float(seed)),
                ("leaning", LEANING),
                ("years", float(study.years)),
            ),
        )
    )
    study.trace.add(TraceNode(id=grounds.LEANING_NODE, value=LEANING, unit="1", operation="constant", origin=OWN_JUDGEMENT))


def _stamp(study: CompiledStudy, seed: int, points: int, histories: int) -> Stamp:
    return Stamp(
        input_hash=input_hash(study.inputs, study.moments),
        catalogue_version=study.catalogue.version,
        engine_version=__version__,
        seed=seed,
        horizon_years=study.years,
        start=study.inputs.start,
        outer_points=points,
        histories=histories,
        packs=study.catalogue.packs,
    )


def _company(study: CompiledStudy) -> CompanyFacts:
    company, verdicts = study.inputs.company, judge(study.inputs.company)
    return CompanyFacts(
        name=company.name,
        sector=company.sector,
        staff=company.staff,
        turnover_eur=company.turnover_eur,
        liquidity_eur=study.balance.liquidity_eur,
        equity_eur=study.balance.equity_eur,
        free_cash_flow_eur_per_year=study.balance.free_cash_flow_eur_per_year,
        sme_status=SmeStatus(
            eu=verdicts.eu,
            ifm=verdicts.ifm,
            source=verdicts.source,
            reasons=reasons(company, verdicts),
            missing=missing(company, verdicts),
        ),
        tolerable_loss_eur=study.inputs.limits.tolerable_loss_eur,
    )


def _capacities(study: CompiledStudy, points: _Points) -> tuple[CapacityFactor, ...]:
    drawn = study.indices.capacity.at(points.draws.values[:, study.layout.latent])
    centre = study.indices.capacity.at(study.indices.means)
    values = np.array([capacity_values(one) for one in points.vulnerabilities])
    found = []
    for place, factor in enumerate(study.catalogue.capacities):
        index = f"{factor.id}/index"
        own = values[:, place]
        node = TraceNode(id=f"{factor.id}/value", value=float(own.mean()), unit="EUR", operation="capacity-value", inputs=(DRAWS, index))
        saved = band(own, trace=study.trace.add(node))
        found.append(CapacityFactor(id=factor.id, index=band(drawn[:, place], float(centre[place]), index), trace=index, value_eur=saved))
    return tuple(found)
