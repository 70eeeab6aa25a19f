"""Lets programs in by their token, slows down those that come too often, and tells every refusal as a problem."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from leitplanke.web.accounts.guard import address_of
from leitplanke.web.accounts.rights import READING
from leitplanke.web.api import problems, tokens
from leitplanke.web.api.models import Token
from leitplanke.web.audit import acting
from leitplanke.web.pace.counting import Pace

ROOT = "/api/"
MOST_REQUESTS, REQUESTS_IN_SECONDS = 600, 60.0
"""Of one token: ten a second for a while; a program that takes over a thousand firms needs two minutes."""
REQUESTS = Pace("api.requests", MOST_REQUESTS, REQUESTS_IN_SECONDS, batch=20)
MOST_MISSES, MISSES_IN_SECONDS = 60, 60.0
"""Requests of one address without a good token."""
MISSES = Pace("api.misses", MOST_MISSES, MISSES_IN_SECONDS)
LONGEST_SECRET = 200
FIRST_ERROR = 400
TOO_MANY = 429
Answer = Callable[[HttpRequest], HttpResponse]


def problem_answers(get_response: Answer) -> Answer:
    """Tell every refusal and fault under `ROOT` as a problem, whoever refused."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        told = response.headers.get("Content-Type", "").startswith(problems.MEDIA_TYPE)
        if not request.path.startswith(ROOT) or response.status_code < FIRST_ERROR or told:
            return response
        found = problems.answer(request, response.status_code)
        for name in {"Allow", "Retry-After"} & {*response.headers}:
            found.headers[name] = response.headers[name]
        return found

    return middleware


def token_bearer(get_response: Answer) -> Answer:
    """Have a request under `ROOT` come in the name of its token's person; a browser's session opens nothing there."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(ROOT):
            return get_response(request)
        token = _token_of(request)
        request.api_token = token  # type: ignore[attr-defined]
        request.user = token.user if token else AnonymousUser()
        within = REQUESTS.allows(token.digest) if token else MISSES.allows(address_of(request))
        if not within:
            return _too_many(request)
        if token and token.scope == Token.Scope.READ and request.method not in READING:
            return problems.answer(request, 403, "scope")
        with acting.by(token.user_id if token else None):
            response = get_response(request)
        response.headers["Content-Language"] = problems.language_of(request)
        return response

    return middleware


def _token_of(request: HttpRequest) -> Token | None:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret or len(secret) > LONGEST_SECRET:
        return None
    return tokens.find(secret.strip())


def _too_many(request: HttpRequest) -> HttpResponse:
    response = problems.answer(request, TOO_MANY)
    response.headers["Retry-After"] = str(round(REQUESTS_IN_SECONDS))
    return response
