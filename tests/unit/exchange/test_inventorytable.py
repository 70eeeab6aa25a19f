"""Lists of data objects and services: read by their headings, refused by row, and never taking anything away."""

import io
from datetime import date

import openpyxl
import pytest

from leitplanke.catalogue import compiled
from leitplanke.company.dependence.data import DataObject
from leitplanke.company.dependence.service import Contract, Estimate, ExportTest, Service, SwitchingFigures
from leitplanke.exchange.inventorytable import SIDES, Columns, Listed, Side, fields, guess, read, words
from leitplanke.exchange.ledgertable import grid
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.reports.words import store
from leitplanke.study.dependence import Dependence

CATALOGUE = compiled.read()
DATA = """Datenbestand;Schutzklasse;Vertraulichkeit;Personenbezogen;Umfang GB;Eigentum;Bemerkung
Kundenkartei;vertraulich;hoch;ja;1.200,5;ja;"zwei
Zeilen"
Zeichnungen;Streng Vertraulich;sehr hoch;nein;;nein;
"""
SERVICES = """Dienst;Anbieter;Art;Daten;Rechenzentrum;Vertragsende;Kündigungsfrist;Jahreskosten;Export geprüft am;Vollständig
Warenwirtschaft;ERP Cloud GmbH;SaaS;Kundenkartei, zeichnungen;Deutschland;31.12.2027;3;12.000 €;04.05.2026;x
Keller;Wir;eigener Server;;;;;;;
"""
PLANS = DataObject(id="zeichnungen", name="Zeichnungen", classed="internal", volume_gb=7.0, note="alt")
OLD = Service(
    id="erp", name="Warenwirtschaft", provider="Alt", model="saas", owner="IT", contract=Contract(notice_months=1.0, renewal_months=12.0),
    switching=SwitchingFigures(training_hours=Estimate(low=1.0, mode=2.0, high=3.0)),
)  # fmt: skip


def taken(text: str | bytes, side: Side, before: Dependence | None = None, **columns: str) -> Listed:
    found = grid(text if isinstance(text, bytes) else text.encode(), "liste.csv")
    mapping = guess(found, side)
    if columns:
        mapping = Columns(side=side, heads=tuple({**dict(mapping.heads), **columns}.items()), decimal=mapping.decimal)
    return read(found, mapping, before or Dependence(), CATALOGUE)


def rows_of(found: Listed) -> set[tuple[int, str, str]]:
    assert found.after is None
    return {(one.row, one.field, one.code) for one in found.findings if one.refuses}


def test_a_list_of_data_as_people_write_it() -> None:
    found = taken(DATA, "data")
    assert found.after is not None
    customers, plans = found.after.data_objects
    assert (customers.id, customers.classed, customers.confidentiality, customers.personal) == (
        "kundenkartei",
        "confidential",
        "high",
        True,
    )
    assert (customers.volume_gb, customers.firm.owns, customers.note) == (1200.5, True, "zwei\nZeilen")
    assert (plans.classed, plans.confidentiality, plans.volume_gb, plans.firm.owns) == ("strictly-confidential", "very-high", None, False)
    assert (found.new, found.changed, found.same) == (("Kundenkartei", "Zeichnungen"), (), ())


def test_a_list_of_services_names_its_data() -> None:
    data = taken(DATA, "data").after
    found = taken(SERVICES, "services", data)
    assert found.after is not None
    erp, cellar = found.after.services
    assert (erp.provider, erp.model, erp.holds, erp.region) == ("ERP Cloud GmbH", "saas", ("kundenkartei", "zeichnungen"), "DE")
    assert erp.contract == Contract(ends=date(2027, 12, 31), notice_months=3.0)
    assert (erp.spend_eur_per_year, erp.last_export_test) == (12_000.0, ExportTest(on=date(2026, 5, 4), complete=True))
    assert (cellar.model, cellar.last_export_test, cellar.holds) == ("own-server", None, ())
    assert found.findings == ()


def test_the_same_list_as_workbook_gives_the_same() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Dienst", "Anbieter", "Art", "Vertragsende", "Jahreskosten", "Individuell"])
    sheet.append(["Ablage", "P", "iaas", date(2027, 12, 31), 1234.5, True])
    buffer = io.BytesIO()
    book.save(buffer)
    found = taken(buffer.getvalue(), "services").after
    assert found is not None
    (one,) = found.services
    assert (one.contract.ends, one.spend_eur_per_year, one.custom_built) == (date(2027, 12, 31), 1234.5, True)


