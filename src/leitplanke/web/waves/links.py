"""Links that let people answer without account: what they are made of, and what is kept of them."""

import base64
import hashlib
import secrets
import uuid
from dataclasses import dataclass, replace

from django.utils.crypto import salted_hmac

from leitplanke.web.waves.models import Invitation, Wave

SECRET_BYTES = 24
ROOM_BYTES = 20
"""160 bits: nobody guesses them, and the QR code stays coarse enough for a projector."""
SALT = "leitplanke.web.waves.room"
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without signs that people mistake for each other."""
CODE_LENGTH = 9


def new_secret() -> str:
    """Return the secret of a personal link."""
    return secrets.token_urlsafe(SECRET_BYTES)


def room_secret(invitation_id: uuid.UUID) -> str:
    """Return the secret of a link for a room: made of the server's own key, so that it can be shown on the wall again."""
    made = salted_hmac(SALT, str(invitation_id), algorithm="sha256").digest()[:ROOM_BYTES]
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def digest_of(secret: str) -> str:
    """Return what an invitation keeps of a link's secret."""
    return hashlib.sha256(f"invite:{secret}".encode()).hexdigest()


def key_of(secret: str, code: str = "") -> str:
    """Return what a rater's row keeps of the link, with the code of the device if there is one: from neither row the other is found."""
    return hashlib.sha256(f"answer:{secret}:{code}".encode()).hexdigest()


def key_in_round(wave: Wave, key: str) -> str:
    """Return the key in a second round of somebody who had `key` in the round before: the same link leads on."""
    return hashlib.sha256(f"round:{wave.pk}:{key}".encode()).hexdigest()


def new_code() -> str:
    """Return the code by which somebody goes on at another device, and which nobody but them knows."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def read_code(typed: str) -> str:
    """Return a code as it is kept, however it was typed; empty if it cannot be one.

    Examples
    --------
    >>> read_code(" abc-def ghj "), read_code("abc"), read_code("abc-def-gh0")
    ('ABCDEFGHJ', '', '')
    """
    code = "".join(typed.upper().replace("-", "").split())
    return code if len(code) == CODE_LENGTH and set(code) <= set(CODE_LETTERS) else ""


def shown_code(code: str) -> str:
    """Return a code as people read it.

    Examples
    --------
    >>> shown_code("ABCDEFGHJ")
    'ABC-DEF-GHJ'
    """
    return "-".join(code[place : place + 3] for place in range(0, len(code), 3))


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Somebody who came by a link.

    Parameters
    ----------
    rounds
        That of the invitation and those that follow it, each with the key of the rater in it, the one to answer now last.
        The keys are empty in a room as long as the device has no code.
    code
        Of the device; empty for a personal link of an open wave, whose raters agreed to be seen.
    """

    secret: str
    invitation: Invitation
    rounds: tuple[tuple[Wave, str], ...]
    code: str

    @property
    def wave(self) -> Wave:
        """The round to answer now."""
        return self.rounds[-1][0]

    @property
    def key(self) -> str:
        """Of the rater in the round to answer now."""
        return self.rounds[-1][1]

    @property
    def is_room(self) -> bool:
        """Whether many people share the link."""
        return self.invitation.kind == Invitation.Kind.ROOM

    @property
    def takes_code(self) -> bool:
        """Whether the link alone opens no answers: whoever made or sent the links of an anonymous wave knows them all."""
        return self.is_room or self.wave.is_anonymous

    @property
    def is_cancelled(self) -> bool:
        """Whether the link was called off: it takes no answers, but still leads those who answered by it to their own data."""
        return self.invitation.cancelled_at is not None

    @property
    def takes_answers(self) -> bool:
        """Whether people may answer by the link now."""
        return self.wave.takes_answers and not self.is_cancelled

    @property
    def is_taken(self) -> bool:
        """Whether somebody has answered by the link, so that it lets nobody else begin."""
        return self.takes_code and not self.is_room and self.invitation.answered


def visit(secret: str, code: str = "") -> Visit | None:
    """Return who comes by a link; None if there is no such link."""
    rows = Invitation.objects.select_related("wave__company", "wave__followed_by")
    try:
        invitation = rows.get(digest=digest_of(secret))
    except Invitation.DoesNotExist:
        return None
    waves = [invitation.wave]
    while following := _following(waves[-1]):
        waves.append(following)
    found = Visit(secret=secret, invitation=invitation, rounds=tuple((wave, "") for wave in waves), code="")
    return with_code(found, code)


def with_code(visit: Visit, code: str) -> Visit:
    """Return who comes by a link with the code of a device."""
    code = code if visit.takes_code else ""
    key = "" if visit.is_room and not code else key_of(visit.secret, code)
    rounds = []
    for place, (wave, _) in enumerate(visit.rounds):
        key = key_in_round(wave, key) if place and key else key
        rounds.append((wave, key))
    return replace(visit, rounds=tuple(rounds), code=code)


def _following(wave: Wave) -> Wave | None:
    """Return the round that people answer after this one; a draft is none yet."""
    following: Wave | None = getattr(wave, "followed_by", None)
    if following is None or following.state == Wave.State.DRAFT:
        return None
    following.company = wave.company
    return following
