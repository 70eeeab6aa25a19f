"""The report as PDF/UA-1: tagged, with text alternatives, typeset from shipped fonts only."""

import json
from importlib import resources

import typst

from leitplanke.reports.content import Document
from leitplanke.reports.serial import plain


def render(document: Document) -> bytes:
    """Return the PDF; the same document gives the same bytes.

    Raises
    ------
    RuntimeError
        If the typesetter refuses the document, for example because PDF/UA-1 would be broken.
    """
    reports = resources.files("leitplanke.reports")
    with resources.as_file(reports / "templates") as templates, resources.as_file(reports / "fonts") as fonts:
        pdf = typst.compile(
            str(templates / "report.typ"),
            root=str(templates),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(plain(document), ensure_ascii=False)},
            pdf_standards="ua-1",
        )
    return bytes(pdf)
