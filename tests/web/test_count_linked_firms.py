"""Owners, holdings and earlier years count for the EU's size rule."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from leitplanke.exchange import studyfile
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.branches import MOST_LEVELS, possible_upper
from leitplanke.web.companies.models import Company, LinkedFirm
from leitplanke.web.studies.gathering import from_text, gather, to_text

MOTHER = {
    "name": "Konzern AG",
    "tie": "tie-owner",
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
    as_alice.post(linked(company), {**MOTHER, "share_percent": "25", "staff": "40", "turnover_eur": "4 Mio"})
    assert "48 Beschäftigte und 6.200.000" in as_alice.get(linked(company)).content.decode()  # 38 + 25 % x 40; 5.2 + 25 % x 4


def test_a_partner_without_figures_leaves_the_verdict_open(company: Company, as_alice: Client) -> None:
    assert "noch nicht sicher" not in as_alice.get(linked(company)).content.decode()
    as_alice.post(linked(company), {"name": "Konzern AG", "tie": "tie-owner", "share_percent": "30"})
    page = as_alice.get(linked(company)).content.decode()
    assert "kleines Unternehmen, noch nicht sicher" in page
    assert "<details open><summary>Was noch fehlt, um sicher zu sein</summary>" in page
    assert "Beschäftigte und Umsatz von Konzern AG" in page
    as_alice.post(reverse("companies:unlink", args=[company.pk, LinkedFirm.objects.get().pk]))
    as_alice.post(linked(company), {**MOTHER, "share_percent": "30", "staff": "20", "turnover_eur": "2 Mio"})
    assert "noch nicht sicher" not in as_alice.get(linked(company)).content.decode()


def test_the_summary_says_which_entries_are_missing(company: Company, as_alice: Client) -> None:
    page = as_alice.post(linked(company), {"tie": "tie-owner", "staff": "3"}).content.decode()
    assert '<a href="#name">Name des Unternehmens: Diese Angabe fehlt.' in page
    assert '<a href="#share_percent">Anteil, der größere von Kapital und Stimmen: Diese Angabe fehlt.' in page


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
    [
        ("share_percent", "0"),
        ("share_percent", "101"),
        ("staff", "-1"),
        ("turnover_eur", "viel"),
        ("name", ""),
        ("tie", "friend"),
        ("tie", ""),
        ("share_percent", ""),
        ("kind", "bank"),
    ],
)
def test_a_mistake_is_explained_and_nothing_stored(field: str, typed: str, company: Company, as_alice: Client) -> None:
    response = as_alice.post(linked(company), {**MOTHER, field: typed})
    page = response.content.decode()
    assert response.status_code == 422
    assert f'<a href="#{field}">' in page
    assert 'value="900"' in page or field == "staff"
    assert ('<details class="more" open>' in page) is (field == "kind")
    assert LinkedFirm.objects.count() == 0


def test_a_firm_of_another_list_cannot_be_taken_off(company: Company, as_alice: Client) -> None:
    as_alice.post(linked(company), MOTHER)
    other = Company.objects.create(organisation=company.organisation)
    assert as_alice.post(reverse("companies:unlink", args=[other.pk, LinkedFirm.objects.get().pk])).status_code == 404
    assert LinkedFirm.objects.count() == 1


def test_it_is_one_click_to_say_that_there_is_nobody_else(company: Company, as_alice: Client) -> None:
    page = as_alice.get(linked(company)).content.decode()
    assert f'href="{reverse("companies:further", args=[company.pk])}">Nein, weiter</a>' in page
    assert "jemand anderem" in as_alice.get(reverse("companies:profile", args=[company.pk])).content.decode()


def test_a_tree_of_firms_goes_into_the_study(answered: Company, as_alice: Client) -> None:
    """A partner of 30 % with its own subsidiary: 30 % of both; the subsidiary's venture investor leaves no trace."""
    as_alice.post(linked(answered), {**MOTHER, "share_percent": "30", "staff": "40", "turnover_eur": "4 Mio"})
    mother = LinkedFirm.objects.get()
    child = {**MOTHER, "name": "Schwester GmbH", "tie": "tie-holding", "under": str(mother.pk), "share_percent": "100", "staff": "20"}
    as_alice.post(linked(answered), {**child, "turnover_eur": "2 Mio"})
    as_alice.post(
        linked(answered), {"name": "Fonds", "tie": "tie-owner", "under": str(mother.pk), "share_percent": "40", "kind": "venture-capital"}
    )
    page = as_alice.get(linked(answered)).content.decode()
    assert "56 Beschäftigte" in page  # 38 + 30 % x (40 + 20)
    assert "Konzern AG hält 100\xa0%" in page
    assert "Schwester GmbH zählt zu 30" in page
    inputs = gather(Company.objects.get())
    (partner,) = inputs.company.linked_firms
    assert [(firm.name, firm.side, firm.kind) for firm in partner.linked_firms] == [
        ("Schwester GmbH", "holding", "enterprise"),
        ("Fonds", "owner", "venture-capital"),
    ]
    assert from_text(to_text(inputs)) == inputs
    as_alice.post(reverse("companies:unlink", args=[answered.pk, mother.pk]))
    assert LinkedFirm.objects.count() == 0  # what belongs to a firm goes with it


