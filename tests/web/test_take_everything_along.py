"""Everything a firm owns goes along: as tables, and as an archive that another installation makes the same firm of."""

import csv
import hashlib
import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db.models import ForeignKey, Model
from django.db.models.fields.files import FieldFile
from django.test import Client
from django.urls import reverse

from leitplanke.company.dependence.policy import PolicyChange
from leitplanke.exchange import reviewfile
from leitplanke.primitives.plain import plain
from leitplanke.reports.words import Language
from leitplanke.reports.words import store as words
from leitplanke.study.own import OwnLoss, OwnRate, OwnUnseen
from leitplanke.study.result import StudyResult
from leitplanke.study.reviewed import PlanReview
from leitplanke.web.accounts.models import User
from leitplanke.web.archive import reading, storing, writing
from leitplanke.web.audit.models import Entry
from leitplanke.web.audit.naming import field_name
from leitplanke.web.board.figures import Asked, Days, Room
from leitplanke.web.board.models import Board, Item
from leitplanke.web.catalogue import catalogue
from leitplanke.web.cloud.models import CloudEntry
from leitplanke.web.companies.models import Company, LinkedFirm
from leitplanke.web.estimates.entries import row_of
from leitplanke.web.estimates.models import FileAnswers, Funding, OwnFigure, Stance, StartWindow
from leitplanke.web.guide.models import Mark, Voice
from leitplanke.web.ledger.models import LedgerImport, ListMapping
from leitplanke.web.network.models import NetworkEntry
from leitplanke.web.notes.models import Attachment, Comment
from leitplanke.web.strengths.models import StrengthRating
from leitplanke.web.studies.gathering import gather
from leitplanke.web.studies.models import Review, StoredResult, StoredReview, Study
from leitplanke.web.studies.results import read_result
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.tables.owned import AT_ONCE, KEPT, LEFT_OUT, Kept, links_of
from leitplanke.web.waves.models import Invitation, Shown, Wave
from leitplanke.web.weights.models import GoalWeight
from leitplanke.web.whatif.models import Scenario, Share
from leitplanke.web.workshop.models import Workbook

