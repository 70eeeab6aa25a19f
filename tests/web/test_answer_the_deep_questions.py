"""The deep check: what the quick check leaves out, four questions a page, each of them optional."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from leitplanke.exchange import resultfile
from leitplanke.web.catalogue import catalogue, deep_check, quick_check
from leitplanke.web.companies.models import Company
from leitplanke.web.studies.gathering import gather
from leitplanke.web.studies.models import StoredResult, Study
from leitplanke.web.survey import narrowing
from leitplanke.web.survey.models import Rating

PARTS = (("iot-data", 2), ("value-networks", 3), ("platforms", 3), ("cloud", 2), ("organisation", 2), ("employees", 2))
"""Eight or eleven questions a component, four a page."""
ORDER = [(component, part) for component, parts in PARTS for part in range(1, parts + 1)]


def page(company: Company, component: str = "cloud", part: int = 1) -> str:
    return reverse("survey:deep-page", args=[company.pk, component, part])


def overview(company: Company) -> str:
    return reverse("survey:overview", args=[company.pk])


def names(shown: str) -> list[str]:
    return re.findall(r'<fieldset class="question[^"]*" id="([^"]+)"', shown)


def form_name(indicator: str) -> str:
    return indicator.removeprefix("indicator.").replace(".", "-")


def test_both_checks_together_ask_everything_once() -> None:
    asked = [one.id for check in (quick_check(), deep_check()) for _, indicators in check for one in indicators]
    assert sorted(asked) == sorted(one.id for one in catalogue().indicators)
    assert [sum(len(indicators) for _, indicators in check) for check in (quick_check(), deep_check())] == [24, 54]


def test_the_pages_follow_each_other_and_ask_all_54(company: Company, as_alice: Client) -> None:
    seen: list[str] = []
    address = page(company, *ORDER[0])
    for place, (component, part) in enumerate(ORDER):
        assert address == page(company, component, part)
        shown = as_alice.get(address).content.decode()
        assert f"Seite {place + 1} von 14" in shown
        seen += names(shown)
        address = as_alice.post(address)["Location"]
    assert address == overview(company)
    assert sorted(seen) == sorted(form_name(one.id) for one in catalogue().indicators if not one.quick)
    assert not Rating.objects.exists()


def test_skipping_needs_no_answer(company: Company, as_alice: Client) -> None:
    shown = as_alice.get(page(company, "cloud", 2)).content.decode()
    skip = re.search(r'href="([^"]+)"[^>]*>\s*Auslassen', shown)
    assert skip is not None
    assert skip[1] == page(company, "organisation", 1)


def test_a_choice_saves_itself_and_enters_the_study(company: Company, as_alice: Client) -> None:
    name = names(as_alice.get(page(company)).content.decode())[0]
    save = reverse("survey:save-answer", args=[company.pk, "cloud", name])
    assert f'hx-post="{save}"' in as_alice.get(page(company)).content.decode()
    assert re.search(r"zuletzt gespeichert \d\d:\d\d", as_alice.post(save, {name: "3"}).content.decode())
    assert f'name="{name}" value="3" checked' in as_alice.get(page(company)).content.decode()
    (answer,) = gather(company).answers
    assert (form_name(answer.indicator), answer.level) == (name, 3)


def test_the_page_works_without_script(company: Company, as_alice: Client) -> None:
    first, second, *_ = names(as_alice.get(page(company)).content.decode())
    assert as_alice.post(page(company), {first: "0", second: "unknown"})["Location"] == page(company, "cloud", 2)
    assert set(Rating.objects.values_list("level", "missing")) == {(0, ""), (None, "unknown")}


@pytest.mark.parametrize(("component", "part"), [("cloud", 3), ("platforms", 4), ("astrology", 1), ("cloud", 99)])
def test_there_is_no_page_beyond_the_last(component: str, part: int, company: Company, as_alice: Client) -> None:
    assert as_alice.get(page(company, component, part)).status_code == 404
    assert as_alice.post(page(company, component, part)).status_code == 404


def test_the_minutes_shrink_with_the_answers(company: Company, as_alice: Client) -> None:
    def minutes() -> int:
        found = re.search(r"noch etwa (\d+) Minuten", as_alice.get(page(company)).content.decode())
        assert found is not None
        return int(found[1])

    before = minutes()
    assert 54 * 15 / 60 <= before <= 54 * 40 / 60
    for component, part in ORDER[:7]:
        address = page(company, component, part)
        as_alice.post(address, dict.fromkeys(names(as_alice.get(address).content.decode()), "2"))
    assert before / 3 < minutes() < before * 2 / 3


def test_the_overview_leads_to_every_page_and_the_quick_check_stays_short(answered: Company, as_alice: Client) -> None:
    shown = as_alice.get(overview(answered)).content.decode()
    assert all(f'href="{page(answered, component, part)}"' in shown for component, part in ORDER)
    assert shown.count("4 Fragen offen") == 12
    assert shown.count("3 Fragen offen") == 2
    assert shown.index("Weitere Fragen") > shown.index("Jetzt auswerten")
    assert as_alice.get(reverse("survey:resume", args=[answered.pk]))["Location"] == overview(answered)


def test_ten_questions_are_told_apart_and_each_says_how_much() -> None:
    shares = [0.001 * number for number in range(1, 31)]
    told = [narrowing.sentence(share, shares, "de") for share in shares]
    assert ["gehört zu den zehn" in one for one in told] == [False] * 20 + [True] * 10
    assert "3\u00a0% schmaler" in told[-1]
    assert "unter 0,1\u00a0% schmaler" in narrowing.sentence(0.0004, shares, "de")


def test_without_a_result_nothing_is_said_about_narrowing(answered: Company, as_alice: Client) -> None:
    assert "schmaler)." not in as_alice.get(page(answered)).content.decode()


def test_what_is_true_of_several_questions_is_said_once() -> None:
    shares = {f"q{number:02}": 0.001 * number for number in range(1, 31)}  # q21 to q30 are the ten
    few = narrowing.told(["q01", "q02", "q05"], shares, "de")
    assert not few.each
    assert few.rest == (
        "Andere Fragen machen Ihr Ergebnis genauer als die auf dieser Seite (Spanne mit jeder Antwort: 0,1\u00a0% bis 0,5\u00a0% schmaler)."
    )
    mixed = narrowing.told(["q01", "q30", "q02"], shares, "en")
    assert set(mixed.each) == {"q30"}
    assert "0.1% to 0.2% narrower" in mixed.rest
    assert narrowing.told(["q01", "q30"], shares, "de").rest == ""
    assert set(narrowing.told(["q01", "q30", "unknown"], shares, "de").each) == {"q01", "q30"}


def test_each_page_says_what_its_answers_would_do_without_repeating_itself(study: Study, as_alice: Client) -> None:
    shares = {form_name(one.id): one.narrowing for one in resultfile.load(StoredResult.objects.get().document).missing}
    seen = {"each": 0, "rest": 0}
    for component, part in ORDER:
        shown = as_alice.get(page(study.company, component, part)).content.decode()
        head, *asked = shown.split("<fieldset")
        silent = [question for question in asked if "schmaler)." not in question]
        assert len(silent) != 1
        assert head.count("schmaler).") == bool(silent)
        for question in asked:
            (name,) = re.findall(r'^ class="question" id="([^"]+)"', question)
            sentence = narrowing.sentence(shares[name], shares.values(), "de")
            assert (sentence in question) is (question not in silent)
            assert question not in silent or "gehört zu den zehn" not in sentence
        seen["each"] += len(asked) - len(silent)
        seen["rest"] += bool(silent)
    assert min(seen.values()) > 0


def test_an_answered_question_no_longer_says_so(study: Study, as_alice: Client) -> None:
    address = page(study.company)
    asked = names(as_alice.get(address).content.decode())
    as_alice.post(address, dict.fromkeys(asked[:-1], "2"))
    assert as_alice.get(address).content.decode().count("schmaler).") == 1
    as_alice.post(address, {asked[-1]: "2"})
    assert "schmaler)." not in as_alice.get(address).content.decode()


def test_only_answered_pages_are_filled_in_the_bar(answered: Company, as_alice: Client) -> None:
    def bar(component: str, part: int) -> list[str]:
        shown = as_alice.get(page(answered, component, part)).content.decode()
        return re.findall(r'<li class="(done|now|)"></li>', shown)

    skipped = ORDER.index(("cloud", 1))
    asked = names(as_alice.get(page(answered)).content.decode())
    assert bar(*ORDER[-1]) == [""] * (len(ORDER) - 1) + ["now"]
    as_alice.post(page(answered), dict.fromkeys(asked, "2"))
    assert bar(*ORDER[-1]) == ["done" if place == skipped else "" for place in range(len(ORDER) - 1)] + ["now"]
    assert bar(*ORDER[0]) == ["now"] + ["done" if place == skipped else "" for place in range(1, len(ORDER))]


def test_the_result_leads_to_the_questions_it_names(study: Study, as_alice: Client) -> None:
    result = resultfile.load(StoredResult.objects.get().document)
    titles = {one.id: one.title.de for one in catalogue().indicators}
    shown = as_alice.get(reverse("studies:result", args=[study.pk])).content.decode()
    block = shown[shown.index('id="unknown"') : shown.index('id="basis"')]
    links = {unescape(title): address for address, title in re.findall(r'<a href="([^"]+)">([^<]+)</a>', block)}
    indicators = [one.id for one in result.missing[:5] if one.id in titles]
    assert indicators
    for one in indicators:
        address, anchor = links[titles[one]].split("#")
        assert anchor in names(as_alice.get(address).content.decode())


def test_a_missing_figure_leads_to_the_profile(study: Study, as_alice: Client) -> None:
    shown = as_alice.get(reverse("studies:result", args=[study.pk])).content.decode()
    figures = [one for one in resultfile.load(StoredResult.objects.get().document).missing[:5] if one.id.startswith("company.")]
    further = reverse("companies:further", args=[study.company_id])
    assert shown.count(f'<li><a href="{further}">') == len(figures)


def test_the_pages_speak_english(study: Study, as_alice: Client) -> None:
    as_alice.post(reverse("language"), {"language": "en"})
    shown = as_alice.get(page(study.company)).content.decode()
    assert "Page 6 of 14" not in shown
    assert "Page 9 of 14" in shown
    assert "These questions are optional" in shown
    assert "Further questions" in as_alice.get(overview(study.company)).content.decode()


def test_the_page_asks_the_database_little(study: Study, as_alice: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    # Two of them are the member's rights and the notes at each question.
    with django_assert_max_num_queries(13):
        as_alice.get(page(study.company))


@pytest.mark.parametrize("language", ["de", "en"])
def test_each_component_begins_with_its_guiding_question_and_orientation(company: Company, as_alice: Client, language: str) -> None:
    as_alice.cookies["leitplanke-language"] = language
    components = {one.id: one for one in catalogue().components}
    assert {one.component for one in catalogue().orientations} == {f"component.{component}" for component, _ in PARTS}
    for component, part in ORDER:
        shown = unescape(as_alice.get(page(company, component, part)).content.decode())
        head = shown.partition("<h1>")[2].partition("<form method")[0]
        question = components[f"component.{component}"].question
        assert question is not None
        assert getattr(question, language) in head
        for one in catalogue().orientations:
            assert (getattr(one.text, language) in head) == (one.component == f"component.{component}")
            # Only the first page of a component shows it unfolded.
            assert (reverse("hinge:entry", args=[one.id]) in head) == (one.component == f"component.{component}" and part == 1)


def test_the_quick_check_stays_short(company: Company, as_alice: Client) -> None:
    shown = unescape(as_alice.get(reverse("survey:page", args=[company.pk, "cloud"])).content.decode())
    assert not [one.id for one in catalogue().orientations if one.text.de in shown]
