"""The guiding question at the head of the result, and by when it is to be decided."""

from dataclasses import dataclass

from leitplanke.reports.numbers import day
from leitplanke.reports.words import Language, say
from leitplanke.study.frame import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the firm wants to know."""

    question: str
    decide_by: str
    """In a sentence; empty if no day was named."""


def asked(frame: Frame, language: Language) -> Asked | None:
    """Return the guiding question; None if the firm has not said one."""
    if not frame.guiding_question:
        return None
    decide_by = say(language, "frame.decide-by", day=day(frame.decide_by, language)) if frame.decide_by else ""
    return Asked(question=frame.guiding_question, decide_by=decide_by)
