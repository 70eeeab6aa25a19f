"""The report as DOCX: real headings, header rows, text alternatives and language, to be edited further."""

import copy
import io
from datetime import datetime, time
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from leitplanke.reports import picture
from leitplanke.reports.charts.signs import everywhere, sound
from leitplanke.reports.content import Align, Bullets, Cards, Document, Figure, Heading, Note, PageBreak, Paragraph, Table
from leitplanke.reports.words import say

_FONT = "Arial"
"""On every office computer, or with a substitute of the same widths."""
_ACCENT = RGBColor(0x00, 0x59, 0x4A)
_MUTED = RGBColor(0x55, 0x60, 0x6C)
_LOCALES = {"de": "de-DE", "en": "en-GB"}
_NEEDED = {"Title", "Heading 1", "Heading 2", "Heading 3", "Caption", "List Bullet"}
_SIDES = {"left": WD_ALIGN_PARAGRAPH.LEFT, "right": WD_ALIGN_PARAGRAPH.RIGHT}


def render(document: Document, template: bytes = b"") -> bytes:
    """Return the DOCX file; with a `template` (see `reports.template`) in its styles, margins, header and footer."""
    document = everywhere(document, sound)
    word = docx.Document(io.BytesIO(template)) if template else docx.Document()
    _describe(word, document)
    if template:
        _complete(word)
    else:
        _set_up(word)
    _footer(word.sections[-1], document)
    if document.logo:
        _logo(word.sections[-1], document)
    word.add_heading(document.title, level=0)
    _small(word.add_paragraph(document.firm))
    counts = {"figure": 0, "table": 0}
    for block in document.blocks:
        _WRITERS[type(block)](word, block, document, counts)
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def _describe(word: Any, document: Document) -> None:  # noqa: ANN401 - python-docx has no types
    properties = word.core_properties
    properties.title, properties.author, properties.comments = document.title, "Leitplanke", ""
    properties.language = _LOCALES[document.language]
    if document.day:
        properties.created = properties.modified = datetime.combine(document.day, time())
    _set_language(word, _LOCALES[document.language])


def _complete(word: Any) -> None:  # noqa: ANN401
    """Give a template the styles it lacks, as the word processor itself has them."""
    own = {style.name for style in word.styles}
    wanted = [style for style in docx.Document().styles if style.name in _NEEDED - own]
    for style in wanted:
        word.styles.element.append(copy.deepcopy(style.element))


def _set_up(word: Any) -> None:  # noqa: ANN401
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(20)
    for name, size in (("Normal", 10), ("Title", 18), ("Heading 1", 15), ("Heading 2", 12), ("Heading 3", 10.5), ("Caption", 9.5)):
        style = word.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        # The template's theme fonts would win over the name.
        for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            style.element.get_or_add_rPr().get_or_add_rFonts().attrib.pop(qn(f"w:{attribute}"), None)
        style.font.color.rgb = _ACCENT if name in {"Title", "Heading 1"} else RGBColor(0x1B, 0x24, 0x30)
    word.styles["Normal"].paragraph_format.space_after = Pt(6)


def _set_language(word: Any, locale: str) -> None:  # noqa: ANN401
    defaults = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if defaults is None:
        return
    language = defaults.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        defaults.append(language)
    language.set(qn("w:val"), locale)


def _footer(section: Any, document: Document) -> None:  # noqa: ANN401
    # What stands at the foot of a template stays; ours comes below.
    footer = section.footer
    own = any(paragraph.text for paragraph in footer.paragraphs) or bool(footer.tables)
    paragraph = footer.add_paragraph() if own or not footer.paragraphs else footer.paragraphs[0]
    paragraph.add_run(f"{document.dated} · {document.stamp} · {say(document.language, 'report.page')} ")
    # Each part of the field in a run of its own: some programs take the look of the number from the part that holds it.
    for kind, text in (("begin", None), (None, "PAGE"), ("separate", None), (None, "1"), ("end", None)):
        run = paragraph.add_run()
        if text == "1":
            run.text = text
            continue
        element = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            element.text = text
        else:
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)  # noqa: SLF001 - python-docx has no fields
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(8), _MUTED


