"""The terms that pages explain, from words/glossary.yaml."""

import re
from functools import cache

from leitplanke.reports.words import Language, say, store
from leitplanke.web.help.values import Term

KEY = re.compile(r"term\.([a-z0-9-]+)$")
NOT_MARKED = "-"
ENDINGS = {"de": "(?:s|es|e|n|en)?", "en": "s?"}


@cache
def terms(language: Language) -> tuple[Term, ...]:
    """Return every term, by name."""
    ids = (match[1] for key in store() if (match := KEY.match(key)))
    found = [
        Term(id=id_, name=say(language, f"term.{id_}"), meaning=say(language, f"term.{id_}.is"), forms=_forms(id_, language)) for id_ in ids
    ]
    return tuple(sorted(found, key=lambda term: term.name.casefold()))


def _forms(id_: str, language: Language) -> str:
    key = f"term.{id_}.forms"
    written = store()[key][language] if key in store() else ""
    if written == NOT_MARKED:
        return ""
    name = say(language, f"term.{id_}")
    # Names are letters, blanks and hyphens, which mean themselves in a regular expression.
    return written or f"[{name[0].upper()}{name[0].lower()}]{name[1:]}{ENDINGS[language]}"
