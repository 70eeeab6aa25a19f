"""``leitplanke catalogue pack`` and ``--pack`` as people type them."""

import json
import re
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from leitplanke.__main__ import group
from leitplanke.exchange import resultfile

BAKERY = Path(__file__).parents[3] / "examples" / "packs" / "bakery"
OVEN = "unseen.pack-bakery.oven-control"


def run(*arguments: str | Path, lang: str = "de_DE.UTF-8") -> Result:
    found = CliRunner().invoke(group(), [str(argument) for argument in arguments], env={"LC_ALL": lang, "LANG": lang})
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


def test_from_a_new_pack_to_a_result(tmp_path: Path) -> None:
    folder, archive, one, study, out = (tmp_path / name for name in ("my-pack", "p.zip", "p.yaml", "firm.yaml", "r.json"))
    assert run("catalogue", "pack", "new", folder).exit_code == 0
    assert "Das Paket ist in Ordnung" in run("catalogue", "pack", "check", folder).stdout
    assert run("catalogue", "pack", "export", folder, archive).exit_code == 0
    assert run("catalogue", "pack", "export", archive, one).exit_code == 0
    checked = run("catalogue", "pack", "check", one, BAKERY, lang="en_GB.UTF-8").stdout
    assert "my-pack 0.1.0: My pack" in checked
    assert "2 indicator, 1 link, 1 measure, 1 unseen" in checked
    assert "fits the catalogue" in checked
    assert run("new", study, "--pack", BAKERY).exit_code == 0
    assert "written for" not in checked
    done = run("analyse", study, "--pack", archive, "--pack", BAKERY, "--points", "16", "--json", out)
    assert done.exit_code == 0
    result = resultfile.load(out.read_text(encoding="utf-8"))
    assert [pack.name for pack in result.study.packs] == ["bakery", "my-pack"]
    assert {OVEN, "unseen.pack-my-pack.first"} <= {one.id for one in result.risk.unseens}
    assert "Pakete: bakery 1.0.0" in done.stdout


def test_a_pack_for_another_catalogue_says_so(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    run("catalogue", "pack", "export", BAKERY, file)
    file.write_text(re.sub(r"made_for: \S+", "made_for: 2020.1.1", file.read_text(encoding="utf-8")), encoding="utf-8")
    assert "für den Katalog 2020.1.1" in run("catalogue", "pack", "check", file).stdout


def test_list_and_show_know_packs() -> None:
    listed = json.loads(run("catalogue", "list", "--json", "--kind", "unseen", "--pack", BAKERY).stdout)
    assert OVEN in [row["id"] for row in listed]
    assert "Ofensteuerung" in run("catalogue", "show", OVEN, "--pack", BAKERY).stdout
    assert run("catalogue", "show", OVEN).exit_code == 2


def test_faults_of_packs_are_listed_and_nothing_is_written(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr("../evil.yaml", "x")
    done = run("analyse", "examples/precision-parts.yaml", "--pack", tmp_path / "evil.zip", "--json", tmp_path / "r.json")
    assert done.exit_code == 2
    assert "„../evil.yaml“ läge außerhalb des Pakets" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["evil.zip"]


@pytest.mark.parametrize(("name", "said"), [("Mein Paket", "a-z 0-9 -"), ("p.zip", "gibt es schon"), ("no/where", "Ordner")])
def test_a_target_that_will_not_do_is_refused(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "p.zip").write_bytes(b"mine")
    command = ("new", tmp_path / name) if name == "Mein Paket" else ("export", BAKERY, tmp_path / name)
    done = run("catalogue", "pack", *command)
    assert (done.exit_code, said in done.stderr) == (2, True), done.stderr
    assert (tmp_path / "p.zip").read_bytes() == b"mine"
    assert [path.name for path in tmp_path.iterdir()] == ["p.zip"]


def test_translations_are_counted_and_shown() -> None:
    assert re.search(r"\n  Français \(fr\): 26 von \d{4} Texten; von den Texten der Fragenseiten 26 von \d{3}\n", check_of(BAKERY))
    shown = run("catalogue", "show", "strength.trust", "--lang", "fr", "--pack", BAKERY).stdout
    assert shown.startswith("# Français: 2 von ")
    assert "title:\n  fr: Confiance\n" in shown
    done = run("catalogue", "show", "unseen.cloud.outage", "--lang", "fr", "--json", "--pack", BAKERY)
    assert set(json.loads(done.stdout)["title"]) == {"en"}
    ours = run("catalogue", "show", "strength.trust", "--lang", "de", "--pack", BAKERY).stdout
    assert "Confiance" not in ours
    assert "de: Vertrauen" in ours


def test_a_language_nobody_translated_is_refused() -> None:
    done = run("catalogue", "show", "strength.trust", "--lang", "tr", "--pack", BAKERY)
    assert (done.exit_code, "--lang: „tr“" in done.stderr, "de, en, fr" in done.stderr) == (2, True, True)


def check_of(path: Path) -> str:
    return run("catalogue", "pack", "check", path).stdout
