"""Reports as files: the right kind by name, whole or not at all."""

from datetime import date
from pathlib import Path

import pytest

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports import files
from leitplanke.study.result import StudyResult

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
