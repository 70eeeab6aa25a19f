"""One colour and one symbol for each component, the same in report, chart and page.

The tones are those of Okabe and Ito (Color Universal Design, 2008), made darker where they had less than 3:1 contrast on white
(WCAG 2.2, 1.4.11). Nothing is told by colour alone: each component also has its own symbol.
"""

from dataclasses import dataclass
from typing import Literal

Symbol = Literal["circle", "square", "triangle", "diamond", "hexagon", "star", "cross"]


@dataclass(frozen=True, slots=True)
class Mark:
    """How one component looks everywhere."""

    component: str
    colour: str
    symbol: Symbol


MARKS: tuple[Mark, ...] = (
    Mark("component.iot-data", "#B87A00", "circle"),
    Mark("component.value-networks", "#0072B2", "square"),
    Mark("component.platforms", "#D55E00", "triangle"),
    Mark("component.cloud", "#3A96D0", "diamond"),
    Mark("component.organisation", "#008A65", "hexagon"),
    Mark("component.employees", "#B3538A", "star"),
    Mark("component.cross", "#5F6B76", "cross"),
)
"""In the order in which components are shown."""

INK = "#1B2430"
"""Text."""
MUTED = "#55606C"
"""Secondary text and axes; 6:1 on white."""
GRID = "#DCE1E6"
"""Grid lines, which carry no information of their own."""
BEFORE = "#1B2430"
"""The firm without the plan."""
AFTER = "#00725C"
"""The firm with the plan."""
BAND_BEFORE = "#C9CFD6"
BAND_AFTER = "#BFE3D8"
URGENT = "#FBEFE6"
"""Ground of the corner where protection is needed first."""
LIMIT = "#A33B00"
"""Lines of liquidity and equity."""


def mark(component: str) -> Mark:
    """Return the mark of a component.

    Raises
    ------
    KeyError
        If there is no such component.
    """
    for found in MARKS:
        if found.component == component:
            return found
    raise KeyError(component)
