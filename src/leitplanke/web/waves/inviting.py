"""Makes links: for single people, shown once, and for a room, with a QR code for the wall; renews, cancels and reminds."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from leitplanke.reports.words import LANGUAGES, Language, say
from leitplanke.web.language.middleware import reader_language
from leitplanke.web.waves import links, mail, qrcode, standing, turning
from leitplanke.web.waves.items import ROLES, minutes_for
from leitplanke.web.waves.models import Invitation, Wave
from leitplanke.web.waves.persons import Person, invited_before, read_people
from leitplanke.web.waves.views import show, wave_for

MOST_AT_ONCE = 200
MOST_OF_A_WAVE = 2000
Kind = Invitation.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A link just made, which is never shown again."""

    label: str
    email: str
    address: str
    text: str
    sent: bool


@require_POST
def invite(request: HttpRequest, company_id: UUID, wave_id: UUID) -> HttpResponse:
    """Make a personal link for each line, or for a number of people, and show them this once."""
    company, wave = wave_for(request, company_id, wave_id)
    language = reader_language(request)
    role, own = _role(request), _language(request)
    people, faults = read_people(request.POST.get("people", ""), request.POST.get("count", ""), language)
    if not role:
        faults.append(("role-personal", say(language, "waves.fault.role")))
    if wave.is_over:
        faults.append(("people", say(language, "waves.refused.over")))
    elif not people and not faults:
        faults.append(("people", say(language, "waves.fault.nobody")))
    if len(people) > MOST_AT_ONCE or wave.invitations.count() + len(people) > MOST_OF_A_WAVE:
        faults.append(("people", say(language, "waves.fault.too-many", most=MOST_AT_ONCE)))
    elif role in turning.closed_to(wave):
        faults.append(("role-personal", say(language, "waves.refused.asked-anonymously")))
    faults += invited_before(wave, people, role, language) if role and not faults else []
    if faults:
        return show(request, company, wave, status=422, errors=faults, typed=request.POST.dict())
    made = make_links(wave, people, role, own, request)
    if made is None:
        return redirect("waves:wave", company.pk, wave.pk)
    return show(request, company, wave, made=made)


@transaction.atomic
def make_links(wave: Wave, people: list[Person], role: str, language: Language, request: HttpRequest) -> list[Made] | None:
    """Return the new links; None if the same form was sent before, so that a second click invites nobody twice."""
    try:
        nonce = UUID(request.POST.get("nonce", ""))
    except ValueError:
        nonce = uuid.uuid4()
    keys = [uuid.uuid5(nonce, str(place)) for place, _ in enumerate(people)]
    if Invitation.objects.filter(pk__in=keys).exists():
        return None
    found = []
    for key, person in zip(keys, people, strict=True):
        secret = links.new_secret()
        Invitation.objects.create(
            id=key,
            wave=wave,
            kind=Kind.PERSONAL,
            role=role,
            language=language,
            digest=links.digest_of(secret),
            email=person.email,
            label=person.label,
        )
        found.append(_made(request, wave, person, secret, language, send="send" in request.POST))
    return found


def _made(request: HttpRequest, wave: Wave, person: Person, secret: str, language: Language, *, send: bool) -> Made:
    address = request.build_absolute_uri(reverse("waves:start", args=[secret]))
    text = mail.invitation(wave, address, language)
    sent = send and bool(person.email) and mail.send(person.email, text)
    return Made(label=person.label, email=person.email, address=address, text=text.body, sent=sent)


@require_POST
def make_room(request: HttpRequest, company_id: UUID, wave_id: UUID) -> HttpResponse:
    """Make a link for everybody of a group who sees it, and show its poster; a group has one."""
    company, wave = wave_for(request, company_id, wave_id)
    if wave.is_over:
        return show(request, company, wave, status=409, errors=[("", say(reader_language(request), "waves.refused.over"))])
    role = _role(request)
    if not role:
        return show(request, company, wave, status=422, errors=[("role-room", say(reader_language(request), "waves.fault.role"))])
    if role in turning.closed_to(wave):
        told = say(reader_language(request), "waves.refused.asked-anonymously")
        return show(request, company, wave, status=409, errors=[("role-room", told)])
    with transaction.atomic():
        Wave.objects.select_for_update().get(pk=wave.pk)
        room = wave.invitations.filter(kind=Kind.ROOM, role=role, cancelled_at=None).first()
        if room is None:
            key = uuid.uuid4()
            digest = links.digest_of(links.room_secret(key))
            room = Invitation.objects.create(id=key, wave=wave, kind=Kind.ROOM, role=role, language=_language(request), digest=digest)
    return redirect("waves:poster", company.pk, wave.pk, room.pk)


