"""What has ended goes by itself, every day, however long the server runs."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from leitplanke.web.accounts.guard import CLOSED_FOR
from leitplanke.web.accounts.models import FailedSignIn, Invite, PasswordLink, User
from leitplanke.web.companies.models import Company
from leitplanke.web.ledger.models import Draft
from leitplanke.web.pace.models import Tally
from leitplanke.web.periods import EVERY, JOB_DAYS, come_again, keep_to_ends


def work() -> None:
    call_command("db_worker", batch=True, startup_delay=False, interval=0, verbosity=0)


def make(company: Company, user: User, *, over: bool) -> None:
    """Store one of everything that ends: just over, or not yet."""
    shift = timedelta(minutes=1) if over else -timedelta(minutes=1)
    now = timezone.now()
    name = "over" if over else "not yet"
    organisation = company.organisation
    Draft.objects.create(company=company, name=name, content=b"Muster GmbH;1000", made_at=now - timedelta(days=1) - shift)
    FailedSignIn.objects.create(digest=name, count=3, since=now - CLOSED_FOR - shift)
    Invite.objects.create(organisation=organisation, label=name, role="reader", digest=name, expires_at=now - shift)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session["name"] = name
    session.set_expiry(now - shift)
    session.save()
    Tally.objects.create(digest=name, count=1, ends=now - shift)
    PasswordLink.objects.create(user=user, digest=name, created_at=now - timedelta(days=1) - shift)
    job = DBTaskResult.objects.create(
        status="SUCCESSFUL", task_path=name, run_after=now, args_kwargs={"args": [], "kwargs": {}}, backend_name="default"
    )
    DBTaskResult.objects.filter(pk=job.pk).update(finished_at=now - timedelta(days=JOB_DAYS) - shift)


def left() -> list[list[str]]:
    return [
        [one.name for one in Draft.objects.all()],
        [one.digest for one in FailedSignIn.objects.all()],
        [one.label for one in Invite.objects.all()],
        [one.get_decoded().get("name", "") for one in Session.objects.all()],
        [one.digest for one in PasswordLink.objects.all()],
        [one.digest for one in Tally.objects.all()],
        [one.task_path for one in DBTaskResult.objects.filter(task_path__in=["over", "not yet"])],
    ]


@pytest.mark.django_db(transaction=True)
def test_the_worker_deletes_what_is_over_and_looks_again_tomorrow(company: Company, alice: User, bob: User) -> None:
    Session.objects.all().delete()
    make(company, alice, over=True)
    make(company, bob, over=False)
    for _ in range(2):
        come_again()
    work()
    assert left() == [["not yet"]] * 7
    (following,) = DBTaskResult.objects.filter(task_path=keep_to_ends.module_path, status="READY")
    assert EVERY - timedelta(hours=1) < following.run_after - timezone.now() <= EVERY
