"""After the result comes the review of its plan: in the background, behind whatever people wait for, cancelled and resumed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from leitplanke.exchange import reviewfile
from leitplanke.study.result import StudyResult
from leitplanke.study.reviewed import PlanReview
from leitplanke.web.companies.models import Company
from leitplanke.web.jobs.running import MOST_ATTEMPTS, Beat, TakenBackError, cancel, resume_lost
from leitplanke.web.studies import jobs, reviewing
from leitplanke.web.studies.gathering import gather, to_text
from leitplanke.web.studies.models import Review, StoredReview, Study
from leitplanke.web.studies.results import read_result

State = Review.State
Making = Callable[[Review, Beat], PlanReview]


@pytest.fixture
def invent(
    monkeypatch: pytest.MonkeyPatch, made_up_review: Callable[[StudyResult], PlanReview]
) -> Callable[[Callable[[Review, Beat], None]], None]:
    """Return what sets a job that invents its review in place of the engine's, after doing something else first."""

    def put(first: Callable[[Review, Beat], None]) -> None:
        def compute(job: Review, beat: Beat) -> PlanReview:
            first(job, beat)
            return made_up_review(read_result(job.study_id))

        monkeypatch.setattr(reviewing, "REVIEWS", replace(reviewing.REVIEWS, compute=compute))

    put(lambda _job, beat: beat("robustness", 0.5))
    return put


def work() -> None:
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0, reload=False)


def page(study: Study, name: str = "page") -> str:
    return reverse(f"plans:{name}", args=[study.pk])


