"""Whose answers a workbook holds: the owner's at the desk, a new voice, or one that an earlier workbook brought."""

from dataclasses import dataclass
from typing import get_args

from django.db.models import QuerySet
from django.utils import timezone

from leitplanke.catalogue.entries import Role
from leitplanke.reports import numbers
from leitplanke.reports.words import Language, say
from leitplanke.web.companies.models import Company
from leitplanke.web.survey.answering import owner_of
from leitplanke.web.survey.models import Rater

OWNER = "owner"
ROLES: tuple[str, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody whose answers are read in; `rater` is None until they are stored."""

    key: str
    role: str
    rater: Rater | None


def voice_of(company: Company, key: str) -> Voice | None:
    """Return the voice that a form names (``owner``, ``new-it``, ``rater-7``); None if there is no such one at this firm's desk."""
    kind, _, name = key.partition("-")
    if key == OWNER:
        return Voice(key, OWNER, at_desk(company).filter(role=OWNER).first())
    if kind == "new" and name in ROLES and name != OWNER:
        return Voice(key, name, None)
    if kind == "rater" and name.isdecimal():
        found = read_in(company).filter(pk=int(name[:18])).first()
        return Voice(key, found.role, found) if found else None
    return None


def rater_of(company: Company, voice: Voice) -> Rater:
    """Return the rater of a voice, created if it is new."""
    if voice.key == OWNER:
        return owner_of(company)
    return voice.rater or Rater.objects.create(company=company, role=voice.role)


def at_desk(company: Company) -> QuerySet[Rater]:
    """Return who answers at the desk of a firm; people of waves answer for themselves."""
    return Rater.objects.filter(company=company, wave=None)


def read_in(company: Company) -> QuerySet[Rater]:
    """Return the voices that workbooks brought, apart from the owner's own."""
    return at_desk(company).filter(workbook__isnull=False).exclude(role=OWNER).select_related("workbook")


def choices(company: Company, language: Language) -> list[tuple[str, str]]:
    """Return every voice that a workbook can be of, with its name."""
    new = [(f"new-{role}", say(language, "workshop.voice.new", role=role_name(role, language))) for role in ROLES if role != OWNER]
    known = [(f"rater-{rater.pk}", told(rater, language)) for rater in read_in(company)]
    return [(OWNER, say(language, "workshop.voice.owner")), *new, *known]


def told(rater: Rater, language: Language) -> str:
    """Return how people call a voice that a workbook brought."""
    day = numbers.day(timezone.localdate(rater.workbook.read_at), language)
    return say(language, "workshop.voice.known", role=role_name(rater.role, language), day=day, name=rater.workbook.name)


def role_name(role: str, language: Language) -> str:
    """Return a role in words."""
    return say(language, f"workshop.role.{role}")
