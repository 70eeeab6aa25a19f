"""Reports as files: the right kind by name, whole or not at all."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports import files
from leitplanke.reports.words import LANGUAGES, Language
from leitplanke.study.result import ExistentialProbability, StudyResult

STARTS = {"pdf": b"%PDF-1.7", "docx": b"PK\x03\x04", "html": b"<!DOCTYPE html>"}


@pytest.mark.parametrize("kind", files.KINDS)
def test_name_decides_the_kind(kind: files.Kind, tmp_path: Path, result: StudyResult, catalogue: Catalogue) -> None:
    path = tmp_path / f"Bericht Übermüller.{kind.upper()}"
    files.write_report(result, catalogue, "de", path, date(2026, 11, 22))
    assert path.read_bytes().startswith(STARTS[kind])
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_other_endings_are_refused(tmp_path: Path, result: StudyResult, catalogue: Catalogue) -> None:
    with pytest.raises(files.UnknownKindError):
        files.write_report(result, catalogue, "de", tmp_path / "bericht.odt")
    assert list(tmp_path.iterdir()) == []


def test_failure_keeps_the_old_file(tmp_path: Path, result: StudyResult, catalogue: Catalogue) -> None:
    path = tmp_path / "bericht.html"
    path.mkdir()
    with pytest.raises(OSError, match="bericht"):
        files.write_report(result, catalogue, "de", path)
    assert [one.name for one in tmp_path.iterdir()] == ["bericht.html"]


def test_without_a_day_no_date_is_invented(result: StudyResult, catalogue: Catalogue) -> None:
    first = files.render(result, catalogue, "de", "html")
    assert first == files.render(result, catalogue, "de", "html")
    assert b"Bericht aus der Leitplanke \xc2\xb7" in first


@pytest.mark.parametrize("kind", files.KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_report_of_almost_nothing(kind: files.Kind, language: Language, result: StudyResult, catalogue: Catalogue) -> None:
    """No plan, no equity, no loss, no open question, no trace: the report still stands, and PDF/UA still holds."""
    unseens = tuple(replace(one, expected_annual_loss_eur=0.0, low=0.0, high=0.0, loss_rate_per_year=0.0) for one in result.risk.unseens)
    unknown = ExistentialProbability(liquidity=None, equity=None)
    risk = replace(result.risk, unseens=unseens, existential_probability=unknown, resilience=None, exceedance=(), assumed_share=0.0)
    bare = replace(
        result,
        company=replace(result.company, equity_eur=None),
        risk=risk,
        plan=replace(result.plan, measures=(), quarters=(), after=risk),
        paths=(),
        assumptions=(),
        missing=(),
        disagreements=(),
        trace=(),
    )
    assert files.render(bare, catalogue, language, kind).startswith(STARTS[kind])
