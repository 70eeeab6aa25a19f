"""The page of all papers, its files in both languages, and logo and template of an organisation."""

import io
import subprocess

import docx
import openpyxl
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from leitplanke.exchange import resultfile
from leitplanke.reports import reproduction
from leitplanke.web.companies.models import Company
from leitplanke.web.look.models import Look, branding_of
from leitplanke.web.papers.listing import DATA, PAPERS
from leitplanke.web.studies.files import KINDS
from leitplanke.web.studies.models import StoredResult, Study

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 6"><rect width="20" height="6" fill="#AA0033"/></svg>'


def own_template() -> bytes:
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "Kammer Musterstadt"
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def test_every_file_there_is_is_listed_once_in_each_language(study: Study, as_alice: Client) -> None:
    assert sorted(kind for _, kinds in PAPERS for kind in kinds) + sorted(DATA) == sorted(KINDS, key=lambda kind: (kind in DATA, kind))
    page = as_alice.get(reverse("papers:centre", args=[study.pk])).content.decode()
    for _, kinds in PAPERS:
        for kind in kinds:
            for language in ("de", "en"):
                assert page.count(f'{reverse("studies:file", args=[study.pk, kind])}?sprache={language}"') == 1
    assert StoredResult.objects.get().study.pk == study.pk
    assert resultfile.load(StoredResult.objects.get().document).study.input_hash in page


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", ["eine-seite.pdf", "folien.pdf"])
def test_papers_come_in_the_language_asked_for(kind: str, language: str, study: Study, as_alice: Client) -> None:
    response = as_alice.get(reverse("studies:file", args=[study.pk, kind]), {"sprache": language})
    stem = kind.removesuffix(".pdf")
    assert response["Content-Disposition"] == f'attachment; filename="leitplanke-alpha-sohne-gmbh-{stem}-{language}.pdf"'
    with pikepdf.open(io.BytesIO(response.content)) as opened:
        assert str(opened.Root.Lang).startswith(language)
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=response.content, capture_output=True, check=True).stdout.decode()
    stamp = resultfile.load(StoredResult.objects.get().document).study
    said = reproduction.read_back(text)
    assert (said.seed, said.points, said.input_hash) == (stamp.seed, stamp.outer_points, stamp.input_hash)


def test_the_workbook_opens(study: Study, as_alice: Client) -> None:
    response = as_alice.get(reverse("studies:file", args=[study.pk, "tabellen.xlsx"]), {"sprache": "en"})
    assert "Measures" in openpyxl.load_workbook(io.BytesIO(response.content)).sheetnames


def test_an_unknown_language_is_the_readers(study: Study, as_alice: Client) -> None:
    response = as_alice.get(reverse("studies:file", args=[study.pk, "bericht.html"]), {"sprache": "fr"})
    assert b'<html lang="de">' in response.content


def test_logo_and_template_are_on_the_papers(study: Study, as_alice: Client) -> None:
    files = {"logo": SimpleUploadedFile("logo.svg", SVG), "template": SimpleUploadedFile("vorlage.docx", own_template())}
    assert as_alice.post(reverse("papers:look", args=[study.company_id]), files).status_code == 302
    page = as_alice.get(reverse("papers:look", args=[study.company_id])).content.decode()
    assert "logo.svg" in page
    assert "vorlage.docx" in page
    report = as_alice.get(reverse("studies:file", args=[study.pk, "bericht.docx"])).content
    header = docx.Document(io.BytesIO(report)).sections[0].header
    assert header.paragraphs[0].text == "Kammer Musterstadt"
    assert b"Logo der Organisation" in header.part.blob
    kept = Image.open(io.BytesIO(branding_of(study.company.organisation).logo))
    assert kept.format == "PNG"
    as_alice.post(reverse("papers:look", args=[study.company_id]), {"drop-logo": "1"})
    look = Look.objects.get()
    assert (bytes(look.logo), look.logo_name, look.template_name) == (b"", "", "vorlage.docx")


def test_a_faulty_file_changes_nothing_and_says_why(company: Company, as_alice: Client) -> None:
    evil = SVG.replace(b"<rect", b"<script>alert(1)</script><rect")
    files = {"logo": SimpleUploadedFile("logo.svg", evil), "template": SimpleUploadedFile("vorlage.docx", own_template())}
    response = as_alice.post(reverse("papers:look", args=[company.pk]), files)
    assert response.status_code == 422
    assert "&lt;script&gt;" in response.content.decode()
    assert "<script>alert" not in response.content.decode()
    assert not Look.objects.exists()


def test_nobody_else_changes_the_look(company: Company, as_bob: Client) -> None:
    address = reverse("papers:look", args=[company.pk])
    assert as_bob.post(address, {"logo": SimpleUploadedFile("logo.svg", SVG)}).status_code == 404
    assert not Look.objects.exists()
