"""Every kind of fault in a pack is found, exactly, at its file and line, and all faults come at once."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from leitplanke.catalogue import compiled, packs
from leitplanke.catalogue.packs.joining import with_packs
from leitplanke.primitives.document import parse
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.shape import shaped
from leitplanke.reports.faults import sentences
from leitplanke.reports.words import LANGUAGES

HERE = Path(__file__).parent
BAKERY = HERE.parents[3] / "examples" / "packs" / "bakery"
CORE = compiled.read()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change in the copy."""

    file: str
    find: str = ""
    put: str = ""
    write: str = ""
    copy: str = ""
    link: str = ""
    remove: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The fault that must come of it."""

    where: str
    code: str = ""
    values: dict[str, str] | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One broken pack."""

    code: str
    edits: tuple[Edit, ...]
    faults: tuple[Expected, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """All broken packs."""

    cases: tuple[Case, ...]


def _cases() -> tuple[Case, ...]:
    document = parse((HERE / "broken.yaml").read_bytes(), "broken.yaml")
    return shaped(Cases, {"cases": document.value}).cases


CASES = _cases()
ELSEWHERE = {
    "not-a-pack",
    "empty-pack",
    "too-many-files",
    "pack-too-big",
    "zip-broken",
    "zip-locked",
    "zip-path",
    "twice-in-zip",
    "pack-twice",
    "language-twice",
}
"""Codes of files and of packs together, in test_packs.py, test_archives.py and test_translating.py."""


def _apply(folder: Path, edit: Edit) -> None:
    file = folder / edit.file
    file.parent.mkdir(exist_ok=True)
    if edit.remove:
        file.unlink()
    elif edit.copy:
        shutil.copy(folder / edit.copy, file)
    elif edit.link:
        file.symlink_to(edit.link)
    elif edit.write:
        file.write_text(edit.write, encoding="utf-8")
    else:
        text = file.read_text(encoding="utf-8")
        assert edit.find in text, edit
        file.write_text(text.replace(edit.find, edit.put, 1), encoding="utf-8")


def faults_of(*paths: Path) -> tuple[Fault, ...]:
    with pytest.raises(InputFaultsError) as raised:
        with_packs(CORE, paths)
    return raised.value.faults


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BAKERY, tmp_path / "bakery"))


@pytest.mark.parametrize("case", CASES, ids=[f"{case.code}-{number}" for number, case in enumerate(CASES)])
def test_a_broken_pack_names_its_fault(folder: Path, case: Case) -> None:
    for edit in case.edits:
        _apply(folder, edit)
    expected = [Fault(fault.where, fault.code or case.code, tuple((fault.values or {}).items()), fault.line) for fault in case.faults]
    found = faults_of(folder)
    assert list(found) == expected
    for language in LANGUAGES:
        assert all("code" not in text for text in sentences(found, language))


def test_every_code_has_a_broken_pack() -> None:
    documented = set(re.findall(r"^([a-z]+(?:-[a-z]+)+) ", str(packs.__doc__), re.MULTILINE))
    source = "".join(path.read_text(encoding="utf-8") for path in Path(str(packs.__file__)).parent.glob("*.py"))
    used = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source)) - {"not-yaml", "unreadable-file"}
    assert documented == used
    assert documented - ELSEWHERE <= {case.code for case in CASES}


def test_all_faults_of_all_packs_come_at_once(folder: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(BAKERY, tmp_path / "other"))
    _apply(folder, Edit(file="pack.yaml", find='version: "1.0.0"', put="version: 1.0"))
    _apply(folder, Edit(file="unseens/pack-bakery.oven-control.yaml", find="low: 0.1\n", put="low: viel\n"))
    _apply(other, Edit(file="measures/pack-bakery.night-drill.yaml", find="lead_months: 1", put="lead_months: soon"))
    assert [(fault.where, fault.code, fault.line) for fault in faults_of(folder, other)] == [
        ("bakery/pack.yaml: version", "not-text", 3),
        ("bakery/unseens/pack-bakery.oven-control.yaml: rate.low", "not-a-number", 12),
        ("other/measures/pack-bakery.night-drill.yaml: lead_months", "not-a-number", 16),
    ]


def test_all_faults_between_entries_come_at_once(folder: Path) -> None:
    _apply(folder, Edit(file="unseens/pack-bakery.oven-control.yaml", find="capacity.support", put="capacity.oven"))
    _apply(folder, Edit(file="measures/pack-bakery.night-drill.yaml", find="leaf.a1", put="leaf.z9"))
    _apply(folder, Edit(file="indicators/pack-bakery.manual-mode.yaml", find="value: 0.75", put="value: 0.4"))
    assert {(fault.code, fault.line) for fault in faults_of(folder)} == {("no-such-id", 7), ("no-such-id", 33), ("not-in-order", 16)}


def test_what_entries_show_alone_comes_with_what_cannot_be_read(folder: Path, tmp_path: Path) -> None:
    """Else the second kind of fault would come to light only after the first is mended."""
    other = Path(shutil.copytree(BAKERY, tmp_path / "other"))
    rate = "unseens/pack-bakery.oven-control.yaml"
    for where in (folder, other):
        _apply(where, Edit(file=rate, find="low: 0.1\n", put="low: 0.0\n"))
    _apply(folder, Edit(file="measures/pack-bakery.night-drill.yaml", find="lead_months: 1", put="lead_months: soon"))
    # Whether this id exists is not asked while files are unreadable: it could be in one of them.
    _apply(folder, Edit(file=rate, find="capacity.support", put="capacity.oven"))
    assert [(fault.where, fault.code, fault.line) for fault in faults_of(folder, other)] == [
        ("bakery/measures/pack-bakery.night-drill.yaml: lead_months", "not-a-number", 16),
        (f"bakery/{rate}: rate.low", "not-positive", 12),
        (f"other/{rate}: rate.low", "not-positive", 12),
    ]


def test_what_entries_show_alone_comes_without_a_manifest_too(folder: Path) -> None:
    _apply(folder, Edit(file="pack.yaml", remove=True))
    _apply(folder, Edit(file="unseens/pack-bakery.oven-control.yaml", find="low: 0.1\n", put="low: 0.0\n"))
    assert [(fault.where, fault.code) for fault in faults_of(folder)] == [
        ("bakery/pack.yaml", "no-manifest"),
        ("bakery/unseens/pack-bakery.oven-control.yaml: rate.low", "not-positive"),
    ]
