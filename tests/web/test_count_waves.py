"""Waves in figures: what counts, from whom, and that the study file says the same without a person."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from leitplanke.exchange import studyfile
from leitplanke.study.result import StudyResult
from leitplanke.study.run import analyse
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.studies.gathering import gather, to_text
from leitplanke.web.survey import answering
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.waves import links, pictures, raters, turning
from leitplanke.web.waves.models import Invitation, Shown, Wave

SMALL = {"seed": 1, "outer_points": 16, "histories": 2**10}
EXPORT, SKILL = "indicator.cloud.export-age", "indicator.employees.digital-basics"


class People:
    """A wave and those who answer in it."""

    def __init__(self, company: Company, **fields: object) -> None:
        self.wave = turning.plan(company, **{"mode": "anonymous"} | fields)
        self.secrets: list[str] = []

    def invite(self, count: int, role: str = "staff") -> list[str]:
        made = [links.new_secret() for _ in range(count)]
        for secret in made:
            Invitation.objects.create(wave=self.wave, kind="personal", role=role, digest=links.digest_of(secret))
        self.secrets += made
        return made

    def answer(self, secret: str, choice: str, indicator: str = EXPORT, **more: str) -> None:
        visit = links.visit(secret)
        assert visit is not None
        raters.begin(visit, "de")
        asked = tuple(one for one in catalogue().indicators if one.id == indicator)
        raters.save(visit, {answering.field_name(indicator): choice, **more}, asked)

    def withdraw(self, secret: str) -> None:
        visit = links.visit(secret)
        assert visit is not None
        raters.withdraw(visit)


@pytest.fixture
def opened(answered: Company) -> Callable[..., People]:
    """Return what opens a wave of Alpha GmbH with so many invited staff."""

    def start(count: int = 6, **fields: object) -> People:
        people = People(answered, **fields)
        people.invite(count)
        turning.start(people.wave)
        return people

    return start


def moments(company: Company) -> dict[tuple[str, str], tuple[int, float]]:
    return {(one.indicator, one.group): (one.count, one.mean) for one in gather(company).moments}


def test_four_answers_count_nowhere_and_five_count_at_closing(answered: Company, opened: Callable[..., People]) -> None:
    before = to_text(gather(answered))
    four, five = opened(6), opened(6)
    for secret in four.secrets[:4]:
        four.answer(secret, "4")
    turning.close(four.wave)
    assert to_text(gather(answered)) == before
    for secret in five.secrets[:5]:
        five.answer(secret, "4")
    assert to_text(gather(answered)) == before
    turning.close(five.wave)
    assert moments(answered) == {(EXPORT, "staff"): (5, pytest.approx(level_value(EXPORT, 4)))}


def level_value(indicator: str, level: int) -> float:
    (found,) = (one for one in catalogue().indicators if one.id == indicator)
    return found.levels[level].value


def test_live_pictures_move_in_steps_of_five(answered: Company, opened: Callable[..., People]) -> None:
    people = opened(12, live=True)
    seen = []
    for secret in people.secrets:
        people.answer(secret, "2")
        seen.append(sum(one.total for one in pictures.cells_of(people.wave).values()))
    assert seen == [0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10, 10]
    turning.close(people.wave)
    assert moments(answered)[EXPORT, "staff"][0] == 10


def test_open_waves_count_every_answer(answered: Company, opened: Callable[..., People]) -> None:
    people = opened(3, mode="open")
    people.answer(people.secrets[0], "1")
    people.answer(people.secrets[1], "3")
    people.answer(people.secrets[2], "not-applicable")
    assert moments(answered)[EXPORT, "staff"][0] == 2
    people.answer(people.secrets[2], "not-applicable", **{f"{answering.field_name(EXPORT)}-reason": "Wir haben keine Cloud."})
    (found,) = gather(answered).moments
    assert (found.count, found.not_applicable) == (2, 1)
    assert "Wir haben keine Cloud" not in to_text(gather(answered))


def test_the_latest_wave_counts_that_is_over(answered: Company, opened: Callable[..., People]) -> None:
    for level in ("0", "4"):
        people = opened(10)
        for secret in people.secrets:
            people.answer(secret, level)
        turning.close(people.wave)
        assert moments(answered)[EXPORT, "staff"] == (10, pytest.approx(level_value(EXPORT, int(level))))
    running = opened(5, live=True)
    for secret in running.secrets:
        running.answer(secret, "2")
        running.answer(secret, "2", SKILL)
    assert moments(answered)[EXPORT, "staff"] == (10, pytest.approx(level_value(EXPORT, 4)))
    assert moments(answered)[SKILL, "staff"][0] == 5


def test_a_wave_too_like_the_last_keeps_its_picture(answered: Company, opened: Callable[..., People]) -> None:
    first, second = opened(8), opened(9)
    for people in (first, second):
        for place, secret in enumerate(people.secrets):
            people.answer(secret, str(place % 5))
        turning.close(people.wave)
    assert moments(answered)[EXPORT, "staff"][0] == 8
    assert Shown.objects.count() == 1


def test_a_second_round_takes_answers_over_and_moves_with_five_changes(answered: Company, opened: Callable[..., People]) -> None:
    people = opened(8)
    for secret in people.secrets:
        people.answer(secret, "0")
    turning.close(people.wave)
    second = turning.second_round(people.wave)
    turning.start(second)
    for secret in people.secrets[:4]:
        people.answer(secret, "4", **{f"{answering.field_name(EXPORT)}-because": "Seit Mai haben wir einen Auszug."})
    turning.close(second)
    assert pictures.cells_of(second)[EXPORT, "staff"].levels == (8, 0, 0, 0, 0)
    turning.reopen(second)
    people.answer(people.secrets[4], "4")
    turning.close(second)
    assert pictures.cells_of(second)[EXPORT, "staff"].levels == (3, 0, 0, 0, 5)
    assert pictures.cells_of(people.wave)[EXPORT, "staff"].levels == (8, 0, 0, 0, 0)
    assert "Auszug" not in to_text(gather(answered))
    assert Rating.objects.filter(rater__wave=second, revised_because__contains="Auszug").count() == 4


def test_desk_and_wave_of_one_group_become_one_moment(answered: Company, opened: Callable[..., People]) -> None:
    desk = Rater.objects.create(company=answered, role="staff")
    Rating.objects.create(rater=desk, indicator=EXPORT, level=0, catalogue_version="1")
    people = opened(5)
    for secret in people.secrets:
        people.answer(secret, "4")
    turning.close(people.wave)
    count, mean = moments(answered)[EXPORT, "staff"]
    assert (count, mean) == (6, pytest.approx((level_value(EXPORT, 0) + 5 * level_value(EXPORT, 4)) / 6))
    assert [one.role for one in gather(answered).raters] == ["owner"]


def test_the_file_gives_the_identical_result_and_no_single_answer(
    answered: Company, evaluated: Callable[[Company], StudyResult], opened: Callable[..., People]
) -> None:
    plain = evaluated(answered)
    people = opened(7)
    for place, secret in enumerate(people.secrets):
        for indicator in (EXPORT, SKILL):
            people.answer(secret, str(place % 4), indicator)
    turning.close(people.wave)
    inputs = gather(answered)
    with_wave = analyse(catalogue(), inputs, **SMALL)
    assert with_wave.capacities != plain.capacities
    written = studyfile.write(studyfile.pooled(inputs, catalogue()))
    assert "rater" not in written
    assert not any(secret in written or links.key_of(secret) in written for secret in people.secrets)
    read = studyfile.read(written, "studie.yaml", catalogue())
    assert analyse(catalogue(), read, **SMALL) == with_wave


def test_rows_of_an_anonymous_wave_tie_nobody_to_a_link(opened: Callable[..., People]) -> None:
    people = opened(6)
    for secret in people.secrets:
        people.answer(secret, "1")
    stored = {value for row in Rater.objects.exclude(wave=None) for value in (row.key, row.name, row.agreed_on)}
    invited = {value for row in Invitation.objects.all() for value in (row.digest, str(row.pk), row.label, row.email)}
    assert stored & invited <= {"", None}
    assert not any(secret in str(value) for secret in people.secrets for value in stored | invited)
    times = {timezone.localtime(one) for one in Rating.objects.filter(rater__wave=people.wave).values_list("saved_at", flat=True)}
    times |= {timezone.localtime(one) for one in Rater.objects.filter(wave=people.wave).values_list("created_at", flat=True)}
    assert {(one.hour, one.minute, one.second, one.microsecond) for one in times} == {(0, 0, 0, 0)}


def test_withdrawn_answers_never_count_and_the_link_gives_no_second_voice(answered: Company, opened: Callable[..., People]) -> None:
    people = opened(6)
    for secret in people.secrets:
        people.answer(secret, "1")
    for secret in people.secrets[:2]:
        people.withdraw(secret)
    with pytest.raises(raters.NoAnswersNowError):
        people.answer(people.secrets[0], "3")
    turning.close(people.wave)
    assert moments(answered) == {}
    assert Rating.objects.filter(rater__wave=people.wave).count() == 4


def test_what_a_live_picture_holds_survives_a_withdrawal(answered: Company, opened: Callable[..., People]) -> None:
    people = opened(9, live=True)
    for secret in people.secrets:
        people.answer(secret, "1")
    for secret in people.secrets[:4]:
        people.withdraw(secret)
    turning.close(people.wave)
    assert moments(answered)[EXPORT, "staff"][0] == 5


def test_answers_after_closing_are_refused(opened: Callable[..., People]) -> None:
    people = opened(6)
    people.answer(people.secrets[0], "1")
    Wave.objects.filter(pk=people.wave.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(raters.NoAnswersNowError):
        people.answer(people.secrets[0], "2")
    assert turning.close_overdue() == 1
    with pytest.raises(raters.NoAnswersNowError):
        people.answer(people.secrets[1], "2")
    assert [row.level for row in Rating.objects.filter(rater__wave=people.wave)] == [1]


@pytest.mark.parametrize(
    ("turn", "code"),
    [
        (turning.start, "not-draft"),
        (turning.freeze, "not-closed"),
        (turning.reopen, "not-closed"),
        (turning.second_round, "not-over"),
        (turning.drop, "not-draft"),
        (lambda wave: turning.raise_threshold(wave, 5), "lower"),
    ],
)
def test_a_running_wave_cannot_be_turned_so(turn: Callable[[Wave], object], code: str, opened: Callable[..., People]) -> None:
    wave = opened(6).wave
    with pytest.raises(turning.RefusedError) as refused:
        turn(wave)
    assert refused.value.code == code
    wave.refresh_from_db()
    assert (wave.state, wave.threshold) == ("open", 5)


def test_a_form_sent_while_a_round_begins_makes_no_anonymous_round_open(answered: Company) -> None:
    draft = turning.plan(answered, mode="anonymous")
    Invitation.objects.create(wave=draft, kind="room", role="staff", digest="0" * 64)
    turning.start(draft)
    assert draft.state == "draft", "as the page read it before"
    turning.change(draft, mode="open", name="Herbst")
    now = Wave.objects.get(pk=draft.pk)
    assert (now.mode, now.name, now.state) == ("anonymous", "Herbst", "open")


def test_an_anonymous_wave_for_four_cannot_begin(answered: Company) -> None:
    people = People(answered)
    people.invite(4, "staff")
    people.invite(4, "it")
    with pytest.raises(turning.RefusedError, match="too-few"):
        turning.start(people.wave)
    people.invite(1, "it")
    turning.start(people.wave)


def test_old_answers_are_deleted_and_pictures_stay(answered: Company, opened: Callable[..., People]) -> None:
    anonymous, seen = opened(6), opened(6, mode="open")
    for secret in anonymous.secrets:
        anonymous.answer(secret, "1")
    for secret in seen.secrets:
        seen.answer(secret, "3", SKILL)
    seen.answer(seen.secrets[0], "3", "indicator.employees.learning-time")
    for wave in (anonymous.wave, seen.wave):
        turning.close(wave)
    counted = moments(answered)
    today = timezone.localdate()
    assert turning.forget_old(today + timedelta(days=turning.KEPT_DAYS)) == 0
    assert turning.forget_old(today + timedelta(days=turning.KEPT_DAYS + 1)) == 2
    assert not Rater.objects.exclude(wave=None).exists()
    assert not Invitation.objects.exists()
    assert counted.pop(("indicator.employees.learning-time", "staff"))[0] == 1
    assert moments(answered) == counted
