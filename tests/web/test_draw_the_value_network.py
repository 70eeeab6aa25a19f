"""Partners and channels on their pages: judged with a judge, filled from settlements before anything is stored, and part of the study."""

import html
import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leitplanke.company.dependence.channel import Block, Channel
from leitplanke.company.dependence.data import DataObject, FourRelations
from leitplanke.company.dependence.partner import DataTie
from leitplanke.company.dependence.service import Service
from leitplanke.exchange import studyfile
from leitplanke.primitives.measurement import StatedFirst
from leitplanke.reports import numbers
from leitplanke.study.compile import compile_study
from leitplanke.web.catalogue import catalogue
from leitplanke.web.cloud import keeping as cloud_keeping
from leitplanke.web.companies.models import Company
from leitplanke.web.intake.storing import store
from leitplanke.web.network import keeping
from leitplanke.web.network.models import NetworkEntry
from leitplanke.web.studies.gathering import gather

PARTNER = {
    "partner": "Alpha AG",
    "role": "customer",
    "revenue_net_eur": "4.000.000",
    "margin": "25",
    "notice_months": "6",
    "alternatives": "3",
    "their_alternatives": "0",
    "judged_by": "Vertrieb",
    "judged_on": "2026-11-20",
}
CHANNEL = {"name": "Markt", "own": "no", "basis": "settlement", "year": "2025", "revenue_net_eur": "100.000", "goods_eur": "40.000"}
TABLE = "Bestellung;Datum;Art;Betrag\nA1;01.01.2025;Verkauf;1.190,00\nA1;31.12.2025;Provision;-100,00\n;31.12.2025;Mond;-1,00\n"


def address(name: str, company: Company, *more: object) -> str:
    return reverse(f"network:{name}", args=[company.pk, *more])


@pytest.fixture(autouse=True)
def begin(company: Company) -> None:
    """Let the study begin on a fixed day: files grow old by it."""
    company.start = "2027-Q1"
    company.save()


def test_a_partner_is_kept_shown_and_part_of_the_study(as_alice: Client, company: Company) -> None:
    assert as_alice.post(address("add-partner", company), PARTNER).status_code == 302
    (relation,) = gather(company).dependence.relations
    assert (relation.partner, relation.revenue_net_eur, relation.margin, relation.alternatives) == ("Alpha AG", 4e6, 0.25, 3)
    page = as_alice.get(address("page", company)).content.decode()
    assert "Alpha AG" in page
    assert "Der Partner braucht Sie mehr" in page  # 1/4 against 1


def test_what_is_measured_reaches_the_calculation(as_alice: Client, company: Company) -> None:
    as_alice.post(address("add-channel", company, "b2c"), CHANNEL)
    node = compile_study(catalogue(), gather(company)).trace.nodes["base.platform-revenue"]
    assert (node.value, node.operation) == (100_000.0, "measured")
    assert "aus Abrechnungen von 2025" in as_alice.get(address("page", company)).content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"judged_by": ""}, "judged_by"),
        ({"partner": " "}, "partner"),
        ({"margin": "140"}, "margin"),
        ({"alternatives": "2,5"}, "alternatives"),
        ({"revenue_net_eur": "viel"}, "revenue_net_eur"),
        ({"role": "bishop"}, "role"),
        ({"judged_on": "gestern"}, "judged_on"),
    ],
)
def test_each_fault_stands_at_its_field_and_nothing_is_stored(
    as_alice: Client, company: Company, change: dict[str, str], field: str
) -> None:
    found = as_alice.post(address("add-partner", company), PARTNER | change)
    assert found.status_code == 422
    assert field in dict(found.context["errors"])
    assert not NetworkEntry.objects.exists()


def test_the_same_partner_twice_is_refused_and_another_role_is_not(as_alice: Client, company: Company) -> None:
    as_alice.post(address("add-partner", company), PARTNER)
    assert as_alice.post(address("add-partner", company), PARTNER | {"partner": "ALPHA AG"}).status_code == 422
    assert as_alice.post(address("add-partner", company), PARTNER | {"role": "supplier"}).status_code == 302


