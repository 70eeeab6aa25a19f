"""Bookkeeping on its page: shown before it is stored, never twice, with codes on request; lists by a mapping that is remembered."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import ClassVar

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leitplanke.web.accounts.models import Membership, User
from leitplanke.web.companies.models import Company
from leitplanke.web.ledger import intake
from leitplanke.web.ledger.models import Draft, LedgerImport, ListMapping
from leitplanke.web.studies.gathering import gather

HEAD = (
    '"EXTF";700;21;"Buchungsstapel";13;{year}1231093000123;;"RE";"";"";1001;42;{year}0101;4;{year}0101;{year}1231;'
    '"{year}";"";1;0;0;"EUR";;"";;;"03";;;"";""'
)
COLUMNS = (
    "Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;WKZ Umsatz;Kurs;Basis-Umsatz;WKZ Basis-Umsatz;Konto;"
    "Gegenkonto (ohne BU-Schlüssel);BU-Schlüssel;Belegdatum;Belegfeld 1;Belegfeld 2;Skonto;Buchungstext"
)
ROWS = (
    '714000,00;"S";"EUR";;;;10000;8400;;0503;"RE-1";"";;"Nord AG"',
    '476000,00;"S";"EUR";;;;10001;8400;;0603;"RE-2";"";;"Süd GmbH"',
    '119000,00;"H";"EUR";;;;70000;3400;;0903;"ER-1";"";;"Stahl AG"',
)
LIST = "Kunde;Datum;Betrag\r\nNord AG;05.03.2025;1.190,00\r\nSüd GmbH;06.03.2025;238,00\r\n".encode()


def batch(*rows: str, year: int = 2025) -> bytes:
    return "\r\n".join((HEAD.format(year=year), COLUMNS, *(rows or ROWS), "")).encode("cp1252")


def sent(browser: Client, company: Company, *files: bytes, **more: object) -> HttpResponse:
    """Upload batches, or one list, and follow to what is shown."""
    uploads = [SimpleUploadedFile(f"EXTF{place}.csv", data) for place, data in enumerate(files)]
    values = {"list": uploads[0]} if more.get("kind") == "list" else {"files": uploads}
    found: HttpResponse = browser.post(reverse("ledger:page", args=[company.pk]), {"kind": "datev", **values, **more}, follow=True)
    return found


def taken_over(browser: Client, company: Company, shown: HttpResponse, **values: str) -> HttpResponse:
    draft = shown.context["draft"]
    found: HttpResponse = browser.post(reverse("ledger:take-over", args=[company.pk, draft.pk]), values, follow=True)
    return found


@pytest.fixture(autouse=True)
def begin(company: Company) -> None:
    """Let the study begin on a fixed day: files grow old by it."""
    company.start = "2027-Q1"
    company.save()


@pytest.fixture
def read(as_alice: Client, company: Company) -> Callable[..., HttpResponse]:
    def run(*files: bytes, **more: object) -> HttpResponse:
        return taken_over(as_alice, company, sent(as_alice, company, *files, **more))

    return run


def net(company: Company) -> dict[str, float]:
    ledger = intake.ledger_of(company)
    return {one.account: one.net_eur for one in ledger.customers} if ledger else {}


def test_nothing_is_stored_before_somebody_agrees(as_alice: Client, company: Company) -> None:
    shown = sent(as_alice, company, batch())
    assert "Nord AG" in shown.content.decode()
    assert "600.000" in shown.content.decode()
    assert LedgerImport.objects.count() == 0
    after = taken_over(as_alice, company, shown)
    assert net(company) == {"10000": 600_000.0, "10001": 400_000.0}
    assert "Das größte (Nord AG) trägt 60" in after.content.decode()
    assert Draft.objects.count() == 0


def test_a_draft_can_be_thrown_away(as_alice: Client, company: Company) -> None:
    taken_over(as_alice, company, sent(as_alice, company, batch()), action="discard")
    assert (Draft.objects.count(), LedgerImport.objects.count()) == (0, 0)


def test_one_bad_row_refuses_the_whole_and_keeps_what_was_there(
    as_alice: Client, company: Company, read: Callable[..., HttpResponse]
) -> None:
    read(batch(year=2024))
    before = list(LedgerImport.objects.values())
    found = sent(as_alice, company, batch(*ROWS, "1.00" + ROWS[0][9:]))
    assert found.status_code == 422
    assert "Zeile 6, EXTF0.csv, Umsatz" in found.content.decode()
    assert (list(LedgerImport.objects.values()), Draft.objects.count()) == (before, 0)


def test_the_same_file_is_recognised_whenever_it_comes_again(as_alice: Client, company: Company, read: Callable[..., HttpResponse]) -> None:
    waiting = sent(as_alice, company, batch())
    read(batch())
    again = sent(as_alice, company, batch())
    assert again.status_code == 422
    assert "schon eingelesen" in again.content.decode()
    late = taken_over(as_alice, company, waiting)
    assert late.status_code == 422
    assert LedgerImport.objects.count() == 1


def test_a_batch_exported_again_is_recognised_by_its_postings(
    as_alice: Client, company: Company, read: Callable[..., HttpResponse]
) -> None:
    """The tax adviser exports the same year anew: other bytes, another stamp, other order. Beside it, a new year still comes in."""
    read(batch())
    again = batch(*reversed(ROWS)).replace(b"1231093000123", b"0401101500000")
    refused = sent(as_alice, company, again)
    assert refused.status_code == 422
    assert "schon eingelesen" in refused.content.decode()
    shown = sent(as_alice, company, again, batch(year=2024))
    assert "schon eingelesen (Datei erzeugt: 20250401101500000)" in shown.content.decode()
    taken_over(as_alice, company, shown)
    assert net(company) == {"10000": 1_200_000.0, "10001": 800_000.0}
    assert LedgerImport.objects.count() == 2


def test_a_batch_exported_again_while_another_waits_counts_once(as_alice: Client, company: Company) -> None:
    first, second = sent(as_alice, company, batch()), sent(as_alice, company, batch().replace(b"1231093000123", b"0401101500000"))
    taken_over(as_alice, company, first)
    assert taken_over(as_alice, company, second).status_code == 422
    assert net(company) == {"10000": 600_000.0, "10001": 400_000.0}


def test_long_keys_are_asked_for_and_taken(as_alice: Client, company: Company) -> None:
    keyed = batch(ROWS[0].replace(";8400;;", ";8200;101;"))
    refused = sent(as_alice, company, keyed)
    assert refused.status_code == 422
    assert "Steuerschlüssel „101“ hat drei oder vier Stellen" in refused.content.decode()
    wrong = sent(as_alice, company, keyed, keys="101:19")
    assert "„101:19“ ist kein Steuerschlüssel" in wrong.content.decode()
    assert 'value="101:19"' in wrong.content.decode()
    taken_over(as_alice, company, sent(as_alice, company, keyed, keys="101=19"))
    assert net(company) == {"10000": 600_000.0}


def test_years_come_together_and_one_can_be_deleted(as_alice: Client, company: Company, read: Callable[..., HttpResponse]) -> None:
    page = read(batch(year=2024))
    page = read(batch(year=2025))
    assert '<th scope="row">2024</th>' in page.content.decode()
    assert net(company) == {"10000": 1_200_000.0, "10001": 800_000.0}
    first = LedgerImport.objects.order_by("begins").first()
    assert first is not None
    as_alice.post(reverse("ledger:drop", args=[company.pk, first.pk]))
    assert net(company) == {"10000": 600_000.0, "10001": 400_000.0}


def test_postings_that_are_too_old_for_the_study_say_so_before_they_are_stored(as_alice: Client, company: Company) -> None:
    """The study begins in 2027 at the earliest: 2023 ended more than two years before, 2025 did not."""
    for year, old in ((2023, True), (2025, False)):
        shown = sent(as_alice, company, batch(year=year)).content.decode()
        assert ("mehr als zwei Jahre vor den Beginn der Studie" in shown) is old


def test_overlapping_days_are_said_before_they_count_twice(as_alice: Client, company: Company, read: Callable[..., HttpResponse]) -> None:
    read(batch())
    shown = sent(as_alice, company, batch(ROWS[0].replace("RE-1", "RE-9")))
    assert "überschneiden sich" in shown.content.decode()


class TestCodes:
    """On request neither page nor table holds a name or an account, and the same partner keeps its code."""

    def test_no_name_is_stored_or_shown(self, read: Callable[..., HttpResponse]) -> None:
        page = read(batch(), coded="1")
        stored = json.dumps(list(LedgerImport.objects.values_list("document", flat=True)))
        for word in ("Nord", '"10000"', "70000", "Stahl"):
            assert word not in stored
            assert word not in page.content.decode()

    def test_the_same_partner_has_the_same_code(self, company: Company, read: Callable[..., HttpResponse]) -> None:
        read(batch(year=2024), coded="1")
        read(batch(year=2025), coded="1")
        assert sorted(net(company).values()) == [800_000.0, 1_200_000.0]

    def test_names_and_codes_do_not_mix(self, as_alice: Client, company: Company, read: Callable[..., HttpResponse]) -> None:
        read(batch(year=2024), coded="1")
        assert sent(as_alice, company, batch(year=2025)).status_code == 422
        assert LedgerImport.objects.count() == 1

    def test_another_organisation_has_other_codes(self, company: Company, bob: User, read: Callable[..., HttpResponse]) -> None:
        read(batch(), coded="1")
        ledger = intake.ledger_of(company)
        assert ledger is not None
        other = Company.objects.create(organisation=Membership.objects.get(user=bob).organisation)
        assert set(net(company)).isdisjoint(one.account for one in intake.in_codes(other, ledger).customers)


class TestLists:
    """What the columns are is asked once for the same headings."""

    COLUMNS: ClassVar[dict[str, str]] = {
        "side": "customers",
        "name": "Kunde",
        "day": "Datum",
        "amount": "Betrag",
        "decimal": "comma",
        "tax": "19",
    }

    def test_columns_are_asked_guessed_and_remembered(self, as_alice: Client, company: Company) -> None:
        asked = sent(as_alice, company, LIST, kind="list")
        assert {one.name: one.value for one in asked.context["choices"]}["amount"] == "Betrag"
        assert not asked.context["remembered"]
        at = reverse("ledger:draft", args=[company.pk, asked.context["draft"].pk])
        taken_over(as_alice, company, as_alice.post(at, self.COLUMNS, follow=True))
        assert net(company) == {"Nord AG": 1000.0, "Süd GmbH": 200.0}
        again = sent(as_alice, company, LIST.replace(b"238", b"119").replace(b"03.2025", b"03.2024"), kind="list")
        assert again.context["remembered"]
        assert {one.name: one.value for one in again.context["choices"]}["tax"] == "19"
        assert ListMapping.objects.count() == 1

    def test_a_list_saved_again_is_recognised_by_its_rows(self, as_alice: Client, company: Company) -> None:
        head, first, second = LIST.strip().split(b"\r\n")
        for content, status in ((LIST, 200), (b"\n".join((head, second, first, b"")), 422)):
            asked = sent(as_alice, company, content, kind="list")
            found = as_alice.post(reverse("ledger:draft", args=[company.pk, asked.context["draft"].pk]), self.COLUMNS, follow=status == 200)
            assert found.status_code == status
            if status == 200:
                taken_over(as_alice, company, found)
        assert net(company) == {"Nord AG": 1000.0, "Süd GmbH": 200.0}

    def test_a_wrong_choice_says_every_row_and_keeps_the_draft(self, as_alice: Client, company: Company) -> None:
        asked = sent(as_alice, company, LIST, kind="list")
        at = reverse("ledger:draft", args=[company.pk, asked.context["draft"].pk])
        found = as_alice.post(at, self.COLUMNS | {"amount": "Kunde"})
        assert found.status_code == 422
        assert [text in found.content.decode() for text in ("Zeile 2", "Zeile 3")] == [True, True]
        assert as_alice.post(at, self.COLUMNS).status_code == 302

    def test_columns_can_be_changed_after_a_look(self, as_alice: Client, company: Company) -> None:
        asked = sent(as_alice, company, LIST, kind="list")
        at = reverse("ledger:draft", args=[company.pk, asked.context["draft"].pk])
        as_alice.post(at, self.COLUMNS)
        assert as_alice.get(f"{at}?spalten").context["remembered"]
        shown = as_alice.post(at, self.COLUMNS | {"tax": "0"}, follow=True)
        taken_over(as_alice, company, shown)
        assert net(company) == {"Nord AG": 1190.0, "Süd GmbH": 238.0}

    def test_a_workbook_works_as_well(self, as_alice: Client, company: Company) -> None:
        book, file = openpyxl.Workbook(), io.BytesIO()
        for row in (("Lieferant", "Netto"), ("Stahl AG", 1234.5)):
            book.active.append(row)
        book.save(file)
        asked = sent(as_alice, company, file.getvalue(), kind="list")
        at = reverse("ledger:draft", args=[company.pk, asked.context["draft"].pk])
        values = {"side": "suppliers", "name": "Lieferant", "amount": "Netto", "year": "2025"}
        taken_over(as_alice, company, as_alice.post(at, values, follow=True))
        ledger = intake.ledger_of(company)
        assert ledger is not None
        assert [(one.account, one.net_eur) for one in ledger.suppliers] == [("Stahl AG", 1234.5)]

    @pytest.mark.parametrize("data", [b"", b"nothing", b"PK\x03\x04"])
    def test_what_is_no_list_is_refused(self, as_alice: Client, company: Company, data: bytes) -> None:
        assert sent(as_alice, company, data, kind="list").status_code == 422
        assert Draft.objects.count() == 0


def test_an_upload_without_file_or_too_large_is_refused(as_alice: Client, company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    at = reverse("ledger:page", args=[company.pk])
    assert as_alice.post(at, {"kind": "datev"}).status_code == 422
    monkeypatch.setattr(intake, "LARGEST_BYTES", 10)
    assert sent(as_alice, company, batch()).status_code == 422


def test_groups_come_as_a_second_file(as_alice: Client, company: Company) -> None:
    groups = SimpleUploadedFile("konzerne.csv", b"Konto;Konzern\n10000;Holding\n10001;Holding\n")
    shown = sent(as_alice, company, batch(), parents=groups)
    assert "Nach Konzernen: Der größte trägt 100" in shown.content.decode()


def test_drafts_are_gone_after_a_day(as_alice: Client, company: Company) -> None:
    sent(as_alice, company, batch())
    Draft.objects.update(made_at=timezone.now() - timedelta(hours=25))
    sent(as_alice, company, batch(year=2024))
    assert Draft.objects.count() == 1


def test_the_study_takes_the_volumes_along(company: Company, read: Callable[..., HttpResponse]) -> None:
    read(batch())
    ledger = gather(company).dependence.ledger
    assert ledger is not None
    assert [(one.name, one.net_eur) for one in ledger.customers] == [("Nord AG", 600_000.0), ("Süd GmbH", 400_000.0)]


def test_with_figures_the_page_says_how_long_the_money_lasts(company: Company, read: Callable[..., HttpResponse]) -> None:
    figures = {"turnover_eur": 1e6, "value_added_eur": 5e5, "liquidity_eur": 1e5, "free_cash_flow_eur_per_year": 0.0, "staff": 10.0}
    Company.objects.filter(pk=company.pk).update(**figures, name="Alpha", sector="Metall")
    page = read(batch())
    # 600,000 a year x 0.5 / 12 = 25,000 a month are missing; 100,000 last four months.
    assert "Geht Nord AG, reicht das Geld noch rund 4,0 Monate." in page.content.decode()
