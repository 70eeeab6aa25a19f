"""Faults of data objects, services and policy in a study file: every one at its field, all at once."""

import json
from typing import Any

import pytest

from leitplanke.catalogue import compiled
from leitplanke.exchange import studyfile
from leitplanke.primitives.faults import InputFaultsError

BASE: dict[str, Any] = {
    "company": {"name": "Test GmbH", "sector": "x", "staff": 20, "turnover_eur": 2_000_000},
    "start": "2027-Q1",
    "dependence": {
        "data_objects": [{"id": "plans", "name": "Zeichnungen", "classed": "confidential"}],
        "services": [
            {
                "id": "files",
                "name": "Dateien",
                "provider": "Cloud GmbH",
                "model": "saas",
                "region": "DE",
                "holds": ["plans"],
                "contract": {"begins": "2025-01-01", "ends": "2027-12-31", "notice_months": 3},
                "switching": {"parallel_months": {"low": 1, "mode": 2, "high": 4}},
            }
        ],
        "policy": [{"medium": "medium.eea", "of": "confidential", "verdict": "allowed", "reason": "Vertrag geprüft"}],
    },
}
SERVICE = "dependence.services[0]"


def read(tree: dict[str, Any]) -> list[tuple[str, str]]:
    try:
        studyfile.read(json.dumps(tree), "firm.yaml", compiled.read())
    except InputFaultsError as error:
        return [(fault.where, fault.code) for fault in error.faults]
    return []


def changed(*path: str | int, value: object) -> dict[str, Any]:
    tree: Any = json.loads(json.dumps(BASE))
    node = tree["dependence"]
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return dict(tree)


def test_the_whole_inventory_is_read_and_written_again() -> None:
    inputs = studyfile.read(json.dumps(BASE), "firm.yaml", compiled.read())
    assert inputs.dependence.services[0].contract.notice_months == 3.0
    assert inputs.dependence.policy[0].verdict == "allowed"
    assert studyfile.read(studyfile.write(inputs), "again.yaml", compiled.read()) == inputs


@pytest.mark.parametrize(
    ("tree", "fault"),
    [
        (changed("services", 0, "holds", value=["plan"]), (f"{SERVICE}.holds[0]", "unknown-data-object")),
        (changed("services", 0, "suits", value=["other"]), (f"{SERVICE}.suits[0]", "unknown-data-object")),
        (changed("services", 0, "holds", value=["plans", "plans"]), (f"{SERVICE}.holds[1]", "duplicate-entry")),
        (changed("services", 0, "id", value="My Files"), (f"{SERVICE}.id", "wrong-short-id")),
        (changed("data_objects", 0, "id", value="Pläne"), ("dependence.data_objects[0].id", "wrong-short-id")),
        (changed("services", 0, "region", value="Deutschland"), (f"{SERVICE}.region", "too-long")),
        (changed("services", 0, "parent", value="U1"), (f"{SERVICE}.parent", "wrong-country")),
        (changed("services", 0, "contract", "ends", value="2024-12-31"), (f"{SERVICE}.contract.ends", "dates-reversed")),
        (changed("services", 0, "contract", "ends", value="31.12.2027"), (f"{SERVICE}.contract.ends", "not-a-date")),
        (changed("services", 0, "switching", "parallel_months", "mode", value=5), (f"{SERVICE}.switching.parallel_months", "not-in-order")),
        (changed("services", 0, "judged_need", value={"reason": " "}), (f"{SERVICE}.judged_need.reason", "reason-missing")),
        (changed("policy", 0, "medium", value="medium.eae"), ("dependence.policy[0].medium", "unknown-medium")),
        (changed("policy", 0, "reason", value=" "), ("dependence.policy[0].reason", "reason-missing")),
        (changed("policy", value=BASE["dependence"]["policy"] * 2), ("dependence.policy[1].of", "duplicate-entry")),
        (changed("data_objects", value=BASE["dependence"]["data_objects"] * 2), ("dependence.data_objects[1].id", "duplicate-entry")),
        (changed("data_objects", 0, "classed", value="geheim"), ("dependence.data_objects[0].classed", "not-one-of")),
    ],
)
def test_each_fault_stands_at_its_field(tree: dict[str, Any], fault: tuple[str, str]) -> None:
    assert fault in read(tree)


def test_all_faults_come_at_once() -> None:
    tree = changed("services", 0, "parent", value="U1")
    tree["dependence"]["policy"][0]["medium"] = "medium.moon"
    tree["dependence"]["services"][0]["holds"] = ["moon"]
    assert {code for _, code in read(tree)} == {"wrong-country", "unknown-medium", "unknown-data-object"}
