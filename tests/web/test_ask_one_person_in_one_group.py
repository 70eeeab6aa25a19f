"""Whoever is invited under two groups of a firm, or twice in a round, could be read from a difference: the form refuses it."""

import pytest
from django.test import Client
from django.urls import reverse

from leitplanke.web.companies.models import Company
from leitplanke.web.waves import turning
from leitplanke.web.waves.models import Invitation, Shown, Wave


@pytest.fixture
def earlier(company: Company) -> Wave:
    """Return a round in which Anna and Ben were asked as staff."""
    wave = turning.plan(company, mode="anonymous", state="closed")
    Invitation.objects.create(wave=wave, kind="personal", role="staff", digest="a", label="Anna Berg", email="anna.berg@firma.example")
    Invitation.objects.create(wave=wave, kind="personal", role="staff", digest="b", label="Ben")
    return wave


def invite(browser: Client, wave: Wave, people: str, role: str = "management") -> tuple[int, str]:
    address = reverse("waves:invite", args=[wave.company_id, wave.pk])
    answer = browser.post(address, {"role": role, "language": "de", "people": people})
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(
    "person",
    [
        "anna.berg@firma.example",
        "Frau Berg; ANNA.BERG+leitung@Firma.example",
        "Ben",
        "ben; ben@firma.example",
        "anna  berg",
    ],
)
def test_nobody_changes_the_group_between_rounds(person: str, earlier: Wave, as_alice: Client) -> None:
    wave = turning.plan(earlier.company, mode="anonymous")
    status, shown = invite(as_alice, wave, f"Cem\n{person}")
    assert status == 422
    assert "schon in der Gruppe „Belegschaft“" in shown
    assert not wave.invitations.exists()
    assert invite(as_alice, wave, person, role="staff")[0] == 200
    assert wave.invitations.count() == 1


@pytest.mark.parametrize("person", ["Anna Berg; anna.b@andere.example", "Benno", "anna.berg@firma2.example"])
def test_somebody_else_is_free(person: str, earlier: Wave, as_alice: Client) -> None:
    wave = turning.plan(earlier.company, mode="anonymous")
    assert invite(as_alice, wave, person)[0] == 200


def test_a_person_has_one_voice_in_a_round(company: Company, as_alice: Client) -> None:
    wave = turning.plan(company, mode="anonymous")
    status, shown = invite(as_alice, wave, "Anna; anna@firma.example\nanna+2@firma.example")
    assert (status, "steht zweimal in der Liste" in shown, wave.invitations.count()) == (422, True, 0)
    assert invite(as_alice, wave, "anna@firma.example\nBen\nBen")[0] == 200
    status, shown = invite(as_alice, wave, "Anna@firma.example")
    assert (status, "schon eingeladen" in shown) == (422, True)


def test_whose_link_was_cancelled_unused_may_be_asked_again_but_not_who_has_answered(company: Company, as_alice: Client) -> None:
    wave = turning.plan(company, mode="anonymous")
    invite(as_alice, wave, "anna@firma.example", role="staff")
    as_alice.post(reverse("waves:cancel", args=[company.pk, wave.pk, wave.invitations.get().pk]))
    assert invite(as_alice, wave, "anna@firma.example")[0] == 200
    wave.invitations.filter(cancelled_at=None).update(answered=True)
    as_alice.post(reverse("waves:cancel", args=[company.pk, wave.pk, wave.invitations.get(cancelled_at=None).pk]))
    assert "schon eingeladen" in invite(as_alice, wave, "anna@firma.example")[1]
    assert "schon in der Gruppe „Leitung“" in invite(as_alice, wave, "anna@firma.example", role="staff")[1]


def test_firms_do_not_know_each_others_people(earlier: Wave, as_alice: Client) -> None:
    """An external data protection officer serves several firms, and speaks of each of them."""
    other = Company.objects.create(organisation=earlier.company.organisation, name="Beta GmbH")
    assert invite(as_alice, turning.plan(other, mode="anonymous"), "anna.berg@firma.example")[0] == 200


def test_a_group_that_answered_anonymously_is_not_asked_openly(earlier: Wave, as_alice: Client) -> None:
    company = earlier.company
    Shown.objects.create(wave=earlier, indicator="indicator.cloud.export-age", group="staff", counts=[1, 1, 1, 1, 1, 0, 0])
    wave = turning.plan(company, mode="open")
    status, shown = invite(as_alice, wave, "Cem", role="staff")
    assert (status, "schon anonym geantwortet" in shown) == (422, True)
    room = as_alice.post(reverse("waves:make-room", args=[company.pk, wave.pk]), {"role": "staff", "language": "de"})
    assert (room.status_code, "schon anonym geantwortet" in room.content.decode()) == (409, True)
    assert not wave.invitations.exists()
    assert invite(as_alice, wave, "Dora", role="it")[0] == 200
    # Invited as an anonymous round, turned open as a draft: it does not start.
    sly = turning.plan(company, mode="anonymous")
    assert invite(as_alice, sly, "Cem", role="staff")[0] == 200
    turning.change(sly, mode="open")
    with pytest.raises(turning.RefusedError, match="asked-anonymously"):
        turning.start(Wave.objects.get(pk=sly.pk))
    turning.start(Wave.objects.get(pk=wave.pk))
