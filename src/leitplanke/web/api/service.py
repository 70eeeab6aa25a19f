"""The interface itself: who may come in, how refusals are told, and the document that describes it all."""

from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer

from leitplanke.web.accounts.rights import NotAllowedError
from leitplanke.web.api import answers, companies, problems, questions, studies, waves
from leitplanke.web.api.models import Token
from leitplanke.web.api.problems import MEDIA_TYPE, Problem, ProblemError, Wrong

TOLD = (400, 401, 403, 404, 409, 422, 429, 503)
"""Refusals that any operation may answer with."""


class Bearer(HttpBearer):
    """The token in the header, which the middleware has looked up."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:  # noqa: ARG002 - ninja's signature
        """Return the token, or nothing if it opens nothing."""
        found: Token | None = getattr(request, "api_token", None)
        return found


class Service(NinjaAPI):
    """Ninja's API whose document names our refusals too."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> OpenAPISchema:
        """Return the OpenAPI document; every operation may answer with a problem."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schema["components"]["schemas"]["Wrong"] = Wrong.model_json_schema()
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        problem.pop("$defs", None)
        schema["components"]["schemas"]["Problem"] = problem
        refusal = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for path in schema["paths"].values():
            for operation in path.values():
                for status in TOLD:
                    operation["responses"][status] = {"description": HTTPStatus(status).phrase, "content": refusal}
        return schema


api = Service(
    title="Leitplanke",
    version="1",
    description="Companies, answers, studies and released pictures of one organisation. See docs/reference/api.md.",
    docs_url=None,
    auth=Bearer(),
    urls_namespace="api-v1",
)
api.add_router("", companies.router)
api.add_router("", questions.router)
api.add_router("", answers.router)
api.add_router("", studies.router)
api.add_router("", waves.router)


@api.exception_handler(ProblemError)
def _problem(request: HttpRequest, error: ProblemError) -> HttpResponse:
    wrong = tuple(Wrong(at=at, detail=detail) for at, detail in error.wrong.items())
    return problems.answer(request, error.status, error.code, errors=wrong)


@api.exception_handler(NotAllowedError)
def _not_allowed(request: HttpRequest, error: NotAllowedError) -> HttpResponse:
    return problems.answer(request, HTTPStatus.FORBIDDEN, verb=error.verb)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    return problems.answer(request, HTTPStatus.NOT_FOUND)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problems.answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, errors=problems.wrong_values(request, error.errors))


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problems.answer(request, error.status_code)


def addresses() -> tuple[list[URLPattern], str, str]:
    """Return the addresses for `urls`: who may come in is asked by `Bearer`, so no page sends a program to sign in."""
    found, app, space = api.urls
    patterns = [one for one in found if isinstance(one, URLPattern)]
    for pattern in patterns:
        pattern.callback = login_not_required(pattern.callback)
    return patterns, app, space
