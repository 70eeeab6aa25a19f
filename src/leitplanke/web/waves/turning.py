"""The life of a wave: planned, opened, closed, perhaps opened again, frozen, and a second round."""

from datetime import date, timedelta

from django.db import models, transaction
from django.utils import timezone

from leitplanke.web.companies.models import Company
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.waves import pictures
from leitplanke.web.waves.links import key_in_round
from leitplanke.web.waves.models import Invitation, Shown, Wave

KEPT_DAYS = 365
"""How long single answers and addresses are kept after closing unless the firm says otherwise (assumption: until the next yearly round)."""
OPEN_DAYS = 365
"""How long a wave without a last day takes answers (assumption: nobody waits longer for one)."""
State = Wave.State
Mode = Wave.Mode


class RefusedError(Exception):
    """Says by a code why a wave cannot be turned so; nothing has changed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def plan(company: Company, **fields: object) -> Wave:
    """Return a new draft with the next number."""
    Company.objects.select_for_update().get(pk=company.pk)
    number = 1 + (Wave.objects.filter(company=company).aggregate(most=models.Max("number"))["most"] or 0)
    return Wave.objects.create(company=company, number=number, **fields)


@transaction.atomic
def start(wave: Wave) -> None:
    """Let people answer. A second round begins with the answers of the first, under keys that the same links make.

    Raises
    ------
    RefusedError
        ``not-draft``; ``past`` if the closing date has passed; ``too-few`` if so few are invited to an anonymous wave that no group
        could ever be shown; ``asked-anonymously`` if people who answered anonymously are to answer openly now.
    """
    row = _locked(wave)
    _insist(row.state == State.DRAFT, "not-draft")
    _insist(row.closes_at is None or row.closes_at > timezone.now(), "past")
    _insist(not row.is_anonymous or row.follows is not None or could_show(row), "too-few")
    _insist(not closed_to(row) & set(row.invitations.filter(cancelled_at=None).values_list("role", flat=True)), "asked-anonymously")
    Wave.objects.filter(pk=row.pk).update(state=State.OPEN, opened_at=timezone.now())
    if row.follows is not None:
        _take_over(row.follows, row)


def closed_to(wave: Wave) -> set[str]:
    """Return the groups that an open round cannot ask: if they answered anonymously before, open answers would subtract from it."""
    if wave.is_anonymous:
        return set()
    shown = Shown.objects.filter(wave__company=wave.company_id, wave__mode=Mode.ANONYMOUS)
    return set(shown.order_by().values_list("group", flat=True).distinct())


def could_show(wave: Wave) -> bool:
    """Say whether some group of a wave can reach the threshold: enough personal links, or one for a room."""
    found = wave.invitations.filter(cancelled_at=None)
    if found.filter(kind=Invitation.Kind.ROOM).exists():
        return True
    return any(count >= wave.threshold for count in people_invited(wave).values())


def people_invited(wave: Wave) -> dict[str, int]:
    """Return how many personal links each group has."""
    found = wave.invitations.filter(cancelled_at=None, kind=Invitation.Kind.PERSONAL).order_by()
    return dict(found.values("role").annotate(count=models.Count("pk")).values_list("role", "count"))


def _take_over(first: Wave, second: Wave) -> None:
    """Copy raters and answers of a round; those who took theirs back stay out of the second round too."""
    for rater in list(Rater.objects.filter(wave=first).exclude(key=None)):
        ratings = list(Rating.objects.filter(rater=rater))
        rater.pk, rater.wave, rater.key = None, second, key_in_round(second, str(rater.key))
        rater.finished = False
        rater._state.adding = True  # noqa: SLF001 - Django's documented way to copy a row
        rater.save()
        for rating in ratings:
            rating.pk, rating.rater, rating.revised_because = None, rater, ""
        Rating.objects.bulk_create(ratings)


@transaction.atomic
def close(wave: Wave) -> None:
    """End the answers and make the pictures of an anonymous wave.

    Raises
    ------
    RefusedError
        ``not-open``.
    """
    row = _locked(wave)
    _insist(row.state == State.OPEN, "not-open")
    keep_until = row.keep_until or timezone.localdate() + timedelta(days=KEPT_DAYS)
    Wave.objects.filter(pk=row.pk).update(state=State.CLOSED, closed_at=timezone.now(), keep_until=keep_until)
    pictures.make(row)


@transaction.atomic
def reopen(wave: Wave) -> None:
    """Take answers again; a closing date that has passed no longer holds.

    Raises
    ------
    RefusedError
        ``not-closed``; ``followed`` if a second round has taken the answers over; ``deleted`` if the answers are no longer kept.
    """
    row = _locked(wave)
    _insist(row.state == State.CLOSED, "not-closed")
    _insist(not Wave.objects.filter(follows=row).exists(), "followed")
    _insist(row.keep_until is None or row.keep_until >= timezone.localdate(), "deleted")
    Wave.objects.filter(pk=row.pk).update(state=State.OPEN, opened_at=timezone.now(), closed_at=None, closes_at=None)


@transaction.atomic
def freeze(wave: Wave) -> None:
    """Settle a closed wave for good.

    Raises
    ------
    RefusedError
        ``not-closed``.
    """
    row = _locked(wave)
    _insist(row.state == State.CLOSED, "not-closed")
    Wave.objects.filter(pk=row.pk).update(state=State.FROZEN)


@transaction.atomic
def second_round(wave: Wave) -> Wave:
    """Return the draft of a round in which the same people see the spread of their group and may think again.

    Raises
    ------
    RefusedError
        ``not-over``; ``followed`` if there is one already.
    """
    row = _locked(wave)
    _insist(row.is_over, "not-over")
    _insist(not Wave.objects.filter(follows=row).exists(), "followed")
    return plan(row.company, follows=row, name=row.name, mode=row.mode, threshold=row.threshold)


@transaction.atomic
def change(wave: Wave, **fields: object) -> None:
    """Write settings of a wave; its kind only while it is still a draft, whatever the sender's page showed."""
    if _locked(wave).state != State.DRAFT:
        fields.pop("mode", None)
    Wave.objects.filter(pk=wave.pk).update(**fields)


