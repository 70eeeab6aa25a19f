"""The figures of agreement in words."""

from leitplanke.assessment.agreement import Gap
from leitplanke.reports.numbers import grouped
from leitplanke.reports.words import Language, say

GRADES = ((0.9, "very-strong"), (0.7, "strong"), (0.5, "moderate"), (0.3, "weak"), (0.0, "none"))
"""From which rwg on agreement is called what (LeBreton & Senter 2008); below 0 people are further apart than by chance."""


ALPHA_GRADES = ((0.8, "same"), (0.667, "nearly"), (0.0, "not"))
"""From which alpha on judgements count as the same, and as good enough for careful conclusions (Krippendorff 2004, ch. 11)."""
RELIABLE = ((0.9, "excellent"), (0.75, "good"), (0.5, "moderate"))
"""From which ICC on judgements count as how reliable (Koo & Li 2016); below it they are poor."""


def told_apart(alpha: float | None, language: Language) -> str:
    """Return in words whether people tell the questions apart alike, and what that means for the mean; nothing where there is no figure."""
    if alpha is None:
        return ""
    return say(language, f"picture.alike.{_grade(alpha, ALPHA_GRADES, 'not')}")


def reliable(share: float, language: Language) -> str:
    """Return how reliable a judgement is.

    Examples
    --------
    >>> reliable(0.8, "en"), reliable(-0.01, "de")
    ('good', 'kaum')
    """
    return say(language, f"picture.reliable.{_grade(share, RELIABLE, 'poor')}")


def _grade(value: float, grades: tuple[tuple[float, str], ...], lowest: str) -> str:
    return next((name for least, name in grades if value >= least), lowest)


def agreement(share: float | None, language: Language) -> str:
    """Return rwg in words with its figure; a dash where there is none.

    Examples
    --------
    >>> agreement(0.84, "en"), agreement(0.2, "de")
    ('strong (0.84)', 'keine (0,20)')
    """
    if share is None:
        return "\u2013"
    grade = _grade(share, GRADES, "camps")
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
