"""A sheet to draw a chart on: lines, areas, symbols and texts, written as SVG."""

import math
from dataclasses import dataclass, field
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, tostring

from leitplanke.reports.charts.lettering import FALLBACK
from leitplanke.reports.charts.signs import sound
from leitplanke.reports.palette import INK, Symbol

Anchor = Literal["start", "middle", "end"]
SIZE = 12.0
"""Font size of labels; the sheet is 640 wide, so on an A4 page they print at 9 points."""
WIDTH = 640.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A finished picture with everything that stands for it: a finding, a sentence, the SVG and its table."""

    name: str
    title: str
    summary: str
    svg: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


@dataclass(slots=True)
class Canvas:
    """Collects shapes; coordinates from the top left, x to the right, y down."""

    height: float
    width: float = WIDTH
    root: Element = field(init=False)

    def __post_init__(self) -> None:
        self.root = Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {_number(self.width)} {_number(self.height)}",
                "role": "img",
                "font-family": FALLBACK,
                "font-size": _number(SIZE),
            },
        )

    def name(self, name: str, title: str, summary: str) -> None:
        """Give the picture its text alternative; ids start with `name` so that several pictures fit in one page."""
        self.root.set("aria-labelledby", f"{name}-title {name}-summary")
        for tag, text in (("desc", summary), ("title", title)):
            element = Element(tag, {"id": f"{name}-{'title' if tag == 'title' else 'summary'}"})
            element.text = text
            self.root.insert(0, element)

    def _add(self, tag: str, **attributes: str | float) -> Element:
        texts = {
            key.rstrip("_").replace("_", "-"): value if isinstance(value, str) else _number(value) for key, value in attributes.items()
        }
        return SubElement(self.root, tag, texts)

    def rect(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """Draw a filled rectangle."""
        self._add("rect", x=x, y=y, width=max(0.0, width), height=max(0.0, height), fill=fill)

    def line(self, start: tuple[float, float], end: tuple[float, float], stroke: str, *, width: float = 1.0, dash: str = "") -> None:
        """Draw a straight line; `dash` is an SVG dash pattern."""
        element = self._add("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], stroke=stroke, stroke_width=width)
        if dash:
            element.set("stroke-dasharray", dash)

    def curve(self, points: list[tuple[float, float]], stroke: str, *, width: float = 2.0, dash: str = "") -> None:
        """Draw a line through `points`."""
        text = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
        element = self._add("polyline", points=text, fill="none", stroke=stroke, stroke_width=width, stroke_linejoin="round")
        if dash:
            element.set("stroke-dasharray", dash)

    def area(self, points: list[tuple[float, float]], fill: str) -> None:
        """Fill the polygon through `points`."""
        self._add("polygon", points=" ".join(f"{_number(x)},{_number(y)}" for x, y in points), fill=fill)

    def text(
        self, x: float, y: float, text: str, *, anchor: Anchor = "start", colour: str = INK, bold: bool = False, halo: bool = False
    ) -> None:
        """Write one line with its baseline at `y`; a `halo` keeps it readable on lines and areas."""
        element = self._add("text", x=x, y=y, fill=colour)
        if anchor != "start":
            element.set("text-anchor", anchor)
        if bold:
            element.set("font-weight", "600")
        if halo:
            element.attrib |= {"stroke": "#FFFFFF", "stroke-width": "3", "stroke-linejoin": "round", "paint-order": "stroke"}
        element.text = text

    def symbol(self, x: float, y: float, symbol: Symbol, colour: str, radius: float = 6.0) -> None:
        """Draw a component's symbol around its centre."""
        if symbol == "circle":
            self._add("circle", cx=x, cy=y, r=radius * 0.95, fill=colour)
        else:
            self.area(outline(x, y, symbol, radius), colour)

    def render(self) -> str:
        """Return the SVG text."""
        return sound(tostring(self.root, encoding="unicode"))


_CORNERS: dict[Symbol, tuple[int, float, float]] = {
    "square": (4, 45.0, 1.2),
    "triangle": (3, -90.0, 1.25),
    "diamond": (4, 0.0, 1.3),
    "hexagon": (6, 0.0, 1.1),
}
"""Corners, turn of the first corner in degrees, and size, so that all symbols look equally heavy."""


def outline(x: float, y: float, symbol: Symbol, radius: float) -> list[tuple[float, float]]:
    """Return the corners of a symbol around (x, y)."""
    if symbol == "cross":
        arm, half = radius * 1.15, radius * 0.4
        plus = [(-half, -arm), (half, -arm), (half, -half), (arm, -half), (arm, half), (half, half)]
        plus += [(-a, -b) for a, b in plus]
        return [(x + (a + b) * math.sqrt(0.5), y + (a - b) * math.sqrt(0.5)) for a, b in plus]
    if symbol == "star":
        spikes = [(radius * (1.35 if step % 2 == 0 else 0.58), math.radians(-90.0 + 36.0 * step)) for step in range(10)]
        return [(x + r * math.cos(a), y + r * math.sin(a)) for r, a in spikes]
    corners, turn, size = _CORNERS[symbol]
    angles = [math.radians(turn + 360.0 * step / corners) for step in range(corners)]
    return [(x + radius * size * math.cos(a), y + radius * size * math.sin(a)) for a in angles]