@require_GET
def poster(request: HttpRequest, company_id: UUID, wave_id: UUID, room_id: UUID) -> HttpResponse:
    """Show the link of a room as QR code and address, for the projector and for paper."""
    company, wave = wave_for(request, company_id, wave_id)
    room = get_object_or_404(wave.invitations.filter(kind=Kind.ROOM, cancelled_at=None), pk=room_id)
    secret = links.room_secret(room.pk)
    if links.digest_of(secret) != room.digest:
        # The server's key is another one than when the link was made.
        return show(request, company, wave, status=409, errors=[("", say(reader_language(request), "waves.refused.lost"))])
    address = request.build_absolute_uri(reverse("waves:start", args=[secret]))
    context = {
        "company": company,
        "wave": wave,
        "room": room,
        "address": address,
        "code": qrcode.draw(address),
        "title": standing.title(wave, reader_language(request)),
        "closing": standing.closing_day(wave, reader_language(request)),
        "minutes": minutes_for(room.role),
        "section": "companies",
    }
    return render(request, "waves/poster.html", context)


@require_POST
def renew(request: HttpRequest, company_id: UUID, wave_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Make a new link for somebody who has not answered; the old one ends. Who has answered would otherwise count twice."""
    company, wave = wave_for(request, company_id, wave_id)
    language = reader_language(request)
    one = get_object_or_404(wave.invitations.filter(kind=Kind.PERSONAL, cancelled_at=None), pk=invitation_id)
    secret = links.new_secret()
    if wave.is_over or not wave.invitations.filter(pk=one.pk, answered=False).update(digest=links.digest_of(secret)):
        code = "over" if wave.is_over else "answered"
        return show(request, company, wave, status=409, errors=[("", say(language, f"waves.refused.{code}"))])
    own = _known(one.language)
    return show(request, company, wave, made=[_made(request, wave, Person(one.label, one.email), secret, own, send=False)])


@require_POST
def cancel(request: HttpRequest, company_id: UUID, wave_id: UUID, invitation_id: UUID) -> HttpResponse:
    """End a link now; answers that came by it stay."""
    company, wave = wave_for(request, company_id, wave_id)
    if not wave.invitations.filter(pk=invitation_id, cancelled_at=None).update(cancelled_at=timezone.now()):
        raise Http404
    return redirect("waves:wave", company.pk, wave.pk)


@require_POST
def remind(request: HttpRequest, company_id: UUID, wave_id: UUID) -> HttpResponse:
    """Send a new link to everybody with an address who has not answered; without a mail server show what to send."""
    company, wave = wave_for(request, company_id, wave_id)
    language = reader_language(request)
    if not wave.takes_answers:
        return show(request, company, wave, status=409, errors=[("", say(language, "waves.refused.not-open"))])
    today = timezone.localdate()
    waiting = wave.invitations.filter(kind=Kind.PERSONAL, cancelled_at=None, answered=False).exclude(email="").exclude(reminded_on=today)
    made = [one for one in _reminded(request, wave, list(waiting)) if one is not None]
    return show(request, company, wave, made=made, reminded=True)


def _reminded(request: HttpRequest, wave: Wave, waiting: Iterable[Invitation]) -> Iterable[Made | None]:
    """Give each a new link, unless an answer has come meanwhile: the secret of the old one is not known here."""
    for one in waiting:
        secret = links.new_secret()
        unanswered = wave.invitations.filter(pk=one.pk, answered=False)
        if unanswered.update(digest=links.digest_of(secret), reminded_on=timezone.localdate()):
            own = _known(one.language)
            yield _made(request, wave, Person(one.label, one.email), secret, own, send=True)


def _role(request: HttpRequest) -> str:
    """Return the group of a form; empty if it names none."""
    return next((one for one in ROLES if one == request.POST.get("role")), "")


def _language(request: HttpRequest) -> Language:
    return _known(request.POST.get("language", ""))


def _known(language: str) -> Language:
    return next((one for one in LANGUAGES if one == language), "de")
