"""Deleting a firm: by its name, by who may, with everything in it, and without anonymity lost by it."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from leitplanke.study.result import StudyResult
from leitplanke.web.accounts.models import Membership, Organisation, User
from leitplanke.web.api.models import ExternalId
from leitplanke.web.archive import removing
from leitplanke.web.audit.models import Entry
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company, LinkedFirm
from leitplanke.web.jobs import running
from leitplanke.web.jobs.running import Beat
from leitplanke.web.notes.models import Attachment
from leitplanke.web.studies.jobs import EVALUATIONS
from leitplanke.web.studies.models import StoredResult, Study
from leitplanke.web.studies.results import read_result
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.tables.owned import KEPT, LEFT_OUT
from leitplanke.web.waves import turning
from leitplanke.web.waves.models import Invitation, Shown, Wave

SKILL = "indicator.cloud.own-skill"


def remove(browser: Client, company: Company, typed: str) -> int:
    return browser.post(reverse("archive:remove", args=[company.pk]), {"name": typed}).status_code


def wave_of(company: Company, mode: str, people: int, number: int = 1) -> Wave:
    """Return a closed round in which everybody answered one question."""
    wave = Wave.objects.create(company=company, number=number, mode=mode, state="open", name="Herbst")
    Invitation.objects.create(wave=wave, kind="personal", role="staff", digest=f"{number}" * 64, email="uwe@example.org")
    for level in range(people):
        rater = Rater.objects.create(company=company, wave=wave, role="staff", finished=True)
        Rating.objects.create(rater=rater, indicator=SKILL, level=level % 5, catalogue_version="1")
    turning.close(wave)
    return wave


def test_only_who_types_the_name_deletes(study: Study, as_alice: Client) -> None:
    page = as_alice.get(reverse("archive:remove", args=[study.company_id])).content.decode()
    assert "Schreiben Sie „Alpha &amp; Söhne GmbH“" in page
    for typed in ("", "Alpha", "beta"):
        assert remove(as_alice, study.company, typed) == 422
    assert Company.objects.filter(pk=study.company_id).exists()
    assert remove(as_alice, study.company, "  alpha & söhne  gmbh ") == 302
    assert "Das Unternehmen ist gelöscht." in as_alice.get(reverse("companies:list") + "?geloescht").content.decode()
    assert as_alice.get(reverse("guide:home", args=[study.company_id])).status_code == 404


@pytest.mark.parametrize("role", ["management", "it", "employee", "reader"])
def test_a_role_without_settings_deletes_nothing(role: str, company: Company) -> None:
    user = User.objects.create_user("rolf")
    Membership.objects.create(user=user, organisation=company.organisation, role=role)
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert remove(browser, company, company.name) == 403
    assert Company.objects.filter(pk=company.pk).exists()


def test_nothing_of_it_is_left(
    study: Study, as_alice: Client, var_folder: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    firm = study.company
    LinkedFirm.objects.create(company=firm, name="Tochter")
    ExternalId.objects.create(organisation=firm.organisation, company=firm, external_id="K-1")
    row = Attachment.objects.create(
        company=firm, target="unseen.cyber.incident", file=ContentFile(b"%PDF-1.7", "a.pdf"), name="a.pdf", kind="pdf", size=8
    )
    wave_of(firm, "open", 3)
    assert (var_folder / "attachments" / row.file.name).exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert remove(as_alice, firm, firm.name) == 302
    assert {kept.name: kept.model._base_manager.count() for kept in KEPT if kept.model._base_manager.exists()} == {}
    assert not ExternalId.objects.exists()
    assert not list((var_folder / "attachments").iterdir())
    assert "api.externalid" in LEFT_OUT
    gone = Entry.objects.filter(organisation=firm.organisation_id, action="delete", object_type="companies.company", field="")
    assert [(one.organisation, one.company, one.name) for one in gone] == [(firm.organisation_id, firm.pk, firm.name)]


def test_what_was_shown_stays_shown_without_firm_and_people(company: Company, as_alice: Client) -> None:
    shown = wave_of(company, "anonymous", 5)
    wave_of(company, "anonymous", 4, number=2)
    wave_of(company, "open", 2, number=3)
    before = list(Shown.objects.order_by("pk").values("indicator", "group", "counts", "at"))
    assert len(before) == 1
    assert remove(as_alice, company, company.name) == 302
    assert list(Shown.objects.order_by("pk").values("indicator", "group", "counts", "at")) == before
    left = Wave.objects.get()
    assert (left.pk, left.name, left.state, left.company.name, left.company.staff) == (shown.pk, "", "frozen", "", None)
    assert left.company.organisation == company.organisation
    assert not Rater.objects.exists()
    assert not Invitation.objects.exists()


def test_nobody_finds_the_shell(company: Company, as_alice: Client, alice: User) -> None:
    wave = wave_of(company, "anonymous", 5)
    remove(as_alice, company, company.name)
    shell = Company.objects.get()
    for name, key in (("guide:home", shell.pk), ("tables:page", shell.pk), ("archive:take", shell.pk), ("picture:company", shell.pk)):
        assert as_alice.get(reverse(name, args=[key])).status_code == 404, name
    assert as_alice.get(reverse("picture:wave", args=[wave.pk])).status_code == 404
    assert as_alice.get(reverse("waves:wave", args=[shell.pk, wave.pk])).status_code == 404
    assert not Company.objects.for_user(alice).exists()
    assert not Company.objects.known_to(alice).exists()
    people = as_alice.get(reverse("people:list", args=[Organisation.objects.get(members=alice).pk])).content.decode()
    assert str(shell.pk) not in people


def test_a_round_that_followed_one_without_pictures_stays_alone(company: Company) -> None:
    first = wave_of(company, "anonymous", 4)
    second = wave_of(company, "anonymous", 5, number=2)
    Wave.objects.filter(pk=second.pk).update(follows=first)
    removing.remove(company)
    assert [(one.pk, one.follows) for one in Wave.objects.all()] == [(second.pk, None)]


def test_an_evaluation_under_way_ends_with_its_firm(study: Study) -> None:
    result = read_result(study.pk)
    StoredResult.objects.all().delete()
    Study.objects.update(state=Study.State.QUEUED)

    def compute(job: Study, beat: Beat) -> StudyResult:
        removing.remove(job.company)
        beat("half", 0.5)
        return result

    running.run(replace(EVALUATIONS, compute=compute), UUID(str(study.pk)))
    assert not Study.objects.exists()
    assert not StoredResult.objects.exists()


def test_deleting_a_firm_and_asking_again_singles_nobody_out(company: Company, as_alice: Client) -> None:
    """Five people answer, the firm is deleted, and in a new one the same five answer with a sixth: no two pictures differ by that one."""
    asked = [one.id for one in catalogue().indicators[:12]]
    *five, sixth = np.random.default_rng(7).integers(5, size=(6, len(asked))).tolist()

    def ask(firm: Company, people: list[list[int]]) -> dict[str, list[int]]:
        wave = Wave.objects.create(company=firm, number=1, mode="anonymous", state="open")
        for levels in people:
            rater = Rater.objects.create(company=firm, wave=wave, role="staff", finished=True)
            rows = [
                Rating(rater=rater, indicator=name, level=level, catalogue_version="1") for name, level in zip(asked, levels, strict=True)
            ]
            Rating.objects.bulk_create(rows)
        turning.close(wave)
        return dict(Shown.objects.filter(wave=wave).values_list("indicator", "counts"))

    before = ask(company, five)
    assert len(before) == len(asked)
    remove(as_alice, company, company.name)
    after = ask(Company.objects.create(organisation=company.organisation, name="Neu"), [*five, sixth])
    assert [name for name in after if sum(after[name]) - sum(before[name]) == 1] == []
    # Where nobody was asked before, the same six are shown.
    elsewhere = Company.objects.create(organisation=Organisation.objects.create(), name="Anderswo")
    assert len(ask(elsewhere, [*five, sixth])) == len(asked)
