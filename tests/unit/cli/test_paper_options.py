"""Papers from the command line: all of one run agree, and what cannot be written is refused before anything is computed."""

import io
import subprocess
from pathlib import Path

import docx
import openpyxl
import pytest
import typed
import yaml

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples
from leitplanke.reports import reproduction

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 6"><rect width="20" height="6" fill="#AA0033"/></svg>'

REVIEWED = ("How sure is the plan?", "Whose goals the plan serves")
FEW = ("measure.platform.blocked-plan", "measure.platform.data-diet")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = tmp_path / "studie.yaml"
    path.write_text(examples.text("marketplace-maker"), encoding="utf-8")
    return path


def of_few_measures(study: Path) -> str:
    """Return the study with all but two measures ruled out: what a review finds is not at stake here."""
    out = [one.id for one in compiled.read().measures if one.id not in FEW]
    tree = yaml.safe_load(study.read_text(encoding="utf-8"))
    return yaml.safe_dump(tree | {"decided": [{"measure": one, "decision": "out", "reason": "Test"} for one in out]}, allow_unicode=True)


def line(study: Path, *options: str) -> list[str]:
    return ["analyse", str(study), "--lang", "en", "--points", "16", *options]


def text_of(path: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True).stdout


def test_one_run_writes_all_papers_and_they_agree(study: Path, tmp_path: Path) -> None:
    template = docx.Document()
    template.sections[0].header.paragraphs[0].text = "Chamber of Sampletown"
    template.save(tmp_path / "own.docx")
    (tmp_path / "logo.svg").write_text(SVG, encoding="utf-8")
    papers = ["--report", "r.docx", "--one-page", "p.pdf", "--slides", "s.pdf", "--tables", "t.xlsx"]
    done = typed.start(*line(study, *papers, "--logo", "logo.svg", "--template", "own.docx", "--seed", "5"), folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [name in done.stderr for name in ("r.docx", "p.pdf", "s.pdf", "t.xlsx")] == [True] * 4
    tables = openpyxl.load_workbook(tmp_path / "t.xlsx")
    lines = "\n".join(str(row[0]) for row in tables.worksheets[0].iter_rows(values_only=True) if row[0])
    word = docx.Document(io.BytesIO((tmp_path / "r.docx").read_bytes()))
    found = [reproduction.read_back(told) for told in (text_of(tmp_path / "p.pdf"), text_of(tmp_path / "s.pdf"), lines)]
    assert found[0] == found[1] == found[2]
    assert (found[0].seed, found[0].points) == (5, 16)
    assert found[0].input_hash in word.sections[0].footer.paragraphs[0].text
    assert word.sections[0].header.paragraphs[0].text == "Chamber of Sampletown"
    # No review was asked for.
    assert not any(part in paragraph.text for paragraph in word.paragraphs for part in REVIEWED)


def test_a_review_asked_for_stands_in_the_report_with_what_the_study_is_for(study: Path, tmp_path: Path) -> None:
    text = of_few_measures(study) + "frame: {guiding_question: Where to with the portal?, decide_by: 2027-03-31}\n"
    study.write_text(text, encoding="utf-8")
    done = typed.run(*line(study, "--report", "r.html", "--review"), folder=tmp_path)
    assert done.returncode == 0, done.stderr
    report = (tmp_path / "r.html").read_text(encoding="utf-8")
    for told in (*REVIEWED, "Where to with the portal?", "To be decided by 31 March 2027."):
        assert told in report
    assert "How good is this plan?" in done.stdout


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--one-page", "p.html"), ".pdf"),
        (("--slides", "s.pptx"), ".pdf"),
        (("--tables", "t.csv"), ".xlsx"),
        (("--report", "r.odt"), ".docx"),
        (("--one-page", "x.pdf", "--slides", "x.pdf"), "x.pdf"),
        (("--report", "r.pdf", "--logo", "none.svg"), "none.svg"),
        (("--report", "r.docx", "--template", "studie.yaml"), "DOCX"),
        (("--report", "r.pdf", "--logo", "studie.yaml"), "PNG"),
    ],
)
def test_what_cannot_be_is_refused_before_the_work(options: tuple[str, ...], told: str, study: Path, tmp_path: Path) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    done = typed.run(*line(study, *options), folder=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == before
