"""How much one more answer would narrow the range of the latest result, in words."""

from collections.abc import Mapping
from functools import lru_cache

from leitplanke.exchange import resultfile
from leitplanke.reports.sentences import LEAST_NARROWING
from leitplanke.reports.words import Language, say
from leitplanke.web.companies.models import Company

CLEARLY = 0.05
"""From this share on a reader sees the range shrink."""


def sentence(share: float, language: Language) -> str:
    """Say what an answer would do to the range.

    Examples
    --------
    >>> sentence(0.12, "en")
    'An answer would narrow the range of your result clearly.'
    """
    strength = "clearly" if share >= CLEARLY else "somewhat" if share >= LEAST_NARROWING else "hardly"
    return say(language, f"web.deep.narrows-{strength}")


def of_latest(company: Company) -> Mapping[str, float]:
    """Return by indicator how much an answer could narrow the newest result of a firm; nothing without result."""
    study = company.studies.filter(state="done").select_related("result").first()
    return _narrowing(study.result.document) if study else {}


@lru_cache(maxsize=4)
def _narrowing(document: str) -> Mapping[str, float]:
    """Return what a stored result says; reading one takes longer than the rest of the page."""
    return {one.id: one.narrowing for one in resultfile.load(document).missing}
