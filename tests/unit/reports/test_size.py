"""Every reason and gap of the size verdict has its sentence, with what belongs to it."""

import re

import pytest

from leitplanke.company import reasons
from leitplanke.company.reasons import Remark
from leitplanke.reports.size import because, unsure
from leitplanke.reports.words import LANGUAGES, Language, store

ROW = re.compile(r"^([a-z]+(?:-[a-z]+)*)\s+(firm, share|firm|share|size|-)\s{2,}\S", re.MULTILINE)
CODES = dict(ROW.findall(reasons.__doc__ or ""))


def test_the_sentences_are_those_of_the_documented_codes() -> None:
    known = {key.rpartition(".")[2] for key in store() if key.startswith(("size.reason.", "size.missing."))}
    assert known == set(CODES)
    assert len(known) == 21


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(CODES))
def test_each_sentence_names_what_belongs_to_it(code: str, language: Language) -> None:
    given = CODES[code].split(", ")
    remark = Remark(
        code=code,
        firm="Nachbar GmbH" if "firm" in given else "",
        share=0.3 if "share" in given else None,
        size="micro" if "size" in given else "",
    )
    (sentence,) = (because if f"size.reason.{code}" in store() else unsure)([remark], language)
    assert sentence.endswith(".")
    assert ("Nachbar GmbH" in sentence) is ("firm" in given)
    assert (re.search(r"\b30", sentence) is not None) is ("share" in given)
    assert ("leinst" in sentence or "micro" in sentence) is ("size" in given)
