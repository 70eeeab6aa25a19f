"""What a study is for goes into its file and comes back; it changes no figure and names nobody outside the house."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples, studyfile
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.study.compile import compile_study
from leitplanke.study.digest import input_hash
from leitplanke.study.frame import Frame, Voice
from leitplanke.study.inputs import StudyInputs

CATALOGUE = compiled.read()
FRAME = Frame(
    guiding_question="Bauen wir das Kundenportal selbst: #1 oder nicht?",
    decide_by=date(2027, 3, 31),
    review_on=date(2027, 9, 1),
    actors=(
        Voice(actor="actor.it-house", takes_part=True, speaker="Frau Über"),
        Voice(actor="actor.bank", takes_part=False),
        Voice(actor="actor.chamber", speaker="Herr Ohne Angabe"),
    ),
)


@pytest.fixture(scope="module")
def inputs() -> StudyInputs:
    return replace(examples.read("marketplace-maker", CATALOGUE), frame=FRAME)


def hash_of(inputs: StudyInputs) -> str:
    compiled_study = compile_study(CATALOGUE, inputs)
    return input_hash(compiled_study.inputs, compiled_study.moments)


def test_a_file_holds_it_and_is_read_back_exactly(inputs: StudyInputs) -> None:
    assert studyfile.read(studyfile.write(inputs), "x.yaml", CATALOGUE) == inputs


def test_it_is_no_part_of_the_input_hash(inputs: StudyInputs) -> None:
    assert hash_of(inputs) == hash_of(replace(inputs, frame=Frame()))


def test_a_file_that_leaves_the_house_names_no_speaker(inputs: StudyInputs) -> None:
    text = studyfile.write(studyfile.pooled(inputs, CATALOGUE))
    assert "Frau Über" not in text
    assert "Herr Ohne Angabe" not in text
    again = studyfile.read(text, "x.yaml", CATALOGUE).frame
    assert again == replace(FRAME, actors=(Voice(actor="actor.it-house", takes_part=True), Voice(actor="actor.bank", takes_part=False)))


def test_blank_keys_count_as_not_given() -> None:
    text = "company: {name: A, sector: B, staff: 3, turnover_eur: 250000}\nstart: 2027-Q1\n"
    for frame in ("frame:\n", "frame: {actors: }\n"):
        assert studyfile.read(text + frame, "x.yaml", CATALOGUE).frame == Frame()


@pytest.mark.parametrize(
    ("frame", "where", "code"),
    [
        ({"guiding_question": "x" * 301}, "frame.guiding_question", "too-long"),
        ({"decide_by": "31.3.2027"}, "frame.decide_by", "not-a-date"),
        ({"review_on": "2027-02-30"}, "frame.review_on", "not-a-date"),
        ({"deadline": "2027-02-03"}, "frame.deadline", "unknown-key"),
        ({"actors": [{"actor": "actor.it-hose"}]}, "frame.actors[0].actor", "unknown-actor"),
        ({"actors": [{"actor": "actor.bank"}, {"actor": "actor.bank"}]}, "frame.actors[1].actor", "duplicate-entry"),
        ({"actors": [{"actor": "actor.bank", "takes_part": "ja"}]}, "frame.actors[0].takes_part", "not-true-or-false"),
        ({"actors": [{"actor": "actor.bank", "speaker": "x" * 121}]}, "frame.actors[0].speaker", "too-long"),
    ],
)
def test_each_fault_is_named_at_its_place(frame: dict[str, object], where: str, code: str) -> None:
    tree = {"company": {"name": "A", "sector": "B", "staff": 3, "turnover_eur": 250000}, "start": "2027-Q1", "frame": frame}
    with pytest.raises(InputFaultsError) as error:
        studyfile.read(yaml.safe_dump(tree), "x.yaml", CATALOGUE)
    assert [(fault.where, fault.code) for fault in error.value.faults] == [(where, code)]


def test_the_documented_example_is_sound() -> None:
    page = (Path(__file__).parents[3] / "docs/reference/study-file.md").read_text(encoding="utf-8")
    example = page.partition("## frame")[2].partition("```text\n")[2].partition("```")[0]
    text = f"company: {{name: A, sector: B, staff: 3, turnover_eur: 250000}}\nstart: 2027-Q1\n{example}"
    assert studyfile.read(text, "x.yaml", CATALOGUE).frame.actors[0].speaker == "head of operations"
