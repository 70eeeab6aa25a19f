"""What is said where something from outside cannot be used: which setting it is and how it must look, in the reader's language."""

import re

from leitplanke.reports.words import Language, say, store
from leitplanke.web.environment import NoDriverError

EXPLAINED = "doctor.variable."
"""The words explain each variable under its name; that list is the list of those that exist."""


def known_variables() -> frozenset[str]:
    """Return the names of all variables that the operator can set."""
    return frozenset(key.removeprefix(EXPLAINED) for key in store() if key.startswith(EXPLAINED))


def variable_of(error: ValueError) -> str:
    """Return the first variable that a refusal names; empty if it names none."""
    known = known_variables()
    return next((name for name in re.findall(r"LEITPLANKE_\w+", str(error)) if name in known), "")


def detail_of(error: ValueError) -> str:
    """Return what a refusal of the form ``NAME: …`` says beyond the name: sentences that are in the reader's language already."""
    name, colon, detail = str(error).partition(": ")
    return detail if colon and name == variable_of(error) else ""


def explained(name: str, language: Language) -> str:
    """Return what a variable is for and how it must look."""
    return say(language, f"{EXPLAINED}{name}")


def told(error: ValueError, language: Language) -> str:
    """Return one line that says which setting cannot be used, and what to do."""
    if isinstance(error, NoDriverError):
        return say(language, "refusal.driver")
    name = variable_of(error)
    return line(name, detail_of(error) or explained(name, language), language) if name else str(error)


def line(name: str, detail: str, language: Language) -> str:
    """Return one line that names a setting and says how it must look or what is wrong with it."""
    return say(language, "refusal.setting", name=name, detail=detail)
