"""The hinge table in the web: from a line to its entries and their uses, from an entry back to its lines; open to everybody.

None of it needs a database, so the tests may ask none.
"""

import re
from datetime import date
from html import unescape
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leitplanke.catalogue.hinge import hinge
from leitplanke.catalogue.kinds import KINDS
from leitplanke.reports.numbers import day
from leitplanke.web.catalogue import catalogue
from leitplanke.web.hinge.lines import kind_of
from leitplanke.web.hinge.sheet import sheet
from leitplanke.web.hinge.table import entries_by_id, matching, pins_by_id, texts
from leitplanke.web.studies.models import Study

pytestmark = pytest.mark.no_database
TABLE = reverse("hinge:table")
ENTRY = re.compile(rf'href="{TABLE}([a-z][^"?]*)"')


def shown(browser: Client, path: str, **query: str) -> str:
    answer = browser.get(path, query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def entry(browser: Client, entry_id: str) -> str:
    return shown(browser, reverse("hinge:entry", args=[entry_id]))


def linked(page: str) -> set[str]:
    """Return the ids of the entries that a page links to."""
    return {unquote(id_) for id_ in ENTRY.findall(page)}


def test_the_whole_table_names_every_place_and_entry_of_the_source(as_stranger: Client) -> None:
    page, table = shown(as_stranger, TABLE), hinge(catalogue())
    assert linked(page) == {id_ for row in table.rows for id_ in row.entries} | {"source.white-paper"}
    assert re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', page) == [row.place.label for row in table.rows]


def test_the_table_says_which_source_it_is_of(as_stranger: Client) -> None:
    assert re.search(r'<a href="[^"]*source\.white-paper">Wer die Quelle geschrieben hat</a>', shown(as_stranger, TABLE))
    assert "Rahild Neuburger" in entry(as_stranger, "source.white-paper")


def test_a_publication_without_year_says_so(as_stranger: Client) -> None:
    assert "Fujitsu (o.\u00a0J.). " in entry(as_stranger, "source.fujitsu")
    assert "Bundesrepublik Deutschland (1972). BetrVG" in entry(as_stranger, "source.betrvg-87")


def test_uses_of_several_kinds_stand_apart(as_stranger: Client) -> None:
    page = entry(as_stranger, "component.cloud")
    assert [kind for kind in ("Unseens", "Fragen", "Maßnahmen", "Orientierungen") if f"<dt>enthält: {kind}</dt>" in page] == [
        "Unseens",
        "Fragen",
        "Maßnahmen",
        "Orientierungen",
    ]


def test_a_law_shows_its_days_and_what_is_to_change(as_stranger: Client) -> None:
    # Regulation (EU) 2019/1150 applies from 12 July 2020; its repeal is proposed.
    assert "Aufhebung vorgeschlagen" in (page := entry(as_stranger, "rule.p2b"))
    assert "Anzuwenden ab 12.\u00a0Juli 2020" in page


@pytest.mark.parametrize("typed", ["L197", "l197", "  L197 "])
def test_a_line_leads_to_what_it_says(as_stranger: Client, typed: str) -> None:
    page, table = shown(as_stranger, TABLE, q=typed), hinge(catalogue())
    rows = table.about("L197")
    assert re.findall(r'<h2 id="place-\d+">([^<]+)</h2>', page) == [row.place.label for row in rows]
    titled = re.findall(rf'<h3 class="hinge-title"><a href="{TABLE}([^"]+)"', page)
    assert titled == [id_ for row in rows for id_ in row.entries]
    # And on to the questions, links and laws that use them.
    for id_ in titled:
        assert {use.id for use in pins_by_id()[id_].used_by} <= linked(page)


def test_an_id_opens_its_page(as_stranger: Client) -> None:
    assert as_stranger.get(TABLE, {"q": "leaf.a3"})["Location"] == reverse("hinge:entry", args=["leaf.a3"])


@pytest.mark.parametrize(("language", "word"), [("de", "Ausstiegsmappe"), ("en", "exit FOLDER")])
def test_a_word_finds_every_entry_that_says_it(as_stranger: Client, language: str, word: str) -> None:
    as_stranger.cookies["leitplanke-language"] = language
    page = shown(as_stranger, TABLE, q=word)
    wanted = word.casefold().split()
    saying = [
        one.id
        for one in entries_by_id().values()
        if all(part in "\n".join([one.id, *texts(one, language)]).casefold() for part in wanted)  # type: ignore[arg-type] - one of both
    ]
    found = re.findall(rf'<h2 class="hinge-title"><a href="{TABLE}([^"]+)"', page)
    assert sorted(found) == sorted(saying)
    # What is called so comes before what only mentions it.
    assert found[0] == "measure.cloud.exit-folder"
    assert len(found) > 1


@pytest.mark.parametrize(
    ("typed", "words"), [("L3", "Zu dieser Stelle gibt es keinen Eintrag."), ("xyzzy", "Dazu gibt es keinen Eintrag.")]
)
def test_nothing_found_is_said(as_stranger: Client, typed: str, words: str) -> None:
    assert words in shown(as_stranger, TABLE, q=typed)


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "\0", "L999", "x" * 5000, "%", "{wanted}", "L1-"])
def test_whatever_is_typed_is_answered(as_stranger: Client, typed: str) -> None:
    assert "<script>alert" not in as_stranger.get(TABLE, {"q": typed}).content.decode()


