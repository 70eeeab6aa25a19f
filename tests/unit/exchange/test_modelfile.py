"""Risk model files: what they mean as arrays, and every way in which they can be wrong."""

import copy
import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from leitplanke.exchange import modelfile, modelfile_checks
from leitplanke.exchange.resultfile import schema
from leitplanke.primitives.document import parse
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.reports.faults import sentence
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.portfolio import model_of

File = dict[str, Any]
WORDS = Path(__file__).parents[3] / "src/leitplanke/reports/words/modelfile.yaml"
FIRM: File = {
    "horizon_years": 3,
    "discount_rate": 0.03,
    "threats": [
        {
            "id": "outage",
            "rate_per_year": [0.5, 0.6, 0.7],
            "severity_median_eur": 1000,
            "severity_q95_eur": 9000,
            "severity_cap_eur": 20000,
        },
        {"id": "price", "kind": "onset", "rate_per_year": 0.1, "severity_median_eur": 500, "severity_q95_eur": 500, "duration_years": 2.5},
        {"kind": "onset", "rate_per_year": 0, "severity_median_eur": 1, "severity_q95_eur": 2},
    ],
    "cascades": [{"from": "outage", "to": 1, "probability": 0.5}, {"from": 1, "to": "outage", "probability": 0.8}],
    "shocks": [{"members": ["outage", 2], "variance": 0.4}],
    "balance": {"liquidity_eur": 1e5, "equity_eur": None, "free_cash_flow_eur_per_year": [1, 2, 3]},
    "measures": [
        {"id": "backup", "start_year": 1, "cost_eur": 70, "frequency_factor": [0.5, 1, 1], "severity_factor": [0.25, 1, 1]},
        {"id": "cloud", "frequency_factor": [1, 4, 1], "duration_factor": [0.5, 0.5, 1]},
    ],
    "portfolios": [[], ["backup"], [1, 0]],
    "exact": [{"portfolio": [0], "mean": 12.5}],
}


def read(file: Any) -> modelfile.RiskFile:  # noqa: ANN401 - whatever people write
    return modelfile.read(json.dumps(file), "model.json")


def refused(file: Any) -> tuple[Fault, ...]:  # noqa: ANN401 - whatever people write
    with pytest.raises(InputFaultsError) as caught:
        modelfile.read(file if isinstance(file, str) else json.dumps(file), "model.json")
    return caught.value.faults


def test_what_a_file_means() -> None:
    found = read(FIRM)
    model, measures = found.portfolios.model, found.portfolios.measures
    assert found.threats == ("outage", "price", "2")
    assert model.onset.tolist() == [False, True, True]
    assert model.rate.tolist() == [[0.5, 0.1, 0.0], [0.6, 0.1, 0.0], [0.7, 0.1, 0.0]]
    # The 95 % point of the standard normal is 1.644854: a published figure, not ours.
    assert model.sigma.tolist() == [
        pytest.approx(math.log(9.0) / 1.644854, rel=1e-6),
        0.0,
        pytest.approx(math.log(2.0) / 1.644854, rel=1e-6),
    ]
    assert model.cap_eur.tolist() == [20000.0, np.inf, np.inf]
    assert model.duration[0].tolist() == [0.0, 2.5, 3.0]  # without duration: to the end of the horizon
    assert list(zip(model.link_from, model.link_to, model.link_probability[2], strict=True)) == [(0, 1, 0.5), (1, 0, 0.8)]
    assert model.group.tolist() == [0, -1, 0]
    assert (model.group_variance.tolist(), model.discount_rate) == ([0.4], 0.03)
    assert (model.balance.liquidity_eur, model.balance.equity_eur) == (1e5, None)
    assert model.balance.cash_flow_eur.tolist() == [1.0, 2.0, 3.0]
    assert (measures.start_year.tolist(), measures.cost_eur.tolist()) == ([1, 0], [70.0, 0.0])
    assert measures.frequency_factor.tolist() == [[0.5, 1.0, 1.0], [1.0, 4.0, 1.0]]
    assert measures.severity_factor.tolist() == [[0.25, 1.0, 1.0], [1.0, 1.0, 1.0]]
    assert measures.duration_factor.tolist() == [[1.0, 1.0, 1.0], [0.5, 0.5, 1.0]]
    assert found.portfolios.portfolios == ((), (0,), (1, 0))
    assert found.labels == ((), ("backup",), (1, 0))
    assert [(portfolio, row.mean) for portfolio, row in found.exact] == [((0,), 12.5)]


