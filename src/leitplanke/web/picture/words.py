"""The figures of agreement in words."""

from leitplanke.assessment.agreement import Gap
from leitplanke.reports.numbers import grouped
from leitplanke.reports.words import Language, say

GRADES = ((0.9, "very-strong"), (0.7, "strong"), (0.5, "moderate"), (0.3, "weak"), (0.0, "none"))
"""From which rwg on agreement is called what (LeBreton & Senter 2008); below 0 people are further apart than by chance."""


def agreement(share: float | None, language: Language) -> str:
    """Return rwg in words with its figure; a dash where there is none.

    Examples
    --------
    >>> agreement(0.84, "en"), agreement(0.2, "de")
    ('strong (0.84)', 'keine (0,20)')
    """
    if share is None:
        return "\u2013"
    grade = next((name for least, name in GRADES if share >= least), "camps")
    return say(language, "picture.graded", grade=say(language, f"picture.grade.{grade}"), figure=figure(share, language))


def figure(value: float | None, language: Language) -> str:
    """Return a statistic with two decimals; a dash where there is none."""
    return "\u2013" if value is None else grouped(value, language, 2)


def signed(levels: float, language: Language) -> str:
    """Return a difference of levels with its sign.

    Examples
    --------
    >>> signed(0.84, "de"), signed(1.25, "en"), signed(0.01, "de")
    ('+0,8', '+1.2', '0,0')
    """
    text = grouped(levels, language, 1)
    return f"+{text}" if round(levels, 1) > 0.0 else text


def interval(gap: Gap, language: Language) -> str:
    """Return a gap's interval; where one person alone is a side, that there is none.

    Examples
    --------
    >>> interval(Gap(1.0, 0.5, 1.5), "de")
    '+0,5 bis +1,5'
    """
    if gap.low is None or gap.high is None:
        return say(language, "picture.no-interval")
    return say(language, "picture.interval", low=signed(gap.low, language), high=signed(gap.high, language))