@pytest.mark.django_db(transaction=True)
def test_a_result_is_followed_by_the_review_of_its_plan(
    answered: Company,
    as_alice: Client,
    invent: object,
    evaluated: Callable[[Company], StudyResult],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    del invent
    monkeypatch.setattr(jobs, "EVALUATIONS", replace(jobs.EVALUATIONS, compute=lambda study, _beat: evaluated(study.company)))
    as_alice.post(reverse("studies:start", args=[answered.pk]))
    work()
    study = Study.objects.get()
    assert (study.state, study.review.state, study.review.share) == (State.DONE, State.DONE, 1.0)
    stored = reviewfile.load(study.stored_review.document)
    assert [one.id for one in stored.plan] == [one.id for one in read_result(study.pk).plan.measures]
    assert as_alice.get(page(study, "state"))["HX-Refresh"] == "true"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("invent")
def test_evaluations_that_people_wait_for_go_first(study: Study) -> None:
    reviewing.order(study)
    jobs.enqueue(study.pk)
    first, second = DBTaskResult.objects.order_by("-priority").values_list("task_path", flat=True)
    assert (first.rpartition(".")[2], second.rpartition(".")[2]) == ("evaluate", "review_plan")


@pytest.mark.django_db(transaction=True)
def test_a_running_review_stands_back_for_a_new_evaluation(study: Study, invent: Callable[[Callable[[Review, Beat], None]], None]) -> None:
    waiting = []

    def interrupted(_job: Review, beat: Beat) -> None:
        if not waiting:
            waiting.append(Study.objects.create(company=study.company, inputs=to_text(gather(study.company))))
            with pytest.raises(TakenBackError):
                beat("robustness", 0.5)
            raise TakenBackError
        Study.objects.filter(pk=waiting[0].pk).update(state=State.DONE)

    invent(interrupted)
    reviewing.order(study)
    work()
    review = Review.objects.get()
    assert (review.state, review.attempts, StoredReview.objects.count()) == (State.DONE, 2, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("said", "reviews"), [("", 1), ("ask", 0)])
def test_a_small_machine_reviews_only_where_somebody_asks(study: Study, monkeypatch: pytest.MonkeyPatch, said: str, reviews: int) -> None:
    monkeypatch.setenv("LEITPLANKE_REVIEWS", said)
    result = read_result(study.pk)
    again = Study.objects.create(company=study.company, inputs=study.inputs)
    jobs.store(again, result)
    assert Review.objects.filter(study=again).count() == reviews


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_review_ends_and_can_be_made_later(
    study: Study, as_alice: Client, invent: Callable[[Callable[[Review, Beat], None]], None]
) -> None:
    def cancelled(job: Review, beat: Beat) -> None:
        as_alice.post(page(job.study, "cancel"))
        assert beat.stopped()

    invent(cancelled)
    as_alice.post(page(study, "order"))
    work()
    assert (Review.objects.get().state, StoredReview.objects.count()) == (State.CANCELLED, 0)
    assert "Sie haben die Prüfung des Plans abgebrochen" in as_alice.get(page(study)).content.decode()
    invent(lambda _job, _beat: None)
    as_alice.post(page(study, "order"))
    work()
    assert (Review.objects.get().state, StoredReview.objects.count()) == (State.DONE, 1)


@pytest.mark.django_db(transaction=True)
def test_a_value_that_comes_after_the_cancel_is_not_kept(study: Study, invent: Callable[[Callable[[Review, Beat], None]], None]) -> None:
    invent(lambda job, _beat: cancel(reviewing.REVIEWS, job.pk))
    reviewing.order(study)
    work()
    assert (Review.objects.get().state, StoredReview.objects.count()) == (State.CANCELLED, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("invent")
def test_a_killed_workers_review_is_taken_up_again(study: Study) -> None:
    reviewing.order(study)
    DBTaskResult.objects.all().delete()  # the worker died with the task in its hands
    Review.objects.update(state=State.RUNNING, attempts=1, beat_at=timezone.now() - timedelta(minutes=4))
    assert resume_lost(reviewing.REVIEWS) == 1
    work()
    assert Review.objects.get().state == State.DONE


@pytest.mark.django_db(transaction=True)
def test_a_review_that_kills_every_worker_is_given_up(study: Study) -> None:
    reviewing.order(study)
    Review.objects.update(state=State.RUNNING, attempts=MOST_ATTEMPTS, beat_at=timezone.now() - timedelta(minutes=4))
    assert resume_lost(reviewing.REVIEWS) == 0
    assert Review.objects.get().state == State.FAILED


@pytest.mark.django_db(transaction=True)
def test_a_fault_of_ours_is_told_and_the_result_stays(
    study: Study, as_alice: Client, invent: Callable[[Callable[[Review, Beat], None]], None], caplog: pytest.LogCaptureFixture
) -> None:
    def burst(_job: Review, _beat: Beat) -> None:
        raise ZeroDivisionError("inner secret")  # noqa: EM101, TRY003 - the test's own

    invent(burst)
    reviewing.order(study)
    work()
    told = as_alice.get(page(study)).content.decode()
    assert "Die Prüfung des Plans ist nicht gelungen" in told
    assert "inner secret" not in told
    assert "inner secret" in caplog.text
    assert as_alice.get(reverse("studies:result", args=[study.pk])).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("invent")
def test_a_double_click_makes_one_review(study: Study, as_alice: Client) -> None:
    for _ in range(3):
        as_alice.post(page(study, "order"))
    assert DBTaskResult.objects.count() == 1
    work()
    as_alice.post(page(study, "order"))
    assert (Review.objects.get().attempts, StoredReview.objects.count(), DBTaskResult.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("invent")
def test_a_plan_of_an_earlier_catalogue_is_not_reviewed(study: Study, as_alice: Client) -> None:
    type(study.result).objects.update(catalogue_version="1999.1.1")
    as_alice.post(page(study, "order"))
    assert Review.objects.count() == 0
    assert "mit einem früheren Katalog" in as_alice.get(page(study)).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("invent")
def test_a_stored_review_cannot_be_edited(study: Study) -> None:
    reviewing.order(study)
    work()
    row = StoredReview.objects.get()
    row.document = "{}"
    with pytest.raises(ValueError, match="never edited"):
        row.save()
