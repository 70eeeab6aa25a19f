"""A workbook for a workshop: taken along, filled in by another program, shown, then taken over as a voice at the desk."""

import io
from collections.abc import Callable
from uuid import UUID

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from leitplanke.web.catalogue import catalogue, quick_check
from leitplanke.web.companies.models import Company
from leitplanke.web.studies.gathering import gather
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.waves.models import Wave
from leitplanke.web.workshop.models import Workbook

FIRST, SECOND = (one.id for one in quick_check()[0][1][:2])
ANSWER, REASON = 9, 10


def taken(browser: Client, company: Company, kind: str = "alle") -> bytes:
    found = browser.get(reverse("workshop:workbook", args=[company.pk, kind]))
    assert found["Content-Disposition"].endswith('.xlsx"')
    return bytes(found.content)


def filled(data: bytes, *cells: tuple[int, object, str]) -> bytes:
    """Answer the questions of the first sheet in the rows named."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for row, answer, reason in cells:
        book.worksheets[1].cell(row, ANSWER).value = answer
        book.worksheets[1].cell(row, REASON).value = reason
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def shown(browser: Client, firm: UUID, data: bytes, voice: str = "new-it", existing: str = "update") -> HttpResponse:
    values = {"file": SimpleUploadedFile("mappe.xlsx", data), "voice": voice, "existing": existing}
    found: HttpResponse = browser.post(reverse("workshop:page", args=[firm]), values)
    return found


def taken_over(browser: Client, firm: UUID, preview: HttpResponse) -> HttpResponse:
    seal = preview.context["seal"]
    found: HttpResponse = browser.post(reverse("workshop:take-over", args=[firm]), {"seal": seal})
    return found


def counts(preview: HttpResponse) -> list[int]:
    return [count for _, count in preview.context["counts"]]


@pytest.fixture
def read(as_alice: Client, company: Company) -> Callable[..., HttpResponse]:
    def run(*cells: tuple[int, object, str], voice: str = "new-it", existing: str = "update") -> HttpResponse:
        preview = shown(as_alice, company.pk, filled(taken(as_alice, company), *cells), voice, existing)
        assert preview.status_code == 200
        return taken_over(as_alice, company.pk, preview)

    return run


@pytest.mark.parametrize(("kind", "count"), [("kurz", 24), ("alle", len(catalogue().indicators))])
def test_the_workbook_asks_every_question_of_its_kind(as_alice: Client, company: Company, kind: str, count: int) -> None:
    book = openpyxl.load_workbook(io.BytesIO(taken(as_alice, company, kind)))
    asked = [row[0] for sheet in book.worksheets[1:-1] for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert len(asked) == len(set(asked)) == count
    assert as_alice.get(reverse("workshop:workbook", args=[company.pk, "keine"])).status_code == 404


def test_nothing_is_stored_before_consent(as_alice: Client, company: Company) -> None:
    preview = shown(as_alice, company.pk, filled(taken(as_alice, company), (4, 3, ""), (5, "weiß nicht", "")))
    assert counts(preview) == [2, 0, 0, 0, len(catalogue().indicators) - 2]
    assert not Rater.objects.exists()
    assert "Noch ist nichts gespeichert." in preview.content.decode()


def test_answers_enter_as_a_voice_of_their_role_and_count_in_the_study(read: Callable[..., HttpResponse], company: Company) -> None:
    found = read((4, 3, "Notiz"), (5, "trifft nicht zu", "Wir haben keine."))
    assert found.status_code == 302
    rater = Rater.objects.get(company=company)
    assert (rater.role, rater.wave, rater.workbook.name) == ("it", None, "mappe.xlsx")
    rows = {row.indicator: (row.level, row.missing, row.reason) for row in rater.ratings.all()}
    assert rows == {FIRST: (3, "", "Notiz"), SECOND: (None, "not-applicable", "Wir haben keine.")}
    assert {row.catalogue_version for row in rater.ratings.all()} == {catalogue().edition}
    inputs = gather(company)
    assert [(one.indicator, one.level) for one in inputs.answers] == [(FIRST, 3), (SECOND, None)]
    assert [one.role for one in inputs.raters] == ["it"]


def test_two_workbooks_are_two_voices_whose_disagreement_stays(read: Callable[..., HttpResponse], company: Company) -> None:
    read((4, 0, ""), voice="new-it")
    read((4, 4, ""), voice="new-staff")
    assert sorted((one.level, one.rater.role) for one in Rating.objects.all()) == [(0, "it"), (4, "staff")]
    assert len(gather(company).answers) == 2


def test_a_voice_read_again_is_updated_or_left_as_it_was(read: Callable[..., HttpResponse], as_alice: Client, company: Company) -> None:
    read((4, 1, ""), (5, 1, ""))
    voice = f"rater-{Rater.objects.get().pk}"
    data = filled(taken(as_alice, company), (4, 2, ""), (5, 1, ""), (6, 4, ""))
    kept = shown(as_alice, company.pk, data, voice, "skip")
    assert counts(kept)[:4] == [1, 0, 1, 1]
    assert counts(shown(as_alice, company.pk, data, voice, "update"))[:4] == [1, 1, 0, 1]
    taken_over(as_alice, company.pk, kept)
    assert sorted(row.level for row in Rating.objects.all()) == [1, 1, 4]
    taken_over(as_alice, company.pk, shown(as_alice, company.pk, data, voice, "update"))
    assert sorted(row.level for row in Rating.objects.all()) == [1, 2, 4]
    assert Rater.objects.count() == Workbook.objects.count() == 1


def test_the_owners_own_answers_are_those_of_the_pages(read: Callable[..., HttpResponse], as_alice: Client, answered: Company) -> None:
    read((4, 4, ""), voice="owner")
    assert Rater.objects.count() == 1
    assert Rating.objects.get(indicator=FIRST).level == 4
    assert Rating.objects.count() == 24
    assert "Eingelesene Stimmen" not in as_alice.get(reverse("workshop:page", args=[answered.pk])).content.decode()


def test_the_same_file_again_is_told(as_alice: Client, company: Company) -> None:
    data = filled(taken(as_alice, company), (4, 1, ""))
    taken_over(as_alice, company.pk, shown(as_alice, company.pk, data))
    assert "schon einmal eingelesen" in shown(as_alice, company.pk, data, "new-staff").content.decode()
    assert "schon einmal eingelesen" not in shown(as_alice, company.pk, data, f"rater-{Rater.objects.get().pk}").content.decode()


def test_faults_are_told_with_sheet_and_row_and_nothing_is_stored(as_alice: Client, company: Company) -> None:
    found = shown(as_alice, company.pk, filled(taken(as_alice, company), (4, "2,5", ""), (5, "=1+1", ""), (6, 1, "")))
    page = found.content.decode()
    assert found.status_code == 422
    sheet = quick_check()[0][0].title.de
    assert f"Zeile 4, {sheet}!I4: „2,5“ ist keine Antwort" in page
    assert f"Zeile 5, {sheet}!I5: Hier steht eine Formel (=1+1)" in page
    assert not Rater.objects.exists()


def test_a_seal_holds_for_one_firm_one_state_and_untouched(as_alice: Client, company: Company, as_bob: Client) -> None:
    preview = shown(as_alice, company.pk, filled(taken(as_alice, company), (4, 1, "")), "owner")
    seal = preview.context["seal"]
    address = reverse("workshop:take-over", args=[company.pk])
    other = Company.objects.create(organisation=company.organisation, name="Beta")
    for firm, tried in ((other, seal), (company, seal[:-2] + "AA"), (company, "")):
        refused = as_alice.post(reverse("workshop:take-over", args=[firm.pk]), {"seal": tried})
        assert (refused.status_code, "Es ist nichts gespeichert." in refused.content.decode()) == (422, True)
    assert as_bob.post(address, {"seal": seal}).status_code == 404
    rater = Rater.objects.create(company=company)
    Rating.objects.create(rater=rater, indicator=FIRST, level=0, catalogue_version="2026.11.4")
    assert as_alice.post(address, {"seal": seal}).status_code == 422
    assert Rating.objects.get().level == 0


@pytest.mark.parametrize("voice", ["owner", "new-it"])
def test_a_form_sent_twice_stores_once(as_alice: Client, company: Company, voice: str) -> None:
    preview = shown(as_alice, company.pk, filled(taken(as_alice, company), (4, 1, "")), voice)
    assert taken_over(as_alice, company.pk, preview).status_code == 302
    assert taken_over(as_alice, company.pk, preview).status_code == 422
    assert Rating.objects.count() == Rater.objects.count() == 1


def test_people_of_waves_are_no_voices_at_the_desk(as_alice: Client, company: Company) -> None:
    wave = Wave.objects.create(company=company, number=1, mode=Wave.Mode.ANONYMOUS)
    rater = Rater.objects.create(company=company, wave=wave, role="staff", key="a" * 64)
    page = as_alice.get(reverse("workshop:page", args=[company.pk])).content.decode()
    assert f"rater-{rater.pk}" not in page
    data = filled(taken(as_alice, company), (4, 1, ""))
    assert shown(as_alice, company.pk, data, f"rater-{rater.pk}").status_code == 422
    assert as_alice.post(reverse("workshop:drop", args=[company.pk, rater.pk])).status_code == 404


def test_a_voice_can_be_deleted_with_its_answers(read: Callable[..., HttpResponse], as_alice: Client, company: Company) -> None:
    read((4, 1, ""))
    address = reverse("workshop:drop", args=[company.pk, Rater.objects.get().pk])
    assert as_alice.post(address).status_code == 302
    assert not Rating.objects.exists()
    assert as_alice.post(address).status_code == 404


def test_what_is_missing_is_said_at_its_field(as_alice: Client, company: Company) -> None:
    found = as_alice.post(reverse("workshop:page", args=[company.pk]), {"voice": "new-owner"})
    page = found.content.decode()
    assert found.status_code == 422
    assert "Wählen Sie die ausgefüllte Mappe." in page
    assert "Sagen Sie, wessen Antworten das sind." in page
