"""Exact values of schedules: each evaluated once, counted against an allowance, with progress told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from leitplanke.planning.effects import adjust_many, split
from leitplanke.planning.measures import Floats, MeasureSet
from leitplanke.planning.schedule import Schedule
from leitplanke.risk.vulnerability import Adjustment

Evaluate = Callable[[Sequence[Adjustment]], Floats]
"""The exact objective: adjustments to values, EUR, lower is better; discounted cost included."""
Progress = Callable[[int, int], None]
"""Called with the exact evaluations done and allowed."""


@dataclass(slots=True)
class ExactValues:
    """The exact objective with its memory."""

    measures: MeasureSet
    years: int
    evaluate: Evaluate
    allowed: int
    progress: Progress | None = None
    done: int = 0
    known: dict[Schedule, float] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """Evaluations that may still be made."""
        return max(0, self.allowed - self.done)

    def __call__(self, adjustments: Sequence[Adjustment]) -> Floats:
        """Return the objective of bare adjustments, counted but not remembered."""
        values = self.evaluate(adjustments)
        self.done += len(adjustments)
        if self.progress is not None:
            self.progress(min(self.done, self.allowed), self.allowed)
        return values

    def of(self, schedules: Sequence[Schedule]) -> list[float]:
        """Return the objective of each schedule, evaluating only those not yet known."""
        new = [schedule for schedule in dict.fromkeys(schedules) if schedule not in self.known]
        if new:
            many = adjust_many(self.measures, new, self.years)
            self.known.update(zip(new, self(tuple(split(many))).tolist(), strict=True))
        return [self.known[schedule] for schedule in schedules]
