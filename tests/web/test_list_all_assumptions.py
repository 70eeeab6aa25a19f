"""The list of assumptions: every one, with weight and origin, by kind and order; open to everybody and quick."""

import re
import time
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from leitplanke.catalogue.assumed import assumed
from leitplanke.catalogue.shown import shown
from leitplanke.reports.numbers import day, percent
from leitplanke.reports.words import say
from leitplanke.study import typical as weights
from leitplanke.web.assumed import constants, listing, weighing
from leitplanke.web.catalogue import catalogue
from leitplanke.web.hinge.table import entries_by_id

LIST = reverse("assumed:list")
SHOWN = re.compile(r'<h3 class="hinge-title"><a href="[^"]+/([^"/]+)">')


pytestmark = [pytest.mark.no_database, pytest.mark.usefixtures("one_firm_weighed")]


def read(browser: Client, **query: str) -> str:
    answer = browser.get(LIST, query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def main(page: str) -> str:
    return page[page.index("<main") :]


def test_a_stranger_turns_the_pages_to_every_assumption(as_stranger: Client) -> None:
    listed = assumed(catalogue())
    pages = -(-len(listed) // listing.ROWS)
    found = [entry for page in range(1, pages + 1) for entry in SHOWN.findall(read(as_stranger, page=str(page)))]
    assert sorted(found) == sorted(row.entry for row in listed)
    said = {entry.id for entry in entries_by_id().values() if any(spot.id == "page.assumptions" for spot in shown(entry))}
    assert said == set(found)


@pytest.mark.parametrize("order", ["loss", "benefit"])
def test_the_heaviest_comes_first_with_its_weight_and_origin(as_stranger: Client, typical: weights.Typical, order: str) -> None:
    heaviest = max(typical.figures, key=lambda row: getattr(row.weight, order))
    page = read(as_stranger, order=order)
    first = page[page.index('<ul class="assumption-list">') :].partition("</li>")[0]
    assert SHOWN.findall(first) == [heaviest.figure.entry]
    assert percent(getattr(heaviest.weight, order), "de") in first
    assert "Annahme" in first
    assert day(heaviest.figure.origin.checked_on, "de") in first
    most = max(max(row.weight.loss, row.weight.benefit) for row in typical.figures)
    lengths = [float(length) for length in re.findall(r'<rect width="([0-9.]+)%"', first)]
    assert lengths == pytest.approx([100.0 * heaviest.weight.loss / most, 100.0 * heaviest.weight.benefit / most], abs=0.051)


def test_one_kind_alone(as_stranger: Client) -> None:
    shown = SHOWN.findall(read(as_stranger, kind="shock"))
    assert sorted(shown) == sorted(row.entry for row in assumed(catalogue()) if row.kind == "shock")


def test_by_name_means_as_in_a_dictionary(as_stranger: Client) -> None:
    page = read(as_stranger, kind="link", order="title")
    titles = re.findall(r'<h3 class="hinge-title"><a [^>]+>([^<]+)</a>', page)
    assert titles == sorted(titles, key=str.casefold)


def test_a_measure_in_no_plan_says_so(as_stranger: Client) -> None:
    words = "die Maßnahme steht in keinem der drei Pläne"
    assert words in read(as_stranger, kind="measure", order="benefit", page="9999")
    assert words not in read(as_stranger, kind="link")


@pytest.mark.parametrize("query", [{"page": "0"}, {"page": "-1"}, {"page": "x"}, {"page": "9" * 50}, {"kind": "<b>"}, {"order": "'"}])
def test_odd_addresses_show_the_list(as_stranger: Client, query: dict[str, str]) -> None:
    page = read(as_stranger, **query)
    assert SHOWN.findall(page)
    assert "<b>" not in page


def test_shares_in_the_table_add_up_to_all(as_stranger: Client, typical: weights.Typical) -> None:
    page = read(as_stranger)
    for name in listing.CARRIERS:
        assert percent(typical.carried(name).loss, "de") in page
    assert sum(typical.carried(name).loss for name in listing.CARRIERS) == pytest.approx(1.0)


def test_weights_are_kept_and_asked_of_nobody_twice(
    as_stranger: Client,
    var_folder: Path,
    one_firm_weighed: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = read(as_stranger)
    kept = list((var_folder / "examples").glob("assumptions-*.json"))
    assert kept == [weighing.file()]
    monkeypatch.setattr(weights, "typical", None)
    one_firm_weighed()
    assert main(read(as_stranger)) == main(before)
    start = time.process_time()
    read(as_stranger)
    assert time.process_time() - start < 0.15


def test_a_kept_file_of_another_version_is_computed_again(as_stranger: Client) -> None:
    weighing.file().parent.mkdir(exist_ok=True)
    weighing.file().write_text('{"weights": 1}', encoding="utf-8")
    assert SHOWN.findall(read(as_stranger))


def test_every_page_leads_there(as_stranger: Client) -> None:
    assert f'href="{LIST}"' in unescape(as_stranger.get(reverse("welcome")).content.decode())


def test_the_constants_of_the_method_stand_on_the_page_as_in_the_documents(as_stranger: Client) -> None:
    table = Path(__file__).parents[2].joinpath("docs/method/assumptions.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `([\w.]+)\.([A-Z0-9_]+)` \| ([\d.]+) \|", table, flags=re.MULTILINE)
    # A constant that is new in the documents belongs into `constants.PLACES` and words/constants.yaml too.
    assert sorted((module, name) for module, name, _ in documented) == sorted((module, name) for module, name, _ in constants.PLACES)
    html = main(read(as_stranger))
    assert "docs/" not in html
    values = {name: float(value) for _, name, value in documented}
    for _, name, unit in constants.PLACES:
        told = html.partition(f'"regular">{say("de", constants.key(name))}<')[2].partition("</tr>")[0]
        shown_number = float(re.findall(r"[\d.,]+", told.partition('"number">')[2])[0].replace(".", "").replace(",", "."))
        # A third is shown as 33 %.
        assert shown_number == pytest.approx(
            values[name] * (100.0 if unit == "%" else 1.0), rel=0.011 if name == "USUAL_BUYER_MARGIN" else 1e-6
        )
