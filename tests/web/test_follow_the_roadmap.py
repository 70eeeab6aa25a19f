"""A firm takes a plan over, says how far it is, takes it along as files, and the next analysis hears of it."""

import io
import re
from collections.abc import Callable
from dataclasses import fields as parts
from datetime import date, datetime, timedelta
from html import unescape

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leitplanke.primitives.quarter import Quarter
from leitplanke.study.result import QuarterLoad, StudyResult
from leitplanke.web.accounts.models import User
from leitplanke.web.board import progress
from leitplanke.web.board.models import Board, Item, quarter_of
from leitplanke.web.board.picture import load_of
from leitplanke.web.board.taking import take
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.models import Stance
from leitplanke.web.studies.gathering import gather, to_text
from leitplanke.web.studies.models import Study
from leitplanke.web.studies.results import is_stale, read_result
from leitplanke.web.whatif import engine
from leitplanke.web.whatif.desk import Desk
from leitplanke.web.whatif.keeping import keep
from leitplanke.web.whatif.setting import Setting

BENCHES: list[engine.Warm] = []
LIVE = {"HX-Request": "true"}
ODD = ("خطة \u202eأولى", "Müller 🚀 & Söhne", '"><script>alert(1)</script>', '=HYPERLINK("http://x")')


def page_of(company: Company) -> str:
    return reverse("board:page", args=[company.pk])


@pytest.fixture
def board(study: Study) -> Board:
    """Take the plan of the study over; the firm is the same in all tests here, so its workbench is made once."""
    if BENCHES:
        engine._warm[study.pk] = BENCHES[0]
    found = take(study.company, study)
    BENCHES[:] = [engine._warm[study.pk]]
    return found


def first_of(board: Board) -> Item:
    return board.items.all()[0]


def say(browser: Client, item: Item, *, live: bool = True, **typed: str) -> str:
    """Type into the fields of a card as its page shows it."""
    address = reverse("board:item", args=[item.board.company_id, item.pk])
    response = browser.post(address, typed, headers=LIVE if live else {})
    assert response.status_code in {200, 302, 422}
    return unescape(response.content.decode())


def test_without_a_result_the_page_says_what_to_do(company: Company, as_alice: Client) -> None:
    page = as_alice.get(page_of(company)).content.decode()
    assert "Noch kein Plan" in page
    assert reverse("survey:resume", args=[company.pk]) in page
    assert as_alice.post(reverse("board:take", args=[company.pk])).status_code == 302
    assert not Board.objects.exists()


def test_the_plan_of_the_result_becomes_the_roadmap(study: Study, as_alice: Client) -> None:
    as_alice.post(reverse("board:take", args=[study.company_id]), {"scenario": ""})
    result = read_result(study.pk)
    items = list(Item.objects.filter(board__company=study.company))
    assert {(one.measure, one.start, str(one.works)) for one in items} == {
        (one.id, one.start_quarter, one.effective_quarter) for one in result.plan.measures
    }
    assert {one.status for one in items} == {"planned"}
    page = unescape(as_alice.get(page_of(study.company)).content.decode())
    for one in result.plan.measures:
        assert next(entry.title.de for entry in catalogue().measures if entry.id == one.id) in page


def test_money_and_days_of_a_fresh_roadmap_are_those_of_the_result(board: Board) -> None:
    assert board.study is not None
    told = read_result(board.study.pk).plan.quarters
    own = load_of(list(board.items.all()), board.limits())
    assert same(own, told)


def same(own: tuple[QuarterLoad, ...], told: tuple[QuarterLoad, ...]) -> bool:
    assert [one.quarter for one in own] == [one.quarter for one in told]
    names = [one.name for one in parts(QuarterLoad) if one.name != "quarter"]
    return all(getattr(a, name) == pytest.approx(getattr(b, name), abs=1e-6) for a, b in zip(own, told, strict=True) for name in names)


