"""The list of assumptions: complete against the entries' own YAML files, with the values that stand there."""

from pathlib import Path

import yaml

import leitplanke.catalogue
from leitplanke.catalogue import compiled
from leitplanke.catalogue.assumed import AssumedRange, assumed

DATA = Path(leitplanke.catalogue.__file__).parent / "data"


def tagged_assumption(tree: object, trail: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return where in a YAML file an origin says that it is an assumption."""
    if isinstance(tree, list):
        return [found for item in tree for found in tagged_assumption(item, trail)]
    if not isinstance(tree, dict):
        return []
    own = [trail] if trail[-1:] == ("origin",) and tree.get("tag") == "assumption" else []
    return own + [found for name, item in tree.items() for found in tagged_assumption(item, (*trail, name))]


def test_every_origin_that_says_assumption_in_a_file_has_a_row() -> None:
    found = assumed(compiled.read())
    listed = {(row.entry, row.part) for row in found}
    entries_listed = {row.entry for row in found}
    seen = 0
    for path in DATA.glob("*/*.yaml"):
        tree = yaml.safe_load(path.read_text(encoding="utf-8"))
        for trail in tagged_assumption(tree):
            seen += 1
            if len(trail) == 2:
                assert (tree["id"], trail[0]) in listed, path
            else:
                assert tree["id"] in entries_listed, path
    assert seen > 300


def test_no_figure_with_a_published_source_is_listed_save_those_of_measures() -> None:
    facts = {row.kind for row in assumed(compiled.read()) if row.origin.tag == "fact"}
    assert facts == {"measure"}


def test_ids_are_unique() -> None:
    ids = [row.id for row in assumed(compiled.read())]
    assert len(ids) == len(set(ids))


def test_ranges_are_those_of_the_file() -> None:
    rows = {row.id: row for row in assumed(compiled.read())}
    tree = yaml.safe_load((DATA / "measures" / "cloud.exit-folder.yaml").read_text(encoding="utf-8"))
    low, mode, high = tree["once"]["base"]
    assert rows[f"{tree['id']}/once"].ranges == (AssumedRange(low=low, mid=mode, high=high, unit="EUR"),)
    first = tree["effects"][0]
    effect = rows[f"{tree['id']}/effect/0"].ranges[0]
    assert (effect.low, effect.high, effect.unit) == (first["low"], first["high"], "1")
    assert effect.mid is not None
    assert abs(effect.mid**2 - first["low"] * first["high"]) < 1e-12
    link = yaml.safe_load((DATA / "links" / "cloud.location--cloud.misuse.yaml").read_text(encoding="utf-8"))
    shown = rows[f"{link['id']}/probability"].ranges[0]
    assert (shown.low, shown.mid, shown.high) == tuple(link["probability"][name] for name in ("low", "mode", "high"))
