"""The profile: figures as people type them, mistakes explained, nothing lost."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from leitplanke.web.companies.models import Company

FIRST = {
    "name": "Müller Präzision GmbH",
    "sector": "Zerspanung",
    "staff": "38",
    "turnover_eur": "5,2 Mio",
    "liquidity_eur": "320 T€",
    "free_cash_flow_eur_per_year": "180.000",
    "equity_eur": "-12.000",
    "largest_buyer_eur": "2.392.000,50",
}


def profile(company: Company) -> str:
    return reverse("companies:profile", args=[company.pk])


@pytest.fixture
def fresh(as_alice: Client) -> Company:
    as_alice.post(reverse("companies:create"))
    return Company.objects.get()


def test_the_first_page_is_kept_and_leads_on(fresh: Company, as_alice: Client) -> None:
    response = as_alice.post(profile(fresh), FIRST)
    assert response["Location"] == reverse("companies:further", args=[fresh.pk])
    fresh.refresh_from_db()
    figures = (
        fresh.staff,
        fresh.turnover_eur,
        fresh.liquidity_eur,
        fresh.free_cash_flow_eur_per_year,
        fresh.equity_eur,
        fresh.largest_buyer_eur,
    )
    assert figures == (38.0, 5_200_000.0, 320_000.0, 180_000.0, -12_000.0, 2_392_000.5)
    assert fresh.name == "Müller Präzision GmbH"


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("staff", "zwölf", "„zwölf“ ist keine Zahl"),
        ("staff", "-3", "größer als 0"),
        ("staff", "0", "größer als 0"),
        ("turnover_eur", "0", "größer als 0"),
        ("turnover_eur", "", "fehlt"),
        ("turnover_eur", "1.2.3", "keine Zahl"),
        ("turnover_eur", "nan", "keine Zahl"),
        ("turnover_eur", "inf", "keine Zahl"),
        ("turnover_eur", "9" * 400, "keine Zahl"),
        ("turnover_eur", "5200000 Mio", "zu groß"),
        ("liquidity_eur", "-5", "mindestens 0"),
        ("largest_buyer_eur", "5,3 Mio", "mehr als Ihr ganzer Umsatz"),
        ("name", "  ", "fehlt"),
        ("name", "x" * 201, "höchstens 200 Zeichen"),
    ],
)
def test_a_mistake_is_explained_and_the_rest_is_kept(field: str, typed: str, told: str, fresh: Company, as_alice: Client) -> None:
    response = as_alice.post(profile(fresh), {**FIRST, field: typed})
    page = response.content.decode()
    assert response.status_code == 422
    assert f'<a href="#{field}">' in page
    message = re.search(rf'id="{field}-message">([^<]*)<', page)
    assert message
    assert told in message[1]
    assert f'name="{field}" value="{typed}"' in page
    fresh.refresh_from_db()
    kept = {"sector": "Zerspanung", "equity_eur": -12_000.0}
    assert {name: getattr(fresh, name) for name in kept} == kept
    assert getattr(fresh, field) in {None, ""}


def test_a_mistake_does_not_undo_what_was_right_before(company: Company, as_alice: Client) -> None:
    as_alice.post(profile(company), {**FIRST, "staff": "viele"})
    company.refresh_from_db()
    assert company.staff == 38.0


def test_english_readers_type_english_figures(fresh: Company, as_alice: Client) -> None:
    as_alice.post(reverse("language"), {"language": "en"})
    as_alice.post(
        profile(fresh),
        {**FIRST, "turnover_eur": "5,200,000.50", "liquidity_eur": "€0.3m", "free_cash_flow_eur_per_year": "1.5k", "largest_buyer_eur": ""},
    )
    fresh.refresh_from_db()
    assert (fresh.turnover_eur, fresh.liquidity_eur, fresh.free_cash_flow_eur_per_year) == (5_200_000.5, 300_000.0, 1_500.0)
    page = as_alice.get(profile(fresh)).content.decode()
    assert 'value="5,200,000.5"' in page


def test_two_open_pages_do_not_undo_each_other(company: Company, as_alice: Client) -> None:
    shown = dict(re.findall(r'name="was-([a-z_]+)" value="([^"]*)"', as_alice.get(profile(company)).content.decode()))
    assert set(shown) == set(FIRST)
    untouched = {
        **{name: text.replace("&amp;", "&") for name, text in shown.items()},
        **{f"was-{name}": text.replace("&amp;", "&") for name, text in shown.items()},
    }
    as_alice.post(profile(company), {**untouched, "staff": "40"})
    as_alice.post(profile(company), {**untouched, "sector": "Fräsen"})
    company.refresh_from_db()
    assert (company.staff, company.sector) == (40.0, "Fräsen")


def test_the_last_one_wins_on_the_same_field(company: Company, as_alice: Client) -> None:
    for typed in ("41", "42"):
        as_alice.post(profile(company), {**FIRST, "staff": typed, "was-staff": "38"})
    company.refresh_from_db()
    assert company.staff == 42.0


def test_a_field_saves_itself_and_the_size_follows(company: Company, as_alice: Client) -> None:
    response = as_alice.post(reverse("companies:save-profile", args=[company.pk]), {"staff": "260", "was-staff": "38"})
    page = response.content.decode()
    company.refresh_from_db()
    assert company.staff == 260.0
    assert re.search(r"zuletzt gespeichert \d\d:\d\d", page)
    assert "großes Unternehmen" in page
    assert "260 Beschäftigte" in page
    assert 'name="was-staff" value="260" hx-swap-oob="true"' in page


def test_a_wrong_field_is_told_while_typing(company: Company, as_alice: Client) -> None:
    page = as_alice.post(reverse("companies:save-profile", args=[company.pk]), {"staff": "viele", "was-staff": "38"}).content.decode()
    assert "„viele“ ist keine Zahl" in page
    assert "zuletzt gespeichert" not in page
    company.refresh_from_db()
    assert company.staff == 38.0


def test_what_stays_empty_shows_its_assumed_figure(company: Company, as_alice: Client) -> None:
    page = as_alice.get(reverse("companies:further", args=[company.pk])).content.decode()
    payroll = re.search(r'id="payroll_eur_per_year-assumed">([^<]*)<', page)
    assert payroll
    assert payroll[1] == "angenommen: 1.700.000\u00a0€"  # 38 x 46,000 = 1.748 M EUR, two digits
    as_alice.post(reverse("companies:further", args=[company.pk]), {"payroll_eur_per_year": "1,9 Mio"})
    later = as_alice.get(reverse("companies:further", args=[company.pk])).content.decode()
    assert 'id="payroll_eur_per_year-assumed"' not in later
    assert 'value="1.900.000"' in later


def test_choices_are_kept_and_foreign_ones_refused(company: Company, as_alice: Client) -> None:
    further = reverse("companies:further", args=[company.pk])
    assert as_alice.post(further, {"legal_form": "gmbh", "owner_led": "no", "start": company.start}).status_code == 302
    company.refresh_from_db()
    assert (company.legal_form, company.owner_led) == ("gmbh", False)
    assert as_alice.post(further, {"legal_form": "limited", "owner_led": "maybe", "start": "2019-Q9"}).status_code == 422
    company.refresh_from_db()
    assert (company.legal_form, company.owner_led) == ("gmbh", False)


def test_a_name_is_shown_and_never_run(company: Company, as_alice: Client) -> None:
    as_alice.post(profile(company), {**FIRST, "name": '<script>alert("x")</script> & Co'})
    for address in (profile(company), reverse("companies:list"), reverse("survey:overview", args=[company.pk])):
        page = as_alice.get(address).content.decode()
        assert "<script>alert" not in page


def test_a_double_click_creates_one_firm(as_alice: Client) -> None:
    for _ in range(2):
        as_alice.post(reverse("companies:create"))
    assert Company.objects.count() == 1


def test_pages_ask_the_database_little(company: Company, as_alice: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    # Four of them are the line that says where the firm is on its way, two the rights of the member; more firms ask for no more.
    Company.objects.bulk_create(Company(organisation=company.organisation, name=f"Firma {number}") for number in range(5))
    for address, most in ((profile(company), 10), (reverse("companies:list"), 9)):
        with django_assert_max_num_queries(most):
            as_alice.get(address)
