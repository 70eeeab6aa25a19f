"""Other firms count for the EU's size rule."""

import pytest
from django.test import Client
from django.urls import reverse

from leitplanke.web.companies.models import Company, LinkedFirm
from leitplanke.web.studies.gathering import from_text, gather, to_text

MOTHER = {
    "name": "Konzern AG",
    "relation": "linked",
    "share_percent": "60",
    "staff": "900",
    "turnover_eur": "80 Mio",
    "balance_sheet_eur": "70 Mio",
}


def linked(company: Company) -> str:
    return reverse("companies:linked", args=[company.pk])


def test_a_linked_group_makes_a_small_firm_large(company: Company, as_alice: Client) -> None:
    assert "kleines Unternehmen" in as_alice.get(linked(company)).content.decode()
    assert as_alice.post(linked(company), MOTHER)["Location"] == linked(company)
    page = as_alice.get(linked(company)).content.decode()
    assert "Konzern AG" in page
    assert "großes Unternehmen" in page  # EU: 938 staff; IfM looks at the firm alone
    assert "kleines Unternehmen" in page
    assert "938 Beschäftigte" in page


def test_a_partner_counts_by_its_share(company: Company, as_alice: Client) -> None:
    as_alice.post(linked(company), {**MOTHER, "relation": "partner", "share_percent": "25", "staff": "40", "turnover_eur": "4 Mio"})
    assert "48 Beschäftigte und 6.200.000" in as_alice.get(linked(company)).content.decode()  # 38 + 25 % x 40; 5.2 + 25 % x 4


def test_what_is_taken_off_no_longer_counts(company: Company, as_alice: Client) -> None:
    as_alice.post(linked(company), MOTHER)
    as_alice.post(reverse("companies:unlink", args=[company.pk, LinkedFirm.objects.get().pk]))
    assert LinkedFirm.objects.count() == 0
    assert "großes Unternehmen" not in as_alice.get(linked(company)).content.decode()


def test_linked_firms_go_into_the_study(answered: Company, as_alice: Client) -> None:
    as_alice.post(linked(answered), MOTHER)
    inputs = gather(Company.objects.get())
    assert [(firm.name, firm.share, firm.staff) for firm in inputs.company.linked_firms] == [("Konzern AG", 0.6, 900.0)]
    assert from_text(to_text(inputs)) == inputs


@pytest.mark.parametrize(
    ("field", "typed"),
    [("share_percent", "0"), ("share_percent", "101"), ("staff", "-1"), ("turnover_eur", ""), ("name", ""), ("relation", "friend")],
)
def test_a_mistake_is_explained_and_nothing_stored(field: str, typed: str, company: Company, as_alice: Client) -> None:
    response = as_alice.post(linked(company), {**MOTHER, field: typed})
    page = response.content.decode()
    assert response.status_code == 422
    assert f'<a href="#{field}">' in page
    assert 'value="900"' in page or field == "staff"
    assert LinkedFirm.objects.count() == 0


def test_a_firm_of_another_list_cannot_be_taken_off(company: Company, as_alice: Client) -> None:
    as_alice.post(linked(company), MOTHER)
    other = Company.objects.create(organisation=company.organisation)
    assert as_alice.post(reverse("companies:unlink", args=[other.pk, LinkedFirm.objects.get().pk])).status_code == 404
    assert LinkedFirm.objects.count() == 1
