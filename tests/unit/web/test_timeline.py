"""A file of moments that somebody or a disk has spoilt counts as none: it neither stops a look nor lets a wrong clock through."""

from pathlib import Path

import pytest

from leitplanke.web.timeline import FILE, Timeline, keep, kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "[]",
        "{}",
        '{"latest": null}',
        '{"latest": "1"}',
        '{"latest": true}',
        '{"latest": NaN}',
        '{"latest": 1e400}',
        '{"latest": 1, "more": 2}',
        '{"latest": 1.0, "doubted_from": "2", "doubted_latest": 3.0}',
        '{"latest": 1.0, "doubted_from": 2.0, "doubted_latest": Infinity}',
    ],
)
def test_a_spoilt_file_counts_as_none(text: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(text, encoding="ascii")
    assert kept(tmp_path) is None


@pytest.mark.parametrize("told", [Timeline(1.0), Timeline(1.0, 2.0e9, 2.1e9)])
def test_what_is_kept_comes_back(told: Timeline, tmp_path: Path) -> None:
    keep(tmp_path, told)
    assert kept(tmp_path) == told
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
