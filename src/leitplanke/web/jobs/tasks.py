"""The queue of tasks behind the jobs: what waits in it, and what workers left in it that have ended."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

MOST_WORKERS = 3
"""A task that so many workers ended with is not given to another one."""


def waiting(path: str) -> set[UUID]:
    """Return the jobs that tasks of a kind wait for."""
    found = DBTaskResult.objects.filter(task_path=path, status=TaskResultStatus.READY).values_list("args_kwargs", flat=True)
    return {UUID(one["args"][0]) for one in found}


@transaction.atomic
def put_back(gone: frozenset[str]) -> int:
    """Let other workers take the tasks of those that have ended; return how many. Every task of ours may begin anew."""
    running = DBTaskResult.objects.select_for_update(skip_locked=True).filter(status=TaskResultStatus.RUNNING)
    left = [one for one in running if one.worker_ids and one.worker_ids[-1] in gone]
    for one in left:
        one.status = TaskResultStatus.FAILED if len(one.worker_ids) >= MOST_WORKERS else TaskResultStatus.READY
        one.finished_at = timezone.now() if one.status == TaskResultStatus.FAILED else None
        one.save(update_fields=["status", "finished_at"])
    return len(left)
