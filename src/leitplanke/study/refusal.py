"""What the engine refuses, as faults of the input that people can mend."""

from collections.abc import Iterator
from contextlib import contextmanager

from leitplanke.catalogue.entries import Catalogue
from leitplanke.planning.conflict import Condition
from leitplanke.planning.search import ImpossibleConstraintsError
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.risk.cascade import SupercriticalCascadeError, UnsettledCascadeError
from leitplanke.risk.distribution import GridTooShortError
from leitplanke.risk.simulate import MOST_A_YEAR, TooManyLossesError
from leitplanke.risk.spectral import InaccurateResultError


@contextmanager
def refusing(catalogue: Catalogue) -> Iterator[None]:
    """Turn the engine's refusals into faults.

    Raises
    ------
    InputFaultsError
        With code ``endless-cascade`` (loop: the Unseens' ids, radius), ``too-many-losses`` (given, limit: losses a year) or ``inaccurate``
        (no placeholders); or, for measures fixed into the plan that the firm cannot carry, with a smallest set of what cannot hold
        together: ``fixed-budget`` (year, asked, limit: EUR), ``fixed-days`` (quarter, role, asked, limit: days), ``fixed-needs`` and
        ``fixed-excludes`` (given, others: ids of measures), ``fixed-excluded`` (given), ``plan-…`` the same for what they need.
    """
    try:
        yield
    except SupercriticalCascadeError as error:
        loop = ", ".join(catalogue.unseens[threat].id for threat in error.loop)
        values = (("loop", loop), ("radius", f"{error.radius:.2f}"))
        raise InputFaultsError([Fault("overrides", "endless-cascade", values)]) from error
    except TooManyLossesError as error:
        values = (("given", f"{error.a_year:.0f}"), ("limit", f"{MOST_A_YEAR:.0f}"))
        raise InputFaultsError([Fault("overrides", "too-many-losses", values)]) from error
    except ImpossibleConstraintsError as error:
        raise InputFaultsError(_contradiction(catalogue, error)) from error
    except (InaccurateResultError, GridTooShortError, UnsettledCascadeError) as error:
        raise InputFaultsError([Fault("overrides", "inaccurate")]) from error


def _contradiction(catalogue: Catalogue, error: ImpossibleConstraintsError) -> tuple[Fault, ...]:
    """Return a smallest set of what cannot hold together, one fault each; periods are counted from 1."""
    ids = tuple(measure.id for measure in catalogue.measures)
    told = tuple(_fault(ids, one, error) for one in error.conflict if one.kind != "fixed-in")
    named = {value for fault in told for name, value in fault.values if name == "given" or fault.code == "fixed-excludes"}
    # A measure that another fault names as fixed need not be told twice.
    fixed = [one for one in error.conflict if one.kind == "fixed-in"]
    return (*(_fault(ids, one, error) for one in fixed if ids[one.measure or 0] not in named), *told)


def _fault(ids: tuple[str, ...], found: Condition, error: ImpossibleConstraintsError) -> Fault:
    """Return one part of a contradiction."""
    given = (("given", ids[found.measure]),) if found.measure is not None else ()
    period, limit = str((found.period or 0) + 1), ("limit", f"{found.limit or 0.0:.0f}")
    asked = [one.asked for one in error.violations if (one.code, one.period, one.role) == (found.kind, found.period, found.role)]
    # By themselves the fixed measures may keep a limit that they break with what they need.
    amount, kind = ((("asked", f"{asked[0]:.0f}"),), "fixed") if asked and asked[0] is not None else ((), "plan")
    fixed = {one.measure for one in error.conflict if one.kind == "fixed-in"}
    others = ("others", ", ".join(ids[other] for other in found.others))
    code, values = {
        "fixed-in": ("plan-fixed-in", (*given, ("quarter", period))),
        "fixed-out": ("fixed-excluded" if found.measure in fixed else "plan-fixed-out", given),
        "needs": ("fixed-needs" if found.measure in fixed else "plan-needs", (*given, others)),
        "excludes": ("fixed-excludes", (*given, others)),
        "budget": (f"{kind}-budget", (("year", period), *amount, limit)),
        "days": (f"{kind}-days", (("quarter", period), ("role", found.role or ""), *amount, limit)),
        "last-start": ("plan-last-start", (("quarter", period),)),
    }[found.kind]
    return Fault("decided", code, values)
