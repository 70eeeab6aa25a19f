"""From a number of a result to the page where the firm can put its own in its place."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from uuid import UUID

from django.urls import reverse

from leitplanke.catalogue.kinds import is_own
from leitplanke.study.adaptable import parameters
from leitplanke.web.catalogue import catalogue

_RELATED = {
    "severity-factor": "severity_factor",
    "sensitivity-index": "sensitivity",
    "coping": "coping_max",
    "coping-max": "coping_max",
    "price": "cost_once",
    "cost": "cost_once",
    "earns": "gain",
}
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
    if is_own(parts[0]) and not parts[0].startswith("link."):
        return parts[0], ""  # the firm changes the entry itself
    allowed = _replaceable(catalogue().edition).get(parts[0] if parts else "")
    if allowed is None:
        return None
    # A share that the firm states itself, or what no answer covers, is part of the index before it.
    part = parts[-2] if parts[-1] in {"own", "rest"} else parts[-1]
    last = "figure" if len(parts) == 1 else _RELATED.get(part, part)
    return parts[0], last if last in allowed else ""


@lru_cache(maxsize=2)
def _replaceable(edition: str) -> Mapping[str, Collection[str]]:  # noqa: ARG001 - only the key: another edition, other figures
    """Return the replaceable figures of each entry; a page asks for hundreds of numbers."""
    return parameters(catalogue())


def own_address(company_id: UUID, node: str) -> str:
    """Return where a firm can replace the figure behind a trace node; empty if there is none."""
    found = figure_of(node)
    if found is None:
        return ""
    target, parameter = found
    return reverse("own:entry", args=[company_id, target]) + (
        f"#figure-{parameter.replace('/', '--').replace('.', '-')}" if parameter else ""
    )
