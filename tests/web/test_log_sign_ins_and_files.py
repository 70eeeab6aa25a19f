"""What is no write of a row and stands in the log all the same: who signed in, whose password was wrong, what was taken away."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from leitplanke.primitives.plain import plain
from leitplanke.web.accounts import guard
from leitplanke.web.accounts.models import Membership, Organisation, User
from leitplanke.web.api import tokens
from leitplanke.web.audit.models import Actor, Entry
from leitplanke.web.board.figures import Days, Room
from leitplanke.web.board.models import Board
from leitplanke.web.companies.models import Company
from leitplanke.web.notes.models import Attachment
from leitplanke.web.studies.files import KINDS
from leitplanke.web.studies.models import Study

PASSWORD = "vier-Pferde-im-Regen"  # noqa: S105 - of this test
ROOM = json.dumps(plain(Room(first="2027-Q1", budget_eur=(0.0,), days=Days(owner=0.0, management=0.0, it=0.0, staff=0.0))))


@pytest.fixture
def anna(settings: Settings) -> User:
    """Return somebody with a password in two organisations."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    user = User.objects.create_user("anna", password=PASSWORD)
    for name in ("Alpha", "Beta"):
        Membership.objects.create(user=user, organisation=Organisation.objects.create(name=name))
    return user


def sign_in(name: str, password: str) -> Client:
    browser = Client()
    browser.post(reverse("accounts:sign-in"), {"username": name, "password": password})
    return browser


def told(*actions: str) -> list[tuple[str, str]]:
    rows = Entry.objects.filter(action__in=actions, object_type="accounts.user").order_by()
    return sorted((one.action, Organisation.objects.get(pk=one.organisation).name) for one in rows)


def test_a_sign_in_is_told_in_each_organisation_of_the_account(anna: User) -> None:
    browser = sign_in("anna", PASSWORD)
    assert told("sign-in") == [("sign-in", "Alpha"), ("sign-in", "Beta")]
    assert {one.actor_key for one in Entry.objects.filter(action="sign-in")} == {Actor.objects.get(user=anna).key}
    page = browser.get(reverse("audit:organisation", args=[Organisation.objects.get(name="Alpha").pk])).content.decode()
    assert "Konto" in page
    assert "angemeldet" in page


def test_a_wrong_password_is_told_and_a_name_that_nobody_has_is_not(anna: User) -> None:  # noqa: ARG001 - whose password is guessed
    sign_in("anna", "falsch")
    sign_in("nobody", "falsch")
    assert told("refused", "sign-in") == [("refused", "Alpha"), ("refused", "Beta")]
    assert not Entry.objects.filter(new__contains="falsch").exists()


def test_a_wrong_code_of_the_second_step_is_told_and_guessing_it_fills_no_log(anna: User) -> None:
    TOTP.activate(anna, generate_totp_secret())
    browser = sign_in("anna", PASSWORD)
    codes = [f"{number:06}" for number in range(30)]
    for code in codes:
        browser.post(reverse("mfa_authenticate"), {"code": code})
    rows = told("bad-code")
    assert 2 * 5 <= len(rows) <= 2 * guard.MOST_FAILURES
    assert set(rows) == {("bad-code", "Alpha"), ("bad-code", "Beta")}
    assert told("sign-in") == []
    assert not Entry.objects.filter(new__in=codes).exists()
    Authenticator.objects.all().delete()
    page = sign_in("anna", PASSWORD).get(reverse("audit:organisation", args=[Organisation.objects.get(name="Alpha").pk])).content.decode()
    assert "falscher Code im zweiten Schritt" in page


def test_guessing_does_not_fill_the_log(anna: User) -> None:  # noqa: ARG001 - as above
    for _ in range(3 * guard.MOST_FAILURES):
        sign_in("anna", "falsch")
    assert len(told("refused")) == 2 * guard.MOST_FAILURES


def test_on_a_machine_for_one_person_nobody_is_told_of(settings: Settings) -> None:
    settings.LOCAL = True
    assert Client().post(reverse("accounts:sign-in")).status_code == 302
    assert told("refused", "sign-in") == []


def exports(company: Company) -> list[str]:
    return list(Entry.objects.filter(action="export", company=company.pk).order_by("pk").values_list("name", flat=True))


@pytest.mark.parametrize("kind", ["studie.yaml", "ergebnis.json", "tabellen.xlsx"])
def test_files_of_a_study_are_told(kind: str, study: Study, as_alice: Client, as_bob: Client, alice: User) -> None:
    assert kind in KINDS
    as_bob.get(reverse("studies:file", args=[study.pk, kind]))
    assert exports(study.company) == []
    assert as_alice.get(reverse("studies:file", args=[study.pk, kind])).status_code == 200
    assert exports(study.company) == [kind]
    assert Entry.objects.get(action="export").actor_key == alice.actor.key


def test_roadmap_and_evidence_are_told(study: Study, as_alice: Client) -> None:
    firm = study.company
    Board.objects.create(company=firm, study=study, room=ROOM, taken_at=timezone.now())
    held = ContentFile(b"%PDF-1.7", "Kündigung Uwe Klein.pdf")
    row = Attachment.objects.create(company=firm, target="unseen.cyber.incident", file=held, name=held.name, kind="pdf", size=8)
    as_alice.get(reverse("board:file", args=[firm.pk, "fahrplan.ics"]))
    file = as_alice.get(reverse("notes:download", args=[row.pk]))
    assert b"".join(file.streaming_content) == b"%PDF-1.7"  # type: ignore[attr-defined] - a file is streamed
    assert exports(firm) == ["fahrplan.ics", "unseen.cyber.incident.pdf"]


def test_a_result_that_a_program_takes_is_told(study: Study, alice: User) -> None:
    _, secret = tokens.make(alice, study.company.organisation, "ERP", "read", 30)
    answer = Client().get(reverse("api-v1:result", args=[study.pk]), headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200
    assert exports(study.company) == ["ergebnis.json"]
    assert Entry.objects.get(action="export").actor_key == alice.actor.key
