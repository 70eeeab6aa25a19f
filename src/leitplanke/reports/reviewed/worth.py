"""Why each measure is in the plan: what it brings on average over all orders, what would be lost without it, and which Unseens move."""

from dataclasses import dataclass

from leitplanke.reports.content import Table, table
from leitplanke.reports.naming import Names, listed
from leitplanke.reports.numbers import euro, euro_range, grouped
from leitplanke.reports.sentences import spread
from leitplanke.reports.words import Language, say
from leitplanke.study.result import Band
from leitplanke.study.reviewed import MeasureWorth, PlanReview

SHOWN_CHANGES = 4
LEAST_CHANGE = 0.5
"""Changes under half a euro are none."""
MUCH = 100.0
"""A cost per euro above this says only that it is much."""
CENTS_PER_EURO = 100
WIDTHS = (0.34, 0.22, 0.22, 0.22)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """An Unseen that a measure lowers or raises."""

    id: str
    title: str
    amount: str
    change_eur: float


def strongest(review: PlanReview) -> list[MeasureWorth]:
    """Return the measures, the largest average contribution first."""
    return sorted(review.worth, key=lambda one: (-one.average_eur.mid, one.id))


def sentence(review: PlanReview, names: Names) -> str:
    """Return which measures carry the plan; empty if that was not reviewed."""
    found, language = strongest(review), names.language
    total = sum(one.average_eur.mid for one in found)
    if not found or total <= 0.0:
        return ""
    count = _carrying([one.average_eur.mid for one in found], total)
    values = {"total": euro(total, language), "count": len(found), "years": review.study.horizon_years}
    if count < len(found) and count <= SHOWN_CHANGES:
        carrying = listed([names.quoted(one.id) for one in found[:count]], language)
        key = "review.carries-one" if count == 1 else "review.carries"
        return say(language, key, measures=carrying, **values)
    return say(language, "review.carries-all", first=names.quoted(found[0].id), share=euro(found[0].average_eur.mid, language), **values)


def _carrying(parts: list[float], total: float) -> int:
    """Return how many of the largest parts make up half of the total.

    Examples
    --------
    >>> _carrying([5.0, 3.0, 2.0], 10.0), _carrying([4.0, 3.0, 3.0], 10.0)
    (1, 2)
    """
    reached = 0.0
    for count, part in enumerate(parts, start=1):
        reached += part
        if reached >= total / 2.0:
            return count
    return len(parts)


def money(band: Band, language: Language) -> tuple[str, str]:
    """Return an amount and its range."""
    return euro(band.mid, language), euro_range(*spread(band), language)


def price(one: MeasureWorth, language: Language) -> tuple[str, str]:
    """Return what a euro less in the worst 5 % costs, with its range; a dash where it does not fall."""
    found = one.cost_per_cvar95_eur
    if found is None:
        return "\u2013", ""
    low = _each(min(found.low, found.mid), language)
    if found.high is None:
        return _each(found.mid, language), say(language, "review.from-open", low=low)
    high, unit = _each(max(found.high, found.mid), language), say(language, "review.cents", value="")
    # The unit is said once: "3 bis 89 Cent".
    least = low.removesuffix(unit) if high.endswith(unit) else low
    return _each(found.mid, language), high if low == high else say(language, "review.from-to", low=least, high=high)


def _each(value: float, language: Language) -> str:
    if value >= MUCH:
        return say(language, "review.over", value=euro(MUCH, language))
    cents = round(100.0 * value)
    if cents < CENTS_PER_EURO:
        form = "under-cent" if cents == 0 else "cent" if cents == 1 else "cents"
        return say(language, f"review.{form}", value=cents)
    number = grouped(value, language, 2)
    return f"{number}\u00a0€" if language == "de" else f"€{number}"


def moved(one: MeasureWorth, names: Names) -> tuple[tuple[Moved, ...], tuple[Moved, ...]]:
    """Return what a measure lowers and what it raises, the largest first."""
    changes = [
        Moved(id=change.id, title=names.title(change.id), amount=euro(abs(change.change_eur), names.language), change_eur=change.change_eur)
        for change in one.changes
        if abs(change.change_eur) >= LEAST_CHANGE
    ]
    lowers = tuple(change for change in changes if change.change_eur < 0.0)[:SHOWN_CHANGES]
    return lowers, tuple(change for change in changes if change.change_eur > 0.0)[:SHOWN_CHANGES]


def measures(review: PlanReview, names: Names) -> Table | None:
    """Return each measure with its average contribution, what would be lost without it, and its price; None if not reviewed."""
    if not review.worth:
        return None
    language = names.language
    rows = tuple(
        (
            names.title(one.id),
            "\n".join(money(one.average_eur, language)),
            "\n".join(money(one.marginal_eur, language)),
            "\n".join(part for part in price(one, language) if part),
        )
        for one in strongest(review)
    )
    header = tuple(say(language, f"review.head.{key}") for key in ("measure", "average", "marginal", "price"))
    return table(say(language, "review.worth-caption", years=review.study.horizon_years), header, rows, WIDTHS)


def sampled(review: PlanReview, language: Language) -> str:
    """Return how exact the averages are; empty if none were sampled."""
    error = max((one.average_error_eur for one in review.worth), default=0.0)
    return say(language, "review.sampled", error=euro(error, language)) if error > 0.0 else ""
