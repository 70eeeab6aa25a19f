"""On the page of a measure a firm says what funding it counts on and when the measure may start."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from leitplanke.exchange import studyfile
from leitplanke.primitives.quarter import Quarter
from leitplanke.study.inputs import Funding, StartWindow
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates import models
from leitplanke.web.studies.gathering import from_text, gather, to_text

MEASURE = "measure.cyber.basics-27076"
PAID = {"funding-0-rate": "33,5", "funding-0-cap": "1.750", "funding-0-programme": "programme.bafa-advice", "funding-0-reason": "Bescheid"}


def page_of(company: Company, target: str = MEASURE) -> str:
    return reverse("own:entry", args=[company.pk, target])


def quarter(company: Company, place: int) -> str:
    return str(Quarter.parse(company.start).plus(place))


def window(company: Company) -> dict[str, str]:
    return {"window-not_before": quarter(company, 2), "window-works_from": quarter(company, 5), "window-reason": "Lieferung"}


def test_what_is_typed_counts_in_the_study_and_comes_back(company: Company, as_alice: Client) -> None:
    more = {"funding-1-rate": "10", "funding-1-cap": "", "funding-1-programme": "", "funding-1-reason": "Zuschuss der Stadt"}
    answer = as_alice.post(page_of(company), PAID | more | window(company))
    assert answer.status_code == 302
    inputs = gather(company)
    assert inputs.funding == (
        Funding(measure=MEASURE, rate=0.335, cap_eur=1_750.0, programme="programme.bafa-advice", reason="Bescheid"),
        Funding(measure=MEASURE, rate=0.1, reason="Zuschuss der Stadt"),
    )
    assert inputs.starts == (
        StartWindow(measure=MEASURE, not_before=quarter(company, 2), works_from=quarter(company, 5), reason="Lieferung"),
    )
    assert from_text(to_text(inputs)) == inputs
    page = as_alice.get(page_of(company)).content.decode()
    for shown in ('value="33,5"', 'value="1.750"', 'value="Bescheid"', 'name="funding-2-rate"', 'value="Lieferung"'):
        assert shown in page
    assert '<option value="programme.bafa-advice" selected>' in page
    overview = as_alice.get(reverse("own:overview", args=[company.pk])).content.decode()
    assert "33,5\u00a0% gefördert, höchstens 1.750\u00a0€" in overview
    assert "wirkt frühestens ab" in overview


def test_saving_without_a_change_changes_nothing_and_empty_fields_take_away(company: Company, as_alice: Client) -> None:
    as_alice.post(page_of(company), PAID | window(company))
    before = gather(company)
    as_alice.post(page_of(company), PAID | window(company) | {"funding-1-rate": "", "funding-1-reason": ""})
    assert gather(company) == before
    as_alice.post(page_of(company), {"funding-0-rate": "", "window-not_before": ""})
    assert (gather(company).funding, gather(company).starts) == ((), ())


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        (PAID | {"funding-0-rate": ""}, "funding-0-rate"),
        (PAID | {"funding-0-rate": "0"}, "funding-0-rate"),
        (PAID | {"funding-0-rate": "120"}, "funding-0-rate"),
        (PAID | {"funding-0-rate": "halb"}, "funding-0-rate"),
        (PAID | {"funding-0-cap": "0"}, "funding-0-cap"),
        (PAID | {"funding-0-programme": "programme.nothing"}, "funding-0-programme"),
        (PAID | {"funding-0-reason": " "}, "funding-0-reason"),
        (PAID | {"funding-0-reason": "x" * 2001}, "funding-0-reason"),
        (PAID | {"funding-1-rate": "80", "funding-1-reason": "mehr"}, "funding-1-rate"),
        (PAID | {"funding-1-rate": "8", "funding-1-reason": "x", "funding-1-programme": "programme.bafa-advice"}, "funding-1-programme"),
        ({"window-reason": "nur so"}, "start-window"),
        ({"window-not_before": "1999-Q1", "window-reason": "x"}, "start-window"),
    ],
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_fault_stands_at_its_field_and_nothing_is_kept(
    posted: dict[str, str], field: str, language: str, company: Company, as_alice: Client
) -> None:
    as_alice.cookies["language"] = language
    answer = as_alice.post(page_of(company), posted, headers={"Accept-Language": language})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="{field}-message"' in page
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page
    assert (models.Funding.objects.count(), models.StartWindow.objects.count()) == (0, 0)


def test_quarters_that_leave_no_room_are_refused(company: Company, as_alice: Client) -> None:
    early = {"window-not_before": quarter(company, 5), "window-not_after": quarter(company, 4), "window-reason": "x"}
    assert as_alice.post(page_of(company), early).status_code == 422
    fixed = {"stance": "in", "stance-quarter": quarter(company, 1), "stance-reason": "bestellt"}
    assert as_alice.post(page_of(company), window(company) | fixed).status_code == 422
    assert as_alice.post(page_of(company), window(company) | fixed | {"stance-quarter": quarter(company, 2)}).status_code == 302
    assert gather(company).decided[0].quarter == quarter(company, 2)


def test_an_unseen_has_no_funding(company: Company, as_alice: Client) -> None:
    other = page_of(company, "unseen.cyber.incident")
    assert "funding-0-rate" not in as_alice.get(other).content.decode()
    as_alice.post(other, PAID)
    assert models.Funding.objects.count() == 0


def test_all_that_is_set_can_be_deleted_at_once(company: Company, as_alice: Client) -> None:
    as_alice.post(page_of(company), PAID | window(company))
    as_alice.post(reverse("own:forget", args=[company.pk, MEASURE]))
    assert (gather(company).funding, gather(company).starts) == ((), ())


def test_strangers_set_nothing(company: Company, as_bob: Client) -> None:
    assert as_bob.post(page_of(company), PAID).status_code == 404
    assert models.Funding.objects.count() == 0


def test_a_study_file_brings_it_in_and_takes_it_out(as_alice: Client) -> None:
    text = f"""
company: {{name: Muster GmbH, sector: Metall, staff: 38, turnover_eur: 5200000}}
start: 2027-Q2
funding:
  - {{measure: {MEASURE}, rate: 0.5, cap_eur: 1750, programme: programme.bafa-advice, reason: Bescheid}}
  - {{measure: {MEASURE}, rate: 0.1, reason: Stadt}}
starts:
  - {{measure: {MEASURE}, not_before: 2027-Q3, not_after: 2028-Q4, works_from: 2028-Q1, reason: Lieferung}}
limits: {{last_start: 2030-Q4}}
"""
    as_alice.post(reverse("intake:read"), {"file": SimpleUploadedFile("firma.yaml", text.encode())})
    firm = Company.objects.get()
    assert gather(firm) == studyfile.read(text, "firma.yaml", catalogue())
    assert studyfile.read(studyfile.write(gather(firm)), "firma.yaml", catalogue()) == gather(firm)


def test_the_last_start_is_asked_with_the_limits(company: Company, as_alice: Client) -> None:
    place = reverse("guide:limits", args=[company.pk])
    as_alice.post(place, {"last_start": quarter(company, 7), "was-last_start": ""})
    company.refresh_from_db()
    assert gather(company).limits.last_start == quarter(company, 7)
    wrong = as_alice.post(place, {"last_start": "2090-Q1", "was-last_start": quarter(company, 7)})
    assert wrong.status_code == 422
    company.refresh_from_db()
    assert company.last_start == quarter(company, 7)
    as_alice.post(place, {"last_start": "", "was-last_start": quarter(company, 7)})
    company.refresh_from_db()
    assert gather(company).limits.last_start is None
