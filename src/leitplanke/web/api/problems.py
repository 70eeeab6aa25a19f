"""What goes wrong, as RFC 9457 wants it told, in the reader's language."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja import Schema
from pydantic import Field

from leitplanke.reports.words import LANGUAGES, Language, say, store
from leitplanke.web.accounts.rights import Verb

MEDIA_TYPE = "application/problem+json"
CODES = {
    HTTPStatus.BAD_REQUEST: "bad-request",
    HTTPStatus.UNAUTHORIZED: "unauthorised",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method",
    HTTPStatus.CONFLICT: "conflict",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-large",
    HTTPStatus.UNPROCESSABLE_ENTITY: "invalid",
    HTTPStatus.TOO_MANY_REQUESTS: "too-many",
    HTTPStatus.SERVICE_UNAVAILABLE: "unavailable",
}
_LONGEST_HEADER = 200


class Wrong(Schema):
    """One wrong value: where it stands, what is wrong with it."""

    at: str
    detail: str


class Problem(Schema):
    """Why a request was not done; `code` is for programs, title and detail for people."""

    type: str = "about:blank"
    code: str
    title: str
    status: int
    detail: str
    errors: list[Wrong] = Field(default_factory=list)


class ProblemError(Exception):
    """Ends a request with a problem."""

    def __init__(self, status: HTTPStatus, code: str, wrong: Mapping[str, str] | None = None) -> None:
        super().__init__(status, code)
        self.status, self.code, self.wrong = status, code, wrong or {}


def language_of(request: HttpRequest) -> Language:
    """Return the language that a program asks for by ``Accept-Language``; German if it asks for none of ours."""
    wanted = parse_accept_lang_header(request.headers.get("Accept-Language", "")[:_LONGEST_HEADER])
    asked = [code.partition("-")[0] for code, _ in wanted]
    return next((language for code in asked for language in LANGUAGES if language == code), "de")


def answer(request: HttpRequest, status: int, code: str = "", verb: Verb | None = None, errors: tuple[Wrong, ...] = ()) -> HttpResponse:
    """Return the answer that tells a problem; without a `code` the one of its status."""
    language = language_of(request)
    code = code or CODES.get(HTTPStatus(status), "fault")
    detail = say(language, f"api.problem.{code}.detail")
    if verb is not None:
        detail = say(language, "api.problem.right", right=say(language, f"people.verb.{verb}"))
    title = say(language, f"api.problem.{code}.title")
    told = Problem(code=code, title=title, status=status, detail=detail, errors=list(errors)).model_dump()
    headers: dict[str, str] = {"Content-Language": language}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="leitplanke"'
    return HttpResponse(json.dumps(told, ensure_ascii=False), status=status, content_type=MEDIA_TYPE, headers=headers)


def wrong_values(request: HttpRequest, found: list[dict[str, Any]]) -> tuple[Wrong, ...]:
    """Return what pydantic found wrong, in words: the place as a path (``body/staff``), without what was sent."""
    language = language_of(request)
    return tuple(Wrong(at=_place(one["loc"]), detail=_told(one, language)) for one in found)


def _place(parts: tuple[object, ...]) -> str:
    """Return where a value stands, without the name that ninja gives the body as a whole."""
    kept = [str(part) for part in parts]
    return "/".join(kept[:1] + kept[2:] if kept[0] == "body" and len(kept) > 1 else kept)


def _told(one: dict[str, Any], language: Language) -> str:
    key = f"api.wrong.{one['type'].replace('_', '-')}"
    if key not in store():
        return say(language, "api.wrong.other")
    return say(language, key, **{name: value for name, value in (one.get("ctx") or {}).items() if name != "error"})