def _logo(section: Any, document: Document) -> None:  # noqa: ANN401
    header = section.header
    own = any(paragraph.text for paragraph in header.paragraphs) or bool(header.tables)
    paragraph = header.add_paragraph() if own or not header.paragraphs else header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    shape = paragraph.add_run().add_picture(io.BytesIO(document.logo), height=Mm(11))
    shape._inline.docPr.set("descr", say(document.language, "report.logo"))  # noqa: SLF001 - python-docx has no text alternative


def _text_width(word: Any) -> float:  # noqa: ANN401
    """Return the width between the margins, mm."""
    section = word.sections[-1]
    return float(section.page_width - section.left_margin - section.right_margin) / float(Mm(1))


def _small(paragraph: Any) -> None:  # noqa: ANN401
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(9), _MUTED


def _heading(word: Any, block: Heading, _document: Document, _counts: dict[str, int]) -> None:  # noqa: ANN401
    word.add_heading(block.text, level=block.level)


def _paragraph(word: Any, block: Paragraph | Note, _document: Document, _counts: dict[str, int]) -> None:  # noqa: ANN401
    paragraph = word.add_paragraph()
    if block.lead:
        paragraph.add_run(f"{block.lead}: ").bold = True
    paragraph.add_run(block.text)


def _bullets(word: Any, block: Bullets, _document: Document, _counts: dict[str, int]) -> None:  # noqa: ANN401
    for item in block.items:
        word.add_paragraph(item, style="List Bullet")


def _cards(word: Any, block: Cards, document: Document, counts: dict[str, int]) -> None:  # noqa: ANN401
    for card in block.cards:
        span = f" ({card.range})" if card.range else ""
        _paragraph(word, Paragraph(lead=card.label, text=f"{card.value}{span}"), document, counts)


def _caption(word: Any, kind: str, text: str, document: Document, counts: dict[str, int]) -> None:  # noqa: ANN401
    counts[kind] += 1
    paragraph = word.add_paragraph(f"{say(document.language, f'report.{kind}')} {counts[kind]}: {text}", style="Caption")
    paragraph.paragraph_format.keep_with_next = True


def _figure(word: Any, block: Figure, document: Document, counts: dict[str, int]) -> None:  # noqa: ANN401
    chart = block.chart
    _caption(word, "figure", chart.title, document, counts)
    shape = word.add_picture(io.BytesIO(picture.render(chart.svg)), width=Mm(min(160.0, _text_width(word))))
    properties = shape._inline.docPr  # noqa: SLF001 - python-docx has no text alternative
    properties.set("descr", chart.summary)
    properties.set("title", chart.title)
    _small(word.add_paragraph(chart.summary))


def _table(word: Any, block: Table, document: Document, counts: dict[str, int]) -> None:  # noqa: ANN401
    _caption(word, "table", block.caption, document, counts)
    table = word.add_table(rows=0, cols=len(block.header))
    table.autofit = False
    _rule(table)
    wide = _text_width(word)
    for column, share in zip(table.columns, block.widths, strict=True):
        column.width = Mm(share * wide)
    for position, row in enumerate((block.header, *block.rows)):
        added = table.add_row()
        added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - python-docx cannot keep a row on one page
        for cell, text, side, share in zip(added.cells, row, block.align, block.widths, strict=True):
            cell.width = Mm(share * wide)
            _fill(cell, text, side, bold=position == 0)
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(header)  # noqa: SLF001 - python-docx has no header rows
    word.add_paragraph()


def _rule(table: Any) -> None:  # noqa: ANN401
    """Draw thin lines between rows and none between columns."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("color", "A9B1BA")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)  # noqa: SLF001 - python-docx has no borders


def _fill(cell: Any, text: str, side: Align, *, bold: bool) -> None:  # noqa: ANN401
    paragraph = cell.paragraphs[0]
    paragraph.alignment = _SIDES[side]
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(9), bold


def _page_break(word: Any, _block: PageBreak, _document: Document, _counts: dict[str, int]) -> None:  # noqa: ANN401
    word.add_page_break()


_WRITERS: dict[type, Any] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Note: _paragraph,
    Bullets: _bullets,
    Table: _table,
    Figure: _figure,
    Cards: _cards,
    PageBreak: _page_break,
}