FIGURES = {"staff": 5.0, "turnover_eur": 400_000.0, "balance_sheet_eur": 100_000.0}
NO_DAYS = Days(owner=0.0, management=0.0, it=0.0, staff=1 / 3)
ROOM = json.dumps(plain(Room(first="2027-Q1", budget_eur=(0.1,), days=NO_DAYS)))
ASKED = json.dumps(plain(Asked(once_eur=0.0, yearly_eur=0.0, days_once=NO_DAYS, days_yearly=NO_DAYS, spread=1, lead=0, held="")))
LONG_AGO = datetime(2025, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
LEDGER = '{"begins": "2025-01-01", "ends": "2025-12-31", "customers": [{"account": "10000", "name": "Süd", "years": []}]}'
CELL = PolicyChange(medium="medium.abroad", of="personal", verdict="conditional", reason="=Beschluss vom Mai")
PAPER = b"%PDF-1.7 \x00\xff"
UNTOLD = "Das darf niemand lesen."


def fill(study: Study) -> None:
    """Give the firm of an evaluated study rows everywhere, long ago, with odd texts; nothing that pages could not have stored."""
    company = study.company
    _fill_profile(company)
    _fill_waves(company)
    _fill_notes(company)
    _fill_plan(study)
    for kept in KEPT:
        for name in ("saved_at", "created_at", "read_at", "taken_at", "beat_at"):
            if any(one.name == name for one in kept.fields):
                kept.model._base_manager.filter(pk__in=[row.pk for row in kept.rows(company)]).update(**{name: LONG_AGO})


def _fill_profile(company: Company) -> None:
    mother = LinkedFirm.objects.create(company=company, name="Mutter 😀", side="owner", share_percent=100 / 3, **FIGURES)
    # The upper firm is younger than the lower one: rows need not come in the order of their links.
    lower = LinkedFirm.objects.create(company=company, name="Tochter", relation="linked", **FIGURES)
    LinkedFirm.objects.filter(pk=mother.pk).update(under=lower)
    rows: list[Model] = [
        OwnFigure(company=company, target="unseen.cyber.incident", parameter="rate", low=0.1, high=0.2, reason="=1+1"),
        Stance(company=company, target="unseen.cloud.price-rise", kind=Stance.Kind.RUNNING),
        Funding(company=company, target="measure.cloud.exit-folder", rate=0.5, cap_eur=1e4 / 3, reason="Zeile\nzwei"),
        StartWindow(company=company, target="measure.cloud.exit-folder", not_before="2027-Q3", reason="-"),
        FileAnswers(company=company, name="datei.yaml", moments="[]"),
        StrengthRating(company=company, strength=catalogue().strengths[0].id, level=3),
        GoalWeight(company=company, group="owner", goal="profit", weight=7.25),
        Mark(company=company, step="deep", kind=Mark.Kind.SKIPPED),
        Voice(company=company, actor="actor.it-house", takes_part=None, speaker="@nna"),
        LedgerImport(company=company, name="=EXTF.csv", begins=date(2025, 1, 1), ends=date(2025, 12, 31), postings=3, document=LEDGER),
        NetworkEntry(company=company, kind="channel", name="=Markt", document='{"name": "Markt", "type": "b2c", "revenue_net_eur": 1.5}'),
        CloudEntry(company=company, kind="policy", entry="medium.abroad personal", document=json.dumps(plain(CELL))),
        ListMapping(company=company, signature="d" * 64, document='{"side": "customers"}'),
    ]
    own = OwnUnseen(
        id="unseen.pack-own.flood",
        title="Hochwasser",
        component="component.cloud",
        text="Der Keller läuft voll.",
        rate=OwnRate(low=0.01, high=0.1),
        loss=OwnLoss(low=1e3, high=1e4 / 3),
        reason="1998",
    )
    for row in (*rows, row_of(company, own)):
        row.save()


def _fill_waves(company: Company) -> None:
    first = Wave.objects.create(company=company, number=1, mode=Wave.Mode.ANONYMOUS, state=Wave.State.CLOSED, threshold=7)
    Wave.objects.create(company=company, number=2, mode=Wave.Mode.ANONYMOUS, state=Wave.State.OPEN, follows=first, live=True)
    seen = Wave.objects.create(company=company, number=3, mode=Wave.Mode.OPEN, state=Wave.State.DRAFT, keep_until=date(2030, 1, 1))
    indicator, other = catalogue().indicators[0].id, catalogue().indicators[1].id
    Shown.objects.create(wave=first, indicator=indicator, group="staff", counts=[1, 2, 3, 0, 0, 1, 0], at=date(2025, 3, 1))
    Invitation.objects.create(wave=first, kind="personal", role="staff", digest="1" * 64, email="a@example.org", label="Anna")
    hidden = Rater.objects.create(company=company, wave=first, role="staff", key="a" * 64)
    Rating.objects.create(rater=hidden, indicator=indicator, level=0, reason=UNTOLD, catalogue_version="2026.11.4")
    named = Rater.objects.create(company=company, wave=seen, role="it", key="b" * 64, name="Ída", agreed_on=date(2026, 1, 1))
    Rating.objects.create(rater=named, indicator=indicator, level=2, catalogue_version="2026.11.4")
    table = Rater.objects.create(company=company, role="management", weight=0.5)
    Rating.objects.create(rater=table, indicator=other, level=4, reason="Notiz", catalogue_version="2026.11.4")
    Workbook.objects.create(rater=table, name="mappe.xlsx", digest="c" * 64)


def _fill_notes(company: Company) -> None:
    Comment.objects.create(company=company, target="unseen.cyber.incident", text="=1+1\nzweite Zeile")
    file = ContentFile(PAPER, "egal")
    Attachment.objects.create(
        company=company, target="indicator.cloud.core-share", file=file, name="@ngebot.pdf", kind="pdf", size=len(PAPER)
    )


def _fill_plan(study: Study) -> None:
    Review.objects.create(study=study, state=Review.State.RUNNING, stage="search", share=0.25, faults=[{"code": "x", "ü": [1, None]}])
    scenario = Scenario.objects.create(study=study, name="Nur Alpha", query="a=1", figures='{"a": 1}')
    Share.objects.create(scenario=scenario, digest="0" * 64)
    board = Board.objects.create(company=study.company, study=study, room=ROOM, taken_at=LONG_AGO)
    Item.objects.create(board=board, measure="measure.cloud.exit-folder", asked=ASKED, start="2027-Q1", actual_cost_eur=1 / 3, person="+1")


@pytest.fixture
def firm(study: Study, made_up_review: Callable[[StudyResult], PlanReview]) -> Company:
    fill(study)
    review = reviewfile.dump(made_up_review(read_result(study.pk)))
    StoredReview.objects.create(study=study, document=review, engine_version="0.4.0", catalogue_version="2026.11.4")
    return study.company


def below(company: type[Model]) -> set[str]:
    """Return every model from which links lead to a firm, over as many others as there are, and those that name one without a link."""
    found: set[type[Model]] = {company}
    found |= {model for model in apps.get_models() if any(one.attname in {"company", "company_id"} for one in model._meta.concrete_fields)}
    while True:
        more = {
            model
            for model in apps.get_models(include_auto_created=True)
            if any(isinstance(one, ForeignKey) and one.related_model in found for one in model._meta.concrete_fields)
        }
        if more <= found:
            return {model._meta.label_lower for model in found}
        found |= more


def test_no_model_of_a_firm_is_forgotten() -> None:
    """Whoever adds a model says here whether it leaves with its firm; see web/tables/owned.py."""
    kept = [one.name for one in KEPT]
    assert len(set(kept)) == len(kept)
    assert not set(kept) & LEFT_OUT.keys()
    assert below(Company) == {*kept, *LEFT_OUT}
    assert all(reason for reason in LEFT_OUT.values())
    assert all(set(one.left_out) <= {field.name for field in one.model._meta.concrete_fields} for one in KEPT)


def test_rows_come_after_those_they_lead_to() -> None:
    place = {one.model: number for number, one in enumerate(KEPT)}
    for kept in KEPT:
        for link in links_of(kept):
            assert place[link.related_model] <= place[kept.model], f"{kept.name}.{link.name}"  # type: ignore[index] - a model


def test_every_table_has_its_name_in_both_languages() -> None:
    assert {f"tables.of.{one.name}" for one in KEPT} == {key for key in words() if key.startswith("tables.of.")}


def rows_of(company: Company) -> dict[str, list[dict[str, Any]]]:
    """Return every row that leaves, with each key replaced by its place, so that firms of two installations can be compared."""
    keys: dict[tuple[str, object], str] = {}
    for kept in KEPT:
        keys |= {(kept.name, row.pk): f"{kept.name} {place}" for place, row in enumerate(ordered(kept, company))}
    return {kept.name: [told(kept, row, keys) for row in ordered(kept, company)] for kept in KEPT}


def ordered(kept: Kept, company: Company) -> list[Model]:
    """Return rows in an order that does not hang on random keys."""
    names = [one.attname for one in kept.fields if not one.primary_key and not isinstance(one, ForeignKey)]
    return sorted(kept.rows(company), key=lambda row: repr([getattr(row, name) for name in names]))


def told(kept: Kept, row: Model, keys: dict[tuple[str, object], str]) -> dict[str, Any]:
    links = {one.attname: one.related_model._meta.label_lower for one in links_of(kept)}  # type: ignore[union-attr] - a model
    found = {}
    for one in kept.fields:
        value = getattr(row, one.attname)
        name = links.get(one.attname) or (kept.name if one.primary_key else "")
        if isinstance(value, FieldFile):
            # Names are random; what counts is what is in them.
            value = value.open("rb").read()
        found[one.attname] = keys[name, value] if name and value is not None else value
    return found


def other(bob: User) -> Any:  # noqa: ANN401 - an organisation
    return bob.organisations.get()


def test_every_row_of_every_table_comes_back_as_it_was(firm: Company, bob: User) -> None:
    before = rows_of(firm)
    assert all(before.values()), "fill() has no row of some table"
    archive = reading.read(writing.write(firm, date(2026, 11, 22)), "archiv.zip")
    copy = storing.store(archive, other(bob))
    after = rows_of(copy)
    assert {name: len(rows) for name, rows in after.items()} == {name: len(rows) for name, rows in before.items()}
    # What cannot be the same elsewhere: no worker has the job, nobody has the links.
    assert [row.pop("state") for row in before["studies.review"]] == ["running"]
    assert [row.pop("state") for row in after["studies.review"]] == ["cancelled"]
    assert sorted(row.pop("state") for row in before["waves.wave"]) == ["closed", "draft", "open"]
    assert sorted(row.pop("state") for row in after["waves.wave"]) == ["closed", "closed", "draft"]
    assert after == before
    assert copy.organisation == other(bob)
    assert not {row.pk for kept in KEPT for row in kept.rows(firm)} & {row.pk for kept in KEPT for row in kept.rows(copy)} - integers(firm)


def integers(company: Company) -> set[object]:
    return {row.pk for kept in KEPT for row in kept.rows(company) if isinstance(row.pk, int)}


def test_the_copy_gives_the_same_study_and_shows_the_same_result(firm: Company, bob: User, as_bob: Client) -> None:
    copy = storing.store(reading.read(writing.write(firm, date(2026, 11, 22)), "archiv.zip"), other(bob))
    assert as_bob.get(reverse("studies:latest", args=[copy.pk]), follow=True).status_code == 200
    one, two = (json.dumps(plain(gather(Company.objects.get(pk=one.pk))), sort_keys=True) for one in (firm, copy))
    assert one == two
    # Raters are named by their order: a file of the firm leads to no row of its database.
    raters = gather(firm).raters
    assert [one.id for one in raters] == [f"rater-{number}" for number in range(1, len(raters) + 1)]
    assert len(raters) > 1


def test_the_same_rows_give_the_same_bytes(firm: Company) -> None:
    assert writing.write(firm, date(2026, 11, 22)) == writing.write(firm, date(2026, 11, 22))


def test_the_memory_it_takes_does_not_grow_with_what_a_firm_has_gathered(company: Company) -> None:
    """A server that many advisers ask for archives must not hold years of results of each at the same time."""
    document = json.dumps({"told": "risk " * 200_000})
    for _ in range(60):
        study = Study.objects.create(company=company, inputs="{}", state=Study.State.DONE, share=1.0)
        StoredResult.objects.create(study=study, document=document, engine_version="1", catalogue_version="1")
    tracemalloc.start()
    try:
        archive = writing.write(company, date(2026, 11, 23))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    with zipfile.ZipFile(io.BytesIO(archive)) as parts:
        assert parts.getinfo("tables/studies.storedresult.jsonl").file_size > 60 * len(document)
    assert most < (2 * AT_ONCE + 10) * len(document)


def test_nothing_of_anonymous_answers_links_and_secrets_leaves(firm: Company, as_alice: Client) -> None:
    addresses = [
        reverse("archive:take", args=[firm.pk]),
        reverse("tables:every", args=[firm.pk]),
        reverse("tables:workbook", args=[firm.pk]),
        *(reverse("tables:single", args=[firm.pk, kept.name]) for kept in KEPT),
    ]
    for address in addresses:
        content = as_alice.get(address).content
        texts = [content]
        if content[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                texts = [parts.read(name) for name in parts.namelist()]
        told = b"\n".join(texts)
        for secret in (UNTOLD.encode(), b"a@example.org", b"1" * 64, b"a" * 64, b"b" * 64, b"0" * 64):
            assert secret not in told, (address, secret)
    hidden = Rater.objects.get(key="a" * 64)
    assert hidden.pk not in [row.pk for kept in KEPT if kept.model is Rater for row in kept.rows(firm)]


def test_the_manifest_counts_rows_and_carries_check_sums(firm: Company) -> None:
    with zipfile.ZipFile(io.BytesIO(writing.write(firm, date(2026, 11, 22)))) as parts:
        manifest = json.loads(parts.read("manifest.json"))
        assert [one["name"] for one in manifest["tables"]] == [kept.name for kept in KEPT]
        for kept, one in zip(KEPT, manifest["tables"], strict=True):
            content = parts.read(one["file"])
            assert one["rows"] == kept.rows(firm).count() == len(content.splitlines())
            assert (one["sha256"], one["bytes"]) == (hashlib.sha256(content).hexdigest(), len(content))
        files = [one["file"] for one in manifest["files"]]
        assert [parts.read(name) for name in files] == [PAPER]
        assert set(parts.namelist()) == {"manifest.json", *(one["file"] for one in manifest["tables"]), *files}


def test_numbers_tell_nothing_of_rows_that_stay(firm: Company, bob: User) -> None:
    """The database numbers anonymous answers along with all others; what leaves is numbered anew, and so are the links."""
    hidden = Rater.objects.get(key="a" * 64)
    Rating.objects.bulk_create(
        Rating(rater=hidden, indicator=one.id, level=1, catalogue_version="2026.11.4") for one in catalogue().indicators[5:30]
    )
    last = Rating.objects.create(rater=firm.raters.first(), indicator="indicator.late", level=1, catalogue_version="2026.11.4")
    with zipfile.ZipFile(io.BytesIO(writing.write(firm, date(2026, 11, 22)))) as parts:
        rows = [json.loads(line) for line in parts.read("tables/survey.rating.jsonl").splitlines()]
        raters = [json.loads(line) for line in parts.read("tables/survey.rater.jsonl").splitlines()]
    assert [row["id"] for row in rows] == list(range(1, len(rows) + 1))
    assert last.pk > len(rows) + 20
    assert [row["id"] for row in raters] == list(range(1, len(raters) + 1))
    assert {row["rater_id"] for row in rows} <= {row["id"] for row in raters}
    copy = storing.store(reading.read(writing.write(firm, date(2026, 11, 22)), "archiv.zip"), other(bob))
    assert Rating.objects.get(rater__company=copy, indicator="indicator.late").rater.role == "owner"


def test_the_log_says_who_took_what_along(firm: Company, as_alice: Client, alice: User) -> None:
    files = ["archiv.zip", "tabellen-csv.zip", "tabellen.xlsx"]
    exports(as_alice, firm)
    as_alice.get(reverse("tables:single", args=[firm.pk, "survey.rating"]))
    entries = Entry.objects.filter(company=firm.pk, action="export").order_by("pk")
    assert [one.name for one in entries] == [*files, "survey-rating.csv"]
    assert {one.actor_key for one in entries} == {alice.actor.key}


def exports(browser: Client, company: Company) -> list[bytes]:
    names = ("archive:take", "tables:every", "tables:workbook")
    return [browser.get(reverse(name, args=[company.pk])).content for name in names]


def test_an_anonymous_answer_changes_no_byte_of_any_export(firm: Company, as_alice: Client) -> None:
    wave = Wave.objects.get(company=firm, number=2)
    before = exports(as_alice, firm)
    rater = Rater.objects.create(company=firm, wave=wave, role="staff", key="d" * 64, finished=True)
    Rating.objects.create(rater=rater, indicator=catalogue().indicators[0].id, level=0, reason=UNTOLD, catalogue_version="2026.11.4")
    Invitation.objects.create(wave=wave, kind="personal", role="staff", digest="2" * 64, answered=True)
    assert exports(as_alice, firm) == before


@pytest.mark.parametrize("separator", ["komma", "semikolon"])
def test_every_table_is_a_csv_that_opens_whole(firm: Company, as_alice: Client, separator: str) -> None:
    csv.field_size_limit(10_000_000)
    content = as_alice.get(reverse("tables:every", args=[firm.pk]), {"trenner": separator}).content
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert parts.namelist() == ["columns.csv", *(f"{kept.name}.csv" for kept in KEPT)]
        for kept in KEPT:
            data = parts.read(f"{kept.name}.csv")
            assert data.startswith(b"\xef\xbb\xbf")
            text = io.StringIO(data.decode("utf-8-sig"), newline="")
            head, *rows = csv.reader(text, delimiter={"komma": ",", "semikolon": ";"}[separator])
            assert head == [one.attname for one in kept.fields]
            assert len(rows) == kept.rows(firm).count()
            assert all(len(row) == len(head) for row in rows)
            cells = [cell for row in rows for cell in row]
            assert not [cell for cell in cells if cell[:1] in {"=", "+", "@", "\t", "\r"} or (cell[:1] == "-" and not is_number(cell))]
            single = as_alice.get(reverse("tables:single", args=[firm.pk, kept.name]), {"trenner": separator})
            assert single.content == data
            assert single["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize("language", ["de", "en"])
def test_each_column_has_a_name_of_its_own_in_words(language: Language) -> None:
    for kept in KEPT:
        names = [field_name(kept.name, one.name, language) for one in kept.fields]
        assert sorted(set(names)) == sorted(names), kept.name
        assert not {one.name for one in kept.fields} & set(names), kept.name


def is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def test_every_table_is_a_sheet_of_one_workbook(firm: Company, as_alice: Client) -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_alice.get(reverse("tables:workbook", args=[firm.pk])).content), read_only=True)
    key, *sheets = book.worksheets
    _, _, _, *translated = key.iter_rows(values_only=True)
    assert ("Unternehmen", "Beschäftigte", "companies.company", "staff") in translated
    assert len(sheets) == len(KEPT)
    for kept, sheet in zip(KEPT, sheets, strict=True):
        _, _, head, *rows = sheet.iter_rows(values_only=True)
        said = [(column, stored) for _, column, table, stored in translated if table == kept.name]
        assert said == list(zip(head, [one.attname for one in kept.fields], strict=True))
        assert len(rows) == kept.rows(firm).count()
    results = sheets[[kept.name for kept in KEPT].index("studies.storedresult")]
    assert any("Zeichen; vollständig in der CSV-Datei" in str(cell) for row in results.iter_rows(values_only=True) for cell in row)
