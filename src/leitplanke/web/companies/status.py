"""What the profile page shows live: the size status with its reason, and the figures assumed for empty fields."""

from dataclasses import dataclass

from leitplanke.company import balance, bases, sme
from leitplanke.planning.measures import ROLES
from leitplanke.primitives.trace import TraceBuilder
from leitplanke.reports.numbers import euro, grouped
from leitplanke.reports.words import Language, say
from leitplanke.study import limits
from leitplanke.web.companies.models import Company

_BASES = {
    "value_added_eur": "base.value-added",
    "payroll_eur_per_year": "base.payroll",
    "largest_buyer_eur": "base.main-buyer-revenue",
    "platform_revenue_eur": "base.platform-revenue",
    "cloud_spend_eur_per_year": "base.cloud-spend",
    "digital_budget_eur_per_year": "base.digital-budget",
}


@dataclass(frozen=True, slots=True)
class SizeStatus:
    """The three verdicts as words and the EU's reason as a sentence."""

    eu: str
    ifm: str
    source: str
    reason: str


def size_status(company: Company, language: Language) -> SizeStatus | None:
    """Return the status, or None while staff or turnover are missing."""
    if not company.staff or not company.turnover_eur:
        return None
    found = sme.judge(company.profile())
    sheet = found.figures.balance_sheet_eur
    others = len(company.counted_firms)
    reason = say(
        language,
        "web.size.reason" if sheet is None else "web.size.reason-sheet",
        others=say(language, "web.size.others" if others else "web.size.no-others", count=others),
        staff=grouped(found.figures.staff, language, 0 if found.figures.staff.is_integer() else 1),
        turnover=euro(found.figures.turnover_eur, language),
        sheet="" if sheet is None else euro(sheet, language),
    )
    return SizeStatus(
        say(language, f"web.size.{found.eu}"),
        say(language, f"web.size.{found.ifm}"),
        say(language, f"web.size.{found.source}"),
        reason,
    )


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
