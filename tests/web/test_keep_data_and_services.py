"""Data, services and policy of a firm: typed, kept, shown, refused, taken along, and what leaving costs."""

import html
import re
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from leitplanke.company.dependence.data import DataObject, FourRelations
from leitplanke.company.dependence.partner import DataTie, Relation
from leitplanke.company.dependence.service import (
    Assurance,
    Contract,
    Estimate,
    ExportTest,
    JudgedNeed,
    Offer,
    Service,
    SwitchingFigures,
)
from leitplanke.web.cloud import keeping
from leitplanke.web.cloud.keeping import inventory_of
from leitplanke.web.companies.models import Company
from leitplanke.web.network.models import NetworkEntry
from leitplanke.web.studies.gathering import from_text, gather, to_text

DATA = {
    "name": "Zeichnungen",
    "classed": "strictly-confidential",
    "confidentiality": "very-high",
    "integrity": "high",
    "availability": "normal",
    "trade_secret": "1",
    "volume_gb": "1.200,5",
    "owns": "yes",
    "uses": "no",
    "accesses": "",
}
SERVICE = {
    "name": "Ablage",
    "provider": "Cloud GmbH",
    "model": "saas",
    "region": "de",
    "seat": "DE",
    "key_holder": "provider",
    "ends": "2028-01-11",
    "notice_months": "3",
    "spend_eur_per_year": "12.000",
    "egress_eur_per_gb-low": "0,05",
    "egress_eur_per_gb-mode": "0,1",
    "egress_eur_per_gb-high": "0,2",
    "penalty_share": "50",
}


@pytest.fixture(name="firm")
def _firm(study: object) -> Company:
    return study.company  # type: ignore[attr-defined, no-any-return]


def place(name: str, firm: Company, *more: str) -> str:
    return reverse(f"cloud:{name}", args=[firm.pk, *more])


def send(browser: Client, address: str, fields: dict[str, str], **lists: list[str]) -> object:
    return browser.post(
        address,
        urlencode([*fields.items(), *((name, one) for name, ids in lists.items() for one in ids)]),
        "application/x-www-form-urlencoded",
    )


def test_what_is_typed_is_kept_and_shown_again(firm: Company, as_alice: Client) -> None:
    assert send(as_alice, place("add", firm, "bestand"), DATA).status_code == 302  # type: ignore[attr-defined]
    assert send(as_alice, place("add", firm, "dienst"), SERVICE, holds=["zeichnungen"]).status_code == 302  # type: ignore[attr-defined]
    found = inventory_of(firm)
    (data,), (service,) = found.data, found.services
    assert (data.id, data.volume_gb, data.trade_secret, data.personal) == ("zeichnungen", 1200.5, True, False)
    assert (data.firm.owns, data.firm.uses, data.firm.accesses) == (True, False, None)
    assert (service.region, service.holds, service.switching.penalty_share) == ("DE", ("zeichnungen",), 0.5)
    assert service.switching.egress_eur_per_gb == Estimate(low=0.05, mode=0.1, high=0.2)
    assert (service.offer, service.last_export_test) == (None, None)
    page = as_alice.get(place("change", firm, "dienst", service.id)).content.decode()
    assert 'value="0,05"' in page
    assert 'value="12.000"' in page
    overview = as_alice.get(place("page", firm)).content.decode()
    assert "Nicht erlaubt" in overview
    assert "Der Anbieter könnte sie lesen" in overview
    assert "Die Daten gehören Ihnen, und Sie nutzen sie nicht" in overview


PROOFS = (
    Assurance(scheme="ISO 27001", scope="Rechenzentrum Nord", valid_to=date(2027, 5, 31), evidence="Ordner 7"),
    Assurance(scheme="C5", level="Typ 2"),
)
FULL = Service(
    id="a",
    name="A",
    provider="P",
    model="saas",
    assurances=PROOFS,
    judged_need=JudgedNeed(availability="very-high", reason="Ohne ihn steht\ndie Fertigung."),
    last_export_test=ExportTest(on=date(2026, 5, 4), complete=True, note="In LibreOffice gelesen"),
    switching=SwitchingFigures(volume_gb=Estimate(low=1.0, mode=2.0, high=3.0)),
    note="Zeile 1\nZeile 2",
)


