"""Takes out of texts what says who somebody is or opens a door: mail addresses, secrets of links, the end of internet addresses."""

import ipaddress
import re
from uuid import UUID

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\w)")
_IPV6 = re.compile(r"(?<![\w:])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:])")
_LONG = re.compile(r"[A-Za-z0-9_-]{20,}")
_PASSWORD = re.compile(r"(://[^/\s:@]*):[^/\s@]+@")
LINKS = ("w", "einrichten", "einladung", "passwort", "geteilt")
"""First parts of addresses whose second one opens something."""
_LINK = re.compile(rf"/({'|'.join(LINKS)})/(?!<)[^/\s\"'<>]+[^\s\"'<>]*")
_NETWORK = {4: 24, 6: 48}
"""Bits of an address that stay: enough to see that many requests come from one place, too few for one household or person."""
_LONGEST_NAME = 32
"""Letters of both cases without any digit are a name in the code up to here, a secret beyond."""


def mask(text: str) -> str:
    """Return the text without what must not stand in a log.

    Examples
    --------
    >>> mask("from 192.0.2.77, anna@firm.example, /antworten/q3Zk9_wPxT-hv2Lr8sYd1A/seite, 2001:db8:1:2::3")
    'from 192.0.2.0, <mail>, /antworten/<secret>/seite, 2001:db8:1::'
    >>> mask("postgresql://leitplanke:geheim@db/firm at 127.0.0.1, 12:30:45")
    'postgresql://leitplanke:<secret>@db/firm at 127.0.0.1, 12:30:45'
    >>> mask("Not Found: https://firm.example/w/short/seite, /einladung/<str:secret>")
    'Not Found: https://firm.example/w/<secret> /einladung/<str:secret>'
    """
    text = _LINK.sub(r"/\1/<secret>", text)
    text = _PASSWORD.sub(r"\1:<secret>@", text)
    text = _MAIL.sub("<mail>", text)
    text = _IPV4.sub(lambda found: shortened(found[0]), text)
    text = _IPV6.sub(lambda found: shortened(found[0]), text)
    return _LONG.sub(lambda found: "<secret>" if _is_secret(found[0]) else found[0], text)


def shortened(address: str) -> str:
    """Return the network an internet address lies in; this machine's own and what is no address stay as they are.

    Examples
    --------
    >>> shortened("198.51.100.23"), shortened("::1"), shortened("unix")
    ('198.51.100.0', '::1', 'unix')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.is_loopback or found.is_unspecified:
        return address
    return str(ipaddress.ip_network(f"{address}/{_NETWORK[found.version]}", strict=False).network_address)


def _is_secret(word: str) -> bool:
    """Say whether a long word may open something: a name in the code or the key of a row does not."""
    if _is_key(word):
        return False
    if any(sign.isdigit() for sign in word):
        return True
    mixed = word != word.lower() and word != word.upper()
    return mixed and (len(word) > _LONGEST_NAME or "-" in word or "_" in word)


def _is_key(word: str) -> bool:
    try:
        return str(UUID(word)) == word.lower()
    except ValueError:
        return False
