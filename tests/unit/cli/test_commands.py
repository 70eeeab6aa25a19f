"""The command line as people type it; where processes, streams and loading matter, the real program in its own process."""

import json
import os
import pty
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from leitplanke.__main__ import group
from leitplanke.cli.files import write_whole
from leitplanke.primitives.faults import InputFaultsError

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples"
FAULTY = """\
company: {name: Muster, sector: Metall, staff: zwölf, turnover_eur: 0}
start: bald
answers: [{rater: anna, indicator: indicator.nothing, level: 9}]
"""


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def environment(lang: str) -> dict[str, str]:
    return {**os.environ, "LANG": lang, "LC_ALL": lang, "COLUMNS": "100"}


def run(*arguments: str | Path, lang: str = "de_DE.UTF-8") -> Done:
    """Run a command in this process."""
    found = CliRunner().invoke(group(), [str(argument) for argument in arguments], env=environment(lang))
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return Done(found.exit_code, found.stdout, found.stderr)


def start(*arguments: str | Path, lang: str = "de_DE.UTF-8") -> Done:
    """Run ``leitplanke`` in a process of its own."""
    command = [sys.executable, "-m", "leitplanke", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(lang), timeout=120, check=False)
    return Done(done.returncode, done.stdout, done.stderr)


def loaded_by(*arguments: str) -> tuple[str, list[str]]:
    """Return what a command prints and which heavy modules it loaded."""
    code = (
        f"import sys; sys.argv[1:] = {list(arguments)!r}\n"
        "from leitplanke.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = ('django', 'numpy', 'scipy', 'pydantic', 'typst', 'docx', 'leitplanke.web')\n"
        "print('loaded:', *(name for name in heavy if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    shown, _, names = done.stdout.rpartition("loaded:")
    return shown, names.split()


def test_the_overview_names_every_command_without_loading_engine_or_web() -> None:
    shown, loaded = loaded_by("--help")
    assert loaded == []
    for name in ("new", "analyse", "plan", "risk", "catalogue", "schema", "serve", "worker", "manage"):
        assert f"\n  {name} " in shown


def test_a_faulty_file_is_refused_before_engine_and_web_are_loaded(tmp_path: Path) -> None:
    (tmp_path / "firma.yaml").write_text(FAULTY, encoding="utf-8")
    _, loaded = loaded_by("analyse", str(tmp_path / "firma.yaml"))
    assert set(loaded) <= {"numpy", "pydantic"}


def test_the_help_of_the_engine_loads_no_engine() -> None:
    assert loaded_by("risk", "evaluate", "--help")[1] == []


def test_a_faulty_model_is_refused_before_the_engine_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text("{}", encoding="utf-8")
    assert set(loaded_by("risk", "evaluate", str(tmp_path / "model.json"))[1]) <= {"numpy", "pydantic"}


def test_a_faulty_file_ends_with_2_all_faults_and_nothing_written(tmp_path: Path) -> None:
    file, out, report = tmp_path / "firma.yaml", tmp_path / "aus.json", tmp_path / "bericht.pdf"
    file.write_text(FAULTY, encoding="utf-8")
    out.write_text("old", encoding="utf-8")
    done = start("analyse", file, "--json", out, "--report", report)
    assert (done.returncode, done.stdout) == (2, "")
    for place in ("company.staff", "company.turnover_eur", "start", "answers[0].level", "answers[0].rater", "answers[0].indicator"):
        assert f", {place}: " in done.stderr
    assert "„zwölf“ ist keine Zahl" in done.stderr
    assert out.read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["aus.json", "firma.yaml"]


def test_the_language_comes_from_the_option_or_the_system(tmp_path: Path) -> None:
    file = tmp_path / "firma.yaml"
    file.write_text(FAULTY, encoding="utf-8")
    assert "“zwölf” is not a number" in run("analyse", file, lang="en_GB.UTF-8").stderr
    assert "“zwölf” is not a number" in run("analyse", file, "--lang", "en").stderr
    assert "„zwölf“ ist keine Zahl" in run("analyse", file, "--lang", "de", lang="en_GB.UTF-8").stderr
    assert "„zwölf“ ist keine Zahl" in start("analyse", file, lang="C").stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Die Datei ist leer"),
        ("company: {name: Müller}".encode("cp1252"), "UTF-8"),
        ("company: {name: Müller}".encode("utf-16"), "UTF-8"),
        (b"company: [", "nicht lesbar"),
        (None, "lässt sich nicht öffnen"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_sentence(tmp_path: Path, content: bytes | None, words: str) -> None:
    file = tmp_path / "firma.yaml"
    if content is not None:
        file.write_bytes(content)
    done = run("analyse", file)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_fifty_megabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    file = tmp_path / "gross.yaml"
    with file.open("wb") as stream:
        stream.truncate(50_000_000)
    started = time.perf_counter()
    done = run("analyse", file)
    assert done.returncode == 2
    assert "50.0 MB" in done.stderr
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--report", "bericht.odt"), ".pdf, .html, .docx"),
        (("--json", "nirgends/aus.json"), "nirgends"),
        (("--report", "nirgends/bericht.pdf"), "nirgends"),
        (("--points", "100"), "Zweierpotenz"),
        (("--seed", "-1"), "-1"),
        (("--seed", str(2**53)), "9007199254740991"),
        (("--lang", "fr"), "fr"),
    ],
)
def test_a_wrong_option_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("analyse", EXAMPLES / "precision-parts.yaml", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--json", "firma.yaml"), "würde sie überschreiben"),
        (("--json", "./link.yaml"), "würde sie überschreiben"),
        (("--json", "aus.json", "--report", "firma.html"), "würde sie überschreiben"),
        (("--json", "aus.html", "--report", "aus.html"), "dieselbe Datei"),
        (("--json", "ordner", "--report", "bericht.html"), "lässt sich nicht schreiben"),
    ],
)
def test_no_output_destroys_the_study_file_or_is_written_beside_a_refused_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    study = Path("firma.html" if "firma.html" in arguments else "firma.yaml")
    study.write_bytes((EXAMPLES / "precision-parts.yaml").read_bytes())
    Path("link.yaml").symlink_to(study)
    Path("ordner").mkdir()
    before = sorted(tmp_path.iterdir())
    done = run("analyse", study, *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert sorted(tmp_path.iterdir()) == before
    assert study.read_bytes() == (EXAMPLES / "precision-parts.yaml").read_bytes()


def test_a_pipe_without_end_is_not_read_to_its_end() -> None:
    done = subprocess.run(
        ["sh", "-c", f"ulimit -v 4000000; yes | '{sys.executable}' -m leitplanke analyse /dev/stdin"],
        capture_output=True,
        text=True,
        env=environment("de_DE.UTF-8"),
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "MB" in done.stderr


def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(pipe, "x")
    assert os.read(reader, 10) == b"x"
    os.close(reader)
    assert pipe.is_fifo()


def test_new_writes_a_template_once_and_never_over_a_file(tmp_path: Path) -> None:
    file = tmp_path / "firma.yaml"
    first = run("new", file)
    assert first.returncode == 0
    assert f"leitplanke analyse {file}" in first.stdout
    written = file.read_text(encoding="utf-8")
    assert "Die Fragen." in written
    second = run("new", file, lang="en_GB.UTF-8")
    assert second.returncode == 2
    assert "already" in second.stderr
    assert file.read_text(encoding="utf-8") == written
    assert run("new", tmp_path / "a" / "b.yaml").returncode == 2


def test_the_catalogue_can_be_listed_by_machine_and_by_people() -> None:
    entries = json.loads(run("catalogue", "list", "--json").stdout)
    assert all({"id", "kind", "reference", "title"} <= set(entry) for entry in entries)
    assert all(entry["title"]["de"] and entry["title"]["en"] for entry in entries)
    kinds = {kind: sum(entry["kind"] == kind for entry in entries) for kind in {entry["kind"] for entry in entries}}
    assert (kinds["unseen"], kinds["link"], kinds["shock"], kinds["measure"]) == (31, 45, 6, 69)
    assert len({entry["id"] for entry in entries}) == len(entries)
    shown = run("catalogue", "list", "--kind", "unseen", "--lang", "en").stdout.splitlines()
    assert len(shown) == 31
    assert all(line.startswith("unseen.") for line in shown)


def test_an_entry_is_shown_and_a_mistyped_one_guessed() -> None:
    entry = json.loads(run("catalogue", "show", "unseen.cyber.incident", "--json").stdout)
    assert entry["rate"]["mode"] == 1.06
    assert "mode: 1.06" in run("catalogue", "show", "unseen.cyber.incident").stdout
    wrong = run("catalogue", "show", "unseen.cyber.incidents")
    assert wrong.returncode == 2
    assert "„unseen.cyber.incident“" in wrong.stderr
    assert run("catalogue", "list", "--kind", "wish").returncode == 2


def test_the_shipped_catalogue_is_sound_and_compiled() -> None:
    done = run("catalogue", "check", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("The catalogue is sound: ")


def test_a_broken_catalogue_folder_is_refused_with_every_fault(tmp_path: Path) -> None:
    (tmp_path / "unseens").mkdir()
    (tmp_path / "unseens" / "x.yaml").write_text("id: unseen.y\nwish: 1\n", encoding="utf-8")
    done = run("catalogue", "check", "--data", tmp_path)
    assert done.returncode == 2
    for words in ("version.yaml", "„unseen.y“", "„wish“", "unseens/x.yaml: title"):
        assert words in done.stderr


def test_the_schemas_are_printed() -> None:
    assert json.loads(run("schema", "study").stdout)["required"] == ["company", "start"]
    assert "risk" in json.loads(run("schema", "result").stdout)["properties"]
    assert run("schema", "wish").returncode == 2


def test_a_target_that_cannot_be_written_is_a_message_and_leaves_no_half_file(tmp_path: Path) -> None:
    (tmp_path / "aus.json").mkdir()
    with pytest.raises(InputFaultsError) as refused:
        write_whole(tmp_path / "aus.json", "x")
    assert refused.value.faults[0].code == "unwritable-file"
    assert [path.name for path in tmp_path.iterdir()] == ["aus.json"]


def test_the_bar_is_silent_where_nobody_watches_and_draws_where_somebody_does() -> None:
    read, write = pty.openpty()
    code = "from leitplanke.cli.progress import shown\nwith shown('de') as tell:\n    for step in range(6): tell('plan', step / 5)\n"
    subprocess.run([sys.executable, "-c", code], stderr=write, timeout=60, check=True)
    os.close(write)
    drawn = os.read(read, 100_000).decode()
    os.close(read)
    assert "Sucht Maßnahmen" in drawn
    assert "100%" in drawn
    silent = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=True)
    assert (silent.stdout, silent.stderr) == (b"", b"")
