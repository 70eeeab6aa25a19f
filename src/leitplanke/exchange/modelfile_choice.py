"""The best measures of a risk model file within a budget, as JSON (docs/reference/risk-model-file.md)."""

import json
from dataclasses import dataclass

from leitplanke.planning.choice import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceRun:
    """How the choice came about."""

    budget_eur: float
    seed: int
    seconds: float
    """For the search, without start and reading."""


def dump(choice: Choice, run: ChoiceRun) -> str:
    """Return the choice as JSON; measures are named by their places in the file.

    Raises
    ------
    ValueError
        If a number is not finite.
    """
    following = choice.following
    tree = {
        "portfolio": list(choice.portfolio),
        "cost_eur": choice.cost_eur,
        "cvar95_eur": choice.cvar95_eur,
        "bound_eur": choice.bound_eur,
        "gap_relative": choice.gap_relative,
        "error_bound_relative": choice.error_bound_relative,
        "before": {"cvar95_eur": choice.cvar95_before_eur},
        "next": None
        if following is None
        else {"measure": following.measure, "cost_eur": following.cost_eur, "cvar95_fall_eur": following.fall_eur},
        "budget_eur": run.budget_eur,
        "seed": run.seed,
        "seconds": round(run.seconds, 6),
    }
    return json.dumps(tree, ensure_ascii=False, allow_nan=False) + "\n"
