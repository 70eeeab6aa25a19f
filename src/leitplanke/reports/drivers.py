"""What makes the range wide and what to find out next, what each capacity is worth, how much comes along chains: in words."""

from dataclasses import dataclass

from leitplanke.reports.naming import Names, quoted
from leitplanke.reports.numbers import euro, euro_range, percent, percent_range
from leitplanke.reports.sentences import spread
from leitplanke.reports.words import Language, say
from leitplanke.study.grounds import LEANING_NODE
from leitplanke.study.result import AssumedFigure, CapacityFactor, Driver, Drivers, StudyResult

SHOWN = 6
LEAST_NARROWING = 0.005
LEAST_COMMON = 0.05
LEAST_SIDES = 0.01
"""A smaller share of what errors have in common, or of which side is right, is not worth a sentence."""
ANSWERS = ("exposure", "sensitivity", "coping")


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverRow:
    """One thing to find out: what, its rank, by how much the range narrows, and the trace id of its weightiest figure."""

    what: str
    trace: str
    rank: str
    narrower: str


def of_figure(result: StudyResult, figure: str) -> Drivers | None:
    """Return what makes one figure of the result vary; None if the result does not say."""
    return next((one for one in result.drivers if one.figure == figure), None)


def rows(result: StudyResult, names: Names) -> tuple[DriverRow, ...]:
    """Return what narrows the range of the expected loss most."""
    found = of_figure(result, "expected_annual_loss_eur")
    if found is None:
        return ()
    language = names.language
    return tuple(
        DriverRow(
            what=what(one, names),
            trace=one.figures[0] if one.figures else "",
            rank=say(language, "drivers.rank", rank=one.rank),
            narrower=say(
                language,
                "drivers.narrower",
                share=percent(one.narrowing.mid, language),
                range=percent_range(one.narrowing.low, one.narrowing.high, language),
            ),
        )
        for one in _findable(found)[:SHOWN]
    )


def _findable(found: Drivers) -> list[Driver]:
    """Return what a firm can find out and what narrows the range visibly; assumptions of the method are ours to improve."""
    return [one for one in found.rows if one.narrowing.mid >= LEAST_NARROWING and not one.subject.startswith("assumption.")]


def what(one: Driver, names: Names) -> str:
    """Return what a group of figures tells about, in words."""
    told = say(names.language, f"driver.{one.kind}", subject=names.title(one.subject))
    asked = sum(figure.startswith("indicator.") for figure in one.figures)
    return say(names.language, "drivers.answers", what=told, count=asked) if one.kind in ANSWERS and asked > 1 else told


def intro(result: StudyResult, language: Language) -> str:
    """Return how much our assumptions have in common, and how to read the ranks."""
    found = of_figure(result, "expected_annual_loss_eur")
    if found is None or not _findable(found):
        return say(language, "drivers.none")
    common = say(language, "drivers.common", share=percent(found.common.mid, language)) if found.common.mid >= LEAST_COMMON else ""
    return f"{common} {say(language, 'drivers.intro')}".strip()


def sides(result: StudyResult, language: Language) -> str:
    """Return how much comes from groups of raters that differ throughout; nothing if it is hardly anything."""
    found = of_figure(result, "expected_annual_loss_eur")
    if found is None or found.sides is None or found.sides.mid < LEAST_SIDES:
        return ""
    return say(language, "drivers.sides", share=percent(found.sides.mid, language))


def weight(one: AssumedFigure, result: StudyResult) -> float:
    """Return what share of the spread an assumption carries: the common leaning with the figure that `intro` tells, where it does.

    The drivers measure that share at the points, the weights of assumptions come from the gradient; a page shows one of the two.
    """
    found = of_figure(result, "expected_annual_loss_eur") if one.trace == LEANING_NODE else None
    return one.weight if found is None else found.common.mid


def others(result: StudyResult, names: Names) -> str:
    """Return what counts most for the worst 5 % and for the risk to existence, in one sentence if it is the same."""
    told = {}
    for figure, key in (("cvar95_eur", "drivers.tail"), ("existential_liquidity", "drivers.existence")):
        found = of_figure(result, figure)
        if found is not None and _findable(found):
            told[key] = what(_findable(found)[0], names)
    if len(told) > 1 and len(set(told.values())) == 1:
        return say(names.language, "drivers.both", what=told["drivers.tail"])
    return " ".join(say(names.language, key, what=one) for key, one in told.items())


def capacity_sum(result: StudyResult, names: Names) -> str:
    """Return what all capacities save and which saves most; nothing if there is nothing to save or the result does not say."""
    valued = [(one.value_eur.mid, one.id) for one in result.capacities if one.value_eur is not None and one.value_eur.mid > 0.0]
    if not valued:
        return ""
    most, first = max(valued)
    language, total = names.language, result.risk.adaptive_capacity_value_eur
    return say(
        language,
        "capacities.sum",
        years=result.study.horizon_years,
        value=euro(total.mid, language),
        range=euro_range(*spread(total), language),
        first=quoted(names.title(first), language),
        most=euro(most, language),
    )


def saves(one: CapacityFactor, language: Language) -> tuple[str, str]:
    """Return what a capacity saves over the horizon and its range; nothing if the result does not say."""
    if one.value_eur is None:
        return "", ""
    return euro(one.value_eur.mid, language), euro_range(*spread(one.value_eur), language)


def worst(result: StudyResult, names: Names) -> str:
    """Return which Unseen has the largest share of the worst 5 %, beside its share of the expected loss; nothing if unknown."""
    shares = [(one.cvar95_share, one.expected_annual_loss_eur, one.id) for one in result.risk.unseens if one.cvar95_share is not None]
    total = result.risk.expected_annual_loss_eur.mid
    if not shares or total <= 0.0:
        return ""
    share, loss, first = max(shares)
    language = names.language
    told = {"share": percent(share, language), "usual": percent(loss / total, language)}
    return say(language, "worst.share", unseen=names.quoted(first), **told)


def chain_share(result: StudyResult, language: Language) -> str:
    """Return how much of the expected loss and of the worst 5 % comes along chains; nothing if the result does not say."""
    total, own = result.risk.expected_annual_loss_eur.mid, result.own_loss
    if own is None or total <= 0.0:
        return ""
    told = say(language, "chains.share", share=percent(1.0 - own.expected_annual_loss_eur / total, language))
    if own.cvar95_share is None:
        return told
    return f"{told} {say(language, 'chains.worst', share=percent(1.0 - own.cvar95_share, language))}"
