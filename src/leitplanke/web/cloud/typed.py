"""From what was typed to a data object or service and back; what is wrong stands at its field."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from leitplanke.company.dependence.data import DataObject
from leitplanke.company.dependence.service import Service
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.plain import Plain, plain
from leitplanke.primitives.shape import shaped
from leitplanke.reports.faults import sentence
from leitplanke.reports.words import Language, say, store
from leitplanke.web.cloud.fields import DATA, MOST_ASSURANCES, SERVICE, SPARE_ASSURANCES, Group, Spec
from leitplanke.web.companies.amounts import write_amount
from leitplanke.web.companies.fields import AmountField

_ROW = re.compile(r"assurances\[(\d+)\]")
ENDS = ("low", "mode", "high")
PERCENT = 100.0
MOST_TEXT, MOST_NOTE = 200, 2000
MOST_FIGURE = 1e9
_DIGITS = 10
Tree = dict[str, Plain]
_LONG = frozenset(spec.name for group in (*DATA, *SERVICE) for spec in group.specs if spec.kind == "long")


@dataclass(slots=True)
class Typed:
    """Texts by the name of their field, ids that are ticked, and messages by field."""

    language: Language
    texts: dict[str, str] = field(default_factory=dict)
    ticked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)

    def fault(self, name: str, message: str) -> None:
        """Note what is wrong with a field; the first message stays."""
        self.messages.setdefault(name, message)


def show(one: DataObject | Service, language: Language) -> Typed:
    """Return an entry as the reader would type it."""
    typed, tree = Typed(language), plain(one)
    for spec in _specs(groups(one)):
        _show(typed, spec, _at(tree, spec.place))
    return typed


def groups(one: DataObject | Service | type[DataObject] | type[Service]) -> Sequence[Group]:
    """Return the fields of a kind."""
    return DATA if one is DataObject or isinstance(one, DataObject) else SERVICE


def posted(sent: QueryDict, language: Language) -> Typed:
    """Return what was sent."""
    texts = {name: _written(name, str(value)) for name, value in sent.items()}
    return Typed(language, texts, {name: tuple(str(value) for value in sent.getlist(name)) for name in ("holds", "suits")})


def _written(name: str, value: str) -> str:
    """Return a text as it counts: one line, but for notes; what is too long stays too long, so that it is refused."""
    plain_text = value.replace("\0", "").replace("\r\n", "\n")
    if name in _LONG:
        return plain_text.strip()[: MOST_NOTE + 1]
    return " ".join(plain_text.split())[: MOST_TEXT + 1]


def read(
    typed: Typed, kind: type[DataObject] | type[Service], key: str, before: DataObject | Service | None
) -> DataObject | Service | None:
    """Return what was typed; None if any of it is wrong, which then stands in the messages. What has no field stays as it was."""
    start: Plain = plain(before) if before is not None else {}
    assert isinstance(start, dict)  # noqa: S101 - a dataclass becomes a dict
    tree: Tree = {**start, "id": key}
    for spec in _specs(groups(kind)):
        _put(tree, spec.place, _value(typed, spec))
    _tidy(tree, before)
    found: DataObject | Service | None = None
    try:
        found = shaped(kind, tree)
    except InputFaultsError as error:
        tell(typed, kind, error.faults)
    return None if typed.messages else found


def tell(typed: Typed, kind: type[DataObject] | type[Service], faults: Sequence[Fault]) -> None:
    """Put faults at their fields."""
    specs, rows = tuple(_specs(groups(kind))), _filled_rows(typed)
    for found in faults:
        fault = replace(found, where=_ROW.sub(lambda match: f"assurances.{_row(rows, int(match[1]))}", found.where))
        message = say(typed.language, "web.fault.missing") if fault.code in {"missing", "empty"} else sentence(fault, typed.language)
        typed.fault(next((_name(spec, fault.where) for spec in specs if _covers(spec, fault.where)), "name"), message)


def _name(spec: Spec, where: str) -> str:
    if spec.kind != "three":
        return spec.name
    end = where.rpartition(".")[2]
    return f"{spec.name}-{end if end in ENDS else 'low'}"


def _covers(spec: Spec, where: str) -> bool:
    place = ".".join(spec.place)
    return where == place or where.startswith((f"{place}.", f"{place}["))


def _specs(found: Sequence[Group]) -> Sequence[Spec]:
    return tuple(spec for group in found for spec in group.specs)


def _value(typed: Typed, spec: Spec) -> Plain:
    return _READERS[spec.kind](typed, spec)


def _text(typed: Typed, spec: Spec) -> Plain:
    text = typed.texts.get(spec.name, "")
    return text.upper() if spec.name in {"seat", "parent", "region"} else text


def _choice(typed: Typed, spec: Spec) -> Plain:
    text = typed.texts.get(spec.name, "")
    return {"yes": True, "no": False}.get(text) if spec.words == "cloud.answer" else text or None


def _tick(typed: Typed, spec: Spec) -> Plain:
    return bool(typed.texts.get(spec.name))


def _many(typed: Typed, spec: Spec) -> Plain:
    return list(dict.fromkeys(typed.ticked.get(spec.name, ())))


def _figure(typed: Typed, spec: Spec) -> Plain:
    return _amount(typed, spec.name, MOST_FIGURE)


def _percent(typed: Typed, spec: Spec) -> Plain:
    figure = _amount(typed, spec.name, PERCENT)
    return None if figure is None else figure / PERCENT


def _day(typed: Typed, spec: Spec) -> Plain:
    text = typed.texts.get(spec.name, "")
    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        typed.fault(spec.name, say(typed.language, "cloud.fault.day"))
        return None


def _three(typed: Typed, spec: Spec) -> Plain:
    figures = {end: _amount(typed, f"{spec.name}-{end}", MOST_FIGURE) for end in ENDS}
    given = [end for end in ENDS if figures[end] is not None]
    for end in ENDS if given else ():
        if figures[end] is None:
            typed.fault(f"{spec.name}-{end}", say(typed.language, "cloud.fault.three"))
    return {end: figures[end] for end in ENDS} if len(given) == len(ENDS) else None


def _amount(typed: Typed, name: str, most: float) -> float | None:
    form = AmountField(unit="", most=most)
    form.language = typed.language
    try:
        return form.clean(typed.texts.get(name, ""))
    except ValidationError as error:
        typed.fault(name, " ".join(error.messages))
        return None


_READERS: Mapping[str, Callable[[Typed, Spec], Plain]] = {
    "text": _text,
    "long": _text,
    "choice": _choice,
    "tick": _tick,
    "many": _many,
    "amount": _figure,
    "percent": _percent,
    "day": _day,
    "three": _three,
}


def _put(tree: Tree, place: tuple[str, ...], value: Plain) -> None:
    node: Any = tree
    for step in place[:-1]:
        if not isinstance(node.get(step), dict):
            node[step] = {}
        node = node[step]
    node[place[-1]] = value


def _at(tree: Plain, place: tuple[str, ...]) -> Plain:
    for step in place:
        if isinstance(tree, list):
            tree = tree[int(step)] if int(step) < len(tree) else None
        else:
            tree = tree.get(step) if isinstance(tree, dict) else None
    return tree


def _filled_rows(typed: Typed) -> tuple[int, ...]:
    """Return the rows of proofs in which something was typed: those alone become proofs."""
    rows = (spec.row for spec in _specs(SERVICE) if spec.row is not None and typed.texts.get(spec.name))
    return tuple(dict.fromkeys(rows))


def _row(rows: Sequence[int], place: int) -> int:
    return rows[place] if place < len(rows) else place


def _proofs(tree: Tree, before: DataObject | Service | None) -> None:
    """Make a list of the rows of proofs again; those beyond the page stay."""
    rows, kept = tree.get("assurances"), before.assurances[MOST_ASSURANCES:] if isinstance(before, Service) else ()
    if isinstance(rows, dict):
        found: list[Plain] = []
        for row in rows.values():
            given: Tree = {name: text for name, text in row.items() if text} if isinstance(row, dict) else {}
            if given:
                found.append(given)
        found.extend(plain(one) for one in kept)
        tree["assurances"] = found


def _tidy(tree: Tree, before: DataObject | Service | None) -> None:
    """Take out groups that say nothing: an export that was never tested, an offer without a figure; and what has its default."""
    _proofs(tree, before)
    judged = tree.get("judged_need")
    if isinstance(judged, dict) and not any(judged.values()):
        tree["judged_need"] = None
    test, offer = tree.get("last_export_test"), tree.get("offer")
    if isinstance(test, dict) and not test.get("on"):
        tree["last_export_test"] = None
    if isinstance(offer, dict):
        given = {name: figure for name, figure in offer.items() if figure is not None}
        tree["offer"] = dict(given) or None


def _show(typed: Typed, spec: Spec, value: Plain) -> None:
    if isinstance(value, list):
        typed.ticked[spec.name] = tuple(str(one) for one in value)
    elif isinstance(value, dict):
        for end in ENDS:
            _show_text(typed, f"{spec.name}-{end}", value.get(end))
    elif spec.words == "cloud.answer":
        typed.texts[spec.name] = {True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else ""
    elif isinstance(value, bool):
        typed.texts[spec.name] = "1" if value else ""
    elif spec.kind == "percent" and isinstance(value, int | float):
        _show_text(typed, spec.name, PERCENT * value)
    else:
        _show_text(typed, spec.name, value)


def _show_text(typed: Typed, name: str, value: Plain) -> None:
    if isinstance(value, int | float):
        typed.texts[name] = write_amount(round(value, _DIGITS), typed.language)
    elif isinstance(value, str):
        typed.texts[name] = value


def drawn(typed: Typed, found: Sequence[Group], data: Mapping[str, str]) -> list[dict[str, object]]:
    """Return the groups as the template draws them; `data` are names of data objects by id."""
    return [
        {
            "name": group.name,
            "title": say(typed.language, f"cloud.group.{group.name}"),
            "lead": say(typed.language, f"cloud.group.{group.name}.lead"),
            "folded": group.folded,
            "open": any(_filled(typed, spec) or _wrong(typed, spec) for spec in group.specs),
            "fields": [_drawn(typed, spec, data) for spec in group.specs if _is_shown(typed, spec)],
        }
        for group in found
    ]


def _is_shown(typed: Typed, spec: Spec) -> bool:
    """Say whether a field is drawn: of rows the filled ones and a few below them."""
    return spec.row is None or spec.row <= max(_filled_rows(typed), default=-1) + SPARE_ASSURANCES


def _filled(typed: Typed, spec: Spec) -> bool:
    return bool(typed.ticked.get(spec.name)) or any(typed.texts.get(name) for name in _names(spec))


def _wrong(typed: Typed, spec: Spec) -> bool:
    return any(name in typed.messages for name in _names(spec))


def _names(spec: Spec) -> tuple[str, ...]:
    return tuple(f"{spec.name}-{end}" for end in ENDS) if spec.kind == "three" else (spec.name,)


def _drawn(typed: Typed, spec: Spec, data: Mapping[str, str]) -> dict[str, object]:
    language, hint = typed.language, f"cloud.field.{spec.called}.hint"
    found: dict[str, object] = {
        "name": spec.name,
        "kind": spec.kind,
        "label": say(language, f"cloud.field.{spec.called}"),
        "heads": spec.row is not None and spec.name.endswith("-scheme"),
        "row": None if spec.row is None else spec.row + 1,
        "hint": say(language, hint) if hint in store() else "",
        "unit": say(language, f"cloud.unit.{spec.unit}") if spec.unit else "%" if spec.kind == "percent" else "",
        "value": typed.texts.get(spec.name, ""),
        "message": typed.messages.get(spec.name, ""),
    }
    if spec.kind == "choice":
        unknown = say(language, "cloud.answer.unknown")
        found["options"] = [(one, say(language, f"{spec.words}.{one}") if one else unknown) for one in spec.options]
    if spec.kind == "many":
        ticked = typed.ticked.get(spec.name, ())
        found["options"] = [(id_, name, id_ in ticked) for id_, name in data.items()]
    if spec.kind == "three":
        found["ends"] = [
            (
                f"{spec.name}-{end}",
                say(language, f"cloud.end.{end}"),
                typed.texts.get(f"{spec.name}-{end}", ""),
                typed.messages.get(f"{spec.name}-{end}", ""),
            )
            for end in ENDS
        ]
    return found
