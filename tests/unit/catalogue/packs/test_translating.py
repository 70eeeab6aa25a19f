"""Translations in packs: read, counted, put together, and never in the way of the core or the figures."""

from collections import Counter
from pathlib import Path

import pytest

from leitplanke.catalogue import compiled
from leitplanke.catalogue.checks.finding import entries
from leitplanke.catalogue.packs.joining import join, with_packs
from leitplanke.catalogue.packs.reading import read_pack
from leitplanke.catalogue.packs.translating import coverage, texts_of
from leitplanke.catalogue.packs.writing import archive_of, files_of, text_of
from leitplanke.catalogue.translation import in_further
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.plain import plain

BAKERY = Path(__file__).parents[4] / "examples" / "packs" / "bakery"
CORE = compiled.read()
MANIFEST = """\
pack:
  name: NAME
  version: "1.0.0"
  title: {de: Texte, en: Texts}
  author: Test
  licence: CC0-1.0
  released_on: 2026-11-22
  made_for: "2026.11.2"
"""


def pack_of(tmp_path: Path, name: str, *translations: str) -> Path:
    """Return a pack in one file with nothing but translations."""
    rows = "".join(f"  - {row}\n" for row in translations)
    file = tmp_path / f"{name}.yaml"
    file.write_text(MANIFEST.replace("NAME", name) + f"translations:\n{rows}", encoding="utf-8")
    return file


def one_text(code: str, name: str, text: str) -> str:
    return f"{{language: {code}, name: {name}, texts: {{unseen.cloud.outage: {{title: {text}}}}}}}"


def faults_of(*paths: Path) -> tuple[Fault, ...]:
    with pytest.raises(InputFaultsError) as raised:
        with_packs(CORE, paths)
    return raised.value.faults


def test_a_translation_changes_nothing_of_the_core() -> None:
    joined = with_packs(CORE, [BAKERY])
    ours = {entry.id: entry for entry in entries(joined)}
    assert all(ours[entry.id] == entry for entry in entries(CORE))
    (french,) = joined.translations
    assert (french.language, french.name) == ("fr", "Français")
    assert french.by_place()["indicator.cloud.exit-months", "levels[3].text"] == "Il nous faudrait environ un an."


def test_translations_alone_are_a_pack_and_move_no_figure(tmp_path: Path) -> None:
    joined = with_packs(CORE, [pack_of(tmp_path, "turkish", one_text("tr", "Türkçe", "Bulut kesintisi"))])
    assert (joined.unseens, joined.indicators, joined.links) == (CORE.unseens, CORE.indicators, CORE.links)
    assert [pack.name for pack in joined.packs] == ["turkish"]
    assert [one.language for one in joined.translations] == ["tr"]


def test_every_text_of_the_core_can_be_translated_and_is_counted() -> None:
    """Counted by another way: every group of `de` and `en` in the plain tree of an entry is one text."""

    def both(tree: object) -> int:
        if isinstance(tree, dict):
            return 1 if set(tree) == {"de", "en"} else sum(map(both, tree.values()))
        return sum(map(both, tree)) if isinstance(tree, list) else 0

    counted = sum(both(plain(entry)) for entry in entries(CORE))
    assert sum(len(texts_of(entry)) for entry in entries(CORE)) == counted
    found = coverage(read_pack(BAKERY).content.translations[0], CORE)
    assert found.of_texts == counted
    # seven of each question with a reason not to apply, six and less of the others: question, help, five levels
    indicators = sum(7 + (one.not_applicable is not None) for one in CORE.indicators)
    components = Counter(2 + (one.question is not None) for one in CORE.components)
    rest = sum(texts * count for texts, count in components.items()) + 2 * len(CORE.orientations) + 2 * len(CORE.strengths)
    assert found.of_asked == indicators + rest


def test_coverage_counts_core_and_own_texts() -> None:
    pack = read_pack(BAKERY)
    (french,) = pack.content.translations
    given = sum(map(len, french.texts.values()))
    found = coverage(french, join(CORE, [pack]))
    assert (found.texts, found.asked) == (given, given) == (26, 26)
    assert coverage(french, CORE).texts == given - len(french.texts["indicator.pack-bakery.manual-mode"])


