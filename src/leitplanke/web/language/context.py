"""Gives every template the language, the version, whether this is the local mode, and the operator's own pages."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

import leitplanke
from leitplanke.web.language.asking import asking
from leitplanke.web.language.middleware import reader_language


def language(request: HttpRequest) -> dict[str, object]:
    """Return ``language``, ``version``, ``local``, ``operators_pages``, and ``asking``, which is looked up on pages that ask."""
    return {
        "language": reader_language(request),
        "version": leitplanke.__version__,
        "local": settings.LOCAL,
        "operators_pages": settings.OPERATORS_PAGES,
        "asking": SimpleLazyObject(lambda: asking(request)),
    }
