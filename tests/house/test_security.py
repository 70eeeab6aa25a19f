"""Each threat in docs/security.md has a test that exists, and each limit it names is that of the code."""

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")
THREATS = re.findall(r"^\| ([STRIDE]) \| (.+?) \| (.+?) \| (.+?) \|$", PAGE, flags=re.MULTILINE)
LIMITS = re.findall(r"^\| (.+?) \| (\d+) \| (\d+) \| `(leitplanke[\w.]+)` \|$", PAGE, flags=re.MULTILINE)
NAMED = re.compile(r"`([\w/.-]+\.py)::(\w+)`")


@cache
def names_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name.startswith("test_"))


def test_the_page_was_read() -> None:
    rows = [line for line in PAGE.splitlines() if re.match(r"\| [STRIDE] \|", line)]
    assert len(THREATS) == len(rows) >= 40
    assert {letter for letter, *_ in THREATS} == set("STRIDE")
    assert len(LIMITS) >= 10


@pytest.mark.parametrize("row", THREATS, ids=lambda row: row[1][:60])
def test_each_threat_has_a_test_that_exists(row: tuple[str, str, str, str]) -> None:
    _, _, holds, tests = row
    assert holds.strip()
    named = NAMED.findall(tests)
    assert named
    assert NAMED.sub("", tests).strip(" ,") == ""
    for file, test in named:
        assert test in names_in(ROOT / file), f"{file}::{test}"


@pytest.mark.parametrize("row", LIMITS, ids=lambda row: row[3])
def test_each_limit_is_that_of_the_code(row: tuple[str, str, str, str]) -> None:
    from leitplanke.web.accounts import guard  # noqa: PLC0415 - needs Django
    from leitplanke.web.pace.counting import Pace  # noqa: PLC0415 - as above

    _, most, seconds, place = row
    module, _, name = place.rpartition(".")
    found = getattr(import_module(module), name)
    told = (found.most, found.seconds) if isinstance(found, Pace) else (found, guard.CLOSED_FOR.total_seconds())
    assert told == (int(most), float(seconds))


def test_every_pace_is_on_the_page() -> None:
    assigned = re.compile(r"^([A-Z_]+) = Pace\(", re.MULTILINE)
    for path in (ROOT / "src/leitplanke/web").rglob("*.py"):
        module = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
        for name in assigned.findall(path.read_text(encoding="utf-8")):
            assert f"`{module}.{name}`" in PAGE
