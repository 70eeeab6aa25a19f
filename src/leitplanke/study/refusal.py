"""What the engine refuses, as faults of the input that people can mend."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leitplanke.catalogue.entries import Catalogue, Entry, Measure
from leitplanke.planning.constraints import Violation
from leitplanke.planning.search import ImpossibleConstraintsError
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.risk.cascade import SupercriticalCascadeError, UnsettledCascadeError
from leitplanke.risk.distribution import GridTooShortError
from leitplanke.risk.simulate import MOST_A_YEAR, TooManyLossesError
from leitplanke.risk.spectral import InaccurateResultError

if TYPE_CHECKING:
    from leitplanke.planning.conflict import Condition

Values = tuple[tuple[str, str], ...]


@contextmanager
def refusing(catalogue: Catalogue, start: str = "") -> Iterator[None]:
    """Turn the engine's refusals into faults; `start`, the study's first quarter, lets them name quarters and years.

    Values that name entries come with their titles: beside ``given`` there are ``given@de`` and ``given@en``, and so on.

    Raises
    ------
    InputFaultsError
        With code ``endless-cascade`` (loop: the Unseens' ids, radius), ``too-many-losses`` (given, limit: losses a year) or ``inaccurate``
        (no placeholders); or, for measures fixed into the plan that the firm cannot carry, with smallest sets of what cannot hold
        together, ``plan-besides`` (no placeholders) between them: ``fixed-budget`` (year, asked, limit: EUR), ``fixed-days`` (quarter,
        role, asked, limit: days), ``fixed-needs`` and ``fixed-excludes`` (given, others: ids of measures), ``fixed-excluded`` (given),
        ``plan-…`` the same for what they need, ``plan-not-before``, ``plan-not-after`` and ``plan-works-from`` (given, quarter);
        ``plan-further`` or ``plan-further-least`` (count: sets that are not told); where money is short last ``plan-enough`` or
        ``plan-enough-then`` (needed: the yearly budget in EUR that would do, or would do once all else is mended).
        Years and quarters are counted from 1.
    """
    try:
        yield
    except SupercriticalCascadeError as error:
        values = (*titled("loop", [catalogue.unseens[threat] for threat in error.loop]), ("radius", f"{error.radius:.2f}"))
        raise InputFaultsError([Fault("overrides", "endless-cascade", values)]) from error
    except TooManyLossesError as error:
        values = (("given", f"{error.a_year:.0f}"), ("limit", f"{MOST_A_YEAR:.0f}"))
        raise InputFaultsError([Fault("overrides", "too-many-losses", values)]) from error
    except ImpossibleConstraintsError as error:
        raise InputFaultsError(_contradiction(catalogue, error, start)) from error
    except (InaccurateResultError, GridTooShortError, UnsettledCascadeError) as error:
        raise InputFaultsError([Fault("overrides", "inaccurate")]) from error


def titled(name: str, entries: Sequence[Entry]) -> Values:
    """Return the values that name entries: their ids, and their titles in each language."""
    texts = [one.title for one in entries]
    return (
        (name, ", ".join(one.id for one in entries)),
        (f"{name}@de", "\n".join(text.de for text in texts)),
        (f"{name}@en", "\n".join(text.en for text in texts)),
    )


@dataclass(frozen=True, slots=True)
class _Conflict:
    """One set of what cannot hold together, and what its fixed measures break by themselves."""

    conditions: "tuple[Condition, ...]"
    broken: tuple[Violation, ...]


def _contradiction(catalogue: Catalogue, error: ImpossibleConstraintsError, start: str) -> tuple[Fault, ...]:
    """Return the smallest sets of what cannot hold together, one fault for each part, and what budget would be enough."""
    found: list[Fault] = []
    for conditions, broken in zip(error.conflicts.sets, error.violations, strict=True):
        found += [Fault("decided", "plan-besides")] if found else []
        found += _told(catalogue, _Conflict(conditions, broken), start)
    told = error.conflicts
    if told.further:
        found.append(Fault("decided", "plan-further" if told.all_found else "plan-further-least", (("count", str(told.further)),)))
    if told.enough_eur is not None:
        code = "plan-enough" if len(told.sets) == 1 else "plan-enough-then"
        found.append(Fault("decided", code, (("needed", f"{math.ceil(told.enough_eur)}"),)))
    return tuple(found)


def _told(catalogue: Catalogue, conflict: _Conflict, start: str) -> tuple[Fault, ...]:
    """Return one set, one fault for each part."""
    ids = tuple(measure.id for measure in catalogue.measures)
    told = tuple(_fault(catalogue.measures, one, conflict, start) for one in conflict.conditions if one.kind != "fixed-in")
    named = {value for fault in told for name, value in fault.values if name == "given" or fault.code == "fixed-excludes"}
    # A measure that another fault names as fixed need not be told twice.
    fixed = [one for one in conflict.conditions if one.kind == "fixed-in"]
    return (*(_fault(catalogue.measures, one, conflict, start) for one in fixed if ids[one.measure or 0] not in named), *told)


def _fault(measures: Sequence[Measure], found: "Condition", conflict: _Conflict, start: str) -> Fault:
    """Return one part of a contradiction."""
    given = titled("given", [measures[found.measure]]) if found.measure is not None else ()
    period, limit = str((found.period or 0) + 1), ("limit", f"{found.limit or 0.0:.0f}")
    asked = [one.asked for one in conflict.broken if (one.code, one.period, one.role) == (found.kind, found.period, found.role)]
    # By themselves the fixed measures may keep a limit that they break with what they need.
    amount, kind = ((("asked", f"{math.ceil(asked[0])}"),), "fixed") if asked and asked[0] is not None else ((), "plan")
    fixed = {one.measure for one in conflict.conditions if one.kind == "fixed-in"}
    others = titled("others", [measures[other] for other in found.others])
    code, values = {
        "fixed-in": ("plan-fixed-in", (*given, ("quarter", period))),
        "fixed-out": ("fixed-excluded" if found.measure in fixed else "plan-fixed-out", given),
        "needs": ("fixed-needs" if found.measure in fixed else "plan-needs", (*given, *others)),
        "excludes": ("fixed-excludes", (*given, *others)),
        "budget": (f"{kind}-budget", (("year", period), *amount, limit)),
        "days": (f"{kind}-days", (("quarter", period), ("role", found.role or ""), *amount, limit)),
        "last-start": ("plan-last-start", (("quarter", period),)),
        "not-before": ("plan-not-before", (*given, ("quarter", period))),
        "not-after": ("plan-not-after", (*given, ("quarter", period))),
        "works-from": ("plan-works-from", (*given, ("quarter", period))),
    }[found.kind]
    return Fault("decided", code, (*values, ("start", start)) if start else values)
