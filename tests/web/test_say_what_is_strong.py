"""Strengths: said on one page, kept at once, shown at the top of the result with what they make easier, never in euros."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from leitplanke.study.inputs import RatedStrength
from leitplanke.study.result import StudyResult
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.results import page
from leitplanke.web.results.values import Addresses, ResultPage
from leitplanke.web.strengths.models import StrengthRating
from leitplanke.web.studies.gathering import gather
from leitplanke.web.studies.models import Study

EXPERTISE, TRUST = "strength.expertise", "strength.trust"


def address(company: Company, name: str = "page") -> str:
    return reverse(f"strengths:{name}", args=[company.pk])


def kept(company: Company) -> dict[str, int]:
    return dict(StrengthRating.objects.filter(company=company).values_list("strength", "level"))


def built(result: StudyResult, *levels: tuple[str, int]) -> ResultPage:
    rated = tuple(RatedStrength(strength=strength, level=level) for strength, level in levels)
    return page.build(result, catalogue(), "de", Addresses(trail=lambda node: node), rated)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_asks_for_every_strength(company: Company, as_alice: Client, language: str) -> None:
    as_alice.cookies["leitplanke-language"] = language
    shown = unescape(as_alice.get(address(company)).content.decode())
    assert len(catalogue().strengths) == 4
    for one in catalogue().strengths:
        assert getattr(one.title, language) in shown
        assert getattr(one.text, language) in shown


def test_what_is_said_is_kept_and_shown_again(company: Company, as_alice: Client) -> None:
    answer = as_alice.post(address(company), {"strength-expertise": "4", "strength-trust": "0", "strength-roots": "9", "other": "1"})
    assert answer["Location"] == reverse("survey:overview", args=[company.pk])
    assert kept(company) == {EXPERTISE: 4, TRUST: 0}
    shown = as_alice.get(address(company)).content.decode()
    assert 'name="strength-expertise" value="4" checked' in shown
    assert shown.partition("</main>")[0].count(" checked") == 2
    assert "2 von 4 genannt" in as_alice.get(reverse("survey:overview", args=[company.pk])).content.decode()


def test_each_choice_saves_itself_and_can_be_taken_back(company: Company, as_alice: Client) -> None:
    assert "zuletzt gespeichert" in as_alice.post(address(company, "save"), {"strength-trust": "3"}).content.decode()
    as_alice.post(address(company, "save"), {"strength-trust": "1"})
    assert kept(company) == {TRUST: 1}
    assert "zuletzt gespeichert" not in as_alice.post(address(company, "save"), {"strength-trust": "5"}).content.decode()
    assert kept(company) == {TRUST: 1}
    as_alice.post(address(company, "save"), {"strength-trust": "unknown"})
    assert kept(company) == {}


def test_they_go_into_the_study_and_make_an_older_one_stale(study: Study, as_alice: Client) -> None:
    result = reverse("studies:result", args=[study.pk])
    before = as_alice.get(result).content.decode()
    assert address(study.company) in before
    as_alice.post(address(study.company), {"strength-trust": "4"})
    assert gather(study.company).strengths == (RatedStrength(strength=TRUST, level=4),)
    assert "Die Angaben haben sich" not in before
    assert "Die Angaben haben sich" in as_alice.get(result).content.decode()


def test_the_result_names_what_is_strong_and_what_it_makes_easier(answered: Company, evaluated: Callable[[Company], StudyResult]) -> None:
    result = evaluated(answered)
    strong = built(result, (EXPERTISE, 3), (TRUST, 4), ("strength.roots", 2)).strong
    assert strong is not None
    # The stronger one first; what is rated in the middle is no strength.
    assert "Vertrauen und Fachwissen und Qualität" in strong.sentence
    assert "Wurzeln" not in strong.sentence
    # Both make new services from data easier, so that comes first.
    assert strong.chances[0].title == "Neue Dienste aus Daten"
    opportunity = next(one for one in catalogue().opportunities if one.id == "opportunity.service-from-data")
    titles = {one.title.de for one in catalogue().measures if one.id in opportunity.measures}
    assert [title for title in titles if title in strong.chances[0].measures]


def test_without_a_word_nothing_is_claimed(answered: Company, evaluated: Callable[[Company], StudyResult]) -> None:
    result = evaluated(answered)
    assert built(result).strong is None
    assert built(result, (TRUST, 2)).strong is None
    assert built(result).strengths
    assert built(result).cards == built(result, (TRUST, 4)).cards


def test_every_strength_says_what_it_makes_easier_and_why() -> None:
    assert {one.id for one in catalogue().opportunities} == {id_ for one in catalogue().strengths for id_ in one.opportunities}
    assert all(one.reason for one in catalogue().strengths)
