"""Translations in a pack: read strictly, held against the entries, put together for the catalogue."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from leitplanke.catalogue.checks.finding import entries, inside
from leitplanke.catalogue.entries import Catalogue, Entry
from leitplanke.catalogue.entry import Text
from leitplanke.catalogue.loader import blanks
from leitplanke.catalogue.packs.pack import TranslationFile
from leitplanke.catalogue.translation import TranslatedText, Translation
from leitplanke.primitives.document import Document, at, parse
from leitplanke.primitives.document import Path as Steps
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.shape import shaped, short

FOLDER = "translations"
_CORE = ("de", "en")
_KNOWN = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff"
    " fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks"
    " ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps"
    " pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz"
    " ve vi vo wa wo xh yi yo za zh zu"
)
"""Two-letter codes of ISO 639-1. Countries are no languages: Czech is cs, Greek el, Ukrainian uk."""
_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of writing: invisible, and a text would not read as it was checked. Pages set the direction."""
_ASKED: Mapping[str, tuple[str, ...]] = {
    "component": ("title", "text", "question"),
    "orientation": ("title", "text"),
    "indicator": ("question", "help", "levels", "not_applicable"),
    "strength": ("title", "text"),
}
"""What the pages with questions show of each kind."""


def texts_of(entry: Entry) -> Mapping[str, Text]:
    """Return every text of an entry by its field, in order.

    Examples
    --------
    >>> from leitplanke.catalogue.setting import Goal
    >>> both = Text(de="Ziel", en="Goal")
    >>> list(texts_of(Goal(id="goal.x", reference="own", title=both, text=both, points=(both,))))
    ['title', 'text', 'points[0]']
    """
    return {at("", path): value for path, value in inside(entry) if isinstance(value, Text)}


def is_asked(id_: str, field: str) -> bool:
    """Return whether the pages with questions show this text.

    Examples
    --------
    >>> is_asked("indicator.cloud.exit-months", "levels[3].text"), is_asked("indicator.cloud.exit-months", "title")
    (True, False)
    """
    return field.partition("[")[0] in _ASKED.get(id_.partition(".")[0], ())


def is_translation(file: str) -> bool:
    """Return whether a file of a pack holds a translation."""
    path = PurePosixPath(file)
    return len(path.parts) == 2 and path.parts[0] == FOLDER and path.suffix == ".yaml"  # noqa: PLR2004 - folder and file


def file_for(language: str) -> str:
    """Return where a pack has the translation into a language."""
    return f"{FOLDER}/{language}.yaml"


def translations_in(files: Mapping[str, bytes], name: str, faults: list[Fault]) -> tuple[TranslationFile, ...]:
    """Return the translations among the files of a pack called `name`; what is wrong goes to `faults`."""
    found = []
    for file in sorted(filter(is_translation, files)):
        where = f"{name}/{file}"
        try:
            document = parse(files[file], where)
            faults.extend(blanks(document, where))
            one = shaped(TranslationFile, document, where)
        except InputFaultsError as error:
            faults.extend(error.faults)
            continue
        stem = PurePosixPath(file).stem
        if stem != one.language:
            values = (("given", one.language), ("expected", short(stem)))
            faults.append(Fault(at(where, ("language",)), "file-language", values, document.line(("language",))))
        faults.extend(oddities(one, document, where, ()))
        found.append(one)
    return tuple(found)


def oddities(one: TranslationFile, document: Document, where: str, before: Steps) -> Iterator[Fault]:
    """Yield what its shape does not show: a language that is none or the core's, signs nobody sees."""

    def fault(path: Steps, code: str, given: str) -> Fault:
        return Fault(at(where, (*before, *path)), code, (("given", given),), document.line((*before, *path)))

    first = one.language.partition("-")[0]
    if first in _CORE:
        yield fault(("language",), "core-language", one.language)
    elif len(first) == 2 and first not in _KNOWN.split():  # noqa: PLR2004 - ISO 639-1; of the longer codes there are thousands
        yield fault(("language",), "no-such-language", one.language)
    texts = {("name",): one.name} | {("texts", id_, field): text for id_, own in one.texts.items() for field, text in own.items()}
    for path, text in texts.items():
        odd = next((sign for sign in text if sign in _TURNS or (unicodedata.category(sign) == "Cc" and sign != "\n")), None)
        if odd is not None:
            yield fault(path, "odd-sign", f"U+{ord(odd):04X}")


def strays(one: TranslationFile, catalogue: Catalogue) -> Iterator[tuple[Steps, str, tuple[tuple[str, str], ...]]]:
    """Yield path, code and values for each text that belongs to no text of the catalogue."""
    known = {entry.id: texts_of(entry) for entry in entries(catalogue)}
    for id_, texts in one.texts.items():
        if id_ not in known:
            yield ("texts", id_), "no-such-entry", (("given", short(id_)),)
            continue
        for field in texts:
            if field not in known[id_]:
                values = (("given", short(field)), ("known", ", ".join(known[id_])))
                yield ("texts", id_, field), "no-such-text", values


def together(files: Sequence[TranslationFile]) -> tuple[Translation, ...]:
    """Return one translation for each language, by code; where two have the same text, the first counts."""
    found: dict[str, dict[tuple[str, str], str]] = {}
    names: dict[str, str] = {}
    for one in files:
        texts = found.setdefault(one.language, {})
        names.setdefault(one.language, one.name)
        for id_, own in one.texts.items():
            for field, text in own.items():
                texts.setdefault((id_, field), text)
    return tuple(
        Translation(
            language=language,
            name=names[language],
            texts=tuple(TranslatedText(id=id_, field=field, text=text) for (id_, field), text in sorted(found[language].items())),
        )
        for language in sorted(found)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of a catalogue one translation has: of all texts, and of those on the pages with questions."""

    texts: int
    of_texts: int
    asked: int
    of_asked: int


def coverage(one: TranslationFile, catalogue: Catalogue) -> Coverage:
    """Return how many texts of `catalogue` a translation has."""
    places = [(entry.id, field) for entry in entries(catalogue) for field in texts_of(entry)]
    done = [(id_, field) for id_, field in places if field in one.texts.get(id_, ())]
    asked, done_asked = (sum(is_asked(*place) for place in some) for some in (places, done))
    return Coverage(texts=len(done), of_texts=len(places), asked=done_asked, of_asked=asked)