def test_a_change_keeps_what_no_field_asks_and_an_entry_can_go(as_alice: Client, company: Company) -> None:
    text = """
company: {name: N, sector: s, staff: 20, turnover_eur: 9000000}
start: 2027-Q1
dependence:
  ledger: {begins: 2025-01-01, ends: 2025-12-31, customers: [{account: "1", name: A, years: [{year: 2025, net_eur: 500}]}]}
  relations: [{partner: A, role: customer, relations_to_data: [{data: plans, uses: true}]}]
  channels: [{name: M, type: b2b, revenue_net_eur: 5, blocked_events: [{on: 2026-01-01, days: 4}]}]
"""
    inputs = studyfile.read(text, "x.yaml", catalogue())
    firm = store(company.organisation, inputs, "x.yaml")
    assert gather(firm).dependence == inputs.dependence
    row = firm.network_entries.get(kind="relation")
    assert as_alice.post(address("entry", firm, row.pk), {"partner": "A", "role": "customer", "notice_months": "2"}).status_code == 302
    (relation,) = gather(firm).dependence.relations
    assert (relation.notice_months, relation.relations_to_data[0].data) == (2.0, "plans")
    assert as_alice.post(address("drop", firm, row.pk)).status_code == 302
    assert gather(firm).dependence.relations == ()


def test_settlements_fill_the_fields_and_store_nothing(as_alice: Client, company: Company) -> None:
    upload = SimpleUploadedFile("t.csv", TABLE.replace(";31.12.2025;Mond;-1,00\n", "").encode())
    values = {"action": "settle", "name": "Portal", "own": "no", "basis": "estimate", "settlements": upload}
    found = as_alice.post(address("add-channel", company, "b2b"), values)
    page = found.content.decode()
    assert found.status_code == 200
    assert 'value="1.000"' in page  # 1,190 less 19 %
    assert "noch nicht gespeichert" in page
    assert not NetworkEntry.objects.exists()


def test_a_settlement_with_faults_is_refused_by_row(as_alice: Client, company: Company) -> None:
    values = {"action": "settle", "name": "Portal", "settlements": SimpleUploadedFile("t.csv", TABLE.encode())}
    found = as_alice.post(address("add-channel", company, "b2c"), values)
    assert found.status_code == 422
    assert "Zeile 4" in dict(found.context["errors"])["settlements"]
    assert as_alice.post(address("add-channel", company, "b2c"), {"action": "settle", "name": "P"}).status_code == 422


def test_the_letter_and_the_ways_are_there(as_alice: Client, company: Company) -> None:
    assert as_alice.get(address("letter", company)).status_code == 404
    as_alice.post(address("add-channel", company, "b2c"), CHANNEL)
    assert "2019/1150" in as_alice.get(address("letter", company)).content.decode()
    assert "Systemlieferant werden" in as_alice.get(address("ways", company)).content.decode()


def test_each_operator_has_a_letter_of_today_whatever_the_start_of_the_study(as_alice: Client, company: Company) -> None:
    names = ("Markt", "Klein & Fein/Süd?")
    for name, sales in zip(names, ("100.000", "20.000"), strict=True):
        as_alice.post(address("add-channel", company, "b2c"), CHANNEL | {"name": name, "revenue_net_eur": sales})
    page = as_alice.get(address("page", company)).content.decode()
    links = [html.unescape(one) for one in re.findall(r'href="([^"]*/netz/brief[^"]*)"', page)]
    today = numbers.day(timezone.localdate(), "de")
    for link, name in zip(links, names, strict=True):
        letter = html.unescape(as_alice.get(link).content.decode())
        assert f"An {name}<br><br>{today}<br>" in letter
        assert f"Stand der Regel am {today}" in letter
    assert as_alice.get(address("letter", company) + "?betreiber=Niemand").status_code == 404


