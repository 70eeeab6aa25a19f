"""Why a firm has its EU size, and what is missing to be sure, as sentences."""

from collections.abc import Iterable

from leitplanke.company.reasons import Remark
from leitplanke.reports.numbers import grouped
from leitplanke.reports.words import Language, say


def because(remarks: Iterable[Remark], language: Language) -> tuple[str, ...]:
    """Return the reasons of the verdict as sentences."""
    return tuple(_sentence("size.reason", remark, language) for remark in remarks)


def unsure(remarks: Iterable[Remark], language: Language) -> tuple[str, ...]:
    """Return what is missing to be sure of the verdict, as sentences that say what to do."""
    return tuple(_sentence("size.missing", remark, language) for remark in remarks)


def share_text(share: float, language: Language) -> str:
    r"""Return a share of capital or votes with up to two decimals: beside a limit of 25 or 50 % rounding would mislead.

    Examples
    --------
    >>> share_text(0.2499, "de"), share_text(0.5, "en")
    ('24,99\xa0%', '50%')
    """
    whole, decimals = divmod(round(1e4 * share), 100)
    digits = 0 if decimals == 0 else 1 if decimals % 10 == 0 else 2
    return f"{grouped(whole + decimals / 100.0, language, digits)}{chr(0xA0) if language == 'de' else ''}%"


def _sentence(frame: str, remark: Remark, language: Language) -> str:
    share = "" if remark.share is None else share_text(remark.share, language)
    size = say(language, f"report.sme.{remark.size}") if remark.size else ""
    return say(language, f"{frame}.{remark.code}", firm=remark.firm, share=share, size=size)
