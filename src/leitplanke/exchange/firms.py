"""What must hold of the firm in a study file, and of the tree of its owners and holdings. Codes: ``exchange.checks``."""

from collections.abc import Iterator

from leitplanke.exchange.findings import Findings, Row, number, text
from leitplanke.primitives.document import Path, Plain

MOST_PARTNER_SHARE = 0.5
_PARTS = ("largest_buyer_eur", "platform_revenue_eur", "value_added_eur")
_FIGURES = ("staff", "turnover_eur", "balance_sheet_eur")


def check_company(findings: Findings) -> None:
    """Note every fault of the group `company` that its shape does not show."""
    company = findings.group("company")
    for name in ("name", "sector"):
        if isinstance(company.get(name), str) and text(company[name]) is None:
            findings.note(("company", name), "empty")
    turnover = number(company.get("turnover_eur"))
    for name in _PARTS:
        part = number(company.get(name))
        if part is not None and turnover is not None and part > turnover:
            findings.note(("company", name), "more-than-turnover", eur=part, limit_eur=turnover)
    _check_firms(findings, company)
    _check_history(findings, company)


def _check_firms(findings: Findings, company: dict[str, Plain]) -> None:
    first: dict[str, Row] = {}
    for path, firm in _tree(("company",), company):
        share, relation = number(firm.get("share")), firm.get("relation")
        if relation == "partner" and share is not None and MOST_PARTNER_SHARE < share <= 1.0:
            findings.note((*path, "share"), "partner-share", given=share)
        if relation in {None, "partner"} and firm.get("share") is None:
            findings.note((*path, "share"), "share-missing")
        if firm.get("side") == "holding" and firm.get("kind", "enterprise") != "enterprise":
            findings.note((*path, "side"), "investor-held", given=str(firm["kind"]))
        _check_twice(findings, (path, firm), first)


def _check_twice(findings: Findings, row: Row, first: dict[str, Row]) -> None:
    """Note a firm that stands in two places with different figures: it would be unclear which of them count."""
    path, firm = row
    name = text(firm.get("name"))
    if name is None:
        return
    other_path, other = first.setdefault(name.strip().casefold(), row)
    if any(firm.get(figure) != other.get(figure) for figure in _FIGURES):
        findings.note(path, "firm-differs", given=name, first=findings.document.line(other_path) or "?")


def _tree(path: Path, node: dict[str, Plain]) -> Iterator[Row]:
    """Yield every firm below `node`, outer ones first."""
    firms = node.get("linked_firms")
    for place, firm in enumerate(firms if isinstance(firms, list) else []):
        if isinstance(firm, dict):
            here = (*path, "linked_firms", place)
            yield here, firm
            yield from _tree(here, firm)


def _check_history(findings: Findings, company: dict[str, Plain]) -> None:
    history = company.get("size_history")
    if not isinstance(history, dict) or history.get("newly_founded") is not True:
        return
    if history.get("earlier") or history.get("former_size"):
        findings.note(("company", "size_history", "newly_founded"), "new-with-past")
