"""Is the firm an SME: three separate verdicts, because law, statistics and the source draw the line differently.

Sources: Recommendation 2003/361/EC; IfM Bonn (500 staff, 50 M EUR); the white paper, Box 1 (method.md section 8).
"""

from dataclasses import dataclass
from typing import Literal

from leitplanke.company.profile import Company, LinkedFirm

Size = Literal["micro", "small", "medium", "large"]
Focus = Literal["in-focus", "outside"]

PARTNER_FROM_SHARE = 0.25
"""Below this share another firm leaves a firm autonomous."""
SOURCE_MOST_STAFF = 1000.0
_EU: tuple[tuple[Size, float, float, float], ...] = (("micro", 10.0, 2e6, 2e6), ("small", 50.0, 10e6, 10e6), ("medium", 250.0, 50e6, 43e6))
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
    """The three verdicts; `figures` are those the EU verdict rests on. Programmes ask for the EU's."""

    eu: Size
    ifm: Size
    source: Focus
    figures: SizeFigures


def judge(company: Company) -> SizeVerdicts:
    """Return what the firm counts as under each of the three definitions (one period; the two-year rule is not applied)."""
    figures = aggregate(company)
    return SizeVerdicts(eu=eu_size(figures), ifm=ifm_size(company), source=source_focus(company), figures=figures)


def aggregate(company: Company) -> SizeFigures:
    """Return the figures of the firm with linked firms in full and partner firms by their share.

    A balance sheet that the firm does not give stays unknown: the turnover decides alone, which can only make the firm larger.
    """
    parts = [(_weight(firm), firm) for firm in company.linked_firms]
    balance = company.balance_sheet_eur
    return SizeFigures(
        staff=company.staff + sum(weight * firm.staff for weight, firm in parts),
        turnover_eur=company.turnover_eur + sum(weight * firm.turnover_eur for weight, firm in parts),
        balance_sheet_eur=None if balance is None else balance + sum(weight * firm.balance_sheet_eur for weight, firm in parts),
    )


def eu_size(figures: SizeFigures) -> Size:
    """Return the class of Recommendation 2003/361/EC.

    Examples
    --------
    >>> eu_size(SizeFigures(staff=38, turnover_eur=5.2e6, balance_sheet_eur=None))
    'small'
    >>> eu_size(SizeFigures(staff=220, turnover_eur=60e6, balance_sheet_eur=43e6))
    'medium'
    """
    balance = float("inf") if figures.balance_sheet_eur is None else figures.balance_sheet_eur
    for size, staff, turnover, total in _EU:
        if figures.staff < staff and (figures.turnover_eur <= turnover or balance <= total):
            return size
    return "large"


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


def _weight(firm: LinkedFirm) -> float:
    if firm.relation == "linked":
        return 1.0
    return firm.share if firm.share >= PARTNER_FROM_SHARE else 0.0
