"""Why a firm has its EU size, and what is missing to be sure, as sentences."""

from collections.abc import Iterable

from leitplanke.company.reasons import Remark
from leitplanke.reports.numbers import percent
from leitplanke.reports.words import Language, say


def because(remarks: Iterable[Remark], language: Language) -> tuple[str, ...]:
    """Return the reasons of the verdict as sentences."""
    return tuple(_sentence("size.reason", remark, language) for remark in remarks)


def unsure(remarks: Iterable[Remark], language: Language) -> tuple[str, ...]:
    """Return what is missing to be sure of the verdict, as sentences that say what to do."""
    return tuple(_sentence("size.missing", remark, language) for remark in remarks)


def _sentence(frame: str, remark: Remark, language: Language) -> str:
    share = "" if remark.share is None else percent(remark.share, language)
    size = say(language, f"report.sme.{remark.size}") if remark.size else ""
    return say(language, f"{frame}.{remark.code}", firm=remark.firm, share=share, size=size)
