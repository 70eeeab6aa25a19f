"""Rules and programmes: dated data, and how each stands on a given day.

The day comes from the study, never from the clock: the same study says the same next year.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from leitplanke.catalogue.entry import Entry, Text
from leitplanke.primitives.bounds import Positive
from leitplanke.primitives.origin import Origin

RuleStatus = Literal["in-force", "change-pending", "repeal-proposed", "repealed"]
ProgrammeStatus = Literal["announced", "open", "paused", "lottery", "exhausted", "ended"]
Phase = Literal["coming", "running", "closed", "over"]
FRESH_DAYS = 90
"""An entry that nobody checked for longer is shown as unchecked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated(Entry):
    """What holds for a time.

    Parameters
    ----------
    valid_from, valid_to
        First and last day on which the text is in force; None: not known, or no end.
    apply_from, apply_to
        First and last day on which a rule binds, or on which a firm can apply to a programme.
    origin
        Sources and `checked_on` of dates and content.
    """

    valid_from: date | None = None
    valid_to: date | None = None
    apply_from: date | None = None
    apply_to: date | None = None
    text: Text
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchingTerms:
    """What a rule grants to those who leave a cloud service.

    Parameters
    ----------
    notice_months
        Longest notice that a contract may ask for.
    transition_days, retrieval_days
        How long the move may take as a rule, and how long data stay there to be fetched after it.
    charges
        What the provider may take for the move: its ``cost``, or ``none``. Penalties for early termination are no such charge.
    spares_custom_built
        Whether services made for one firm alone are not bound.
    """

    notice_months: Positive | None = None
    transition_days: Positive | None = None
    retrieval_days: Positive | None = None
    charges: Literal["cost", "none"] | None = None
    spares_custom_built: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Dated):
    """A law or one of its stages (``data/rules``).

    `meaning` is what it means for the firm. `outlook` says which change is pending, if any. `switching` is what it grants to those who
    leave a cloud service.
    """

    status: RuleStatus
    meaning: Text
    outlook: Text | None = None
    measures: tuple[str, ...] = ()
    unseens: tuple[str, ...] = ()
    switching: SwitchingTerms | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme(Dated):
    """Public money or help for measures (``data/programmes``); no verdict on who gets it.

    `largest` is the largest EU size class that it is for, `most_staff` and `most_turnover_eur` what a firm (its whole group) may have
    at most; None: no such limit is known.
    """

    status: ProgrammeStatus
    quota: Text
    region: Text
    measures: tuple[str, ...] = ()
    largest: Literal["micro", "small", "medium"] | None = None
    most_staff: Positive | None = None
    most_turnover_eur: Positive | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a dated entry stands on a day.

    Parameters
    ----------
    phase
        ``coming`` not yet, ``running`` now, ``closed`` in its time but not open (paused, exhausted, only announced), ``over``.
    unchecked
        Whether nobody held the entry against its source for more than `FRESH_DAYS` days.
    age
        Days since it was checked; 0 if it was checked later than that day.
    changes
        The first day of the next phase, None if no date for it is known.
    """

    phase: Phase
    unchecked: bool
    age: int
    changes: date | None


def standing(entry: Rule | Programme, on: date) -> Standing:
    """Return how `entry` stands on the day `on`; both ends of a period belong to it.

    Where a date is known it decides, because a status is only true on the day it was checked.
    """
    starts = max((day for day in (entry.valid_from, entry.apply_from) if day is not None), default=None)
    ends = min((day for day in (entry.valid_to, entry.apply_to) if day is not None), default=None)
    age = max(0, (on - entry.origin.checked_on).days)
    ahead = [day for day in (starts, None if ends is None else ends + timedelta(days=1)) if day is not None and day > on]
    return Standing(phase=_phase(entry, on, starts, ends), unchecked=age > FRESH_DAYS, age=age, changes=min(ahead, default=None))


def _phase(entry: Rule | Programme, on: date, starts: date | None, ends: date | None) -> Phase:
    if ends is not None and on > ends:
        return "over"
    if starts is not None and on < starts:
        return "coming"
    if ends is None and entry.status in {"ended", "repealed"}:
        return "over"
    return "closed" if entry.status in {"announced", "paused", "exhausted"} else "running"
