"""Report, one-pager and slides as PDF/UA-1: tagged, with text alternatives, typeset from shipped fonts only."""

import base64
import json
from importlib import resources
from typing import Literal

import typst

from leitplanke.reports.charts.signs import everywhere, known, near, sound
from leitplanke.reports.content import Document
from leitplanke.reports.serial import plain

Layout = Literal["report", "onepage", "slides"]


def render(document: Document, layout: Layout = "report") -> bytes:
    """Return the PDF; the same document gives the same bytes.

    Parameters
    ----------
    layout
        ``report``: A4, as many pages as it takes. ``onepage``: one page of A4, made smaller until it fits. ``slides``: 16:9, a new
        slide at each heading of level 1, each made smaller until it fits.

    A question mark stands for signs that no shipped typeface has, such as pictograms.

    Raises
    ------
    RuntimeError
        If the typesetter refuses the document, for example because PDF/UA-1 would be broken.
    """
    data = plain(everywhere(document, sound))
    for change in (str, near, known):
        try:
            return _typeset(everywhere(data, change), document.logo, layout)
        except RuntimeError as error:
            # A name of a firm may have a sign that the typeface lacks; the paper must be there all the same.
            if "could not be displayed with font" not in str(error) or change is known:
                raise
    raise AssertionError


def _typeset(data: dict[str, object], logo: bytes, layout: Layout) -> bytes:
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    if logo:
        inputs["logo"] = _in_svg(logo)
    reports = resources.files("leitplanke.reports")
    with resources.as_file(reports / "templates") as templates, resources.as_file(reports / "fonts") as fonts:
        pdf = typst.compile(
            str(templates / f"{layout}.typ"),
            root=str(templates),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs=inputs,
            pdf_standards="ua-1",
        )
    return bytes(pdf)


def _in_svg(png: bytes) -> str:
    """Return a PNG as SVG text: inputs of the typesetter are text."""
    wide, high = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    data = base64.b64encode(png).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}">'
        f'<image width="{wide}" height="{high}" href="data:image/png;base64,{data}"/></svg>'
    )
