"""What the portfolios of a risk model file come to, as JSON (docs/reference/risk-model-file.md)."""

import json
from dataclasses import dataclass
from typing import Any, Literal

from leitplanke.exchange.modelfile import RiskFile
from leitplanke.risk.answers import SURE, Answer, Passages
from leitplanke.risk.model import Floats
from leitplanke.risk.stories import History, Story

Engine = Literal["spectral", "simulation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How the answers came about."""

    engine: Engine
    seed: int
    trials: int | None
    """Simulated histories of each portfolio; None for the spectral engine."""
    seconds: float
    """For the evaluation, without start and reading."""


def dump(file: RiskFile, answers: tuple[Answer, ...], run: Run, told: tuple[tuple[Story, ...], ...] = ()) -> str:
    """Return the answers as JSON, one result for each portfolio in the order of the file.

    Parameters
    ----------
    told
        Futures of the first portfolios.

    Raises
    ------
    ValueError
        If a number is not finite.
    """
    results = [_result(label, answer) for label, answer in zip(file.labels, answers, strict=True)]
    for result, futures in zip(results, told, strict=False):
        result["stories"] = [_story(file, story) for story in futures]
    tree = {
        "results": results,
        "engine": run.engine,
        "seed": run.seed,
        **({} if run.trials is None else {"trials": run.trials}),
        "seconds": round(run.seconds, 6),
    }
    return json.dumps(tree, ensure_ascii=False, allow_nan=False) + "\n"


def _result(label: tuple[str | int, ...], answer: Answer) -> dict[str, Any]:
    balances = {"liquidity": answer.liquidity, "equity": answer.equity}
    errors = answer.standard_errors
    found: dict[str, Any] = {
        "portfolio": list(label),
        "mean_eur": answer.mean_eur,
        "var95_eur": answer.var95_eur,
        "cvar95_eur": answer.cvar95_eur,
        "exceedance": [[eur, probability] for eur, probability in zip(_list(answer.loss_eur), _list(answer.exceedance), strict=True)],
        "existential": {name: None if one is None else _list(one.probability) for name, one in balances.items()},
        "existential_method": {name: None if one is None else one.method for name, one in balances.items()},
        "error_bound_relative": answer.error_bound_relative,
    }
    if any(one is not None for one in balances.values()):
        found["existential_error"] = {name: None if one is None else _error(one) for name, one in balances.items()}
    bounds = answer.error_bounds
    if bounds is not None:
        found["error_bound"] = {"var95_relative": bounds.var95_relative, "exceedance": _list(bounds.exceedance)}
    if errors is not None:
        found["standard_error"] = {
            "mean_eur": errors.mean_eur,
            "var95_eur": errors.var95_eur,
            "cvar95_eur": errors.cvar95_eur,
            "exceedance": _list(errors.exceedance),
        }
        found["doubts"] = list(answer.doubts)
    return found


def _story(file: RiskFile, story: Story) -> dict[str, Any]:
    history = story.history
    balances = {"liquidity": history.liquidity_eur, "equity": history.equity_eur}
    return {
        "kind": story.kind,
        "chance": story.chance,
        "discounted_eur": story.discounted_eur,
        "trial": history.trial,
        "losses": [_loss(file, history, place) for place in range(history.threat.size)],
        "balance": {name: None if path is None else _list(path) for name, path in balances.items()},
    }


def _loss(file: RiskFile, history: History, place: int) -> dict[str, Any]:
    cause = int(history.cause[place])
    return {
        "year": int(history.year[place]),
        "threat": file.threats[int(history.threat[place])],
        "cause": cause if cause >= 0 else None,
        "paid_eur": _list(history.paid_eur[place]),
    }


def _error(passages: Passages) -> list[float]:
    """Return by how much each year's chance may be off: the bound of the grid and, where simulated, two standard errors."""
    return _list(passages.error_bound + SURE * passages.standard_error)


def _list(values: Floats) -> list[float]:
    return [float(value) for value in values]
