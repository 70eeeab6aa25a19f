"""Gives every template the language, the version and whether this is the local mode."""

from django.conf import settings
from django.http import HttpRequest

import leitplanke
from leitplanke.web.language.middleware import reader_language


def language(request: HttpRequest) -> dict[str, object]:
    """Return ``language``, ``version`` and ``local``."""
    return {"language": reader_language(request), "version": leitplanke.__version__, "local": settings.LOCAL}
