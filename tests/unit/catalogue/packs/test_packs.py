"""Packs beside the core: combined, never overwriting, the same from folder, archive and file, and used by the whole job."""

import os
import shutil
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from leitplanke.catalogue import checks, compiled
from leitplanke.catalogue.checks.finding import entries
from leitplanke.catalogue.entries import Catalogue
from leitplanke.catalogue.packs import files
from leitplanke.catalogue.packs.joining import join, with_packs
from leitplanke.catalogue.packs.reading import read_pack
from leitplanke.catalogue.packs.writing import archive_of, files_of, text_of
from leitplanke.catalogue.upgrade import fates
from leitplanke.exchange import studyfile
from leitplanke.exchange.packtemplate import pack_template
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.study.run import analyse

BAKERY = Path(__file__).parents[4] / "examples" / "packs" / "bakery"
CORE = compiled.read()
OVEN, DRILL = "unseen.pack-bakery.oven-control", "measure.pack-bakery.night-drill"
STUDY = """\
company: {name: Backhaus Muster, sector: Bäckerei, staff: 25, turnover_eur: 2400000, liquidity_eur: 120000}
start: 2027-Q1
raters: [{id: meisterin, role: owner}]
answers:
  - {rater: meisterin, indicator: indicator.pack-bakery.networked-ovens, level: LEVEL}
  - {rater: meisterin, indicator: indicator.pack-bakery.manual-mode, level: 0}
overrides:
  - {target: unseen.pack-bakery.oven-control, parameter: rate, low: 2, high: 6, reason: Störungen gezählt}
"""


def named(tmp_path: Path, name: str) -> Path:
    """Return a copy of the bakery under another name."""
    folder = tmp_path / name
    for path, data in files_of(read_pack(BAKERY)).items():
        file = folder / path.replace("pack-bakery", f"pack-{name}")
        file.parent.mkdir(parents=True, exist_ok=True)
        text = data.decode().replace("pack-bakery", f"pack-{name}").replace("name: bakery", f"name: {name}")
        file.write_text(text, encoding="utf-8")
    return folder


def refused(*paths: Path) -> list[tuple[str, str]]:
    with pytest.raises(InputFaultsError) as raised:
        with_packs(CORE, paths)
    return [(fault.where, fault.code) for fault in raised.value.faults]


def test_nothing_of_the_core_is_changed() -> None:
    joined = with_packs(CORE, [BAKERY])
    ours = {entry.id: entry for entry in entries(joined)}
    assert {entry.id: entry for entry in entries(CORE)} == {id_: entry for id_, entry in ours.items() if "pack-" not in id_}
    assert len(ours) == len(list(entries(CORE))) + 5
    assert checks.check(joined) == []
    assert joined.version == CORE.version
    assert [(pack.name, pack.version) for pack in joined.packs] == [("bakery", "1.0.0")]
    assert with_packs(CORE, []) is CORE


def test_no_id_of_the_core_looks_like_one_of_a_pack() -> None:
    assert [entry.id for entry in entries(CORE) if "pack-" in entry.id] == []


def test_questions_of_a_pack_come_after_those_of_the_core() -> None:
    found = [one.id for one in with_packs(CORE, [BAKERY]).indicators if one.component == "component.iot-data"]
    assert found[-2:] == ["indicator.pack-bakery.networked-ovens", "indicator.pack-bakery.manual-mode"]


def test_packs_are_combined_in_any_order(tmp_path: Path) -> None:
    paths = [BAKERY, named(tmp_path, "joinery"), named(tmp_path, "dairy")]
    found = [with_packs(CORE, order) for order in permutations(paths)]
    assert all(one == found[0] for one in found)
    assert [pack.name for pack in found[0].packs] == ["bakery", "dairy", "joinery"]
    assert len(found[0].unseens) == len(CORE.unseens) + 3


def test_two_packs_of_one_name_are_refused(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(BAKERY, tmp_path / "copy"))
    assert refused(BAKERY, copy) == [("", "pack-twice")]


def test_folder_archive_and_file_are_the_same_pack(tmp_path: Path) -> None:
    pack = read_pack(BAKERY)
    (tmp_path / "b.zip").write_bytes(archive_of(pack))
    (tmp_path / "b.yaml").write_text(text_of(pack), encoding="utf-8")
    ways = [read_pack(tmp_path / "b.zip"), read_pack(tmp_path / "b.yaml")]
    (tmp_path / "c.zip").write_bytes(archive_of(ways[1]))
    ways.append(read_pack(tmp_path / "c.zip"))
    assert [way.content for way in ways] == [pack.content] * 3
    assert {way.stamp for way in ways} == {pack.stamp}
    assert ways[0].files == pack.files


def test_the_stamp_changes_with_every_figure() -> None:
    pack = read_pack(BAKERY)
    (unseen,) = pack.content.unseens
    other = replace(pack, content=replace(pack.content, unseens=(replace(unseen, rate=replace(unseen.rate, high=1.6)),)))
    assert other.stamp.digest != pack.stamp.digest
    assert join(CORE, [other]).edition != join(CORE, [pack]).edition


def retiring(folder: Path, name: str, becomes: str) -> Path:
    title, reason = "title: {de: Alt, en: Old}", "reason: {de: Weg., en: Gone.}"
    row = f"- {{id: unseen.pack-{name}.old, {title}, since: '2', becomes: {becomes}, {reason}}}"
    (folder / "retired.yaml").write_text(f"# why\nretired:\n{row}\n", encoding="utf-8")
    return folder