def test_no_more_than_the_most_entries(as_alice: Client, company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_ENTRIES", 1)
    assert as_alice.post(address("add-partner", company), PARTNER).status_code == 302
    assert as_alice.post(address("add-partner", company), PARTNER | {"partner": "B"}).status_code == 422


class TestDataOfPartners:
    """Who owns, benefits, accesses and uses is asked for each data object and partner, and gaps are shown."""

    @pytest.fixture
    def partner(self, as_alice: Client, company: Company) -> NetworkEntry:
        as_alice.post(address("add-partner", company), PARTNER)
        drawings = DataObject(id="plaene", name="Pläne", classed="internal", firm=FourRelations(owns=True, uses=True))
        cloud_keeping.keep(company, drawings)
        return company.network_entries.get()

    def test_a_gap_is_shown_where_the_partner_uses_what_the_firm_owns(
        self, as_alice: Client, company: Company, partner: NetworkEntry
    ) -> None:
        at = address("ties", company, partner.pk)
        assert "Pläne" in as_alice.get(at).content.decode()
        answers = {"plaene.owns": "no", "plaene.uses": "yes", "words-0": " Prüf  werte ", "words-0.accesses": "yes"}
        assert as_alice.post(at, answers).status_code == 302
        (relation,) = gather(company).dependence.relations
        assert relation.relations_to_data == (
            DataTie(data="plaene", owns=False, uses=True),
            DataTie(data="Prüf werte", accesses=True),
        )
        page = as_alice.get(address("page", company)).content.decode()
        assert "Pläne: Alpha AG verwendet, was Ihnen gehört." in page
        again = as_alice.get(at).content.decode()
        assert 'value="Prüf werte"' in again
        assert re.search(r'name="plaene.uses".*?<option value="yes" selected>', again, flags=re.DOTALL)

    def test_no_answer_is_no_relation_and_an_empty_name_takes_the_row_away(
        self, as_alice: Client, company: Company, partner: NetworkEntry
    ) -> None:
        at = address("ties", company, partner.pk)
        as_alice.post(at, {"words-0": "Werte", "words-0.uses": "yes"})
        as_alice.post(at, {"plaene.owns": "", "words-0": "", "words-1": ""})
        assert gather(company).dependence.relations[0].relations_to_data == ()

    @pytest.mark.parametrize("typed", [{"words-0.uses": "yes", "words-0": ""}, {"words-0": "PLÄNE"}, {"words-0": "a", "words-1": "A"}])
    def test_what_is_wrong_stands_at_its_field_and_changes_nothing(
        self, as_alice: Client, company: Company, partner: NetworkEntry, typed: dict[str, str]
    ) -> None:
        found = as_alice.post(address("ties", company, partner.pk), {"plaene.uses": "yes", **typed})
        assert found.status_code == 422
        assert [name for name, _ in found.context["errors"]] == [max(name for name in typed if "." not in name)]
        assert gather(company).dependence.relations[0].relations_to_data == ()

    def test_many_data_objects_come_in_pages_and_each_keeps_the_others(
        self, as_alice: Client, company: Company, partner: NetworkEntry
    ) -> None:
        """The 41st lies on the second page; a form of 300 fields would not hold them all."""
        for place in range(45):
            cloud_keeping.keep(company, DataObject(id=f"d{place}", name=f"Bestand {place}", classed="internal"))
        at = address("ties", company, partner.pk)
        first, second = (as_alice.get(one).content.decode() for one in (at, f"{at}?ab=40"))
        assert ("d44.uses" in first, "d44.uses" in second, "words-0" in first, "words-0" in second) == (False, True, True, False)
        assert first.count("<select") + first.count("<input") < 300
        as_alice.post(at, {"d0.uses": "yes", "words-0": "Werte", "words-0.owns": "yes"})
        as_alice.post(f"{at}?ab=40", {"d44.accesses": "no"})
        (relation,) = gather(company).dependence.relations
        assert {one.data: (one.owns, one.accesses, one.uses) for one in relation.relations_to_data} == {
            "d0": (None, None, True),
            "Werte": (True, None, None),
            "d44": (None, False, None),
        }

    def test_only_partners_have_the_page(self, as_alice: Client, company: Company) -> None:
        as_alice.post(address("add-channel", company, "b2c"), CHANNEL)
        assert as_alice.get(address("ties", company, company.network_entries.get().pk)).status_code == 404


def test_earlier_blocks_are_kept_shown_and_taken_away(as_alice: Client, company: Company) -> None:
    blocks = {"block-0-on": "2026-03-01", "block-0-days": "4", "block-0-reason": "Prüfung", "block-1-on": "5.6.2026", "block-1-days": "10"}
    assert as_alice.post(address("add-channel", company, "b2c"), CHANNEL | blocks).status_code == 302
    (channel,) = gather(company).dependence.channels
    assert channel.blocked_events == (Block(on=date(2026, 3, 1), days=4.0, reason="Prüfung"), Block(on=date(2026, 6, 5), days=10.0))
    page = as_alice.get(address("page", company)).content.decode()
    assert "Das Konto war 2-mal gesperrt, zuletzt am 5.\u00a0Juni 2026 für 10 Tage." in page
    at = address("entry", company, company.network_entries.get().pk)
    assert 'name="block-2-on"' in as_alice.get(at).content.decode()
    as_alice.post(at, CHANNEL | blocks | {"block-1-on": "", "block-1-days": ""})
    assert [one.days for one in gather(company).dependence.channels[0].blocked_events] == [4.0]


def test_a_page_of_blocks_keeps_those_that_it_does_not_show(as_alice: Client, company: Company) -> None:
    events = tuple(Block(on=date(2020, 1, 1) + timedelta(days=20 * place), days=float(place)) for place in range(70))
    row = NetworkEntry(company=company)
    row.keep(Channel(name="Markt", type="b2c", revenue_net_eur=1000.0, blocked_events=events))
    at = address("entry", company, row.pk)
    page = as_alice.get(at).content.decode()
    typed = {name: html.unescape(value) for name, value in re.findall(r'name="(block-[^"]+)" value="([^"]*)"', page)}
    assert len(typed) == 3 * 61
    assert as_alice.post(at, {"name": "Markt", "own": "no", "basis": "estimate", "revenue_net_eur": "1.000", **typed}).status_code == 302
    assert gather(company).dependence.channels[0].blocked_events == events


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"block-0-days": "4"}, "block-0-on"), ({"block-0-on": "2026-03-01"}, "block-0-days"), ({"block-0-on": "gestern"}, "block-0-on")],
)
def test_half_a_block_is_refused_at_its_field(as_alice: Client, company: Company, typed: dict[str, str], field: str) -> None:
    found = as_alice.post(address("add-channel", company, "b2c"), CHANNEL | {"block-0-on": "", "block-0-days": ""} | typed)
    assert found.status_code == 422
    assert field in dict(found.context["errors"])
    assert not NetworkEntry.objects.exists()


