"""Finds the reader's language before anything speaks."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from leitplanke.reports.words import LANGUAGES, Language

COOKIE = "leitplanke-language"
Answer = Callable[[HttpRequest], HttpResponse]


def reader_language(request: HttpRequest) -> Language:
    """Return the language of the cookie, or German."""
    chosen = request.COOKIES.get(COOKIE)
    return next((language for language in LANGUAGES if language == chosen), "de")


def language(answer: Answer) -> Answer:
    """Let Django's own messages speak the reader's language, and say which one it was."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = reader_language(request)
        with translation.override(chosen):
            response = answer(request)
        response.headers.setdefault("Content-Language", chosen)
        return response

    return middleware