def test_a_public_body_takes_the_status_and_the_page_says_so(company: Company, as_alice: Client) -> None:
    as_alice.post(linked(company), {"name": "Stadt", "tie": "tie-owner", "share_percent": "25", "kind": "public-body"})
    page = as_alice.get(linked(company)).content.decode()
    assert "<dd>kein KMU</dd>" in page
    assert "Öffentliche Stellen halten zusammen 25" in page


def test_dominant_influence_needs_no_share(company: Company, as_alice: Client) -> None:
    assert as_alice.post(linked(company), {**MOTHER, "share_percent": "", "control": "yes"}).status_code == 302
    assert "938 Beschäftigte" in as_alice.get(linked(company)).content.decode()


def test_the_same_persons_count_by_their_market(company: Company, as_alice: Client) -> None:
    same = {**MOTHER, "tie": "tie-same-owners", "share_percent": ""}
    as_alice.post(linked(company), same)
    assert "Markt von Konzern AG" in as_alice.get(linked(company)).content.decode()
    for market, staff in (("yes", "938"), ("no", "38")):
        as_alice.post(reverse("companies:unlink", args=[company.pk, LinkedFirm.objects.get().pk]))
        as_alice.post(linked(company), {**same, "adjacent_markets": market})
        assert f"{staff} Beschäftigte" in as_alice.get(linked(company)).content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "KONZERN ag"}, "name"),
        ({"name": "B", "tie": "tie-holding", "kind": "public-body"}, "kind"),
        ({"name": "B", "under": "999999"}, "under"),
    ],
)
def test_what_cannot_be_is_explained(change: dict[str, str], field: str, company: Company, as_alice: Client) -> None:
    as_alice.post(linked(company), MOTHER)
    response = as_alice.post(linked(company), {**MOTHER, **change})
    assert response.status_code == 422
    assert f'<a href="#{field}">' in response.content.decode()
    assert LinkedFirm.objects.count() == 1


def test_a_firm_of_another_company_cannot_be_the_owner_of_this(company: Company, as_alice: Client) -> None:
    other = Company.objects.create(organisation=company.organisation, name="x", sector="y", staff=1.0, turnover_eur=1e6)
    foreign = LinkedFirm.objects.create(company=other, name="Fremde", share_percent=60.0)
    as_alice.post(linked(company), MOTHER)
    assert "Fremde" not in as_alice.get(linked(company)).content.decode()
    assert as_alice.post(linked(company), {**MOTHER, "name": "B", "under": str(foreign.pk)}).status_code == 422


