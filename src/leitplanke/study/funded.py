"""What a firm counts on as funding: what it lowers, and what speaks against getting it.

Nothing here says that a firm gets the money. A doubt is what the catalogue knows about the programme on a day of the study:

================= ==================================================================================================
code              when
================= ==================================================================================================
over              the programme has ended before the study's first day
coming            on that day it has not begun
closed            on that day it is paused, exhausted or only announced
over-by-start     it is open on that day, but ends before the quarter in which the plan starts the measure
unchecked         nobody has held the entry against its source for 90 days
other-measures    the catalogue does not name the measure among those it pays for
too-large         the firm, with all firms that count with it, is above its limit of size
size-unknown      whether it is cannot be said: figures of other firms that may count are missing
================= ==================================================================================================
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from leitplanke.catalogue.dated import Programme, standing
from leitplanke.catalogue.entries import Catalogue
from leitplanke.company.reasons import missing
from leitplanke.company.sme import SIZES, judge
from leitplanke.primitives.quarter import Quarter
from leitplanke.study.inputs import Funding, StudyInputs

LARGER = frozenset({"firm-figures", "market-unknown", "investor-public", "owners-changed"})
"""Gaps (``company.reasons``) behind which other firms may count, so that the class may be a larger one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingResult:
    """A funding that the firm counts on, and what speaks against it (codes above); `planned`: its measure is in the plan."""

    measure: str
    rate: float
    cap_eur: float | None
    programme: str | None
    reason: str
    planned: bool
    doubts: tuple[str, ...] = ()


def told(catalogue: Catalogue, inputs: StudyInputs, starts: Mapping[str, Quarter]) -> tuple[FundingResult, ...]:
    """Return what the result says of each funding; `starts` are the start quarters of the planned measures."""
    programmes = {one.id: one for one in catalogue.programmes}
    first = Quarter.parse(inputs.start)
    found = []
    for one in inputs.funding:
        programme, start = programmes.get(one.programme or ""), starts.get(one.measure)
        doubts = tuple(_doubts(programme, one, inputs, first, start)) if programme else ()
        found.append(
            FundingResult(
                measure=one.measure,
                rate=one.rate,
                cap_eur=one.cap_eur,
                programme=one.programme,
                reason=one.reason,
                planned=start is not None,
                doubts=doubts,
            )
        )
    return tuple(found)


def _doubts(programme: Programme, funding: Funding, inputs: StudyInputs, first: Quarter, start: Quarter | None) -> Iterator[str]:
    here = standing(programme, first.first_day)
    if here.phase != "running":
        yield here.phase
    elif start is not None and standing(programme, start.first_day).phase == "over":
        yield "over-by-start"
    if here.unchecked:
        yield "unchecked"
    if funding.measure not in programme.measures:
        yield "other-measures"
    yield from _size(programme, inputs)


def _size(programme: Programme, inputs: StudyInputs) -> Iterator[str]:
    """Yield whether the firm is too large for the programme, as far as that can be said."""
    if (programme.largest, programme.most_staff, programme.most_turnover_eur) == (None, None, None):
        return
    verdicts = judge(inputs.company)
    staff, turnover = verdicts.figures.staff, verdicts.figures.turnover_eur
    larger = programme.largest is not None and SIZES.index(verdicts.eu) > SIZES.index(programme.largest)
    larger |= staff > (programme.most_staff or math.inf) or turnover > (programme.most_turnover_eur or math.inf)
    if larger:
        yield "too-large"
    elif programme.largest is not None and any(one.code in LARGER for one in missing(inputs.company, verdicts)):
        yield "size-unknown"
