"""What ends by itself and is deleted once a day while a server runs: sessions, links, drafts, wrong passwords, files of nobody.

Answers and addresses of waves have a look of their own each hour (`waves.jobs`), the log one each day (`audit.retention`).
"""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from leitplanke.web import clock
from leitplanke.web.accounts import guard
from leitplanke.web.accounts.members import forget_ended
from leitplanke.web.ledger.intake import tidy
from leitplanke.web.notes.orphans import drop_orphans
from leitplanke.web.pace.models import Tally

EVERY = timedelta(days=1)
JOB_DAYS = 14
"""How long the machine's own list of finished jobs goes back; it holds keys of rows and no figures."""


@task()
def keep_to_ends() -> None:
    """Delete what has ended, and be called again tomorrow; what fails now is tried again then."""
    come_again(EVERY)
    if clock.is_believed():
        forget()


def come_again(after: timedelta = timedelta()) -> None:
    """Queue the next look, in the place of any other that waits: there is one chain of them, however often a server starts."""
    DBTaskResult.objects.filter(task_path=keep_to_ends.module_path, status=TaskResultStatus.READY).delete()
    keep_to_ends.using(run_after=timezone.now() + after).enqueue()


def forget() -> None:
    """Delete what has ended."""
    call_command("clearsessions", verbosity=0)
    call_command("prune_db_task_results", min_age_days=JOB_DAYS, verbosity=0)
    forget_ended()
    tidy()
    guard.drop_old()
    drop_orphans()
    Tally.objects.filter(ends__lte=timezone.now()).delete()