def test_a_tree_as_deep_as_the_page_allows_is_read_back_from_a_study_file(answered: Company, as_alice: Client) -> None:
    under: LinkedFirm | None = None
    for level in range(MOST_LEVELS):
        under = LinkedFirm.objects.create(company=answered, under=under, name=f"Ebene {level}", side="owner", share_percent=60.0)
    assert f'<option value="{under.pk}">' not in as_alice.get(linked(answered)).content.decode()
    inputs = gather(Company.objects.get())
    assert studyfile.read(studyfile.write(inputs), "x.yaml", catalogue()) == inputs


def change(firm: LinkedFirm) -> str:
    return reverse("companies:change-linked", args=[firm.company_id, firm.pk])


def typed(page: str) -> dict[str, str]:
    """Return what the form on a page would send unchanged."""
    form = page[page.index('id="entry"') :]
    found = dict(re.findall(r'<input type="text"[^>]* name="([a-z_]+)"[^>]* value="([^"]*)"', form))
    for name, options in re.findall(r'<select [^>]*name="([a-z_]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        found[name] = next(iter(re.findall(r'<option value="([^"]*)" selected', options)), "")
    return found


def test_a_firm_on_the_list_can_be_changed(company: Company, as_alice: Client) -> None:
    as_alice.post(linked(company), MOTHER)
    firm = LinkedFirm.objects.get()
    page = as_alice.get(linked(company)).content.decode()
    assert f'href="{change(firm)}#entry"' in page
    shown = as_alice.get(change(firm)).content.decode()
    assert "Konzern AG ändern</h2>" in shown
    assert typed(shown) == {
        **MOTHER,
        "turnover_eur": "80.000.000",
        "balance_sheet_eur": "70.000.000",
        "kind": "enterprise",
        "control": "",
        "adjacent_markets": "",
    }
    assert as_alice.post(change(firm), {**typed(shown), "share_percent": "25", "staff": "40"})["Location"] == linked(company)
    (after,) = LinkedFirm.objects.all()
    assert (after.pk, after.share_percent, after.staff, after.turnover_eur, after.side) == (firm.pk, 25.0, 40.0, 80e6, "owner")
    assert "48 Beschäftigte" in as_alice.get(linked(company)).content.decode()  # 38 + 25 % x 40


def test_saving_without_a_change_changes_nothing(company: Company, as_alice: Client) -> None:
    """Also not the digits of a share of a third, which no page shows."""
    mother = LinkedFirm.objects.create(company=company, name="M", side="owner", relation="linked", share_percent=100 / 3, staff=9.0)
    child = {"name": "T", "side": "holding", "under": mother, "share_percent": 50.0, "turnover_eur": 1234567.89}
    LinkedFirm.objects.create(company=company, **child)
    LinkedFirm.objects.create(company=company, name="S", relation="same-owners", adjacent_markets=False)
    LinkedFirm.objects.create(company=company, name="F", side="owner", share_percent=30.0, kind="venture-capital")
    LinkedFirm.objects.create(company=company, name="P", side="owner", relation="partner", share_percent=40.0)  # from a study file
    before = list(LinkedFirm.objects.values())
    for firm in LinkedFirm.objects.all():
        page = as_alice.get(change(firm)).content.decode()
        assert ('<details class="more" open>' in page) is (firm.name in {"M", "S", "F"})
        assert as_alice.post(change(firm), typed(page)).status_code == 302
    assert list(LinkedFirm.objects.values()) == before


def test_a_wrong_change_is_explained_and_the_firm_stays(company: Company, as_alice: Client) -> None:
    as_alice.post(linked(company), MOTHER)
    as_alice.post(linked(company), {**MOTHER, "name": "Schwester GmbH"})
    first, second = LinkedFirm.objects.all()
    for wrong in ({"name": "konzern AG"}, {"staff": "viele"}, {"under": str(second.pk)}, {"tie": ""}):
        response = as_alice.post(change(second), {**MOTHER, "name": "Schwester GmbH", **wrong})
        assert response.status_code == 422
        assert f'<a href="#{next(iter(wrong))}">' in response.content.decode()
    assert LinkedFirm.objects.get(pk=second.pk).name == "Schwester GmbH"
    assert as_alice.post(change(second), {**MOTHER, "name": "Schwester GmbH", "under": str(first.pk)}).status_code == 302


