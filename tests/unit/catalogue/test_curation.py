"""What a curator found lies over an entry, in packs and alone: dates, status and check, nothing else, and never over a newer check."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from leitplanke.catalogue import compiled
from leitplanke.catalogue.curation import Curation, curated
from leitplanke.catalogue.dated import Rule, standing
from leitplanke.catalogue.entries import Catalogue
from leitplanke.catalogue.packs.curating import faults_of
from leitplanke.catalogue.packs.joining import with_packs
from leitplanke.catalogue.packs.reading import read_pack
from leitplanke.catalogue.packs.writing import archive_of, text_of

CORE = compiled.read()
P2B = "rule.p2b"
GONE = Curation(
    id=P2B, checked_on=date(2027, 3, 1), checked_by="Kammer Nord", source="OJ L 2027/1", status="repealed", valid_to=date(2027, 2, 28)
)  # fmt: skip
PACK = """pack:
  {name: curated, version: "1", title: {de: Stand, en: State}, author: Kammer, licence: CC0-1.0, released_on: 2027-03-01, made_for: "1"}
curations:
- {id: rule.p2b, checked_on: 2027-03-01, checked_by: Kammer Nord, source: OJ L 2027/1, status: repealed, valid_to: 2027-02-28}
"""


def rule(catalogue: Catalogue, id_: str = P2B) -> Rule:
    return next(one for one in catalogue.rules if one.id == id_)


def test_it_changes_dates_status_and_check_and_nothing_else() -> None:
    before, after = rule(CORE), rule(curated(CORE, (GONE,)))
    assert (after.status, after.valid_to, after.origin.checked_on) == ("repealed", date(2027, 2, 28), date(2027, 3, 1))
    back = replace(after, status=before.status, valid_to=before.valid_to, origin=before.origin)
    assert back == before
    assert [standing(after, day).phase for day in (date(2027, 2, 28), date(2027, 3, 1))] == ["running", "over"]
    others = replace(CORE, rules=tuple(one for one in CORE.rules if one.id != P2B))
    assert replace(curated(CORE, (GONE,)), rules=others.rules) == others


def test_a_check_that_found_nothing_new_makes_the_entry_fresh() -> None:
    seen = Curation(id=P2B, checked_on=date(2027, 9, 1), checked_by="K", source="s")
    on = date(2027, 9, 2)
    assert standing(rule(CORE), on).unchecked
    assert not standing(rule(curated(CORE, (seen,))), on).unchecked


def test_the_latest_counts_and_none_that_is_older_than_the_catalogue() -> None:
    later = Curation(id=P2B, checked_on=date(2027, 4, 1), checked_by="K", source="s", status="in-force")
    assert rule(curated(CORE, (later, GONE))).status == "in-force"
    old = replace(GONE, checked_on=date(2020, 1, 1))
    assert curated(CORE, (old,)) == CORE


@pytest.mark.parametrize(
    ("changed", "where", "code"),
    [
        ({"id": "measure.cloud.exit-folder"}, "id", "not-dated"),
        ({"status": "open"}, "status", "wrong-status"),
        ({"id": "rule.data-act", "valid_to": date(2001, 1, 1)}, "valid_to", "dates-reversed"),
    ],
)
def test_what_is_wrong_is_named_by_field(changed: dict[str, object], where: str, code: str) -> None:
    assert [(one.where, one.code) for one in faults_of(replace(GONE, **changed), CORE)] == [(where, code)]  # type: ignore[arg-type]


def test_a_pack_carries_it_in_every_form(tmp_path: Path) -> None:
    file = tmp_path / "curated.yaml"
    file.write_text(PACK, encoding="utf-8")
    joined = with_packs(CORE, (file,))
    assert rule(joined) == rule(curated(CORE, (GONE,)))
    pack = read_pack(file)
    (tmp_path / "again.yaml").write_text(text_of(pack), encoding="utf-8")
    (tmp_path / "curated.zip").write_bytes(archive_of(pack))
    for name in ("again.yaml", "curated.zip"):
        assert read_pack(tmp_path / name).content == pack.content
        assert read_pack(tmp_path / name).stamp == pack.stamp
    (stamp,) = joined.packs
    assert stamp.name == "curated"
    file.write_text(PACK.replace("2027-02-28", "2027-02-27"), encoding="utf-8")
    assert read_pack(file).stamp.digest != pack.stamp.digest
