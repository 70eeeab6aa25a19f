"""How long entries are kept: nobody deletes one by hand, and what time deletes is told by an entry of its own.

Entries are kept ten years, as long as commercial law wants papers kept at most, or as many as the operator sets (``LEITPLANKE_LOG_YEARS``).
Sign-ins say when people work; they are kept one year.
"""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from leitplanke.web import clock, environment
from leitplanke.web.audit import guards
from leitplanke.web.audit.models import Entry
from leitplanke.web.audit.recording import record
from leitplanke.web.audit.signing import BAD_CODE, REFUSED, SIGNED_IN

SIGN_IN_YEARS = 1
SHORTENED = "shorten"
EVERY = timedelta(days=1)


@task()
def keep_to_periods() -> None:
    """Delete what is kept no longer, and be called again tomorrow; what fails now is tried again then."""
    come_again(EVERY)
    if clock.is_believed():
        shorten(timezone.localdate(), environment.log_years())


def come_again(after: timedelta = timedelta()) -> None:
    """Queue the next look, in the place of any other that waits: there is one chain of them, however often a server starts."""
    DBTaskResult.objects.filter(task_path=keep_to_periods.module_path, status=TaskResultStatus.READY).delete()
    keep_to_periods.using(run_after=timezone.now() + after).enqueue()


@transaction.atomic
def shorten(today: date, years: int) -> int:
    """Delete entries that are older than so many years, and sign-ins older than one; return how many.

    Each organisation whose log gets shorter has an entry that says by how much.
    """
    signing = Q(action__in=(SIGNED_IN, REFUSED, BAD_CODE), at__lt=_moment(today, SIGN_IN_YEARS))
    old = Entry.objects.filter(Q(at__lt=_moment(today, years)) | signing).order_by()
    if not old.exists():
        return 0
    counts = Counter(old.values_list("organisation", flat=True))
    _delete(old)
    for organisation, count in counts.items():
        if organisation is not None:
            record(SHORTENED, "accounts.organisation", organisation.hex, organisation=organisation, name=str(count))
    return counts.total()


def _delete(old: QuerySet[Entry]) -> None:
    """Delete entries while the guards are down, which nobody else sees: they are up again in the same transaction."""
    guards.take_down(connection)
    old._raw_delete(old.db)  # noqa: SLF001 - Django's own way to delete without loading a row
    guards.put_up(connection)


def _moment(today: date, years: int) -> datetime:
    """Return the begin of the day so many years ago; of the 29th of February the 28th.

    Examples
    --------
    >>> _moment(date(2028, 2, 29), 1).date()
    datetime.date(2027, 2, 28)
    """
    try:
        day = today.replace(year=today.year - years)
    except ValueError:
        day = today.replace(year=today.year - years, day=28)
    return datetime.combine(day, time(), UTC)
