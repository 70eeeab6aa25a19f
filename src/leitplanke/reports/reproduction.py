"""What a paper says about where it comes from, so that ``leitplanke analyse`` gives its result again."""

import re
from dataclasses import dataclass
from datetime import date

from leitplanke.reports import former
from leitplanke.reports.numbers import day
from leitplanke.reports.words import Language, say
from leitplanke.study.result import StudyResult

_STAMP = re.compile(r"--seed\s+(\d+)\s+--points\s+(\d+)\b.*?\b([0-9a-f]{16})\b", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What beside the study file decides a result, as read back from a paper."""

    seed: int
    points: int
    input_hash: str


def told(result: StudyResult, language: Language) -> str:
    """Return method, catalogue, engine, seed, points and hash of the inputs, with the command that computes it again."""
    stamp = result.study
    return say(
        language,
        "papers.stamp",
        catalogue=former.edition(result),
        engine=stamp.engine_version,
        command=command(result),
        hash=stamp.input_hash,
    )


def command(result: StudyResult) -> str:
    """Return the command that gives the same result from the study file."""
    return f"leitplanke analyse studie.yaml --seed {result.study.seed} --points {result.study.outer_points}"


def dated(on: date | None, language: Language) -> str:
    """Return the line with the day of the data."""
    return say(language, "papers.dated", date=day(on, language)) if on else say(language, "report.subtitle")


def read_back(text: str) -> Recipe:
    """Return what a paper's text says of how it was computed.

    Raises
    ------
    ValueError
        If it says nothing of the kind.
    """
    found = _STAMP.search(text)
    if found is None:
        message = "no stamp"
        raise ValueError(message)
    return Recipe(seed=int(found[1]), points=int(found[2]), input_hash=found[3])