class TestOwnStatements:
    """Files go first unless the firm says of a figure that its own statement counts, and why."""

    NAME = "base.platform-revenue"

    @pytest.fixture(autouse=True)
    def channel(self, as_alice: Client, company: Company) -> None:
        as_alice.post(address("add-channel", company, "b2c"), CHANNEL)

    def test_the_statement_counts_and_both_are_said(self, as_alice: Client, company: Company) -> None:
        at = address("statements", company)
        assert as_alice.post(at, {f"own-{self.NAME}": "1", f"reason-{self.NAME}": "Das Portal fehlt."}).status_code == 302
        node = compile_study(catalogue(), gather(company)).trace.nodes[self.NAME]
        assert (node.operation != "measured", dict(node.parameters)["measured"], node.note) == (True, 100_000.0, "Das Portal fehlt.")
        page = as_alice.get(address("page", company)).content.decode()
        assert "zählt aber nicht" in page
        assert "Das Portal fehlt." in page
        company.platform_revenue_eur = 250_000.0
        company.save()
        assert "100.000\u00a0€ (aus Abrechnungen von 2025); im Profil stehen 250.000\u00a0€" in as_alice.get(at).content.decode()
        assert as_alice.post(at, {}).status_code == 302
        assert compile_study(catalogue(), gather(company)).trace.nodes[self.NAME].operation == "measured"

    def test_it_needs_a_reason(self, as_alice: Client, company: Company) -> None:
        found = as_alice.post(address("statements", company), {f"own-{self.NAME}": "1", f"reason-{self.NAME}": " . "})
        assert found.status_code == 422
        assert [name for name, _ in found.context["errors"]] == [f"reason-{self.NAME}"]
        assert gather(company).dependence.stated_first == ()

    def test_it_is_no_entry_of_the_network_and_travels_with_the_study(self, as_alice: Client, company: Company) -> None:
        as_alice.post(address("statements", company), {f"own-{self.NAME}": "1", f"reason-{self.NAME}": "Weil."})
        row = company.network_entries.get(kind="stated")
        assert as_alice.get(address("entry", company, row.pk)).status_code == 404
        inputs = studyfile.read(studyfile.write(gather(company)), "x.yaml", catalogue())
        assert gather(store(company.organisation, inputs, "x.yaml")).dependence.stated_first == (
            StatedFirst(target="base.platform-revenue", reason="Weil."),
        )


def test_contracts_that_count_before_the_profile_say_so_where_they_are_kept(as_alice: Client, company: Company) -> None:
    company.cloud_spend_eur_per_year = 60_000.0
    company.save()
    cloud_keeping.keep(company, Service(id="erp", name="ERP", provider="P", model="saas", spend_eur_per_year=9000.0))
    at = reverse("cloud:page", args=[company.pk])
    assert "9.000\u00a0€ im Jahr aus diesen Verträgen ein, nicht die 60.000\u00a0€ aus dem Profil" in as_alice.get(at).content.decode()
    stated = {"own-base.cloud-spend": "1", "reason-base.cloud-spend": "Ein Dienst fehlt."}
    assert as_alice.post(address("statements", company), stated).status_code == 302
    assert "aus dem Profil" not in as_alice.get(at).content.decode()


def test_files_that_are_too_old_are_said(as_alice: Client, company: Company) -> None:
    as_alice.post(address("add-channel", company, "b2c"), CHANNEL | {"year": "2021"})
    page = as_alice.get(address("page", company)).content.decode()
    assert "Die Zahlen von 2021 sind mehr als zwei Jahre älter als die Studie" in page
