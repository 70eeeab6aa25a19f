"""What a study is for: the question it is to answer, until when, who takes part, and when to look again.

It stands in the study file and on papers. It decides no figure, so the input hash does not hold it.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from annotated_types import MaxLen

MOST_QUESTION = 300
MOST_SPEAKER = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Whether an actor of the catalogue takes part (None: not said), and who in the firm speaks for them: a role will do."""

    actor: str
    takes_part: bool | None = None
    speaker: Annotated[str, MaxLen(MOST_SPEAKER)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The guiding question, by when it is to be decided, the actors, and the day to look again; what was not said is empty."""

    guiding_question: Annotated[str, MaxLen(MOST_QUESTION)] = ""
    decide_by: date | None = None
    review_on: date | None = None
    actors: tuple[Voice, ...] = ()

    @property
    def unnamed(self) -> "Frame":
        """The same without those who speak for actors, who may be persons; an actor of whom nothing else was said goes with them."""
        return replace(self, actors=tuple(replace(one, speaker="") for one in self.actors if one.takes_part is not None))


NOTHING_SAID = Frame()