def test_each_list_of_retired_ids_names_its_own_faults(tmp_path: Path) -> None:
    paths = [retiring(named(tmp_path, name), name, "unseen.nowhere") for name in ("dairy", "joinery")]
    core = replace(CORE, retired=tuple(read_pack(retiring(named(tmp_path, "core"), "core", "unseen.cloud.outage")).content.retired))
    with pytest.raises(InputFaultsError) as raised:
        with_packs(core, paths)
    assert [(fault.where, fault.code, fault.line) for fault in raised.value.faults] == [
        ("dairy/retired.yaml: retired[0].becomes", "no-such-id", 3),
        ("joinery/retired.yaml: retired[0].becomes", "no-such-id", 3),
    ]
    for name in ("dairy", "joinery"):
        retiring(tmp_path / name, name, f"unseen.pack-{name}.oven-control")
    joined = with_packs(core, paths)
    assert [fate.id for fate in fates(joined).values()] == [
        "unseen.cloud.outage",
        "unseen.pack-dairy.oven-control",
        "unseen.pack-joinery.oven-control",
    ]


def test_a_folder_of_too_many_files_is_refused(tmp_path: Path) -> None:
    for number in range(files.MOST_FILES + 1):
        (tmp_path / f"{number}.yaml").touch()
    assert [code for _, code in refused(tmp_path)] == ["too-many-files"]


def test_a_single_file_names_the_place_of_its_faults(tmp_path: Path) -> None:
    path = tmp_path / "bakery.yaml"
    text = text_of(read_pack(BAKERY))
    path.write_text(text.replace("target: unseen.staff.key-person", "target: unseen.staff.nobody"), encoding="utf-8")
    with pytest.raises(InputFaultsError) as raised:
        with_packs(CORE, [path])
    (fault,) = raised.value.faults
    line = next(number for number, row in enumerate(text.splitlines(), 1) if "unseen.staff.key-person" in row)
    assert (fault.where, fault.code, fault.line) == ("bakery.yaml: measures[0].effects[1].target", "no-such-id", line)
    path.write_text(text.replace("component: component.iot-data", "componnt: x", 1), encoding="utf-8")
    assert refused(path) == [("bakery.yaml: unseens[0].component", "missing"), ("bakery.yaml: unseens[0].componnt", "unknown-key")]


def test_what_is_no_pack_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("x")
    (tmp_path / "empty").mkdir()
    (tmp_path / "bare").mkdir()
    shutil.copy(BAKERY / "pack.yaml", tmp_path / "bare" / "pack.yaml")
    os.mkfifo(tmp_path / "pipe.yaml")
    for name in ("x.txt", "nothing.yaml", "nothing.zip", "pipe.yaml"):
        assert refused(tmp_path / name) == [(name, "not-a-pack")]
    assert refused(tmp_path / "empty") == [("empty/pack.yaml", "no-manifest")]
    assert refused(tmp_path / "bare") == [("bare", "empty-pack")]


def test_a_pack_may_exclude_a_measure_that_cannot_know_it(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(BAKERY, tmp_path / "bakery"))
    file = folder / "measures" / "pack-bakery.night-drill.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "excludes: [measure.cyber.emergency-drill]\n", encoding="utf-8")
    joined = with_packs(CORE, [folder])
    assert next(one for one in joined.measures if one.id == DRILL).excludes == ("measure.cyber.emergency-drill",)
    file.write_text(file.read_text(encoding="utf-8").replace("measure.cyber.emergency-drill", DRILL), encoding="utf-8")
    assert [code for _, code in refused(folder)] == ["not-mutual"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_template_is_sound_as_it_is(tmp_path: Path, language: Any) -> None:  # noqa: ANN401 - a literal
    for name, data in pack_template("my-pack", language, date(2026, 11, 22), CORE.version).items():
        file = tmp_path / "my-pack" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        text = data.decode()
        assert ("#de" in text, "#en" in text, "{" in text.replace(": {", "").replace("- {", "").replace("[{", "")) == (False, False, False)
        assert ("Wie oft" in text) <= (language == "de")
    joined = with_packs(CORE, [tmp_path / "my-pack"])
    assert len(joined.unseens) == len(CORE.unseens) + 1
    assert len(joined.measures) == len(CORE.measures) + 1


@pytest.fixture(scope="module")
def joined() -> Catalogue:
    return with_packs(CORE, [BAKERY])


def test_the_whole_job_counts_what_the_pack_says(joined: Catalogue) -> None:
    low, high = (
        analyse(joined, studyfile.read(STUDY.replace("LEVEL", level), "firma.yaml", joined), seed=1, outer_points=16, histories=2**10)
        for level in ("0", "4")
    )
    losses = [next(one for one in result.risk.unseens if one.id == OVEN) for result in (low, high)]
    assert losses[0].exposure < 0.1
    assert losses[1].exposure > 0.9
    # exposure 0.02 against 0.98, everything else the same: the firm's own cases grow almost fiftyfold, those caused by attacks do not
    assert losses[1].expected_annual_loss_eur > 10.0 * losses[0].expected_annual_loss_eur > 0.0
    total = sum(one.expected_annual_loss_eur for one in high.risk.unseens)
    assert total == pytest.approx(high.risk.expected_annual_loss_eur.mid, rel=1e-9)
    assert len(high.risk.unseens) == len(CORE.unseens) + 1
    assert high.study.packs == joined.packs
    assert DRILL in [one.id for one in high.plan.measures]
    assert f"{OVEN}/rate" in {node.id for node in high.trace}


def test_without_the_pack_its_study_is_refused_and_says_why() -> None:
    with pytest.raises(InputFaultsError) as raised:
        studyfile.read(STUDY.replace("LEVEL", "1"), "firma.yaml", CORE)
    assert [(fault.code, dict(fault.values)["pack"], fault.line) for fault in raised.value.faults] == [
        ("pack-not-given", "bakery", 5),
        ("pack-not-given", "bakery", 6),
        ("pack-not-given", "bakery", 8),
    ]
