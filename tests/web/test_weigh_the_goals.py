"""Weights of goals: said on one page, checked in place, kept for the firm, in the study and in its file, never in euros."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from leitplanke.exchange import studyfile
from leitplanke.study.inputs import StakeholderWeight
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.intake.storing import store
from leitplanke.web.studies.gathering import from_text, gather, to_text
from leitplanke.web.weights.models import GoalWeight


def address(company: Company) -> str:
    return reverse("weights:page", args=[company.pk])


def shown(browser: Client, company: Company) -> str:
    return unescape(browser.get(address(company)).content.decode())


def kept(company: Company) -> dict[str, float]:
    return {f"{row.group}-{row.goal}": row.weight for row in GoalWeight.objects.filter(company=company)}


def test_every_group_and_goal_has_its_field_with_what_is_assumed(company: Company, as_alice: Client) -> None:
    text = shown(as_alice, company)
    assert text.count('inputmode="decimal"') == len(catalogue().stakeholders) * len(catalogue().aims) == 40
    assert text.count("angenommen: ") == 40
    # The owners' weight of existence in the catalogue's file.
    assert "angenommen: 9 (7 bis 10)" in text
    for aim in catalogue().aims:
        assert aim.measured.de in text


def test_what_is_typed_is_kept_shown_again_and_taken_back(company: Company, as_alice: Client) -> None:
    overview = reverse("survey:overview", args=[company.pk])
    assert "alles angenommen" in as_alice.get(overview).content.decode()
    assert as_alice.post(address(company), {"staff-work-load": " 7,5 ", "bank-profit": "0", "other-fun": "3"})["Location"] == overview
    assert kept(company) == {"bank-profit": 0.0, "staff-work-load": 7.5}
    assert "2 eigene Gewichte" in as_alice.get(overview).content.decode()
    text = shown(as_alice, company)
    assert 'name="staff-work-load" value="7,5"' in text
    assert 'name="bank-profit" value="0"' in text
    assert text.count("angenommen: ") == 38
    as_alice.post(address(company), {"staff-work-load": "", "bank-profit": "0"})
    assert kept(company) == {"bank-profit": 0.0}
    assert "ein eigenes Gewicht" in as_alice.get(overview).content.decode()


def test_a_group_saves_itself_and_leaves_the_others_alone(company: Company, as_alice: Client) -> None:
    as_alice.post(address(company), {"bank-profit": "4"})
    save = reverse("weights:save", args=[company.pk, "staff"])
    answer = unescape(as_alice.post(save, {"staff-work-load": "7,5", "bank-profit": "9"}).content.decode())
    assert re.search(r"zuletzt gespeichert \d\d:\d\d", answer)
    assert kept(company) == {"bank-profit": 4.0, "staff-work-load": 7.5}
    wrong = unescape(as_alice.post(save, {"staff-work-load": "11", "staff-profit": "3"}).content.decode())
    assert "nicht zwischen 0 und 10" in wrong
    assert "zuletzt gespeichert" not in wrong
    assert kept(company) == {"bank-profit": 4.0, "staff-work-load": 7.5}
    assert as_alice.post(reverse("weights:save", args=[company.pk, "nobody"]), {}).status_code == 404


@pytest.mark.parametrize(("typed", "told"), [("viel", "keine Zahl"), ("11", "nicht zwischen 0 und 10"), ("-1", "nicht zwischen 0 und 10")])
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(typed: str, told: str, company: Company, as_alice: Client) -> None:
    answer = as_alice.post(address(company), {"staff-work-load": typed, "bank-profit": "4"})
    text = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert told in text
    assert '<a href="#staff-work-load">' in text
    assert f'name="staff-work-load" value="{typed}"' in text
    assert 'name="bank-profit" value="4"' in text
    assert kept(company) == {}


def test_for_a_group_something_must_count(company: Company, as_alice: Client) -> None:
    nothing = {f"bank-{aim.id.partition('.')[2]}": "0" for aim in catalogue().aims}
    answer = as_alice.post(address(company), nothing)
    assert answer.status_code == 422
    assert '<a href="#bank">' in answer.content.decode()
    assert as_alice.post(address(company), nothing | {"bank-profit": "0,1"}).status_code == 302


def test_they_go_into_the_study_its_stored_text_and_its_file(answered: Company, as_alice: Client) -> None:
    as_alice.post(address(answered), {"staff-work-load": "7", "owner-autonomy": "10"})
    inputs = gather(answered)
    assert inputs.weights == (
        StakeholderWeight(group="owner", goal="autonomy", weight=10.0),
        StakeholderWeight(group="staff", goal="work-load", weight=7.0),
    )
    assert from_text(to_text(inputs)) == inputs
    again = store(answered.organisation, studyfile.read(studyfile.write(inputs), "firma.yaml", catalogue()), "firma.yaml")
    assert gather(again).weights == inputs.weights
