"""Puts the fields of an own entry and all that can be chosen into the words of its page."""

from collections.abc import Iterable
from dataclasses import dataclass

from leitplanke.catalogue.entries import Catalogue
from leitplanke.catalogue.kinds import is_own
from leitplanke.company.bases import EURO
from leitplanke.planning.measures import ROLES
from leitplanke.reports.naming import Names
from leitplanke.reports.words import Language, say
from leitplanke.study.parts import DAYS
from leitplanke.web.added.measures import ON_CAPACITIES, ON_UNSEENS, WAYS
from leitplanke.web.added.threats import CHANCE, TIMES, Offered
from leitplanke.web.added.typed import Typed

Options = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a row or list: name, label, what stands in it and what is wrong."""

    name: str
    label: str
    value: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a list; `choice` first, then what else is asked."""

    title: str
    choice: Field
    what: Field | None
    low: Field | None
    high: Field | None


def offered(catalogue: Catalogue, besides: str) -> Offered:
    """Return what an entry can name, itself left out."""
    return Offered(
        components=tuple(one.id for one in catalogue.components),
        bases=(EURO, *(one.id for one in catalogue.bases if one.id != EURO)),
        capacities=tuple(one.id for one in catalogue.capacities),
        unseens=tuple(one.id for one in catalogue.unseens if one.id != besides),
        measures=tuple(one.id for one in catalogue.measures if one.id != besides),
    )


def common(choices: Offered, names: Names) -> dict[str, object]:
    """Return what both pages choose from."""
    return {"components": [(one, names.title(one)) for one in choices.components]}


def of_unseen(typed: Typed, choices: Offered, names: Names) -> dict[str, object]:
    """Return the lists and choices of an Unseen's page."""
    language = names.language
    links = [(name, say(language, f"web.added.{name}"), say(language, f"web.added.lead.{name}")) for name in ("caused_by", "causes")]
    return common(choices, names) | {
        "rate_units": [(one, say(language, f"web.added.rate-unit.{one}")) for one in (TIMES, CHANCE)],
        "bases": [(one, _base(one, names)) for one in choices.bases],
        "capacities": [(f"coping-{one}", names.title(one), typed.given(f"coping-{one}")) for one in choices.capacities],
        "links": [(title, lead, _rows(typed, name, "unseen", names, spans=True)) for name, title, lead in links],
        "unseens": _open(choices.unseens, names),
    }


def of_measure(typed: Typed, choices: Offered, names: Names) -> dict[str, object]:
    """Return the lists and choices of a measure's page."""
    language = names.language
    days = [(part, say(language, f"web.added.{part}"), [_role(typed, part, role, language) for role in ROLES]) for part in DAYS]
    lists = [
        (name, say(language, f"web.added.{name}"), _rows(typed, name, "measure", names, spans=False)) for name in ("needs", "excludes")
    ]
    return common(choices, names) | {
        "days": days,
        "effects": _rows(typed, "effects", "target", names, spans=True),
        "targets": [
            *_open(choices.unseens, names),
            *((one, say(language, "web.added.capacity", title=names.title(one))) for one in choices.capacities),
        ],
        "whats": [(f"{one}/{way}", say(language, f"web.added.what.{one}.{way}")) for way in WAYS for one in (*ON_UNSEENS, *ON_CAPACITIES)],
        "lists": lists,
        "measures": _open(choices.measures, names),
    }


def _open(ids: Iterable[str], names: Names) -> Options:
    """Return entries as choices by their titles, the firm's own first; the first choice is none."""
    listed = sorted(ids, key=lambda one: (not is_own(one), names.title(one).casefold()))
    return [("", say(names.language, "web.added.none")), *((one, names.title(one)) for one in listed)]


def _base(base: str, names: Names) -> str:
    return say(names.language, "web.added.in-euros") if base == EURO else say(names.language, "web.added.of-base", base=names.quoted(base))


def _role(typed: Typed, part: str, role: str, language: Language) -> Field:
    return _field(typed, f"{part}-{role}", say(language, f"web.own.role.{role}"))


def _rows(typed: Typed, name: str, choice: str, names: Names, *, spans: bool) -> list[Row]:
    """Return the rows in which something stands, and an empty one."""
    language, starts = names.language, typed.rows(name, choice, *(("low", "high") if spans else ()))
    last = max((int(start.rpartition("-")[2]) for start in starts), default=-1)
    found: list[Row] = []
    for start in (*starts, f"{name}-{last + 1}"):
        place = len(found) + 1
        found.append(
            Row(
                title=say(language, f"web.added.row.{name}", place=place),
                choice=_field(typed, f"{start}-{choice}", say(language, f"web.added.choose.{name}")),
                what=_field(typed, f"{start}-what", say(language, "web.added.what")) if name == "effects" else None,
                low=_field(typed, f"{start}-low", say(language, "web.own.low")) if spans else None,
                high=_field(typed, f"{start}-high", say(language, "web.own.high")) if spans else None,
            )
        )
    return found


def _field(typed: Typed, name: str, label: str) -> Field:
    return Field(name=name, label=label, value=typed.texts.get(name, ""), message=typed.messages.get(name, ""))
