"""Waves for programs: which there are, and their released picture; never a single answer of anybody."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from leitplanke.web.accounts.rights import Verb
from leitplanke.web.api.paging import Listed, Part, rows_of
from leitplanke.web.api.scoping import firm_for, firms
from leitplanke.web.companies.access import row_for
from leitplanke.web.picture.cells import cells_of, is_released
from leitplanke.web.waves.models import Wave

router = Router(tags=["waves"])


class WaveOut(Schema):
    """A round of answers; how many came is told by its picture only."""

    id: UUID
    company_id: UUID
    number: int
    name: str
    mode: Literal["open", "anonymous"]
    state: Literal["draft", "open", "closed", "frozen"]
    live: bool
    threshold: int
    closes_at: datetime | None
    released: bool

    @staticmethod
    def resolve_released(row: Wave) -> bool:
        """Say whether there is a picture to see."""
        return is_released(row)


class CellOut(Schema):
    """How a group answered one question: counts by level, the lowest first."""

    indicator: str
    group: str
    levels: list[int]
    unknown: int
    not_applicable: int


@router.get("/companies/{uuid:company_id}/waves", response=Listed[WaveOut], url_name="waves")
def list_waves(request: HttpRequest, company_id: UUID, part: Query[Part]) -> dict[str, Any]:
    """List the waves of a firm, the newest first."""
    rows = Wave.objects.filter(company=firm_for(request, company_id, Verb.PICTURE)).order_by("-number")
    return {"items": rows_of(rows, part), "total": rows.count(), "limit": part.limit, "offset": part.offset}


@router.get("/waves/{uuid:wave_id}/picture", response=list[CellOut], url_name="picture")
def get_picture(request: HttpRequest, wave_id: UUID) -> list[dict[str, Any]]:
    """Get what the page of the wave's picture shows: nothing before it is released, of anonymous waves shown cells only."""
    wave = row_for(request, Wave.objects.filter(company__in=firms(request)), wave_id, Verb.PICTURE)
    return [
        {
            "indicator": indicator,
            "group": group,
            "levels": list(found.levels),
            "unknown": found.unknown,
            "not_applicable": found.not_applicable,
        }
        for (indicator, group), found in sorted(cells_of(wave).items())
    ]
