"""What must hold of the ledger, partners and channels in a study file. Codes: ``exchange.checks``."""

from leitplanke.exchange.findings import Findings, Row, number, text
from leitplanke.primitives.document import Path

JUDGED = (
    "alternatives",
    "switch_weeks",
    "switch_cost_eur",
    "specificity",
    "data_visibility",
    "knowhow_exposure",
    "their_alternatives",
    "their_switch_weeks",
)
"""Fields of a relation that somebody judges: who and when belongs to them."""


def check_dependence(findings: Findings) -> None:
    """Note every fault of the group `dependence` that its shape does not show."""
    partners: dict[str, Path] = {}
    for row in findings.rows("dependence", "relations"):
        _check_relation(findings, row, partners)
    for side in ("customers", "suppliers"):
        accounts: dict[str, Path] = {}
        for path, volume in findings.rows("dependence", "ledger", side):
            account = text(volume.get("account"))
            if account is not None:  # letter case counts: lists take the names of partners as accounts
                findings.once((*path, "account"), accounts, account, "duplicate-entry", {"given": account})
    channels: dict[str, Path] = {}
    for path, channel in findings.rows("dependence", "channels"):
        _check_once(findings, (path, channel), channels, "name")
        _check_platform(findings, (path, channel))
    first: dict[str, Path] = {}
    for row in findings.rows("dependence", "stated_first"):
        findings.reasoned(row)
        _check_once(findings, row, first, "target")


def _check_relation(findings: Findings, row: Row, found: dict[str, Path]) -> None:
    path, relation = row
    role = relation.get("role")
    _check_once(findings, row, found, "partner", str(role) if isinstance(role, str) else "")
    if any(relation.get(name) is not None for name in JUDGED):
        for name in ("judged_by", "judged_on"):
            if relation.get(name) in (None, ""):
                findings.note((*path, name), "judge-missing")


def _check_platform(findings: Findings, row: Row) -> None:
    path, channel = row
    turnover, revenue = number(findings.group("company").get("turnover_eur")), number(channel.get("revenue_net_eur"))
    if turnover is None or revenue is None:
        return
    kept = revenue - (number(channel.get("refunds_eur")) or 0.0)
    if kept > turnover:
        findings.note((*path, "revenue_net_eur"), "more-than-turnover", eur=kept, limit_eur=turnover)


def _check_once(findings: Findings, row: Row, found: dict[str, Path], field: str, kind: str = "") -> None:
    path, one = row
    name = text(one.get(field))
    if name is not None:
        findings.once((*path, field), found, f"{name.strip().casefold()}\n{kind}", "duplicate-entry", {"given": name})
