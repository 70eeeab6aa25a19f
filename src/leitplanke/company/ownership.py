"""Which other firms count for the EU's size rule, by how much and why: one walk over the tree of owners and holdings.

Source: Recommendation 2003/361/EC, Annex, Article 3 (partner, linked, exempt investors, natural persons, public bodies) and Article
6 (partners pro rata, linked in full, linked of partners with the partner, partners of linked pro rata, partners of partners not).
"""

from dataclasses import dataclass
from typing import Literal

from leitplanke.company.profile import Company, LinkedFirm

Why = Literal[
    "linked",
    "linked-to-partner",
    "partner",
    "below-quarter",
    "exempt-investor",
    "other-market",
    "market-unknown",
    "partner-of-partner",
    "public-body",
]
PARTNER_FROM_SHARE = 0.25
"""Below this share another firm leaves a firm autonomous; from here on public bodies take its SME status."""
LINKED_ABOVE_SHARE = 0.5
EXEMPT = frozenset({"public-investment", "venture-capital", "business-angels", "university", "institutional", "small-local-authority"})
"""Investors of Article 3(2)(a)-(d): up to 50 % they make no partner, and Article 3(4) lets them hold what public bodies may not."""
_DIGITS = 9
"""Shares are added up in binary: 0.24999999999999997 is a quarter."""
ALWAYS_PUBLIC = frozenset({"public-body", "public-investment", "small-local-authority"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A firm of the tree: `weight` is the part of its figures that counts, 0-1; `why` says for which reason."""

    firm: LinkedFirm
    weight: float
    why: Why


def places(company: Company) -> tuple[Place, ...]:
    """Return every firm that counts or nearly counts, once; what lies behind a firm that does not count is left out.

    A firm that stands twice (same name) counts once, with the greater weight, as cross-holdings do; the company itself not again.
    """
    found: list[Place] = []
    waiting = [(company.linked_firms, 1.0, True)]
    while waiting:
        firms, weight, with_partners = waiting.pop()
        for firm in firms:
            place = _place(firm, weight, with_partners=with_partners)
            found.append(place)
            if place.weight > 0.0:
                waiting.append((firm.linked_firms, place.weight, with_partners and place.why == "linked"))
    return _once(found, company.name)


def public_share(firms: tuple[LinkedFirm, ...]) -> float:
    """Return the part of a firm, 0-1, that public bodies hold alone or jointly, given those it is tied to.

    An owner that public bodies control (over 50 %) hands its whole share on, any other its share times the public part of itself.
    """
    owners = (firm for firm in firms if firm.side != "holding" and firm.relation != "same-owners")
    return round(sum(_held(firm) * _public_part(firm) for firm in owners), _DIGITS)


def is_linked(firm: LinkedFirm) -> bool:
    """Return whether a firm is linked to the one it is listed under."""
    if firm.relation == "same-owners":
        return firm.adjacent_markets is True
    return firm.relation == "linked" or (firm.relation is None and (firm.share or 0.0) > LINKED_ABOVE_SHARE)


def _place(firm: LinkedFirm, weight: float, *, with_partners: bool) -> Place:
    why = _tie(firm)
    if why == "partner" and not with_partners:
        why = "partner-of-partner"
    if why == "linked":
        return Place(firm=firm, weight=weight, why="linked" if with_partners else "linked-to-partner")
    return Place(firm=firm, weight=weight * (firm.share or 0.0) if why == "partner" else 0.0, why=why)


def _tie(firm: LinkedFirm) -> Why:
    """Return what a firm is to the one it is listed under."""
    if firm.kind == "public-body":
        return "public-body"
    if is_linked(firm):
        return "linked"
    if firm.relation == "same-owners":
        return "other-market" if firm.adjacent_markets is False else "market-unknown"
    if (firm.share or 0.0) < PARTNER_FROM_SHARE:
        return "below-quarter"
    return "exempt-investor" if firm.kind in EXEMPT and firm.side != "holding" else "partner"


def _once(found: list[Place], own_name: str) -> tuple[Place, ...]:
    best: dict[str, Place] = {}
    for place in found:
        name = place.firm.name.strip().casefold()
        if name not in best or _rank(place) > _rank(best[name]):
            best[name] = place
    best.pop(own_name.strip().casefold(), None)
    return tuple(best.values())


def _rank(place: Place) -> tuple[float, ...]:
    """Return what decides between two entries of one firm: the greater one, so that the order of entries does not matter."""
    firm = place.firm
    return (place.weight, firm.staff or 0.0, firm.turnover_eur or 0.0, firm.balance_sheet_eur or 0.0)


def _held(firm: LinkedFirm) -> float:
    """Return the part of a firm that an owner holds; dominant influence without a majority is all of it."""
    share = firm.share or 0.0
    return share if share > LINKED_ABOVE_SHARE or not is_linked(firm) else 1.0


def _public_part(firm: LinkedFirm) -> float:
    if firm.kind in EXEMPT and not is_linked(firm):
        return 0.0
    if firm.kind in ALWAYS_PUBLIC:
        return 1.0
    part = public_share(firm.linked_firms)
    return 1.0 if part > LINKED_ABOVE_SHARE else part
