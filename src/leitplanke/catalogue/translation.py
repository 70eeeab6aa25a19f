"""Texts of entries in further languages, beside German and English: for people who answer questions; they change no figure."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from leitplanke.catalogue.entry import Entry, Text
from leitplanke.primitives.document import Path, at
from leitplanke.primitives.plain import Plain, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslatedText:
    """One text: `field` is its path in the entry `id`, such as ``question`` or ``levels[0].text``."""

    id: str
    field: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """Texts in one language: its code (``fr``), its name in itself (``Français``); any text may be missing."""

    language: str
    name: str
    texts: tuple[TranslatedText, ...]

    def by_place(self) -> Mapping[tuple[str, str], str]:
        """Return the texts by id and field."""
        return {(one.id, one.field): one.text for one in self.texts}


def in_further(entry: Entry, translation: Translation) -> tuple[Plain, int, int]:
    """Return an entry as plain tree with one language a text, the translation or else English, and how many of how many it has.

    Each text names its language: ``{"fr": …}``, or ``{"en": …}`` where the translation lacks it.
    """
    found = translation.by_place()
    have: list[bool] = []

    def tree(value: object, path: Path) -> Plain:
        if isinstance(value, Text):
            own = found.get((entry.id, at("", path)))
            have.append(own is not None)
            return {"en": value.en} if own is None else {translation.language: own}
        if isinstance(value, tuple):
            return [tree(item, (*path, place)) for place, item in enumerate(value)]
        if dataclasses.is_dataclass(value):
            return {item.name: tree(getattr(value, item.name), (*path, item.name)) for item in dataclasses.fields(value)}
        return plain(value)

    return tree(entry, ()), sum(have), len(have)
