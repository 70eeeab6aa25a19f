"""Reads addresses that operators set. They may hold a password, so what is wrong with one is said without any part of it."""

import re
from urllib.parse import SplitResult, parse_qsl, urlsplit

ENCODED = "in user and password signs such as / @ : ? # % are written as %2F %40 %3A %3F %23 %25"
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")


def split(address: str, must: str) -> SplitResult:
    """Return the parts of an address, of which host and port can be read.

    Raises
    ------
    ValueError
        With `must` alone: Python's own message quotes what it could not read, which may be half a password.
    """
    try:
        parts = urlsplit(address)
        _ = parts.port, parts.hostname
    except ValueError:
        raise ValueError(must) from None
    return parts


def options(query: str, must: str) -> dict[str, str]:
    """Return what follows the question mark of an address.

    Raises
    ------
    ValueError
        With `must` alone, if it is no list of ``name=value``.
    """
    try:
        return dict(parse_qsl(query, strict_parsing=True)) if query else {}
    except ValueError:
        raise ValueError(must) from None


def is_bare(parts: SplitResult) -> bool:
    """Say whether nothing follows the host; a slash or question mark in a password ends the host too early."""
    return parts.path in {"", "/"} and not parts.query and not parts.fragment


def is_origin(parts: SplitResult) -> bool:
    """Say whether an address is one as browsers name a server: scheme, host, at most a port."""
    plain = parts.scheme in {"http", "https"} and is_bare(parts) and parts.username is None
    return plain and _HOST.fullmatch(host(parts)) is not None


def host(parts: SplitResult) -> str:
    """Return the name of the host as it stands in a request; an IPv6 address in brackets."""
    name = parts.hostname or ""
    return f"[{name}]" if ":" in name else name


def host_names(said: str, must: str) -> tuple[str, ...]:
    """Return names of hosts that are separated by commas; ``.firm.example`` is every name below it.

    Raises
    ------
    ValueError
        With `must`, if one is no name, among them ``*``, for which every name would do.
    """
    names = tuple(name for name in (one.strip().lower() for one in said.split(",")) if name)
    if not all(_HOST.fullmatch(name.removeprefix(".")) for name in names):
        raise ValueError(must)
    return names
