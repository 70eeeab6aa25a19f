"""How close the plan is to the best there can be, in words."""

from leitplanke.reports.numbers import percent
from leitplanke.reports.words import Language, say
from leitplanke.study.reviewed import Bound, PlanReview

NONE = 5e-4
"""A smaller gap is none."""
USELESS = 0.5
"""A larger gap says nothing that helps."""


def sentences(review: PlanReview, language: Language) -> list[str]:
    """Return what is proven about the plan, the sharper statement first."""
    ordered = sorted(review.bounds, key=lambda one: one.over != "starts")
    return [told for one in ordered if (told := _sentence(one, language))]


def _sentence(bound: Bound, language: Language) -> str:
    if bound.gap_relative >= USELESS:
        return say(language, f"review.bound-{bound.over}-open")
    key = f"review.bound-{bound.over}{'-none' if bound.gap_relative < NONE else ''}"
    return say(language, key, gap=percent(bound.gap_relative, language))
