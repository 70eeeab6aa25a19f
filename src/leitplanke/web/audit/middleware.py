"""Notes who sends a request before anything is written."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from leitplanke.web.audit import acting


def acting_user(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Return what answers a request in the name of who is signed in; without a session nobody is looked up."""

    def answer(request: HttpRequest) -> HttpResponse:
        known = settings.SESSION_COOKIE_NAME in request.COOKIES
        with acting.by(request.user.pk if known else None):
            return get_response(request)

    return answer
