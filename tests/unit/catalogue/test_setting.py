"""What stands around the risks: agreed figures, both sides of each conflict, two whole languages."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from leitplanke.catalogue.compiled import read
from leitplanke.catalogue.dated import Programme, Rule
from leitplanke.catalogue.entries import Entry, Text
from leitplanke.reports.numbers import day

LEVERS: dict[str, Any] = json.loads((Path(__file__).parent / "levers.json").read_text(encoding="utf-8"))
KINDS = (
    "strengths",
    "opportunities",
    "goals",
    "questions",
    "actors",
    "conflicts",
    "orientations",
    "leaves",
    "levers",
    "methods",
    "rules",
    "programmes",
)
WORD = re.compile(r"[^\W\d_]+")
ENGLISH = {"the", "and", "of", "with", "for", "your", "you", "which", "not", "is", "are", "by", "from", "that", "this", "its", "their"}
GERMAN = {"der", "das", "und", "mit", "für", "sie", "nicht", "ist", "sind", "ein", "eine", "auf", "von", "zu", "den", "werden"}
LONGEST_SENTENCE = 30


@cache
def texts() -> dict[str, Text]:
    return dict(pair for kind in KINDS for entry in getattr(read(), kind) for pair in _texts(entry, entry.id))


def _texts(node: Any, path: str) -> Iterator[tuple[str, Text]]:  # noqa: ANN401 - walks any entry
    if isinstance(node, Text):
        yield path, node
    elif is_dataclass(node):
        for field in fields(node):
            yield from _texts(getattr(node, field.name), f"{path}.{field.name}")
    elif isinstance(node, tuple):
        for number, inner in enumerate(node):
            yield from _texts(inner, f"{path}[{number}]")


def test_every_lever_has_the_agreed_figures() -> None:
    found = {lever.id: lever for lever in read().levers}
    assert set(found) == set(LEVERS)
    assert len(found) == 21
    for id_, agreed in LEVERS.items():
        lever = found[id_]
        assert [[effect.target, effect.parameter, effect.low, effect.high] for effect in lever.effects] == agreed["effects"]
        assert (lever.actor, lever.origin.confidence, lever.origin.tag) == (agreed["actor"], agreed["confidence"], "assumption")
        assert list(lever.leaves) == agreed.get("leaves", list(lever.leaves))
        assert not any(effect.side_effect for effect in lever.effects)


def test_the_leaves_are_those_of_the_appendix() -> None:
    groups = {group: sum(leaf.group == group for leaf in read().leaves) for group in "ABCDEFG"}
    assert groups == {"A": 7, "B": 7, "C": 5, "D": 4, "E": 14, "F": 3, "G": 11}
    for leaf in read().leaves:
        assert leaf.id.removeprefix("leaf.")[0].upper() == leaf.group
        assert leaf.reference.lower().replace("appendix ", "leaf.") == leaf.id


def test_every_component_but_one_has_its_orientation_and_question() -> None:
    components = {entry.id for entry in read().components} - {"component.cross"}
    assert {entry.component for entry in read().orientations} == components
    assert len(read().orientations) == len(components)
    assert {entry.id for entry in read().components if entry.question is None} == {"component.cross"}


def test_every_conflict_hears_both_sides_and_shows_in_measures() -> None:
    assert len(read().conflicts) == 6
    for conflict in read().conflicts:
        assert [len(side.arguments) >= 2 for side in conflict.sides] == [True, True], conflict.id
        assert len({side.title.de for side in conflict.sides}) == 2
        assert len(conflict.measures) >= 3, conflict.id


def test_every_actor_wants_something_and_can_do_something() -> None:
    assert [actor.inside for actor in read().actors] == [False] * 8 + [True] * 5
    for actor in read().actors:
        assert actor.goals, actor.id
        assert actor.can_do, actor.id
    touched = {unseen for actor in read().actors for unseen in actor.unseens}
    assert len(touched) >= 20


def test_the_named_laws_and_programmes_are_there() -> None:
    rules = {rule.id.removeprefix("rule.") for rule in read().rules}
    assert {"data-act", "data-act-design", "data-act-switching", "p2b", "nis2", "ai-act-literacy", "betrvg-87", "betrvg-94"} <= rules
    named = {
        "bafa-advice",
        "kfw-511",
        "zim",
        "mid-nrw",
        "sgb3-82",
        "sgb3-82a",
        "mittelstand-digital",
        "go-digital",
        "digital-jetzt",
        "inno-kom",
    }
    assert {programme.id.removeprefix("programme.") for programme in read().programmes} == named
    for entry in (*read().rules, *read().programmes):
        assert entry.measures, entry.id
    pending = [rule.id for rule in read().rules if rule.status in {"change-pending", "repeal-proposed"} and rule.outlook is None]
    assert pending == []


def _stated(entry: Rule | Programme) -> str:
    """Return what the cited sources state, in German."""
    cited = [source for source in read().sources if source.id in entry.origin.sources]
    return " ".join(f"{source.publication} {source.statement.de}" for source in cited)


def test_every_date_of_a_fact_stands_in_a_source_it_cites() -> None:
    seen = 0
    for entry in (*read().rules, *read().programmes):
        dates = {entry.valid_from, entry.valid_to, entry.apply_from, entry.apply_to} - {None}
        if entry.origin.tag != "fact":
            assert not dates, entry.id
        for on in filter(None, dates):
            said = {day(on, "de").replace("\N{NO-BREAK SPACE}", " ")}
            if (on.month, on.day) == (12, 31):
                said |= {f"Ende {on.year}", f"enden {on.year}"}
            assert any(words in _stated(entry) for words in said), (entry.id, on)
            seen += 1
    assert seen > 20


def test_every_number_of_a_quota_stands_in_a_source_it_cites() -> None:
    number = re.compile(r"\d+(?:\.\d{3})*")
    for programme in read().programmes:
        if programme.origin.tag == "fact":
            assert set(number.findall(programme.quota.de)) <= set(number.findall(_stated(programme))), programme.id


def test_what_rests_on_nothing_published_is_an_assumption() -> None:
    own = {entry.id for entry in (*read().rules, *read().programmes) if entry.origin.tag == "assumption"}
    assert own == {"rule.de-minimis", "programme.inno-kom"}


@pytest.mark.parametrize("kind", KINDS)
def test_titles_are_short_and_their_own(kind: str) -> None:
    found: tuple[Entry, ...] = getattr(read(), kind)
    for language in ("de", "en"):
        titles = [getattr(entry.title, language) for entry in found]
        assert len(set(titles)) == len(titles)
        assert all(len(title) <= 62 and not title.endswith(".") for title in titles)


def test_texts_are_two_whole_languages() -> None:
    assert len(texts()) > 450
    names = {"go-digital", "INNO-KOM", "Digital Jetzt", "Mittelstand Innovativ & Digital (MID)"}
    for path, text in texts().items():
        german, english = ({word.lower() for word in WORD.findall(one)} for one in (text.de, text.en))
        assert not german & ENGLISH, path
        assert not english & GERMAN, path
        assert text.de != text.en or text.de in names, path


def test_sentences_are_short_and_end_and_address_people_formally() -> None:
    for path, text in texts().items():
        if path.endswith((".title", ".region")):
            continue
        for one in (text.de, text.en):
            assert one.endswith((".", "?")), path
            assert max(len(WORD.findall(part)) for part in re.split(r"[.?:;]\s", one)) <= LONGEST_SENTENCE, path
        assert not re.search(r"\b(?:du|dein|deine|euch|euer)\b|Innen\b", text.de), path
        assert not re.search(r"  | - |--|\"|\bKMU\b|EUR", text.de), path


def test_both_languages_name_the_same_numbers() -> None:
    for path, text in texts().items():
        german = [part.replace(".", "").replace(",", ".") for part in re.findall(r"\d+(?:\.\d{3})*(?:,\d+)?", text.de)]
        english = [part.replace(",", "") for part in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text.en)]
        assert sorted(german) == sorted(english), path