def test_a_list_adds_and_takes_nothing_away() -> None:
    before = Dependence(data_objects=(PLANS,), services=(OLD,))
    found = taken(SERVICES.replace("Kundenkartei, ", ""), "services", before)
    assert found.after is not None
    erp = found.after.services[0]
    assert (erp.id, erp.provider, erp.owner, erp.contract.renewal_months, erp.switching) == (
        "erp",
        "ERP Cloud GmbH",
        "IT",
        12.0,
        OLD.switching,
    )
    assert (found.new, found.changed) == (("Keller",), ("Warenwirtschaft",))
    again = taken(SERVICES.replace("Kundenkartei, ", ""), "services", found.after)
    assert (again.after, again.same) == (found.after, ("Warenwirtschaft", "Keller"))
    plans = taken("Name;Klasse;Umfang\nZeichnungen;;\n", "data", before)
    assert (plans.after, plans.same) == (before, ("Zeichnungen",))


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        (";ERP;SaaS;;;;;;;", "Dienst", "inventory-missing"),
        ("A;;SaaS;;;;;;;", "Anbieter", "inventory-missing"),
        ("A;B;Raumschiff;;;;;;;", "Art", "inventory-word"),
        ("A;B;SaaS;Kundenkartai;;;;;;", "Daten", "inventory-data"),
        ("A;B;SaaS;;Atlantis;;;;;", "Rechenzentrum", "wrong-country"),
        ("A;B;SaaS;;D1;;;;;", "Rechenzentrum", "wrong-country"),
        ("A;B;SaaS;;;31.02.2027;;;;", "Vertragsende", "inventory-day"),
        ("A;B;SaaS;;;;drei;;;", "Kündigungsfrist", "inventory-number"),
        ("A;B;SaaS;;;;-3;;;", "Kündigungsfrist", "inventory-number"),
        ("A;B;SaaS;;;;241;;;", "Kündigungsfrist", "too-large"),
        ("A;B;SaaS;;;;;viel;;", "Jahreskosten", "inventory-number"),
        ("A;B;SaaS;;;;;;;vielleicht", "Vollständig", "inventory-word"),
        ("warenwirtschaft;B;SaaS;;;;;;;", "Dienst", "inventory-twice"),
    ],
)
def test_one_wrong_row_refuses_the_list_and_is_named(row: str, field: str, code: str) -> None:
    data = taken(DATA, "data").after
    assert rows_of(taken(f"{SERVICES}{row}\n", "services", data)) == {(4, field, code)}


def test_all_faults_come_at_once_and_lines_count_breaks() -> None:
    text = DATA + "Lohn;geheimnisvoll;hoch;ja;viel;;\n"
    assert rows_of(taken(text, "data")) == {(5, "Schutzklasse", "inventory-word"), (5, "Umfang GB", "inventory-number")}


def test_reversed_dates_stand_at_their_row() -> None:
    text = "Name;Anbieter;Art;Vertrag seit;Vertrag bis\nGut;P;saas;1.1.2025;1.1.2026\nA;B;saas;2027-05-01;2027-04-01\n"
    assert rows_of(taken(text, "services")) == {(3, "Vertrag bis", "dates-reversed")}


def test_a_service_without_contract_dates_is_named_by_row_and_not_refused() -> None:
    found = taken("Name;Anbieter;Art\nGut;P;eigener server\nA;B;saas\n", "services")
    assert found.after is not None
    assert [(one.row, one.code, one.values) for one in found.findings] == [(3, "inventory-no-dates", (("given", "A"),))]


@pytest.mark.parametrize(("months", "doubted"), [("24", ()), ("90", ("inventory-notice",))])
def test_days_given_as_months_of_notice_are_doubted(months: str, doubted: tuple[str, ...]) -> None:
    found = taken(f"Name;Anbieter;Art;Frist\nA;B;saas;{months}\n", "services")
    assert found.after is not None
    assert tuple(one.code for one in found.findings) == doubted


def test_usual_headings_are_known() -> None:
    data = taken("Name;Schutzklasse;Menge GB\nLohn;vertraulich;2\n", "data").after
    assert data is not None
    assert data.data_objects[0].volume_gb == 2.0
    found = taken("Name;Anbieter;Art;Kosten je Jahr;Enthält\nA;B;eigener server;800;Lohn\n", "services", data).after
    assert found is not None
    assert (found.services[0].spend_eur_per_year, found.services[0].holds) == (800.0, ("lohn",))


def test_columns_that_lack_are_named_and_one_word_can_stand_for_all_rows() -> None:
    assert rows_of(taken("Name;Preis\nA;1\n", "services")) == {(0, "", "inventory-columns")}
    found = taken("Name;Anbieter\nA;P\n", "services", model="=saas")
    assert found.after is not None
    assert found.after.services[0].model == "saas"
    known = taken("Name;Preis\nWarenwirtschaft;1\n", "services", Dependence(services=(OLD,)))
    assert known.changed == ("Warenwirtschaft",)


def test_headings_that_mean_nothing_are_told() -> None:
    found = taken("Name;Klasse;Wetter\nA;intern;gut\n", "data")
    assert [(one.code, one.values) for one in found.findings] == [("inventory-unused", (("given", "Wetter"),))]


def test_points_are_known_by_the_numbers() -> None:
    found = taken("name;class;volume\nA;internal;1,200.5\n", "data").after
    assert found is not None
    assert found.data_objects[0].volume_gb == 1200.5


def test_no_list_is_no_list() -> None:
    for text in (b"", b"Name;Klasse\n", b"PK\x03\x04nonsense", b'Name\n"A'):
        with pytest.raises(InputFaultsError):
            grid(text, "x")


@pytest.mark.parametrize("side", SIDES)
def test_every_field_has_its_words(side: Side) -> None:
    assert all(f"cloud.field.{field}" in store() for field in fields(side))
    assert {"public", "internal", "confidential", "strictly-confidential"} == set(words("data", "classed"))
