"""The fields of a partner or channel with their texts."""

from dataclasses import dataclass

from leitplanke.company.dependence.channel import Channel
from leitplanke.company.dependence.partner import Relation
from leitplanke.reports.words import Language, say, store
from leitplanke.web.companies.fields import DayField
from leitplanke.web.network.asked import CHANNEL, LEVELS, RELATION, Asked, Typed, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field as the page draws it; `options` for a choice."""

    name: str
    label: str
    hint: str
    value: str
    unit: str
    message: str
    kind: str
    amount: bool
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Fields that belong together."""

    id: str
    title: str
    hint: str
    fields: tuple[Field, ...]


def groups(value: Value, typed: Typed, language: Language) -> tuple[Group, ...]:
    """Return the groups of a page."""
    type_ = value.type if isinstance(value, Channel) else ""
    return tuple(
        Group(
            id=name,
            title=say(language, f"network.group.{name}"),
            hint=_text(language, f"network.group.{name}.hint"),
            fields=tuple(_field(one, type_, typed, language) for one in fields),
        )
        for name, fields in (RELATION if isinstance(value, Relation) else CHANNEL)
    )


def _field(one: Asked, type_: str, typed: Typed, language: Language) -> Field:
    form = one.form()
    return Field(
        name=one.name,
        label=say(language, f"network.ask.{one.name}"),
        hint=_text(language, f"network.ask.{one.name}.hint"),
        value=typed.texts.get(one.name, ""),
        unit=_text(language, one.unit) or one.unit,
        message=typed.messages.get(one.name, ""),
        kind="date" if isinstance(form, DayField) else "text",
        amount=one.most is not None,
        options=_options(one, type_, language),
    )


def _options(one: Asked, type_: str, language: Language) -> tuple[tuple[str, str], ...]:
    if not one.options:
        return ()
    none = (("", say(language, "network.ask.none")),) if one.free else ()
    return (*none, *((value, _option(one, value, type_, language)) for value in one.options))


def _option(one: Asked, value: str, type_: str, language: Language) -> str:
    """Return the text of a choice; selling to consumers and to firms has levels of its own."""
    keys = (f"network.choice.{one.name}.{type_}.{value}", f"network.choice.{one.name}.{value}", f"network.choice.{value}")
    text = next((store()[key][language] for key in keys if key in store()), value)
    return f"{value}: {text}" if one.options == LEVELS else text


def _text(language: Language, key: str) -> str:
    return store()[key][language] if key in store() else ""