@transaction.atomic
def raise_threshold(wave: Wave, least: int) -> None:
    """Show only larger groups from now on; what was shown stays.

    Raises
    ------
    RefusedError
        ``lower`` if it is no more than today's.
    """
    row = _locked(wave)
    _insist(least > row.threshold, "lower")
    Wave.objects.filter(pk=row.pk).update(threshold=least)


@transaction.atomic
def drop(wave: Wave) -> None:
    """Delete a draft. A wave that was opened stays: what was shown of it must be remembered.

    Raises
    ------
    RefusedError
        ``not-draft``.
    """
    row = _locked(wave)
    _insist(row.state == State.DRAFT, "not-draft")
    row.delete()


def close_overdue() -> int:
    """Close every wave whose date has passed, or that has none and was opened long ago, and return how many.

    A wave that nobody closes would keep its answers for ever.
    """
    now = timezone.now()
    forgotten = models.Q(closes_at=None, opened_at__lte=now - timedelta(days=OPEN_DAYS))
    overdue = list(Wave.objects.filter(models.Q(closes_at__lte=now) | forgotten, state=State.OPEN))
    for wave in overdue:
        close(wave)
    return len(overdue)


@transaction.atomic
def forget(wave: Wave) -> None:
    """Delete raters, answers and invitations of a wave; of an open wave pictures of five and more stay, as of an anonymous one."""
    row = _locked(wave)
    if not row.is_anonymous:
        full = {cell: found for cell, found in pictures.answered_in(row).items() if found.total >= row.threshold}
        kept = pictures.shown_in(row)
        for (indicator, group), found in full.items():
            if kept.get((indicator, group)) != found:
                Shown.objects.create(wave=row, indicator=indicator, group=group, counts=list(found.counts))
    Rater.objects.filter(wave=row).delete()
    row.invitations.all().delete()


def forget_old(today: date) -> int:
    """Delete the single answers of every wave that is kept no longer, and return of how many waves."""
    due = Wave.objects.filter(state__in=[State.CLOSED, State.FROZEN], keep_until__lt=today)
    waves = [wave for wave in due if wave.raters.exists() or wave.invitations.exists()]
    for wave in waves:
        forget(wave)
    return len(waves)


def _locked(wave: Wave) -> Wave:
    return Wave.objects.select_for_update().get(pk=wave.pk)


def _insist(condition: bool, code: str) -> None:  # noqa: FBT001 - what must hold
    if not condition:
        raise RefusedError(code)
