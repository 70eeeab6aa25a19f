"""The quick check: saved at each choice, resumed, never lost."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from leitplanke.web.catalogue import quick_check
from leitplanke.web.companies.models import Company
from leitplanke.web.survey.models import Rating

CLOUD = ("cloud-core-share", "cloud-exit-months", "cloud-classified", "cloud-declined-requests")


def page(company: Company, component: str = "cloud") -> str:
    return reverse("survey:page", args=[company.pk, component])


def save(company: Company, question: str) -> str:
    return reverse("survey:save-answer", args=[company.pk, "cloud", question])


def stored() -> dict[str, tuple[int | None, str, str]]:
    return {row.indicator: (row.level, row.missing, row.reason) for row in Rating.objects.all()}


def test_every_component_asks_four_questions_in_full_sentences(company: Company, as_alice: Client) -> None:
    assert [(component.id, len(questions)) for component, questions in quick_check()] == [
        (f"component.{name}", 4) for name in ("iot-data", "value-networks", "platforms", "cloud", "organisation", "employees")
    ]
    shown = as_alice.get(page(company)).content.decode()
    for question in CLOUD:
        choices = re.findall(rf'name="{question}" value="([^"]+)"[^>]*><span>([^<]+)</span>', shown)
        assert [value for value, _ in choices] == ["0", "1", "2", "3", "4", "unknown", "not-applicable"]
        assert len({sentence for _, sentence in choices}) == 7


def test_a_choice_saves_itself(company: Company, as_alice: Client) -> None:
    answer = as_alice.post(save(company, CLOUD[0]), {CLOUD[0]: "3"}).content.decode()
    assert re.search(r"zuletzt gespeichert \d\d:\d\d", answer)
    assert stored() == {"indicator.cloud.core-share": (3, "", "")}
    shown = as_alice.get(page(company)).content.decode()
    assert re.search(rf'name="{CLOUD[0]}" value="3" checked', shown)


def test_saving_one_answer_asks_the_database_little(
    answered: Company, as_alice: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(13):
        as_alice.post(save(answered, CLOUD[0]), {CLOUD[0]: "3"})


def test_another_choice_takes_the_place_of_the_first(company: Company, as_alice: Client) -> None:
    for level in ("1", "4", "4"):
        as_alice.post(save(company, CLOUD[0]), {CLOUD[0]: level})
    assert stored() == {"indicator.cloud.core-share": (4, "", "")}


def test_does_not_apply_asks_why(company: Company, as_alice: Client) -> None:
    without = as_alice.post(save(company, CLOUD[1]), {CLOUD[1]: "not-applicable", f"{CLOUD[1]}-reason": " "}).content.decode()
    assert "warum" in without
    assert "counts" not in without
    with_reason = {CLOUD[1]: "not-applicable", f"{CLOUD[1]}-reason": "Wir nutzen keine Cloud."}
    assert "zuletzt gespeichert" in as_alice.post(save(company, CLOUD[1]), with_reason).content.decode()
    assert stored() == {"indicator.cloud.exit-months": (None, "not-applicable", "Wir nutzen keine Cloud.")}


@pytest.mark.parametrize("off", ["5", "-1", "2.5", "", "viel", "²", "not-applicable ", "1e0"])
def test_an_answer_off_the_scale_is_refused_and_the_old_one_stays(off: str, company: Company, as_alice: Client) -> None:
    as_alice.post(save(company, CLOUD[0]), {CLOUD[0]: "2"})
    answer = as_alice.post(save(company, CLOUD[0]), {CLOUD[0]: off})
    assert "nicht speichern" in answer.content.decode()
    assert stored() == {"indicator.cloud.core-share": (2, "", "")}


def test_unknown_pages_and_questions_do_not_exist(company: Company, as_alice: Client) -> None:
    assert as_alice.get(page(company, "astrology")).status_code == 404
    assert as_alice.post(save(company, "iot-use-ratio"), {"iot-use-ratio": "1"}).status_code == 404
    assert stored() == {}


def test_the_whole_page_works_without_script(company: Company, as_alice: Client) -> None:
    posted = {CLOUD[0]: "0", CLOUD[1]: "4", CLOUD[2]: "unknown", **{f"was-{name}": "|" for name in CLOUD}}
    response = as_alice.post(page(company), posted)
    assert response["Location"] == page(company, "organisation")
    assert set(stored().values()) == {(0, "", ""), (4, "", ""), (None, "unknown", "")}


def test_a_missing_reason_keeps_the_reader_on_the_page(company: Company, as_alice: Client) -> None:
    response = as_alice.post(page(company), {CLOUD[0]: "not-applicable", CLOUD[1]: "1"})
    shown = response.content.decode()
    assert response.status_code == 422
    assert f'<a href="#{CLOUD[0]}-reason">' in shown
    assert stored()["indicator.cloud.exit-months"] == (1, "", "")


def test_two_open_pages_do_not_undo_each_other(company: Company, as_alice: Client) -> None:
    seen = {f"was-{name}": "|" for name in CLOUD}
    as_alice.post(page(company), {**seen, CLOUD[0]: "1"})
    as_alice.post(page(company), {**seen, CLOUD[1]: "2"})
    older = {**seen, f"was-{CLOUD[0]}": "1|", CLOUD[0]: "1"}
    as_alice.post(save(company, CLOUD[0]), {CLOUD[0]: "4"})
    as_alice.post(page(company), older)
    assert stored() == {"indicator.cloud.core-share": (4, "", ""), "indicator.cloud.exit-months": (2, "", "")}


def test_the_reader_goes_on_at_the_first_open_question(company: Company, as_alice: Client) -> None:
    resume = reverse("survey:resume", args=[company.pk])
    assert as_alice.get(resume)["Location"] == page(company, "iot-data")
    for component, questions in quick_check()[:2]:
        slug = component.id.removeprefix("component.")
        as_alice.post(page(company, slug), {one.id.removeprefix("indicator.").replace(".", "-"): "2" for one in questions})
    assert as_alice.get(resume)["Location"] == page(company, "platforms")


def test_without_a_profile_the_profile_comes_first(company: Company, as_alice: Client) -> None:
    Company.objects.update(turnover_eur=None)
    assert as_alice.get(reverse("survey:resume", args=[company.pk]))["Location"] == reverse("companies:profile", args=[company.pk])


def test_the_overview_counts_what_is_open(company: Company, as_alice: Client) -> None:
    as_alice.post(page(company), dict.fromkeys(CLOUD[:3], "1"))
    shown, _ = as_alice.get(reverse("survey:overview", args=[company.pk])).content.decode().split('id="deep"')
    assert shown.count("4 Fragen offen") == 5
    assert shown.count("1 Frage offen") == 1


def test_a_long_reason_is_cut_and_never_run(company: Company, as_alice: Client) -> None:
    reason = "<b>nie</b>" * 100
    as_alice.post(save(company, CLOUD[0]), {CLOUD[0]: "not-applicable", f"{CLOUD[0]}-reason": reason})
    assert len(Rating.objects.get().reason) == 500
    assert "<b>nie" not in as_alice.get(page(company)).content.decode()


def test_the_page_asks_the_database_little(
    answered: Company, as_alice: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(13):
        as_alice.get(page(answered))