def test_the_least_a_file_must_say() -> None:
    found = read({"horizon_years": 1, "threats": [{"rate_per_year": 1, "severity_median_eur": 2, "severity_q95_eur": 3}]})
    assert found.portfolios.portfolios == ((),)
    assert found.portfolios.model.link_probability.shape == (1, 0)
    assert found.portfolios.measures.frequency_factor.shape == (0, 1)
    assert found.portfolios.model.balance.liquidity_eur is None


def test_yaml_says_the_same_as_json() -> None:
    one, other = modelfile.read(yaml.safe_dump(FIRM), "model.yaml"), read(FIRM)
    assert np.array_equal(one.portfolios.model.rate, other.portfolios.model.rate)
    assert one.labels == other.labels


def test_extreme_but_valid_figures_are_read() -> None:
    for rate, median, q95 in ((1e-6, 1e9, 1e11), (500.0, 1.0, 1.0), (0.0, 0.01, 1.4)):
        found = read(
            {"horizon_years": 1, "threats": [{"rate_per_year": rate, "severity_median_eur": median, "severity_q95_eur": q95}] * 200}
        )
        assert found.portfolios.model.threats == 200


FAULTS = yaml.safe_load((Path(__file__).parent / "model_faults.yaml").read_text(encoding="utf-8"))


def broken(case: dict[str, Any]) -> File:
    """Return the firm with one thing wrong."""
    file = copy.deepcopy(FIRM)
    for path in [*case.get("set", {}), *([case["drop"]] if "drop" in case else [])]:
        *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
        holder: Any = file
        for step in way:
            holder = holder[step]
        if path == case.get("drop"):
            del holder[last]
        elif isinstance(holder, list) and last == len(holder):
            holder.append(case["set"][path])
        else:
            value = case["set"][path]
            holder[last] = (
                [FIRM["threats"][1] | {"id": f"t{place}"} for place in range(value["repeat"])] if path == "threats" and value else value
            )
    return file


@pytest.mark.parametrize("case", FAULTS, ids=[case["name"] for case in FAULTS])
def test_one_thing_wrong_is_one_fault(case: dict[str, Any]) -> None:
    faults = refused(broken(case))
    assert [(fault.where, fault.code) for fault in faults] == [(case["where"], case["code"])]
    assert faults[0].line == 1
    found = dict(faults[0].values)
    assert {name: found.get(name) for name in case.get("values", {})} == case.get("values", {})
    if "says" in case:
        assert sentence(faults[0], "en") == case["says"]
        assert sentence(faults[0], "de") != case["says"]


def test_every_fault_of_these_files_has_its_case_and_its_words() -> None:
    said = {key.removeprefix("fault.") for key in parse(WORDS.read_bytes(), WORDS.name).value if key.startswith("fault.")}
    listed = set(re.findall(r"^([a-z][a-z0-9-]+) {2,}", modelfile_checks.__doc__ or "", flags=re.MULTILINE)) - {"code"}
    assert listed <= {case["code"] for case in FAULTS}
    own = {code.removesuffix(".near") for code in said}
    # What the engine refuses, and files that cannot be read, have their tests below and in cli/test_risk_command.py.
    assert {code for code in own if not code.startswith("model-")} <= listed


