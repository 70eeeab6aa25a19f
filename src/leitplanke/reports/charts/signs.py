"""Which signs a text may have on its way into a paper: what people paste can hold some that no file or no typeface has."""

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from leitplanke.reports.charts.lettering import is_known

T = TypeVar("T")
_FOREIGN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Control signs, half pairs and those that Unicode keeps free: XML has no room for most of them, and none is ever seen."""
_FAR = re.compile("[\u2e80-\U0010ffff]+")
"""Scripts of East Asia, pictograms and private signs, of which the shipped typeface has none."""
STAND_IN = "?"


def sound(text: str) -> str:
    r"""Return a text without signs that files have no room for.

    Examples
    --------
    >>> sound("a\x0bb\ufffec\nd")
    'abc\nd'
    """
    return _FOREIGN.sub("", text)


def near(text: str) -> str:
    """Return a text in which `STAND_IN` stands for what no European typeface has.

    Examples
    --------
    >>> near("Café 中文 GmbH 😀")
    'Café ? GmbH ?'
    """
    return _FAR.sub(STAND_IN, text)


def known(text: str) -> str:
    """Return a text in which `STAND_IN` stands for each sign that the shipped typeface is not known to have."""
    return "".join(sign if is_known(sign) or sign.isspace() else STAND_IN for sign in text)


def everywhere(value: T, change: Callable[[str], str]) -> T:
    """Return a value with each text in it changed, in tuples, lists, dicts and frozen dataclasses too."""
    whole: Any = value
    if isinstance(whole, str):
        whole = change(whole)
    elif isinstance(whole, tuple | list):
        whole = type(whole)(everywhere(one, change) for one in whole)
    elif isinstance(whole, dict):
        whole = {key: everywhere(one, change) for key, one in whole.items()}
    elif is_dataclass(whole) and not isinstance(whole, type):
        whole = replace(whole, **{one.name: everywhere(getattr(whole, one.name), change) for one in fields(whole)})
    result: T = whole
    return result
