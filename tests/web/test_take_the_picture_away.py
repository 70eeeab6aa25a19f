"""The picture of a round as PDF and DOCX: who may take it, that it is the released one, and that nobody's name or euros are on it."""

import io
import re
import subprocess
from pathlib import Path

import docx
import pytest
from django.test import Client
from django.urls import reverse

from leitplanke.web.accounts.models import Membership, User
from leitplanke.web.audit.models import Entry
from leitplanke.web.companies.models import Company
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.waves import turning
from leitplanke.web.waves.models import Wave

SKILL, EXPORT = "indicator.cloud.own-skill", "indicator.cloud.export-age"
KINDS = ("bild.pdf", "bild.docx")


def wave_of(company: Company, mode: str = "open", number: int = 1) -> Wave:
    return Wave.objects.create(company=company, number=number, mode=mode, state="open", name="Herbstrunde")


def answer(wave: Wave, role: str, *levels: int, indicator: str = SKILL) -> None:
    for level in levels:
        rater = Rater.objects.create(company=wave.company, wave=wave, role=role, name="Frieda Nachname", finished=True)
        Rating.objects.create(rater=rater, indicator=indicator, level=level, catalogue_version="1")


def take(browser: Client, wave: Wave, kind: str) -> bytes:
    found = browser.get(reverse("picture:file", args=[wave.pk, kind]))
    assert found.status_code == 200
    assert found["Content-Disposition"] == f'attachment; filename="leitplanke-alpha-sohne-gmbh-{kind}"'
    return found.content


def text_of(content: bytes, folder: Path) -> str:
    """Return what poppler reads in a PDF, or python-docx in a DOCX."""
    if content.startswith(b"%PDF"):
        file = folder / "bild.pdf"
        file.write_bytes(content)
        read = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True).stdout
    else:
        paper = docx.Document(io.BytesIO(content))
        cells = [" ".join(cell.text for cell in row.cells) for table in paper.tables for row in table.rows]
        read = "\n".join([*(one.text for one in paper.paragraphs), *cells])
    return re.sub(r"\s+", " ", read)


@pytest.mark.parametrize("kind", KINDS)
def test_the_paper_says_what_the_page_says(kind: str, company: Company, as_alice: Client, tmp_path: Path) -> None:
    wave = wave_of(company)
    answer(wave, "management", 4, 4)
    answer(wave, "staff", 0, 0, 1)
    turning.close(wave)
    text = text_of(take(as_alice, wave, kind), tmp_path)
    assert "Bild der Antworten: Herbstrunde" in text
    # Means 4 and 1/3, as on the page.
    assert "Inhaber und Leitung wählen im Mittel 3,7 Stufen mehr als die übrigen" in text
    assert "2 1 0 0 0 0 0 0,33 0,83" in text
    assert "Frieda" not in text
    assert "€" not in text
    assert "Euro" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_of_an_anonymous_round_only_what_is_shown_is_on_it(kind: str, company: Company, as_alice: Client, tmp_path: Path) -> None:
    wave = wave_of(company, "anonymous")
    answer(wave, "staff", 0, 1, 2, 3, 4)
    answer(wave, "it", 4, 4, 4, 4)
    answer(wave, "staff", 0, 1, 2, 3, indicator=EXPORT)
    turning.close(wave)
    text = text_of(take(as_alice, wave, kind), tmp_path)
    assert "Je Frage haben bis zu 5 Personen geantwortet, zu 1 Frage" in text.replace("Fragen", "Frage")
    assert ": IT" not in text
    assert "zeigen wir bei anonymen Runden nicht" in text


def test_before_the_picture_is_released_there_is_no_paper(company: Company, as_alice: Client) -> None:
    wave = wave_of(company)
    answer(wave, "staff", 0, 4)
    early = as_alice.get(reverse("picture:file", args=[wave.pk, "bild.pdf"]), follow=True)
    assert "Die Runde läuft noch." in early.content.decode()
    turning.close(wave)
    assert as_alice.get(reverse("picture:file", args=[wave.pk, "bild.exe"])).status_code == 404


def test_who_may_look_but_not_take_away_gets_none(company: Company, as_alice: Client) -> None:
    wave = wave_of(company)
    answer(wave, "staff", 0, 4)
    turning.close(wave)
    user = User.objects.create_user("erna")
    Membership.objects.create(user=user, organisation=company.organisation, role="employee")
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get(reverse("picture:file", args=[wave.pk, "bild.pdf"])).status_code == 403
    assert "bild.pdf" not in browser.get(reverse("picture:wave", args=[wave.pk])).content.decode()
    assert "bild.pdf" in as_alice.get(reverse("picture:wave", args=[wave.pk])).content.decode()
    assert not Entry.objects.filter(action="export").exists()
    take(as_alice, wave, "bild.docx")
    assert Entry.objects.get(action="export").name == "bild.docx"


def test_the_paper_speaks_the_readers_language(company: Company, as_alice: Client, tmp_path: Path) -> None:
    wave = wave_of(company)
    answer(wave, "staff", 0, 4)
    turning.close(wave)
    as_alice.cookies["leitplanke-language"] = "en"
    text = text_of(take(as_alice, wave, "bild.pdf"), tmp_path)
    assert "Level 0:" in text
    assert "Stufe" not in text
