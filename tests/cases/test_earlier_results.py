"""Results that earlier engines made stay readable: each file here was written by that engine itself."""

import gzip
import json
from pathlib import Path

import pytest

from leitplanke.catalogue import compiled
from leitplanke.exchange.resultfile import dump, load
from leitplanke.reports import drivers
from leitplanke.reports.document import compose
from leitplanke.reports.html import render
from leitplanke.reports.naming import Names
from leitplanke.reports.trail import Explainer
from leitplanke.reports.words import LANGUAGES, Language
from leitplanke.study.result import StudyResult

EARLIER = Path(__file__).parent / "earlier"
CATALOGUE = compiled.read()


def text(version: str) -> str:
    return gzip.decompress((EARLIER / f"result-{version}.json.gz").read_bytes()).decode("utf-8")


@pytest.fixture(params=["0.4.0"])
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def result(version: str) -> StudyResult:
    return load(text(version))


def test_every_number_is_read_and_written_again(version: str, result: StudyResult) -> None:
    assert result.study.engine_version == version
    assert [one.sides for one in result.drivers] == [None] * 3
    before, after = json.loads(text(version)), json.loads(dump(result))
    for one in after["drivers"]:
        del one["sides"]
    assert after == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_reads_as_a_report_and_every_number_has_its_trail(result: StudyResult, language: Language) -> None:
    told = render(compose(result, CATALOGUE, language)).decode("utf-8")
    assert result.study.engine_version in told
    explainer = Explainer.of(result, CATALOGUE, language)
    assert all(explainer.explain(node.id).name for node in result.trace)
    assert drivers.rows(result, Names.of(CATALOGUE, language))
