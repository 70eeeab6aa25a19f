"""Roles, rights and refusals in words."""

from leitplanke.reports.words import Language, say
from leitplanke.web.accounts.members import Part, RefusedError
from leitplanke.web.accounts.models import CustomRole
from leitplanke.web.accounts.rights import Role, Verb


def role_name(role: str, custom: CustomRole | None, language: Language) -> str:
    """Return how a role is called; one of an organisation's own by the name it was given."""
    return custom.name if custom else say(language, f"people.role.{role}")


def offered(parts: tuple[Part, ...], language: Language) -> list[tuple[str, str, str]]:
    """Return each role to choose from: how a form names it, how people call it, and what it may do."""
    return [(part.key, role_name(part.role, part.custom, language), what(part, language)) for part in parts]


def what(part: Part, language: Language) -> str:
    """Return what a role may do in one line."""
    return say(language, f"people.role.{part.role}.what") if part.role is not Role.CUSTOM else verbs_told(part.verbs, language)


def verbs_told(verbs: frozenset[Verb], language: Language) -> str:
    """Return rights in the order of their list."""
    told = "; ".join(say(language, f"people.verb.{verb}") for verb in Verb if verb in verbs)
    return told[:1].upper() + told[1:]


def refusal(error: RefusedError, language: Language) -> str:
    """Return why something was not done, and what to do."""
    return say(language, f"people.fault.{error.refusal}")
