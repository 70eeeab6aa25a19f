"""A study file becomes a firm: the same study, or a list of faults and nothing stored."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from leitplanke.exchange import examples, studyfile
from leitplanke.study.compile import compile_study
from leitplanke.study.digest import input_hash
from leitplanke.study.inputs import StudyInputs
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company, LinkedFirm
from leitplanke.web.estimates.models import FileAnswers, OwnFigure, Stance
from leitplanke.web.studies.gathering import from_text, gather, to_text
from leitplanke.web.studies.models import Study
from leitplanke.web.survey.models import Rating

READ = reverse("intake:read")
TREE = """
  linked_firms:
    - {name: Mutter AG, side: owner, share: 0.6, staff: 900, turnover_eur: 80000000, balance_sheet_eur: 70000000,
       linked_firms: [{name: Schwester GmbH, side: holding, share: 0.07, staff: 12}]}
    - {name: Bank, side: owner, share: 0.3, kind: venture-capital}
  size_history:
    earlier: [{staff: 52, turnover_eur: 9000000}, {staff: 48, turnover_eur: 8000000, balance_sheet_eur: 5000000}]
    former_size: small
"""
SMALL = f"company:\n  name: Muster GmbH\n  sector: Metall\n  staff: 38\n  turnover_eur: 5200000{TREE}start: 2027-Q2\n"
LEFT_OUT = """
running: [unseen.cloud.lock-in]
not_relevant:
  - {unseen: unseen.platform.commission, reason: Wir verkaufen nicht online}
decided:
  - {measure: measure.iot.integral-model, decision: done, reason: seit 2024}
  - {measure: measure.iot.retrofit-three, decision: out, reason: alle Maschinen sind neu}
overrides:
  - {target: link.cyber.incident--cloud.outage, parameter: probability, low: 0.013, high: 0.2, reason: geschätzt}
