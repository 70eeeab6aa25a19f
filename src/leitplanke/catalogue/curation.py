"""Curations: what somebody found who held a rule or programme against its source, laid over the entry without editing it.

A curation changes dates, status and the day of the check, never texts or what an entry grants: these need an entry of their own. It counts
only while it is at least as new as the entry's own check, so an old one cannot undo a newer catalogue.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, get_args

from annotated_types import MaxLen, MinLen

from leitplanke.catalogue.dated import Programme, ProgrammeStatus, Rule, RuleStatus
from leitplanke.catalogue.entries import Catalogue

MOST_SOURCE = 500
DATES = ("valid_from", "valid_to", "apply_from", "apply_to")
RULE_STATUSES: tuple[RuleStatus, ...] = get_args(RuleStatus)
PROGRAMME_STATUSES: tuple[ProgrammeStatus, ...] = get_args(ProgrammeStatus)
Who = Annotated[str, MinLen(1), MaxLen(200)]
Where = Annotated[str, MinLen(1), MaxLen(MOST_SOURCE)]
Remark = Annotated[str, MaxLen(2000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curation:
    """What a check of one entry found.

    Parameters
    ----------
    id
        Of a rule or programme of the catalogue.
    checked_on, checked_by
        The day and who looked; a role or an office will do.
    source
        Where they looked: an address, a number of a law gazette.
    status
        The status that was found; None: as the catalogue has it.
    valid_from, valid_to, apply_from, apply_to
        Days that were found; None: as the catalogue has them.
    note
        What the dates do not say.
    """

    id: str
    checked_on: date
    checked_by: Who
    source: Where
    status: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    apply_from: date | None = None
    apply_to: date | None = None
    note: Remark = ""


def statuses(entry: Rule | Programme) -> tuple[str, ...]:
    """Return the statuses that an entry of its kind can have."""
    return RULE_STATUSES if isinstance(entry, Rule) else PROGRAMME_STATUSES


def curated(catalogue: Catalogue, curations: Iterable[Curation]) -> Catalogue:
    """Return the catalogue with what curations found; of several for one entry the latest counts, of one day the last."""
    latest: dict[str, Curation] = {}
    for one in sorted(curations, key=lambda curation: curation.checked_on):
        latest[one.id] = one
    if not latest:
        return catalogue
    return replace(
        catalogue,
        rules=tuple(_laid(one, latest) for one in catalogue.rules),
        programmes=tuple(_laid(one, latest) for one in catalogue.programmes),
    )


def counts(curation: Curation, entry: Rule | Programme) -> bool:
    """Return whether a curation is as new as the entry's own check."""
    return curation.checked_on >= entry.origin.checked_on


def _laid(entry: Any, latest: Mapping[str, Curation]) -> Any:  # noqa: ANN401 - rules stay rules, programmes programmes
    curation = latest.get(entry.id)
    return entry if curation is None or not counts(curation, entry) else over(entry, curation)


def over(entry: Any, curation: Curation) -> Any:  # noqa: ANN401 - as above
    """Return an entry as a curation found it."""
    found = {field: value for field in ("status", *DATES) if (value := getattr(curation, field)) is not None}
    return replace(entry, origin=replace(entry.origin, checked_on=curation.checked_on), **found)
