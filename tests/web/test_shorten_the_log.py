"""The log is kept for its period, nobody deletes from it before, and it says itself what was deleted."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from leitplanke.web import environment
from leitplanke.web.accounts.models import User
from leitplanke.web.audit.models import Entry
from leitplanke.web.audit.retention import come_again, keep_to_periods, shorten

TODAY = date(2040, 3, 1)


def entry(year: int, action: str = "change", organisation: object = None) -> Entry:
    at = datetime(year, 2, 1, tzinfo=UTC)
    return Entry.objects.create(at=at, action=action, object_type="companies.company", organisation=organisation)


def is_guarded() -> bool:
    try:
        with transaction.atomic():
            Entry.objects.all().delete()
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


def test_what_is_older_than_its_period_goes_and_the_log_says_so(alice: User, as_alice: Client) -> None:
    mine, other = alice.organisations.get().pk, uuid4()
    old = [entry(2029, organisation=mine), entry(2030, organisation=mine), entry(2030, organisation=other), entry(2020)]
    young = [entry(2031, organisation=mine), entry(2039, organisation=other)]
    before = Entry.objects.count()
    # What the fixtures wrote is of today, 2026, and so older than ten years in 2040.
    fixtures = before - len(old) - len(young)
    assert shorten(TODAY, 10) == len(old) + fixtures
    assert set(young) <= set(Entry.objects.all())
    assert not Entry.objects.filter(pk__in=[one.pk for one in old]).exists()
    told = Entry.objects.filter(action="shorten")
    assert {one.organisation for one in told} >= {mine, other}
    assert told.get(organisation=other).name == "1"
    assert is_guarded()
    page = as_alice.get(reverse("audit:organisation", args=[mine])).content.decode()
    assert "Protokoll gekürzt" in page


def test_sign_ins_are_kept_one_year(alice: User) -> None:
    mine = alice.organisations.get().pk
    gone = [entry(2039, "sign-in", mine), entry(2039, "refused", mine)]
    stays = [entry(2040, "sign-in", mine), entry(2039, "change", mine)]
    shorten(TODAY, 100)
    left = set(Entry.objects.all())
    assert left.isdisjoint(gone)
    assert set(stays) <= left


def test_where_nothing_is_old_nothing_happens(alice: User) -> None:
    entry(2039, organisation=alice.organisations.get().pk)
    before = Entry.objects.count()
    assert shorten(TODAY, 100) == 0
    assert Entry.objects.count() == before


def test_guards_stand_again_if_deleting_fails(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - whose log it is
    entry(2020)

    def broken(*_: object) -> None:
        raise DatabaseError

    with monkeypatch.context() as patch:
        patch.setattr("django.db.models.query.QuerySet._raw_delete", broken)
        with pytest.raises(DatabaseError), transaction.atomic():
            shorten(TODAY, 10)
    assert is_guarded()


@pytest.mark.django_db(transaction=True)
def test_the_worker_does_it_and_looks_again_tomorrow(alice: User) -> None:
    old = Entry.objects.create(
        at=timezone.now() - timedelta(days=366), action="sign-in", object_type="accounts.user", organisation=alice.organisations.get().pk
    )
    for _ in range(2):
        come_again()
    call_command("db_worker", batch=True, startup_delay=False, interval=0, verbosity=0)
    assert not Entry.objects.filter(pk=old.pk).exists()
    assert is_guarded()
    (following,) = DBTaskResult.objects.filter(task_path=keep_to_periods.module_path, status="READY")
    assert timedelta(hours=23) < following.run_after - timezone.now() < timedelta(hours=25)


@pytest.mark.parametrize("said", ["0", "-1", "1.5", "viele", "101", "٣"])
def test_a_wrong_period_is_refused_at_the_start(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEITPLANKE_LOG_YEARS", said)
    with pytest.raises(ValueError, match="LEITPLANKE_LOG_YEARS"):
        environment.log_years()


@pytest.mark.parametrize(("said", "years"), [("", 10), ("3", 3)])
def test_the_period_is_the_operators(said: str, years: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEITPLANKE_LOG_YEARS", said)
    assert environment.log_years() == years
