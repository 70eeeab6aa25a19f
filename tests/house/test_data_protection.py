"""The data-protection pack says what the program does: periods are those of the code, tables all there are, both languages the same."""

import re
from datetime import timedelta
from functools import cache
from pathlib import Path
from pkgutil import resolve_name

import pytest
from django.apps import apps
from django.conf import settings

from leitplanke.web.audit.logged import LOGGED, NOT_LOGGED
from leitplanke.web.pace.counting import Pace

ROOT = Path(__file__).parents[2]
PACKS = {"de": ROOT / "docs/datenschutz", "en": ROOT / "docs/data-protection"}
UNITS = {
    **dict.fromkeys(("Jahr", "Jahre", "year", "years"), timedelta(days=365)),
    **dict.fromkeys(("Woche", "Wochen", "week", "weeks"), timedelta(weeks=1)),
    **dict.fromkeys(("Tag", "Tage", "Tagen", "day", "days"), timedelta(days=1)),
    **dict.fromkeys(("Stunde", "Stunden", "hour", "hours"), timedelta(hours=1)),
    **dict.fromkeys(("Minute", "Minuten", "minute", "minutes"), timedelta(minutes=1)),
}
PERIOD = re.compile(rf"(\d+) ({'|'.join(sorted(UNITS, key=len, reverse=True))})\b")
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| `(web\.[\w.]+)` \|$", flags=re.MULTILINE)
KEPT = re.compile(
    r"^(\w*LIFE(?:_SECONDS)?|KEPT_DAYS|OPEN_DAYS|SHARED_DAYS|LONGEST_DAYS|DEVICE_DAYS|JOB_DAYS|LOG_YEARS|SIGN_IN_YEARS|CLOSED_FOR|A_YEAR"
    r"|\w*COOKIE_AGE) = ",
    flags=re.MULTILINE,
)
PACE = re.compile(r"^([A-Z_]+) = Pace\(", flags=re.MULTILINE)
COOKIES = {
    "leitplanke-session": "SESSION_COOKIE_AGE",
    "leitplanke-csrf": "CSRF_COOKIE_AGE",
}


@cache
def chapter(language: str, number: int) -> str:
    (found,) = PACKS[language].glob(f"{number}-*.md")
    return found.read_text(encoding="utf-8")


def said(text: str) -> timedelta:
    """Return the first period that a text names."""
    match = PERIOD.search(text)
    assert match is not None, text
    return int(match[1]) * UNITS[match[2]]


def meant(name: str) -> timedelta:
    """Return what a constant stands for, by its unit."""
    value = resolve_name(f"leitplanke.{name}")
    if isinstance(value, timedelta):
        return value
    if isinstance(value, Pace):
        return timedelta(seconds=value.seconds)
    assert isinstance(value, int)
    unit = name.rpartition("_")[2]
    return value * {"DAYS": timedelta(days=1), "YEARS": timedelta(days=365)}.get(unit, timedelta(seconds=1))


@pytest.mark.parametrize("language", PACKS)
def test_every_period_is_that_of_the_code(language: str) -> None:
    rows = ROW.findall(chapter(language, 5))
    assert len(rows) > 12
    assert {name: said(period) for _, period, name in rows} == {name: meant(name) for _, _, name in rows}


@pytest.mark.parametrize("language", PACKS)
def test_no_period_of_the_code_is_forgotten(language: str) -> None:
    named = {name for _, _, name in ROW.findall(chapter(language, 5))}
    assert sorted(named_as(KEPT) ^ {name for name in named if not isinstance(resolve_name(f"leitplanke.{name}"), Pace)}) == []


@pytest.mark.parametrize("language", PACKS)
def test_no_count_of_what_comes_too_often_holds_longer_than_said(language: str) -> None:
    paces = {name: meant(name) for name in named_as(PACE)}
    assert len(paces) > 5
    (told,) = (name for _, _, name in ROW.findall(chapter(language, 5)) if name in paces)
    assert paces[told] == max(paces.values())


def named_as(pattern: re.Pattern[str]) -> set[str]:
    """Return the full names of what the web application assigns to names that a pattern finds."""
    web = ROOT / "src/leitplanke/web"
    return {
        f"{'.'.join(path.relative_to(web.parent).with_suffix('').parts)}.{name}"
        for path in web.rglob("*.py")
        for name in pattern.findall(path.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("language", PACKS)
def test_cookies_last_as_long_as_said(language: str) -> None:
    rows = dict(re.findall(r"^\| `([\w-]+)` \| [^|]+ \| ([^|]+) \|$", chapter(language, 1), flags=re.MULTILINE))
    assert {name: said(rows[name]) for name in COOKIES} == {
        name: timedelta(seconds=getattr(settings, setting)) for name, setting in COOKIES.items()
    }
    assert settings.SESSION_COOKIE_NAME in rows
    assert settings.CSRF_COOKIE_NAME in rows
    assert said(rows["leitplanke-known"]) == meant("web.accounts.guard.MARK_LIFE")


@pytest.mark.parametrize("language", PACKS)
def test_the_record_names_every_table_once(language: str) -> None:
    rows = re.findall(r"^\| [^|]+ \| (`[a-z_]+\.[a-z_]+`.*) \|$", chapter(language, 2), flags=re.MULTILINE)
    tables = [name for row in rows for name in re.findall(r"`([a-z_]+\.[a-z_]+)`", row)]
    assert len(tables) == len(set(tables))
    assert sorted(set(tables) ^ {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}) == []
    assert set(tables) == {*LOGGED, *NOT_LOGGED}


def test_both_languages_say_the_same_in_the_same_order() -> None:
    for number in range(1, 9):
        german, english = (chapter(language, number) for language in ("de", "en"))
        for pattern in (r"^#+ ", r"`([^`\n]+)`", r"^\|", r"\d{2,}", r"\]\((?:\.\./)+((?:src|tests|benchmarks|docs/(?!dat))[^)]*)\)"):
            assert re.findall(pattern, german, flags=re.MULTILINE) == re.findall(pattern, english, flags=re.MULTILINE), (number, pattern)


@pytest.mark.parametrize("language", PACKS)
def test_nothing_that_the_regulation_demands_is_missing(language: str) -> None:
    contract, information, record = (chapter(language, number) for number in (4, 6, 2))
    paragraphs = re.findall(r"^\*\*§ \d+ (.*?)\*\*", contract, flags=re.MULTILINE)
    assert [letter for letter in "abcdefgh" if not any(re.search(rf"\b{letter}\b", one.partition("(")[2]) for one in paragraphs)] == []
    assert [one for one in "abcdefg" if not re.search(rf"^\| \(?{one}\) ", record, flags=re.MULTILINE)] == []
    assert [number for number in (6, 15, 18, 20, 21) if not re.search(rf"\b{number}\b", information)] == []