def test_every_entry_is_kept_at_once_and_shown_again(board: Board, as_alice: Client) -> None:
    item = first_of(board)
    day = timezone.localdate() - timedelta(days=3)
    typed = {"status": "begun", "person": "Frau Groß", "begun_on": day.isoformat(), "actual_cost_eur": "12.345,50", "note": "erste\nzweite"}
    for name, text in typed.items():
        assert "zuletzt gespeichert" in say(as_alice, item, **{name: text, f"was-{name}": ""})
    item.refresh_from_db()
    assert (item.status, item.person, item.begun_on, item.actual_cost_eur, item.note) == (
        "begun",
        "Frau Groß",
        day,
        12_345.5,
        "erste\nzweite",
    )
    page = unescape(as_alice.get(page_of(board.company)).content.decode())
    assert "Frau Groß" in page
    assert 'value="12.345,5"' in page
    assert "erste\nzweite</textarea>" in page
    assert "1 begonnen" in page
    assert "12.346" in page


def test_any_text_is_kept_as_text(board: Board, as_alice: Client) -> None:
    item = first_of(board)
    for text in ODD:
        hold_text(item, as_alice, text)


def hold_text(item: Item, as_alice: Client, text: str) -> None:
    board = item.board
    answer = as_alice.post(
        reverse("board:item", args=[board.company_id, item.pk]), {"person": text, "note": text}, headers=LIVE
    ).content.decode()
    item.refresh_from_db()
    assert (item.person, item.note) == (text, text)
    for page in (answer, as_alice.get(page_of(board.company)).content.decode()):
        assert "<script>alert" not in page
        assert text in unescape(page)


def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(board: Board, as_alice: Client) -> None:
    item = first_of(board)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    typed = {
        "person": "x" * 10_000,
        "actual_cost_eur": "viel",
        "begun_on": tomorrow,
        "status": "fertig",
        "start": "1999-Q1",
        "note": "bleibt",
    }
    page = say(as_alice, item, live=False, **typed)
    item.refresh_from_db()
    assert (item.person, item.actual_cost_eur, item.begun_on, item.status, item.note) == ("", None, None, "planned", "bleibt")
    for name in ("person", "actual_cost_eur", "begun_on", "status", "start"):
        assert f'href="#{name}-{item.pk}"' in page
        assert f'id="{name}-{item.pk}-message"' in page
    assert "x" * 10_000 in page
    assert 'value="viel"' in page
    assert "zuletzt gespeichert" not in say(as_alice, item, actual_cost_eur="viel").split("</p>")[0]


def test_done_is_never_before_begun(board: Board, as_alice: Client) -> None:
    item = first_of(board)
    say(as_alice, item, begun_on="2026-06-01")
    assert "nicht vor dem Beginn" in say(as_alice, item, done_on="2026-05-31")
    assert "nicht vor dem Beginn" not in say(as_alice, item, done_on="1.6.2026")
    item.refresh_from_db()
    assert item.done_on == date(2026, 6, 1)
    assert "nicht vor dem Beginn" in say(as_alice, item, begun_on="2026-06-02", **{"was-begun_on": "2026-06-01"})


def test_two_open_pages_do_not_undo_each_other(board: Board, as_alice: Client) -> None:
    item = first_of(board)
    stale = {"person": "", "was-person": "", "note": "", "was-note": ""}
    say(as_alice, item, **stale | {"person": "Eins"})
    say(as_alice, item, **stale | {"note": "Zwei"})
    item.refresh_from_db()
    assert (item.person, item.note) == ("Eins", "Zwei")


def test_who_overwrites_another_entry_is_told_what_stood_there(board: Board, as_alice: Client) -> None:
    item = first_of(board)
    assert "Inzwischen" not in say(as_alice, item, person="Eins", **{"was-person": ""})
    assert "Inzwischen stand hier „Eins“" in say(as_alice, item, person="Zwei", **{"was-person": ""})
    assert "Inzwischen" not in say(as_alice, item, person="Zwei", **{"was-person": "Eins"})
    say(as_alice, item, status="begun", **{"was-status": "planned"})
    assert "Inzwischen stand hier „begonnen“" in say(as_alice, item, status="stopped", **{"was-status": "planned"})
    item.refresh_from_db()
    assert (item.person, item.status) == ("Zwei", "stopped")


