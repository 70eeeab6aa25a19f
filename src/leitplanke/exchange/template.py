"""The annotated study file to start from."""

import textwrap
from collections.abc import Iterator
from importlib import resources
from typing import Literal

from leitplanke.catalogue.entries import Catalogue, Indicator, Text

Language = Literal["de", "en"]
_RATER: dict[Language, str] = {"de": "inhaberin", "en": "owner"}
_WIDTH = 110


def template(catalogue: Catalogue, language: Language, start: str) -> str:
    """Return a study file with explanations, made-up figures and every question of the quick check, still unanswered.

    Parameters
    ----------
    start
        First quarter of the plan, ``2027-Q1`` (the library has no clock).
    """
    text = resources.files("leitplanke.exchange.templates").joinpath(f"study.{language}.yaml").read_text(encoding="utf-8")
    quick = (indicator for indicator in catalogue.indicators if indicator.quick)
    questions = "\n".join(line for indicator in quick for line in _question(indicator, language))
    return text.replace("{start}", start).replace("{questions}", questions)


def _question(indicator: Indicator, language: Language) -> Iterator[str]:
    """Yield the lines of one question: as comment what is asked, then the answer "don't know"."""
    yield ""
    for line in textwrap.wrap(_in(indicator.question, language), _WIDTH):
        yield f"  # {line}"
    for number, level in enumerate(indicator.levels):
        yield from textwrap.wrap(f"{number}  {_in(level.text, language)}", _WIDTH, initial_indent="  #   ", subsequent_indent="  #      ")
    if indicator.map and indicator.unit is not None:
        yield f"  #   amount: {_in(indicator.unit, language)}"
    yield f"  - rater: {_RATER[language]}"
    yield f"    indicator: {indicator.id}"
    yield "    missing: unknown"


def _in(text: Text, language: Language) -> str:
    return text.de if language == "de" else text.en