def test_a_firm_cannot_hang_below_itself_nor_too_deep(company: Company) -> None:
    under: LinkedFirm | None = None
    for level in range(MOST_LEVELS - 1):
        under = LinkedFirm.objects.create(company=company, under=under, name=f"Ebene {level}", side="owner", share_percent=60.0)
    alone = LinkedFirm.objects.create(company=company, name="Allein", side="owner", share_percent=60.0)
    firms = list(company.linked_firms.all())
    top, second = firms[0], firms[1]
    assert set(possible_upper(firms, top).values()) == {"Allein"}  # its nine levels fit below a firm of the first
    assert set(possible_upper(firms, second).values()) == {"Ebene 0", "Allein"}
    assert len(possible_upper(firms, alone)) == MOST_LEVELS - 1
    LinkedFirm.objects.create(company=company, under=alone, name="Darunter", side="owner", share_percent=60.0)
    assert "Ebene 8" not in possible_upper(company.linked_firms.all(), alone).values()  # two levels below the ninth are one too many
    assert possible_upper([], None) == {}


def earlier(company: Company) -> str:
    return reverse("companies:earlier", args=[company.pk])


def test_one_deviating_year_does_not_change_the_class(company: Company, as_alice: Client) -> None:
    """38 staff now, 60 the year before, and medium-sized before that: still medium-sized."""
    past = {"earlier_staff": "60", "earlier_turnover_eur": "5 Mio", "former_size": "medium"}
    assert as_alice.post(earlier(company), past)["Location"] == linked(company)
    page = as_alice.get(linked(company)).content.decode()
    assert "<dd>mittleres Unternehmen</dd>" in page
    assert "Das letzte Jahr allein ergäbe „kleines Unternehmen“" in page
    assert "Früheres Jahr" not in page
    history = gather(Company.objects.get()).company.size_history
    assert (history.earlier[0].staff, history.former_size) == (60.0, "medium")


def test_a_takeover_counts_at_once(company: Company, as_alice: Client) -> None:
    past = {"earlier_staff": "37", "earlier_turnover_eur": "5 Mio", "first_staff": "36", "first_turnover_eur": "5 Mio"}
    as_alice.post(earlier(company), past)
    as_alice.post(linked(company), MOTHER)
    page = as_alice.get(linked(company)).content.decode()
    assert "<dd>großes Unternehmen</dd>" not in page
    assert "Kamen andere Unternehmen erst jetzt dazu, gilt „großes Unternehmen“ sofort." in page
    as_alice.post(earlier(company), {"ownership_changed": "yes"})
    page = as_alice.get(linked(company)).content.decode()
    assert "großes Unternehmen" in page
    assert "gilt deshalb sofort" in page


def test_a_wrong_figure_of_an_earlier_year_is_explained_and_the_rest_kept(company: Company, as_alice: Client) -> None:
    response = as_alice.post(earlier(company), {"earlier_staff": "viele", "earlier_turnover_eur": "5 Mio", "newly_founded": ""})
    assert response.status_code == 422
    assert '<a href="#earlier_staff">' in response.content.decode()
    stored = Company.objects.get(pk=company.pk)
    assert (stored.earlier_staff, stored.earlier_turnover_eur, stored.newly_founded) == (None, 5e6, False)


def test_a_new_firm_has_no_past(company: Company, as_alice: Client) -> None:
    as_alice.post(earlier(company), {"earlier_staff": "900", "earlier_turnover_eur": "90 Mio", "newly_founded": "yes"})
    page = as_alice.get(linked(company)).content.decode()
    assert "<dd>kleines Unternehmen</dd>" in page
    assert "zählt die Schätzung" in page
