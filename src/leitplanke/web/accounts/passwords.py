"""Which passwords are too easy to guess although they are long: words that many people take, one's own names, years, rows of keys.

Counted is roughly how many yes-or-no questions a guesser needs who knows these tricks; Django's own list of common passwords holds
the rest. The figures are our judgement: a listed word is one of some 500, a letter of running text tells about three bits.
"""

import math
import re
from collections.abc import Collection, Iterable
from functools import cache
from importlib import resources

from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from leitplanke.reports.words import Language, say
from leitplanke.web.accounts.members import names_of
from leitplanke.web.accounts.models import User

LEAST_BITS = 30.0
"""Wrong passwords are slowed down; a stolen table of hashed ones costs a guesser more than it brings from about here."""
_WORD, _YEAR, _RUN, _SIGN, _DIGIT, _LETTER = 9.0, 6.0, 5.0, 2.5, math.log2(10), 3.0
_SHORTEST_RUN, _SHORTEST_NAME, _LONGEST_WORD = 3, 4, 30
_PLAIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_DISGUISED = str.maketrans("013457@$!", "oieastasi")
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertzuiop", "qwertyuiop", "asdfghjkl", "yxcvbnm", "zxcvbnm", "1qay2wsx3edc")
_YEARS = re.compile(r"(?:19|20)\d\d")
_RUNS = {row[at : at + _SHORTEST_RUN] for text in _ROWS for row in (text, text[::-1]) for at in range(len(row) - _SHORTEST_RUN + 1)}


class GuessedValidator:
    """Refuses what is guessed in a few tries, in the words of the person and of their firms too."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Hold a password against the words.

        Raises
        ------
        ValidationError
            If it is too easy.
        """
        if bits(password, names_near(user)) < LEAST_BITS:
            raise ValidationError(message=say(_language(), "people.password.guessed"), code="password_guessed")

    def get_help_text(self) -> str:
        """Return the rule as Django asks for it."""
        return say(_language(), "people.password.guessed")


def bits(password: str, near: Collection[str] = ()) -> float:
    """Return how many yes-or-no questions it takes about to guess a password.

    Parameters
    ----------
    near
        Names that a guesser tries first: of the person, the organisation, its firms.

    Examples
    --------
    >>> bits("Willkommen2026!") < LEAST_BITS, bits("vier-Pferde-im-Regen") < LEAST_BITS
    (True, False)
    """
    plain = password.casefold().translate(_PLAIN)
    words = {*common_words(), *(part for name in near for part in parts_of(name))}
    found = min(_cheapest(_once(text), words) + more for text, more in ((plain, 0.0), (plain.translate(_DISGUISED), 2.0)))
    return found + math.log2(max(1, len(plain) // max(1, len(_once(plain)))))


def names_near(user: User | None) -> tuple[str, ...]:
    """Return the names around an account; of one that is about to be made, those that its form has put there as `near`."""
    if user is None:
        return ()
    own = (user.username, *user.near)
    if user.pk is None:
        return own
    return (*own, *(name for one in user.organisations.all() for name in names_of(one)))


def parts_of(name: str) -> Iterable[str]:
    """Yield the words of a name, and all of them together.

    Examples
    --------
    >>> sorted(parts_of("Müller & Co. Metallbau"))
    ['metallbau', 'mueller', 'muellercometallbau']
    """
    found = re.findall(r"[^\W_]+", name.casefold().translate(_PLAIN))
    return {part[:_LONGEST_WORD] for part in (*found, "".join(found)) if len(part) >= _SHORTEST_NAME}


@cache
def common_words() -> frozenset[str]:
    """Return the shipped words."""
    text = resources.files("leitplanke.web.accounts").joinpath("common-words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split() if len(word) >= _SHORTEST_RUN)


def _once(text: str) -> str:
    """Return the part that a text repeats, such as one ``hallo`` of three; the text itself if it repeats none."""
    return next((text[:size] for size in range(1, len(text) // 2 + 1) if (text[:size] * len(text))[: len(text)] == text), text)


def _cheapest(text: str, words: Collection[str]) -> float:
    """Return the cheapest way to put a text together from words, years, rows of keys and single signs."""
    cost = [0.0, *([math.inf] * len(text))]
    for at in range(len(text)):
        for end in range(at + 1, min(len(text), at + _LONGEST_WORD) + 1):
            cost[end] = min(cost[end], cost[at] + _piece(text, at, end, words))
    return cost[-1]


def _piece(text: str, at: int, end: int, words: Collection[str]) -> float:
    """Return what one piece costs; infinite if it is none."""
    piece = text[at:end]
    if len(piece) == 1:
        if at and text[at - 1] == piece:
            return 0.5
        return _DIGIT if piece.isdigit() else _LETTER if piece.isalpha() else _SIGN
    if piece in words:
        return _WORD
    if len(piece) == len("2026") and _YEARS.fullmatch(piece):
        return _YEAR
    row = len(piece) >= _SHORTEST_RUN and all(
        piece[place : place + _SHORTEST_RUN] in _RUNS for place in range(len(piece) - _SHORTEST_RUN + 1)
    )
    return _RUN if row else math.inf


def _language() -> Language:
    return "en" if get_language() == "en" else "de"
