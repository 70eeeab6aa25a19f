"""The questions that can be answered, in the language asked for."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from leitplanke.web.api.paging import Listed, Part
from leitplanke.web.api.problems import language_of
from leitplanke.web.catalogue import catalogue

router = Router(tags=["questions"])


class QuestionOut(Schema):
    """One question with its five answers, the lowest first."""

    id: str
    component: str
    quick: bool
    question: str
    help: str
    levels: list[str]
    roles: list[str]


@router.get("/questions", response=Listed[QuestionOut], url_name="questions")
def list_questions(request: HttpRequest, part: Query[Part]) -> dict[str, Any]:
    """List what the catalogue asks; the texts are in the language of Accept-Language."""
    language, asked = language_of(request), sorted(catalogue().indicators, key=lambda one: (one.component, one.order, one.id))
    items = [
        {
            "id": one.id,
            "component": one.component,
            "quick": one.quick,
            "question": getattr(one.question, language),
            "help": getattr(one.help, language),
            "levels": [getattr(level.text, language) for level in one.levels],
            "roles": list(one.roles),
        }
        for one in asked[part.offset : part.offset + part.limit]
    ]
    return {"items": items, "total": len(asked), "limit": part.limit, "offset": part.offset}
