"""What a plan changes at each parameter point and year, worked out from the effect nodes of a trace alone, month by month."""

import math
from collections import defaultdict
from functools import cache
from typing import Any

import numpy as np

Z95 = 1.6448536269514722
STEPS = 400
"""Steps a month in which the rising effect is summed; the rule is an integral."""


class Plan:
    """The factors on every target and parameter; all 1 where no plan is active."""

    def __init__(
        self, nodes: dict[str, dict[str, Any]], points: int, years: int, seed: int, leaning: tuple[float, np.ndarray] | None
    ) -> None:
        self.years = years
        self._one = np.ones(points)
        self._favourable: dict[tuple[str, str, int], np.ndarray] = defaultdict(lambda: self._one)
        self._adverse: dict[tuple[str, str, int], np.ndarray] = defaultdict(lambda: self._one)
        self._moved: dict[tuple[str, int], float] = defaultdict(float)
        if leaning is not None:
            for name, node in nodes.items():
                if name.endswith("/effects"):
                    self._read(dict(node["parameters"]), np.random.default_rng([seed, 1]), points, *leaning)

    def favourable(self, target: str, parameter: str, year: int) -> np.ndarray:
        return np.maximum(0.2, self._favourable[target, parameter, year])

    def adverse(self, target: str, parameter: str, year: int) -> np.ndarray:
        return self._adverse[target, parameter, year]

    def both(self, target: str, parameter: str, year: int) -> np.ndarray:
        return self.favourable(target, parameter, year) * self.adverse(target, parameter, year)

    def base(self, target: str, year: int) -> float:
        return max(0.0, 1.0 + self._moved[target, year])

    def _read(self, constants: dict[str, float], rng: np.random.Generator, points: int, lean: float, common: np.ndarray) -> None:
        own = rng.standard_normal((points, int(constants["rows"])))
        score = math.sqrt(lean) * common[:, None] + math.sqrt(1.0 - lean) * own
        begin = max(3.0 * constants["start_quarter"] + constants["lead_months"], 3.0 * constants.get("works_from", 0.0))
        effects = sorted({name.rsplit(":", 1)[0] for name in constants if name.count(":") == 3})
        for effect in effects:
            number, target, parameter = effect.split(":")
            low, high, adverse, power = (constants[f"{effect}:{end}"] for end in ("low", "high", "adverse", "power"))
            mu, sigma = (math.log(low) + math.log(high)) / 2.0, (math.log(high) - math.log(low)) / (2.0 * Z95)
            factor = np.exp(mu + sigma * score[:, int(constants["first_row"]) + int(number)])
            table = self._adverse if adverse else self._favourable
            for year in range(self.years):
                share = _share(begin, 0.0 if adverse else constants["ramp_months"], year)
                table[target, parameter, year] = table[target, parameter, year] * (1.0 + share * (factor - 1.0)) ** power
        for name, moved in constants.items():
            if name.startswith("base:"):
                for year in range(self.years):
                    self._moved[name.removeprefix("base:"), year] += moved * _share(begin, 0.0, year)


@cache
def _share(begin: float, ramp: float, year: int) -> float:
    """Mean of the effect over the twelve months of a year: 0 before `begin`, rising in a straight line over `ramp`, then 1."""
    month = 12.0 * year + (np.arange(12 * STEPS) + 0.5) / STEPS
    effect = np.clip((month - begin) / ramp, 0.0, 1.0) if ramp > 0.0 else (month > begin).astype(float)
    return float(effect.mean())
