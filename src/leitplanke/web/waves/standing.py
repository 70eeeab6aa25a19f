"""How far a round is, as its page tells it: people by group, links, and never an answer of an anonymous round."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from leitplanke.reports import numbers
from leitplanke.reports.words import Language, say
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.waves import pictures
from leitplanke.web.waves.items import ROLES, minutes_for, sheets
from leitplanke.web.waves.models import Invitation, Wave
from leitplanke.web.waves.seen import rounds


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTold:
    """One group: how many are invited, have answered something and are through, and how many of its questions have a picture."""

    role: str
    name: str
    invited: int
    rooms: int
    begun: int
    finished: int
    withdrawn: int
    shown: int
    questions: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the page of a round shows."""

    groups: tuple[GroupTold, ...]
    personal: tuple[Invitation, ...]
    rooms: tuple[Invitation, ...]
    people: int
    small: tuple[str, ...]
    """Names of groups that have too few links ever to be shown."""
    roles: tuple[tuple[str, str], ...]
    reminded: int
    """Invited people with an address who have not answered yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A round in the list."""

    wave: Wave
    title: str
    answered: int


def title(wave: Wave, language: Language) -> str:
    """Return how a round is called: its name, else its number."""
    return wave.name or say(language, "waves.number", number=wave.number)


def line(wave: Wave, language: Language) -> Line:
    """Return a round as the list shows it."""
    return Line(
        wave=wave, title=title(wave, language), answered=wave.raters.filter(withdrawn=False, ratings__isnull=False).distinct().count()
    )


def told(wave: Wave, language: Language) -> Told:
    """Return how far a round is."""
    # The links of a first round lead on to the second.
    links = list(Invitation.objects.filter(wave__in=[one.pk for one in rounds(wave)], cancelled_at=None))
    personal = tuple(one for one in links if one.kind == Invitation.Kind.PERSONAL)
    rooms = tuple(one for one in links if one.kind == Invitation.Kind.ROOM)
    counted = _counted(wave)
    shown = pictures.cells_of(wave)
    groups = tuple(
        GroupTold(
            role=role,
            name=say(language, f"group.{role}"),
            invited=sum(one.role == role for one in personal),
            rooms=sum(one.role == role for one in rooms),
            shown=sum(group == role for _, group in shown),
            questions=sum(len(sheet.indicators) for sheet in sheets(role)),
            minutes=minutes_for(role),
            **counted.get(role, {"begun": 0, "finished": 0, "withdrawn": 0}),
        )
        for role in ROLES
        if role in counted or any(one.role == role for one in links)
    )
    small = tuple(one.name for one in groups if wave.is_anonymous and not one.rooms and max(one.invited, one.begun) < wave.threshold)
    return Told(
        groups=groups,
        personal=tuple(one for one in personal if one.wave_id == wave.pk),
        rooms=tuple(one for one in rooms if one.wave_id == wave.pk),
        people=sum(one.begun for one in groups),
        small=small,
        roles=tuple((role, say(language, f"group.{role}")) for role in ROLES),
        reminded=sum(bool(one.email) and not one.answered and one.wave_id == wave.pk for one in personal),
    )


def _counted(wave: Wave) -> dict[str, dict[str, int]]:
    """Return by group how many people have answered something, are through and have withdrawn."""
    # Who only opened the first page has not answered: a device is not a person.
    raters = Rater.objects.filter(wave=wave).order_by().alias(answers=Exists(Rating.objects.filter(rater=OuterRef("pk"))))
    staying = Q(withdrawn=False, answers=True)
    rows = raters.values("role").annotate(
        begun=Count("pk", filter=staying),
        through=Count("pk", filter=staying & Q(finished=True)),
        gone=Count("pk", filter=Q(withdrawn=True)),
    )
    return {row["role"]: {"begun": row["begun"], "finished": row["through"], "withdrawn": row["gone"]} for row in rows}


def nonce() -> UUID:
    """Return what makes links only once, however often a form is sent."""
    return uuid.uuid4()


def closing_day(wave: Wave, language: Language) -> str:
    """Return the last day of a round; empty if it has none."""
    if wave.closes_at is None:
        return ""
    # It closes at midnight after its last day.
    return numbers.day(timezone.localtime(wave.closes_at - timedelta(seconds=1)).date(), language)
