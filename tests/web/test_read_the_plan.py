"""The page of a plan says what its review holds, in both languages, before and after the review is made."""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from leitplanke.exchange import resultfile, reviewfile
from leitplanke.primitives.trace import TraceNode
from leitplanke.reports.naming import Names
from leitplanke.study.result import StudyResult
from leitplanke.study.reviewed import PlanReview
from leitplanke.web.catalogue import catalogue
from leitplanke.web.examples import jobs, store
from leitplanke.web.plans import loads
from leitplanke.web.studies.models import Review, StoredReview, Study
from leitplanke.web.studies.results import read_result

Reviewer = Callable[[StudyResult], PlanReview]


@pytest.fixture
def reviewed(study: Study, made_up_review: Reviewer) -> PlanReview:
    """Store a made-up review beside the result of Alpha GmbH."""
    review = made_up_review(read_result(study.pk))
    Review.objects.create(study=study, state=Review.State.DONE, share=1.0)
    StoredReview.objects.create(study=study, document=reviewfile.dump(review), engine_version="0", catalogue_version="0")
    return review


def page(study: Study, name: str = "page") -> str:
    return reverse(f"plans:{name}", args=[study.pk])


def read(browser: Client, address: str, language: str = "de") -> str:
    browser.cookies["leitplanke-language"] = language
    response = browser.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def plain(html: str) -> str:
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_result_leads_to_its_plan(study: Study, as_alice: Client) -> None:
    assert f'href="{page(study)}"' in read(as_alice, reverse("studies:result", args=[study.pk]))


@pytest.mark.usefixtures("reviewed")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "de",
            (
                "In 60 von 64",
                "10.000\u00a0€ mehr im Jahr kaufen",
                "um mehr als 1\u00a0% besser",
                "Inhaber, % der Tage",
                "Eigentümer",
                "Zeit für die Zukunft",
            ),
        ),
        ("en", ("In 60 of 64", "€10,000 more a year buys", "better by more than 1%", "Owner, % of days", "Owners", "Time for the future")),
    ],
)
def test_says_what_the_review_holds(study: Study, as_alice: Client, language: str, said: tuple[str, ...]) -> None:
    told = plain(read(as_alice, page(study), language))
    assert [one for one in said if one not in told] == []


def test_every_measure_of_the_plan_is_explained(study: Study, as_alice: Client, reviewed: PlanReview) -> None:
    html = read(as_alice, page(study))
    listed = re.findall(r"<summary><span>(?:(?!</summary>).)*?</svg>\s*([^<]*?)</span>", html, re.DOTALL)
    titles = {one.id: one.title.de for one in catalogue().measures}
    by_size = sorted(reviewed.worth, key=lambda one: -one.average_eur.mid)
    assert listed == [titles[one.id] for one in by_size]


@pytest.mark.usefixtures("reviewed")
def test_numbers_of_the_review_lead_to_their_trail(study: Study, as_alice: Client) -> None:
    address = f"{page(study, 'trail')}?node=review%2Fregret"
    assert f'href="{address}"' in read(as_alice, page(study)).replace("&amp;", "&")
    assert "20.000" in read(as_alice, address)
    assert as_alice.get(f"{page(study, 'trail')}?node=nothing").status_code == 404


@pytest.mark.usefixtures("reviewed")
def test_the_summary_says_how_sure_the_plan_is(study: Study, as_alice: Client) -> None:
    findings = plain(read(as_alice, page(study)).partition('class="findings"')[2].partition("</ul>")[0])
    said = (
        "In 60 von 64",
        "In 32 von 64",
        "in 5 Jahren im Mittel rund 20.000\u00a0€ sparen",
        "um höchstens 1\u00a0%, mit anderen um höchstens 40\u00a0%",
    )
    assert [one for one in said if one not in findings] == []


