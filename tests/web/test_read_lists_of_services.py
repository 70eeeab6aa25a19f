"""Lists of data objects and services on their page: shown first, stored with consent, refused by row, remembered."""

import base64
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from leitplanke.company.dependence.data import DataObject
from leitplanke.company.dependence.service import Service
from leitplanke.web.cloud import keeping, listing
from leitplanke.web.cloud.keeping import inventory_of
from leitplanke.web.cloud.models import CloudEntry
from leitplanke.web.companies.models import Company

DATA = "Datenbestand;Schutzklasse;Umfang GB\nKundenkartei;vertraulich;5\nLöhne;streng vertraulich;\n"
SERVICES = "Dienst;Anbieter;Betrieb;Daten\nKeller;Wir;eigener server;Löhne\n<b>Mail</b>;M GmbH;saas;\n"


@pytest.fixture(name="firm")
def _firm(study: object) -> Company:
    return study.company  # type: ignore[attr-defined, no-any-return]


def address(firm: Company, thing: str) -> str:
    return reverse("cloud:list", args=[firm.pk, thing])


def upload(browser: Client, firm: Company, thing: str, text: str | bytes, name: str = "liste.csv") -> object:
    content = text if isinstance(text, bytes) else text.encode()
    return browser.post(address(firm, thing), {"list": SimpleUploadedFile(name, content)})


def sent_by(page: str) -> dict[str, str]:
    """Return the fields that the form on a page would send."""
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.split("<main")[1]))
    for name, inside in re.findall(r'<select id="[^"]*" name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        fields[name] = re.findall(r'value="([^"]*)" selected', inside)[0]
    return fields


def test_nothing_is_stored_before_consent_and_then_everything(firm: Company, as_alice: Client) -> None:
    shown = upload(as_alice, firm, "bestand", DATA)
    page = shown.content.decode()  # type: ignore[attr-defined]
    assert (shown.status_code, CloudEntry.objects.count()) == (200, 0)  # type: ignore[attr-defined]
    assert "Neu: 2" in page
    assert as_alice.post(address(firm, "bestand"), sent_by(page) | {"what": "keep"}).status_code == 302
    found = inventory_of(firm)
    assert [(one.id, one.classed, one.volume_gb) for one in found.data] == [
        ("kundenkartei", "confidential", 5.0),
        ("lohne", "strictly-confidential", None),
    ]
    again = upload(as_alice, firm, "bestand", DATA).content.decode()  # type: ignore[attr-defined]
    assert "Unverändert: 2" in again


def test_the_columns_are_asked_and_remembered(firm: Company, as_alice: Client) -> None:
    keeping.keep(firm, DataObject(id="l", name="Löhne", classed="internal"))
    asked = upload(as_alice, firm, "dienst", SERVICES)
    page = asked.content.decode()  # type: ignore[attr-defined]
    assert asked.status_code == 422  # type: ignore[attr-defined]
    assert "keine Spalte gewählt: model" in page
    fields = sent_by(page) | {"column-model": "Betrieb"}
    checked = as_alice.post(address(firm, "dienst"), fields | {"what": "check"})
    assert checked.status_code == 200
    text = checked.content.decode()
    assert "&lt;b&gt;Mail&lt;/b&gt;" in text
    assert "<b>Mail" not in text
    assert "Zeile 3" in text
    assert as_alice.post(address(firm, "dienst"), sent_by(text) | {"what": "keep"}).status_code == 302
    cellar, mail = inventory_of(firm).services
    assert (cellar.holds, cellar.model, mail.provider) == (("l",), "own-server", "M GmbH")
    later = upload(as_alice, firm, "dienst", SERVICES.replace("Wir", "Nachbar"))
    assert later.status_code == 200  # type: ignore[attr-defined]
    assert "das letzte Mal gelesen" in later.content.decode()  # type: ignore[attr-defined]
    assert "Ergänzt oder geändert: 1" in later.content.decode()  # type: ignore[attr-defined]


def test_one_word_can_stand_for_all_rows(firm: Company, as_alice: Client) -> None:
    page = upload(as_alice, firm, "dienst", "Name;Anbieter\nA;P\n").content.decode()  # type: ignore[attr-defined]
    fields = sent_by(page) | {"column-model": "=saas", "what": "keep"}
    assert as_alice.post(address(firm, "dienst"), fields).status_code == 302
    assert inventory_of(firm).services[0].model == "saas"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (DATA + "Rest;geheimnisvoll;1\n", "Zeile 4, liste.csv, Schutzklasse: „geheimnisvoll“"),
        (DATA + "Löhne;intern;1\n", "„Löhne“ steht schon in Zeile 3"),
        (b"\0\1\2", "liste.csv"),
        (b"PK\x03\x04xxxx", "liste.csv"),
        ('Name;Klasse\n"A', "liste.csv"),
        ("Name;Klasse\n" + "A;intern\n" * 20_000, "0.15 MB"),
        ("Name;Klasse\n" + "".join(f"A{number};intern\n" for number in range(301)), "mehr als 300 Einträge"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(text: str | bytes, told: str, firm: Company, as_alice: Client) -> None:
    answer = upload(as_alice, firm, "bestand", text)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert told in answer.content.decode()  # type: ignore[attr-defined]
    assert CloudEntry.objects.count() == 0


def test_consent_to_a_wrong_list_stores_nothing(firm: Company, as_alice: Client) -> None:
    page = upload(as_alice, firm, "bestand", DATA).content.decode()  # type: ignore[attr-defined]
    broken = base64.b64encode((DATA + "X;unsinn;1\n").encode()).decode()
    answer = as_alice.post(address(firm, "bestand"), sent_by(page) | {"content": broken, "what": "keep"})
    assert (answer.status_code, CloudEntry.objects.count()) == (422, 0)
    for content in ("%%%", ""):
        assert as_alice.post(address(firm, "bestand"), {"content": content, "what": "keep"}).status_code == 422
    assert as_alice.get(address(firm, "mond")).status_code == 404


def test_a_list_leaves_alone_what_the_page_keeps(firm: Company, as_alice: Client) -> None:
    keeping.keep(firm, Service(id="a", name="A", provider="P", model="saas", owner="IT", note="bleibt"))
    page = upload(as_alice, firm, "dienst", "Name;Anbieter;Art\nA;Q;\n").content.decode()  # type: ignore[attr-defined]
    as_alice.post(address(firm, "dienst"), sent_by(page) | {"what": "keep"})
    assert inventory_of(firm).services == (Service(id="a", name="A", provider="Q", model="saas", owner="IT", note="bleibt"),)


def test_a_mapping_nobody_can_read_falls_back_on_the_headings(firm: Company, as_alice: Client) -> None:
    page = upload(as_alice, firm, "bestand", DATA).content.decode()  # type: ignore[attr-defined]
    as_alice.post(address(firm, "bestand"), sent_by(page) | {"what": "keep"})
    for document in ("{}", "[", '{"side": "moon"}', "null"):
        CloudEntry.objects.filter(kind="mapping").update(document=document)
        assert upload(as_alice, firm, "bestand", DATA).status_code == 200  # type: ignore[attr-defined]
    assert listing.LARGEST_BYTES * 4 / 3 < 256 * 1024
