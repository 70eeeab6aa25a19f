"""Every place where the hinge table says that readers meet an entry: it is there in the rendered page or report."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from leitplanke.catalogue.kinds import KINDS
from leitplanke.catalogue.shown import Spot, shown, spots
from leitplanke.exchange import examples
from leitplanke.reports.content import Heading
from leitplanke.reports.document import compose
from leitplanke.reports.hinge import spot_words
from leitplanke.reports.words import LANGUAGES, say
from leitplanke.study.result import StudyResult
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.hinge.lines import kind_of
from leitplanke.web.hinge.table import entries_by_id
from leitplanke.web.survey.pages import Page, deep_pages, quick_pages

pytestmark = pytest.mark.no_database
FIRMS = {"machine-builder": 16, "precision-parts": 64}
"""Two worked firms, and on how many points they are computed: on 16 nothing can be told about what to find out next."""
CHAPTERS = [spot for spot in spots() if spot.startswith("report.")]
SECTIONS = [spot for spot in spots() if spot.startswith("page.result.")]


def claimed(spot: str, *, always: bool | None = None) -> dict[str, list[str]]:
    """Return the ids, by kind, of the entries that are said to stand at a place."""
    found: dict[str, list[str]] = defaultdict(list)
    for entry in entries_by_id().values():
        if any(one.id == spot and always in (None, one.always) for one in shown(entry)):
            found[kind_of(entry.id)].append(entry.id)
    return dict(found)


def title(entry_id: str) -> str:
    return entries_by_id()[entry_id].title.de


def missing(text: str, ids: list[str]) -> list[str]:
    return [one for one in ids if title(one) not in text]


@pytest.fixture(scope="module")
def results(computed: Callable[..., tuple[StudyResult, str]]) -> list[StudyResult]:
    """Return the results of the worked firms."""
    return [computed(examples.read(name, catalogue()), outer_points=count)[0] for name, count in FIRMS.items()]


@pytest.fixture(scope="module")
def pages(results: list[StudyResult]) -> list[str]:
    """Return the result pages; one of the firms is made good at something, which the worked firms are not."""
    first, second = results
    able = replace(first.capacities[0], index=replace(first.capacities[0].index, mid=0.8))
    known = dict(zip(FIRMS, (replace(first, capacities=(able, *first.capacities[1:])), second), strict=True))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("leitplanke.web.examples.views.result_of", known.__getitem__)
        return [unescape(Client().get(reverse("examples:result", args=[name])).content.decode()) for name in FIRMS]


def section(page: str, name: str) -> str:
    found = re.search(rf'<section[^>]* aria-labelledby="{name}">.*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def words_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from words_of(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from words_of(getattr(value, field.name))


@pytest.fixture(scope="module")
def reports(results: list[StudyResult]) -> list[dict[str, str]]:
    """Return the chapters of each report."""
    return [chapters(result) for result in results]


def chapters(result: StudyResult) -> dict[str, str]:
    """Return the text of each chapter of the report under the id of its heading."""
    keys = {say("de", key): key for key in CHAPTERS}
    found: dict[str, list[str]] = defaultdict(list)
    key = ""
    for block in compose(result, catalogue(), "de").blocks:
        if isinstance(block, Heading) and block.level == 1:
            key = keys.get(block.text, "")
        found[key] += words_of(block)
    return {key: "\n".join(texts) for key, texts in found.items()}


@pytest.mark.parametrize("spot", SECTIONS)
def test_each_section_of_the_result_shows_what_it_is_said_to_show(spot: str, pages: list[str]) -> None:
    text = "\n".join(section(page, spot.removeprefix("page.result.")) for page in pages)
    for kind, ids in claimed(spot).items():
        assert len(missing(text, ids)) < len(ids), f"no {kind} in {spot}"
    assert claimed(spot, always=True) == {}


@pytest.mark.parametrize("spot", CHAPTERS)
def test_each_chapter_of_the_report_shows_what_it_is_said_to_show(spot: str, reports: list[dict[str, str]]) -> None:
    texts = [report[spot] for report in reports]
    for kind, ids in claimed(spot).items():
        assert len(missing("\n".join(texts), ids)) < len(ids), f"no {kind} in {spot}"
    for ids in claimed(spot, always=True).values():
        assert [missing(text, ids) for text in texts] == [[] for _ in texts]


@pytest.mark.parametrize("kind", [prefix for prefix, _ in KINDS.values() if prefix != "source"])
def test_what_stands_somewhere_is_said_to_stand_there(kind: str, pages: list[str], reports: list[dict[str, str]]) -> None:
    """The other way: a kind whose titles fill a section or chapter is in the table for it."""
    own = {entry.title.de for entry in entries_by_id().values() if kind_of(entry.id) == kind}
    others = {entry.title.de for entry in entries_by_id().values() if kind_of(entry.id) != kind}
    telling = {one for one in own if len(one) > 15 and not any(one in other or other in one for other in others)}
    sections = {name for page in pages for name in re.findall(r'<section[^>]* aria-labelledby="([^"]+)"', page)}
    places = {f"page.result.{name}": "\n".join(section(page, name) for page in pages) for name in sections}
    places |= {spot: "\n".join(report[spot] for report in reports) for spot in CHAPTERS}
    there = {spot for spot, text in places.items() if any(one in text for one in telling)}
    assert there <= {spot for spot in places if kind in claimed(spot)}


def asked(company: Company, browser: Client, pages: tuple[Page, ...]) -> str:
    return "\n".join(unescape(browser.get(page.address(company.pk)).content.decode()) for page in pages)


@pytest.mark.django_db
@pytest.mark.parametrize(("spot", "pages"), [("page.quick-check", quick_pages), ("page.deep-check", deep_pages)])
def test_each_check_asks_what_it_is_said_to_ask(
    spot: str, pages: Callable[[], tuple[Page, ...]], company: Company, as_alice: Client
) -> None:
    text = asked(company, as_alice, pages())
    said = claimed(spot)
    questions = {one.id: one.question.de for one in catalogue().indicators}
    assert [id_ for id_ in said.pop("indicator") if questions[id_] not in text] == []
    assert len(missing(text, said["component"])) < len(said.pop("component"))
    assert [id_ for ids in said.values() for id_ in missing(text, ids)] == []
    other = "page.deep-check" if spot == "page.quick-check" else "page.quick-check"
    assert [id_ for id_ in claimed(other)["indicator"] if questions[id_] in text] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spot", "name"),
    [
        ("page.strengths", "strengths:page"),
        ("page.own", "own:overview"),
        ("page.goals", "weights:page"),
        ("page.data-rules", "cloud:policy"),
        ("page.dated", "cloud:curate"),
    ],
)
def test_each_page_of_a_firm_shows_what_it_is_said_to_show(spot: str, name: str, answered: Company, as_alice: Client) -> None:
    text = unescape(as_alice.get(reverse(name, args=[answered.pk])).content.decode())
    assert claimed(spot)
    assert [id_ for ids in claimed(spot, always=True).values() for id_ in missing(text, ids)] == []
    assert claimed(spot) == claimed(spot, always=True)


def test_each_number_leads_to_the_entry_it_comes_from(
    results: list[StudyResult], monkeypatch: pytest.MonkeyPatch, as_stranger: Client
) -> None:
    name, result = list(FIRMS)[1], results[1]
    monkeypatch.setattr("leitplanke.web.examples.views.result_of", {name: result}.__getitem__)
    text = ""
    for node in {node.id.partition("/")[0]: node.id for node in reversed(result.trace)}.values():
        text += unescape(as_stranger.get(reverse("examples:trail", args=[name]), {"node": node}).content.decode())
    for kind, ids in claimed("page.trail").items():
        assert len(missing(text, ids)) < len(ids), kind
    for ids in claimed("page.trail", always=True).values():
        assert missing(text, ids) == []


def test_every_place_is_tested_and_has_its_words() -> None:
    others = {"page.quick-check", "page.deep-check", "page.strengths", "page.own", "page.goals"}
    others |= {"page.data-rules", "page.dated", "page.trail", "page.assumptions", "page.hinge"}
    assert set(spots()) == {*SECTIONS, *CHAPTERS} | others
    for language in LANGUAGES:
        said = [spot_words([Spot(spot)], language) for spot in spots()]
        assert len(set(said)) == len(said)
