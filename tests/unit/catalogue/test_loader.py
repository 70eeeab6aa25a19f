"""Every kind of fault in a catalogue is found, exactly, and all faults come at once."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from leitplanke.catalogue import checks, loader
from leitplanke.catalogue.kinds import KINDS
from leitplanke.primitives.document import parse
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.shape import shaped
from leitplanke.reports.faults import sentences
from leitplanke.reports.words import LANGUAGES, say

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change in the small catalogue."""

    file: str
    find: str = ""
    put: str = ""
    write: str = ""
    copy: str = ""
    remove: bool = False
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The fault that must come of it."""

    where: str
    code: str = ""
    values: dict[str, str] | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One broken catalogue."""

    code: str
    edits: tuple[Edit, ...]
    faults: tuple[Expected, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """All broken catalogues."""

    cases: tuple[Case, ...]


def _cases() -> tuple[Case, ...]:
    document = parse((HERE / "broken.yaml").read_bytes(), "broken.yaml")
    return shaped(Cases, {"cases": document.value}).cases


def _apply(folder: Path, edit: Edit) -> None:
    file = folder / edit.file
    if edit.remove:
        file.unlink()
    elif edit.copy:
        shutil.copy(folder / edit.copy, file)
    elif edit.write:
        file.parent.mkdir(exist_ok=True)
        file.write_text(edit.write, encoding="utf-8")
    else:
        text = file.read_text(encoding="utf-8")
        assert edit.find in text, edit
        file.write_bytes(text.replace(edit.find, edit.put, 1).encode(edit.encoding))


def _faults(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(InputFaultsError) as raised:
        loader.load(folder)
    return raised.value.faults


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE / "valid", tmp_path / "catalogue"))


CASES = _cases()
FIRST = {case.code: case for case in reversed(CASES)}
MESSAGES = parse((HERE / "messages.yaml").read_bytes(), "messages.yaml").value


def test_the_small_catalogue_is_right(folder: Path) -> None:
    catalogue = loader.load(folder)
    assert [entry.id for entry in catalogue.unseens] == ["unseen.fire", "unseen.rust"]
    assert [entry.id for entry in catalogue.links] == ["link.fire--rust", "link.rust--fire"]
    assert catalogue.unseens[0].rate.interval.high == 0.4


@pytest.mark.parametrize("case", CASES, ids=[f"{case.code}-{number}" for number, case in enumerate(CASES)])
def test_a_broken_catalogue_names_its_fault(folder: Path, case: Case) -> None:
    for edit in case.edits:
        _apply(folder, edit)
    expected = [Fault(fault.where, fault.code or case.code, tuple((fault.values or {}).items()), fault.line) for fault in case.faults]
    found = _faults(folder)
    assert list(found) == expected
    # Texts of messages are part of the interface; of each code one stands in full in messages.yaml, with its place and remedy.
    if FIRST[case.code] is case:
        assert {language: sentences(found, language)[0] for language in LANGUAGES} == MESSAGES[case.code]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.code}-{number}" for number, case in enumerate(CASES)])
def test_each_fault_has_its_sentence(case: Case) -> None:
    values = case.faults[0].values or {}
    for language in LANGUAGES:
        text = say(language, f"fault.{case.code}", **values)
        assert all(str(value) in text for name, value in values.items() if name == "given" and case.code != "syntax")


def test_there_is_a_message_in_full_for_each_code() -> None:
    assert MESSAGES.keys() == FIRST.keys()


def test_every_code_has_a_broken_catalogue() -> None:
    documented = set(re.findall(r"^([a-z]+(?:-[a-z]+)+) ", str(checks.__doc__), re.MULTILINE))
    source = "".join(path.read_text(encoding="utf-8") for path in Path(str(checks.__file__)).parent.glob("*.py"))
    assert documented == set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source))
    own = {"no-version", "no-such-kind", "not-yaml", "wrong-id", "wrong-name"}
    # two files cannot have one id, because the file name fixes it: that code is tested on entries built in code
    assert documented - {"duplicate-entry-id"} | own <= {case.code for case in CASES}


def test_all_faults_of_all_files_come_at_once(folder: Path) -> None:
    _apply(folder, Edit(file="unseens/fire.yaml", find="low: 0.01", put="low: viel"))
    _apply(folder, Edit(file="unseens/fire.yaml", find="kind: event\n", put="kind: event\nkind: event\n"))
    _apply(folder, Edit(file="unseens/fire.yaml", find="en: Fire", put='en: ""'))
    _apply(folder, Edit(file="bases/turnover.yaml", write="id: base: turnover"))
    _apply(folder, Edit(file="links/rust--fire.yaml", find="effect: unseen.fire\n", put=""))
    assert [(fault.where, fault.code, fault.line) for fault in _faults(folder)] == [
        ("bases/turnover.yaml", "syntax", 1),
        ("unseens/fire.yaml: title.en", "empty", 3),
        ("unseens/fire.yaml: kind", "duplicate-key", 6),
        ("unseens/fire.yaml: severity.low", "not-a-number", 12),
        ("links/rust--fire.yaml: effect", "missing", 1),
    ]


def test_a_file_that_cannot_be_read_hides_no_wrong_figure_elsewhere(folder: Path) -> None:
    """What other entries show alone is told too; who names the unreadable one is not blamed."""
    _apply(folder, Edit(file="sources/survey.yaml", find="tag: fact", put="tag: rumour"))
    _apply(folder, Edit(file="rules/doors.yaml", find=", sources: [source.survey]", put=""))
    _apply(folder, Edit(file="unseens/fire.yaml", find="cap: 0.5", put="cap: 0.05"))
    assert [(fault.where, fault.code) for fault in _faults(folder)] == [
        ("sources/survey.yaml: tag", "not-one-of"),
        ("rules/doors.yaml: origin.sources", "fact-without-source"),
        ("unseens/fire.yaml: severity", "not-in-order"),
    ]


def test_all_faults_between_entries_come_at_once(folder: Path) -> None:
    _apply(folder, Edit(file="measures/tank.yaml", find="[measure.hose]", put="[]"))
    _apply(folder, Edit(file="unseens/fire.yaml", find="component.shop", put="component.none"))
    _apply(folder, Edit(file="shocks/storm.yaml", find='unit: "1"', put="unit: EUR"))
    assert [fault.code for fault in _faults(folder)] == ["not-mutual", "wrong-unit", "no-such-id"]


def test_the_shipped_catalogue_is_right_and_complete() -> None:
    catalogue = loader.load(loader.DATA)
    assert {kind: len(getattr(catalogue, kind)) for kind in ("unseens", "links", "shocks", "bases", "components", "capacities")} == {
        "unseens": 31,
        "links": 45,
        "shocks": 6,
        "bases": 13,
        "components": 7,
        "capacities": 8,
    }
    files = {kind: len(list((loader.DATA / kind).glob("*.yaml"))) for kind in KINDS}
    assert files == {kind: len(getattr(catalogue, kind)) for kind in KINDS}
