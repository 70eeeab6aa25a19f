"""What an interval that is being typed implies: the picture of twenty cases, and what it comes to in a year."""

import math
from dataclasses import dataclass

from leitplanke.company.bases import EURO, derive
from leitplanke.planning.pricing import pert_of_interval
from leitplanke.primitives.interval import ThreePoint
from leitplanke.primitives.trace import TraceBuilder
from leitplanke.reports.numbers import euro, rounded
from leitplanke.reports.words import say
from leitplanke.study.adaptable import Adaptable
from leitplanke.study.own import OwnLoss
from leitplanke.study.ownpack import OWN_CAP, times_per_year
from leitplanke.study.spreads import Spread, of_pert, of_three_points
from leitplanke.web.added.measures import COSTS
from leitplanke.web.added.threats import read_loss, read_rate
from leitplanke.web.added.typed import Typed
from leitplanke.web.companies.fields import AmountField
from leitplanke.web.companies.models import Company
from leitplanke.web.own import picture
from leitplanke.web.own.picture import Picture

PARTS = ("rate", "loss", "duration", *COSTS)
"""The intervals that are drawn."""
_UNITS = {"rate": "1/year", "duration": "years", "cost_yearly": "EUR/year"}
_MOST_YEARS = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Implied:
    """What stands below two fields: a picture, a sentence on the year, or what cannot be read; all empty before anything is typed."""

    title: str = ""
    picture: Picture | None = None
    yearly: str = ""
    message: str = ""


def implied(part: str, typed: Typed, company: Company, bases: tuple[str, ...]) -> Implied:
    """Return what the fields of one interval mean."""
    if not (typed.given(f"{part}_low") and typed.given(f"{part}_high")):
        return Implied()
    spread = _spread(part, typed, company, bases)
    if spread is None:
        return Implied(message=next((message for name, message in typed.messages.items() if name.startswith(part)), ""))
    figure = Adaptable(
        target="", parameter="severity" if part == "loss" else part, unit=_UNITS.get(part, "EUR"), default=spread, origin=None
    )
    drawing = picture.draw(figure, None, typed.language)
    yearly = _yearly(spread, typed) if part == "loss" else ""
    return Implied(title=say(typed.language, "web.own.picture-own"), picture=drawing, yearly=yearly)


def _spread(part: str, typed: Typed, company: Company, bases: tuple[str, ...]) -> Spread | None:
    if part == "rate":
        rate = read_rate(typed)
        return None if rate is None else _lognormal(*times_per_year(rate))
    if part == "loss":
        loss = read_loss(typed, bases)
        eur = _eur(loss, company) if loss else 0.0
        return _lognormal(loss.low * eur, loss.high * eur, OWN_CAP * loss.high * eur) if loss and eur else None
    if part == "duration":
        years = typed.span(part, AmountField(unit="", above=True, most=_MOST_YEARS))
        return None if years is None else _lognormal(*years)
    cost = typed.span(part, AmountField(), even=True)
    return None if cost is None else of_pert(pert_of_interval(*cost))


def _eur(loss: OwnLoss, company: Company) -> float:
    """Return what one unit of a loss is worth for the firm; 1 for euros."""
    if loss.base == EURO:
        return 1.0
    return derive(company.profile(), TraceBuilder()).of(loss.base) if company.is_complete else 0.0


def _lognormal(low: float, high: float, cap: float | None = None) -> Spread:
    return of_three_points(ThreePoint(low, math.sqrt(low * high), high), cap)


def _yearly(loss: Spread, typed: Typed) -> str:
    """Return what it comes to in a year on average, if the rate can be read too and cases are single."""
    bare = Typed(language=typed.language, texts=dict(typed.texts))
    rate = read_rate(bare)
    if rate is None or typed.texts.get("kind") == "onset":
        return ""
    mean = _lognormal(*times_per_year(rate)).mean * loss.mean
    return say(typed.language, "web.added.yearly", eur=euro(rounded(mean), typed.language))
