"""Page one says what the study is for, however much was said, and stays one page; papers without a frame stay as they were."""

import io
import re
import subprocess
from dataclasses import replace
from datetime import date

import pikepdf
import pytest

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports import document, onepage, pdf, slides
from leitplanke.reports.words import LANGUAGES, Language
from leitplanke.study.frame import Frame, Voice
from leitplanke.study.result import StudyResult

DAY = date(2026, 11, 23)
QUESTION = (
    "Können wir unsere Kundinnen und Kunden in fünf Jahren noch selbst erreichen? " * 2
    + "Was kostet uns das, und wer trägt es mit uns? Was tun wir, wenn es nicht gelingt, und wann entscheiden wir das?"
)
FRAME = Frame(
    guiding_question=QUESTION[:300],
    decide_by=date(2027, 3, 31),
    review_on=date(2027, 9, 1),
    actors=(
        Voice(actor="actor.it-house", takes_part=True, speaker="Leiterin der Produktion und der Instandhaltung aller Maschinen"),
        Voice(actor="actor.bank", takes_part=False, speaker="Niemand"),
        Voice(actor="actor.no-such-actor", takes_part=True),
        *(
            Voice(actor=f"actor.{one}", takes_part=True, speaker="x" * 40)
            for one in ("owner", "staff", "chamber", "buyer", "research", "regulator", "management")
        ),
    ),
)


def text_of(data: bytes) -> str:
    return subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()


def flat(text: str) -> str:
    """Return the text on one line, words that were parted at the end of a line whole again."""
    return re.sub(r"[-\u00ad] ?", "", " ".join(text.split()))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "de",
            (
                "Leitfrage:",
                "Zu entscheiden bis 31. März 2027.",
                "Nächster Blick darauf am 1. September 2027.",
                "Es wirken mit:",
                "4 weitere",
            ),
        ),
        ("en", ("Guiding question:", "To be decided by 31 March 2027.", "Next look at it on 1 September 2027.", "Taking part:", "4 more")),
    ],
)
def test_page_one_says_what_the_study_is_for(result: StudyResult, catalogue: Catalogue, language: Language, said: tuple[str, ...]) -> None:
    pages = text_of(pdf.render(document.compose(result, catalogue, language, DAY, frame=FRAME))).split("\f")
    first = flat(pages[0])
    assert [one for one in said if one not in first] == []
    assert "Leiterin" not in first  # papers name no person
    assert "Niemand" not in first
    plain = text_of(pdf.render(document.compose(result, catalogue, language, DAY))).split("\f")
    assert flat(pages[1])[:80] == flat(plain[1])[:80]  # page two still begins where it began
    assert said[0] not in flat(plain[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_owner_s_page_stays_one_page(real: StudyResult, catalogue: Catalogue, language: Language) -> None:
    data = pdf.render(onepage.compose(real, catalogue, language, DAY, frame=FRAME), "onepage")
    assert len(pikepdf.open(io.BytesIO(data)).pages) == 1
    told = flat(text_of(data))
    assert flat(FRAME.guiding_question)[:200] in told
    assert {"de": "sind nicht abgezogen.", "en": "are not deducted."}[language] in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_slides_begin_with_the_question_and_end_with_the_days(result: StudyResult, catalogue: Catalogue, language: Language) -> None:
    plain = text_of(pdf.render(slides.compose(result, catalogue, language, DAY), "slides")).split("\f")
    pages = text_of(pdf.render(slides.compose(result, catalogue, language, DAY, frame=FRAME), "slides")).split("\f")
    assert len(pages) == len(plain)
    assert flat(FRAME.guiding_question)[:200] in flat(pages[1])
    last = flat(next(page for page in reversed(pages) if page.strip()))
    assert {"de": "bis 31. März 2027", "en": "by 31 March 2027"}[language] in last
    assert "Termin:" not in last
    assert "Date:" not in last


def test_only_days_or_only_a_question_leave_no_gap(result: StudyResult, catalogue: Catalogue) -> None:
    for frame in (replace(FRAME, guiding_question="", actors=()), Frame(guiding_question="Wohin?")):
        told = flat(text_of(pdf.render(document.compose(result, catalogue, "de", DAY, frame=frame))).split("\f")[0])
        assert ("Leitfrage" in told) == bool(frame.guiding_question)
        assert ("Zu entscheiden bis" in told) == bool(frame.decide_by)
