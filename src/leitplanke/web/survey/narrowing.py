"""How much one more answer would narrow the range of the latest result, in words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from leitplanke.exchange import resultfile
from leitplanke.reports.numbers import percent
from leitplanke.reports.words import Language, say
from leitplanke.web.companies.models import Company

FOREMOST = 10
"""So many open questions are told apart: our common leaning makes up most of the range, so no single answer narrows it much."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says of its open questions: a sentence at each of some, and one for the rest together."""

    each: Mapping[str, str]
    rest: str


def told(asked: Collection[str], shares: Mapping[str, float], language: Language) -> Told:
    """Say what the answers of a page would do; what is true of several questions that narrow hardly anything is said once.

    Parameters
    ----------
    asked
        Ids of the open questions of the page.
    shares
        By how much each open question of the firm could narrow the range; those without a figure say nothing.
    """
    known = {id_: shares[id_] for id_ in asked if id_ in shares}
    less = {id_: share for id_, share in known.items() if not _foremost(share, shares.values())}
    together = less if len(less) > 1 else {}
    each = {id_: sentence(share, shares.values(), language) for id_, share in known.items() if id_ not in together}
    return Told(each, _rest(tuple(together.values()), language, all_of_them=not each) if together else "")


def _rest(shares: Collection[float], language: Language, *, all_of_them: bool) -> str:
    least, most = percent(min(shares), language), percent(max(shares), language)
    span = least if least == most else say(language, "web.deep.narrows-span", least=least, most=most)
    return say(language, f"web.deep.narrows-{'page' if all_of_them else 'rest'}", share=span)


def _foremost(share: float, shares: Collection[float]) -> bool:
    return sum(other > share for other in shares) < FOREMOST


def sentence(share: float, shares: Collection[float], language: Language) -> str:
    """Say by how much an answer would narrow the range, and whether it is among those of all open questions that do most.

    Examples
    --------
    >>> sentence(0.012, [0.012, 0.004], "en")
    'This is one of the ten answers that would make your result most exact (range: 1.2% narrower).'
    """
    return say(language, f"web.deep.narrows-{'most' if _foremost(share, shares) else 'less'}", share=percent(share, language))


def of_latest(company: Company) -> Mapping[str, float]:
    """Return by indicator how much an answer could narrow the newest result of a firm; nothing without result."""
    study = company.studies.filter(state="done").select_related("result").first()
    return _narrowing(study.result.document) if study else {}


@lru_cache(maxsize=4)
def _narrowing(document: str) -> Mapping[str, float]:
    """Return what a stored result says; reading one takes longer than the rest of the page."""
    return {one.id: one.narrowing for one in resultfile.load(document).missing}
