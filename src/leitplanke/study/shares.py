"""A firm's own 90 % interval of a share, read as a Beta distribution with these 5 and 95 % points.

Source: method.md section 2 (experts may give 90 % intervals directly; Beta for shares). There is exactly one such distribution: Shih,
The uniqueness of the beta distribution in terms of two quantiles (2015).
"""

import math
from collections.abc import Iterable

from scipy.special import betainc, btdtrib

from leitplanke.assessment.index import OwnIndex
from leitplanke.catalogue.entries import IndexParameter
from leitplanke.primitives.interval import Z95
from leitplanke.primitives.trace import TraceNode
from leitplanke.study.inputs import Override
from leitplanke.study.parameters import BetaLaw

LEAST_SHARE, MOST_SHARE = 1e-6, 0.999
"""An interval of a share lies within: no Beta distribution has its 5 % point at 0 or its 95 % point at 1."""
OWN_INDEX: dict[str, IndexParameter] = {"exposure": "exposure", "sensitivity": "sensitivity", "index": "capacity"}
"""Which index an own share takes the place of, by parameter of the override."""
_NARROW, _NARROWEST = 1e4, 1e12
"""With both parameters above the first, a Beta distribution is a normal one: both ends are met to 0.3 % of the width."""


def fit(low: float, high: float) -> BetaLaw:
    """Return the Beta distribution with 5 % point `low` and 95 % point `high`.

    Raises
    ------
    ValueError
        Unless 0 < low < high < 1.

    Examples
    --------
    >>> law = fit(0.18925536, 0.81074464)
    >>> round(law.alpha, 4), round(law.beta, 4)
    (3.0, 3.0)
    """
    if not 0.0 < low < high < 1.0:
        raise ValueError((low, high))
    mean, deviation = (low + high) / 2.0, (high - low) / (2.0 * Z95)
    concentration = min(_NARROWEST, mean * (1.0 - mean) / deviation**2 - 1.0)
    if min(mean, 1.0 - mean) * concentration > _NARROW:
        return BetaLaw(mean * concentration, (1.0 - mean) * concentration)

    from scipy.optimize import brentq  # noqa: PLC0415 - slow to load, and few firms state a share

    def missed(log_alpha: float) -> float:
        alpha = math.exp(log_alpha)
        return float(betainc(alpha, btdtrib(alpha, 0.05, low), high)) - 0.95

    # With the 5 % point held, a larger alpha draws the distribution together, so one root lies between these.
    alpha = math.exp(brentq(missed, math.log(1e-4), math.log(1e9), xtol=1e-12))
    return BetaLaw(alpha, float(btdtrib(alpha, 0.05, low)))


def own_indices(overrides: Iterable[Override]) -> dict[tuple[str, IndexParameter], OwnIndex]:
    """Return the exposures, sensitivities and capacities that the firm states itself, by target and what they drive."""
    return {(one.target, OWN_INDEX[one.parameter]): _own_index(one) for one in overrides if one.parameter in OWN_INDEX}


def share_node(node: str, override: Override, law: BetaLaw) -> TraceNode:
    """Return the trace node of an own share that is no index."""
    ends = (("low", override.low), ("high", override.high), ("alpha", law.alpha), ("beta", law.beta))
    return TraceNode(id=node, value=law.mean, unit="1", operation="own-share", parameters=ends, note=override.reason)


def _own_index(override: Override) -> OwnIndex:
    law = fit(override.low, override.high)
    return OwnIndex(low=override.low, high=override.high, alpha=law.alpha, beta=law.beta, reason=override.reason)