def test_a_later_start_moves_money_and_days(board: Board, as_alice: Client) -> None:
    item = first_of(board)
    before = load_of(list(board.items.all()), board.limits())
    say(as_alice, item, start=str(Quarter.parse(item.start).plus(2)))
    after = load_of(list(board.items.all()), board.limits())
    spared = sum(one.cost_eur for one in before) - sum(one.cost_eur for one in after)
    assert spared == pytest.approx(item.figures().yearly_eur / 2, abs=1e-6)
    assert before != after
    say(as_alice, item, status="stopped")
    rest = [one for one in board.items.all() if one.pk != item.pk]
    assert same(load_of(list(board.items.all()), board.limits()), load_of(rest, board.limits()))


def test_another_plan_keeps_what_was_said(board: Board, alice: User, as_alice: Client) -> None:
    assert board.study is not None
    study, items = board.study, list(board.items.all())
    assert len(items) > 3
    noted, begun, silent, stays = items[:4]
    say(as_alice, noted, note="Angebot liegt vor")
    say(as_alice, begun, status="begun", begun_on="2026-10-05")
    say(as_alice, stays, person="Herr Ay")
    desk = Desk.of(study.pk, read_result(study.pk), catalogue())
    starts = {name: place for name, place in desk.plan.items() if name not in {noted.measure, begun.measure, silent.measure}}
    scenario = keep(study, desk, Setting(starts=starts), "Weniger", alice, "de")
    as_alice.post(reverse("board:take", args=[board.company_id]), {"scenario": str(scenario.pk)})
    now = {one.measure: one for one in board.items.all()}
    assert silent.measure not in now
    assert (now[noted.measure].dropped, now[begun.measure].dropped, now[stays.measure].person) == (True, False, "Herr Ay")
    board.refresh_from_db()
    assert board.scenario == "Weniger"
    assert "Nicht mehr im Plan" in as_alice.get(page_of(board.company)).content.decode()
    as_alice.post(reverse("board:remove", args=[board.company_id, now[noted.measure].pk]))
    as_alice.post(reverse("board:remove", args=[board.company_id, now[begun.measure].pk]))
    left = {one.measure for one in board.items.all()}
    assert noted.measure not in left
    assert begun.measure in left


def test_a_new_plan_moves_what_is_planned_and_not_what_has_begun(board: Board, alice: User, as_alice: Client) -> None:
    assert board.study is not None
    study, (begun, planned) = board.study, list(board.items.all())[:2]
    say(as_alice, begun, status="begun")
    desk = Desk.of(study.pk, read_result(study.pk), catalogue())
    later = {name: place + (name in {begun.measure, planned.measure}) for name, place in desk.plan.items()}
    take(board.company, study, keep(study, desk, Setting(starts=later), "Später", alice, "de"))
    now = {one.measure: one.start for one in board.items.all()}
    assert now[begun.measure] == begun.start
    assert now[planned.measure] == str(Quarter.parse(planned.start).plus(1))


def test_a_second_click_takes_nothing_over_twice(study: Study, as_alice: Client) -> None:
    for _ in range(2):
        as_alice.post(reverse("board:take", args=[study.company_id]), {"scenario": ""})
    assert Board.objects.count() == 1
    assert Item.objects.count() == len(read_result(study.pk).plan.measures)


def test_progress_feeds_the_next_analysis_and_can_be_taken_back(board: Board, as_alice: Client) -> None:
    company, items = board.company, list(board.items.all())
    done, begun, stopped = items[:3]
    Stance.objects.create(company=company, target=done.measure, kind="in", quarter=company.start, reason="Eigene Entscheidung")
    before = to_text(gather(company))
    for item, status in ((done, "done"), (begun, "begun"), (stopped, "stopped")):
        say(as_alice, item, status=status)
    # Shown before it happens, and nothing has happened yet.
    page = unescape(as_alice.get(page_of(company)).content.decode())
    for words in ("ist vorhanden", "fest eingeplant ab", "kommt nicht in den Plan", "Fortschritt übernehmen"):
        assert words in page
    assert to_text(gather(company)) == before
    as_alice.post(reverse("board:tell", args=[company.pk]))
    decided = {one.measure: (one.decision, one.quarter) for one in gather(company).decided}
    assert decided == {done.measure: ("done", None), begun.measure: ("in", begun.start), stopped.measure: ("out", None)}
    assert board.study is not None
    assert is_stale(Study.objects.get(pk=board.study.pk))
    board.refresh_from_db()
    assert progress.changes(board) == ()
    as_alice.post(reverse("board:tell", args=[company.pk]))
    as_alice.post(reverse("board:take-back", args=[company.pk]))
    assert to_text(gather(company)) == before


