"""Everything that can be set, drawn for a setting."""

from collections.abc import Callable, Sequence
from itertools import groupby

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import days, euro, quarter
from leitplanke.reports.words import Language, say
from leitplanke.web.results.figures import mark_of
from leitplanke.web.whatif.desk import AS_TODAY, EXPOSURES, Choice, Desk
from leitplanke.web.whatif.picture import hundredths, year_marks
from leitplanke.web.whatif.setting import Notches, Setting
from leitplanke.web.whatif.values import Controls, Notch, Row, RowGroup, Slider


def controls(desk: Desk, setting: Setting, catalogue: Catalogue, language: Language) -> Controls:
    """Return all controls; measures of the plan and those switched on come first, by start, the others by component."""
    names = Names.of(catalogue, language)
    order = {one.id: one.order for one in catalogue.components}
    rows = [_row(one, desk, setting, names) for one in desk.choices]
    first = sorted((one for one in rows if one.planned or one.on), key=lambda one: (desk.plan.get(one.id, one.start), one.title))
    others = sorted((one for one in rows if not one.planned and not one.on), key=lambda one: (order[one.component], one.title))
    drawn = Notches.of(desk, setting)
    groups = groupby(others, key=lambda one: one.component)
    return Controls(
        rows=tuple(first),
        groups=tuple(RowGroup(title=names.title(one), mark=mark_of(one), rows=tuple(of)) for one, of in groups),
        budget=_budget(desk, setting, drawn, language),
        days=_days(desk, setting, drawn, language),
        exposure=tuple(_exposure(one, setting.exposure.get(one, AS_TODAY), names) for one in desk.components),
        quarters=tuple(Notch(place=place, words=quarter(one, language)) for place, one in enumerate(desk.quarters)),
        years=year_marks(desk.first, len(desk.quarters), steps=len(desk.quarters) - 1),
    )


def _row(choice: Choice, desk: Desk, setting: Setting, names: Names) -> Row:
    entry = choice.entry
    start = setting.starts.get(entry.id, desk.plan.get(entry.id, 0))
    return Row(
        id=entry.id,
        title=names.title(entry.id),
        mark=mark_of(entry.component),
        component=entry.component,
        on=entry.id in setting.starts,
        planned=entry.id in desk.plan,
        ruled_out=choice.ruled_out,
        start=start,
        start_words=quarter(desk.quarters[start], names.language),
        lead=choice.lead,
        full=choice.full,
        preparing=_span(start, start + choice.lead, desk),
        working=_span(start + choice.lead, len(desk.quarters), desk),
    )


def _span(first: int, end: int, desk: Desk) -> tuple[str, str]:
    """Return where a part of a bar begins and how long it is; the axis runs from the first to the last start quarter."""
    last = len(desk.quarters) - 1
    first, end = min(first, last), min(end, last)
    return hundredths(first / last), hundredths((end - first) / last)


def _budget(desk: Desk, setting: Setting, drawn: Notches, language: Language) -> Slider:
    asked = desk.budget_eur if setting.budget_eur is None else setting.budget_eur
    return _slider("budget", drawn.budget, (desk.budget_eur, asked), say(language, "whatif.budget"), lambda value: _money(value, language))


def _days(desk: Desk, setting: Setting, drawn: Notches, language: Language) -> tuple[Slider, ...]:
    found = []
    for role, values in drawn.days.items():
        today, label = desk.days[role], say(language, "whatif.days-of", role=say(language, f"web.own.role.{role}"))
        at = today, setting.days.get(role, today)
        found.append(_slider(f"days-{role}", values, at, label, lambda value: days(value, language)))
    return tuple(found)


def _slider(name: str, values: Sequence[float], at: tuple[float, float], label: str, words: Callable[[float], str]) -> Slider:
    today, asked = at
    return Slider(
        name=name,
        label=label,
        place=list(values).index(asked),
        today=list(values).index(today),
        notches=tuple(Notch(place=place, words=words(value)) for place, value in enumerate(values)),
    )


def _exposure(component: str, share: int, names: Names) -> Slider:
    words = tuple(
        Notch(place=place, words=say(names.language, "whatif.as-today" if value == AS_TODAY else "whatif.of-today", share=value))
        for place, value in enumerate(EXPOSURES)
    )
    return Slider(
        name=f"exposure-{component}",
        label=names.title(component),
        place=EXPOSURES.index(share),
        today=EXPOSURES.index(AS_TODAY),
        notches=words,
        mark=mark_of(component),
    )


def _money(value: float, language: Language) -> str:
    return say(language, "whatif.a-year", eur=euro(value, language))
