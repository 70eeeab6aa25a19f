"""The exit folder as a PDF, read back: PDF/UA, tags, and every figure and day where a reader looks for it."""

import io
import re
import subprocess
from dataclasses import replace
from datetime import date

import pikepdf
import pytest

from leitplanke.catalogue import compiled
from leitplanke.company.dependence.data import DataObject
from leitplanke.company.dependence.service import Assurance, Contract, Estimate, ExportTest, Offer, Service, SwitchingFigures
from leitplanke.company.profile import Company
from leitplanke.reports import exitfolder, pdf
from leitplanke.reports.words import LANGUAGES, Language
from leitplanke.study.dependence import Dependence
from leitplanke.study.leaving import ExitFolder, folder

FIRM = Company(name='Über & Söhne #1 "$x$"', sector="x", staff=20.0, turnover_eur=2_000_000.0)
SERVICE = Service(
    id="erp",
    name="Warenwirtschaft *neu*",
    provider="Cloud GmbH",
    model="saas",
    seat="DE",
    parent="US",
    region="DE",
    export_format="CSV und PDF",
    key_holder="provider",
    owner="IT-Leitung",
    last_export_test=ExportTest(on=date(2026, 5, 4), complete=True),
    contract=Contract(begins=date(2024, 1, 1), ends=date(2027, 12, 31), notice_months=3.0),
    spend_eur_per_year=12_345.0,
    holds=("plans",),
    switching=SwitchingFigures(egress_eur_per_gb=Estimate(low=1.0, mode=2.0, high=3.0), penalty_share=0.0),
)
HOUSE = Service(id="house", name="Server im Haus", provider="We", model="own-server", suits=("plans",), offer=Offer())
PLANS = DataObject(id="plans", name="Zeichnungen", classed="confidential", volume_gb=100.0)


def found(on: date, service: Service = SERVICE) -> ExitFolder:
    dependence = Dependence(data_objects=(PLANS,), services=(service, HOUSE))
    return folder(FIRM, dependence, compiled.read(), service, on)


def text(data: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)
    return re.sub(r"[\s\u00a0]+", " ", done.stdout.decode())


def rendered(language: Language, on: date, printed: date = date(2026, 11, 23)) -> bytes:
    return pdf.render(exitfolder.compose(found(on), compiled.read(), language, printed))


@pytest.mark.parametrize("language", LANGUAGES)
def test_is_tagged_and_named(language: Language) -> None:
    opened = pikepdf.open(io.BytesIO(rendered(language, date(2027, 6, 30))))
    with opened.open_metadata() as metadata:
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    assert opened.Root.MarkInfo.Marked is True
    assert "Warenwirtschaft *neu*" in str(opened.docinfo.Title)
    assert str(opened.Root.Lang).startswith(language)


def test_every_fact_of_the_folder_is_there() -> None:
    page = text(rendered("de", date(2027, 6, 30)))
    for word in (
        'Über & Söhne #1 "$x$"',
        "Anbieter in DE, gesteuert aus US, Rechner in DE",
        "31. Dezember 2027",
        "3 Monate nach dem Vertrag; das Recht erlaubt höchstens 2 Monate",
        "12.345 €",
        "CSV und PDF",
        "IT-Leitung",
        "4. Mai 2026, vollständig",
        "Zeichnungen",
        "Server im Haus",
        "spätestens am 30. April 2027",
        "EU Data Act, Artikel 29",
        "Geprüft am 22. November 2026",
        "keine Rechtsberatung",
    ):
        assert word in page, word


def test_the_charge_is_gone_from_12_january_2027_and_the_folder_says_why() -> None:
    before, after = (text(rendered("de", on)) for on in (date(2027, 1, 11), date(2027, 1, 12)))
    assert "Herausgabe der Daten 100 € 200 € 300 € Ihre Angabe" in before
    assert "nur seine Kosten verlangen" in before
    assert "Artikel 29: Wechsel ohne Entgelt: kommt am 12. Januar 2027" in before
    # pdftotext sometimes swallows the narrow space before the sign.
    assert re.search(r"Herausgabe der Daten 0 ?€ 0 ?€ 0 ?€", after)
    assert "nichts mehr verlangen" in after


def test_days_that_are_past_are_said_to_be() -> None:
    page = text(rendered("en", date(2026, 12, 31)))
    assert "The time to give notice ended on 31 October 2026" in page
    assert "at once" in page


def test_the_sum_of_the_table_is_the_sum_of_its_rows() -> None:
    folder_found = found(date(2027, 6, 30))
    leaving = folder_found.leaving
    assert leaving.mode == pytest.approx(sum(part.mode for part in leaving.parts))
    rows = exitfolder.parts(folder_found, "en")
    assert len(rows) == len(leaving.parts) + 1
    assert rows[-1][0] == "Together"


def test_a_saving_is_called_a_saving() -> None:
    cheap = replace(
        SERVICE,
        spend_eur_per_year=1_000_000.0,
        switching=replace(
            SERVICE.switching,
            new_spend_eur_per_year=Estimate(low=0.0, mode=1.0, high=2.0),
            parallel_months=Estimate(low=0.0, mode=0.0, high=0.0),
        ),
    )
    told = exitfolder.summary(found(date(2027, 6, 30), cheap), compiled.read(), "en")
    assert "saves about" in told[0]


def test_proofs_notes_and_every_reason_are_there() -> None:
    proofs = (
        Assurance(scheme="ISO 27001", scope="Rechenzentrum", valid_to=date(2027, 6, 29), evidence="Ordner 7"),
        Assurance(scheme="C5", level="Typ 2", valid_to=date(2027, 6, 30)),
    )
    test = ExportTest(on=date(2026, 5, 4), complete=False, note="Die Preislisten\nfehlten.")
    service = replace(SERVICE, assurances=proofs, last_export_test=test, note="Vertrag liegt\nim Tresor.")
    plans = replace(PLANS, trade_secret=True)
    dependence = Dependence(data_objects=(plans,), services=(service, HOUSE))
    found_folder = folder(FIRM, dependence, compiled.read(), service, date(2027, 6, 30))
    page = text(pdf.render(exitfolder.compose(found_folder, compiled.read(), "de", date(2026, 11, 23))))
    for word in (
        "ISO 27001 · Rechenzentrum · abgelaufen am 29. Juni 2027 · Ordner 7",
        "C5 · Typ 2 · gültig bis 30. Juni 2027",
        "es fehlten Daten. Die Preislisten fehlten.",
        "Vertrag liegt im Tresor.",
    ):
        assert word in page, word
    ruling = found_folder.held[0].ruling
    assert len([ground for ground in ruling.grounds if ground.verdict == ruling.verdict]) == 2
    rows = [row for block in exitfolder.compose(found_folder, compiled.read(), "de").blocks for row in getattr(block, "rows", ())]
    cells = " ".join(str(row) for row in rows)
    assert "unter fremdem Recht" in cells
    assert "Ein Geheimnis schützt das Gesetz nur" in cells
