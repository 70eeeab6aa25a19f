"""Own Unseens and measures in a study file: each fault at its field, all at once, and what is written is read back."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples, studyfile
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.reports.faults import sentences
from leitplanke.reports.words import LANGUAGES
from leitplanke.study.digest import input_hash
from leitplanke.study.own import OwnCoping, OwnCost, OwnDays, OwnEffect, OwnLink, OwnLoss, OwnMeasure, OwnRate, OwnUnseen, OwnYears

CATALOGUE = compiled.read()
FAIR, CIRCLE, SECOND = "unseen.pack-own.fair", "measure.pack-own.customer-circle", "measure.pack-own.second-fair"
CYBER = "unseen.cyber.incident"
Tree = dict[str, Any]


def sound() -> Tree:
    return {
        "company": {"name": "Muster GmbH", "sector": "Metall", "staff": 38, "turnover_eur": 5_200_000},
        "start": "2027-Q1",
        "decided": [{"measure": CIRCLE, "decision": "out", "reason": "kein Platz"}],
        "not_relevant": [{"unseen": FAIR, "reason": "verkauft"}],
        "own_unseens": [
            {
                "id": FAIR,
                "title": "Messe fällt aus",
                "component": "component.organisation",
                "text": "Die Messe fällt aus.",
                "kind": "onset",
                "rate": {"low": 0.05, "high": 0.2, "unit": "chance-per-year"},
                "loss": {"low": 20_000, "high": 200_000},
                "duration": {"low": 1, "high": 3},
                "coping": {"capacities": ["capacity.it", "capacity.slack"], "most": 0.4},
                "caused_by": [{"unseen": CYBER, "low": 0.1, "high": 0.3}],
                "causes": [{"unseen": "unseen.finance.gap", "low": 0.05, "high": 0.2}],
                "reason": "zwei Fälle in fünf Jahren",
            }
        ],
        "own_measures": [
            {
                "id": CIRCLE,
                "title": "Kundenkreis pflegen",
                "component": "component.organisation",
                "text": "Wir laden selbst ein.",
                "cost_once": {"low": 1_000, "high": 3_000},
                "days_once": {"management": 3},
                "effects": [
                    {"target": FAIR, "parameter": "severity", "low": 0.2, "high": 0.5},
                    {"target": "capacity.support", "parameter": "capacity_gap", "low": 0.8, "high": 0.9},
                ],
                "needs": ["measure.org.model-workshop"],
                "reason": "Angebot",
            },
            {
                "id": SECOND,
                "title": "Zweite Messe",
                "component": "component.cross",
                "text": "Eine zweite Messe im Jahr.",
                "cost_yearly": {"low": 9_000, "high": 9_000},
                "effects": [{"target": FAIR, "parameter": "exposure", "low": 0.5, "high": 0.8}],
                "excludes": [CIRCLE],
                "reason": "Preisliste",
            },
        ],
    }


def read(tree: Tree) -> object:
    return studyfile.read(json.dumps(tree), "firma.yaml", CATALOGUE)


def faults_of(tree: Tree) -> list[Fault]:
    with pytest.raises(InputFaultsError) as caught:
        read(tree)
    return list(caught.value.faults)


def test_a_sound_file_is_read_and_written_back_exactly() -> None:
    inputs = studyfile.read(json.dumps(sound()), "firma.yaml", CATALOGUE)
    assert inputs.own_unseens[0].rate == OwnRate(low=0.05, high=0.2, unit="chance-per-year")
    assert inputs.own_measures[1].cost_yearly == OwnCost(low=9_000, high=9_000)
    assert studyfile.read(studyfile.write(inputs), "firma.yaml", CATALOGUE) == inputs
    left = studyfile.pooled(inputs, CATALOGUE)
    assert (left.own_unseens, left.own_measures, left.decided) == (inputs.own_unseens, inputs.own_measures, inputs.decided)
    assert input_hash(left, ()) == input_hash(inputs, ())


def unseen(tree: Tree) -> Tree:
    found: Tree = tree["own_unseens"][0]
    return found


def measure(tree: Tree, place: int = 0) -> Tree:
    found: Tree = tree["own_measures"][place]
    return found


Edit = Callable[[Tree], object]
ONE = "own_unseens[0]"
FIRST = "own_measures[0]"
CASES: list[tuple[str, str, Edit]] = [
    (f"{ONE}.id", "wrong-own-id", lambda tree: unseen(tree).update(id="unseen.messe")),
    (f"{ONE}.id", "wrong-own-id", lambda tree: unseen(tree).update(id="unseen.pack-own.Große Messe")),
    (f"{FIRST}.id", "wrong-own-id", lambda tree: measure(tree).update(id="unseen.pack-own.circle")),
    ("own_unseens[1].id", "duplicate-entry", lambda tree: tree["own_unseens"].append({**unseen(tree), "caused_by": [], "causes": []})),
    (f"{ONE}.title", "empty", lambda tree: unseen(tree).update(title="  ")),
    (f"{ONE}.title", "too-long", lambda tree: unseen(tree).update(title="x" * 81)),
    (f"{ONE}.text", "missing", lambda tree: unseen(tree).pop("text")),
    (f"{ONE}.reason", "reason-missing", lambda tree: unseen(tree).update(reason=" ")),
    (f"{ONE}.component", "unknown-component", lambda tree: unseen(tree).update(component="component.cloudy")),
    (f"{ONE}.kind", "not-one-of", lambda tree: unseen(tree).update(kind="storm")),
    (f"{ONE}.rate.low", "low-not-below-high", lambda tree: unseen(tree)["rate"].update(low=0.2)),
    (f"{ONE}.rate.high", "too-large", lambda tree: unseen(tree)["rate"].update(high=1.0)),
    (f"{ONE}.rate.low", "too-small", lambda tree: unseen(tree)["rate"].update(low=0)),
    (f"{ONE}.loss.high", "german-number", lambda tree: unseen(tree)["loss"].update(high="200.000")),
    (f"{ONE}.loss.base", "unknown-base", lambda tree: unseen(tree)["loss"].update(base="base.turn-over")),
    (f"{ONE}.loss.base", "unknown-base", lambda tree: unseen(tree)["loss"].update(base="base.wishes")),
    (f"{ONE}.duration", "onset-no-duration", lambda tree: unseen(tree).pop("duration")),
    (f"{ONE}.duration", "event-duration", lambda tree: unseen(tree).update(kind="event")),
    (f"{ONE}.duration.high", "too-large", lambda tree: unseen(tree)["duration"].update(high=300)),
    (f"{ONE}.coping.most", "too-large", lambda tree: unseen(tree)["coping"].update(most=0.95)),
    (f"{ONE}.coping.capacities", "too-few", lambda tree: unseen(tree)["coping"].update(capacities=[])),
    (
        f"{ONE}.coping.capacities[1]",
        "unknown-capacity",
        lambda tree: unseen(tree)["coping"].update(capacities=["capacity.it", "capacity.luck"]),
    ),
    (f"{ONE}.coping.capacities[1]", "duplicate-entry", lambda tree: unseen(tree)["coping"].update(capacities=["capacity.it"] * 2)),
    (f"{ONE}.caused_by[0].unseen", "unknown-unseen", lambda tree: unseen(tree)["caused_by"][0].update(unseen="unseen.cyber.attack")),
    (f"{ONE}.caused_by[0].unseen", "links-itself", lambda tree: unseen(tree)["caused_by"][0].update(unseen=FAIR)),
    (f"{ONE}.caused_by[0].high", "too-large", lambda tree: unseen(tree)["caused_by"][0].update(high=1.3)),
    (f"{ONE}.caused_by[1].unseen", "duplicate-entry", lambda tree: unseen(tree)["caused_by"].append(unseen(tree)["caused_by"][0] | {})),
    (f"{ONE}.unseens", "unknown-key", lambda tree: unseen(tree).update(unseens=[])),
    (f"{FIRST}.effects", "too-few", lambda tree: measure(tree).update(effects=[])),
    (f"{FIRST}.effects[0].target", "unknown-target", lambda tree: measure(tree)["effects"][0].update(target="unseen.pack-own.fare")),
    (f"{FIRST}.effects[1].parameter", "wrong-kind", lambda tree: measure(tree)["effects"][1].update(parameter="severity")),
    (f"{FIRST}.effects[0].parameter", "wrong-kind", lambda tree: measure(tree)["effects"][0].update(parameter="capacity_gap")),
    (f"{FIRST}.effects[2]", "duplicate-entry", lambda tree: measure(tree)["effects"].append(measure(tree)["effects"][0] | {})),
    (f"{FIRST}.effects[0].low", "low-not-below-high", lambda tree: measure(tree)["effects"][0].update(low=0.9)),
    (f"{FIRST}.cost_once.low", "low-not-below-high", lambda tree: measure(tree)["cost_once"].update(low=5_000)),
    (f"{FIRST}.needs[0]", "no-such-measure", lambda tree: measure(tree).update(needs=["measure.org.model-workshops"])),
    (
        f"{FIRST}.needs",
        "needs-loop",
        lambda tree: (measure(tree).update(needs=[SECOND]), measure(tree, 1).update(needs=[CIRCLE], excludes=[])),
    ),
    ("own_measures[1].needs", "needs-excluded", lambda tree: measure(tree, 1).update(needs=[CIRCLE])),
]


@pytest.mark.parametrize(("where", "code", "edit"), CASES, ids=[f"{number}-{case[1]}" for number, case in enumerate(CASES)])
def test_every_fault_is_named_at_its_field_in_both_languages(where: str, code: str, edit: Edit) -> None:
    tree = sound()
    edit(tree)
    found = faults_of(tree)
    assert (where, code) in {(fault.where, fault.code) for fault in found}
    if not where.endswith(".id"):  # who names an id that was changed, names nothing
        assert len(found) <= 2, found  # a wrong entry is not blamed a second time wherever it is named
    for language in LANGUAGES:
        for fault, text in zip(found, sentences(found, language), strict=True):
            assert "-" not in fault.code or fault.code not in text
            assert "{" not in text


def test_faults_of_own_entries_and_of_all_others_come_at_once() -> None:
    tree = sound()
    tree["company"]["staff"] = 0
    tree["decided"][0]["measure"] = "measure.pack-own.circles"
    unseen(tree)["loss"]["low"] = -3
    measure(tree)["effects"] = []
    found = [(fault.where, fault.code) for fault in faults_of(tree)]
    assert sorted(found) == [
        ("company.staff", "too-small"),
        ("decided[0].measure", "no-such-measure"),
        (f"{FIRST}.effects", "too-few"),
        (f"{ONE}.loss.low", "too-small"),
    ]


def test_an_own_figure_for_an_own_entry_is_refused() -> None:
    """One place says it: the entry itself."""
    tree = sound() | {"overrides": [{"target": FAIR, "parameter": "rate", "low": 1, "high": 2, "reason": "x"}]}
    assert [(fault.where, fault.code) for fault in faults_of(tree)] == [("overrides[0].target", "unknown-target")]


def test_the_values_can_say_everything_the_file_can() -> None:
    firm = examples.read("marketplace-maker", CATALOGUE)
    own = OwnUnseen(
        id=FAIR,
        title="Ärger: „Messe“ #1",
        component="component.cross",
        text="Erste Zeile\nzweite Zeile",
        kind="onset",
        rate=OwnRate(low=1e-4, high=12.5),
        loss=OwnLoss(low=0.01, high=0.4, base="base.turnover"),
        duration=OwnYears(low=0.5, high=2.25),
        coping=OwnCoping(capacities=("capacity.it",)),
        causes=(OwnLink(unseen=CYBER, low=0.01, high=1.0),),
        reason="yes",
    )
    act = OwnMeasure(
        id=CIRCLE,
        title="null",
        component="component.cloud",
        text="2027",
        days_yearly=OwnDays(owner=0.5),
        lead_months=1.5,
        ramp_months=3.0,
        effects=(OwnEffect(target=FAIR, parameter="coping_gap", low=1.1, high=1.4),),
        reason="-3 €",
    )
    inputs = replace(firm, own_unseens=(own,), own_measures=(act,))
    assert studyfile.read(studyfile.write(inputs), "x.yaml", CATALOGUE) == inputs
