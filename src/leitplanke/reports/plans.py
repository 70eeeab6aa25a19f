"""A plan in sentences: what it aims at, how far it gets, what more or less money would do, and what money would buy first."""

from collections.abc import Iterator

from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import euro, percent
from leitplanke.reports.words import Language, say
from leitplanke.study.result import PlanResult, StudyResult

SHOWN_CHANCE = 1e-3
"""Chances that differ by less read the same."""
FIGURES = {"cvar": "cvar95", "net-benefit": "mean", "existence": "chance", "target": "chance"}


def aim(plan: PlanResult, language: Language) -> str:
    """Return what the plan aims at."""
    if plan.objective == "target":
        return say(language, "plan.aim.target", target=percent(plan.target or 0.0, language))
    if plan.objective == "net-benefit":
        return say(language, "plan.aim.net-benefit-gains" if plan.gains_counted else "plan.aim.net-benefit")
    told = say(language, f"plan.aim.{plan.objective}")
    return f"{told} {say(language, 'plan.aim.gains')}" if plan.gains_counted and plan.objective == "cvar" else told


def outcome(result: StudyResult, language: Language) -> list[str]:
    """Return what became of the aim: chance, target, early end, bound."""
    return [*_chance(result, language), *_end(result.plan, language), *_bound(result.plan, language), *_out_of_reach(result, language)]


def _chance(result: StudyResult, language: Language) -> Iterator[str]:
    before, after = (risk.existential_probability.liquidity for risk in (result.risk, result.plan.after))
    if FIGURES[result.plan.objective] != "chance" or before is None or after is None:
        return
    change = after.mid - before.mid
    key = "plan.chance-same" if abs(change) < SHOWN_CHANCE else "plan.chance" if change < 0.0 else "plan.chance-rises"
    values = {"before": percent(before.mid, language), "after": percent(after.mid, language)}
    yield say(language, key, years=result.study.horizon_years, **values)


def _end(plan: PlanResult, language: Language) -> Iterator[str]:
    if plan.target_met is not None:
        met = "met" if plan.measures else "met-already"
        yield say(language, f"plan.target.{met if plan.target_met else 'missed'}")
    if plan.ended == "stopped":
        yield say(language, "plan.stopped")


def _bound(plan: PlanResult, language: Language) -> Iterator[str]:
    if FIGURES[plan.objective] == "chance":
        yield from _bound_of_chance(plan, language)
        return
    if plan.starts_gap_relative is not None and plan.gap_relative == 0.0:
        yield say(language, "plan.bound-none")
        return
    if plan.starts_gap_relative is not None:
        key = "plan.bound-starts" if plan.starts_gap_relative > 0.0 else "plan.bound-starts-none"
        yield say(language, key, gap=percent(plan.starts_gap_relative, language))
    # With gains counted or the mean as objective the loose bound is far below zero and tells nothing.
    if plan.bound_eur is not None and plan.value is not None and plan.bound_eur > 0.0:
        yield say(language, "plan.bound", bound=euro(plan.bound_eur, language), value=euro(plan.value, language))


def _bound_of_chance(plan: PlanResult, language: Language) -> Iterator[str]:
    if not plan.measures or plan.ended == "stopped":
        return
    if plan.bound_eur is not None and plan.value is not None:
        key = "plan.bound-target" if plan.bound_eur < plan.value else "plan.bound-target-none"
        yield say(language, key, bound=euro(plan.bound_eur, language), value=euro(plan.value, language))
    elif plan.objective == "existence" and plan.gap_relative is not None:
        yield say(language, "plan.bound-chance", gap=percent(plan.gap_relative, language))


def _out_of_reach(result: StudyResult, language: Language) -> Iterator[str]:
    """Yield that no plan can reach the target, where not even the bound of the chance does, or how much lower the chance could be."""
    plan, after = result.plan, result.plan.after.existential_probability.liquidity
    if plan.target_met is not False or plan.ended == "stopped" or plan.gap_relative is None or plan.target is None or after is None:
        return
    least = after.mid * (1.0 - plan.gap_relative)
    key = "plan.target.out-of-reach" if least > plan.target else "plan.target.perhaps"
    yield say(language, key, least=percent(least, language), target=percent(plan.target, language))


def first_buy(result: StudyResult, names: Names) -> str:
    """Return what money would buy first; empty if the plan does not say."""
    bought, language = result.plan.first_buy, names.language
    if bought is None:
        return ""
    figure = FIGURES[result.plan.objective]
    return say(
        language,
        "plan.first-buy",
        measures=", ".join(names.title(one.id) for one in bought.measures),
        years=result.study.horizon_years,
        cost=euro(bought.cost_eur, language),
        budget=euro(bought.budget_eur_per_year, language),
        what=say(language, f"plan.what.{figure}"),
        lowers=percent(bought.lowers, language) if figure == "chance" else euro(bought.lowers, language),
    )


def front(result: StudyResult, language: Language) -> tuple[str, list[list[str]]]:
    """Return caption and rows (heads first) of the front of plans; no rows if the result has none."""
    heads = [say(language, f"plan.front.{name}") for name in ("cost", "measures", "loss", "cvar", "chance")]
    rows = [
        [
            euro(one.cost_eur, language),
            str(len(one.measures)),
            euro(one.expected_loss_eur, language),
            euro(one.cvar95_eur, language),
            "" if one.liquidity_probability is None else percent(one.liquidity_probability, language),
            say(language, "plan.front.chosen") if one.chosen else "",
        ]
        for one in result.plan.front
    ]
    return say(language, "plan.front", years=result.study.horizon_years), [[*heads, ""], *rows] if rows else []
