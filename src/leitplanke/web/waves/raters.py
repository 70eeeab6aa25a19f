"""What people do who came by a link: begin, answer, finish, take back, see and delete their own."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from leitplanke.catalogue.entries import Indicator
from leitplanke.web.survey import answering
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.waves import pictures
from leitplanke.web.waves.links import Visit
from leitplanke.web.waves.models import Invitation, Wave

if TYPE_CHECKING:
    from django.db.models import QuerySet


class NoAnswersNowError(Exception):
    """The wave takes no answers, or the rater has taken theirs back."""


def rater_of(visit: Visit) -> Rater | None:
    """Return the rater who came by a link before; None if nobody did, or if somebody else has answered by it meanwhile."""
    return next(iter(_rows_of(visit)), None) if visit.key else None


def _rows_of(visit: Visit) -> "QuerySet[Rater]":
    """Return who has the key: nobody or one, so that no order is asked for."""
    found = Rater.objects.filter(wave=visit.wave, key=visit.key).order_by()
    if visit.is_taken:
        found = found.filter(Q(withdrawn=True) | Exists(Rating.objects.filter(rater=OuterRef("pk"))))
    return found


@transaction.atomic
def begin(visit: Visit, language: str, name: str = "") -> Rater:
    """Return the rater of a link, new if this is the first time; in an open wave this is the agreement to be seen.

    Raises
    ------
    NoAnswersNowError
        See there.
    """
    wave = _locked(visit.wave)
    if visit.is_cancelled:
        raise NoAnswersNowError
    rater = rater_of(visit)
    if rater is not None:
        _insist(rater)
        return rater
    open_wave = not wave.is_anonymous
    return Rater.objects.create(
        company=visit.wave.company,
        wave=wave,
        role=visit.invitation.role,
        key=visit.key,
        language=language,
        name=answering.one_line(name)[:120] if open_wave else "",
        agreed_on=timezone.localdate() if open_wave else None,
        created_at=moment(wave),
    )


@transaction.atomic
def save(visit: Visit, posted: Mapping[str, str], indicators: tuple[Indicator, ...]) -> list[Rating]:
    """Write the answers among `posted` that changed; with live pictures make those that became possible.

    Raises
    ------
    NoAnswersNowError
        If nothing may be written; nothing was.
    """
    rater, wave = _answering(visit)
    changed = answering.changes(posted, indicators)
    if changed:
        _take(visit, rater)
    kept = [
        answering.write(
            rater,
            indicator,
            choice,
            "" if wave.is_anonymous else posted.get(f"{answering.field_name(indicator)}-reason", ""),
            saved_at=moment(wave),
        )
        for indicator, choice in changed.items()
    ]
    if wave.follows_id:
        _keep_reasons(rater, posted, indicators)
    if kept and wave.live:
        pictures.make(wave, [(row.indicator, rater.role) for row in kept])
    return kept


def _take(visit: Visit, rater: Rater) -> None:
    """Note that somebody answers by a personal link; that of an anonymous wave is theirs from the first answer on.

    Raises
    ------
    NoAnswersNowError
        If somebody else was first.
    """
    if visit.is_room or visit.is_taken:
        # Taken: `rater_of` has found whose it is.
        return
    first = Invitation.objects.filter(pk=visit.invitation.pk, answered=False).update(answered=True)
    if not first and visit.takes_code and not rater.ratings.exists():
        raise NoAnswersNowError


def _keep_reasons(rater: Rater, posted: Mapping[str, str], indicators: tuple[Indicator, ...]) -> None:
    """Write why a rater changes an answer in a second round, whenever that is said."""
    for indicator in indicators:
        because = posted.get(f"{answering.field_name(indicator.id)}-because")
        if because is not None:
            Rating.objects.filter(rater=rater, indicator=indicator.id).update(revised_because=answering.one_line(because))


def finish(visit: Visit) -> None:
    """Note that somebody is through; they may still change their answers while the wave is open."""
    Rater.objects.filter(wave=visit.wave, key=visit.key, withdrawn=False).update(finished=True)


@transaction.atomic
def withdraw(visit: Visit) -> None:
    """Take all answers of a rater back, for good; pictures of five and more that were shown stay as they are.

    Raises
    ------
    NoAnswersNowError
        If the wave is over.
    """
    _locked(visit.wave)
    rater = rater_of(visit)
    if rater is None:
        raise NoAnswersNowError
    Rating.objects.filter(rater=rater).delete()
    Rater.objects.filter(pk=rater.pk).update(withdrawn=True, finished=False, name="")


@transaction.atomic
def erase(visit: Visit) -> int:
    """Delete everything that is stored of somebody in this wave and the rounds before, also after closing; return how many rows.

    What stays is a key without answers, so that the link cannot be used once more: an answer that a picture holds must not be
    counted twice.
    """
    Wave.objects.select_for_update().get(pk=visit.wave.pk)
    mine = list(own_rows(visit))
    deleted, _ = Rating.objects.filter(rater__in=mine).delete()
    for one in mine:
        Rater.objects.filter(pk=one.pk).update(withdrawn=True, finished=False, name="", agreed_on=None)
    if not visit.is_room:
        Invitation.objects.filter(pk=visit.invitation.pk).update(email="", label="")
    return deleted


def own_rows(visit: Visit) -> tuple[Rater, ...]:
    """Return the rater in every round, oldest first."""
    found = {one.key: one for one in Rater.objects.filter(key__in=[key for _, key in visit.rounds if key]).select_related("wave")}
    return tuple(found[key] for _, key in visit.rounds if key in found)


def own_data(visit: Visit) -> dict[str, object]:
    """Return everything that is stored of somebody, round by round; who was invited is told only to the link itself."""
    invitation = visit.invitation
    return {
        "firm": visit.wave.company.name,
        "invitation": {
            "kind": invitation.kind,
            "group": invitation.role,
            "language": invitation.language,
            **({} if visit.is_room else {"label": invitation.label, "email": invitation.email, "answered": invitation.answered}),
        },
        "rounds": [_own_round(rater) for rater in own_rows(visit)],
    }


def _own_round(rater: Rater) -> dict[str, object]:
    wave = rater.wave
    return {
        "round": wave.number if wave else 0,
        "mode": wave.mode if wave else "",
        "group": rater.role,
        "name": rater.name,
        "agreed_on": rater.agreed_on.isoformat() if rater.agreed_on else None,
        "finished": rater.finished,
        "withdrawn": rater.withdrawn,
        "answers": [
            {
                "indicator": row.indicator,
                "answer": row.choice,
                "reason": row.reason,
                "revised_because": row.revised_because,
                "saved": timezone.localtime(row.saved_at).isoformat(timespec="minutes"),
            }
            for row in Rating.objects.filter(rater=rater)
        ],
    }


def moment(wave: Wave) -> datetime:
    """Return the time that is stored with an answer: in an anonymous wave only the day."""
    now = timezone.localtime()
    return datetime.combine(now.date(), time(), now.tzinfo) if wave.is_anonymous else now


def _locked(wave: Wave) -> Wave:
    """Return the wave's row, so that nothing is written once it is closed.

    Raises
    ------
    NoAnswersNowError
        If it takes no answers.
    """
    row = Wave.objects.select_for_update().get(pk=wave.pk)
    if not row.takes_answers:
        raise NoAnswersNowError
    return row


def _answering(visit: Visit) -> tuple[Rater, Wave]:
    """Return the rater of a link with the wave, whose row is locked: one question to the database, asked at each answer.

    Raises
    ------
    NoAnswersNowError
        If there is none who may answer now.
    """
    # Named by its state, the wave is joined for certain, so that its row can be locked.
    rows = _rows_of(visit).filter(wave__state=Wave.State.OPEN).select_related("wave").select_for_update(of=("wave",))
    rater = next(iter(rows), None) if visit.key else None
    if rater is None or rater.wave is None or not rater.wave.takes_answers or visit.is_cancelled:
        raise NoAnswersNowError
    _insist(rater)
    return rater, rater.wave


def _insist(rater: Rater) -> None:
    if rater.withdrawn:
        raise NoAnswersNowError
