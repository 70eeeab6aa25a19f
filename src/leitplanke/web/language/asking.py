"""In which language questions are asked: that of the pages, or one the reader chose, also of a translation that a pack brings."""

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.html import format_html

from leitplanke.reports.words import LANGUAGES, Language
from leitplanke.web.catalogue import catalogue
from leitplanke.web.language.middleware import reader_language

if TYPE_CHECKING:
    from leitplanke.catalogue.entry import Entry, Text

COOKIE = "leitplanke-questions"
_OWN_NAMES = {"de": "Deutsch", "en": "English"}


@dataclass(frozen=True, slots=True)
class Asking:
    """How one page asks.

    Parameters
    ----------
    language
        Code of the language the questions are wanted in.
    pages
        Language of everything around them, and of questions that nobody translated.
    offered
        Code and own name of each language there is; empty if no pack has a translation.
    """

    language: str
    pages: Language
    offered: tuple[tuple[str, str], ...]
    texts: Mapping[tuple[str, str], str]

    def text(self, entry: "Entry", field: str) -> str:
        """Return a text of an entry as HTML, marked with its language if that is not the language of the pages.

        Parameters
        ----------
        field
            Path of the text in the entry: ``question``, ``levels[2].text``.
        """
        if (entry.id, field) in self.texts:
            return _marked(self.language, self.texts[entry.id, field])
        both: Text = attrgetter(field)(entry) if "[" not in field else _inside(entry, field)
        language = next((one for one in LANGUAGES if one == self.language), self.pages)
        text: str = getattr(both, language)
        return text if language == self.pages else _marked(language, text)


def asking(request: HttpRequest) -> Asking:
    """Return how the questions are asked for a reader: as chosen, as long as there is that language."""
    pages, translations = reader_language(request), catalogue().translations
    offered = (*_OWN_NAMES.items(), *((one.language, one.name) for one in translations)) if translations else ()
    chosen = request.COOKIES.get(COOKIE)
    language = chosen if chosen in {code for code, _ in offered} else pages
    texts = next((one.by_place() for one in translations if one.language == language), {})
    return Asking(str(language), pages, offered, texts)


def _inside(entry: "Entry", field: str) -> "Text":
    """Return the text at ``levels[2].text``."""
    head, _, rest = field.partition("[")
    place, _, last = rest.partition("].")
    found: Text = getattr(getattr(entry, head)[int(place)], last)
    return found


def _marked(language: str, text: str) -> str:
    return format_html('<span lang="{}" dir="auto">{}</span>', language, text)