def shown_fields(page: str) -> list[tuple[str, str]]:
    """Return what a browser would send if somebody pressed the button without typing."""
    fields = []
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and ("checkbox" not in tag or "checked" in tag):
            fields.append((name[1], html.unescape(value[1]) if value else ""))
    for name, inside in re.findall(r'<select id="[^"]*" name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        fields.append((name, re.findall(r'value="([^"]*)" selected', inside)[0]))
    for name, inside in re.findall(r'<textarea id="[^"]*" name="([^"]*)"[^>]*>(.*?)</textarea>', page, re.DOTALL):
        fields.append((name, html.unescape(inside)))
    return [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"]


def test_every_field_of_a_service_is_on_its_page_and_stays(firm: Company, as_alice: Client) -> None:
    keeping.keep(firm, FULL)
    address = place("change", firm, "dienst", "a")
    page = as_alice.get(address).content.decode()
    for text in ("ISO 27001", "Rechenzentrum Nord", "2027-05-31", "Ordner 7", "C5", "Typ 2", "die Fertigung.", "In LibreOffice gelesen"):
        assert text in page
    assert as_alice.post(address, urlencode(shown_fields(page)), "application/x-www-form-urlencoded").status_code == 302
    assert inventory_of(firm).services == (FULL,)


def test_proofs_beyond_the_page_are_not_lost(firm: Company, as_alice: Client) -> None:
    many = replace(FULL, assurances=tuple(Assurance(scheme=f"S{number}") for number in range(13)))
    keeping.keep(firm, many)
    address = place("change", firm, "dienst", "a")
    sent = [(name, "" if name == "assurance-1-scheme" else value) for name, value in shown_fields(as_alice.get(address).content.decode())]
    assert as_alice.post(address, urlencode(sent), "application/x-www-form-urlencoded").status_code == 302
    kept = inventory_of(firm).services[0].assurances
    assert [one.scheme for one in kept] == ["S0", *(f"S{number}" for number in range(2, 13))]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"assurance-1-level": "Typ 2"}, "assurance-1-scheme"),
        ({"assurance-3-scheme": "C5", "assurance-3-valid_to": "2027-02-30"}, "assurance-3-valid_to"),
        ({"assurance-0-scheme": "x" * 201}, "assurance-0-scheme"),
        ({"judged-integrity": "high"}, "judged-reason"),
        ({"judged-integrity": "huge", "judged-reason": "x"}, "judged-integrity"),
        ({"note": "x" * 2001}, "note"),
    ],
)
def test_a_wrong_proof_or_verdict_is_named(changed: dict[str, str], field: str, firm: Company, as_alice: Client) -> None:
    found = send(as_alice, place("add", firm, "dienst"), SERVICE | changed)
    assert found.status_code == 422  # type: ignore[attr-defined]
    page = found.content.decode()  # type: ignore[attr-defined]
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page
    assert inventory_of(firm).services == ()


def test_the_own_verdict_counts_where_protection_is_told(firm: Company, as_alice: Client) -> None:
    send(as_alice, place("add", firm, "dienst"), SERVICE | {"judged-availability": "very-high", "judged-reason": "Fertigung"})
    assert "Verfügbarkeit sehr hoch" in as_alice.get(place("page", firm)).content.decode()


