"""The shipped entries carry the agreed figures, in both languages, each with what it rests on."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from leitplanke.catalogue import compiled
from leitplanke.catalogue.entries import Catalogue, Text, ThreePointFigure, Unseen
from leitplanke.primitives.origin import Origin

AGREED: dict[str, Any] = json.loads((Path(__file__).parent / "figures.json").read_text(encoding="utf-8"))


@cache
def catalogue() -> Catalogue:
    return compiled.read()


def _points(figure: ThreePointFigure | None) -> list[float] | None:
    return None if figure is None else [figure.low, figure.mode, figure.high]


def _origins(value: object) -> Iterator[Origin]:
    if isinstance(value, Origin):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _origins(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _origins(getattr(value, field.name))


def _texts(value: object) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))


@pytest.mark.parametrize("unseen", catalogue().unseens, ids=lambda unseen: unseen.id)
def test_an_unseen_has_the_agreed_figures(unseen: Unseen) -> None:
    agreed = AGREED["unseens"][unseen.id]
    severity = unseen.severity
    assert {
        "lines": unseen.reference,
        "component": unseen.component,
        "kind": unseen.kind,
        "rate": _points(unseen.rate),
        "sensitivity": [unseen.sensitivity.at_0, unseen.sensitivity.at_1],
        "base": severity.base,
        "severity": [severity.low, severity.high, severity.cap, severity.median_factor],
        "duration": _points(unseen.duration),
        "coping": unseen.coping.max,
        "weights": {weight.capacity: weight.weight for weight in unseen.coping.weights},
        "count": unseen.count,
        "size": [factor.factor for factor in unseen.size_factors],
        "confidence": unseen.rate.origin.confidence,
        "sources": sorted({source for origin in _origins(unseen) for source in origin.sources}),
    } == {key: value for key, value in agreed.items() if key not in {"tags", "shock"}}
    figures = {"rate": unseen.rate, "sensitivity": unseen.sensitivity, "severity": severity, "coping": unseen.coping}
    tags = {name: figure.origin.tag for name, figure in figures.items()}
    if unseen.duration is not None:
        tags["duration"] = unseen.duration.origin.tag
    assert tags == agreed["tags"]


def test_every_unseen_link_and_shock_is_there_once() -> None:
    assert {unseen.id for unseen in catalogue().unseens} == set(AGREED["unseens"])
    links = {
        f"{link.cause} > {link.effect}": {
            "p": _points(link.probability),
            "confidence": link.probability.origin.confidence,
            "lines": link.reference,
        }
        for link in catalogue().links
    }
    assert links == AGREED["links"]
    shocks = {shock.id: (_points(shock.variance), list(shock.members)) for shock in catalogue().shocks}
    assert shocks == {f"shock.{key}": (shock["variance"], shock["members"]) for key, shock in AGREED["shocks"].items()}


def test_cyber_attacks_grow_with_the_firm() -> None:
    (cyber,) = (unseen for unseen in catalogue().unseens if unseen.size_factors)
    assert cyber.id == "unseen.cyber.incident"
    assert [(factor.from_staff, factor.factor) for factor in cyber.size_factors] == [(0, 1.0), (50, 1.4), (100, 2.0)]


def test_spectral_radius_is_the_published_one() -> None:
    """priors.md section 4: 0.52 with every probability high and exposure and sensitivity 1; 0.06 at middling."""
    place = {unseen.id: index for index, unseen in enumerate(catalogue().unseens)}

    def radius(high: bool) -> float:  # noqa: FBT001 - a local switch
        matrix = np.zeros((len(place), len(place)))
        for link in catalogue().links:
            target = next(unseen for unseen in catalogue().unseens if unseen.id == link.effect)
            middling = 0.5 * (target.sensitivity.at_0 + target.sensitivity.at_1) / 2.0
            matrix[place[link.cause], place[link.effect]] = link.probability.high if high else link.probability.mode * middling
        return float(np.abs(np.linalg.eigvals(matrix)).max())

    assert round(radius(high=True), 2) == 0.52
    assert round(radius(high=False), 2) == 0.06


def test_adaptation_has_the_agreed_strength() -> None:
    (adaptation,) = (entry for entry in catalogue().assumptions if entry.id == "assumption.adaptation")
    assert _points(adaptation.figure) == AGREED["adaptation"]
    (common,) = (entry for entry in catalogue().assumptions if entry.id == "assumption.coping-common-factor")
    assert _points(common.figure) == pytest.approx([1 / 1.35, 1.0, 1.35])


def test_german_is_german_and_english_is_english() -> None:
    """Every text has both languages, they differ, and neither speaks the other's most frequent words."""
    german = re.compile(r"\b(und|der|die|das|nicht|wird|oder|eine|mit|von)\b")
    english = re.compile(r"\b(and|the|not|with|of|is|are|which|from)\b")
    own = (*catalogue().unseens, *catalogue().links, *catalogue().shocks, *catalogue().components, *catalogue().capacities)
    for entry in (*own, *catalogue().bases, *catalogue().assumptions):
        for text in _texts(entry):
            assert text.de != text.en or text.de in {"Cloud", "Organisation"}, entry.id
            assert not english.search(text.de), (entry.id, text.de)
            assert not german.search(text.en), (entry.id, text.en)


def test_texts_are_as_people_write_them() -> None:
    """Sentences end with a point, titles do not; no double spaces, straight quotes, dashes in place of commas or old units."""
    for entry in (*catalogue().unseens, *catalogue().links, *catalogue().shocks):
        for language in ("de", "en"):
            title = getattr(entry.title, language)
            assert len(title) <= 42, title
            assert not title.endswith("."), title
        for text in [text for text in _texts(entry) if text is not entry.title]:
            for words in (text.de, text.en):
                assert words.endswith((".", "?")), (entry.id, words)
                assert not re.search(r"  | - |--|\"| %\.? [a-z]*%|EUR|\bKMU\b", words), (entry.id, words)
            assert not re.search(r"\d%", text.de), text.de
            assert not re.search(r"\d %", text.en), text.en


def test_every_reason_says_what_is_guessed() -> None:
    for unseen in catalogue().unseens:
        tagged = {unseen.rate.origin.tag, unseen.severity.origin.tag, unseen.sensitivity.origin.tag}
        if "assumption" in tagged:
            assert re.search(r"Einschätzung|geschätzt|Annahme|setzen wir|Häufigkeit", unseen.reason.de), unseen.id
            assert re.search(r"judge|estimate|assum|we take|rate", unseen.reason.en), unseen.id


def test_every_source_is_dated_and_says_what_it_states() -> None:
    for source in catalogue().sources:
        assert source.checked_on.year == 2026
        assert source.found
    used = {
        source
        for kind in fields(Catalogue)
        if kind.name != "version"
        for origin in _origins(getattr(catalogue(), kind.name))
        for source in origin.sources
    }
    assert used <= {source.id for source in catalogue().sources}


def test_no_id_is_ever_lost_or_used_again() -> None:
    """registry.txt lists every id ever shipped; a new entry adds its line, and no line goes away."""
    registry = (Path(__file__).parent / "registry.txt").read_text(encoding="utf-8").splitlines()
    assert len(set(registry)) == len(registry)
    kinds = [field.name for field in fields(Catalogue) if field.name != "version"]
    assert {entry.id for kind in kinds for entry in getattr(catalogue(), kind)} == set(registry)
