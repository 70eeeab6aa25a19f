"""What a study file may say about the weights of goals, and what it may not: each fault at its place, in words."""

from typing import get_args

import pytest
import yaml

from leitplanke.catalogue import compiled
from leitplanke.exchange import studyfile
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.reports.faults import sentences
from leitplanke.study.inputs import GoalName, StakeholderGroup, StakeholderWeight, StudyInputs

CATALOGUE = compiled.read()
STAFF = {"group": "staff", "goal": "qualification", "weight": 8}


def read(rows: list[dict[str, object]]) -> StudyInputs:
    company = {"name": "Muster", "sector": "Metall", "staff": 38, "turnover_eur": 5_200_000}
    text = yaml.safe_dump({"company": company, "start": "2027-Q1", "weights": rows}, allow_unicode=True)
    return studyfile.read(text, "firma.yaml", CATALOGUE)


def refused(rows: list[dict[str, object]]) -> list[tuple[str, str]]:
    with pytest.raises(InputFaultsError) as error:
        read(rows)
    for language in ("de", "en"):
        assert all("{" not in told and "fault." not in told for told in sentences(error.value.faults, language))
    return [(fault.where, fault.code) for fault in error.value.faults]


def test_weights_come_in_and_go_out_the_same() -> None:
    found = read([STAFF, STAFF | {"goal": "work-load", "weight": 0}, STAFF | {"group": "bank", "weight": 2.5}])
    assert found.weights[0] == StakeholderWeight(group="staff", goal="qualification", weight=8.0)
    assert [one.weight for one in found.weights] == [8.0, 0.0, 2.5]
    assert studyfile.read(studyfile.write(found), "again.yaml", CATALOGUE) == found


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ([STAFF | {"group": "cat"}], [("weights[0].group", "not-one-of")]),
        ([STAFF | {"goal": "fun"}], [("weights[0].goal", "not-one-of")]),
        ([STAFF | {"weight": 11}], [("weights[0].weight", "too-large")]),
        ([STAFF | {"weight": -1}], [("weights[0].weight", "too-small")]),
        ([STAFF | {"weight": "viel"}], [("weights[0].weight", "not-a-number")]),
        ([STAFF, STAFF | {"weight": 3}], [("weights[1].goal", "duplicate-entry")]),
    ],
)
def test_a_weight_that_cannot_be_is_named_at_its_place(rows: list[dict[str, object]], faults: list[tuple[str, str]]) -> None:
    assert refused(rows) == faults


def test_for_a_group_something_must_count() -> None:
    goals: tuple[str, ...] = get_args(GoalName)
    nothing: list[dict[str, object]] = [{"group": "bank", "goal": goal, "weight": 0} for goal in goals]
    assert refused(nothing) == [("weights[7].weight", "nothing-counts")]
    assert len(read(nothing[:7]).weights) == 7


def test_inputs_and_catalogue_name_the_same_groups_and_goals() -> None:
    assert tuple(aim.id for aim in CATALOGUE.aims) == tuple(f"aim.{goal}" for goal in get_args(GoalName))
    assert tuple(one.id for one in CATALOGUE.stakeholders) == tuple(f"stakeholder.{group}" for group in get_args(StakeholderGroup))
