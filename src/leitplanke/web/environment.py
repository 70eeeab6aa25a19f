"""What the operator sets from outside: folder for data, database, address, local mode; read from ``LEITPLANKE_*`` variables."""

import fcntl
import ipaddress
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote

from leitplanke.web import addresses, mailserver
from leitplanke.web.durable import settle

LOOPBACK_HOSTS = ("localhost", "127.0.0.1")
"""The only names under which the local mode answers; a rebound DNS name is none of them."""
LOG_YEARS = 10
"""No paper has to be kept longer by German commercial and tax law (HGB 257, AO 147)."""
MOST_LOG_YEARS = 100
SHORTEST_TOKEN = 20
"""Nobody guesses so many characters that were drawn at random."""
PATIENCE = {"connect_timeout": "5", "tcp_user_timeout": "20000"}
"""With PostgreSQL, in seconds and milliseconds: a server that has gone without a word holds nobody up for minutes."""


class NoDriverError(ValueError):
    """The driver of a database that was asked for is not installed."""


def var_folder() -> Path:
    """Return the folder of everything that is written at run time."""
    return Path(os.environ.get("LEITPLANKE_VAR", "var")).absolute()


def attachments(var: Path | None = None) -> Path:
    """Return the folder of the files that people attach, in the operator's data folder or another one."""
    return (var or var_folder()) / "attachments"


def is_local() -> bool:
    """Say whether one person uses the product on their own machine, without link or password."""
    return os.environ.get("LEITPLANKE_LOCAL", "") == "1"


def packs() -> tuple[Path, ...]:
    """Return the packs in the folder that ``LEITPLANKE_PACKS`` names, by name; hidden files are left out.

    Raises
    ------
    OSError
        If there is no such folder.
    """
    folder = os.environ.get("LEITPLANKE_PACKS", "")
    return tuple(sorted(path for path in Path(folder).iterdir() if not path.name.startswith("."))) if folder else ()


def reviews_unasked() -> bool:
    """Say whether plans are reviewed as soon as the machine is free; with ``LEITPLANKE_REVIEWS=ask`` only where somebody asks."""
    return os.environ.get("LEITPLANKE_REVIEWS", "") != "ask"


def log_years() -> int:
    """Return for how many years the log of who changed what is kept.

    Raises
    ------
    ValueError
        If it is no whole number from 1 to 100.
    """
    said = os.environ.get("LEITPLANKE_LOG_YEARS", "") or str(LOG_YEARS)
    if not said.isascii() or not said.isdecimal() or not 1 <= int(said[:9]) <= MOST_LOG_YEARS:
        message = f"LEITPLANKE_LOG_YEARS must be a whole number from 1 to {MOST_LOG_YEARS}"
        raise ValueError(message)
    return int(said)


def log_form() -> str:
    """Return how a line of the log looks: ``text`` for people, ``json`` for programs.

    Raises
    ------
    ValueError
        If ``LEITPLANKE_LOG`` is something else.
    """
    said = os.environ.get("LEITPLANKE_LOG", "") or "text"
    if said not in {"text", "json"}:
        message = "LEITPLANKE_LOG must be text or json"
        raise ValueError(message)
    return said


def logs_requests() -> bool:
    """Say whether each request gets a line in the log."""
    return os.environ.get("LEITPLANKE_LOG_REQUESTS", "") == "1"


def metrics_token() -> str:
    """Return the secret with which metrics may be read from elsewhere; empty if only this machine may.

    Raises
    ------
    ValueError
        If it is too short to be one.
    """
    said = os.environ.get("LEITPLANKE_METRICS_TOKEN", "").strip()
    if said and len(said) < SHORTEST_TOKEN:
        message = f"LEITPLANKE_METRICS_TOKEN must have at least {SHORTEST_TOKEN} characters"
        raise ValueError(message)
    return said


def public_origin() -> str:
    """Return the address people use from outside, such as ``https://leitplanke.example``; empty if there is none.

    Raises
    ------
    ValueError
        If it is not scheme, host and at most a port: links and forms are compared with it letter by letter.
    """
    said = os.environ.get("LEITPLANKE_ORIGIN", "").strip()
    must = "LEITPLANKE_ORIGIN must look like https://leitplanke.example, with http:// or https:// and without a path"
    parts = addresses.split(said, must)
    if said and not addresses.is_origin(parts):
        raise ValueError(must)
    return f"{parts.scheme}://{parts.netloc.lower()}" if said else ""


