"""The trace of goals and groups: weights, figures, scores and regrets of the compared plans, each from those before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from leitplanke.catalogue.aims import Aim
from leitplanke.catalogue.entries import Catalogue
from leitplanke.planning.schedule import Schedule
from leitplanke.primitives.trace import TraceBuilder, TraceNode
from leitplanke.study.inputs import StakeholderWeight
from leitplanke.study.reviewed import GoalWeight, Group
from leitplanke.study.weights import points


@dataclass(frozen=True, slots=True)
class StakesTrace:
    """Writes into the trace of a study."""

    trace: TraceBuilder
    catalogue: Catalogue
    own: Sequence[StakeholderWeight]
    names: tuple[str, ...]
    """Ids of the measures."""

    def weight(self, group: Group, one: GoalWeight) -> str:
        """Return the node of a goal's weight for a group."""
        entry = next(entry for entry in self.catalogue.stakeholders if entry.id == f"stakeholder.{group.id}")
        given = points(self.catalogue, entry, self.own)
        return self.trace.add(
            TraceNode(
                id=f"review/weight/{group.id}/{one.goal}",
                value=one.weight,
                unit="1",
                operation="goal-weight",
                parameters=(("points", given[one.goal]), ("all", sum(given.values()))),
                origin=entry.origin if one.assumed else None,
            )
        )

    def figure(self, plan: int, schedule: Schedule, aim: Aim, value: float, unit: str) -> str:
        """Return the node of the figure that measures a goal on a compared plan."""
        return self.trace.add(
            TraceNode(
                id=f"review/compared/{plan}/{aim.id}",
                value=value,
                unit=unit,
                operation="goal-figure",
                parameters=tuple((self.names[one.measure], float(one.start_quarter)) for one in schedule),
                origin=aim.origin,
            )
        )

    def score(self, figure: str, value: float, scale: tuple[float, float, float]) -> str:
        """Return the node of a score; `scale` is the figure as the search sees it, and its best and worst."""
        parameters = tuple(zip(("figure", "best", "worst"), scale, strict=True))
        return self.trace.add(
            TraceNode(id=f"{figure}/score", value=value, unit="1", operation="goal-score", inputs=(figure,), parameters=parameters)
        )

    def regret(self, plan: int, group: Group, scores: Sequence[tuple[str, str]], value: float, best: float) -> str:
        """Return the node of a group's regret of a compared plan; `scores` are goals with the nodes of their scores."""
        inputs = tuple(node for goal, score in scores for node in (f"review/weight/{group.id}/{goal}", score))
        node = f"review/compared/{plan}/regret/{group.id}"
        return self.trace.add(
            TraceNode(id=node, value=value, unit="1", operation="goal-regret", inputs=inputs, parameters=(("best", best),))
        )
