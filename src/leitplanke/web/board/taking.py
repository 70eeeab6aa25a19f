"""Takes a plan over as the firm's roadmap: that of a study, or of a scenario that somebody kept."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from leitplanke.planning import pert
from leitplanke.planning.constraints import introduction_quarters
from leitplanke.planning.schedule import effective_quarter
from leitplanke.primitives.plain import plain
from leitplanke.web.board.figures import ROLES, Asked, Days, Room
from leitplanke.web.board.models import Board, Item
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.entries import catalogue_in
from leitplanke.web.studies.models import Study
from leitplanke.web.studies.results import read_result
from leitplanke.web.whatif import engine
from leitplanke.web.whatif.desk import Desk
from leitplanke.web.whatif.models import Scenario
from leitplanke.web.whatif.setting import read_query

if TYPE_CHECKING:
    from leitplanke.primitives.interval import Floats
    from leitplanke.study.whatif import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A plan to take over: what each measure asks for and when it starts."""

    room: Room
    asked: dict[str, Asked]
    starts: dict[str, str]


def take(company: Company, study: Study, scenario: Scenario | None = None) -> Board:
    """Make the plan of a study, or of a scenario on it, the firm's roadmap.

    What was said of a measure stays with it. A measure that the plan has no more leaves the roadmap, unless somebody said
    something of it: then it stays and is marked, or, if it is begun or done, simply goes on.

    Raises
    ------
    OtherStateError
        If the study has to be evaluated anew first.
    """
    taken = plan_of(study, scenario)
    with transaction.atomic():
        Company.objects.select_for_update().get(pk=company.pk)
        values = {
            "study": study,
            "scenario": scenario.name if scenario else "",
            "room": json.dumps(plain(taken.room)),
            "taken_at": timezone.now(),
        }
        board, _ = Board.objects.update_or_create(company=company, defaults=values)
        known = {one.measure: one for one in board.items.all()}
        for name, asked in taken.asked.items():
            item = known.pop(name, None) or Item(board=board, measure=name)
            item.asked, item.dropped = json.dumps(plain(asked)), False
            # What is under way keeps the quarter in which it began.
            item.start = item.start if item.is_under_way else taken.starts[name]
            item.save()
        for item in known.values():
            _leave(item)
    return board


def _leave(item: Item) -> None:
    """Take a measure off that the new plan has no more."""
    if not item.is_told:
        item.delete()
        return
    item.dropped = item.status in {Item.Status.PLANNED, Item.Status.STOPPED}
    item.save(update_fields=["dropped"])


def plan_of(study: Study, scenario: Scenario | None) -> Taken:
    """Return the plan of a study or scenario with what it asks for.

    Raises
    ------
    OtherStateError
        If the study has to be evaluated anew first.
    """
    desk = Desk.of(study.pk, read_result(study.pk), catalogue_in(study.inputs))
    chosen = dict(desk.plan) if scenario is None else dict(read_query(desk, QueryDict(scenario.query).dict()).setting.starts)
    bench = engine.warmed(study).bench
    return Taken(
        room=_room(bench),
        asked={name: _asked(bench, name) for name in chosen},
        starts={name: desk.quarters[place] for name, place in chosen.items()},
    )


def _room(bench: "Workbench") -> Room:
    limits = bench.limits
    return Room(first=str(bench.start), budget_eur=tuple(cast("list[float]", limits.budget_eur.tolist())), days=_days(limits.days[0]))


def _asked(bench: "Workbench", name: str) -> Asked:
    measures = bench.measures
    place = measures.ids.index(name)
    lead, ramp = float(measures.lead_months[place]), float(measures.ramp_months[place])
    held = next((quarter for measure, quarter in measures.held_effects if measure == place), None)
    return Asked(
        once_eur=float(measures.own_once_eur[place]),
        yearly_eur=float(pert.mean(measures.cost_yearly_eur)[place]),
        days_once=_days(measures.days_once[place]),
        days_yearly=_days(measures.days_yearly[place]),
        spread=introduction_quarters(lead, ramp),
        lead=effective_quarter(0, lead),
        held="" if held is None else str(bench.start.plus(held)),
    )


def _days(row: "Floats") -> Days:
    return Days(**dict(zip(ROLES, (float(days) for days in row), strict=True)))
