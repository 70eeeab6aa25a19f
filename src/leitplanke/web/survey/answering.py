"""Reads and keeps answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from leitplanke.catalogue.entries import Indicator
from leitplanke.reports.words import Language, say
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.kept import file_moments
from leitplanke.web.survey import narrowing
from leitplanke.web.survey.earlier import carried
from leitplanke.web.survey.models import LEVELS, Rater, Rating
from leitplanke.web.survey.pages import Page

MOST_REASON = 500
SECONDS_A_QUESTION = 25
"""How long people take for one question; only for the minutes shown."""
CHOICES = frozenset((*(str(level) for level in range(LEVELS)), "unknown", "not-applicable"))


@dataclass(frozen=True, slots=True)
class Question:
    """One question as the page draws it."""

    name: str
    indicator: Indicator
    selected: str
    reason: str
    reason_message: str
    excuse: str
    saved: Rating | None
    narrows: str
    """What an answer would do to the range of the latest result; empty once answered, without result or if the page says it once."""


def field_name(indicator: str) -> str:
    """Return the form name of an indicator: letters and hyphens, fit for ids.

    Examples
    --------
    >>> field_name("indicator.iot.use-ratio")
    'iot-use-ratio'
    """
    return indicator.removeprefix("indicator.").replace(".", "-")


def owner_of(company: Company) -> Rater:
    """Return the rater who answers at the desk, created at the first answer; what people answer in waves stands apart."""
    rater = Rater.objects.filter(company=company, wave=None, role="owner").first()
    return rater or Rater.objects.create(company=company)


def answers_of(company: Company) -> dict[str, Rating]:
    """Return the owner's answers by indicator, those to earlier questions under the question that took their place."""
    rows = list(Rating.objects.filter(rater__company=company, rater__wave=None, rater__role="owner"))
    return {row.indicator: row for row in (*carried(rows), *rows)}


@transaction.atomic
def keep(company: Company, posted: Mapping[str, str], indicators: tuple[Indicator, ...]) -> list[Rating]:
    """Write the answers among `posted` that differ from what the page first showed; the last one written wins."""
    Company.objects.select_for_update().get(pk=company.pk)
    changed = changes(posted, indicators)
    if not changed:
        return []
    rater = owner_of(company)
    return [write(rater, indicator, choice, posted.get(f"{field_name(indicator)}-reason", "")) for indicator, choice in changed.items()]


def changes(posted: Mapping[str, str], indicators: tuple[Indicator, ...]) -> dict[str, str]:
    """Return by indicator the answers among `posted` that differ from what the page first showed; anything off the scale is left out."""
    chosen = {indicator.id: posted.get(field_name(indicator.id), "") for indicator in indicators}
    return {indicator: choice for indicator, choice in chosen.items() if choice in CHOICES and _differs(posted, indicator)}


def _differs(posted: Mapping[str, str], indicator: str) -> bool:
    """Say whether the reader changed this answer; a page without memory (one autosaved answer) always did."""
    was = posted.get(f"was-{field_name(indicator)}")
    return was is None or was != f"{posted.get(field_name(indicator))}|{posted.get(f'{field_name(indicator)}-reason', '')}"


def write(rater: Rater, indicator: str, choice: str, reason: str, **more: object) -> Rating:
    """Keep one answer of a rater in the place of the last one; `more` are further fields of its row."""
    level = int(choice) if choice.isdigit() else None
    values = {
        "level": level,
        "missing": "" if level is not None else choice,
        "reason": one_line(reason) if choice == "not-applicable" else "",
        "catalogue_version": catalogue().edition,
        "saved_at": timezone.now(),
        **more,
    }
    row = Rating(rater=rater, indicator=indicator, **values)
    # One statement, not four: a hall that answers at once is most of what a server ever has to do.
    (kept,) = Rating.objects.bulk_create([row], update_conflicts=True, unique_fields=("rater", "indicator"), update_fields=tuple(values))
    return kept


def one_line(text: str) -> str:
    """Return what somebody typed as one line of a length that is stored."""
    return " ".join(text.replace("\0", "").split())[:MOST_REASON]


def questions(page: Page, kept: Mapping[str, Rating], told: narrowing.Told, language: Language, *, strict: bool) -> list[Question]:
    """Return the questions of a page with the answers `kept` and what is `told` of open ones; `strict` asks for missing reasons."""
    return [question(one, kept.get(one.id), told.each.get(one.id, ""), language, strict=strict) for one in page.indicators]


def narrows(company: Company, page: Page, kept: Mapping[str, Rating], language: Language) -> narrowing.Told:
    """Return what answers to the open questions of a page would do to the range of the latest result."""
    unanswered = [one.id for one in page.indicators if one.id not in kept or kept[one.id].level is None]
    return narrowing.told(unanswered, narrowing.of_latest(company), language)


def question(indicator: Indicator, rating: Rating | None, narrows: str, language: Language, *, strict: bool) -> Question:
    """Return one question with its answer; `strict` asks for a missing reason."""
    wants_reason = strict and rating is not None and not rating.counts
    return Question(
        name=field_name(indicator.id),
        indicator=indicator,
        selected=rating.choice if rating else "",
        reason=rating.reason if rating else "",
        reason_message=say(language, "web.fault.reason") if wants_reason else "",
        excuse=getattr(indicator.not_applicable, language) if indicator.not_applicable else say(language, "web.check.not-applicable"),
        saved=rating,
        narrows=narrows,
    )


def open_questions(company: Company, kept: Mapping[str, Rating], pages: tuple[Page, ...]) -> list[int]:
    """Return for each of `pages` how many of its questions have no answer that counts, among those `kept` or of a file read in."""
    counting = {indicator for indicator, rating in kept.items() if rating.counts}
    counting |= {one.indicator for one in file_moments(company)}
    return [sum(one.id not in counting for one in page.indicators) for page in pages]


def minutes(questions_left: int) -> int:
    """Return the minutes that many questions take, at least one."""
    return max(1, round(questions_left * SECONDS_A_QUESTION / 60))
