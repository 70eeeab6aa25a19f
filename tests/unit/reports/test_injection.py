"""What people type is only ever text: in no paper does it run, load, link, or become markup of the typesetter."""

import io
import re
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pikepdf
import pytest

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports.charts.canvas import Canvas
from leitplanke.reports.papers import PAPERS, Matter, Paper, make
from leitplanke.study.frame import Frame
from leitplanke.study.result import StudyResult

ROOT = Path(__file__).parents[3] / "src/leitplanke"
TYPST = '#read("/etc/passwd") #include "/etc/passwd" #import "@preview/cetz:0.3.0" #eval("1+1") $x^2$ *fett* `roh` @ref <marke> #{1+1}'
MARKUP = "<script>alert(1)</script><img src=http://evil.example/x onerror=alert(1)> &lt;b&gt; ]]> &#60; <!--"
FORMULA = '=HYPERLINK("http://evil.example/","x")'
TEMPLATE = "{{ 7*7 }} {% raise %} ${7*7} %(x)s {0.__class__} {name} ' \\\" \u202eneu"
EVIL = (TYPST, MARKUP, FORMULA, TEMPLATE)


@pytest.fixture(scope="module")
def matter(result: StudyResult, catalogue: Catalogue) -> Matter:
    unseens = tuple(replace(one, not_relevant=EVIL[place % 4]) for place, one in enumerate(result.risk.unseens[:4]))
    risk = replace(result.risk, unseens=(*unseens, *result.risk.unseens[4:]))
    company = replace(result.company, name=TYPST, sector=MARKUP)
    return Matter(
        result=replace(result, company=company, risk=risk), catalogue=catalogue, on=date(2027, 1, 2), frame=Frame(guiding_question=TEMPLATE)
    )


@pytest.fixture(scope="module")
def made(matter: Matter) -> dict[Paper, bytes]:
    return {paper: make(paper, matter, "de") for paper in PAPERS}


def squeezed(text: str) -> str:
    """Return a text without blanks: typesetters break lines and may hyphenate."""
    return re.sub(r"[\s\u00ad\u202a-\u202e\u2066-\u2069-]", "", text)


@pytest.mark.parametrize("paper", [paper for paper in PAPERS if paper.endswith(".pdf")])
def test_a_pdf_shows_it_letter_by_letter_and_does_nothing(paper: Paper, made: dict[Paper, bytes]) -> None:
    found = subprocess.run(["pdftotext", "-", "-"], input=made[paper], capture_output=True, check=True).stdout.decode()
    assert squeezed('#read("/etc/passwd")') in squeezed(found).replace("„", '"').replace("“", '"').replace("”", '"')
    assert "root:x:0" not in found
    opened = pikepdf.open(io.BytesIO(made[paper]))
    assert not {"/OpenAction", "/AA", "/Names"} & {str(key) for key in opened.Root if key != "/Names"}
    actions = [
        str(one) for one in opened.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") in {"/JavaScript", "/Launch", "/URI"}
    ]
    assert [one for one in actions if "evil" in one] == []
    assert not any(isinstance(one, pikepdf.Dictionary) and {"/JS", "/EF"} & {str(key) for key in one} for one in opened.objects)


