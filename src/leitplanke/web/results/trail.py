"""Where one number comes from, as a page: each number that went into it leads further down."""

from leitplanke.catalogue.checks.finding import entries
from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports.trail import explain
from leitplanke.reports.words import Language
from leitplanke.study.result import StudyResult

SCENARIOS = frozenset({"risk", "plan"})
"""First parts of the ids of results: without and with the plan."""


def context(result: StudyResult, node: str, catalogue: Catalogue, language: Language) -> dict[str, object]:
    """Return what ``results/trail.html`` shows of `node`; the steps whose own trail is known are links.

    Raises
    ------
    KeyError
        If the result has no such number.
    """
    found = explain(result, catalogue, node, language)
    return {"trail": found, "known": {one.id for one in result.trace}, "entry": entry_of(node, catalogue)}


def entry_of(node: str, catalogue: Catalogue) -> str:
    """Return the id of the catalogue entry that a number belongs to; empty for the firm's own and for sums over all.

    Examples
    --------
    >>> from leitplanke.catalogue.compiled import read
    >>> entry_of("plan/unseen.cloud.lock-in/expected-annual-loss", read()), entry_of("company.liquidity_eur", read())
    ('unseen.cloud.lock-in', '')
    """
    own = next((part for part in node.split("/") if part not in SCENARIOS), "")
    return own if any(entry.id == own for entry in entries(catalogue)) else ""