def test_quarters_without_room_are_named(study: Study) -> None:
    quarters = read_result(study.pk).plan.quarters
    days = {0: 9.6, 1: 10.0, 2: 9.4, 5: 9.9}  # of 10: from 95 % on hardly any is left
    made = tuple(
        replace(one, owner_days=days.get(place, 0.0), owner_limit=10.0, management_days=0.0, it_days=0.0, staff_days=0.0)
        for place, one in enumerate(quarters)
    )
    told = loads.sentence(made, Names.of(catalogue(), "en"))
    first, second, alone = (quarters[place].quarter for place in (0, 1, 5))
    names = [f"{one[5:]} {one[:4]}" for one in (first, second, alone)]
    assert f"owner ({names[0]} to {names[1]}, {names[2]})" in told
    over = loads.sentence((replace(made[0], owner_days=11.0), *made[1:]), Names.of(catalogue(), "en"))
    assert f"do not suffice: owner ({names[0]})." in over


def test_regrets_and_scores_lead_to_their_trails(study: Study, as_alice: Client, made_up_review: Reviewer) -> None:
    review = made_up_review(read_result(study.pk))
    assert review.goals is not None
    nodes = tuple(TraceNode(id=f"review/{name}", value=0.5, unit="1", operation="other") for name in ("regret/owner", "score/existence"))
    first = replace(
        review.goals.plans[0],
        regret_traces=("review/regret/owner", "", "", "", ""),
        scores=(replace(review.goals.plans[0].scores[0], trace="review/score/existence"), *review.goals.plans[0].scores[1:]),
    )
    traced = replace(review, goals=replace(review.goals, plans=(first, *review.goals.plans[1:])), trace=(*review.trace, *nodes))
    StoredReview.objects.create(study=study, document=reviewfile.dump(traced), engine_version="0", catalogue_version="0")
    stakes = read(as_alice, page(study)).partition('id="stakes"')[2]
    for node in nodes:
        address = f"{page(study, 'trail')}?{urlencode({'node': node.id})}"
        assert stakes.count(f'href="{address}"') == 1
        assert as_alice.get(address).status_code == 200


@pytest.mark.usefixtures("reviewed")
def test_all_conflicts_of_goals_are_told_and_regrets_are_shaded(study: Study, as_alice: Client) -> None:
    stakes = read(as_alice, page(study)).partition('id="stakes"')[2]
    touched, _, others = stakes.partition("Zielkonflikte, die dieser Plan nicht berührt")
    titles = {one.id: one.title.de for one in catalogue().conflicts}
    assert f"<h4>{titles['conflict.daily-or-strategic']}</h4>" in touched
    assert [one for one in titles.values() if f"<h4>{one}</h4>" not in others] == [titles["conflict.daily-or-strategic"]]
    # The made-up plan of the staff: regrets of 0.4, 0.3, 0, 0.3, 0.4.
    regrets = re.findall(r'<td class="number([^"]*)">(40|30|0)</td>', touched.partition("</table>")[0])
    assert {(shade.strip(), number) for shade, number in regrets} >= {("shade-4", "40"), ("shade-4", "30"), ("", "0")}


def test_the_load_of_a_role_is_its_share_of_the_days(study: Study, as_alice: Client) -> None:
    first = read_result(study.pk).plan.quarters[0]
    assert first.owner_limit > 0.0
    row = read(as_alice, page(study)).partition("Inhaber, % der Tage")[2].partition("</tr>")[0]
    cells = re.findall(r"<td[^>]*>(\d*)</td>", row)
    assert cells[0] == (str(round(100.0 * first.owner_days / first.owner_limit)) if first.owner_days else "")


def test_without_a_review_it_can_be_ordered(study: Study, as_alice: Client) -> None:
    html = read(as_alice, page(study))
    assert f'action="{page(study, "order")}"' in html
    assert "Wie sicher ist der Plan?" not in plain(html).partition("Das Wichtigste")[2].partition("noch nicht geprüft")[0]


