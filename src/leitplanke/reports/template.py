"""An organisation's template for word processors: a DOCX whose styles, margins, header and footer a report takes over.

Codes of faults: ``template-too-big``, ``template-unknown`` (no DOCX, or with macros), ``template-broken``.
"""

import io
import zipfile
from typing import Any

import docx
from docx.oxml.ns import qn

from leitplanke.primitives.faults import Fault, InputFaultsError

LARGEST_BYTES = 3_000_000
MOST_UNPACKED = 30_000_000
MOST_PARTS = 500
_HYPERLINK = "/hyperlink"
_LEFT_OUT = ("word/vba", "customUI/", "word/activeX/", "word/embeddings/")


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
    try:
        word = docx.Document(io.BytesIO(data))
    except Exception:  # noqa: BLE001 - python-docx fails in many ways on files that are no documents
        raise InputFaultsError([Fault(name, "template-broken")]) from None
    _empty(word)
    _cut_off(word.part.package)
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def _check_parts(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            entries = parts.infolist()
    except (zipfile.BadZipFile, NotImplementedError):
        raise InputFaultsError([Fault(name, "template-unknown")]) from None
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise InputFaultsError([Fault(name, "template-too-big", (("limit", f"{LARGEST_BYTES / 1e6:.0f}"),))])
    names = [entry.filename for entry in entries]
    if "word/document.xml" not in names or any(one.startswith(_LEFT_OUT) for one in names):
        raise InputFaultsError([Fault(name, "template-unknown")])


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
