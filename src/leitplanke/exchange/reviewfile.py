"""Review files: what is said about a plan, as JSON with the fields of ``study.reviewed``."""

import json

from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.plain import plain, restore
from leitplanke.study.reviewed import PlanReview


def dump(review: PlanReview) -> str:
    """Return the review as JSON, two spaces indented; numbers in full, so that `load` gives the same review back.

    Raises
    ------
    ValueError
        If a number is not finite.
    """
    return json.dumps(plain(review), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def load(text: str) -> PlanReview:
    """Return the review in a file that `dump` wrote.

    Raises
    ------
    InputFaultsError
        If it is no such file.
    """
    try:
        return restore(PlanReview, json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
        raise InputFaultsError([Fault("", "not-a-review", (("detail", str(error)),))]) from None