@pytest.mark.parametrize("state", [Review.State.QUEUED, Review.State.RUNNING])
def test_a_review_under_way_is_polled_and_can_be_cancelled(study: Study, as_alice: Client, state: str) -> None:
    Review.objects.create(study=study, state=state, share=0.42)
    html = read(as_alice, page(study))
    assert f'hx-get="{page(study, "state")}"' in html
    assert f'action="{page(study, "cancel")}"' in html
    assert "42" in read(as_alice, page(study, "state"))


def test_parts_that_were_not_reviewed_leave_no_empty_heading(study: Study, as_alice: Client, made_up_review: Reviewer) -> None:
    bare = replace(made_up_review(read_result(study.pk)), robustness=None, worth=(), goals=None, front=(), bounds=())
    StoredReview.objects.create(study=study, document=reviewfile.dump(bare), engine_version="0", catalogue_version="0")
    shown = read(as_alice, page(study)).partition("</main>")[0]
    assert re.findall(r'<h2 id="([^"]+)"', shown) == ["most-important", "schedule"]


@pytest.mark.usefixtures("reviewed")
def test_small_and_quick(study: Study, as_alice: Client) -> None:
    read(as_alice, page(study))
    start = time.process_time()
    html = read(as_alice, page(study))
    assert time.process_time() - start <= 0.3
    assert len(html.encode()) <= 500_000


@pytest.mark.usefixtures("reviewed")
def test_the_report_of_a_reviewed_plan_has_the_chapter(study: Study, as_alice: Client) -> None:
    html = as_alice.get(reverse("studies:file", args=[study.pk, "bericht.html"])).content.decode()
    assert "Wie sicher ist der Plan?" in html


def keep_result(study: Study, name: str) -> StudyResult:
    result = read_result(study.pk)
    store.result_of.cache_clear()
    store.file_of(name).parent.mkdir(parents=True, exist_ok=True)
    store.file_of(name).write_text(resultfile.dump(result), encoding="utf-8")
    return result


def test_an_example_shows_its_plan_at_once_and_its_review_later(study: Study, as_stranger: Client, made_up_review: Reviewer) -> None:
    result = keep_result(study, "precision-parts")
    state = reverse("examples:plan-state", args=["precision-parts"])
    html = read(as_stranger, reverse("examples:plan", args=["precision-parts"]))
    assert f'hx-get="{state}"' in html
    assert "<form" not in html.partition('id="review-state"')[2].partition("</section>")[0]
    assert "HX-Refresh" not in as_stranger.get(state)
    store.review_file_of("precision-parts").write_text(reviewfile.dump(made_up_review(result)), encoding="utf-8")
    assert as_stranger.get(state)["HX-Refresh"] == "true"
    assert "In 60 von 64" in read(as_stranger, reverse("examples:plan", args=["precision-parts"]))
    store.result_of.cache_clear()


@pytest.mark.parametrize("page_name", ["plan", "plan-state", "plan-trail"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_plan_of_an_example_is_only_read(page_name: str, method: str, as_stranger: Client) -> None:
    assert getattr(as_stranger, method)(reverse(f"examples:{page_name}", args=["precision-parts"])).status_code == 405


def test_two_workers_never_review_one_example_at_once(study: Study, monkeypatch: pytest.MonkeyPatch, made_up_review: Reviewer) -> None:
    result = keep_result(study, "precision-parts")
    begun = []

    def review(*_given: object, **_more: object) -> PlanReview:
        begun.append(1)
        jobs.review_example.func("precision-parts")  # the other worker comes meanwhile
        return made_up_review(result)

    monkeypatch.setattr("leitplanke.study.review.review", review)
    jobs.review_example.func("precision-parts")
    jobs.review_example.func("precision-parts")
    assert len(begun) == 1
    assert store.review_of("precision-parts") is not None
    store.result_of.cache_clear()
