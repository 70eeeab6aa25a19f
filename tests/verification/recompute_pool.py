"""What a group of people's answers says, and how far groups differ in one direction, worked out from pool nodes of a trace alone."""

import itertools
import math
from typing import Any

Node = dict[str, Any]


def sides(nodes: list[Node], better: dict[str, float]) -> float:
    """Return, over all pairs of questions, what deviations have in common, of what they could if all were of one direction."""
    seen = {node["id"]: _seen(node) for node in nodes}
    common = possible = 0.0
    for one, other in itertools.combinations(seen, 2):
        first, second = seen[one], seen[other]
        both = first["groups"].keys() & second["groups"].keys()
        common += better[one] * better[other] * sum(first["groups"][group] * second["groups"][group] for group in both)
        possible += math.sqrt(first["apart"] * second["apart"])
    return max(0.0, common / possible) if possible > 1e-12 else 0.0


def belief(node: Node, systematic: float) -> tuple[float, float, float]:
    """Return mean and variance of a pool of groups' answers, and the part of the variance that questions have in common."""
    part = _groups(node)
    weight = sum(one["weight"] for one in part.values())
    count = sum(one["count"] for one in part.values())
    centre = sum(one["weight"] * one["mean"] for one in part.values()) / weight
    square = sum(one["weight"] * one["square"] for one in part.values()) / weight
    within = sum(
        one["weight"] * ((one["count"] - one["unknown"]) * 0.12**2 + one["unknown"] * 0.0625) / one["count"] for one in part.values()
    )
    people, sided, seen = max(0.0, square - centre**2), 0.0, _seen(node)
    if systematic:
        of_one_direction = systematic * seen["known"] * seen["apart"]
        people, sided = max(0.0, people - of_one_direction), of_one_direction / (len(seen["groups"]) - 1)
    variance = (people / (count - 1) if count > 1 else 0.0) + sided + within / weight
    mean = min(0.98, max(0.02, centre))
    return mean, min(variance, 0.8 * mean * (1.0 - mean)), sided / variance


def _groups(node: Node) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for name, number in node["parameters"]:
        group, _, what = name.rpartition(".")
        found.setdefault(group, {})[what] = number
    return found


def _seen(node: Node) -> dict[str, Any]:
    """Return how far the groups that know are apart, and each one's deviation times the root of its weight."""
    groups = _groups(node)
    told = {}
    for group, one in groups.items():
        known = one["count"] - one["unknown"]
        if known:
            told[group] = one["weight"] * known / one["count"], (one["count"] * one["mean"] - 0.5 * one["unknown"]) / known
    weight = sum(part for part, _ in told.values())
    mean = sum(part * value for part, value in told.values()) / weight if told else 0.5
    return {
        "groups": {group: math.sqrt(part / weight) * (value - mean) for group, (part, value) in told.items()},
        "apart": sum(part / weight * (value - mean) ** 2 for part, value in told.values()),
        "known": weight / sum(one["weight"] for one in groups.values()),
    }
