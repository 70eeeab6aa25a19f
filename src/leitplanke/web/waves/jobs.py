"""What waves need without anybody asking: an end on their last day, and the end of single answers that are kept no longer."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from leitplanke.web import clock
from leitplanke.web.waves import turning

EVERY = timedelta(hours=1)


@task()
def keep_days() -> None:
    """Close what is overdue, delete what is old, and be called again in an hour; what fails now is tried again then."""
    come_again(EVERY)
    if not clock.is_believed():
        return
    turning.close_overdue()
    turning.forget_old(timezone.localdate())


def come_again(after: timedelta = timedelta()) -> None:
    """Queue the next look, in the place of any other that waits: there is one chain of them, however often a server starts."""
    DBTaskResult.objects.filter(task_path=keep_days.module_path, status=TaskResultStatus.READY).delete()
    keep_days.using(run_after=timezone.now() + after).enqueue()
