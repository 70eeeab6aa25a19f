"""Two people at one firm on two machines: the later entry counts, and whoever made it hears what stood there meanwhile."""

import pytest
from django.test import Client
from django.urls import reverse

from leitplanke.web.accounts.models import Membership, User
from leitplanke.web.companies.amounts import write_amount
from leitplanke.web.companies.models import Company

TOLD = "Inzwischen stand hier"


@pytest.fixture
def as_anna(company: Company) -> Client:
    """Return the browser of a second owner of the firm."""
    anna = User.objects.create_user("anna")
    Membership.objects.create(user=anna, organisation=company.organisation, role="owner")
    browser = Client()
    browser.force_login(anna, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def save(browser: Client, company: Company, name: str, text: str, *, seen: str) -> str:
    data = {name: text, f"was-{name}": seen}
    return browser.post(reverse("companies:save-profile", args=[company.pk]), data).content.decode()


def test_the_later_entry_counts_and_names_what_it_replaced(company: Company, as_alice: Client, as_anna: Client) -> None:
    Company.objects.filter(pk=company.pk).update(liquidity_eur=100_000.0)
    assert TOLD not in save(as_anna, company, "liquidity_eur", "150.000", seen="100.000")
    told = save(as_alice, company, "liquidity_eur", "90.000", seen="100.000")
    assert TOLD in told
    assert "150.000" in told
    company.refresh_from_db()
    assert company.liquidity_eur == 90_000.0
    # Alice's page now shows what she typed; her next change replaces nobody's.
    assert TOLD not in save(as_alice, company, "liquidity_eur", "95.000", seen="90.000")


def test_who_types_the_same_is_not_bothered(company: Company, as_alice: Client, as_anna: Client) -> None:
    save(as_anna, company, "liquidity_eur", "150.000", seen="")
    assert TOLD not in save(as_alice, company, "liquidity_eur", "150.000", seen="")


def test_changes_of_two_fields_do_not_touch_each_other(company: Company, as_alice: Client, as_anna: Client) -> None:
    shown = {name: write_amount(getattr(company, name), "de") if getattr(company, name) else "" for name in ("equity_eur", "liquidity_eur")}
    save(as_anna, company, "equity_eur", "70.000", seen=shown["equity_eur"])
    assert TOLD not in save(as_alice, company, "liquidity_eur", "20.000", seen=shown["liquidity_eur"])
    company.refresh_from_db()
    assert (company.equity_eur, company.liquidity_eur) == (70_000.0, 20_000.0)


def test_choices_and_days_are_told_as_people_see_them(company: Company, as_alice: Client) -> None:
    Company.objects.filter(pk=company.pk).update(legal_form="gmbh", decide_by="2027-03-31")
    further = as_alice.post(reverse("companies:save-further", args=[company.pk]), {"legal_form": "ag", "was-legal_form": "kg"})
    assert "„GmbH“" in further.content.decode()
    limits = as_alice.post(reverse("guide:save-limits", args=[company.pk]), {"decide_by": "2027-06-30", "was-decide_by": ""})
    assert "„31.03.2027“" in limits.content.decode()
