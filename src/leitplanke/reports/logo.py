"""An organisation's logo: checked, then redrawn as a PNG, so that nothing of the file that came in goes out again.

Codes of faults: ``logo-too-big``, ``logo-unknown`` (neither PNG nor SVG), ``logo-too-many-dots``, ``logo-element`` (an SVG with what
could load, run or multiply something), ``logo-broken``.
"""

import re
import tempfile
import xml.etree.ElementTree as ET
from importlib import resources
from pathlib import Path

import typst

from leitplanke.primitives import packed
from leitplanke.primitives.faults import Fault, InputFaultsError

LARGEST_BYTES = 1_000_000
MOST_DOTS = 4_000
"""On each side of a PNG."""
MOST_ELEMENTS = 5_000
_PNG = b"\x89PNG\r\n\x1a\n"
_HEADER = 24
_CUSTOMARY = re.compile(rb"<!DOCTYPE\s+svg\s+PUBLIC\s+\"-//W3C//DTD SVG [0-9.]+//EN\"\s+\"https?://www.w3.org/[^\">\[]*\"\s*>")
_SVG = "{http://www.w3.org/2000/svg}"
_DRAWN = frozenset(
    {
        *("svg", "g", "defs", "title", "desc", "metadata", "style", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
        *("text", "tspan", "linearGradient", "radialGradient", "stop", "clipPath"),
    }
)
"""Elements that only draw. `use`, `pattern`, `filter` and `image` are left out: they multiply work or load something."""


def read(data: bytes, name: str) -> bytes:
    """Return the logo as a PNG, at most 900 by 225 dots.

    Raises
    ------
    InputFaultsError
        With one of the codes above.
    """
    if len(data) > LARGEST_BYTES:
        values = (("given", f"{len(data) / 1e6:.1f}"), ("limit", f"{LARGEST_BYTES / 1e6:.0f}"))
        raise InputFaultsError([Fault(name, "logo-too-big", values)])
    return _redrawn(data, _checked(data, name), name)


def _checked(data: bytes, name: str) -> str:
    """Return the kind of a picture that only draws, and not too much."""
    if data.startswith(_PNG) and len(data) > _HEADER:
        wide, high = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
        if not (0 < wide <= MOST_DOTS and 0 < high <= MOST_DOTS):
            values = (("given", f"{wide} x {high}"), ("limit", f"{MOST_DOTS} x {MOST_DOTS}"))
            raise InputFaultsError([Fault(name, "logo-too-many-dots", values)])
        return "png"
    if b"<svg" in data[:4096]:
        _check_svg(data, name)
        return "svg"
    raise InputFaultsError([Fault(name, "logo-unknown")])


def _check_svg(data: bytes, name: str) -> None:
    # A document type may define entities that grow without end; drawings need none but the customary reference to SVG 1.1.
    if b"<?xml-stylesheet" in data or packed.may_expand(_CUSTOMARY.sub(b"", data, count=1)):
        raise InputFaultsError([Fault(name, "logo-element", (("given", "<!ENTITY>"),))])
    try:
        root = ET.fromstring(data)  # noqa: S314 - without entities there is nothing to expand  # nosec B314
    except ET.ParseError:
        raise InputFaultsError([Fault(name, "logo-broken")]) from None
    elements = list(root.iter())
    if len(elements) > MOST_ELEMENTS:
        values = (("given", str(len(elements))), ("limit", str(MOST_ELEMENTS)))
        raise InputFaultsError([Fault(name, "logo-too-many-dots", values)])
    for element in elements:
        tag = element.tag if isinstance(element.tag, str) else "?"
        # Editors keep their own notes in other namespaces; nothing is drawn of them.
        if tag.startswith(_SVG) and tag.removeprefix(_SVG) not in _DRAWN:
            raise InputFaultsError([Fault(name, "logo-element", (("given", f"<{tag.removeprefix(_SVG)}>"),))])


def _redrawn(data: bytes, kind: str, name: str) -> bytes:
    reports = resources.files("leitplanke.reports")
    with tempfile.TemporaryDirectory() as root, resources.as_file(reports / "fonts") as fonts:
        folder = Path(root)
        (folder / f"logo.{kind}").write_bytes(data)
        (folder / "logo.typ").write_bytes((reports / "templates" / "logo.typ").read_bytes())
        try:
            return bytes(
                typst.compile(
                    str(folder / "logo.typ"),
                    root=root,
                    font_paths=[str(fonts)],
                    ignore_system_fonts=True,
                    format="png",
                    ppi=300.0,
                    sys_inputs={"kind": kind},
                )
            )
        except RuntimeError:
            raise InputFaultsError([Fault(name, "logo-broken")]) from None
