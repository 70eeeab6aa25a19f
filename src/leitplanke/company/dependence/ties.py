"""Gaps between who owns data, who benefits from them, who has access and who uses them (record L82-85)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from leitplanke.company.dependence.data import DataObject
from leitplanke.company.dependence.partner import DataTie, Relation

GapKind = Literal[
    "nobody-said", "no-owner", "several-owners", "partner-uses", "partner-benefits", "firm-locked-out", "firm-idle", "firm-uses-foreign"
]
"""``nobody-said``: the firm has said nothing about itself; ``partner-uses`` and ``partner-benefits``: of what the firm owns;
``firm-locked-out``: it owns but has no access; ``firm-idle``: it owns and does not use; ``firm-uses-foreign``: it uses what others own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One gap at a data object; `partner` is empty where no partner is part of it."""

    data: str
    kind: GapKind
    partner: str = ""


def gaps(data: Sequence[DataObject], relations: Sequence[Relation]) -> tuple[Gap, ...]:
    """Return every gap, object by object; what nobody said is no gap but for an object of which nothing is said at all."""
    return tuple(gap for one in data for gap in _gaps(one, relations))


def _gaps(one: DataObject, relations: Sequence[Relation]) -> Iterator[Gap]:
    called = {one.id.casefold(), one.name.casefold()}
    ties = [(relation.partner, tie) for relation in relations for tie in relation.relations_to_data if tie.data.casefold() in called]
    firm = one.firm
    if not ties and (firm.owns, firm.benefits, firm.accesses, firm.uses) == (None,) * 4:
        yield Gap(data=one.id, kind="nobody-said")
        return
    owners = [partner for partner, tie in ties if tie.owns]
    if firm.owns is False and not owners and ties and all(tie.owns is False for _, tie in ties):
        yield Gap(data=one.id, kind="no-owner")
    if len(owners) + bool(firm.owns) > 1:
        yield from (Gap(data=one.id, kind="several-owners", partner=partner) for partner in owners)
    if firm.owns:
        yield from _of_owner(one, ties)
    elif firm.uses and owners:
        yield from (Gap(data=one.id, kind="firm-uses-foreign", partner=partner) for partner in owners)


def _of_owner(one: DataObject, ties: Sequence[tuple[str, DataTie]]) -> Iterator[Gap]:
    for partner, tie in ties:
        if tie.uses and not tie.owns:
            yield Gap(data=one.id, kind="partner-uses", partner=partner)
        if tie.benefits and not tie.owns and not one.firm.benefits:
            yield Gap(data=one.id, kind="partner-benefits", partner=partner)
    if one.firm.accesses is False:
        yield Gap(data=one.id, kind="firm-locked-out")
    elif one.firm.uses is False:
        yield Gap(data=one.id, kind="firm-idle")
