"""The questions on paper as PDF/UA-1: to hand out, fill in with a pen and type in later."""

import json
from importlib import resources

import typst

from leitplanke.catalogue.entries import Component, Indicator, Text
from leitplanke.reports.words import Language, say

Pages = tuple[tuple[Component, tuple[Indicator, ...]], ...]
"""Each component with the questions that are asked of it, in order."""
WORDS = ("page", "of", "unknown", "not-applicable", "reason", "firm", "who", "day", "lead")


def render(pages: Pages, edition: str, language: Language) -> bytes:
    """Return the PDF; the same questions give the same bytes.

    Parameters
    ----------
    edition
        Of the catalogue; printed on each page, so that answers on paper can be told to their questions.
    """
    title = say(language, "paper.title-quick" if all(one.quick for _, asked in pages for one in asked) else "paper.title-deep")
    data = {
        "title": title,
        "language": language,
        "stamp": say(language, "paper.stamp", edition=edition),
        "words": {word: say(language, f"paper.{word}") for word in WORDS},
        "parts": [_part(component, asked, language) for component, asked in pages],
    }
    reports = resources.files("leitplanke.reports")
    with resources.as_file(reports / "templates") as templates, resources.as_file(reports / "fonts") as fonts:
        pdf = typst.compile(
            str(templates / "questionnaire.typ"),
            root=str(templates),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards="ua-1",
        )
    return bytes(pdf)


def _part(component: Component, asked: tuple[Indicator, ...], language: Language) -> dict[str, object]:
    return {"title": _say(component.title, language), "questions": [_question(one, language) for one in asked]}


def _question(one: Indicator, language: Language) -> dict[str, object]:
    return {
        "question": _say(one.question, language),
        "help": _say(one.help, language),
        "levels": [_say(level.text, language) for level in one.levels],
        "excuse": _say(one.not_applicable, language) if one.not_applicable else say(language, "paper.not-applicable"),
    }


def _say(text: Text, language: Language) -> str:
    return text.de if language == "de" else text.en
