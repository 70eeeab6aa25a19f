"""How far a firm is on its way: the state of each step, from what is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.models import OwnEntry, OwnFigure, Stance
from leitplanke.web.guide.models import Mark, Voice
from leitplanke.web.guide.steps import STEPS, Step
from leitplanke.web.studies.models import StoredReview, Study
from leitplanke.web.survey import answering
from leitplanke.web.survey.pages import Page, deep_pages, quick_pages
from leitplanke.web.weights.models import GoalWeight

if TYPE_CHECKING:
    from django.db.models import QuerySet

State = Literal["done", "begun", "open", "skipped"]
_CARRIES = (
    "guiding_question",
    "decide_by",
    "tolerable_loss_eur",
    "budget_eur_per_year",
    "owner_days_per_quarter",
    "management_days_per_quarter",
    "it_days_per_quarter",
    "staff_days_per_quarter",
)
"""What the page of guiding question and limits asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A step as a firm finds it: `minutes` are those still to go, nothing once it is done or left out."""

    step: Step
    place: int
    state: State
    minutes: int
    address: str

    @property
    def is_left(self) -> bool:
        """Whether there is something to do."""
        return self.state in {"open", "begun"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All stages of a firm; `study_id` is its newest study with a result."""

    stages: tuple[Stage, ...]
    study_id: UUID | None

    @property
    def settled(self) -> int:
        """How many steps are done or left out."""
        return sum(not one.is_left for one in self.stages)

    @property
    def minutes_to_result(self) -> int:
        """Minutes until the first result can be computed."""
        return sum(one.minutes for one in self.stages if one.step.needed)

    def stage(self, step: str) -> Stage | None:
        """Return the stage of a step by its id."""
        return next((one for one in self.stages if one.step.id == step), None)

    def following(self, step: str = "") -> Stage | None:
        """Return what to do next from a step on: what the first result needs, then the plan itself, then the rest in order."""
        if self.study_id is None:
            wanted = [one for one in self.stages if one.step.needed or one.step.id == "plan"]
            return next((one for one in wanted if one.is_left and one.step.id != step), None)
        here = self.stage(step)
        after = self.stages[here.place :] if here else self.stages
        return next((one for one in (*after, *self.stages) if one.is_left and one.step.id != step), None)


def standing_of(company: Company) -> Standing:
    """Return how far a firm is, with four questions to the database."""
    facts = _facts(company)
    marks = dict(Mark.objects.filter(company=company).values_list("step", "kind"))
    kept = answering.answers_of(company)
    pages = quick_pages() + deep_pages()
    left = dict(zip(pages, answering.open_questions(company, kept, pages), strict=True))
    states = _states(company, facts, left)
    minutes = {"quick": _to_answer(left, quick_pages()), "deep": _to_answer(left, deep_pages())}
    addresses = _addresses(company, facts["study"], left)
    stages = (
        _stage(step, place, _said(states[step.id], marks.get(step.id)), minutes, addresses[step.id])
        for place, step in enumerate(STEPS, start=1)
    )
    return Standing(stages=tuple(stages), study_id=facts["study"])


def _facts(company: Company) -> dict[str, Any]:
    """Return what is there, by name; None or False for what is not."""
    return dict(_asked().get(pk=company.pk))


@cache
def _asked() -> "QuerySet[Any, Any]":
    """Return the question that every page of a firm asks; to put it together takes as long as the answer."""
    mine = Q(company=OuterRef("pk"))
    studies = Study.objects.filter(mine)
    # On all three, what a firm has said of an entry starts with the entry's id.
    said = [model.objects.filter(mine) for model in (OwnFigure, Stance, OwnEntry)]
    unseens, measures = ([Exists(rows.filter(target__startswith=start)) for rows in said] for start in ("unseen.", "measure."))
    return Company.objects.annotate(
        goals=Exists(GoalWeight.objects.filter(mine)),
        unseens=unseens[0] | unseens[1] | unseens[2],
        measures=measures[0] | measures[1] | measures[2],
        actors=Exists(Voice.objects.filter(mine)),
        study=Subquery(studies.filter(state=Study.State.DONE).order_by("-created_at").values("pk")[:1]),
        asked=Exists(studies),
        reviewed=Exists(StoredReview.objects.filter(study__company=OuterRef("pk"))),
    ).values("goals", "unseens", "measures", "actors", "study", "asked", "reviewed")


def _states(company: Company, facts: Mapping[str, object], left: Mapping[Page, int]) -> dict[str, State]:
    """Return the state of each step as the stored data tell it."""
    said = [getattr(company, name) not in {None, ""} for name in _CARRIES]
    day = company.review_on
    return {
        "question": _state(done=bool(company.guiding_question) and any(said[1:]), begun=any(said)),
        "goals": _state(done=bool(facts["goals"])),
        "profile": _state(done=company.is_complete, begun=bool(company.name or company.staff)),
        "quick": _answered(left, quick_pages()),
        "deep": _answered(left, deep_pages()),
        "unseens": _state(begun=bool(facts["unseens"])),
        "actors": _state(begun=bool(facts["actors"])),
        "measures": _state(begun=bool(facts["measures"])),
        "plan": _state(done=facts["study"] is not None, begun=bool(facts["asked"])),
        "conflicts": _state(begun=bool(facts["reviewed"])),
        "review": _state(done=day is not None and day >= timezone.localdate(), begun=day is not None),
    }


def _state(*, done: bool = False, begun: bool = False) -> State:
    return "done" if done else "begun" if begun else "open"


def _answered(left: Mapping[Page, int], pages: tuple[Page, ...]) -> State:
    open_ones, asked = sum(left[page] for page in pages), sum(len(page.indicators) for page in pages)
    return _state(done=open_ones == 0, begun=open_ones < asked)


def _to_answer(left: Mapping[Page, int], pages: tuple[Page, ...]) -> int:
    return answering.minutes(sum(left[page] for page in pages))


def _said(state: State, mark: str | None) -> State:
    """Return the state after what the firm said of the step; what is done stays done."""
    if state == "done" or mark is None:
        return state
    return "done" if mark == Mark.Kind.DONE else "skipped"


def _stage(step: Step, place: int, state: State, minutes: Mapping[str, int], address: str) -> Stage:
    to_go = minutes.get(step.id, step.minutes) if state in {"open", "begun"} else 0
    return Stage(step=step, place=place, state=state, minutes=to_go, address=address)


def _addresses(company: Company, study: UUID | None, left: Mapping[Page, int]) -> dict[str, str]:
    """Return where each step is done: at the first open page of its questions, or where all of it is seen."""
    overview, own = reverse("survey:overview", args=[company.pk]), reverse("own:overview", args=[company.pk])
    deep = next((page.address(company.pk) for page in deep_pages() if left[page]), f"{overview}#deep")
    quick = next((page.address(company.pk) for page in quick_pages() if left[page]), overview)
    plan = reverse("plans:page", args=[study]) if study else overview
    return {
        "question": reverse("guide:limits", args=[company.pk]),
        "goals": reverse("weights:page", args=[company.pk]),
        "profile": reverse("companies:profile", args=[company.pk]),
        "quick": quick,
        "deep": deep,
        "unseens": f"{own}#unseens",
        "actors": reverse("guide:actors", args=[company.pk]),
        "measures": f"{own}#measures",
        "plan": plan,
        "conflicts": f"{plan}#stakes" if study else overview,
        "review": reverse("guide:review", args=[company.pk]),
    }