def test_saving_what_is_shown_changes_nothing(firm: Company, as_alice: Client) -> None:
    keeping.keep(firm, DataObject(id="plans", name="Pläne", classed="confidential", volume_gb=1.25, note="bleibt"))
    before = inventory_of(firm)
    send(
        as_alice,
        place("change", firm, "bestand", "plans"),
        {
            "name": "Pläne",
            "classed": "confidential",
            "confidentiality": "normal",
            "integrity": "normal",
            "availability": "normal",
            "volume_gb": "1,25",
            "note": "bleibt",
        },
    )
    assert inventory_of(firm) == before


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"model": "cloud"}, "model"),
        ({"region": "Deutschland"}, "region"),
        ({"parent": "1X"}, "parent"),
        ({"ends": "2028-02-30"}, "ends"),
        ({"begins": "2029-01-01"}, "ends"),
        ({"notice_months": "drei"}, "notice_months"),
        ({"spend_eur_per_year": "-5"}, "spend_eur_per_year"),
        ({"penalty_share": "150"}, "penalty_share"),
        ({"egress_eur_per_gb-high": ""}, "egress_eur_per_gb-high"),
        ({"egress_eur_per_gb-low": "9"}, "egress_eur_per_gb-low"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(changed: dict[str, str], field: str, firm: Company, as_alice: Client) -> None:
    found = send(as_alice, place("add", firm, "dienst"), SERVICE | changed)
    assert found.status_code == 422  # type: ignore[attr-defined]
    page = found.content.decode()  # type: ignore[attr-defined]
    assert f'href="#{field}"' in page
    assert 'value="Cloud GmbH"' in page
    assert inventory_of(firm).services == ()


def test_an_unknown_data_object_is_refused(firm: Company, as_alice: Client) -> None:
    assert send(as_alice, place("add", firm, "dienst"), SERVICE, holds=["ghost"]).status_code == 422  # type: ignore[attr-defined]
    assert inventory_of(firm).services == ()


def test_the_buyer_uses_what_the_firm_owns(firm: Company, as_alice: Client) -> None:
    """A partner's tie to a data object shows beside the firm's own."""
    keeping.keep(
        firm, DataObject(id="runs", name="Laufzeiten", classed="internal", firm=FourRelations(owns=True, accesses=True, uses=True))
    )
    NetworkEntry(company=firm).keep(Relation(partner="Groß AG", role="customer", relations_to_data=(DataTie(data="runs", uses=True),)))
    assert "Laufzeiten: Groß AG verwendet, was Ihnen gehört" in as_alice.get(place("page", firm)).content.decode()


def test_deleting_data_takes_it_from_services(firm: Company, as_alice: Client) -> None:
    keeping.keep(firm, DataObject(id="plans", name="Pläne", classed="internal"))
    keeping.keep(firm, Service(id="a", name="A", provider="P", model="saas", holds=("plans",)))
    as_alice.post(place("drop", firm, "bestand", "plans"))
    found = inventory_of(firm)
    assert (found.data, found.services[0].holds) == ((), ())
    assert as_alice.post(place("drop", firm, "bestand", "plans")).status_code == 302


def test_two_of_one_name_are_two(firm: Company, as_alice: Client) -> None:
    for _ in range(2):
        send(as_alice, place("add", firm, "bestand"), DATA)
    assert [one.id for one in inventory_of(firm).data] == ["zeichnungen", "zeichnungen-2"]


def test_the_firm_changes_a_rule_and_takes_it_back(firm: Company, as_alice: Client) -> None:
    address = place("cell", firm, "medium.eea", "strictly-confidential")
    assert as_alice.post(address, {"verdict": "allowed", "reason": " "}).status_code == 422
    assert as_alice.post(address, {"verdict": "perhaps", "reason": "x"}).status_code == 422
    assert inventory_of(firm).policy == ()
    as_alice.post(address, {"verdict": "conditional", "reason": "Vertrag <b>geprüft</b>"})
    page = as_alice.get(place("policy", firm)).content.decode()
    assert "Vertrag &lt;b&gt;geprüft&lt;/b&gt;" in page
    assert "(Ihre Regel)" in page
    as_alice.post(address, {"what": "proposal"})
    assert inventory_of(firm).policy == ()
    assert as_alice.get(place("cell", firm, "medium.moon", "public")).status_code == 404


def test_leaving_costs_no_charge_from_12_january_2027(firm: Company, as_alice: Client) -> None:
    keeping.keep(firm, DataObject(id="plans", name="Pläne", classed="internal", volume_gb=500.0))
    egress = SwitchingFigures(egress_eur_per_gb=Estimate(low=0.1, mode=0.2, high=0.4))
    keeping.keep(
        firm,
        Service(id="a", name="A", provider="P", model="saas", holds=("plans",), contract=Contract(notice_months=1.0), switching=egress),
    )
    before, after = (
        as_alice.get(place("leaving", firm, "a"), {"tag": day}).content.decode().replace("\N{NO-BREAK SPACE}", " ")
        for day in ("2027-01-11", "2027-01-12")
    )
    assert "50 €" in before
    assert "100 €" in before
    assert "nur seine Kosten verlangen" in before
    assert "nichts mehr verlangen" in after
    folder = as_alice.get(place("folder", firm, "a"), {"tag": "2027-01-12"})
    assert folder.content.startswith(b"%PDF-")
    assert as_alice.get(place("leaving", firm, "a"), {"tag": "2027-02-30"}).status_code == 422
    assert as_alice.get(place("folder", firm, "a"), {"tag": "2027-02-30"}).status_code == 404


def test_a_service_without_dates_says_what_is_missing(firm: Company, as_alice: Client) -> None:
    keeping.keep(firm, Service(id="a", name="A", provider="P", model="saas"))
    page = as_alice.get(place("leaving", firm, "a"))
    assert page.status_code == 200
    assert "es fehlen das Ende des Vertrags" in page.content.decode().replace("Es", "es")
    assert as_alice.get(place("folder", firm, "a")).status_code == 404


def test_the_cheapest_allowed_places_are_proposed(firm: Company, as_alice: Client) -> None:
    keeping.keep(firm, DataObject(id="plans", name="Pläne", classed="strictly-confidential", availability="high", volume_gb=10.0))
    keeping.keep(firm, Service(id="far", name="Fern", provider="F", model="iaas", region="US", seat="US", holds=("plans",)))
    assert "Kein eingetragener Ort darf das aufnehmen: Pläne" in as_alice.get(place("places", firm)).content.decode()
    keeping.keep(
        firm, Service(id="own", name="Keller", provider="Wir", model="own-server", suits=("plans",), offer=Offer(eur_per_year=900.0))
    )
    page = as_alice.get(place("places", firm)).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "Fern (nicht erlaubt)" in page
    assert "Keller (mit Bedingung)" in page
    assert "900 €" in page


def test_a_study_holds_it_and_reads_back(firm: Company) -> None:
    data, service = (
        DataObject(id="plans", name="Pläne", classed="internal"),
        Service(id="a", name="A", provider="P", model="saas", holds=("plans",)),
    )
    keeping.keep(firm, data)
    keeping.keep(firm, service)
    inputs = gather(firm)
    assert (inputs.dependence.data_objects, inputs.dependence.services) == ((data,), (service,))
    assert from_text(to_text(inputs)).dependence == inputs.dependence


def test_the_page_of_dated_law_needs_no_account_and_shows_what_is_over(as_stranger: Client) -> None:
    page = as_stranger.get(reverse("cloud:rules"), {"tag": "2026-11-23"}).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "EU Data Act, Artikel 29" in page
    assert "kommt am 12. Januar 2027" in page
    assert "abgelaufen" in page
    late = as_stranger.get(reverse("cloud:rules"), {"tag": "2027-06-01"}).content.decode()
    assert "seit mehr als 90 Tagen" in late
    assert as_stranger.get(reverse("cloud:rules"), {"tag": "gestern"}).status_code == 422