class Tags(HTMLParser):
    """What a browser would make of a file."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_page_shows_it_and_runs_nothing(made: dict[Paper, bytes]) -> None:
    reader = Tags()
    reader.feed(made["report.html"].decode())
    assert not {"script", "img", "iframe", "object", "form", "base"} & {tag for tag, _ in reader.tags}
    assert [name for _, attrs in reader.tags for name, value in attrs if name.startswith("on") or "javascript:" in (value or "")] == []
    for text in (TYPST, MARKUP, TEMPLATE):
        assert squeezed(text) in squeezed(reader.text)


def test_a_letter_shows_it_and_loads_nothing(made: dict[Paper, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(made["report.docx"])) as parts:
        contents = {name: parts.read(name).decode("utf-8", "replace") for name in parts.namelist() if name.endswith((".xml", ".rels"))}
    plain = re.sub(r"<[^>]*>", "", contents["word/document.xml"])
    assert squeezed("&lt;script&gt;alert(1)&lt;/script&gt;") in squeezed(plain)
    for name, content in contents.items():
        assert not re.search(r"<script|<img", content), name
        fields = re.findall(r"<w:instrText[^>]*>([^<]*)|w:instr=\"([^\"]*)", content)
        assert "evil" not in str(fields), name
        assert not (name.endswith(".rels") and "evil" in content), name


def test_a_workbook_shows_it_and_counts_nothing(made: dict[Paper, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made["tables.xlsx"]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell.coordinate for cell in cells if cell.data_type == "f" or (cell.hyperlink and cell.hyperlink.target)] == []
    texts = " ".join(str(cell.value) for cell in cells)
    for text in (TYPST, MARKUP):
        assert text in texts


ODD = (
    "Café 中文 GmbH",
    "A \U0001f600\u200d\U0001f469\ufe0f B",
    "a\x0bb\x08c\x1f",
    "a\ufffeb\uffff",
    "Привет Ωμέγα",
    "\ud800x",
    "مرحبا",
    "\ue000\U000f0000",
    "\u202eneu",
)


def named(matter: Matter, name: str) -> Matter:
    return replace(matter, result=replace(matter.result, company=replace(matter.result.company, name=f"Firma {name} Ende")))


@pytest.mark.parametrize("name", ODD)
def test_no_sign_that_somebody_pastes_keeps_a_page_from_being_made(name: str, matter: Matter) -> None:
    data = make("one-page.pdf", named(matter, name), "de")
    found = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()
    # What turns the direction of writing turns the rest of the line, too.
    assert re.search(r"Firma\s.*(?:Ende|ednE)", found, re.DOTALL)


@pytest.mark.parametrize("paper", ["report.docx", "report.html", "tables.xlsx"])
def test_no_signs_that_somebody_pastes_keep_a_paper_from_being_made(paper: Paper, matter: Matter) -> None:
    """All of them at once: one that cannot be written would be one too many beside others, too."""
    assert make(paper, named(matter, " ".join(ODD)), "de")


def test_charts_hold_no_sign_that_no_picture_can_hold() -> None:
    canvas = Canvas(height=20.0)
    canvas.name("x", "a\x0bb", "c\ufffed")
    root = ET.fromstring(canvas.render())  # noqa: S314 - drawn just now
    assert [one.text for one in root] == ["ab", "cd"]


CALLS = [path for path in (ROOT / "reports").rglob("*.py") if "typst.compile(" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", CALLS, ids=lambda path: str(path.name))
def test_the_typesetter_is_given_our_own_files_and_data_only(path: Path) -> None:
    """Its first argument is a file of the package or one that is copied from it; whatever comes from people is in `sys_inputs`."""
    text = path.read_text(encoding="utf-8")
    first = re.findall(r"typst\.compile\(\s*([^\n]*),\n", text)
    assert len(first) == text.count("typst.compile(")
    assert all(re.fullmatch(r'str\((?:templates|folder) / f?"(?:\{layout\}|\w+)\.typ"\)', one) for one in first), first
    assert not re.search(r"\.typ\"\)\.write_text|input=|package_path|write_bytes\(.*\+", text)


@pytest.mark.parametrize("template", sorted((ROOT / "reports/templates").glob("*.typ")), ids=lambda path: str(path.name))
def test_templates_evaluate_nothing_and_load_no_package(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\b(?:eval|plugin|read|csv|yaml|toml|xml|cbor)\(|@(?:preview|local)/", text)
    assert all(re.fullmatch(r"bytes\(sys\.inputs\.data\)", found) for found in re.findall(r"\bjson\((.*)\)", text))


def test_every_call_was_seen() -> None:
    """The doctor typesets a word of its own to see whether the fonts are there."""
    elsewhere = {str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py") if "typst.compile(" in path.read_text(encoding="utf-8")} - {
        str(path.relative_to(ROOT)) for path in CALLS
    }
    assert elsewhere <= {"web/condition/machine.py"}
    assert {path.name for path in CALLS} >= {"pdf.py", "picture.py", "logo.py", "questionnaire.py"}
