"""How close the plan is to the best there can be, in words."""

from leitplanke.reports.numbers import percent
from leitplanke.reports.words import Language, say
from leitplanke.study.reviewed import Bound, PlanReview

NONE = 5e-4
"""A smaller gap is none."""
USELESS = 0.5
"""A larger gap says nothing that helps."""


def sentences(review: PlanReview, language: Language) -> list[str]:
    """Return what is proven about the plan, the sharper statement first, and what better means."""
    ordered = sorted(review.bounds, key=lambda one: one.over != "starts")
    told = [say(language, f"review.bound-{one.over}{_form(one)}", gap=percent(one.gap_relative, language)) for one in ordered]
    if told and review.robustness is not None:
        told.append(say(language, f"review.better-means-{review.robustness.yardstick}"))
    return told


def short(review: PlanReview, language: Language) -> str:
    """Return in one line how much better a plan could be at most; empty if nothing was proven."""
    found = {one.over: _at_most(one, language) for one in review.bounds}
    if not found:
        return ""
    key = "review.could-be" if len(found) > 1 else f"review.could-be.{next(iter(found))}"
    told = say(language, key, **found)
    if any(_form(one) == "-open" for one in review.bounds):
        return told
    return f"{told} {say(language, 'review.gaps-proven')}"


def _form(bound: Bound) -> str:
    """Return how the key of a bound's text ends: nothing better, so much at most, or not known."""
    if bound.gap_relative >= USELESS:
        return "-open"
    return "-none" if bound.gap_relative < NONE else ""


def _at_most(bound: Bound, language: Language) -> str:
    return say(language, f"review.gap{_form(bound)}", gap=percent(bound.gap_relative, language))
