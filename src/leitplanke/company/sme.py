"""Is the firm an SME: three separate verdicts, because law, statistics and the source draw the line differently.

Sources: Recommendation 2003/361/EC, Annex; IfM Bonn (500 staff, 50 M EUR); the white paper, Box 1 (method.md section 8).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Literal

from leitplanke.company.ownership import PARTNER_FROM_SHARE, Place, places, public_share
from leitplanke.company.profile import Company, Period, Size, SizeHistory

Focus = Literal["in-focus", "outside"]

SOURCE_MOST_STAFF = 1000.0
_DIGITS = 6
SIZES: tuple[Size, ...] = ("micro", "small", "medium", "large")
EU_CEILINGS: tuple[tuple[Size, float, float, float], ...] = (
    ("micro", 10.0, 2e6, 2e6),
    ("small", 50.0, 10e6, 10e6),
    ("medium", 250.0, 50e6, 43e6),
)
"""Class, fewer staff than, turnover up to, balance sheet up to; one of the two amounts is enough."""
_IFM: tuple[tuple[Size, float, float], ...] = (("micro", 10.0, 2e6), ("small", 50.0, 10e6), ("medium", 500.0, 50e6))
"""Class, fewer staff than, turnover up to; both must hold."""
_CORPORATIONS = frozenset({"ag", "se", "kgaa", "aktiengesellschaft", "societas europaea", "ag & co. kgaa", "se & co. kgaa"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeFigures:
    """Head count, turnover and balance sheet of a firm together with the firms that count for it; None: unknown."""

    staff: float
    turnover_eur: float
    balance_sheet_eur: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeVerdicts:
    """The three verdicts and what the EU's rests on. Programmes ask for the EU's.

    `figures` are those of the last period, with the firms of `places`; `period` is the EU class they alone would give; `lasting` the
    class by the two-year rule, before a change of owners; `public_part` what public bodies hold, 0-1. `eu` is ``large`` for
    a firm that is no SME for whatever reason.
    """

    eu: Size
    ifm: Size
    source: Focus
    figures: SizeFigures
    period: Size
    lasting: Size
    public_part: float
    places: tuple[Place, ...]


def judge(company: Company) -> SizeVerdicts:
    """Return what the firm counts as under each of the three definitions."""
    found = places(company)
    figures = _total(company, found)
    period, history = eu_size(figures), company.size_history
    lasting = lasting_size(period, history)
    public = public_share(company.linked_firms)
    eu = max(period, lasting, key=SIZES.index) if history.ownership_changed else lasting
    return SizeVerdicts(
        eu="large" if public >= PARTNER_FROM_SHARE else eu,
        ifm=ifm_size(company),
        source=source_focus(company),
        figures=figures,
        period=period,
        lasting=lasting,
        public_part=public,
        places=found,
    )


def aggregate(company: Company) -> SizeFigures:
    """Return the figures of the firm with linked firms in full and partner firms by their share.

    A balance sheet that is not given stays unknown: the turnover decides alone, which can only make the firm larger. Unknown staff
    and turnover of another firm count as none: the verdict can be too small, and `company.reasons.missing` names the firm.
    """
    return _total(company, places(company))


def eu_size(figures: SizeFigures | Period) -> Size:
    """Return the class of Recommendation 2003/361/EC, Article 2, that the figures of one period give.

    Examples
    --------
    >>> eu_size(SizeFigures(staff=38, turnover_eur=5.2e6, balance_sheet_eur=None))
    'small'
    >>> eu_size(SizeFigures(staff=220, turnover_eur=60e6, balance_sheet_eur=43e6))
    'medium'
    """
    balance = float("inf") if figures.balance_sheet_eur is None else figures.balance_sheet_eur
    for size, staff, turnover, total in EU_CEILINGS:
        if figures.staff < staff and (figures.turnover_eur <= turnover or balance <= total):
            return size
    return "large"


def lasting_size(period: Size, history: SizeHistory) -> Size:
    """Return the class after the two-year rule (Article 4(2)): it changes when a ceiling is crossed in two periods in a row.

    For each ceiling the status is the majority of this period, the one before and the status before; for the classes, in their
    order, that is the median of the three. The first known period or status begins.

    Examples
    --------
    >>> small = Period(staff=40, turnover_eur=5e6)
    >>> lasting_size("medium", SizeHistory(earlier=(small,))), lasting_size("medium", SizeHistory(former_size="small"))
    ('small', 'small')
    """
    if history.newly_founded:
        return period
    observed = [*(eu_size(earlier) for earlier in reversed(history.earlier)), period]
    status = before = history.former_size or observed[0]
    for size in observed:
        status, before = _median((size, before, status)), size
    return status


def ifm_size(company: Company) -> Size:
    """Return the class of IfM Bonn, from the firm's own figures."""
    for size, staff, turnover in _IFM:
        if company.staff < staff and company.turnover_eur <= turnover:
            return size
    return "large"


def source_focus(company: Company) -> Focus:
    """Return whether the source has such a firm in view: up to 1,000 staff, led by its owners, no corporation other than GmbH.

    What is not given speaks for the firm. That it produces is not judged: the sector is free text.
    """
    corporation = company.legal_form.strip().casefold() in _CORPORATIONS
    outside = company.staff > SOURCE_MOST_STAFF or company.owner_led is False or corporation
    return "outside" if outside else "in-focus"


def _median(sizes: Iterable[Size]) -> Size:
    return SIZES[int(median(SIZES.index(size) for size in sizes))]


def _total(company: Company, found: tuple[Place, ...]) -> SizeFigures:
    parts = [(place.weight, place.firm) for place in found if place.weight > 0.0]
    sheets = [company.balance_sheet_eur, *(firm.balance_sheet_eur for _, firm in parts)]
    weights = [1.0, *(weight for weight, _ in parts)]
    staff = [company.staff, *(firm.staff for _, firm in parts)]
    turnovers = [company.turnover_eur, *(firm.turnover_eur for _, firm in parts)]
    return SizeFigures(
        staff=_weighted(weights, staff),
        turnover_eur=_weighted(weights, turnovers),
        balance_sheet_eur=None if None in sheets else _weighted(weights, sheets),
    )


def _weighted(weights: Iterable[float], figures: Iterable[float | None]) -> float:
    """Return the weighted sum; 29 % of 100 are 29, not 28.999999999999996 under a ceiling."""
    return round(sum(weight * (figure or 0.0) for weight, figure in zip(weights, figures, strict=True)), _DIGITS)
