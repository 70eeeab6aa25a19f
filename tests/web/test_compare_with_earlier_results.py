"""A result is set beside the firm's earlier ones: what changed, by how much, and never with another firm's."""

from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leitplanke.exchange import resultfile
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import euro
from leitplanke.study.result import Band, StudyResult
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.results.since import since
from leitplanke.web.results.values import Earlier
from leitplanke.web.studies.models import StoredResult, Study
from leitplanke.web.studies.results import earlier_results, read_result


@pytest.fixture
def now(study: Study) -> StudyResult:
    return read_result(study.pk)


def scaled(result: StudyResult, times: float) -> StudyResult:
    """Return the result with every loss so many times as large."""

    def band(one: Band) -> Band:
        return replace(one, low=one.low * times, mid=one.mid * times, high=one.high * times)

    unseens = tuple(replace(one, expected_annual_loss_eur=one.expected_annual_loss_eur * times) for one in result.risk.unseens)
    risk = replace(result.risk, expected_annual_loss_eur=band(result.risk.expected_annual_loss_eur), unseens=unseens)
    return replace(result, risk=risk)


def kept(study: Study, result: StudyResult, *, days_ago: int, company: Company | None = None) -> Study:
    """Store a result as if it had been made so many days before, of other inputs."""
    row = Study.objects.create(company=company or study.company, inputs=f"{study.inputs} ", state=Study.State.DONE, share=1.0)
    Study.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(days=days_ago))
    stamp = result.study
    StoredResult.objects.create(
        study=row, document=resultfile.dump(result), engine_version=stamp.engine_version, catalogue_version=stamp.catalogue_version
    )
    return row


def earlier(result: StudyResult) -> tuple[Earlier, ...]:
    return (Earlier(on=timezone.localdate(), result=result, address="/frueher"),)


@pytest.mark.parametrize(("times", "told"), [(2.0, "gesunken"), (0.5, "gestiegen"), (1.01, "kaum geändert")])
def test_the_change_is_told_with_both_numbers(now: StudyResult, times: float, told: str) -> None:
    before = scaled(now, times)
    found = since(now, earlier(before), Names.of(catalogue(), "de"))
    assert found is not None
    assert told in found.sentence
    for one in (before, now):
        assert euro(one.risk.expected_annual_loss_eur.mid, "de") in found.sentence
        assert any(euro(one.risk.expected_annual_loss_eur.mid, "de") in row[1] for row in found.table.rows)


def test_the_unseens_that_changed_most_are_named(now: StudyResult) -> None:
    largest = max(now.risk.unseens, key=lambda one: one.expected_annual_loss_eur)
    changed = tuple(replace(one, expected_annual_loss_eur=0.0) if one.id == largest.id else one for one in now.risk.unseens)
    found = since(now, earlier(replace(now, risk=replace(now.risk, unseens=changed))), Names.of(catalogue(), "en"))
    assert found is not None
    assert found.reasons == (
        f"{Names.of(catalogue(), 'en').quoted(largest.id)}: {euro(largest.expected_annual_loss_eur, 'en')} a year more.",
    )


def test_another_catalogue_is_said(now: StudyResult) -> None:
    before = replace(now, study=replace(now.study, catalogue_version="2020.1"))
    found = since(now, earlier(before), Names.of(catalogue(), "de"))
    assert found is not None
    assert any("Katalog" in reason for reason in found.reasons)


def test_the_first_result_stands_alone(study: Study, as_alice: Client) -> None:
    assert "Seit der letzten Auswertung" not in as_alice.get(reverse("studies:result", args=[study.pk])).content.decode()


def test_a_later_result_leads_to_the_earlier_one(study: Study, now: StudyResult, as_alice: Client) -> None:
    before = kept(study, scaled(now, 3.0), days_ago=40)
    page = unescape(as_alice.get(reverse("studies:result", args=[study.pk])).content.decode())
    assert "Seit der letzten Auswertung" in page
    assert reverse("studies:result", args=[before.pk]) in page
    # Seen from the earlier one there is nothing before.
    assert "Seit der letzten Auswertung" not in as_alice.get(reverse("studies:result", args=[before.pk])).content.decode()


def test_only_the_own_firms_last_three_of_other_inputs_count(study: Study, now: StudyResult) -> None:
    other = Company.objects.create(name="Zweite GmbH", organisation=study.company.organisation)
    kept(study, now, days_ago=1, company=other)
    same = kept(study, now, days_ago=2)
    Study.objects.filter(pk=same.pk).update(inputs=study.inputs)
    wanted = [kept(study, now, days_ago=days) for days in (60, 50, 40, 30)]
    found = earlier_results(study)
    assert [one.address for one in found] == [reverse("studies:result", args=[one.pk]) for one in wanted[1:]]


def test_an_unreadable_earlier_result_does_not_stand_in_the_way(study: Study, now: StudyResult, as_alice: Client) -> None:
    broken = kept(study, now, days_ago=3)
    StoredResult.objects.filter(study=broken).update(document='{"study": 1}')
    assert as_alice.get(reverse("studies:result", args=[study.pk])).status_code == 200
    assert earlier_results(study) == ()
