"""Puts a profile form into the words of a page: label, hint, unit, choices and the assumed default of each field."""

from dataclasses import dataclass, replace

from leitplanke.reports.numbers import days, euro, grouped, quarter, rounded
from leitplanke.reports.words import Language, say, store
from leitplanke.web.companies.fields import AmountField, PickField, ProfileField
from leitplanke.web.companies.forms import FieldRow, ProfileForm
from leitplanke.web.companies.status import assumed_figures

TENTHS_BELOW = 10.0
"""Figures below are shown with one decimal."""


@dataclass(frozen=True, slots=True)
class DrawnField:
    """Everything a field's component asks for."""

    name: str
    kind: str
    label: str
    hint: str
    unit: str
    value: str
    was: str
    message: str
    assumed: str
    options: tuple[tuple[str, str], ...]
    required: bool
    replaced: str = ""
    """What somebody else had put there meanwhile."""


def drawn(form: ProfileForm) -> list[DrawnField]:
    """Return the fields of `form` in the form's language."""
    defaults = assumed_figures(form.company)
    fields = [_draw(row, form.language, defaults.get(row.name)) for row in form.rows()]
    return [replace(one, replaced=_shown(one, form.replaced[one.name])) if one.name in form.replaced else one for one in fields]


def _shown(field: DrawnField, value: str) -> str:
    """Return what stood in a field as people saw it: of a choice its text, of a day the day."""
    if field.kind == "day":
        year, month, day = value.split("-")
        return f"{day}.{month}.{year}"
    return dict(field.options).get(value, value)


def summary(fields: list[DrawnField]) -> list[tuple[str, str]]:
    """Return for each wrong field its id and its message behind its label: "an entry is missing" alone would not say which."""
    return [(field.name, f"{field.label}{' ' if field.label.endswith('?') else ': '}{field.message}") for field in fields if field.message]


def _draw(row: FieldRow, language: Language, default: float | None) -> DrawnField:
    key = f"web.field.{row.name}"
    field = row.field
    return DrawnField(
        name=row.name,
        kind=field.kind,
        label=say(language, f"{key}.label"),
        hint=say(language, f"{key}.hint") if f"{key}.hint" in store() else "",
        unit=_unit(field, language),
        value=row.value,
        was=row.was,
        message=" ".join(row.errors),
        assumed="" if default is None or row.value else say(language, "web.assumed", figure=_figure(field, default, language)),
        options=_options(field, language),
        required=field.required,
    )


def _unit(field: ProfileField, language: Language) -> str:
    if not isinstance(field, AmountField):
        return ""
    return field.unit if field.unit in {"€", "%"} else say(language, f"web.unit.{field.unit}")


def _figure(field: ProfileField, figure: float, language: Language) -> str:
    if field.unit == "€":
        return euro(figure, language)
    if field.unit == "days":
        return days(figure, language)
    return f"{grouped(rounded(figure), language, 0 if figure >= TENTHS_BELOW else 1)}\u00a0{_unit(field, language)}"


def _options(field: ProfileField, language: Language) -> tuple[tuple[str, str], ...]:
    if not isinstance(field, PickField):
        return ()
    return tuple((choice, field.texts.get(choice) or _choice(choice, language)) for choice in field.choices)


def _choice(choice: str, language: Language) -> str:
    key = f"web.choice.{choice or 'none'}"
    return say(language, key) if key in store() else quarter(choice, language)
