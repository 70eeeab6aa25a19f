"""Exact values of schedules: each evaluated once, counted against an allowance, with progress told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from leitplanke.planning.effects import adjust_many, split
from leitplanke.planning.measures import Floats, MeasureSet
from leitplanke.planning.objectives import Money, Objective
from leitplanke.planning.schedule import Schedule
from leitplanke.risk.vulnerability import Adjustment

Evaluate = Callable[[Sequence[Adjustment]], Floats]
"""The exact figure of risk that the objective asks for: adjustments to EUR (cost not included) or chances, lower is better."""
Progress = Callable[[int, int], None]
"""Called with the exact evaluations done and allowed."""
Stop = Callable[[], bool]
"""Whether to stop now with the best so far."""


@dataclass(frozen=True, slots=True, order=True)
class Known:
    """What a schedule comes to."""

    value: float
    """The objective."""
    risk: float
    cost_eur: float
    gain_eur: float


@dataclass(slots=True)
class ExactValues:
    """The exact objective with its memory."""

    measures: MeasureSet
    years: int
    evaluate: Evaluate
    objective: Objective
    money: Money
    allowed: int
    progress: Progress | None = None
    stop: Stop | None = None
    done: int = 0
    known: dict[Schedule, Known] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """Evaluations that may still be made."""
        return 0 if self.stopped else max(0, self.allowed - self.done)

    @property
    def stopped(self) -> bool:
        """Whether the search was asked to stop."""
        return self.stop is not None and self.stop()

    def __call__(self, adjustments: Sequence[Adjustment]) -> Floats:
        """Return the figure of risk of bare adjustments, counted but not remembered."""
        values = self.evaluate(adjustments)
        self.done += len(adjustments)
        if self.progress is not None:
            self.progress(min(self.done, self.allowed), self.allowed)
        return values

    def of(self, schedules: Sequence[Schedule]) -> list[float]:
        """Return the objective of each schedule, evaluating only those not yet known."""
        new = [schedule for schedule in dict.fromkeys(schedules) if schedule not in self.known]
        if new:
            risk = self(tuple(split(adjust_many(self.measures, new, self.years))))
            cost, gain = self.money.sums(new)
            figures = np.stack([self.objective.value(risk, cost, gain), risk, cost, gain], axis=1).tolist()
            self.known.update((schedule, Known(*row)) for schedule, row in zip(new, figures, strict=True))
        return [self.known[schedule].value for schedule in schedules]