def proxies() -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """Return the proxies whose ``X-Forwarded-For`` is believed: ``LEITPLANKE_PROXIES``, addresses or networks separated by commas.

    Raises
    ------
    ValueError
        If one of them is neither, or if all the world is meant.
    """
    said = os.environ.get("LEITPLANKE_PROXIES", "") or "127.0.0.1,::1"
    try:
        found = tuple(ipaddress.ip_network(one.strip()) for one in said.split(","))
    except ValueError:
        found = ()
    if not found or any(one.prefixlen == 0 for one in found):
        message = "LEITPLANKE_PROXIES must be addresses or networks such as 10.88.0.0/16, separated by commas"
        raise ValueError(message)
    return found


def operators_pages() -> tuple[tuple[str, str], ...]:
    """Return the operator's own pages that stand at the foot of every page: name of the link and address.

    ``LEITPLANKE_IMPRINT_URL`` says who runs this, ``LEITPLANKE_PRIVACY_URL`` what happens to personal data.

    Raises
    ------
    ValueError
        If one of them is no web address.
    """
    found = []
    for name, variable in (("imprint", "LEITPLANKE_IMPRINT_URL"), ("privacy", "LEITPLANKE_PRIVACY_URL")):
        address, must = os.environ.get(variable, "").strip(), f"{variable} must look like https://firm.example/page"
        parts = addresses.split(address, must)
        if address and (parts.scheme not in {"https", "http"} or not parts.hostname):
            raise ValueError(must)
        found += [(name, address)] if address else []
    return tuple(found)


def sign_in_elsewhere() -> dict[str, object] | None:
    """Return allauth's settings of the operator's own sign-in (OpenID Connect), or None if there is none.

    ``LEITPLANKE_OIDC_ISSUER``, ``_CLIENT`` and ``_SECRET`` name it, ``LEITPLANKE_OIDC_NAME`` is what people read on the button.

    Raises
    ------
    ValueError
        If the issuer is no https address (http only on this machine), or the client is missing.
    """
    issuer = os.environ.get("LEITPLANKE_OIDC_ISSUER", "").rstrip("/")
    if not issuer or is_local():
        return None
    must = "LEITPLANKE_OIDC_ISSUER must look like https://login.example/realm"
    parts, client = addresses.split(issuer, must), os.environ.get("LEITPLANKE_OIDC_CLIENT", "")
    if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS)):
        raise ValueError(must)
    if not client:
        message = "LEITPLANKE_OIDC_CLIENT is missing: the name under which the issuer knows this installation"
        raise ValueError(message)
    return {
        "provider_id": "oidc",
        "name": os.environ.get("LEITPLANKE_OIDC_NAME", "") or parts.hostname,
        "client_id": client,
        "secret": os.environ.get("LEITPLANKE_OIDC_SECRET", ""),
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
    }


def allowed_hosts() -> list[str]:
    """Return the Host names that are answered: loopback, and outside the local mode the public one and ``LEITPLANKE_HOSTS``.

    Raises
    ------
    ValueError
        If one of them is no name of a host, or stands for all.
    """
    must = "LEITPLANKE_HOSTS must be host names such as a.example, b.example, without scheme, port or *"
    further = addresses.host_names(os.environ.get("LEITPLANKE_HOSTS", ""), must)
    public = addresses.host(addresses.split(public_origin(), must))
    return [*LOOPBACK_HOSTS, *(() if is_local() else filter(None, (public, *further)))]


def database() -> dict[str, object]:
    """Return Django's database settings: SQLite in the data folder, or what ``LEITPLANKE_DATABASE_URL`` names.

    Raises
    ------
    ValueError
        If the URL is not ``postgresql://user:password@host:port/name``.
    """
    url = os.environ.get("LEITPLANKE_DATABASE_URL", "")
    return postgres(url) if url else sqlite(var_folder() / "leitplanke.sqlite3")


