"""Faults of ledger, partners and channels in a study file: what would count twice, and judgements that nobody signed."""

import json
from typing import Any

import pytest

from leitplanke.catalogue import compiled
from leitplanke.exchange import studyfile
from leitplanke.primitives.faults import InputFaultsError

ALPHA = {"account": "10000", "name": "Alpha", "years": [{"year": 2025, "net_eur": 100.0}]}
SHOP = {"name": "Market", "type": "b2c", "revenue_net_eur": 1000.0}


def faults(**dependence: object) -> list[tuple[str, str]]:
    tree = {
        "company": {"name": "Test GmbH", "sector": "x", "staff": 20, "turnover_eur": 2_000_000},
        "start": "2027-Q1",
        "dependence": dependence,
    }
    try:
        studyfile.read(json.dumps(tree), "firm.yaml", compiled.read())
    except InputFaultsError as error:
        return [(fault.where, fault.code) for fault in error.faults]
    return []


def ledger(**sides: list[dict[str, Any]]) -> dict[str, Any]:
    return {"begins": "2025-01-01", "ends": "2025-12-31", **sides}


@pytest.mark.parametrize("side", ["customers", "suppliers"])
def test_an_account_that_stands_twice_is_refused(side: str) -> None:
    found = faults(ledger=ledger(**{side: [ALPHA, {**ALPHA, "name": "Alpha again"}]}))
    assert found == [(f"dependence.ledger.{side}[1].account", "duplicate-entry")]


def test_one_partner_may_buy_and_sell() -> None:
    assert faults(ledger=ledger(customers=[ALPHA], suppliers=[ALPHA])) == []


def test_lists_may_write_a_name_in_two_ways() -> None:
    assert faults(ledger=ledger(customers=[{**ALPHA, "account": "Alpha"}, {**ALPHA, "account": "ALPHA"}])) == []


def test_a_channel_that_stands_twice_is_refused() -> None:
    assert faults(channels=[SHOP, {**SHOP, "name": " market"}]) == [("dependence.channels[1].name", "duplicate-entry")]


def test_a_judgement_needs_who_and_when() -> None:
    found = faults(relations=[{"partner": "Alpha", "role": "customer", "specificity": 3}])
    assert found == [(f"dependence.relations[0].{name}", "judge-missing") for name in ("judged_by", "judged_on")]


def test_a_statement_that_goes_first_is_said_once_with_its_reason() -> None:
    one = {"target": "base.cloud-spend", "reason": "a service is missing"}
    assert faults(stated_first=[one]) == []
    assert faults(stated_first=[one, {**one, "reason": " "}]) == [
        ("dependence.stated_first[1].reason", "reason-missing"),
        ("dependence.stated_first[1].target", "duplicate-entry"),
    ]
    assert [where for where, _ in faults(stated_first=[{**one, "target": "base.turnover"}])] == ["dependence.stated_first[0].target"]