def test_taking_back_leaves_what_was_changed_by_hand(board: Board, as_alice: Client) -> None:
    company, item = board.company, first_of(board)
    say(as_alice, item, status="stopped")
    as_alice.post(reverse("board:tell", args=[company.pk]))
    company.stances.update(kind="in", quarter=company.start, reason="Doch")
    as_alice.post(reverse("board:take-back", args=[company.pk]))
    assert company.stances.get().reason == "Doch"


def test_a_slip_is_mended_by_setting_the_measure_back_to_planned(board: Board, as_alice: Client) -> None:
    company, item = board.company, first_of(board)
    say(as_alice, item, status="done")
    as_alice.post(reverse("board:tell", args=[company.pk]))
    say(as_alice, item, status="planned")
    board.refresh_from_db()
    assert [one.kind for one in progress.changes(board)] == [""]
    as_alice.post(reverse("board:tell", args=[company.pk]))
    assert not company.stances.exists()


def test_what_began_before_the_next_plan_counts_in_its_first_quarter_and_the_page_says_so(board: Board, as_alice: Client) -> None:
    company, item = board.company, first_of(board)
    say(as_alice, item, status="begun", begun_on="2026-02-10")
    page = unescape(as_alice.get(page_of(company)).content.decode())
    assert "Begonnen hat sie im 1.\u00a0Quartal 2026" in page
    as_alice.post(reverse("board:tell", args=[company.pk]))
    assert gather(company).decided[0].quarter == company.start


def test_the_engine_plans_what_the_roadmap_told(board: Board, as_alice: Client, evaluated: Callable[[Company], StudyResult]) -> None:
    company, items = board.company, list(board.items.all())
    say(as_alice, items[0], status="begun")
    say(as_alice, items[1], status="stopped")
    as_alice.post(reverse("board:tell", args=[company.pk]))
    plan = {one.id: one.start_quarter for one in evaluated(company).plan.measures}
    assert plan[items[0].measure] == items[0].start
    assert items[1].measure not in plan


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_workbook_holds_every_column_and_no_formula(board: Board, as_alice: Client, language: str) -> None:
    item = first_of(board)
    say(as_alice, item, person='=HYPERLINK("http://x")', note="@SUM(1)", actual_cost_eur="1500", status="begun", begun_on="2026-10-05")
    as_alice.cookies["leitplanke-language"] = language
    response = as_alice.get(reverse("board:file", args=[board.company_id, "fahrplan.xlsx"]))
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    rows = list(book["Fahrplan" if language == "de" else "Roadmap"].iter_rows(min_row=3))
    head = [cell.value for cell in rows[0]]
    row = next(cells for cells in rows[1:] if cells[-1].value == item.measure)
    found = dict(zip(head, row, strict=True))
    person, cost = ("Verantwortlich", "Kosten bisher") if language == "de" else ("Responsible", "Cost so far")
    assert found[person].value == '=HYPERLINK("http://x")'
    assert found[person].data_type == "s"
    assert (found[cost].value, found[cost].data_type) == (1500, "n")
    assert found["Begonnen am" if language == "de" else "Begun on"].value == datetime(2026, 10, 5)  # noqa: DTZ001 - a day in a cell
    assert len(head) == len(set(head))
    assert all(cell.data_type != "f" for sheet in book for cells in sheet.iter_rows() for cell in cells)
    assert len(rows) == 1 + board.items.count()
    load = list(book["Auslastung" if language == "de" else "Load"].iter_rows(min_row=4, values_only=True))
    told = load_of(list(board.items.all()), board.limits())
    assert [cells[1] for cells in load] == pytest.approx([one.cost_eur for one in told])


