"""Reads the two published bench firms (risk model file, version 1) into risk models."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from leitplanke.primitives.interval import Z95
from leitplanke.risk.model import Balance, RiskModel

HERE = Path(__file__).parent


def read(name: str) -> dict[str, Any]:
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def build(firm: dict[str, Any], portfolio: list[int]) -> RiskModel:
    years, threats = firm["horizon_years"], firm["threats"]
    ids = [threat.get("id", str(index)) for index, threat in enumerate(threats)]
    links = firm.get("cascades", [])
    link_from = np.array([ids.index(link["from"]) for link in links], dtype=np.int64)
    link_to = np.array([ids.index(link["to"]) for link in links], dtype=np.int64)
    frequency, severity, duration = (np.ones((years, len(threats))) for _ in range(3))
    for index in portfolio:
        measure = firm["measures"][index]
        start = measure["start_year"]
        frequency[start:] *= measure["frequency_factor"]
        severity[start:] *= measure["severity_factor"]
        duration[start:] *= measure.get("duration_factor", 1.0)
    group = np.full(len(threats), -1, dtype=np.int64)
    for number, shock in enumerate(firm.get("shocks", [])):
        group[[ids.index(member) for member in shock["members"]]] = number
    probability = np.array([link["probability"] for link in links])
    median = np.array([threat["severity_median_eur"] for threat in threats])
    return RiskModel(
        onset=np.array([threat.get("kind") == "onset" for threat in threats]),
        rate=np.array([threat["rate_per_year"] for threat in threats]) * frequency,
        median_eur=median,
        sigma=np.log(np.array([threat["severity_q95_eur"] for threat in threats]) / median) / Z95,
        cap_eur=np.array([threat.get("severity_cap_eur", np.inf) for threat in threats]),
        scale=severity,
        duration=np.array([threat.get("duration_years", 0.0) for threat in threats]) * duration,
        link_from=link_from,
        link_to=link_to,
        link_probability=np.minimum(1.0, probability * frequency[:, link_to]) if links else np.zeros((years, 0)),
        group=group,
        group_variance=np.array([shock["variance"] for shock in firm.get("shocks", [])]),
        discount_rate=firm.get("discount_rate", 0.0),
        balance=Balance(liquidity_eur=None, equity_eur=None, cash_flow_eur=np.zeros(years)),
    )
