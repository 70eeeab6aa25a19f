"""What a workbook would change, told before it does, and the change itself."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from django.core import signing
from django.db import transaction
from django.utils import timezone

from leitplanke.exchange.workshopfile import Entered, Workshop
from leitplanke.primitives.plain import plain, restore
from leitplanke.web.companies.models import Company
from leitplanke.web.survey.models import Rating
from leitplanke.web.workshop.models import MOST_NAME, Workbook
from leitplanke.web.workshop.voices import Voice, rater_of, voice_of

Existing = Literal["update", "skip"]
Action = Literal["create", "update", "keep", "same"]
LIFE_SECONDS = 3600
_SALT = "leitplanke.workshop"


class ExpiredError(Exception):
    """What was shown holds no longer: too old, changed on the way, or somebody answered meanwhile."""


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one answer of the workbook; `before` is the voice's answer until now."""

    entered: Entered
    action: Action
    before: Rating | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A workbook that was read and waits for consent."""

    name: str
    digest: str
    voice: str
    existing: Existing
    workshop: Workshop


def changes(intake: Intake, voice: Voice) -> tuple[Change, ...]:
    """Return what happens to each answer of the workbook."""
    before = {row.indicator: row for row in Rating.objects.filter(rater=voice.rater)} if voice.rater else {}
    return tuple(_change(one, before.get(one.indicator), intake.existing) for one in intake.workshop.answers)


def _change(entered: Entered, before: Rating | None, existing: Existing) -> Change:
    if before is None:
        return Change(entered, "create", None)
    if (before.choice, before.reason) == (choice(entered), entered.reason):
        return Change(entered, "same", before)
    return Change(entered, "update" if existing == "update" else "keep", before)


def choice(entered: Entered) -> str:
    """Return an answer as the forms name it: ``0`` to ``4``, ``unknown`` or ``not-applicable``."""
    return entered.missing or str(entered.level)


def counts(found: tuple[Change, ...]) -> dict[str, int]:
    """Return how many answers are created, updated, kept and the same."""
    counted = Counter(one.action for one in found)
    return {action: counted[action] for action in ("create", "update", "keep", "same")}


def sealed(company: Company, intake: Intake, found: tuple[Change, ...]) -> str:
    """Return what the page of the preview sends back: the answers, and what they were compared with, signed."""
    return signing.dumps([str(company.pk), plain(intake), _state(company, intake, found)], salt=_SALT, compress=True)


def _state(company: Company, intake: Intake, found: tuple[Change, ...]) -> str:
    """Return a mark of what would happen; it changes with any answer given meanwhile, and once the file has been taken over."""
    told = [(one.entered.indicator, one.action, one.before.choice if one.before else "") for one in found]
    read = Workbook.objects.filter(rater__company=company, digest=intake.digest).values_list("pk", "read_at")
    return hashlib.sha256(repr((told, sorted(read))).encode()).hexdigest()


@transaction.atomic
def store(company: Company, seal: str) -> int:
    """Store what was shown and return how many answers are new or changed.

    Raises
    ------
    ExpiredError
        If it can no longer be stored as it was shown; nothing is stored then.
    """
    Company.objects.select_for_update().get(pk=company.pk)
    intake, state = _opened(company, seal)
    voice = voice_of(company, intake.voice)
    if voice is None:
        raise ExpiredError
    found = changes(intake, voice)
    if _state(company, intake, found) != state:
        raise ExpiredError
    rater = rater_of(company, voice)
    for one in found:
        if one.action in {"create", "update"}:
            _write(rater.pk, one.entered, intake.workshop.edition)
    values = {"name": intake.name[-MOST_NAME:], "digest": intake.digest, "read_at": timezone.now()}
    Workbook.objects.update_or_create(rater=rater, defaults=values)
    told = counts(found)
    return told["create"] + told["update"]


def _opened(company: Company, seal: str) -> tuple[Intake, str]:
    try:
        firm, intake, state = signing.loads(seal, salt=_SALT, max_age=LIFE_SECONDS)
    except signing.BadSignature:
        raise ExpiredError from None
    if firm != str(company.pk):
        raise ExpiredError
    return restore(Intake, intake), state


def _write(rater: int, entered: Entered, edition: str) -> None:
    values = {
        "level": entered.level,
        "missing": entered.missing or "",
        "reason": entered.reason,
        "catalogue_version": edition,
        "saved_at": timezone.now(),
    }
    Rating.objects.update_or_create(rater_id=rater, indicator=entered.indicator, defaults=values)


def earlier(company: Company, digest: str) -> Workbook | None:
    """Return where the same file was read in before; None if it is new here."""
    return Workbook.objects.filter(rater__company=company, digest=digest).first()
