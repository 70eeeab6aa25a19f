"""Times in which an operator blocked the account, as fields of a channel: the day, how long, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from leitplanke.company.dependence.channel import Block
from leitplanke.reports.words import Language, say
from leitplanke.web.companies.fields import AmountField, DayField, LineField

FIRST_YEAR, MOST_DAYS = 2000, 3650.0
MOST_BLOCKS = 60
"""The latest that a page shows, as a form takes 300 fields; earlier ones stay as they are."""
_PARTS = ("on", "days", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """One block as it stands in the fields; `key` begins their names, messages stand by part."""

    key: str
    texts: Mapping[str, str]
    messages: Mapping[str, str]


def show(blocks: Sequence[Block], language: Language) -> tuple[Typed, ...]:
    """Return the latest blocks as the reader would type them, and an empty one."""
    days = AmountField(unit="", most=MOST_DAYS)
    days.language = language
    told = [{"on": one.on.isoformat(), "days": days.shown(float(one.days)), "reason": one.reason} for one in blocks[-MOST_BLOCKS:]]
    return tuple(Typed(key=f"block-{place}", texts=texts, messages={}) for place, texts in enumerate([*told, dict.fromkeys(_PARTS, "")]))


def read(posted: Mapping[str, str], language: Language) -> tuple[tuple[Block, ...], tuple[Typed, ...]]:
    """Return the blocks that were typed, and the fields with what is wrong in them; a row without anything is no block."""
    blocks: list[Block] = []
    rows = []
    for place in range(MOST_BLOCKS + 1):
        key = f"block-{place}"
        if f"{key}-on" not in posted:
            break
        texts = {part: posted.get(f"{key}-{part}", "").strip() for part in _PARTS}
        found, messages = _block(texts, language)
        blocks += [] if found is None else [found]
        rows.append(Typed(key=key, texts=texts, messages=messages))
    return tuple(blocks), tuple(rows)


def _block(texts: Mapping[str, str], language: Language) -> tuple[Block | None, dict[str, str]]:
    if not any(texts.values()):
        return None, {}
    forms = {
        "on": DayField(years=range(FIRST_YEAR, 2101)),
        "days": AmountField(unit="", most=MOST_DAYS),
        "reason": LineField(),
    }
    values: dict[str, object] = {}
    messages = {}
    for part, form in forms.items():
        form.language = language
        try:
            values[part] = form.clean(texts[part])
        except ValidationError as error:
            messages[part] = " ".join(error.messages)
    for part in ("on", "days"):
        if part not in messages and values[part] is None:
            messages[part] = say(language, "web.fault.missing")
    on, days, reason = (values.get(part) for part in _PARTS)
    if messages or not isinstance(on, date) or not isinstance(days, float):
        return None, messages
    return Block(on=on, days=days, reason=str(reason)), {}
