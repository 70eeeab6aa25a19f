"""What can be seen in the database: whether it answers, fits this release, and whether workers do their work."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.db.models.functions import Now
from django.utils import timezone

from leitplanke.primitives.faults import InputFaultsError
from leitplanke.web.accounts.models import User
from leitplanke.web.backup import schedule
from leitplanke.web.backup.passphrases import passphrase
from leitplanke.web.backup.rows import later
from leitplanke.web.backup.wholeness import damage
from leitplanke.web.condition import beat
from leitplanke.web.condition.findings import Finding, fault, ok, warning
from leitplanke.web.condition.machine import CLOCK_TOLERANCE
from leitplanke.web.jobs.models import Job
from leitplanke.web.studies.models import Review, Study

KINDS: tuple[type[Job], ...] = (Study, Review)
LONG_WAIT = timedelta(minutes=30)
LATELY = timedelta(days=7)


def look(*, serving: bool) -> Iterator[Finding]:
    """Yield what is found; without an answer of the database nothing else is asked.

    Parameters
    ----------
    serving
        Whether a server should be at work now: only then its silence is a fault.
    """
    # A file that is damaged answers some questions and falls at others: it is looked at before any of its tables.
    for first in (database, whole, tables):
        found = first()
        yield found
        if found.state == "fault" or (found.check, found.code) == ("tables", "none"):
            return
    for check in (database_clock, people):
        yield check()
    yield worker(serving=serving)
    yield jobs()
    yield backup()


def database() -> Finding:
    """Look whether the database answers."""
    try:
        connection.ensure_connection()
        connection.introspection.table_names()
    except Error as error:
        if told := damage(connection):
            return fault("database", "broken", fault=told)
        return fault("database", "away", kind=connection.vendor, fault=str(error).strip().partition("\n")[0])
    return ok("database", kind={"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(connection.vendor, connection.vendor))


def tables() -> Finding:
    """Look whether the tables are those of this release."""
    loader = MigrationExecutor(connection).loader
    if newer := later(connection):
        return fault("tables", "newer", first=newer)
    missing = [one for one in loader.graph.nodes if one not in loader.applied_migrations]
    if not loader.applied_migrations:
        return ok("tables", "none")
    return fault("tables", "older", count=len(missing)) if missing else ok("tables")


def whole() -> Finding:
    """Look whether an SQLite file is whole; PostgreSQL looks after its files itself."""
    if connection.vendor != "sqlite":
        return ok("whole", "elsewhere")
    told = damage(connection)
    return fault("whole", "damaged", fault=told) if told else ok("whole")


def database_clock() -> Finding:
    """Look whether the database's clock goes with this machine's."""
    row = ContentType.objects.annotate(now=Now()).values_list("now", flat=True).first()
    apart = abs((timezone.now() - row).total_seconds()) if row else 0.0
    return warning("database-clock", "apart", seconds=round(apart)) if apart > CLOCK_TOLERANCE else ok("database-clock")


def people() -> Finding:
    """Look whether somebody can sign in."""
    if settings.LOCAL:
        return ok("people", "local")
    count = User.objects.filter(is_active=True).count()
    return ok("people", count=count) if count else warning("people", "nobody")


def worker(*, serving: bool) -> Finding:
    """Look whether a worker lives."""
    silent = beat.silence()
    if silent is not None and silent <= beat.SILENT_AFTER:
        return ok("worker", seconds=round(silent))
    if not serving:
        return ok("worker", "ended")
    return fault("worker", "never") if silent is None else fault("worker", "silent", minutes=round(silent / 60))


def jobs() -> Finding:
    """Look whether jobs wait long or have failed of late without being anybody's wrong input."""
    now = timezone.now()
    failed = sum(kind._default_manager.filter(state=Job.State.FAILED, faults=[], beat_at__gt=now - LATELY).count() for kind in KINDS)  # noqa: SLF001 - Django's public name for it
    oldest = oldest_waiting()
    if oldest > LONG_WAIT:
        return warning("jobs", "waiting", minutes=round(oldest / timedelta(minutes=1)))
    return warning("jobs", "failed", count=failed) if failed else ok("jobs")


def oldest_waiting() -> timedelta:
    """Return for how long the oldest job waits."""
    rows = (kind._default_manager.filter(state=Job.State.QUEUED).aggregate(first=Min("beat_at"))["first"] for kind in KINDS)  # noqa: SLF001 - see above
    return max((timezone.now() - one for one in rows if one), default=timedelta())


def backup() -> Finding:
    """Look whether backups are made and how old the newest is."""
    try:
        found = schedule.standing(timezone.now())
    except ValueError as error:
        return fault("backup", "unusable", fault=error)
    if found.schedule is None:
        return ok("backup", "local") if settings.LOCAL else warning("backup", "none")
    try:
        passphrase(found.schedule.passphrase_file)
    except InputFaultsError as error:
        return warning("backup", "passphrase", fault=error.faults[0].code, path=error.faults[0].where)
    return _of_attempts(found, found.schedule)


def _of_attempts(found: schedule.Standing, kept: schedule.Schedule) -> Finding:
    if found.fault:
        return _of_fault(found.fault, kept)
    if found.age is None:
        return warning("backup", "never", folder=kept.folder) if found.is_late and not found.is_idle else ok("backup", "first")
    hours = round(found.age / timedelta(hours=1))
    if found.is_late:
        return warning("backup", "late", hours=hours, folder=kept.folder)
    if found.last and found.last.missing:
        return warning("backup", "missing", count=found.last.missing)
    return ok("backup", hours=hours)


def _of_fault(said: str, kept: schedule.Schedule) -> Finding:
    if "backup-nothing" in said:
        return warning("backup", "nothing", folder=kept.folder)
    if "backup-folder-anothers" in said:
        return warning("backup", "anothers", folder=kept.folder)
    return warning("backup", "failed", fault=said, folder=kept.folder)
