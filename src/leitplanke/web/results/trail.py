"""Where one number comes from, as a page: each number that went into it leads further down."""

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports.trail import explain
from leitplanke.reports.words import Language
from leitplanke.study.result import StudyResult


def context(result: StudyResult, node: str, catalogue: Catalogue, language: Language) -> dict[str, object]:
    """Return what ``results/trail.html`` shows of `node`; the steps whose own trail is known are links.

    Raises
    ------
    KeyError
        If the result has no such number.
    """
    found = explain(result, catalogue, node, language)
    return {"trail": found, "known": {one.id for one in result.trace}}
