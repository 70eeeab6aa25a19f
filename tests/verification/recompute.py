"""Computes any reported number again from the trace table of a result file alone.

Written from docs/method/trace.md with plain loops; it imports nothing of the product.
"""

import functools
import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import recompute_pool
from recompute_plan import Plan
from scipy import special
from scipy.stats import qmc

Z95 = 1.6448536269514722
Node = dict[str, Any]


class Recomputed:
    """The trace table of one result, and every number in it worked out anew."""

    def __init__(self, table: list[Node]) -> None:
        self.nodes = {node["id"]: node for node in table}
        self._drawn: dict[str, np.ndarray] | None = None
        self._losses: dict[tuple[bool, bool], dict[str, float]] = {}
        self._there: set[str] | None = None
        self._capacities = [one.removesuffix("/index") for one in self.nodes if one.startswith("capacity.") and one.endswith("/index")]

    def value(self, name: str) -> float:
        """Return the number of a node, from its operation, inputs and constants."""
        node = self.nodes[name]
        inputs = [lambda one=one: self.value(one) for one in node["inputs"]]
        constants = dict(node["parameters"])
        operation = node["operation"].replace("-", "_")
        return float(getattr(self, f"_{operation}")(node, inputs, constants))

    def _given(self, node: Node, _inputs: list, _constants: dict) -> float:
        return node["value"]

    def _default_share(self, _node: Node, inputs: list, constants: dict) -> float:
        return max(constants.get("least", 0.0), constants["share"] * inputs[0]())

    def _stated_share(self, _node: Node, inputs: list, constants: dict) -> float:
        return constants["share"] * inputs[0]()

    def _default_months(self, _node: Node, inputs: list, constants: dict) -> float:
        return constants["months"] / 12.0 * inputs[0]()

    def _default_per_head(self, _node: Node, inputs: list, constants: dict) -> float:
        return constants["eur_per_head"] * inputs[0]()

    def _default_posts(self, _node: Node, inputs: list, constants: dict) -> float:
        return max(constants["least"], constants["share"] * inputs[0]()) * constants["eur_per_post"]

    def _default_days(self, _node: Node, inputs: list, constants: dict) -> float:
        return constants["fixed"] + constants["per_head"] * inputs[0]()

    def _size_class(self, _node: Node, inputs: list, constants: dict) -> float:
        staff = inputs[0]()
        reached = [amount for name, amount in constants.items() if staff >= float(name.split("_")[1])]
        return reached[-1]

    def _intermediable(self, _node: Node, inputs: list, constants: dict) -> float:
        platform, turnover = inputs[0](), inputs[1]()
        return platform + constants["share"] * max(0.0, turnover - platform)

    def _quotient(self, _node: Node, inputs: list, constants: dict) -> float:
        return inputs[0]() / (inputs[1]() if len(inputs) > 1 else constants["divisor"])

    def _figure(self, _node: Node, _inputs: list, constants: dict) -> float:
        return constants["mode"]

    _own_estimate = _figure

    def _own_index(self, _node: Node, inputs: list, _constants: dict) -> float:
        return inputs[0]()

    def _assumed(self, _node: Node, _inputs: list, constants: dict) -> float:
        return constants["alpha"] / (constants["alpha"] + constants["beta"])

    _own_share = _assumed

    def _measured(self, _node: Node, _inputs: list, constants: dict) -> float:
        return self._assumed(_node, _inputs, constants) if "alpha" in constants else constants["amount"]

    def _pool(self, node: Node, _inputs: list, _constants: dict) -> float:
        return recompute_pool.belief(node, self._systematic(node))[0]

    def _sides(self, node: Node, _inputs: list, constants: dict) -> float:
        return recompute_pool.sides([self.nodes[name] for name in node["inputs"]], constants)

    def _systematic(self, node: Node) -> float:
        return self.value("sides") if "sides" in self.nodes and node["id"] in self.nodes["sides"]["inputs"] else 0.0

    def _index(self, _node: Node, inputs: list, constants: dict) -> float:
        return constants["constant"] + sum(constants[f"coefficient.{place}"] * one() for place, one in enumerate(inputs))

    def _between(self, _node: Node, inputs: list, constants: dict) -> float:
        return constants["at_0"] + (constants["at_1"] - constants["at_0"]) * inputs[0]()

    def _coping(self, _node: Node, inputs: list, constants: dict) -> float:
        carried = sum(constants[f"weight.{place}"] * one() for place, one in enumerate(inputs[1:]))
        return min(constants["limit"], constants["max"] * inputs[0]()) * carried

    _own_coping = _coping

    def _severity(self, _node: Node, inputs: list, constants: dict) -> float:
        return math.sqrt(constants["low"] * constants["high"]) * max(inputs[0](), 1.0)

    def _product(self, _node: Node, inputs: list, constants: dict) -> float:
        return constants.get("factor", 1.0) * math.prod(one() for one in inputs)

    def _sum(self, _node: Node, inputs: list, constants: dict) -> float:
        return constants.get("factor", 1.0) * sum(one() for one in inputs)

    def _difference(self, _node: Node, inputs: list, _constants: dict) -> float:
        return inputs[0]() - inputs[1]()

    def _share(self, _node: Node, inputs: list, _constants: dict) -> float:
        return inputs[0]() / inputs[1]()

    def _expected_loss(self, node: Node, _inputs: list, _constants: dict) -> float:
        return self._expected(static=False, planned=node["id"].startswith("plan/"))[node["id"].split("/")[1]]

    def _static_loss(self, node: Node, _inputs: list, _constants: dict) -> float:
        return self._expected(static=True, planned=node["id"].startswith("plan/"))[node["id"].split("/")[1]]

    def _cost(self, node: Node, _inputs: list, _constants: dict) -> float:
        constants = dict(self.nodes[node["inputs"][0]]["parameters"])
        running = constants["years"] - constants["start_quarter"] / 4.0
        return _pert(constants, "once") + running * _pert(constants, "yearly")

    def _funding(self, node: Node, _inputs: list, constants: dict) -> float:
        """By the quantiles of the cost in small steps: a hundred thousand equally likely costs."""
        price = dict(self.nodes[node["inputs"][0]]["parameters"])
        low, mode, high = (price[f"once.{end}"] for end in ("low", "mode", "high"))
        alpha = 1.0 + 4.0 * (mode - low) / (high - low)
        cost = low + (high - low) * special.betaincinv(alpha, 6.0 - alpha, (np.arange(100_000) + 0.5) / 1e5)
        numbers = {name.partition(":")[0] for name in constants}
        caps = {one: constants.get(f"{one}:cap", np.inf) for one in numbers}
        return float(sum(np.minimum(constants[f"{one}:rate"] * cost, caps[one]).mean() for one in numbers))

    def _less_funding(self, _node: Node, inputs: list, _constants: dict) -> float:
        return inputs[0]() - inputs[1]()

    def _gain(self, node: Node, _inputs: list, _constants: dict) -> float:
        constants = dict(self.nodes[node["inputs"][0]]["parameters"])
        begin = max(constants["start_quarter"] * 3.0 + constants["lead_months"], 3.0 * constants.get("works_from", 0.0))
        # The mean effect of each month, from hundredths of it.
        months = np.arange(0.005, constants["years"] * 12.0, 0.01)
        effect = np.clip((months - begin) / max(constants["ramp_months"], 1e-9), 0.0, 1.0)
        return _pert(constants, "yearly") * effect.sum() * 0.01 / 12.0

    def draws(self) -> dict[str, np.ndarray]:
        """Return every uncertain figure at every parameter point."""
        if self._drawn is None:
            node = self.nodes["draws"]
            constants, names = dict(node["parameters"]), node["inputs"]
            sobol = qmc.Sobol(len(names) + 2, scramble=True, rng=np.random.default_rng(int(constants["seed"])))
            score = special.ndtri(np.clip(sobol.random(int(constants["points"])), 1e-12, 1.0 - 1e-12))
            common, lean = score[:, 0], constants["leaning"]
            self._leaning = lean, common
            self._drawn = {name: self._law(name, score[:, 2 + place], score[:, :2], lean) for place, name in enumerate(names)}
        return self._drawn

    def leaning_scores(self) -> tuple[float, np.ndarray]:
        """Return how much errors have in common, and their common scores."""
        self.draws()
        return self._leaning

    def _law(self, name: str, own: np.ndarray, shared: np.ndarray, lean: float) -> np.ndarray:
        node = self.nodes[name]
        constants = dict(node["parameters"])
        if node["operation"] in {"pool", "assumed", "own-share", "measured"}:
            if node["operation"] != "pool":
                alpha, beta = constants["alpha"], constants["beta"]
            else:
                mean, variance, sided = recompute_pool.belief(node, self._systematic(node))
                alpha, beta = (share * (mean * (1.0 - mean) / variance - 1.0) for share in (mean, 1.0 - mean))
                better = dict(self.nodes["sides"]["parameters"])[name] if sided else 0.0
                own = math.sqrt(1.0 - sided) * own - better * math.sqrt(sided) * shared[:, 1]
            return special.betaincinv(alpha, beta, special.ndtr(own))
        if name.startswith("company."):
            centre = node["value"]
            scale = centre / constants.get("months", constants.get("share"))
            low, high, score = constants["low"] * scale, constants["high"] * scale, own
        else:
            centre, low, high = constants["mode"], constants["low"], constants["high"]
            sign = -1.0 if name in {"assumption.coping-common-factor", "assumption.adaptation"} else 1.0
            score = math.sqrt(lean) * sign * shared[:, 0] + math.sqrt(1.0 - lean) * own
        return centre * np.where(score < 0.0, centre / low, high / centre) ** (score / Z95)

    @functools.cache  # noqa: B019 - one object a test
    def _drawn_index(self, name: str) -> np.ndarray:
        node, drawn = self.nodes[name], self.draws()
        constants = dict(node["parameters"])
        return constants["constant"] + sum(constants[f"coefficient.{place}"] * drawn[one] for place, one in enumerate(node["inputs"]))

    def _expected(self, *, static: bool, planned: bool) -> dict[str, float]:
        """Return the expected annual loss of each Unseen, mean over all points."""
        if (static, planned) not in self._losses:
            unseens = [name.removesuffix("/loss-rate") for name in self.nodes if name.endswith("/loss-rate")]
            constants = dict(self.nodes["draws"]["parameters"])
            points, years = int(constants["points"]), int(constants["years"])
            plan = Plan(self.nodes, points, years, int(constants["seed"]), self.leaning_scores() if planned else None)
            firm = {unseen: self._unseen(unseen, plan, static=static) for unseen in unseens}
            links = [name.removesuffix("/probability") for name in self.nodes if name.startswith("link.")]
            total = sum(self._year(unseens, links, firm, point, year) for point in range(points) for year in range(years))
            self._losses[static, planned] = dict(zip(unseens, (total / points / years).tolist(), strict=True))
        return self._losses[static, planned]

    def _constant(self, node: Node, _inputs: list, _constants: dict) -> float:
        return node["value"]

    def _own_loss(self, _node: Node, _inputs: list, _constants: dict) -> float:
        return self._over_points(lambda primary, _caused, cost: primary @ cost)

    def _link_loss(self, node: Node, _inputs: list, _constants: dict) -> float:
        unseens = [name.removesuffix("/loss-rate") for name in self.nodes if name.endswith("/loss-rate")]
        ends = node["id"].removeprefix("links/").split("--")
        cause, effect = (unseens.index(f"unseen.{name}") for name in ends)

        def across(primary: np.ndarray, caused: np.ndarray, cost: np.ndarray) -> float:
            return np.linalg.solve(np.eye(cost.size) - caused.T, primary)[cause] * caused[cause, effect] * cost[effect]

        return self._over_points(across)

    def _path_loss(self, node: Node, _inputs: list, _constants: dict) -> float:
        unseens = [name.removesuffix("/loss-rate") for name in self.nodes if name.endswith("/loss-rate")]
        chain = [unseens.index(f"unseen.{name}") for name in node["id"].removeprefix("paths/").split("--")]

        def along(primary: np.ndarray, caused: np.ndarray, cost: np.ndarray) -> float:
            arriving = primary[chain[0]] * math.prod(caused[pair] for pair in itertools.pairwise(chain))
            if len(chain) == 2:
                return arriving * cost[chain[1]]
            onward, wave = 0.0, np.eye(cost.size)[chain[2]]
            for _ in range(200):
                onward += wave @ cost
                wave = wave @ caused
            return arriving * onward

        return self._over_points(along)

    def _over_points(self, value: Callable[[np.ndarray, np.ndarray, np.ndarray], float]) -> float:
        """Return a figure of primary losses, Q and cost of one loss a year, mean over points and years, without a plan."""
        parts = self._every_part()
        return sum(value(*part) for part in parts) / len(parts)

    @functools.cache  # noqa: B019 - one object a test
    def _every_part(self) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        unseens = [name.removesuffix("/loss-rate") for name in self.nodes if name.endswith("/loss-rate")]
        links = [name.removesuffix("/probability") for name in self.nodes if name.startswith("link.")]
        constants = dict(self.nodes["draws"]["parameters"])
        points, years = int(constants["points"]), int(constants["years"])
        firm = {unseen: self._unseen(unseen, Plan(self.nodes, points, years, 0, None), static=False) for unseen in unseens}
        return [self._parts(unseens, links, firm, point, year) for point in range(points) for year in range(years)]

    def shapley(self, node: Node) -> float:
        """Return the value of a capacity factor: over all sets of others, how much less is lost with this one too (slow: 256 sets)."""
        names = self._capacities
        own, others = node["id"].split("/")[0], [one for one in names if one != node["id"].split("/")[0]]
        found = 0.0
        for size in range(len(names)):
            weight = math.factorial(size) * math.factorial(len(others) - size) / math.factorial(len(names))
            for there in itertools.combinations(others, size):
                found += weight * (self._lost_with(there) - self._lost_with((*there, own)))
        return found

    @functools.cache  # noqa: B019 - one object a test
    def _lost_with(self, there: tuple[str, ...]) -> float:
        """Return the expected loss of the horizon, mean over the points, if only these capacity factors were there."""
        self._there = set(there)
        unseens = [name.removesuffix("/loss-rate") for name in self.nodes if name.endswith("/loss-rate")]
        constants = dict(self.nodes["draws"]["parameters"])
        points, years = int(constants["points"]), int(constants["years"])
        plan = Plan(self.nodes, points, years, 0, None)
        firm = {unseen: self._unseen(unseen, plan, static=False) for unseen in unseens}
        self._there = None
        links = [name.removesuffix("/probability") for name in self.nodes if name.startswith("link.")]
        place = {unseen.removeprefix("unseen."): number for number, unseen in enumerate(unseens)}
        total = 0.0
        for year in range(years):
            likelihood = np.array([firm[one]["likelihood"][year] for one in unseens])
            caused = np.zeros((points, len(unseens), len(unseens)))
            for link in links:
                cause, effect = (place[name] for name in link.removeprefix("link.").split("--"))
                if not firm[unseens[effect]]["running"]:
                    caused[:, effect, cause] = np.minimum(1.0, np.minimum(1.0, self.draws()[f"{link}/probability"]) * likelihood[effect])
            primary = np.array([0.0 * firm[one]["contacts"] if firm[one]["running"] else firm[one]["contacts"] for one in unseens])
            counts = np.linalg.solve(np.eye(len(unseens)) - caused, (primary * likelihood).T[..., None])[..., 0]
            total += float((counts.T * np.array([firm[one]["cost"][year] for one in unseens])).sum()) / points
        return total

    def _year(self, unseens: list[str], links: list[str], firm: dict[str, dict], point: int, year: int) -> np.ndarray:
        primary, caused, cost = self._parts(unseens, links, firm, point, year)
        return np.linalg.solve(np.eye(len(unseens)) - caused.T, primary) * cost

    def _parts(
        self, unseens: list[str], links: list[str], firm: dict[str, dict], point: int, year: int
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        place = {unseen.removeprefix("unseen."): number for number, unseen in enumerate(unseens)}
        likelihood = np.array([firm[one]["likelihood"][year][point] for one in unseens])
        caused = np.zeros((len(unseens), len(unseens)))
        for link in links:
            cause, effect = (place[name] for name in link.removeprefix("link.").split("--"))
            if not firm[unseens[effect]]["running"]:
                caused[cause, effect] = min(1.0, min(1.0, self.draws()[f"{link}/probability"][point]) * likelihood[effect])
        contacts = [0.0 if firm[one]["running"] else firm[one]["contacts"][point] for one in unseens]
        return np.array(contacts) * likelihood, caused, np.array([firm[one]["cost"][year][point] for one in unseens])

    def _unseen(self, name: str, plan: Plan, *, static: bool) -> dict[str, Any]:
        years = plan.years
        factor = dict(self.nodes[f"{name}/loss-rate"]["parameters"])["factor"]
        ends = dict(self.nodes[f"{name}/sensitivity"]["parameters"])
        exposure = self._drawn_index(f"{name}/exposure")
        sensitivity = ends["at_0"] + (ends["at_1"] - ends["at_0"]) * self._drawn_index(f"{name}/sensitivity-index")
        likelihood, cost = [], []
        for year in range(years):
            learned = 0.0 if static else 1.0 - math.exp(-0.35 * (year + 0.5))
            adapted = 1.0 - self.draws()["assumption.adaptation"] * self._mean_capacity(plan, year) * learned
            lowered = np.minimum(1.0, exposure * plan.favourable(name, "exposure", year))
            raised = np.clip(lowered + (plan.adverse(name, "exposure", year) - 1.0) * np.maximum(lowered, 0.25), 0.0, 1.0)
            likelihood.append(raised * adapted * np.minimum(1.0, sensitivity * plan.both(name, "sensitivity", year)))
            coping = 0.0 if static else self._drawn_coping(name, plan, year)
            size = plan.both(name, "severity", year) * plan.base(name, year)
            cost.append(size * self._one_loss(name, coping, years - year))
        return {
            "contacts": self.draws()[f"{name}/rate"] * factor,
            "likelihood": likelihood,
            "running": bool({f"{name}/running", f"{name}/not-relevant"} & self.nodes.keys()),
            "cost": cost,
        }

    @functools.cache  # noqa: B019 - one object a test, and one plan for each set of capacity factors
    def _capacity(self, name: str, plan: Plan, year: int) -> np.ndarray:
        if self._there is not None and name not in self._there:
            return np.zeros(self.draws()[next(iter(self.draws()))].size)
        gap = (1.0 - self._drawn_index(f"{name}/index")) * plan.both(name, "capacity_gap", year)
        return 1.0 - np.minimum(1.0, gap)

    @functools.cache  # noqa: B019 - one object a test
    def _mean_capacity(self, plan: Plan, year: int) -> np.ndarray:
        return np.mean([self._capacity(one, plan, year) for one in self._capacities], axis=0)

    def _drawn_coping(self, name: str, plan: Plan, year: int) -> np.ndarray:
        node = self.nodes[f"{name}/coping"]
        constants = dict(node["parameters"])
        factors = [one.removesuffix("/index") for one in node["inputs"][1:]]
        carried = sum(constants[f"weight.{place}"] * self._capacity(one, plan, year) for place, one in enumerate(factors))
        rated = np.minimum(constants["limit"], constants["max"] * self.draws()[node["inputs"][0]]) * carried
        return 1.0 - np.minimum(1.0, (1.0 - rated) * plan.both(name, "coping_gap", year))

    def _one_loss(self, name: str, coping: float | np.ndarray, years_left: int) -> np.ndarray:
        """Mean of min(lognormal, cap) times what of it is paid within the horizon."""
        constants = dict(self.nodes[f"{name}/severity"]["parameters"])
        base = max(self.value(self.nodes[f"{name}/severity"]["inputs"][0]), 1.0)
        sigma = math.log(constants["high"] / constants["low"]) / (2.0 * Z95)
        median = math.sqrt(constants["low"] * constants["high"]) * base * self.draws()[f"{name}/severity-factor"]
        cap = constants["cap"] * base
        distance = np.log(cap / median) / sigma
        mean = median * math.exp(sigma**2 / 2.0) * special.ndtr(distance - sigma) + cap * special.ndtr(-distance)
        if f"{name}/duration" in self.nodes:
            return mean * np.minimum(self.draws()[f"{name}/duration"] * (1.0 - coping), years_left - 0.5)
        return mean * (1.0 - coping)


def _pert(constants: dict, name: str) -> float:
    return (constants[f"{name}.low"] + 4.0 * constants[f"{name}.mode"] + constants[f"{name}.high"]) / 6.0
