"""Reads and keeps what a firm says of the catalogue's actors."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from leitplanke.catalogue.setting import Actor
from leitplanke.reports.naming import Names
from leitplanke.reports.words import Language
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.guide.models import MOST_SPEAKER, Voice

_PART: Mapping[str, bool | None] = {"": None, "yes": True, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorRow:
    """An actor as the page shows it; `unseens` are id and title of what they can set off."""

    slug: str
    actor: Actor
    part: str
    speaker: str
    unseens: tuple[tuple[str, str], ...]


def slug_of(actor: str) -> str:
    """Return the part of an address and of a form name that stands for an actor.

    Examples
    --------
    >>> slug_of("actor.it-house")
    'it-house'
    """
    return actor.removeprefix("actor.")


def ordered() -> tuple[Actor, ...]:
    """Return the actors, those inside the firm first."""
    return tuple(sorted(catalogue().actors, key=lambda one: (not one.inside, one.order)))


def rows(company: Company, language: Language) -> list[ActorRow]:
    """Return all actors with what was said of them."""
    kept = {voice.actor: voice for voice in company.voices.all()}
    names = Names.of(catalogue(), language)
    return [_row(actor, kept.get(actor.id), names) for actor in ordered()]


def _row(actor: Actor, voice: Voice | None, names: Names) -> ActorRow:
    part = next(text for text, value in _PART.items() if value is (voice.takes_part if voice else None))
    unseens = tuple((one, names.title(one)) for one in actor.unseens)
    return ActorRow(slug=slug_of(actor.id), actor=actor, part=part, speaker=voice.speaker if voice else "", unseens=unseens)


def keep_one(company: Company, slug: str, posted: Mapping[str, str]) -> bool:
    """Write what was said of one actor; False if there is no such actor."""
    found = next((one for one in catalogue().actors if slug_of(one.id) == slug), None)
    if found is None:
        return False
    speaker = " ".join(posted.get(f"{slug}-speaker", "").replace("\0", "").split())[:MOST_SPEAKER]
    part = _PART.get(posted.get(f"{slug}-part", ""))
    if part is None and not speaker:
        Voice.objects.filter(company=company, actor=found.id).delete()
    else:
        Voice.objects.update_or_create(company=company, actor=found.id, defaults={"takes_part": part, "speaker": speaker})
    return True


@transaction.atomic
def keep(company: Company, posted: Mapping[str, str]) -> None:
    """Write what differs from what the page first showed, so that a second open page undoes nothing."""
    for actor in catalogue().actors:
        slug = slug_of(actor.id)
        if _differs(posted, f"{slug}-part") or _differs(posted, f"{slug}-speaker"):
            keep_one(company, slug, posted)


def _differs(posted: Mapping[str, str], name: str) -> bool:
    return name in posted and posted[name].strip() != posted.get(f"was-{name}", "").strip()