def sqlite(path: Path) -> dict[str, object]:
    """Return the settings of an SQLite file: one writer waits for another, and what is acknowledged survives a power cut."""
    options = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;",
    }
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "CONN_MAX_AGE": 60, "OPTIONS": options}


def postgres(url: str, variable: str = "LEITPLANKE_DATABASE_URL") -> dict[str, object]:
    """Return the settings of a PostgreSQL address that stands in `variable`; without a password libpq looks for one, in ``~/.pgpass``.

    Raises
    ------
    ValueError
        If it cannot be read, the scheme is another or the name is missing; no part of the address is told.

    Examples
    --------
    >>> found = postgres("postgresql://anna:ge%40heim@db:5433/firm?sslmode=require")
    >>> found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"], found["OPTIONS"]["sslmode"]
    ('anna', 'ge@heim', 'db', '5433', 'firm', 'require')
    """
    must = f"{variable} must look like postgresql://user:password@host:port/name; {addresses.ENCODED}"
    parts = addresses.split(url, must)
    name = parts.path.strip("/")
    # A slash in a password ends host and port too early: the rest of it would be taken for a name.
    if parts.scheme not in {"postgres", "postgresql"} or not name or set(name) & set("/@") or parts.fragment:
        raise ValueError(must)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(name),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": PATIENCE | addresses.options(parts.query, must),
    }


def need_driver(database: Mapping[str, object]) -> None:
    """Raise where the driver of a database is missing.

    Raises
    ------
    NoDriverError
        If it is not installed.
    """
    if str(database["ENGINE"]).endswith("postgresql"):
        try:
            import psycopg  # noqa: F401, PLC0415 - looked for only where PostgreSQL is used
        except ImportError:
            message = "psycopg, the driver of PostgreSQL, is not installed"
            raise NoDriverError(message) from None


def check() -> None:
    """Read every setting once.

    Raises
    ------
    ValueError
        With the name of the first that cannot be used.
    """
    for read in (
        *(database, sign_in_elsewhere, operators_pages, log_years, log_form),
        *(metrics_token, mailserver.mail, proxies, public_origin, allowed_hosts),
    ):
        read()


def secret_key() -> str:
    """Return the key that signs sessions: the stored one, or one for this process only while nothing is stored yet."""
    stored = _key_file()
    return stored.read_text(encoding="ascii").strip() if stored.is_file() else secrets.token_urlsafe(50)


def has_key() -> bool:
    """Say whether the data folder has its secret key, as every folder in which a server has run."""
    return _key_file().is_file()


def prepare() -> None:
    """Create the data folder and, once, the secret key that only its owner may read."""
    folder = var_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _close_to_others()
    try:
        handle = os.open(_key_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
    settle(_key_file())
    settle(folder)


def _close_to_others() -> None:
    """Keep other accounts of this machine from what is written from now on, and from what earlier releases left open to them.

    The folder itself stays as it is where it was there before: it may be one that others need.
    """
    os.umask(0o077)
    for path in (attachments(), *var_folder().glob("leitplanke.sqlite3*")):
        with suppress(OSError):
            path.chmod(path.stat().st_mode & 0o770)


def set_secret_key(key: str) -> None:
    """Store another key, whole or not at all: after a restore links and second steps are those of the backup."""
    fresh = _key_file().with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(key)
    settle(fresh)
    fresh.replace(_key_file())


@contextmanager
def in_use() -> Iterator[None]:
    """Let others know that a server or worker runs on the data folder; a killed process is forgotten by the system."""
    with _lock_file().open("w") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        yield


@contextmanager
def alone() -> Iterator[bool]:
    """Yield whether no server and no worker runs on the data folder; none starts meanwhile."""
    with _lock_file().open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def starting() -> Iterator[None]:
    """Let web processes that begin meanwhile take no request before the database is up to date."""
    with _start_file().open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def wait_for_start() -> None:
    """Wait while a server that is starting brings the database up to date."""
    if _start_file().exists():
        with _start_file().open() as held:
            fcntl.flock(held, fcntl.LOCK_SH)


def _start_file() -> Path:
    return var_folder() / "starting"


def _lock_file() -> Path:
    return var_folder() / "in-use"


def _key_file() -> Path:
    return var_folder() / "secret-key"
