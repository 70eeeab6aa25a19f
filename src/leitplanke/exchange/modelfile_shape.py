"""The risk model file, version 1, as frozen values: what people write, before it becomes arrays.

Fields in the order and meaning of docs/reference/risk-model-file.md.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le, MaxLen
from pydantic import Discriminator, Field, Tag

from leitplanke.primitives.bounds import Amount, Money, Name, Positive, Share

MOST_YEARS = 50
MOST_THREATS = 500
MOST_MEASURES = 1_000
MOST_PORTFOLIOS = 20_000

Rate = Annotated[float, Ge(0.0), Le(1e4)]
"""Losses a year; 500 is much, and above 10,000 the grid of the spectral engine grows too coarse for its own error bound."""
Factor = Annotated[float, Ge(0.0), Le(1e6)]
Years = Annotated[float, Gt(0.0), Le(1e4)]
Place = Annotated[int, Ge(0)]


def _form(value: object) -> str:
    """Return which branch of a union a value belongs to, so that only its faults are told."""
    if isinstance(value, list | tuple):
        return "list"
    return "number" if isinstance(value, int | float) else "text"


def _single(value: object) -> str:
    return "list" if _form(value) == "list" else "number"


def _named(value: object) -> str:
    return "number" if _form(value) == "number" else "text"


Reference = Annotated[Annotated[Place, Tag("number")] | Annotated[Name, Tag("text")], Discriminator(_named)]
"""Of a threat or measure: its id, or its place in the list from 0."""
Rates = Annotated[Annotated[Rate, Tag("number")] | Annotated[tuple[Rate, ...], Tag("list")], Discriminator(_single)]
"""One for all years, or one for each."""
CashFlow = Annotated[Annotated[Money, Tag("number")] | Annotated[tuple[Money, ...], Tag("list")], Discriminator(_single)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreatRow:
    """What can happen, how often and how much it costs."""

    rate_per_year: Rates
    severity_median_eur: Positive
    severity_q95_eur: Positive
    id: Name | None = None
    kind: Literal["event", "onset"] = "event"
    severity_cap_eur: Positive | None = None
    duration_years: Years | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CascadeRow:
    """A loss of one threat that causes a loss of another; the file says ``from`` and ``to``."""

    cause: Annotated[Reference, Field(alias="from")]
    effect: Annotated[Reference, Field(alias="to")]
    probability: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class ShockRow:
    """Threats whose rates share one yearly gamma factor."""

    members: tuple[Reference, ...]
    variance: Annotated[float, Ge(0.0), Le(1e4)]


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRow:
    """What the firm has against losses."""

    free_cash_flow_eur_per_year: CashFlow
    liquidity_eur: Money | None = None
    equity_eur: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRow:
    """What a measure costs and does; factor lists have one entry for each threat, none means 1 for all."""

    id: Name | None = None
    start_year: Place = 0
    cost_eur: Amount = 0.0
    frequency_factor: tuple[Factor, ...] | None = None
    severity_factor: tuple[Factor, ...] | None = None
    duration_factor: tuple[Factor, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """Somebody's answer for a portfolio, only to compare with."""

    portfolio: tuple[Reference, ...] = ()
    mean: float | None = None
    var95: float | None = None
    cvar95: float | None = None
    p_over_2m: Share | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """A whole risk model file."""

    horizon_years: Annotated[int, Ge(1), Le(MOST_YEARS)]
    threats: Annotated[tuple[ThreatRow, ...], MaxLen(MOST_THREATS)]
    discount_rate: Annotated[float, Ge(0.0), Le(1.0)] = 0.0
    cascades: tuple[CascadeRow, ...] = ()
    shocks: tuple[ShockRow, ...] = ()
    balance: BalanceRow | None = None
    measures: Annotated[tuple[MeasureRow, ...], MaxLen(MOST_MEASURES)] = ()
    portfolios: Annotated[tuple[tuple[Reference, ...], ...], MaxLen(MOST_PORTFOLIOS)] = ((),)
    exact: tuple[AnswerRow, ...] = ()
