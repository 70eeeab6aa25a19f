"""Rules and programmes beside a measure, in words that pages and report share.

They say how an entry stands on the first day of the study, never whether the firm falls under it or gets the money.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from leitplanke.catalogue.dated import FRESH_DAYS, Programme, Rule
from leitplanke.catalogue.entries import Catalogue, Source
from leitplanke.catalogue.notices import Notice, beside
from leitplanke.primitives.quarter import Quarter
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import day
from leitplanke.reports.trail import author_year, citation
from leitplanke.reports.words import Language, say
from leitplanke.study.result import StudyResult

_RUNNING = {"change-pending": "rule-changing", "repeal-proposed": "rule-ending"}
"""How a rule that binds, but will change or go, is said to stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A source written out and as author and year, with the web addresses where it was read; none if no address was kept."""

    text: str
    short: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeText:
    """One rule or programme: its title, how it stands, what it says, and what that rests on."""

    title: str
    standing: str
    text: tuple[str, ...]
    sources: tuple[Cited, ...]
    checked: str


def first_day(result: StudyResult) -> date:
    """Return the day for which notices hold: the first of the quarter in which the study starts."""
    return Quarter.parse(result.study.start).first_day


def as_of(result: StudyResult, language: Language) -> str:
    """Return the sentence on the day for which notices hold, and that they are no verdict."""
    return say(language, "result.notice.as-of", day=day(first_day(result), language))


def touching(id_: str, on: date, catalogue: Catalogue, names: Names) -> tuple[NoticeText, ...]:
    """Return what is shown beside the measure or Unseen `id_` on the day `on`: rules, then programmes."""
    return tuple(_written(notice, names) for notice in beside(catalogue, id_, on))


def _written(notice: Notice, names: Names) -> NoticeText:
    entry, language = notice.entry, names.language
    found = [names.entries[source] for source in entry.origin.sources if source in names.entries]
    return NoticeText(
        title=names.text(entry.title),
        standing=standing(notice, language),
        text=_said(entry, names),
        sources=tuple(_cited(source, names) for source in found if isinstance(source, Source)),
        checked=day(entry.origin.checked_on, language),
    )


def standing(notice: Notice, language: Language) -> str:
    """Return how a rule or programme stands, in a few words."""
    phase = _phase(notice, language)
    return say(language, "result.notice.unchecked", standing=phase, days=FRESH_DAYS) if notice.standing.unchecked else phase


def _phase(notice: Notice, language: Language) -> str:
    found, entry = notice.standing, notice.entry
    if found.phase == "over":
        return _over(entry, language)
    if found.phase == "coming" and found.changes is not None:
        return say(language, "result.notice.coming", day=day(found.changes, language))
    if found.phase == "closed":
        return say(language, "result.notice.closed")
    running = say(language, f"result.notice.running-{_RUNNING.get(entry.status, 'rule') if isinstance(entry, Rule) else 'programme'}")
    if found.changes is None:
        return running
    return say(language, "result.notice.until", standing=running, day=day(found.changes - timedelta(days=1), language))


def _over(entry: Rule | Programme, language: Language) -> str:
    ended = min((last for last in (entry.valid_to, entry.apply_to) if last is not None), default=None)
    if ended is None:
        return say(language, "result.notice.over")
    if isinstance(entry, Programme):
        # Who reads this before that day can still apply: a study may start later than it is read.
        return say(language, "result.notice.over-programme", day=day(ended, language))
    return say(language, "result.notice.over-since", day=day(ended + timedelta(days=1), language))


def _said(entry: Rule | Programme, names: Names) -> tuple[str, ...]:
    if isinstance(entry, Rule):
        more = (entry.meaning, *((entry.outlook,) if entry.outlook else ()))
        return (*(names.text(text) for text in (entry.text, *more)), *_dated(entry, names.language))
    quota = say(names.language, "result.notice.quota", quota=names.text(entry.quota))
    return (
        names.text(entry.text),
        quota,
        say(names.language, "result.notice.region", region=names.text(entry.region)),
        *_dated(entry, names.language),
    )


def _dated(entry: Rule | Programme, language: Language) -> tuple[str, ...]:
    sentence = dates(entry, language)
    return (sentence,) if sentence else ()


def dates(entry: Rule | Programme, language: Language) -> str:
    """Return the sentence on the days from and to which an entry is in force and applies; empty if none is known.

    A first day in force that is also the first to apply is said once.
    """
    days = {field: getattr(entry, field) for field in ("valid_from", "valid_to", "apply_from", "apply_to")}
    if days["valid_from"] == days["apply_from"]:
        days["valid_from"] = None
    kind = "rule" if isinstance(entry, Rule) else "programme"
    found = [say(language, f"result.notice.{field.replace('_', '-')}-{kind}", day=day(one, language)) for field, one in days.items() if one]
    if not found:
        return ""
    sentence = ", ".join(found)
    return f"{sentence[0].upper()}{sentence[1:]}."


def _cited(source: Source, names: Names) -> Cited:
    return Cited(
        text=citation(source, names), short=author_year(source, names), addresses=tuple(re.findall(r"https?://[^\s;]+", source.found))
    )
