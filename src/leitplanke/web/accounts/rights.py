"""What each role may do: one table, read by the door to firms and by the test that walks every address."""

from collections.abc import Mapping
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Verb(StrEnum):
    """What somebody may do with a firm, or with an organisation."""

    SEE = "see"
    """Figures, results and the plan of a firm."""
    EDIT = "edit"
    """Profile, answers at the desk, estimates and plan."""
    EVALUATE = "evaluate"
    """Order an evaluation or a review, or call it off."""
    INVITE = "invite"
    """Plan waves and invite to them."""
    EXPORT = "export"
    """Take files away, or show something to people without an account."""
    PICTURE = "picture"
    """The released picture of the answers, and nothing else."""
    PEOPLE = "people"
    """Members and roles."""
    SETTINGS = "settings"
    """Look, privacy and log."""


class Role(StrEnum):
    """The roles that every organisation has; `CUSTOM` stands for one of its own."""

    ADMINISTRATOR = "administrator"
    OWNER = "owner"
    MANAGEMENT = "management"
    IT = "it"
    EMPLOYEE = "employee"
    ADVISER = "adviser"
    READER = "reader"
    CUSTOM = "custom"


_WORKING = frozenset({Verb.SEE, Verb.EDIT, Verb.EVALUATE, Verb.INVITE, Verb.EXPORT, Verb.PICTURE})
VERBS_OF: Mapping[Role, frozenset[Verb]] = {
    Role.ADMINISTRATOR: frozenset(Verb),
    Role.OWNER: frozenset(Verb),
    Role.MANAGEMENT: _WORKING,
    Role.IT: frozenset({Verb.SEE, Verb.EDIT, Verb.PICTURE}),
    Role.EMPLOYEE: frozenset({Verb.PICTURE}),
    Role.ADVISER: _WORKING,
    Role.READER: frozenset({Verb.SEE, Verb.PICTURE}),
    Role.CUSTOM: frozenset(),
}
"""An adviser has these only at firms with an open `CompanyAccess`; a role of an organisation's own has the verbs of its rows."""
OF_FIRMS = _WORKING
"""Verbs that concern single firms; the others concern the organisation."""


class NotAllowedError(PermissionDenied):
    """Says which verb is missing; the page of the refusal names it."""

    def __init__(self, verb: Verb) -> None:
        super().__init__(verb)
        self.verb = verb


def roles_with(verb: Verb) -> tuple[Role, ...]:
    """Return the roles that every organisation has and that may do `verb`.

    Examples
    --------
    >>> [str(role) for role in roles_with(Verb.EVALUATE)]
    ['administrator', 'owner', 'management', 'adviser']
    """
    return tuple(role for role, verbs in VERBS_OF.items() if verb in verbs)


def usual_verb(request: HttpRequest) -> Verb:
    """Return what a request asks for unless its view says otherwise: looking is seeing, sending is editing."""
    return Verb.SEE if request.method in READING else Verb.EDIT
