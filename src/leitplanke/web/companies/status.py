"""What the profile page shows live: the size status with its reason, and the figures assumed for empty fields."""

from dataclasses import dataclass

from leitplanke.company import balance, bases, reasons, sme
from leitplanke.company.ownership import PARTNER_FROM_SHARE
from leitplanke.planning.measures import ROLES
from leitplanke.primitives.trace import TraceBuilder
from leitplanke.reports.numbers import euro, grouped
from leitplanke.reports.size import because, share_text, unsure
from leitplanke.reports.words import Language, say
from leitplanke.study import limits
from leitplanke.web.companies.models import Company, LinkedFirm

_BASES = {
    "value_added_eur": "base.value-added",
    "payroll_eur_per_year": "base.payroll",
    "largest_buyer_eur": "base.main-buyer-revenue",
    "platform_revenue_eur": "base.platform-revenue",
    "cloud_spend_eur_per_year": "base.cloud-spend",
    "digital_budget_eur_per_year": "base.digital-budget",
}
_ABOUT_OTHERS = frozenset({"firm-figures", "market-unknown", "investor-public"})
"""Gaps that leave out a whole firm or take the status, so that the verdict is a guess until they are closed."""


@dataclass(frozen=True, slots=True)
class SizeStatus:
    """The three verdicts as words, the figures the EU's rests on, why it is so, and what is missing to be sure.

    `open` says that the EU's verdict waits for facts about another firm: pages show at once what is missing.
    """

    eu: str
    ifm: str
    source: str
    reason: str
    because: tuple[str, ...]
    unsure: tuple[str, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class ListedFirm:
    """An owner or holding as the page lists it."""

    pk: int
    name: str
    facts: str
    below: str


def size_status(company: Company, language: Language) -> SizeStatus | None:
    """Return the status, or None while staff or turnover are missing."""
    if not company.staff or not company.turnover_eur:
        return None
    profile = company.profile()
    found = sme.judge(profile)
    sheet = found.figures.balance_sheet_eur
    others = sum(place.weight > 0.0 for place in found.places)
    reason = say(
        language,
        "web.size.reason" if sheet is None else "web.size.reason-sheet",
        others=say(language, "web.size.others" if others else "web.size.no-others", count=others),
        staff=grouped(found.figures.staff, language, 0 if found.figures.staff.is_integer() else 1),
        turnover=euro(found.figures.turnover_eur, language),
        sheet="" if sheet is None else euro(sheet, language),
    )
    gaps = reasons.missing(profile, found)
    waiting = any(gap.code in _ABOUT_OTHERS for gap in gaps)
    eu = say(language, "web.size.no-sme" if found.public_part >= PARTNER_FROM_SHARE else f"web.size.{found.eu}")
    return SizeStatus(
        say(language, "web.size.not-sure", size=eu) if waiting else eu,
        say(language, f"web.size.{found.ifm}"),
        say(language, f"web.size.{found.source}"),
        reason,
        because(reasons.reasons(profile, found), language),
        unsure(gaps, language),
        waiting,
    )


def listed(company: Company, language: Language) -> tuple[ListedFirm, ...]:
    """Return the owners and holdings in the order in which they were entered."""
    rows = {row.pk: row for row in company.linked_firms.all()}
    names = {pk: row.name for pk, row in rows.items()}
    upper = {row.under_id for row in rows.values()}
    note = say(language, "web.linked.below")
    return tuple(
        ListedFirm(pk, row.name, _facts(row, names.get(row.under_id or 0, company.name), language), note if pk in upper else "")
        for pk, row in rows.items()
    )


def _facts(row: LinkedFirm, other: str, language: Language) -> str:
    tie = "same-owners" if row.relation == "same-owners" else row.side or "unsaid"
    share = say(language, "web.linked.control") if row.share_percent is None else share_text(row.share_percent / 100.0, language)
    known = row.staff is not None and row.turnover_eur is not None
    figures = say(
        language,
        "web.linked.figures" if known else "web.linked.no-figures",
        staff=grouped(row.staff or 0.0, language),
        turnover=euro(row.turnover_eur or 0.0, language),
    )
    parts = (
        say(language, f"web.linked.{tie}", share=share, firm=other),
        say(language, f"web.choice.{row.kind}") if row.kind != "enterprise" else "",
        say(language, "web.linked.control") if row.relation == "linked" and row.share_percent is not None else "",
        figures if known or row.kind == "enterprise" else "",
    )
    return "; ".join(part for part in parts if part)


def assumed_figures(company: Company) -> dict[str, float]:
    """Return by column the figure that stands in for what is empty; nothing while staff or turnover are missing."""
    if not company.staff or not company.turnover_eur:
        return {}
    trace = TraceBuilder()
    profile = company.profile()
    derived = bases.derive(profile, trace)
    filled = balance.fill(profile, derived, trace)
    figures = {column: derived.of(base) for column, base in _BASES.items()}
    figures["liquidity_eur"] = filled.liquidity_eur
    figures["free_cash_flow_eur_per_year"] = filled.free_cash_flow_eur_per_year
    figures["budget_eur_per_year"] = figures["digital_budget_eur_per_year"]
    figures |= {f"{role}_days_per_quarter": limits.DAYS_FIXED[role] + limits.DAYS_PER_HEAD[role] * profile.staff for role in ROLES}
    return {column: figure for column, figure in figures.items() if getattr(company, column) is None}
