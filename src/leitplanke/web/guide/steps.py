"""The steps of the way as data, in the order of the method (docs/howto/follow-the-steps.md)."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: texts are ``guide.step.<id>``.

    `minutes` is what it takes at a normal pace, for steps whose questions are not counted. `needed` steps make the first
    result; the others can be left out. `proposed`: the catalogue proposes everything, so the firm may take it as it is.
    """

    id: str
    minutes: int
    needed: bool = False
    proposed: bool = False


STEPS = (
    Step(id="question", minutes=5),
    Step(id="goals", minutes=5),
    Step(id="profile", minutes=8, needed=True),
    Step(id="quick", minutes=10, needed=True),
    Step(id="deep", minutes=20),
    Step(id="unseens", minutes=15, proposed=True),
    Step(id="actors", minutes=5, proposed=True),
    Step(id="measures", minutes=15, proposed=True),
    Step(id="plan", minutes=5),
    Step(id="conflicts", minutes=10, proposed=True),
    Step(id="review", minutes=1),
)
BY_ID: Mapping[str, Step] = {step.id: step for step in STEPS}
PAGES: Mapping[str, str] = {
    "guide:limits": "question",
    "guide:actors": "actors",
    "guide:review": "review",
    "weights:page": "goals",
    "companies:profile": "profile",
    "companies:further": "profile",
    "companies:linked": "profile",
    "companies:change-linked": "profile",
    "companies:earlier": "profile",
    "survey:page": "quick",
    "survey:deep-page": "deep",
    "strengths:page": "deep",
    "own:overview": "unseens",
    "own:entry": "unseens",
    "added:add": "unseens",
    "added:entry": "unseens",
    "studies:progress": "plan",
    "studies:result": "plan",
    "studies:trail": "plan",
    "plans:page": "plan",
    "plans:trail": "plan",
    "board:page": "plan",
    "whatif:page": "plan",
    "whatif:compare": "plan",
}
"""Which step a page belongs to; pages that are not named belong to none."""
_OF_MEASURES = ("measure.", "massnahme")


def step_of(view: str, target: str) -> str:
    """Return the id of the step that a page belongs to, by the name of its address; empty if to none.

    `target` is the entry that a page of own figures or own entries is about, or the kind that one adds there.
    """
    return "measures" if PAGES.get(view) == "unseens" and target.startswith(_OF_MEASURES) else PAGES.get(view, "")
