"""The workbook that people take along: the questions of today's catalogue in the reader's language."""

from datetime import date

from leitplanke.assessment.rating import Missing
from leitplanke.exchange import workshop
from leitplanke.exchange.workshop import Pages, Wording
from leitplanke.reports import numbers
from leitplanke.reports.words import Language, say
from leitplanke.web.catalogue import catalogue, deep_check, quick_check

MISSING: tuple[Missing, ...] = ("unknown", "not-applicable")
QUICK, ALL = "kurz", "alle"


def pages(kind: str) -> Pages:
    """Return the questions of a workbook, one page a component: those of the quick check, or all of them."""
    if kind == QUICK:
        return quick_check()
    deep = {component.id: indicators for component, indicators in deep_check()}
    return tuple((component, (*indicators, *deep.get(component.id, ()))) for component, indicators in quick_check())


def count(kind: str) -> int:
    """Return how many questions a workbook has."""
    return sum(len(asked) for _, asked in pages(kind))


def write(kind: str, language: Language, on: date) -> bytes:
    """Return the workbook of a kind."""
    return workshop.write(pages(kind), catalogue().edition, wording(kind, language, on), on)


def wording(kind: str, language: Language, on: date) -> Wording:
    """Return the words of a workbook."""
    choices = choices_in(language)
    values = {
        "count": count(kind),
        "unknown": choices["unknown"],
        "excuse": choices["not-applicable"],
        "edition": catalogue().edition,
        "day": numbers.day(on, language),
    }
    lines = ("what", "how", "excuse", "open", "locked", "back", "stamp")
    number, question, answer, reason = (say(language, f"workshop.file.head.{key}") for key in ("number", "question", "answer", "reason"))
    return Wording(
        language=language,
        title=say(language, "workshop.file.title"),
        first=say(language, "workshop.file.first"),
        lines=tuple(say(language, f"workshop.file.line.{key}", **values) for key in lines),
        heads=(number, question, answer, reason),
        choices=choices,
        hint=(say(language, "workshop.file.hint.title"), say(language, "workshop.file.hint.text")),
        refusal=(say(language, "workshop.file.refusal.title"), say(language, "workshop.file.refusal.text")),
    )


def choices_in(language: Language) -> dict[Missing, str]:
    """Return how people say in a language that they do not know, or that it does not apply."""
    return {missing: say(language, f"workshop.choice.{missing}") for missing in MISSING}