@pytest.mark.parametrize("kind", [prefix for prefix, _ in KINDS.values()])
def test_a_kind_lists_all_its_entries(as_stranger: Client, kind: str) -> None:
    found = re.findall(rf'<h2 class="hinge-title"><a href="{TABLE}([^"]+)"', shown(as_stranger, TABLE, kind=kind))
    assert found == [id_ for id_ in entries_by_id() if kind_of(id_) == kind]


def test_every_entry_has_a_page_that_leads_on_and_back(as_stranger: Client) -> None:
    for id_, pin in pins_by_id().items():
        page = entry(as_stranger, id_)
        assert entries_by_id()[id_].title.de in page
        assert linked(page) >= {use.id for use in (*pin.names, *pin.used_by)}
        for place in pin.places:
            assert f">{place.label}</a>" in page


@pytest.mark.parametrize("kind", [prefix for prefix, _ in KINDS.values()])
def test_a_page_says_everything_of_its_entry_in_english_too(as_stranger: Client, kind: str) -> None:
    as_stranger.cookies["leitplanke-language"] = "en"
    one = next(one for one in entries_by_id().values() if kind_of(one.id) == kind)
    page = " ".join(entry(as_stranger, one.id).split())
    left = {one.unit.en} if getattr(one, "unit", None) else set()
    assert [text for text in texts(one, "en") if " ".join(text.split()) not in page and text not in left] == []


def test_figures_stand_with_what_they_rest_on(as_stranger: Client) -> None:
    lock_in = next(one for one in catalogue().unseens if one.id == "unseen.cloud.lock-in")
    page = entry(as_stranger, lock_in.id)
    assert (lock_in.rate.low, lock_in.rate.mode, lock_in.rate.high) == (0.2, 0.4, 0.8)
    assert "0,4 im Jahr (0,2 bis 0,8)" in page
    base = entries_by_id()[lock_in.severity.base].title.de
    assert (lock_in.severity.low, lock_in.severity.high, lock_in.severity.cap) == (0.05, 0.4, 0.8)
    assert f"5 bis 40\u00a0% der Bezugsgröße „{base}“, nie über 80\u00a0%" in page
    assert f"Annahme; Sicherheit mittel; geprüft am {day(lock_in.rate.origin.checked_on, 'de')}" in page
    assert set(lock_in.severity.origin.sources) <= linked(page)


def test_a_law_says_how_it_stands_today() -> None:
    rule = next(one for one in catalogue().rules if one.valid_from is not None)
    before = sheet(rule, "en", date(2020, 1, 1)).standing
    assert before.startswith("comes on")
    assert sheet(rule, "en", timezone.localdate()).standing != before


def test_strangers_ids_are_not_found(as_stranger: Client) -> None:
    for id_ in ("unseen.nothing", "..", "%2e%2e", "unseen"):
        assert as_stranger.get(f"{TABLE}{id_}").status_code == 404


def test_only_reading_is_allowed(as_stranger: Client) -> None:
    for path in (TABLE, reverse("hinge:entry", args=["leaf.f2"])):
        assert [getattr(as_stranger, method)(path).status_code for method in ("post", "put", "patch", "delete")] == [405] * 4


def test_titles_come_first_in_a_search() -> None:
    found = [one.title.de for one in matching("cloud", "de")]
    named = ["cloud" in title.casefold() for title in found]
    assert named == sorted(named, reverse=True)


@pytest.mark.django_db
def test_a_number_of_a_result_leads_to_its_entry(study: Study, as_alice: Client) -> None:
    def trail(node: str) -> set[str]:
        return linked(shown(as_alice, reverse("studies:trail", args=[study.pk]), node=node))

    assert trail("unseen.cloud.lock-in/rate") == {"unseen.cloud.lock-in"}
    assert trail("risk/unseen.cloud.lock-in/expected-annual-loss") == {"unseen.cloud.lock-in"}
    assert trail("company.liquidity_eur") == set()
