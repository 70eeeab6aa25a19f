"""An organisation's template for word processors: a DOCX whose styles, margins, header and footer a report takes over.

Codes of faults: ``template-too-big``, ``template-unknown`` (no DOCX, or with macros), ``template-broken``.
"""

import html
import io
import re
from typing import Any

import docx
from docx.oxml.ns import qn

from leitplanke.primitives import packed
from leitplanke.primitives.faults import Fault, InputFaultsError

LARGEST_BYTES = 3_000_000
MOST_UNPACKED = 30_000_000
MOST_PARTS = 500
_HYPERLINK = "/hyperlink"
_LEFT_OUT = ("word/vba", "customui/", "word/activex/", "word/embeddings/")
_INSTRUCTION = re.compile(rb"<w:(?:instrText|delInstrText)\b[^>]*>([^<]*)<")
_SIMPLE_FIELD = re.compile(rb"""w:instr\s*=\s*["']([^"']*)""")
_ACTIVE = re.compile(r"\b(?:DDE|DDEAUTO|INCLUDE\w*|IMPORT|LINK|DATABASE|MACROBUTTON|AUTOTEXT\w*|RD)\b", re.IGNORECASE)


def read(data: bytes, name: str) -> bytes:
    """Return the template without its own text and without anything that could load or run.

    Raises
    ------
    InputFaultsError
        With one of the codes above.
    """
    if len(data) > LARGEST_BYTES:
        raise InputFaultsError([Fault(name, "template-too-big", (("limit", f"{LARGEST_BYTES / 1e6:.0f}"),))])
    _check_parts(data, name)
    file = io.BytesIO()
    try:
        word = docx.Document(io.BytesIO(data))
        _empty(word)
        _cut_off(word.part.package)
        word.save(file)
    except Exception:  # noqa: BLE001 - python-docx fails in many ways on files that are no documents
        raise InputFaultsError([Fault(name, "template-broken")]) from None
    return file.getvalue()


def _check_parts(data: bytes, name: str) -> None:
    try:
        with packed.opened(data, name, largest=MOST_UNPACKED, most_parts=MOST_PARTS) as parts:
            found = {one: packed.part(parts, name, one) for one in parts.namelist()}
    except InputFaultsError as error:
        large = any(fault.code in {"packed-swells", "packed-too-many-parts"} for fault in error.faults)
        values = (("limit", f"{LARGEST_BYTES / 1e6:.0f}"),) if large else ()
        raise InputFaultsError([Fault(name, "template-too-big" if large else "template-unknown", values)]) from None
    names = [one.lower() for one in found]
    if "word/document.xml" not in names or any(one.startswith(_LEFT_OUT) for one in names):
        raise InputFaultsError([Fault(name, "template-unknown")])
    if any(packed.is_markup(one, content) and (packed.may_expand(content) or _asks_elsewhere(content)) for one, content in found.items()):
        raise InputFaultsError([Fault(name, "template-unknown")])


def _asks_elsewhere(content: bytes) -> bool:
    """Say whether a part has a field that fetches something or starts a program when the report is opened."""
    # Word takes a field's instruction together from several pieces.
    told = b"".join([*(one[1] for one in _INSTRUCTION.finditer(content)), *(b" " + one[1] for one in _SIMPLE_FIELD.finditer(content))])
    return _ACTIVE.search(html.unescape(told.decode("utf-8", "replace"))) is not None


def _empty(word: Any) -> None:  # noqa: ANN401 - python-docx has no types
    """Take the text out; the last section with its margins, header and footer stays."""
    body = word.element.body
    for element in list(body):
        if element.tag != qn("w:sectPr"):
            body.remove(element)


def _cut_off(package: Any) -> None:  # noqa: ANN401
    """Drop every tie to something outside the file but links that a reader clicks: pictures and templates would load by themselves."""
    holders = [package, *package.iter_parts()]
    for holder in holders:
        rels = holder.rels
        for key in [key for key, rel in rels.items() if rel.is_external and not rel.reltype.endswith(_HYPERLINK)]:
            del rels[key]
