"""Every reported number is found again from its trace alone: 20 drawn at random from each example, worked out anew."""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from recompute import Recomputed

from leitplanke.exchange import examples
from leitplanke.exchange.resultfile import dump
from leitplanke.study.result import StudyResult

DRAWN = 20


@pytest.fixture(scope="module", params=examples.names())
def result(request: pytest.FixtureRequest, analysed: Callable[[str, int], StudyResult]) -> dict[str, Any]:
    # What to find out next takes 64 points; one firm has it.
    return json.loads(dump(analysed(request.param, 64 if request.param == "marketplace-maker" else 16)))


@pytest.fixture(scope="module")
def work(result: dict[str, Any]) -> Recomputed:
    return Recomputed(result["trace"])


def reported(part: object, path: str = "") -> Iterator[tuple[str, float, str]]:
    """Yield path, number and trace id of every number that names its trace."""
    if isinstance(part, dict):
        if part.get("trace"):
            for key in ("mid", "expected_annual_loss_eur"):
                if isinstance(part.get(key), float):
                    yield f"{path}.{key}", part[key], part["trace"]
        for key, inner in part.items():
            if key != "trace":
                yield from reported(inner, f"{path}.{key}")
    elif isinstance(part, list):
        for place, inner in enumerate(part):
            yield from reported(inner, f"{path}[{place}]")


def test_every_reported_number_names_a_node_of_that_value(result: dict[str, Any]) -> None:
    values = {node["id"]: node["value"] for node in result["trace"]}
    found = list(reported({key: part for key, part in result.items() if key != "trace"}))
    assert len(found) > 100
    assert [path for path, number, trace in found if values[trace] != pytest.approx(number, rel=1e-12)] == []


def test_twenty_numbers_are_found_again(result: dict[str, Any], work: Recomputed) -> None:
    known = {name.removeprefix("_").replace("_", "-") for name in dir(work)}
    operations = {node["id"]: node["operation"] for node in result["trace"]}
    found = [one for one in reported(result) if operations[one[2]] in known]
    chosen = random.Random(7).sample(found, DRAWN)  # noqa: S311 - a sample, no secret
    for path, number, trace in chosen:
        # Ramps are summed in small steps there and integrated here.
        assert work.value(trace) == pytest.approx(number, rel=1e-3 if path.startswith(".plan") else 1e-9, abs=1e-9), path


def test_how_far_groups_differ_in_one_direction_is_found_again(result: dict[str, Any], work: Recomputed) -> None:
    share = work.nodes["sides"]["value"]
    assert work.value("sides") == pytest.approx(share, rel=1e-9)
    # The owners of the worked firms see nearly everything better than the others do, but not all of it.
    assert 0.3 < share < 0.9
    assert not result["drivers"] or result["drivers"][0]["sides"]["mid"] > 0.0


def test_the_split_of_the_loss_is_found_again(result: dict[str, Any], work: Recomputed) -> None:
    for part in (result["own_loss"], *result["paths"][:4], result["other_paths"]):
        assert work.value(part["trace"]) == pytest.approx(part["expected_annual_loss_eur"], rel=1e-9), part["trace"]
    parts = (result["own_loss"], *result["paths"], result["other_paths"])
    total = sum(part["expected_annual_loss_eur"] for part in parts)
    assert total == pytest.approx(result["risk"]["expected_annual_loss_eur"]["mid"], rel=1e-12)


def test_the_loss_by_direct_cause_is_found_again(result: dict[str, Any], work: Recomputed) -> None:
    for link in (*result["links"][:3], result["links"][-1]):
        assert work.value(link["trace"]) == pytest.approx(link["expected_annual_loss_eur"], rel=1e-9), link["trace"]
    total = sum(one["expected_annual_loss_eur"] for one in (result["own_loss"], *result["links"]))
    assert total == pytest.approx(result["risk"]["expected_annual_loss_eur"]["mid"], rel=1e-12)


def test_shares_of_the_worst_cases_add_up_and_have_a_node(result: dict[str, Any]) -> None:
    values = {node["id"]: node["value"] for node in result["trace"]}
    for scenario, risk in (("risk", result["risk"]), ("plan", result["plan"]["after"])):
        assert sum(one["cvar95_share"] for one in risk["unseens"]) == pytest.approx(1.0, rel=1e-12)
        assert all(values[f"{scenario}/{one['id']}/cvar95-share"] == one["cvar95_share"] for one in risk["unseens"])
        # What is left out brings nothing, and what costs more in bad cases than on average shows it.
        assert all(one["cvar95_share"] == pytest.approx(0.0, abs=1e-9) for one in risk["unseens"] if one["running"])


def test_the_value_of_a_capacity_is_found_again(analysed: Callable[[str], StudyResult]) -> None:
    """Over all 256 sets of factors, so at few points and for one firm only."""
    found = json.loads(dump(analysed("marketplace-maker")))
    factor = found["capacities"][3]["value_eur"]
    work = Recomputed(found["trace"])
    assert work.shapley(work.nodes[factor["trace"]]) == pytest.approx(factor["mid"], rel=1e-9)
    assert sum(one["value_eur"]["mid"] for one in found["capacities"]) == pytest.approx(found["risk"]["adaptive_capacity_value_eur"]["mid"])
    assert found["drivers"] == []


def test_a_simulated_chance_states_its_error(result: dict[str, Any]) -> None:
    """At most that of plain sampling, sqrt(p (1 - p) / n): points of different chance make a stratified sample."""
    chances = [node for node in result["trace"] if node["operation"] == "first-passage"]
    assert len(chances) >= 2
    for node in chances:
        error = dict(node["parameters"])["standard_error"]
        assert 0.0 < error <= (node["value"] * (1.0 - node["value"]) / 4096) ** 0.5 or node["value"] == 0.0


def test_every_leaf_says_what_it_rests_on(result: dict[str, Any]) -> None:
    for node in result["trace"]:
        if not node["inputs"] and node["operation"] not in {"draws", "plan"}:
            origin = node["origin"]
            said = origin is not None or node["ratings"] or node["note"] or node["operation"] == "given"
            assert said, node["id"]
            if origin is not None and origin["tag"] == "fact":
                assert origin["sources"], node["id"]


def test_each_link_of_the_trace_leads_somewhere(result: dict[str, Any]) -> None:
    known = {node["id"] for node in result["trace"]}
    assert {one for node in result["trace"] for one in node["inputs"]} <= known
