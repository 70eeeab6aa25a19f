"""What several suites use: the database, a made-up review of the plan of any result, and what is made once for all processes of a run."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Protocol

import pytest
from _pytest.doctest import DoctestModule
from django.db import connections

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples as shipped
from leitplanke.exchange import resultfile
from leitplanke.primitives.loading import loading
from leitplanke.primitives.trace import TraceNode
from leitplanke.study.inputs import GoalName, StakeholderGroup
from leitplanke.study.result import Band, FrontPlan, PlannedStart, StudyResult
from leitplanke.study.reviewed import (
    Agreement,
    Bound,
    BudgetStep,
    ComparedPlan,
    ConflictShown,
    GoalConflicts,
    GoalScore,
    GoalWeight,
    Group,
    MeasureInFutures,
    MeasureWorth,
    PlanReview,
    PricePerEuro,
    Robustness,
    UnseenChange,
)
from leitplanke.study.run import analyse

# For `databases`, which lies beside this.
sys.path.insert(0, str(Path(__file__).parent))
GROUPS: tuple[StakeholderGroup, ...] = ("owner", "management", "staff", "partners", "bank")
GOALS: tuple[GoalName, ...] = ("existence", "profit", "autonomy")
NOT_PLANNED = "measure.cloud.move-suite"

COMPUTE = """
from leitplanke.exchange import examples
from leitplanke.web.assumed.weighing import weighed
from leitplanke.web.examples.store import result_of
for name in examples.names():
    result_of(name)
weighed()
"""
OnceARun = Callable[[str, Callable[[Path], None]], Path]


class Analysed(Protocol):
    """Analyses a shipped example: seed 4, so many parameter points, 4,096 histories."""

    def __call__(self, name: str, points: int = 16) -> StudyResult: ...


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage while all tests are loaded, nor among them later: that took one in fourteen seconds of a test run."""
    with loading():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file() -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Look for examples in the texts of the product only: in tests are none, and to look through them takes a fifth of the start."""
    found = yield
    return [one for one in found if not isinstance(one, DoctestModule)]


@pytest.fixture(scope="session")
def once_a_run(tmp_path_factory: pytest.TempPathFactory) -> OnceARun:
    """Return what makes a folder once for all processes of a test run; whoever comes second waits for the first."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made(name: str, make: Callable[[Path], None]) -> Path:
        folder, done = shared / name, shared / f"{name}.done"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                folder.mkdir(exist_ok=True)
                make(folder)
                done.touch()
        return folder

    return made


def pytest_configure(config: pytest.Config) -> None:
    """Start the PostgreSQL of the run, if it is about one; processes that are started later read its address."""
    from databases import SERVER, is_postgres, postgres  # noqa: PLC0415 - lies where this file has said

    if is_postgres() and SERVER not in os.environ:
        held = ExitStack()
        os.environ[SERVER] = held.enter_context(postgres())
        config.add_cleanup(held.close)


@pytest.fixture(scope="session")
def database_url() -> str:
    """Return the address of the PostgreSQL of this run, or nothing for SQLite."""
    from databases import SERVER  # noqa: PLC0415 - lies where this file has said

    return os.environ.get(SERVER, "")


@pytest.fixture(scope="session")
def examples(once_a_run: OnceARun) -> Path:
    """Return the folder with what every worker computes of the shipped examples: servers of tests link theirs to it, as ``examples``."""
    return once_a_run("computed", compute_examples) / "examples"


@pytest.fixture(scope="session")
def analysed(once_a_run: OnceARun) -> Analysed:
    """Return what analyses shipped examples, each once a run at so many points; other processes read the file of the result."""

    @cache
    def result(name: str, points: int = 16) -> StudyResult:
        def make(folder: Path) -> None:
            catalogue = compiled.read()
            found = analyse(catalogue, shipped.read(name, catalogue), seed=4, outer_points=points, histories=4096)
            (folder / "result.json").write_text(resultfile.dump(found), encoding="utf-8")

        folder = once_a_run(f"analysed-{name}-{points}", make)
        return resultfile.load((folder / "result.json").read_text(encoding="utf-8"))

    return result