limits: {budget_eur_per_year: 40000, person_days_per_quarter: {it: 6.5}, tolerable_loss_eur: 150000}
"""


def send(browser: Client, content: bytes | str, name: str = "firma.yaml") -> str:
    data = content.encode() if isinstance(content, str) else content
    response = browser.post(READ, {"file": SimpleUploadedFile(name, data)})
    return str(response["Location"]) if response.status_code == 302 else response.content.decode()


def hash_of(inputs: StudyInputs) -> str:
    compiled = compile_study(catalogue(), inputs)
    return input_hash(compiled.inputs, compiled.moments)


@pytest.mark.parametrize("name", examples.names())
@pytest.mark.parametrize("answers", ["single", "pooled"])
def test_a_worked_firm_comes_in_as_the_same_study(name: str, answers: str, as_alice: Client) -> None:
    inputs = examples.read(name, catalogue())
    inputs = studyfile.pooled(inputs, catalogue()) if answers == "pooled" else inputs
    place = send(as_alice, studyfile.write(inputs))
    firm = Company.objects.get()
    assert place == reverse("survey:overview", args=[firm.pk])
    found = gather(firm)
    assert from_text(to_text(found)) == found
    assert replace(found, moments=()) == replace(inputs, raters=(), answers=(), moments=(), overrides=found.overrides)
    assert sorted(found.overrides, key=str) == sorted(inputs.overrides, key=str)
    assert hash_of(found) == hash_of(inputs)


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_everything_a_file_can_say_comes_in(form: str, as_alice: Client) -> None:
    inputs = studyfile.read(SMALL + LEFT_OUT, "firma.yaml", catalogue())
    send(as_alice, SMALL + LEFT_OUT if form == "yaml" else to_text(inputs))
    assert gather(Company.objects.get()) == inputs
    assert (LinkedFirm.objects.count(), Stance.objects.count(), OwnFigure.objects.count()) == (3, 4, 1)


def test_what_is_taken_away_can_be_brought_back(study: Study, as_alice: Client) -> None:
    """The file of a result, read again, gives the same study under the same hash."""
    as_alice.post(
        reverse("own:entry", args=[study.company_id, "unseen.cyber.incident"]), {"rate-low": "0,1", "rate-high": "1", "rate-reason": "Log"}
    )
    inputs = gather(Company.objects.get())
    Study.objects.update(inputs=to_text(inputs))
    taken = as_alice.get(reverse("studies:file", args=[study.pk, "studie.yaml"])).content
    send(as_alice, taken, "studie.yaml")
    again = gather(Company.objects.exclude(pk=study.company_id).get())
    assert hash_of(again) == hash_of(inputs)
    assert again.overrides == inputs.overrides


def test_an_answer_given_here_comes_before_the_files(as_alice: Client) -> None:
    asked = "indicator.cloud.core-share"
    levels = {asked: 1, "indicator.cloud.exit-months": 4}
    answers = "".join(f"  - {{rater: a, indicator: {indicator}, level: {level}}}\n" for indicator, level in levels.items())
    overview = send(as_alice, f"{SMALL}raters: [{{id: a, role: owner}}]\nanswers:\n{answers}")
    assert "aus der Datei „firma.yaml“" in as_alice.get(overview).content.decode()
    firm = Company.objects.get()
    assert "2 Fragen offen" in as_alice.get(overview).content.decode()  # of the four about clouds, two are in the file
    as_alice.post(reverse("survey:save-answer", args=[firm.pk, "cloud", "cloud-core-share"]), {"cloud-core-share": "3"})
    inputs = gather(Company.objects.get())
    assert [(one.indicator, one.level) for one in inputs.answers] == [(asked, 3)]
    assert [one.indicator for one in inputs.moments] == ["indicator.cloud.exit-months"]
    assert studyfile.read(studyfile.write(inputs), "x", catalogue()) == inputs


def test_all_faults_are_told_and_nothing_stored(study: Study, as_alice: Client) -> None:
    wrong = SMALL.replace("staff: 38", "staff: zwölf").replace("turnover_eur: 5200000", "turnover_eur: 5.200.000") + "overides: []\n"
    page = send(as_alice, wrong)
    for text in ("zwölf", "5200000", "overides"):
        assert escape(text) in page
    assert "Gespeichert ist nichts davon" in page
    assert (Company.objects.count(), Study.objects.count(), OwnFigure.objects.count(), FileAnswers.objects.count()) == (1, 1, 0, 0)
    assert study.company.name in as_alice.get(reverse("companies:list")).content.decode().replace("&amp;", "&")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b"a: [", "firma.yaml"),
        (b"<script>alert(1)</script>", "firma.yaml"),
        (b"x" * 1_000_001, "1.0"),
        (b"a: &a [x]\nb: *a\n", "a"),
        (SMALL.replace("Metall", "M" * 150).encode(), "company.sector"),
        (b"", "Bitte wählen Sie eine Datei"),
    ],
)
def test_an_odd_file_is_refused_in_words(content: bytes, told: str, as_alice: Client) -> None:
    response = as_alice.post(READ, {"file": SimpleUploadedFile("firma.yaml", content)})
    assert response.status_code == 422
    assert told in response.content.decode()
    assert "<script>alert" not in response.content.decode()
    assert Company.objects.count() == 0


def test_without_a_file_the_page_asks_for_one(as_alice: Client) -> None:
    assert as_alice.get(READ).status_code == 200
    response = as_alice.post(READ, {"file": "not a file"})
    assert response.status_code == 422
    assert '<a href="#file">' in response.content.decode()


def test_the_firm_belongs_to_the_readers_organisation_only(as_alice: Client, as_bob: Client) -> None:
    send(as_alice, SMALL)
    assert "Muster GmbH" in as_alice.get(reverse("companies:list")).content.decode()
    assert "Muster GmbH" not in as_bob.get(reverse("companies:list")).content.decode()
    assert Rating.objects.count() == 0
