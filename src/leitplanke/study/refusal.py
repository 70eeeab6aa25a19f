"""What the engine refuses, as faults of the input that people can mend."""

from collections.abc import Iterator
from contextlib import contextmanager

from leitplanke.catalogue.entries import Catalogue
from leitplanke.planning.constraints import Violation
from leitplanke.planning.search import ImpossibleConstraintsError
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.risk.cascade import SupercriticalCascadeError
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
        (no placeholders); or, for measures fixed into the plan that the firm cannot carry, ``fixed-budget`` (year, asked, limit: EUR),
        ``fixed-days`` (quarter, role, asked, limit: days), ``fixed-needs`` and ``fixed-excludes`` (given, others: ids of measures),
        ``fixed-excluded`` (given).
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
        raise InputFaultsError([_fixed(catalogue, one) for one in error.violations]) from error
    except (InaccurateResultError, GridTooShortError) as error:
        raise InputFaultsError([Fault("overrides", "inaccurate")]) from error


def _fixed(catalogue: Catalogue, found: Violation) -> Fault:
    """Return what is wrong with the measures fixed into the plan as a fault; periods are counted from 1."""
    ids = [measure.id for measure in catalogue.measures]
    period, amounts = str((found.period or 0) + 1), (("asked", f"{found.asked or 0.0:.0f}"), ("limit", f"{found.limit or 0.0:.0f}"))
    if found.code == "budget":
        return Fault("decided", "fixed-budget", (("year", period), *amounts))
    if found.code == "days":
        return Fault("decided", "fixed-days", (("quarter", period), ("role", found.role or ""), *amounts))
    given = ids[found.measure] if found.measure is not None else ""
    if found.code in {"needs", "excludes"}:
        others = ", ".join(ids[other] for other in found.others)
        return Fault("decided", f"fixed-{found.code}", (("given", given), ("others", others)))
    return Fault("decided", "fixed-excluded", (("given", given),))
