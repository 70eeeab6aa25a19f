"""Whom a form invites: read line by line, and nobody twice or in two groups of a firm, because their difference would be one person."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from leitplanke.reports.words import Language, say
from leitplanke.web.survey.answering import one_line
from leitplanke.web.waves.models import Invitation, Wave
from leitplanke.web.waves.seen import rounds

MOST_DIGITS = 3
Faults = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a line of the form names."""

    label: str
    email: str


def read_people(lines: str, count: str, language: Language) -> tuple[list[Person], Faults]:
    """Return whom the form names: one a line as ``name``, ``address`` or ``name; address``, or so many without a name."""
    people, faults = [], []
    for place, line in enumerate((one for one in lines.replace("\0", "").splitlines() if one.strip()), start=1):
        parts = [one_line(one) for one in line.replace("\t", ";").replace(",", ";").split(";")]
        email = next((one for one in parts if "@" in one), "")
        label = " ".join(one for one in parts if one and one != email)[:120]
        if email and not _is_address(email):
            faults.append(("people", say(language, "waves.fault.address", line=place, given=email[:80])))
        people.append(Person(label, email))
    if count.strip():
        number = int(count) if count.strip().isascii() and count.strip().isdigit() and len(count.strip()) <= MOST_DIGITS else 0
        if not number:
            faults.append(("count", say(language, "waves.fault.count")))
        people += [Person("", "")] * number
    return people, faults


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def same_address(email: str) -> str:
    """Return an address so that two ways of writing it are equal: no capitals, nothing after a plus.

    Examples
    --------
    >>> same_address("Anna.Berg+Umfrage@Firma.de"), same_address("")
    ('anna.berg@firma.de', '')
    """
    name, _, host = email.casefold().partition("@")
    return f"{name.partition('+')[0]}@{host}" if host else ""


def invited_before(wave: Wave, people: Iterable[Person], role: str, language: Language) -> Faults:
    """Return what is wrong with inviting somebody: a second vote in the round, or another group than in some round of the firm.

    People are told apart by their address; where there is none on one of both sides, by their name. Rows of invitations are deleted
    with the single answers of their round: whoever changes to another group in the firm can be invited there after that.
    """
    rows = Invitation.objects.filter(wave__company=wave.company_id, kind=Invitation.Kind.PERSONAL)
    known: dict[str, list[Invitation]] = defaultdict(list)
    # Whom nobody has answered for, and whose link has ended, was not asked.
    for one in rows.filter(Q(answered=True) | Q(cancelled_at=None)):
        known[same_address(one.email)].append(one)
        known[one.label.casefold()].append(one)
    line = {one.pk for one in rounds(wave)}
    faults: Faults = []
    seen: set[str] = set()
    for person in people:
        address = same_address(person.email)
        by_address = known[address] if address else []
        by_name = [one for one in known[person.label.casefold()] if not (address and one.email)] if person.label else []
        told = {"person": person.label or person.email}
        other = next((one for one in (*by_address, *by_name) if one.role != role), None)
        if other is not None:
            group = say(language, f"group.{other.role}")
            faults.append(("people", say(language, "waves.fault.other-group", **told, group=group)))
        elif any(one.wave_id in line for one in by_address):
            faults.append(("people", say(language, "waves.fault.invited-already", **told)))
        elif address and address in seen:
            faults.append(("people", say(language, "waves.fault.twice-named", **told)))
        seen.add(address)
    return faults
