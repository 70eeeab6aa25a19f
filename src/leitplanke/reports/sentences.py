"""What a result says, in sentences that command line, pages and report share."""

from dataclasses import dataclass
from typing import Literal

from leitplanke.catalogue.entries import Catalogue
from leitplanke.planning.measures import ROLES
from leitplanke.reports.naming import Names, listed
from leitplanke.reports.numbers import (
    euro,
    euro_range,
    frequency,
    frequency_range,
    grouped,
    percent,
    percent_range,
    quarter,
    rounded,
)
from leitplanke.reports.words import Language, say
from leitplanke.study.result import Band, Path, PlannedMeasureResult, StudyResult, UnseenContribution

SHOWN_PATHS = 3
SHOWN_QUESTIONS = 5
INSOLVENCIES_PER_YEAR = 23_900
"""Insolvent firms in Germany in 2025, all causes (Creditreform, as reported by trade press; confidence M)."""
FIRMS = 3_870_000
"""Small and medium-sized firms in Germany (KfW panel 2025; confidence H)."""
LEAST_NARROWING = 0.005
"""An answer that narrows the range by less hardly changes it."""


def headline(result: StudyResult, catalogue: Catalogue, language: Language) -> list[str]:
    """Return the three sentences that matter: the chance of the worst, where the loss comes from, what helps most."""
    names = Names.of(catalogue, language)
    return [_existence(result, language), _origin(result, names, language), _help(result, names, language)]


def _existence(result: StudyResult, language: Language) -> str:
    years = result.study.horizon_years
    chances = result.risk.existential_probability
    known = chances.liquidity or chances.equity
    if known is None:
        cvar = result.risk.cvar95_eur
        return say(
            language,
            "result.headline.existence-unknown",
            years=years,
            cvar=euro(cvar.mid, language),
            range=euro_range(cvar.low, cvar.high, language),
        )
    key = "result.headline.existence" if chances.liquidity else "result.headline.existence-equity"
    low, high = spread(known)
    return say(language, key, frequency=frequency(known.mid, language), years=years, range=frequency_range(low, high, language))


def spread(band: Band) -> tuple[float, float]:
    """Return the range to print: the mean of a skewed figure may lie outside its own 5-95 % points, the printed range never excludes it."""
    return min(band.low, band.mid), max(band.high, band.mid)


def strongest(result: StudyResult) -> list[UnseenContribution]:
    """Return the Unseens with a loss, largest first; ties in the order of their ids."""
    return sorted(
        (one for one in result.risk.unseens if one.expected_annual_loss_eur > 0.0), key=lambda one: (-one.expected_annual_loss_eur, one.id)
    )


def most_helpful(result: StudyResult) -> list[PlannedMeasureResult]:
    """Return the measures of the plan, the largest avoided loss first."""
    return sorted(result.plan.measures, key=lambda one: -one.avoided_loss_eur.mid)


def _origin(result: StudyResult, names: Names, language: Language) -> str:
    loss = result.risk.expected_annual_loss_eur
    first = strongest(result)[:2]
    if not first or loss.mid <= 0.0:
        return say(language, "result.headline.origin-none", count=len(result.risk.unseens))
    component = max(result.risk.components, key=lambda one: one.expected_annual_loss_eur)
    return say(
        language,
        "result.headline.origin",
        loss=euro(loss.mid, language),
        range=euro_range(*spread(loss), language),
        share=percent(component.expected_annual_loss_eur / loss.mid, language),
        component=names.quoted(component.id),
        unseens=listed([names.quoted(one.id) for one in first], language),
    )


def measure_count(count: int, language: Language) -> str:
    """Return "one measure" or "5 measures"."""
    return say(language, "result.measures.one") if count == 1 else say(language, "result.measures.many", count=count)


def no_time(result: StudyResult, language: Language) -> str:
    """Return that a plan is empty for want of working days; empty if each role has some, or the plan holds measures."""
    quarters = result.plan.quarters
    if result.plan.measures or result.plan.target_met or not quarters:
        return ""
    without = [role for role in ROLES if not any(getattr(one, f"{role}_limit") > 0.0 for one in quarters)]
    if len(without) == len(ROLES):
        return say(language, "plan.no-days")
    roles = listed([say(language, f"plan.role.{role}") for role in without], language)
    return say(language, "plan.no-days-of", roles=roles) if without else ""


def _help(result: StudyResult, names: Names, language: Language) -> str:
    plan = result.plan
    if not plan.measures:
        return no_time(result, language) or say(language, "result.headline.help-none")
    best = most_helpful(result)[0]
    return say(
        language,
        "result.headline.help",
        measure=names.quoted(best.id),
        quarter=starting(best, language),
        count=measure_count(len(plan.measures), language),
        years=result.study.horizon_years,
        cost=euro(plan.cost_eur.mid, language),
        before=euro(result.risk.expected_annual_loss_eur.mid, language),
        after=euro(plan.after.expected_annual_loss_eur.mid, language),
    )


