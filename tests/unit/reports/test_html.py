"""The HTML file parsed again: one file, nothing to load, no script, headings and tables in order."""

import itertools
import re
from datetime import date
from html.parser import HTMLParser

import pytest

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports import html
from leitplanke.reports.content import Document, Figure, Table
from leitplanke.reports.document import compose
from leitplanke.reports.words import LANGUAGES
from leitplanke.study.result import StudyResult

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Reader(HTMLParser):
    """Keeps tags in order and notices what is not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module", params=LANGUAGES)
def document(request: pytest.FixtureRequest, result: StudyResult, catalogue: Catalogue) -> Document:
    return compose(result, catalogue, request.param, date(2026, 11, 22))


@pytest.fixture(scope="module")
def text(document: Document) -> str:
    return html.render(document).decode()


@pytest.fixture(scope="module")
def reader(text: str) -> Reader:
    found = Reader()
    found.feed(text)
    found.close()
    assert found.open == []
    return found


def test_language_is_declared(reader: Reader, document: Document) -> None:
    assert dict(reader.tags)["html"] == {"lang": document.language}


def test_nothing_to_load_and_no_script(reader: Reader, text: str) -> None:
    assert not {"script", "link", "iframe", "img", "object"} & {tag for tag, _ in reader.tags}
    assert not [name for _, attributes in reader.tags for name in attributes if name.startswith("on") or name in {"src", "href", "style"}]
    outside = set(re.findall(r"https?://[^\"' )]+", text)) - {"http://www.w3.org/2000/svg"}
    assert outside == set()
    assert all(address.startswith("data:font/woff2") for address in re.findall(r"url\(([^)]*)\)", text))


def test_headings_descend_without_jumps(reader: Reader) -> None:
    levels = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_tables_and_charts(reader: Reader, document: Document) -> None:
    tables = [block for block in document.blocks if isinstance(block, Table)]
    headers = [attributes for tag, attributes in reader.tags if tag == "th"]
    assert len(headers) == sum(len(table.header) for table in tables)
    assert all(attributes["scope"] == "col" for attributes in headers)
    assert sum(tag == "svg" for tag, _ in reader.tags) == sum(isinstance(block, Figure) for block in document.blocks)


def test_ids_are_unique(reader: Reader) -> None:
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids)) > 0
