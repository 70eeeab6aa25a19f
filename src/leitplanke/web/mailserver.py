"""Which mail server the operator has named."""

import os
from urllib.parse import unquote

from leitplanke.web import addresses

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


def mail() -> dict[str, object]:
    """Return Django's settings of the mail server that ``LEITPLANKE_SMTP_URL`` names; without one no mail is sent.

    ``smtps://`` speaks TLS from the start, ``smtp+starttls://`` after the greeting, ``smtp://`` not at all. The sender is
    ``LEITPLANKE_MAIL_FROM``.

    Raises
    ------
    ValueError
        If the URL is another, or there is no sender.

    Examples
    --------
    >>> os.environ.update(LEITPLANKE_SMTP_URL="smtps://anna:ge%40heim@mail.example", LEITPLANKE_MAIL_FROM="runde@firma.example")
    >>> found = mail()
    >>> found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_HOST_PASSWORD"], found["EMAIL_USE_SSL"]
    ('mail.example', 465, 'ge@heim', True)
    >>> del os.environ["LEITPLANKE_SMTP_URL"], os.environ["LEITPLANKE_MAIL_FROM"]
    """
    url, sender = os.environ.get("LEITPLANKE_SMTP_URL", ""), os.environ.get("LEITPLANKE_MAIL_FROM", "")
    must = f"LEITPLANKE_SMTP_URL must look like smtps://user:password@host:port; {addresses.ENCODED}"
    parts = addresses.split(url, must)
    if url and (parts.scheme not in _PORTS or not parts.hostname or not addresses.is_bare(parts)):
        raise ValueError(must)
    if url and "@" not in sender:
        message = "LEITPLANKE_MAIL_FROM must be the e-mail address that mails come from"
        raise ValueError(message)
    return {
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or _PORTS.get(parts.scheme, 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "EMAIL_TIMEOUT": 10,
        "DEFAULT_FROM_EMAIL": sender,
    }
