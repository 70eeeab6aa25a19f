"""Report, study file and result to take away."""

import io
from dataclasses import replace

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from leitplanke.exchange import resultfile, studyfile
from leitplanke.primitives.plain import plain
from leitplanke.study.run import analyse
from leitplanke.web.catalogue import catalogue
from leitplanke.web.studies.models import StoredResult, Study


def fetch(browser: Client, study: Study, kind: str) -> bytes:
    response = browser.get(reverse("studies:file", args=[study.pk, kind]))
    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="leitplanke-alpha-sohne-gmbh-{kind}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    content: bytes = response.content
    return content


def test_the_report_is_a_tagged_pdf(study: Study, as_alice: Client) -> None:
    with pikepdf.open(io.BytesIO(fetch(as_alice, study, "bericht.pdf"))) as report:
        assert "/StructTreeRoot" in report.Root
        assert str(report.Root.Lang).startswith("de")
        assert len(report.pages) >= 5


def test_the_word_report_opens(study: Study, as_alice: Client) -> None:
    document = Document(io.BytesIO(fetch(as_alice, study, "bericht.docx")))
    assert any("Alpha & Söhne GmbH" in paragraph.text for paragraph in document.paragraphs)


def test_the_html_report_is_saved_and_never_shown(study: Study, as_alice: Client) -> None:
    assert b"Alpha &amp; S\xc3\xb6hne GmbH" in fetch(as_alice, study, "bericht.html")


def test_the_report_speaks_the_readers_language(study: Study, as_alice: Client) -> None:
    as_alice.post(reverse("language"), {"language": "en"})
    with pikepdf.open(io.BytesIO(fetch(as_alice, study, "bericht.pdf"))) as report:
        assert str(report.Root.Lang).startswith("en")


def test_the_result_file_is_the_stored_result(study: Study, as_alice: Client) -> None:
    assert resultfile.load(fetch(as_alice, study, "ergebnis.json").decode()) == resultfile.load(StoredResult.objects.get().document)


def test_the_study_file_holds_no_single_answer(study: Study, as_alice: Client) -> None:
    text = fetch(as_alice, study, "studie.yaml").decode()
    inputs = studyfile.read(text.encode(), "studie.yaml", catalogue())
    assert (inputs.answers, inputs.raters) == ((), ())
    assert len(inputs.moments) == 24
    assert "rater-" not in text


def test_the_study_file_gives_the_same_result_outside(study: Study, as_alice: Client) -> None:
    inputs = studyfile.read(fetch(as_alice, study, "studie.yaml"), "studie.yaml", catalogue())
    stored = resultfile.load(StoredResult.objects.get().document)
    stamp = stored.study
    again = analyse(catalogue(), inputs, seed=stamp.seed, outer_points=stamp.outer_points, histories=stamp.histories)
    assert plain(replace(again, study=stamp)) == plain(stored)


@pytest.mark.parametrize("kind", ["bericht.exe", "settings.py", "bericht", "studie.YAML"])
def test_other_files_do_not_exist(kind: str, study: Study, as_alice: Client) -> None:
    assert as_alice.get(reverse("studies:file", args=[study.pk, kind])).status_code == 404
