"""Mails to people who are invited: sent if the operator has named a mail server, else text to copy."""

import logging
import smtplib
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage

from leitplanke.reports.words import Language, say
from leitplanke.web.waves.models import Wave
from leitplanke.web.waves.standing import closing_day, title

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail without its address."""

    subject: str
    body: str


def is_set() -> bool:
    """Say whether mails can be sent."""
    return bool(settings.EMAIL_HOST and settings.DEFAULT_FROM_EMAIL)


def invitation(wave: Wave, address: str, language: Language) -> Letter:
    """Return what an invited person reads: what it is about, who sees what, the link and the last day."""
    last = closing_day(wave, language)
    parts = [
        say(language, "waves.mail.hello", firm=wave.company.name),
        say(language, f"waves.mail.{wave.mode}", least=wave.threshold),
        say(language, "waves.mail.link", address=address),
        say(language, "waves.mail.until", day=last) if last else "",
        say(language, "waves.mail.private"),
    ]
    subject = say(language, "waves.mail.subject", firm=wave.company.name, round=title(wave, language))
    # A name with a line break must not write a header of its own.
    return Letter(" ".join(subject.split()), "\n\n".join(part for part in parts if part))


def send(email: str, letter: Letter) -> bool:
    """Send a mail and say whether the server took it; the address is not logged."""
    if not is_set():
        return False
    try:
        return bool(EmailMessage(letter.subject, letter.body, settings.DEFAULT_FROM_EMAIL, [email]).send())
    except (smtplib.SMTPException, OSError) as fault:
        LOG.warning("the mail server took no mail: %s", type(fault).__name__)
        return False
