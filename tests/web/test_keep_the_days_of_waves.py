"""The worker closes waves on their last day and deletes single answers that are kept no longer, without anybody asking."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from leitplanke.web.companies.models import Company
from leitplanke.web.start import prepare_jobs
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.waves import turning
from leitplanke.web.waves.jobs import come_again, keep_days
from leitplanke.web.waves.models import Invitation, Wave

WAITING = DBTaskResult.objects.filter(task_path=keep_days.module_path)


@pytest.mark.django_db(transaction=True)
def test_the_worker_closes_and_deletes_on_time(company: Company) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    over = turning.plan(company, mode="anonymous", state="open", closes_at=yesterday)
    old = turning.plan(company, mode="anonymous", state="closed", keep_until=yesterday.date())
    kept = turning.plan(company, mode="anonymous", state="closed", keep_until=timezone.localdate())
    for wave in (over, old, kept):
        Invitation.objects.create(wave=wave, kind="personal", role="staff", digest=str(wave.pk), email="anna@firma.example")
        rater = Rater.objects.create(company=company, wave=wave, role="staff", key=str(wave.pk))
        Rating.objects.create(rater=rater, indicator="indicator.cloud.export-age", level=1, catalogue_version="1")
    come_again()
    call_command("db_worker", batch=True, startup_delay=False, interval=0, verbosity=0)
    assert Wave.objects.get(pk=over.pk).state == "closed"
    assert set(Rater.objects.filter(ratings__level=1).values_list("wave", flat=True)) == {over.pk, kept.pk}
    assert set(Invitation.objects.values_list("wave", flat=True)) == {over.pk, kept.pk}
    (following,) = WAITING.filter(status="READY")
    assert timedelta(minutes=50) < following.run_after - timezone.now() < timedelta(minutes=61)


def test_a_round_that_nobody_closes_ends_after_a_year_and_its_answers_a_year_later(company: Company) -> None:
    now = timezone.now()
    forgotten = turning.plan(company, mode="anonymous", state="open", opened_at=now - timedelta(days=366))
    dated = turning.plan(company, mode="anonymous", state="open", opened_at=now - timedelta(days=400), closes_at=now + timedelta(days=3))
    recent = turning.plan(company, mode="anonymous", state="open", opened_at=now - timedelta(days=300))
    Rater.objects.create(company=company, wave=forgotten, role="staff", key="1")
    assert turning.close_overdue() == 1
    assert [Wave.objects.get(pk=one.pk).state for one in (forgotten, dated, recent)] == ["closed", "open", "open"]
    today = timezone.localdate()
    assert turning.forget_old(today + timedelta(days=365)) == 0
    assert turning.forget_old(today + timedelta(days=366)) == 1
    assert not Rater.objects.filter(wave=forgotten).exists()


def test_a_round_opened_again_late_is_not_closed_at_once(company: Company) -> None:
    wave = turning.plan(company, mode="anonymous", state="open", opened_at=timezone.now() - timedelta(days=360))
    turning.close(wave)
    turning.reopen(wave)
    assert timezone.now() - (Wave.objects.get(pk=wave.pk).opened_at or timezone.now()) < timedelta(days=1)
    assert turning.close_overdue() == 0


def test_however_often_a_server_starts_one_look_waits() -> None:
    for _ in range(3):
        prepare_jobs()
    assert WAITING.count() == 1
