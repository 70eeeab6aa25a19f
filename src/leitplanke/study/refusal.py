"""What the engine refuses, as faults of the input that people can mend."""

from collections.abc import Iterator
from contextlib import contextmanager

from leitplanke.catalogue.entries import Catalogue
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
        (no placeholders).
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
    except (InaccurateResultError, GridTooShortError) as error:
        raise InputFaultsError([Fault("overrides", "inaccurate")]) from error