def starting(measure: PlannedMeasureResult, language: Language) -> str:
    """Return "from Q1 2027" for the quarter in which the firm starts the measure."""
    return say(language, "result.from", quarter=quarter(measure.start_quarter, language))


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One main number: its name, value, range, what it means, and the trace node of its value."""

    label: str
    value: str
    range: str
    help: str
    trace: str


def cards(result: StudyResult, language: Language) -> tuple[Card, ...]:
    """Return the four main numbers of the result, in the order of the page."""
    years = result.study.horizon_years
    risk = result.risk
    return (
        _money(risk.expected_annual_loss_eur, "loss", years, language),
        _money(risk.cvar95_eur, "cvar", years, language),
        _chance(risk.existential_probability.liquidity, years, language),
        _money(risk.adaptive_capacity_value_eur, "capacity", years, language),
    )


def _money(band: Band, name: str, years: int, language: Language) -> Card:
    return Card(
        label=say(language, f"result.card.{name}", years=years),
        value=say(language, "result.about", value=euro(band.mid, language)),
        range=say(language, "result.range", range=euro_range(*spread(band), language)),
        help=say(language, f"result.card.{name}.help", years=years),
        trace=band.trace,
    )


def _chance(band: Band | None, years: int, language: Language) -> Card:
    label = say(language, "result.card.existence", years=years)
    text = say(language, "result.card.existence.help")
    if band is None:
        return Card(label=label, value=say(language, "result.card.unknown"), range="", help=text, trace="")
    low, high = spread(band)
    return Card(
        label=label,
        value=say(language, "result.card.of", frequency=frequency(band.mid, language)),
        range=f"{percent(band.mid, language)}, {say(language, 'result.range', range=percent_range(low, high, language))}",
        help=text,
        trace=band.trace,
    )


def assumed_share(result: StudyResult, language: Language) -> str:
    """Return how much of the euros rests on assumptions."""
    return say(language, "result.assumed", share=percent(result.risk.assumed_share, language))


def comparison(language: Language, years: int = 5) -> str:
    """Return how many firms become insolvent a year and over the horizon, which the existential figure stands beside."""
    yearly = INSOLVENCIES_PER_YEAR / FIRMS
    return say(
        language,
        "result.comparison",
        share=percent(rounded(yearly, 1), language),
        years=years,
        total=percent(rounded(1.0 - (1.0 - yearly) ** years, 1), language),
        count=grouped(INSOLVENCIES_PER_YEAR, language),
    )


def liability(result: StudyResult, language: Language) -> str | None:
    """Return the note on private liability if equity is unknown or negative, else None (source lines 382-388)."""
    equity = result.company.equity_eur
    if equity is None:
        return say(language, "result.liability.unknown")
    return say(language, "result.liability.negative") if equity < 0.0 else None


def running(result: StudyResult, catalogue: Catalogue, language: Language) -> str | None:
    """Return which Unseens are left out, in today's cash flow already or not relevant, or None."""
    names = Names.of(catalogue, language)
    found = [names.quoted(one.id) for one in result.risk.unseens if one.running]
    excused = [f"{names.quoted(one.id)} ({one.not_relevant})" for one in result.risk.unseens if one.not_relevant]
    told = [say(language, "result.running", unseens=listed(found, language))] if found else []
    told += [say(language, "result.not-relevant", unseens=listed(excused, language))] if excused else []
    return " ".join(told) or None


def decided(result: StudyResult, catalogue: Catalogue, language: Language) -> str:
    """Return which measures are in the plan, or are not proposed, because the firm decided so, with its reasons; empty if none are."""
    names = Names.of(catalogue, language)
    told = []
    for decision in ("in", "done", "out"):
        found = [f"{names.quoted(one.measure)} ({one.reason})" for one in result.plan.decided if one.decision == decision]
        if found:
            told.append(say(language, f"result.decided.{decision}", measures=listed(found, language)))
    return " ".join(told)


def paths(result: StudyResult, catalogue: Catalogue, language: Language) -> list[str]:
    """Return the strongest chains of Unseens in words."""
    names = Names.of(catalogue, language)
    found = [_path(path, names, language) for path in result.paths[:SHOWN_PATHS] if len(path.unseens) > 1]
    return found or [say(language, "result.path.none")]


def _path(path: Path, names: Names, language: Language) -> str:
    chain = say(language, "result.path.leads", cause=names.quoted(path.unseens[0]), effect=names.quoted(path.unseens[1]))
    for effect in path.unseens[2:]:
        chain = say(language, "result.path.then", before=chain, effect=names.quoted(effect))
    return say(language, "result.path", chain=chain, loss=euro(path.expected_annual_loss_eur, language))


def disagreements(result: StudyResult, catalogue: Catalogue, language: Language) -> list[str]:
    """Return the questions people should talk about, those furthest apart first."""
    names = Names.of(catalogue, language)
    return [
        say(
            language,
            "result.disagreement",
            question=names.quoted(one.indicator),
            count=one.count,
            spread=grouped(one.spread, language, 2),
        )
        for one in result.disagreements[:SHOWN_QUESTIONS]
    ] or [say(language, "result.disagreement.none")]


def missing(result: StudyResult, catalogue: Catalogue, language: Language) -> list[str]:
    """Return the open questions, those that would narrow the range most first."""
    names = Names.of(catalogue, language)
    shown = result.missing[:SHOWN_QUESTIONS]
    telling = [
        say(language, "result.missing", question=names.quoted(one.id), narrowing=percent(one.narrowing, language))
        for one in shown
        if one.narrowing >= LEAST_NARROWING
    ]
    others = [names.quoted(one.id) for one in shown if one.narrowing < LEAST_NARROWING]
    if others:
        key = "result.missing.little" if telling else "result.missing.only-little"
        telling.append(say(language, key, questions=listed(others, language)))
    return telling or [say(language, "result.missing.none")]


def basis(result: StudyResult, language: Language) -> str:
    """Return what the result rests on, counted."""
    return say(language, "result.basis", answers=result.answers, facts=result.facts, assumptions=len(result.assumptions))


def existential_label(language: Language, balance: Literal["liquidity", "equity"]) -> str:
    """Return what the existential figure is called: never an insolvency probability."""
    return say(language, "result.existence.label" if balance == "liquidity" else "result.existence.label-equity")
