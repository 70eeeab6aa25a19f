"""``leitplanke catalogue hinge``, run as people run it."""

import json

import pytest
import typed

from leitplanke.catalogue.compiled import read
from leitplanke.catalogue.hinge import hinge
from leitplanke.reports.words import LANGUAGES, store


def run(*arguments: str, lang: str = "de_DE.UTF-8") -> typed.Done:
    return typed.run("catalogue", "hinge", *arguments, lang=lang)


def test_the_whole_table_names_places_and_entries() -> None:
    done = typed.start("catalogue", "hinge")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert "L193-204" in lines
    assert lines.index("L193-204") < lines.index("SoRO 3.4") < lines.index("Appendix A1")
    assert any(line.startswith("  unseen.iot.unused-data  Daten bleiben ungenutzt (") for line in lines)


def test_a_line_shows_its_entries_and_their_uses() -> None:
    shown = run("L309", "--lang", "en").stdout
    assert "unseen.platform.rules" in shown
    assert "moved by the question: " in shown
    assert "touched by: actor.big-five, aim.autonomy, rule.p2b" in shown
    assert "unseen.cyber.incident  " not in shown


def test_an_id_shows_the_way_back() -> None:
    shown = run("leaf.f2").stdout
    assert "Stelle in der Quelle: Appendix F2" in shown
    assert "trägt den Hebel: lever.it-house-trust" in shown
    own = run("rule.nis2", lang="en_GB.UTF-8").stdout
    assert "Place in the source: none, our own addition" in own
    assert "rests on: source.bsig-28, source.bsig-38, source.nis2-in-force" in own


def test_an_id_says_where_readers_meet_it() -> None:
    lines = run("unseen.cloud.lock-in", "--lang", "en").stdout.splitlines()
    always = next(line for line in lines if line.startswith("  Shown for every firm: "))
    assert always.endswith("; report “Annex: where the main figures come from”")
    counting = next(line for line in lines if line.startswith("  Shown if it counts: "))
    assert "“Where it hurts”, " in counting
    assert "Bei jeder Firma zu sehen: Die Vertiefung; " in run("indicator.platform.events").stdout


def test_machines_read_the_same() -> None:
    whole = json.loads(run("--json").stdout)
    table = hinge(read())
    assert len(whole["rows"]) == len(table.rows)
    assert len(whole["pins"]) == len(table.pins)
    pin = json.loads(run("unseen.cloud.lock-in", "--json").stdout)
    assert {"id": "rule.data-act-switching", "field": "unseens", "parameter": ""} in pin["used_by"]
    assert {"id": "report.annex", "always": True} in pin["shown"]
    assert {"id": "page.result.areas", "always": False} in pin["shown"]
    part = json.loads(run("Box 2", "--json").stdout)
    assert [row["entries"] for row in part["rows"]] == [["assumption.adaptation", "method.vulnerability"]]
    assert [pin["id"] for pin in part["pins"]] == ["assumption.adaptation", "method.vulnerability"]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [("unseen.cloud.lockin", "„unseen.cloud.lock-in“"), ("L900", "„L900“"), ("Kapitel", "„Kapitel“")],
)
def test_what_is_not_there_is_a_message(wanted: str, words: str) -> None:
    done = run(wanted)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_a_line_that_nobody_cites_is_said() -> None:
    done = run("L3")
    assert (done.returncode, done.stdout) == (0, "Zu dieser Stelle gibt es keinen Eintrag.\n")


def test_every_kind_of_use_has_its_words_both_ways() -> None:
    used = {use.field for pin in hinge(read()).pins for use in pin.used_by}
    said = {key.rsplit(".", 1)[1] for key in store() if key.startswith("cli.hinge.used.")}
    assert used == said
    for field in used:
        for heading in ("names", "used"):
            assert set(store()[f"cli.hinge.{heading}.{field}"]) == set(LANGUAGES)
