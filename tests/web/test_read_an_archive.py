"""Archives that come in over the page: a sound one becomes a firm, every other is refused with all its faults and nothing is stored."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from leitplanke.web.accounts.models import User
from leitplanke.web.archive import writing
from leitplanke.web.companies.models import Company
from leitplanke.web.studies.models import Study
from leitplanke.web.survey.models import Rating

Parts = dict[str, bytes]
Edit = Callable[[Parts, dict[str, object]], None]


@pytest.fixture
def archive(study: Study) -> bytes:
    return writing.write(study.company, date(2026, 11, 22))


def sent(browser: Client, data: bytes) -> tuple[int, str]:
    found = browser.post(reverse("archive:read"), {"file": SimpleUploadedFile("archiv.zip", data)})
    return found.status_code, found.content.decode()


def changed(archive: bytes, edit: Edit, *, stamp: bool = True) -> bytes:
    """Return the archive after an edit; `stamp` makes the check sums and counts right again, as a forger would."""
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    manifest = json.loads(parts.pop("manifest.json"))
    edit(parts, manifest)
    for one in manifest["tables"] if stamp else ():
        if one["file"] in parts:
            one |= {"sha256": hashlib.sha256(parts[one["file"]]).hexdigest(), "rows": len(parts[one["file"]].splitlines())}
    return packed({"manifest.json": json.dumps(manifest).encode(), **parts})


def packed(parts: Parts) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return file.getvalue()


def row(table: str, **values: object) -> Edit:
    """Change values of the first row of a table; None as name drops a field."""

    def edit(parts: Parts, _: dict[str, object]) -> None:
        name = f"tables/{table}.jsonl"
        first, *rest = parts[name].splitlines(keepends=True)
        found = {key: value for key, value in (json.loads(first) | values).items() if value != "gone"}
        parts[name] = json.dumps(found).encode() + b"\n" + b"".join(rest)

    return edit


def test_a_sound_archive_becomes_a_firm_of_the_reader(archive: bytes, as_bob: Client, bob: User) -> None:
    found = as_bob.post(reverse("archive:read"), {"file": SimpleUploadedFile("archiv.zip", archive)})
    company = Company.objects.get(organisation__members=bob)
    assert (found.status_code, found["Location"]) == (302, reverse("guide:home", args=[company.pk]))
    assert Rating.objects.filter(rater__company=company).count() == 24
    assert as_bob.get(found["Location"]).status_code == 200


def test_the_same_archive_twice_makes_two_firms(archive: bytes, as_alice: Client) -> None:
    for _ in range(2):
        assert sent(as_alice, archive)[0] == 302
    assert Company.objects.count() == 3


def drop_file(parts: Parts, _: dict[str, object]) -> None:
    del parts["tables/survey.rating.jsonl"]


def add_file(parts: Parts, _: dict[str, object]) -> None:
    parts["tables/zuviel.jsonl"] = b""


def touch(parts: Parts, _: dict[str, object]) -> None:
    parts["tables/survey.rating.jsonl"] += b"\n"


def miscount(_: Parts, manifest: dict[str, object]) -> None:
    tables = manifest["tables"]
    assert isinstance(tables, list)
    tables[0]["rows"] = 7


def add_table(parts: Parts, manifest: dict[str, object]) -> None:
    parts["tables/accounts.user.jsonl"] = b'{"id": 1, "is_superuser": true}\n'
    tables = manifest["tables"]
    assert isinstance(tables, list)
    tables.append({"name": "accounts.user", "file": "tables/accounts.user.jsonl", "rows": 1, "sha256": ""})


def two_firms(parts: Parts, _: dict[str, object]) -> None:
    parts["tables/companies.company.jsonl"] *= 2


def twice(parts: Parts, _: dict[str, object]) -> None:
    parts["tables/survey.rating.jsonl"] *= 2


def set_manifest(**values: object) -> Edit:
    return lambda _, manifest: manifest.update(values)


WRONG: tuple[tuple[Edit, bool, str], ...] = (
    (drop_file, True, "fehlt die Datei"),
    (add_file, True, "die nicht hineingehört"),
    (touch, False, "Prüfsumme stimmt nicht"),
    (touch, True, "Zeile 25, survey.rating"),
    (miscount, False, "hat 1 Zeilen statt 7"),
    (add_table, True, "kennt die Tabelle „accounts.user“ nicht"),
    (two_firms, True, "hier sind es 2"),
    (twice, True, "verletzt eine Regel"),
    (set_manifest(format="anderes"), True, "kein Archiv von Leitplanke"),
    (set_manifest(version=2, engine="9.9.9"), True, "neueren Leitplanke (9.9.9)"),
    (set_manifest(version="1"), True, "kein Archiv von Leitplanke"),
    (set_manifest(tables={"a": 1}), False, "kein Archiv von Leitplanke"),
    (set_manifest(tables=[{"name": 1}]), False, "kein Archiv von Leitplanke"),
    (row("companies.company", organisation_id="x"), True, "kennt das Feld „organisation_id“ nicht"),
    (row("companies.company", name="x" * 201), True, "Diesen Wert kann es hier nicht geben: name"),
    (row("companies.company", name="a\0b"), True, "Diesen Wert kann es hier nicht geben: name"),
    (row("companies.company", name=7), True, "Diesen Wert kann es hier nicht geben: name"),
    (row("companies.company", staff="viele"), True, "Diesen Wert kann es hier nicht geben: staff"),
    (row("companies.company", staff=True), True, "Diesen Wert kann es hier nicht geben: staff"),
    (row("companies.company", newly_founded="vielleicht"), True, "Diesen Wert kann es hier nicht geben: newly_founded"),
    (row("companies.company", created_at="gestern"), True, "Diesen Wert kann es hier nicht geben: created_at"),
    (row("companies.company", review_on="2026-13-01"), True, "Diesen Wert kann es hier nicht geben: review_on"),
    (row("survey.rating", rater_id=10**9), True, "gehört zu einer, die im Archiv fehlt: rater_id"),
    (row("survey.rating", rater_id=None), True, "gehört zu einer, die im Archiv fehlt: rater_id"),
    (row("survey.rating", indicator="gone"), True, "fehlt das Feld „indicator“"),
    (row("survey.rating", level=9), True, "verletzt eine Regel"),
    (row("survey.rating", level=10**30), True, "Zeile 1, survey.rating"),
    (row("studies.study", state="fertig"), True, "Diesen Wert kann es hier nicht geben: state"),
    (row("studies.study", inputs="{}"), True, "Das Dokument in dieser Zeile ist nicht lesbar"),
    (row("studies.storedresult", document="[1"), True, "Das Dokument in dieser Zeile ist nicht lesbar"),
)


def test_what_is_wrong_is_said_and_nothing_is_stored(archive: bytes, as_bob: Client) -> None:
    for edit, stamp, said in WRONG:
        status, page = sent(as_bob, changed(archive, edit, stamp=stamp))
        assert (status, Company.objects.count()) == (422, 1), said
        assert said in page


@pytest.mark.parametrize("data", [b"x", b"PK\x05\x06" + b"\0" * 18, b"PK\x03\x04kaputt"])
def test_what_is_no_archive_is_refused(as_bob: Client, data: bytes) -> None:
    status, page = sent(as_bob, data)
    assert status == 422
    assert "Es ist nichts gespeichert." in page


@pytest.mark.parametrize("name", ["../manifest.json", "/etc/passwd", "tables\\..\\x"])
def test_paths_that_lead_out_are_refused(archive: bytes, as_bob: Client, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        parts = {one: old.read(one) for one in old.namelist()}
    status, page = sent(as_bob, packed({**parts, name: b"x"}))
    assert (status, "führt aus der Datei heraus" in page) == (422, True)


def test_a_bomb_is_refused_before_it_is_unpacked(as_bob: Client) -> None:
    parts = {"manifest.json": b"{}"} | {f"{place}": b"0" * 60_000_000 for place in range(4)}
    status, page = sent(as_bob, packed(parts))
    assert (status, "Entpackt hätte die Datei 240 MB" in page) == (422, True)


def test_fields_that_an_earlier_release_did_not_have_get_their_default(archive: bytes, as_bob: Client, bob: User) -> None:
    assert sent(as_bob, changed(archive, row("companies.company", guiding_question="gone", newly_founded="gone")))[0] == 302
    company = Company.objects.get(organisation__members=bob)
    assert (company.guiding_question, company.newly_founded) == ("", False)


def test_nothing_chosen_is_said_at_the_field(as_bob: Client) -> None:
    found = as_bob.post(reverse("archive:read"))
    assert (found.status_code, "Wählen Sie ein Archiv." in found.content.decode()) == (422, True)