def test_folder_archive_and_file_carry_the_same_translations(tmp_path: Path) -> None:
    pack = read_pack(BAKERY)
    (tmp_path / "b.zip").write_bytes(archive_of(pack))
    (tmp_path / "b.yaml").write_text(text_of(pack), encoding="utf-8")
    single = read_pack(tmp_path / "b.yaml")
    assert single.content.translations == read_pack(tmp_path / "b.zip").content.translations == pack.content.translations
    assert "translations/fr.yaml" in files_of(single)
    (tmp_path / "c.zip").write_bytes(archive_of(single))
    assert read_pack(tmp_path / "c.zip").stamp == pack.stamp


def test_packs_share_a_language_and_the_first_by_name_counts(tmp_path: Path) -> None:
    mine = pack_of(tmp_path, "aa", one_text("tr", "Türkçe", "Bulut durdu"), one_text("ar", "العربية", "انقطاع"))
    other = "{language: tr, name: Turkish, texts: {unseen.cloud.outage: {title: Kesinti, example: Bir gün}}}"
    orders = [(mine, pack_of(tmp_path, "zz", other)), (pack_of(tmp_path, "zz", other), mine)]
    for order in orders:
        arabic, turkish = with_packs(CORE, order).translations
        assert (arabic.language, turkish.language, turkish.name) == ("ar", "tr", "Türkçe")
        assert turkish.by_place() == {
            ("unseen.cloud.outage", "title"): "Bulut durdu",
            ("unseen.cloud.outage", "example"): "Bir gün",
        }


def test_faults_in_a_single_file_name_the_line(tmp_path: Path) -> None:
    rows = (one_text("tr", "Türkçe", "Bulut"), one_text("tr", "Türkçe", "Bulut"), one_text("de", "Deutsch", "Meins"))
    found = faults_of(pack_of(tmp_path, "twice", *rows))
    assert [(fault.where, fault.code, fault.line) for fault in found] == [
        ("twice.yaml: translations[1].language", "language-twice", 11),
        ("twice.yaml: translations[2].language", "core-language", 12),
    ]
    strange = faults_of(pack_of(tmp_path, "strange", "{language: tr, name: Türkçe, texts: {unseen.cloud.outage: {rate: çok}}}"))
    assert [(fault.where, fault.code, fault.line) for fault in strange] == [
        ("strange.yaml: translations[0].texts.unseen.cloud.outage.rate", "no-such-text", 10)
    ]
    empty = faults_of(pack_of(tmp_path, "empty", "{language: tr, name: Türkçe, texts: {}}"))
    assert [(fault.where, fault.code) for fault in empty] == [("empty.yaml: translations[0].texts", "too-few")]


def test_a_pack_may_not_translate_what_only_another_pack_has_alone(tmp_path: Path) -> None:
    row = "{language: tr, name: Türkçe, texts: {unseen.pack-bakery.oven-control: {title: Fours}}}"
    turkish = pack_of(tmp_path, "turkish", row)
    assert [fault.code for fault in faults_of(turkish)] == ["no-such-entry"]
    assert [one.language for one in with_packs(CORE, [turkish, BAKERY]).translations] == ["fr", "tr"]


def test_an_entry_in_a_further_language_marks_what_is_english() -> None:
    joined = with_packs(CORE, [BAKERY])
    strength = next(one for one in joined.strengths if one.id == "strength.trust")
    tree, done, count = in_further(strength, joined.translations[0])
    assert isinstance(tree, dict)
    assert tree["title"] == {"fr": "Confiance"}
    assert (done, count) == (2, len(texts_of(strength)))
    assert strength.reason is None or tree["reason"] == {"en": strength.reason.en}
    assert {key: value for key, value in tree.items() if key not in {"title", "text", "reason"}} == {
        "id": "strength.trust",
        "reference": strength.reference,
        "order": strength.order,
        "opportunities": list(strength.opportunities),
    }
