"""Every assumption has words in both languages."""

import pytest

from leitplanke.catalogue import compiled
from leitplanke.catalogue.assumed import assumed
from leitplanke.reports.assumed import words_of
from leitplanke.reports.words import Language


@pytest.mark.parametrize("language", ["de", "en"])
def test_each_says_what_it_is_and_why(language: Language) -> None:
    catalogue = compiled.read()
    words = words_of(catalogue, language)
    for row in assumed(catalogue):
        said = words[row.id]
        assert said.title
        assert said.name
        assert said.value or row.part == "entry", row.id
        assert said.reason, row.id


def test_a_partly_published_measure_says_which_part() -> None:
    catalogue = compiled.read()
    partly = [measure for measure in catalogue.measures if measure.fact_covers is not None]
    assert partly
    words = words_of(catalogue, "de")
    for measure in partly:
        assert measure.fact_covers is not None
        assert measure.fact_covers.de in words[f"{measure.id}/effect/0"].reason[-1]
