"""What the page shows before a workbook is stored."""

from typing import Any

from django.utils import timezone

from leitplanke.reports import numbers
from leitplanke.reports.naming import Names
from leitplanke.reports.words import Language, say
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.workshop import intake, offering
from leitplanke.web.workshop.intake import Change, Intake
from leitplanke.web.workshop.voices import Voice, role_name, told

SHOWN = ("create", "update", "keep")


def context(company: Company, read: Intake, voice: Voice, language: Language) -> dict[str, Any]:
    """Return the values of the page."""
    found = intake.changes(read, voice)
    counts = intake.counts(found)
    again = intake.earlier(company, read.digest)
    former = read.workshop.edition != catalogue().edition
    return {
        "name": read.name,
        "voice": _told(voice, language),
        "counts": [(say(language, f"workshop.preview.{action}"), count) for action, count in counts.items()]
        + [(say(language, "workshop.preview.unanswered"), read.workshop.unanswered)],
        "changes": _rows(found, language),
        "new": counts["create"] + counts["update"],
        "seal": intake.sealed(company, read, found),
        "former": say(language, "workshop.preview.former", edition=read.workshop.edition, today=catalogue().edition) if former else "",
        "again": _again(again.read_at, again.rater.role, language) if again and again.rater_id != (voice.rater and voice.rater.pk) else "",
    }


def _told(voice: Voice, language: Language) -> str:
    if voice.key == "owner":
        return say(language, "workshop.voice.owner")
    return told(voice.rater, language) if voice.rater else say(language, "workshop.voice.new", role=role_name(voice.role, language))


def _again(moment: Any, role: str, language: Language) -> str:  # noqa: ANN401 - a moment
    day = numbers.day(timezone.localdate(moment), language)
    return say(language, "workshop.preview.again", day=day, role=role_name(role, language))


def _rows(found: tuple[Change, ...], language: Language) -> list[tuple[str, str, str, str]]:
    """Return question, answer until now, answer of the workbook and its cell for each answer that is not the same."""
    names, indicators = Names.of(catalogue(), language), {one.id: one for one in catalogue().indicators}

    def said(indicator: str, choice: str, reason: str) -> str:
        """Return an answer in words: the sentence of its level as long as today's catalogue has the question."""
        known = {str(missing): text for missing, text in offering.choices_in(language).items()}
        asked = indicators.get(indicator)
        answer = known.get(choice) or say(language, "workshop.preview.level", level=choice)
        told = f"{choice}: {getattr(asked.levels[int(choice)].text, language)}" if asked and choice not in known else answer
        return say(language, "workshop.preview.note", answer=told, note=reason) if reason else told

    return [
        (
            names.title(one.entered.indicator),
            said(one.entered.indicator, one.before.choice, one.before.reason) if one.before else "",
            said(one.entered.indicator, intake.choice(one.entered), one.entered.reason),
            one.entered.place,
        )
        for one in found
        if one.action in SHOWN
    ]
