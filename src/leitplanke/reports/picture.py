"""A chart as a picture of pixels, for files that cannot carry SVG."""

from importlib import resources

import typst

DOTS_PER_INCH = 220.0


def render(svg: str) -> bytes:
    """Return a PNG of a chart, 160 mm wide, drawn with the shipped typeface.

    Raises
    ------
    RuntimeError
        If `svg` is no picture.
    """
    reports = resources.files("leitplanke.reports")
    with resources.as_file(reports / "templates") as templates, resources.as_file(reports / "fonts") as fonts:
        png = typst.compile(
            str(templates / "picture.typ"),
            root=str(templates),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            format="png",
            ppi=DOTS_PER_INCH,
            sys_inputs={"svg": svg},
        )
    return bytes(png)