def compute_examples(folder: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEITPLANKE_", "DJANGO_"))}
    call = [sys.executable, "-m", "leitplanke", "manage", "shell", "-v0", "-c", COMPUTE]
    subprocess.run(call, env=kept | {"LEITPLANKE_VAR": str(folder)}, check=True, timeout=600)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give whatever asks a database a file of SQLite, as in use: in memory, two threads refuse each other at once instead of waiting.

    Of all suites, because the first test of a process that asks one decides for the others. Nothing has to survive a power cut, so nobody
    waits for the disk.
    """
    settings = connections.settings["default"]
    settings["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    settings["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"


@pytest.fixture(scope="session")
def made_up_review() -> Callable[[StudyResult], PlanReview]:
    """Return what invents a review of the plan of a result; every figure is round, none was computed by the engine."""
    return made_up


def made_up(result: StudyResult) -> PlanReview:
    plan = tuple(PlannedStart(id=one.id, start_quarter=one.start_quarter) for one in result.plan.measures)
    return PlanReview(
        study=result.study,
        plan=plan,
        front=front(plan),
        bounds=(
            Bound(over="any", bound_eur=300_000.0, value_eur=500_000.0, gap_relative=0.4),
            Bound(over="starts", bound_eur=495_000.0, value_eur=500_000.0, gap_relative=0.01),
        ),
        robustness=robustness(plan),
        worth=tuple(worth(one.id, place) for place, one in enumerate(plan)),
        goals=goals(plan),
        trace=(TraceNode(id="review/regret", value=20_000.0, unit="EUR", operation="other"),),
    )


def band(mid: float, trace: str = "") -> Band:
    return Band(low=mid / 2.0, mid=mid, high=mid * 2.0, trace=trace)


def front(plan: tuple[PlannedStart, ...]) -> tuple[FrontPlan, ...]:
    return tuple(
        FrontPlan(
            measures=plan[:count],
            cost_eur=10_000.0 * count,
            gain_eur=0.0,
            expected_loss_eur=800_000.0 / (1 + count),
            cvar95_eur=2_000_000.0 / (1 + count),
            liquidity_probability=0.08 / (1 + count),
            chosen=count == len(plan),
        )
        for count in range(len(plan) + 1)
    )


def robustness(plan: tuple[PlannedStart, ...]) -> Robustness:
    own = (
        MeasureInFutures(
            id=one.id,
            planned=True,
            share_best=Band(low=max(0.0, 0.9 - 0.2 * place), mid=max(0.02, 0.95 - 0.2 * place), high=1.0),
            share_worth_its_cost=0.95,
            no_regret=place < 2,
        )
        for place, one in enumerate(plan)
    )
    other = MeasureInFutures(
        id=NOT_PLANNED, planned=False, share_best=Band(low=0.5, mid=0.6, high=0.7), share_worth_its_cost=0.7, no_regret=False
    )
    return Robustness(
        futures=64,
        candidates=300,
        yardstick="cvar95",
        regret_eur=band(20_000.0, "review/regret"),
        regret_relative=band(0.01),
        best_share=0.5,
        better_than_nothing_share=60 / 64,
        measures=(*own, other),
        budgets=(
            budget(plan, -15_000.0, added=(), dropped=tuple(one.id for one in plan[-1:])),
            budget(plan, 10_000.0, added=(NOT_PLANNED,), dropped=()),
            budget(plan, 30_000.0, added=(NOT_PLANNED,), dropped=()),
        ),
    )


def budget(plan: tuple[PlannedStart, ...], change: float, added: tuple[str, ...], dropped: tuple[str, ...]) -> BudgetStep:
    return BudgetStep(
        budget_eur_per_year=30_000.0 + change,
        change_eur_per_year=change,
        cost_eur=10_000.0 * len(plan) + change,
        cvar95_eur=2_000_000.0 / (1 + len(plan)) - 4.0 * change,
        expected_loss_eur=100_000.0,
        value_eur=500_000.0,
        measures=plan,
        added=added,
        dropped=dropped,
    )


def worth(measure: str, place: int) -> MeasureWorth:
    return MeasureWorth(
        id=measure,
        marginal_eur=band(40_000.0 / (1 + place)),
        average_eur=band(50_000.0 / (1 + place)),
        average_error_eur=600.0,
        marginal_cvar95_eur=band(80_000.0 / (1 + place)),
        average_cvar95_eur=band(90_000.0 / (1 + place)),
        average_cvar95_error_eur=900.0,
        cost_per_cvar95_eur=PricePerEuro(low=0.05, mid=0.25, high=None if place else 0.75) if place < 2 else None,
        changes=(
            UnseenChange(id="unseen.cyber.incident", change_eur=-30_000.0),
            UnseenChange(id="unseen.cloud.lock-in", change_eur=2_000.0),
        ),
    )


def goals(plan: tuple[PlannedStart, ...]) -> GoalConflicts:
    weights = tuple(GoalWeight(goal=goal, weight=weight, assumed=True) for goal, weight in zip(GOALS, (0.5, 0.3, 0.2), strict=True))
    scores = tuple(
        GoalScore(goal=goal, score=0.5, value=value, unit=unit)
        for goal, value, unit in zip(GOALS, (0.02, 30_000.0, 40_000.0), ("1", "EUR", "EUR"), strict=True)
    )
    return GoalConflicts(
        groups=tuple(Group(id=group, weights=weights) for group in GROUPS),
        plans=(
            compared(plan, scores, ("owner", "bank"), chosen=True, regret=(0.0, 0.1, 0.3, 0.2, 0.0)),
            compared(plan[:1], scores, ("staff",), chosen=False, regret=(0.4, 0.3, 0.0, 0.3, 0.4)),
            compared(plan[:2], scores, (), chosen=False, regret=(0.15, 0.15, 0.15, 0.15, 0.15)),
        ),
        agreements=(Agreement(first="owner", second="bank", correlation=0.9), Agreement(first="owner", second="staff", correlation=-0.4)),
        conflicts=(ConflictShown(id="conflict.daily-or-strategic", measures=tuple(one.id for one in plan[:1])),),
    )


def compared(
    plan: tuple[PlannedStart, ...],
    scores: tuple[GoalScore, ...],
    best_for: tuple[StakeholderGroup, ...],
    *,
    chosen: bool,
    regret: tuple[float, ...],
) -> ComparedPlan:
    return ComparedPlan(
        measures=plan,
        cost_eur=10_000.0 * len(plan),
        best_for=best_for,
        chosen=chosen,
        compromise=max(regret) < 0.2,
        scores=scores,
        regret=regret,
    )
