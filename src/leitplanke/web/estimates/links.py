"""From a number of a result to the page where the firm can put its own in its place."""

from uuid import UUID

from django.urls import reverse

from leitplanke.study.adaptable import parameters
from leitplanke.web.catalogue import catalogue

_RELATED = {"severity-factor": "severity", "price": "cost_once", "cost": "cost_once"}
"""Numbers that follow from one figure that can be replaced."""


def figure_of(node: str) -> tuple[str, str] | None:
    """Return the entry that a trace node belongs to and, where it is one, its replaceable figure (else empty).

    Examples
    --------
    >>> figure_of("unseen.cyber.incident/rate"), figure_of("risk/unseen.cyber.incident/expected-annual-loss")
    (('unseen.cyber.incident', 'rate'), ('unseen.cyber.incident', ''))
    >>> figure_of("company.liquidity_eur") is None
    True
    """
    parts = node.split("/")
    if parts[0] in {"risk", "plan"}:
        parts = parts[1:]
    allowed = parameters(catalogue()).get(parts[0] if parts else "")
    if allowed is None:
        return None
    last = _RELATED.get(parts[-1], parts[-1])
    return parts[0], last if last in allowed else ""


def own_address(company_id: UUID, node: str) -> str:
    """Return where a firm can replace the figure behind a trace node; empty if there is none."""
    found = figure_of(node)
    if found is None:
        return ""
    target, parameter = found
    return reverse("own:entry", args=[company_id, target]) + (f"#figure-{parameter}" if parameter else "")
