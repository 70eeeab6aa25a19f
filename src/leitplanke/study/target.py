"""A chance of exhausting liquidity that is small enough, for least money.

The search sees an approximate chance, so it is given the target times the ratio of the two chances, anew in each round. What all rounds
came across is then looked at once more: a cheaper plan whose chance may do is simulated, the cheapest first; if no plan met the
target, a dearer one too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from leitplanke.planning.front import undominated
from leitplanke.planning.objectives import Objective
from leitplanke.planning.schedule import Schedule
from leitplanke.planning.search import Found
from leitplanke.study.attempt import Attempt, as_simulated

ROUNDS = 4
"""Searches until the simulated chance meets the target: the search sees another chance, which goes up and down with it."""
NEAR = 0.85
"""A target that is undershot by more than this share is searched for again with more room: the plan may cost less."""
ROOM = 0.97
"""Of what the last round says would just do."""
LEAST_SHARE = 0.1
"""The room grows tenfold at most from one round to the next."""
CHEAPER = 8
"""Cheaper plans that are simulated in the end."""
NEARLY = 1.02
"""Also those whose chance should be above the target by no more than this."""

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pursuer:
    """Meets a target with what searches and simulates."""

    target: float
    seen_before: float
    """Without a plan, as the search sees it."""
    simulated_before: float
    once: Callable[[Objective, Progress], Attempt]
    """One search, with its plan simulated."""
    simulate: Callable[[Found], Attempt]
    """Simulates the plan of a search."""
    stopped: Callable[[], bool]

    def reach(self, objective: Objective, progress: Progress) -> Attempt:
        """Return the cheapest plan found whose simulated chance meets the target, else the one with the lowest chance found."""
        tried = self._rounds(objective, progress)
        meeting = [one for one in tried if one.chance <= self.target]
        best = min(meeting, key=lambda one: one.cost_eur) if meeting else min(tried, key=lambda one: one.chance)
        _share(best.found, tried)
        return self._cheapest(best, tried)

    def _rounds(self, objective: Objective, progress: Progress) -> list[Attempt]:
        inner = self.target * self.seen_before / self.simulated_before if self.simulated_before > 0.0 else 1.0
        tried: list[Attempt] = []
        for number in range(ROUNDS):
            here = self.once(replace(objective, target=max(inner, 1e-12)), _part(progress, number))
            tried.append(here)
            risk = _risk(here)
            met = here.chance <= self.target
            if here.found.stopped or (met and (not here.found.schedule or here.chance >= NEAR * self.target)):
                break
            if not met and risk > inner:
                # The search saw no plan that gets there: look for the lowest chance there is, and say that it is not enough.
                tried.append(self.once(replace(objective, name="existence"), _part(progress, number)))
                break
            inner = risk * ROOM * self.target / max(here.chance, LEAST_SHARE * self.target)
        return tried

    def _cheapest(self, best: Attempt, tried: list[Attempt]) -> Attempt:
        """Return the cheapest of the plans that all rounds looked at whose simulated chance meets the target, else the lowest chance."""
        for _ in range(CHEAPER):
            schedule = None if self.stopped() else self._promising(best, tried)
            if schedule is None:
                break
            here = self.simulate(replace(best.found, schedule=schedule))
            tried.append(here)
            best = here if here.chance <= self.target or here.chance < best.chance else best
        return _with_others(best, tried)

    def _promising(self, best: Attempt, tried: Sequence[Attempt]) -> Schedule | None:
        """Return the cheapest plan that may meet the target and was not simulated yet; of those that cost more only if none met it."""
        done = {one.found.schedule for one in tried}
        seen = [self.seen_before, _risk(best), *map(_risk, tried)]
        simulated = [self.simulated_before, best.chance, *(one.chance for one in tried)]
        waiting = [
            (as_simulated(known.risk, seen, simulated), schedule)
            for schedule, known in undominated(best.found.exact)
            if (known.cost_eur < best.cost_eur or best.chance > self.target) and schedule not in done
        ]
        # Near misses last: the two chances do not go up and down together to the last per cent.
        found = (schedule for most in (1.0, NEARLY) for chance, schedule in waiting if chance <= most * self.target)
        return next(found, None)


def _risk(one: Attempt) -> float:
    return one.found.exact.known[one.found.schedule].risk


def _share(found: Found, tried: Sequence[Attempt]) -> None:
    """Let a search know what the others looked at."""
    known = found.exact.known
    new = {schedule: one for each in tried for schedule, one in each.found.exact.known.items() if schedule not in known}
    risk, cost, gain = (np.array([getattr(one, name) for one in new.values()]) for name in ("risk", "cost_eur", "gain_eur"))
    values = found.exact.objective.value(risk, cost, gain).tolist()
    known.update({schedule: replace(one, value=value) for (schedule, one), value in zip(new.items(), values, strict=True)})


def _with_others(best: Attempt, tried: Sequence[Attempt]) -> Attempt:
    others = {one.found.schedule: one.chance for one in tried if one.found.schedule != best.found.schedule}
    return replace(best, others=tuple(others.items()))


def _part(progress: Progress, number: int) -> Progress:
    """Return what tells the progress of one of the rounds."""
    return lambda share: progress((number + share) / ROUNDS)
