"""Guiding question, days and actors stand on papers and in the study file as they are today, and come in again with a file."""

import io
from datetime import date

import docx
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from leitplanke.exchange import studyfile
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.framing import frame_of
from leitplanke.web.companies.models import Company
from leitplanke.web.guide.models import Voice
from leitplanke.web.studies.models import Study
from leitplanke.web.studies.results import is_stale


def say_it(study: Study) -> None:
    Company.objects.filter(pk=study.company_id).update(
        guiding_question="Wohin mit dem Portal?", decide_by=date(2027, 3, 31), review_on=date(2027, 9, 1)
    )
    Voice.objects.create(company=study.company, actor="actor.it-house", takes_part=True, speaker="Frau Über")


def test_papers_say_it_without_a_new_evaluation(study: Study, as_alice: Client) -> None:
    before = is_stale(Study.objects.get(pk=study.pk))
    say_it(study)
    assert is_stale(Study.objects.get(pk=study.pk)) == before
    data = as_alice.get(reverse("studies:file", args=[study.pk, "bericht.docx"]), {"sprache": "de"}).content
    told = " ".join(one.text for one in docx.Document(io.BytesIO(data)).paragraphs)
    assert "Wohin mit dem Portal?" in told
    assert "Zu entscheiden bis 31.\u00a0März 2027." in told
    assert "Es wirken mit:" in told
    assert "Frau Über" not in told


def test_the_study_file_holds_it_without_persons_and_brings_it_into_a_new_firm(study: Study, as_alice: Client) -> None:
    say_it(study)
    taken = as_alice.get(reverse("studies:file", args=[study.pk, "studie.yaml"])).content
    assert "Frau Über" not in taken.decode()
    as_alice.post(reverse("intake:read"), {"file": SimpleUploadedFile("studie.yaml", taken)})
    fresh = Company.objects.exclude(pk=study.company_id).get()
    assert frame_of(fresh) == studyfile.read(taken, "studie.yaml", catalogue()).frame
    assert (fresh.guiding_question, fresh.decide_by, fresh.review_on) == ("Wohin mit dem Portal?", date(2027, 3, 31), date(2027, 9, 1))
    assert [(one.actor, one.takes_part, one.speaker) for one in fresh.voices.all()] == [("actor.it-house", True, "")]
