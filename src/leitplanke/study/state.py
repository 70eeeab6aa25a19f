"""Where the firm stands at the end of the horizon under a schedule of measures: indices, coping and loss rates by Unseen."""

from dataclasses import dataclass

import numpy as np

from leitplanke.primitives.interval import Floats
from leitplanke.risk.vulnerability import Adjustment, Vulnerability, assemble


@dataclass(frozen=True, slots=True, kw_only=True)
class EndState:
    """Indices by Unseen (J) and capacity factor (F) after all measures, before autonomous adaptation."""

    exposure: Floats
    sensitivity: Floats
    coping: Floats
    loss_rate: Floats
    """(J,) primary losses a year."""
    capacity: Floats
    """(F,)"""
    carrying_capacity: Floats
    """(J,) 0-1: weighted index of the capacity factors that carry each Unseen."""


def end_state(vulnerability: Vulnerability, adjustment: Adjustment) -> EndState:
    """Return the state in the last year of the horizon."""
    capacity = 1.0 - np.minimum(1.0, (1.0 - vulnerability.capacity) * adjustment.capacity_gap[-1])
    carried = vulnerability.coping_weight @ capacity
    coping = 1.0 - np.minimum(1.0, (1.0 - vulnerability.coping_max * carried) * adjustment.coping_gap[-1])
    sensitivity = np.minimum(1.0, vulnerability.sensitivity * adjustment.sensitivity[-1])
    rate = assemble(vulnerability, adjustment, adaptation=False).rate[-1]
    contacts = vulnerability.contact_rate * sensitivity * np.where(vulnerability.running, 0.0, 1.0)
    lowered = np.minimum(1.0, vulnerability.exposure * adjustment.exposure[-1])
    # Where the rate is zero (running, or no contacts) the exposure is that before side effects.
    exposure = np.where(contacts > 0.0, rate / np.where(contacts > 0.0, contacts, 1.0), lowered)
    return EndState(
        exposure=exposure,
        sensitivity=sensitivity,
        coping=coping,
        loss_rate=rate,
        capacity=capacity,
        carrying_capacity=carried,
    )
