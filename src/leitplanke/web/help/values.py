"""What the pages of help show: frozen values, every text already in the reader's language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term with its meaning in plain words; `forms` is a regular expression for how texts write it, empty if they are not marked."""

    id: str
    name: str
    meaning: str
    forms: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that a search can find: `note` says what it is, `more` are further words it is found by, casefolded."""

    title: str
    note: str
    address: str
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What was found of one kind; `left` more are not shown."""

    title: str
    found: tuple[Found, ...]
    left: int
