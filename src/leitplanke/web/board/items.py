"""What is typed of one measure of the roadmap: read field by field, every fault at its field, what is right is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from leitplanke.reports import numbers
from leitplanke.reports.words import Language, say
from leitplanke.web.board.models import MOST_NOTE, MOST_PERSON, Item
from leitplanke.web.companies.fields import AmountField, DayField, LineField, PickField, ProfileField

STATUSES = tuple(Item.Status.values)
NAMES = ("status", "start", "person", "begun_on", "done_on", "actual_cost_eur", "note")


class NoteField(ProfileField):
    """Several lines of text."""

    kind = "note"

    def clean(self, value: object) -> str:
        """Return the text without outer space."""
        text = str(value or "").replace("\0", "").replace("\r\n", "\n").strip()
        if len(text) > MOST_NOTE:
            raise self.fault(code="too-long", most=MOST_NOTE)
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemField:
    """One field of a card: `was` is what is stored, `value` what it shows."""

    name: str
    id: str
    kind: str
    value: str
    was: str
    message: str = ""
    changed: bool = False
    replaced: str = ""
    """What somebody else had entered since the page was shown, and what was typed has replaced."""
    options: tuple[tuple[str, str], ...] = ()


def fields_of(item: Item, language: Language) -> dict[str, ProfileField]:
    """Return the fields of a card by name."""
    quarters = [str(one) for one in item.board.limits().quarters]
    quarters = quarters if item.start in quarters else [item.start, *quarters]
    found: dict[str, ProfileField] = {
        "status": PickField(STATUSES),
        "start": PickField(quarters),
        "person": LineField(most=MOST_PERSON),
        "begun_on": DayField(),
        "done_on": DayField(),
        "actual_cost_eur": AmountField(),
        "note": NoteField(required=False),
    }
    for field in found.values():
        field.language = language
    return found


def shown(item: Item, language: Language) -> tuple[ItemField, ...]:
    """Return the fields of a card as stored."""
    return tuple(_shown(item, name, field, language) for name, field in fields_of(item, language).items())


def _shown(item: Item, name: str, field: ProfileField, language: Language, typed: str | None = None, message: str = "") -> ItemField:
    stored = field.shown(getattr(item, name))
    options = tuple((one, _option(name, one, language)) for one in field.choices) if isinstance(field, PickField) else ()
    return ItemField(
        name=name,
        id=f"{name}-{item.pk}",
        kind=field.kind,
        value=stored if typed is None else typed,
        was=stored,
        message=message,
        options=options,
    )


def _option(name: str, value: str, language: Language) -> str:
    return say(language, f"board.status.{value}") if name == "status" else numbers.quarter(value, language)


def keep(item: Item, posted: Mapping[str, str], language: Language) -> tuple[ItemField, ...]:
    """Keep every changed field that is right, and return all fields with what is wrong with each."""
    fields, messages = fields_of(item, language), {}
    before = {one.name: one for one in shown(item, language)}
    values: dict[str, object] = {}
    for name in (name for name in NAMES if _changed(name, posted)):
        try:
            values[name] = fields[name].clean(posted[name])
        except ValidationError as error:
            messages[name] = " ".join(error.messages)
    messages |= _wrong_days(item, values, language)
    right = {name: value for name, value in values.items() if name not in messages}
    for name, value in right.items():
        setattr(item, name, value)
    if right:
        item.save(update_fields=[*right, "saved_at"])
    found = (_kept(item, name, field, posted, messages, language) for name, field in fields.items())
    return tuple(replace(one, replaced=_replaced(before[one.name], posted)) if one.name in right else one for one in found)


def _replaced(before: ItemField, posted: Mapping[str, str]) -> str:
    """Return what stood in a field if it is not what the page had shown; empty if it is, or if nothing stood there."""
    seen = posted.get(f"was-{before.name}")
    if seen is None or _bare(seen) == _bare(before.was) or _bare(posted[before.name]) == _bare(before.was):
        return ""
    return dict(before.options).get(before.was, before.was)


def _kept(
    item: Item, name: str, field: ProfileField, posted: Mapping[str, str], messages: Mapping[str, str], language: Language
) -> ItemField:
    wrong = name in messages
    found = _shown(item, name, field, language, posted[name] if wrong else None, messages.get(name, ""))
    return replace(found, changed=_changed(name, posted))


def _changed(name: str, posted: Mapping[str, str]) -> bool:
    """Whether the reader changed a field: two open pages do not undo each other."""
    return name in posted and _bare(posted[name]) != _bare(posted.get(f"was-{name}", ""))


def _bare(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _wrong_days(item: Item, values: Mapping[str, object], language: Language) -> dict[str, str]:
    """Return what is wrong with the days: to come, or done before it began."""
    today = timezone.localdate()
    found = {
        name: say(language, "board.fault.to-come")
        for name in ("begun_on", "done_on")
        if isinstance(day := values.get(name), date) and day > today
    }
    begun, done = (values.get(name, getattr(item, name)) for name in ("begun_on", "done_on"))
    if isinstance(begun, date) and isinstance(done, date) and done < begun:
        name = "done_on" if "done_on" in values else "begun_on"
        found.setdefault(name, say(language, "board.fault.order"))
    return found
