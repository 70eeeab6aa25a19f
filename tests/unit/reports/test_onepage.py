"""The one-pager read back: one page whatever is on it, nothing cut off, tagged, and computed again from what it says."""

import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner

from leitplanke.__main__ import group
from leitplanke.catalogue.entries import Catalogue
from leitplanke.exchange import examples
from leitplanke.reports import onepage, pdf, reproduction
from leitplanke.reports.words import LANGUAGES, Language
from leitplanke.study.result import ExistentialProbability, StudyResult

DAY = date(2026, 11, 22)
HEIGHT = 841.9
"""Of A4 in points."""
FOOT = 48.0
"""The lowest 17 mm are the foot line's."""


def text_of(data: bytes) -> str:
    return subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()


def lowest(data: bytes) -> float:
    """Return where the lowest word above the foot line ends, in points from the top."""
    boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()
    ends = [float(one) for one in re.findall(r'yMax="([\d.]+)">', boxes)]
    return max(end for end in ends if end < HEIGHT - FOOT + 8.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_fits_on_one_page(real: StudyResult, catalogue: Catalogue, language: Language) -> None:
    data = pdf.render(onepage.compose(real, catalogue, language, DAY), "onepage")
    opened = pikepdf.open(io.BytesIO(data))
    assert len(opened.pages) == 1
    assert "/StructTreeRoot" in opened.Root
    with opened.open_metadata() as metadata:
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    # The last thing on the page is how to read the figures: were the page cut off, it would be missing.
    flat = " ".join(text_of(data).split())
    assert {"de": "sind nicht abgezogen.", "en": "are not deducted."}[language] in flat
    assert lowest(data) <= HEIGHT - FOOT


def test_no_line_ends_within_an_option_of_the_command(result: StudyResult, catalogue: Catalogue) -> None:
    # Seeds of many lengths: with each the line of the stamp breaks at another place. Both languages write the same command.
    for digits in range(1, 19, 2):
        stamped = replace(result, study=replace(result.study, seed=10 ** (digits - 1)))
        data = pdf.render(onepage.compose(stamped, catalogue, "en" if digits == 9 else "de", DAY), "onepage")
        found = re.findall(r"-\s*-\s*(?:seed|points)\s+\d+", text_of(data))
        assert found[-2:] == [f"--seed {10 ** (digits - 1)}", f"--points {result.study.outer_points}"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_very_long_texts_still_make_one_page(result: StudyResult, catalogue: Catalogue, language: Language) -> None:
    name = "Gesellschaft für Präzisionszerspanung, Oberflächenveredelung und Baugruppenmontage Übermüller & Söhne GmbH & Co. KG " * 4
    long = replace(result, company=replace(result.company, name=name, sector="Zerspanung und Oberflächentechnik " * 8))
    data = pdf.render(onepage.compose(long, catalogue, language, DAY), "onepage")
    assert len(pikepdf.open(io.BytesIO(data)).pages) == 1
    assert {"de": "nicht abgezogen.", "en": "not deducted."}[language] in " ".join(text_of(data).split())
    assert lowest(data) <= HEIGHT - FOOT


def test_a_firm_without_loss_or_plan_has_a_page_too(result: StudyResult, catalogue: Catalogue) -> None:
    unknown = ExistentialProbability(liquidity=None, equity=None)
    risk = replace(result.risk, unseens=(), existential_probability=unknown, exceedance=())
    bare = replace(
        result, risk=risk, plan=replace(result.plan, measures=(), quarters=(), after=risk), paths=(), missing=(), disagreements=()
    )
    assert len(pikepdf.open(io.BytesIO(pdf.render(onepage.compose(bare, catalogue, "de"), "onepage"))).pages) == 1


def test_the_page_says_how_to_compute_it_again(result: StudyResult, catalogue: Catalogue) -> None:
    text = text_of(pdf.render(onepage.compose(result, catalogue, "de", DAY), "onepage"))
    found = reproduction.read_back(text)
    assert (found.seed, found.points, found.input_hash) == (result.study.seed, result.study.outer_points, result.study.input_hash)
    assert result.study.catalogue_version in text
    assert result.study.engine_version in text
    assert "22. November 2026" in " ".join(text.split())


def test_what_it_says_gives_the_identical_result(tmp_path: Path) -> None:
    """Take seed and points from the paper, run the command, compare every figure."""
    study = tmp_path / "studie.yaml"
    study.write_text(examples.text("marketplace-maker"), encoding="utf-8")
    run = ["analyse", str(study), "--lang", "de"]
    paper, first, second = (tmp_path / name for name in ("seite.pdf", "erst.json", "wieder.json"))
    asked = [*run, "--seed", "7", "--points", "16", "--one-page", str(paper), "--json", str(first)]
    assert CliRunner().invoke(group(), asked).exit_code == 0
    said = reproduction.read_back(text_of(paper.read_bytes()))
    assert said.input_hash == json.loads(first.read_text(encoding="utf-8"))["study"]["input_hash"]
    again = ["--seed", str(said.seed), "--points", str(said.points), "--json", str(second)]
    subprocess.run([sys.executable, "-m", "leitplanke", *run, *again], check=True, capture_output=True)
    assert first.read_bytes() == second.read_bytes()