def test_all_faults_come_at_once_and_in_the_order_of_the_file() -> None:
    lines = json.dumps(broken({"set": {"threats.1.rate_per_year": -1, "threats.1.severity_q95_eur": 1}}), indent=1)
    lines = lines.replace('"probability": 0.5', '"probability": 1.5').replace('"portfolio": [\n    0', '"portfolio": [\n    9')
    faults = refused(lines)
    assert [(fault.where, fault.code) for fault in faults] == [
        ("threats[1].rate_per_year", "too-small"),
        ("threats[1].severity_q95_eur", "q95-below-median"),
        ("cascades[0].probability", "too-large"),
        ("exact[0].portfolio[0]", "unknown-model-measure"),
    ]
    numbered = [(fault.line, lines.splitlines()[(fault.line or 0) - 1].strip().strip(",")) for fault in faults]
    assert [text for _, text in numbered] == ['"rate_per_year": -1', '"severity_q95_eur": 1', '"probability": 1.5', "9"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "model-empty"),
        ("[]", "not-a-group"),
        ("horizon_years", "not-a-group"),
        ('{"horizon_years": 1', "syntax"),
        ("{" + '"a": [' * 60, "too-deep"),
        (" " * (modelfile.LARGEST_BYTES + 1), "model-too-big"),
        ("[" + "1," * (modelfile.MOST_FIELDS + 10) + "1]", "model-too-many-fields"),
    ],
)
def test_no_file_at_all(text: str, code: str) -> None:
    assert [fault.code for fault in refused(text)] == [code]


def test_duplicate_keys_are_refused_in_json_too() -> None:
    text = json.dumps(FIRM).replace('"horizon_years": 3', '"horizon_years": 3, "horizon_years": 4')
    assert [(fault.where, fault.code) for fault in refused(text)] == [("horizon_years", "duplicate-key")]


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(InputFaultsError) as caught:
        modelfile.read(b'{"horizon_years": "\xff"}', "model.json")
    assert [fault.code for fault in caught.value.faults] == ["encoding"]


def test_the_schema_says_from_and_to() -> None:
    found = schema("model")
    assert found["required"] == ["horizon_years", "threats"]
    link = found["$defs"]["CascadeRow"]
    assert link["required"] == ["from", "to", "probability"]
    assert link["additionalProperties"] is False


def test_every_field_is_in_the_reference() -> None:
    page = (WORDS.parents[4] / "docs/reference/risk-model-file.md").read_text(encoding="utf-8")
    found = schema("model")
    names = {name for part in (found, *found["$defs"].values()) for name in part["properties"]}
    assert sorted(name for name in names if f"`{name}`" not in page) == []


ODD = st.sampled_from(
    [None, True, -1, 0, 3, 10**18, 0.5, -0.0, 1e300, math.nan, math.inf, "", "outage", "1,5", [], [[]], [0], {}, {"id": 1}]
)


def _places(tree: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:  # noqa: ANN401 - any JSON
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [path, *(found for key, value in inner for found in _places(value, (*path, key)))]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(_places(FIRM)[1:]), ODD), min_size=1, max_size=4))
def test_whatever_stands_in_a_file_it_is_read_or_refused(changes: list[tuple[tuple[str | int, ...], Any]]) -> None:
    file = copy.deepcopy(FIRM)
    for path, value in changes:
        holder: Any = file
        try:
            for step in path[:-1]:
                holder = holder[step]
            holder[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    found, faults = None, ()
    try:
        found = read(file)
    except InputFaultsError as error:
        faults = error.faults
    for fault in faults:
        assert "{" not in sentence(fault, "de").replace(dict(fault.values).get("given", "-"), "")
    if found is None:
        assert faults
    else:
        model = found.portfolios.model
        for array in (model.rate, model.median_eur, model.sigma, model.scale, model.duration, model.link_probability, model.group_variance):
            assert np.isfinite(array).all()
            assert (array >= 0.0).all()


@given(st.permutations(range(3)))
def test_the_order_of_threats_changes_nothing_but_their_places(order: list[int]) -> None:
    file = copy.deepcopy(FIRM)
    file["threats"][2]["id"] = "rare"
    file["cascades"][1]["from"] = "price"
    file["cascades"][0]["to"] = "price"
    file["shocks"][0]["members"] = ["outage", "rare"]
    file["threats"] = [file["threats"][place] for place in order]
    for measure in file["measures"]:
        for name in ("frequency_factor", "severity_factor", "duration_factor"):
            if name in measure:
                measure[name] = [measure[name][place] for place in order]
    before, after = read(FIRM).portfolios, read(file).portfolios
    assert expected_loss(model_of(after, 2)) == pytest.approx(expected_loss(model_of(before, 2))[order])
