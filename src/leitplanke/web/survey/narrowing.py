"""How much one more answer would narrow the range of the latest result, in words."""

from collections.abc import Collection, Mapping
from functools import lru_cache

from leitplanke.exchange import resultfile
from leitplanke.reports.numbers import percent
from leitplanke.reports.words import Language, say
from leitplanke.web.companies.models import Company

FOREMOST = 10
"""So many open questions are told apart: our common leaning makes up most of the range, so no single answer narrows it much."""


def sentence(share: float, shares: Collection[float], language: Language) -> str:
    """Say by how much an answer would narrow the range, and whether it is among those of all open questions that do most.

    Examples
    --------
    >>> sentence(0.012, [0.012, 0.004], "en")
    'This is one of the ten answers that would make your result most exact (range: 1.2% narrower).'
    """
    foremost = sum(other > share for other in shares) < FOREMOST
    return say(language, f"web.deep.narrows-{'most' if foremost else 'less'}", share=percent(share, language))


def of_latest(company: Company) -> Mapping[str, float]:
    """Return by indicator how much an answer could narrow the newest result of a firm; nothing without result."""
    study = company.studies.filter(state="done").select_related("result").first()
    return _narrowing(study.result.document) if study else {}


@lru_cache(maxsize=4)
def _narrowing(document: str) -> Mapping[str, float]:
    """Return what a stored result says; reading one takes longer than the rest of the page."""
    return {one.id: one.narrowing for one in resultfile.load(document).missing}