def test_the_calendar_names_starts_effects_and_the_review(board: Board, as_alice: Client) -> None:
    items = list(board.items.all())
    say(as_alice, items[0], status="done")
    say(as_alice, items[1], status="begun", person="A;B,C\\D")
    Company.objects.filter(pk=board.company_id).update(review_on=date(2027, 5, 1))
    content = as_alice.get(reverse("board:file", args=[board.company_id, "fahrplan.ics"])).content.decode()
    plain = re.sub(r"\r\n ", "", content)
    events = [dict(line.split(":", 1) for line in one.splitlines() if ":" in line) for one in plain.split("BEGIN:VEVENT")[1:]]
    days = {one["UID"]: one["DTSTART;VALUE=DATE"] for one in events}
    expected = {f"start-{one.pk}@leitplanke": f"{one.begins.first_day:%Y%m%d}" for one in items[2:]}
    expected |= {f"works-{one.pk}@leitplanke": f"{one.works.first_day:%Y%m%d}" for one in items[1:]}
    assert days == expected | {f"review-{board.company_id}@leitplanke": "20270501"}
    assert "A\\;B\\,C\\\\D" in plain
    assert content.count("BEGIN:VEVENT") == content.count("END:VEVENT") == len(events)


def test_a_measure_that_the_catalogue_has_no_more_stays_on_the_board_and_tells_nothing(board: Board, as_alice: Client) -> None:
    item = first_of(board)
    Item.objects.filter(pk=item.pk).update(measure="measure.gone.away", status="done")
    page = as_alice.get(page_of(board.company)).content.decode()
    assert "measure.gone.away" in page
    assert reverse("own:entry", args=[board.company_id, "measure.gone.away"]) not in page
    assert progress.changes(board) == ()
    for kind in ("fahrplan.xlsx", "fahrplan.ics"):
        assert as_alice.get(reverse("board:file", args=[board.company_id, kind])).status_code == 200


def test_overdue_measures_are_named(board: Board, as_alice: Client) -> None:
    item = first_of(board)
    assert "sollte schon begonnen haben" not in as_alice.get(page_of(board.company)).content.decode()
    past = str(quarter_of(timezone.localdate()).plus(-1))
    Item.objects.filter(pk=item.pk).update(start=past)
    assert "sollte schon begonnen haben" in as_alice.get(page_of(board.company)).content.decode()
    say(as_alice, item, status="begun")
    assert "sollte schon begonnen haben" not in as_alice.get(page_of(board.company)).content.decode()


def test_the_start_page_and_the_list_say_what_is_overdue(board: Board, as_alice: Client) -> None:
    home, listed = reverse("guide:home", args=[board.company_id]), reverse("companies:list")
    for address in (home, listed):
        assert "schon begonnen haben" not in as_alice.get(address).content.decode()
    past = str(quarter_of(timezone.localdate()).plus(-1))
    late = board.items.all()[:2]
    Item.objects.filter(pk__in=[one.pk for one in late]).update(start=past)
    for address in (home, listed):
        page = as_alice.get(address).content.decode()
        assert "2 Maßnahmen sollten schon begonnen haben" in page
        assert page_of(board.company) in page
    say(as_alice, late[0], begun_on=timezone.localdate().isoformat())
    assert "Eine Maßnahme sollte schon begonnen haben" in as_alice.get(listed).content.decode()


def test_a_card_of_another_firm_is_not_found(board: Board, as_alice: Client, as_bob: Client, bob: User) -> None:
    item = first_of(board)
    own = Company.objects.create(organisation=bob.organisations.get(), name="Bob GmbH")
    assert as_bob.post(reverse("board:item", args=[own.pk, item.pk]), {"person": "Bob"}).status_code == 404
    assert as_bob.post(reverse("board:item", args=[board.company_id, item.pk]), {"person": "Bob"}).status_code == 404
    item.refresh_from_db()
    assert item.person == ""
    assert as_alice.get(page_of(board.company)).status_code == 200
