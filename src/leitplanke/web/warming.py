"""Loads in the background what the first reader would wait for: all pages' code, the catalogue and what the search looks through."""

import threading

from django.urls import get_resolver

from leitplanke.primitives.loading import loading
from leitplanke.reports.words import LANGUAGES


def warm_up() -> None:
    """Load it; about two seconds of one core. The database is not asked."""
    with loading():
        list(get_resolver().url_patterns)
    from leitplanke.web.help import places  # noqa: PLC0415 - together with the other pages, not with the server's first line

    for language in LANGUAGES:
        places.explained(language)
        for kind in (*places.OWN_FIGURES, *places.catalogue_kinds()):
            places.entries(kind, None, language)
        places.questions(None, language)


def begin() -> threading.Thread:
    """Begin to load while the server already takes requests, and return the thread that does it."""
    thread = threading.Thread(target=warm_up, name="warm-up", daemon=True)
    thread.start()
    return thread
