"""The documents say what is there: commands, options, links, names, constants, operations, decisions, lint rules."""

import importlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from leitplanke.__main__ import COMMANDS

ROOT = Path(__file__).parents[2]
FOLDERS = ("primitives", "catalogue", "company", "assessment", "risk", "planning", "study", "exchange", "reports", "cli", "web")
DECISION_LINES = 60
LINK = re.compile(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)")
FILE = re.compile(r"`((?:tests|benchmarks|tools|src)/[\w./-]*\w)(?:::(test_\w+))?`")
NAMED = re.compile(rf"`((?:{'|'.join(FOLDERS)})(?:\.\w+)+)`")


@cache
def documents() -> tuple[Path, ...]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = (ROOT / name for name in listed.stdout.split() if "/vendor/" not in name)
    return tuple(path for path in found if path.is_file())


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def prose(path: Path) -> str:
    """Return the document without its code blocks."""
    return re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


@cache
def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", prose(path), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its full name, those of groups too."""
    for name, (module, attribute) in COMMANDS.items():
        yield from named_commands(name, getattr(importlib.import_module(module), attribute))


def named_commands(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """Yield a command and, of a group, all inside it."""
    yield name, command
    if isinstance(command, click.Group):
        for inner in sorted(command.commands):
            yield from named_commands(f"{name} {inner}", command.commands[inner])


def section(text: str, heading: str) -> str:
    """Return what stands under `heading`, down to the next heading of any level."""
    match = re.search(rf"^#+ {re.escape(heading)}$(.*?)(?=^#+ |\Z)", text, flags=re.MULTILINE | re.DOTALL)
    assert match is not None, f"no section {heading}"
    return match[1]


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=lambda part: part if isinstance(part, str) else "")
def test_every_command_and_option_is_in_the_reference(name: str, command: click.Command) -> None:
    said = section((ROOT / "docs/reference/cli.md").read_text(encoding="utf-8"), f"leitplanke {name}")
    options = [option for parameter in command.params if isinstance(parameter, click.Option) for option in parameter.opts]
    missing = [option for option in options if not re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", said)]
    assert missing == []


@pytest.mark.parametrize("name", ["cli", "api"])
def test_tables_of_the_reference_are_those_of_the_code(name: str) -> None:
    text = (ROOT / f"docs/reference/{name}.md").read_text(encoding="utf-8")
    # In a process of its own, as help texts take their language when commands are loaded.
    written = subprocess.run(
        [sys.executable, ROOT / "tools/reference.py", "--print", name], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert written.stdout == text, "run: .venv/bin/python tools/reference.py"


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=lambda part: part if isinstance(part, str) else "")
def test_the_line_of_use_names_every_option_and_no_other(name: str, command: click.Command) -> None:
    said = section((ROOT / "docs/reference/cli.md").read_text(encoding="utf-8"), f"leitplanke {name}")
    block = re.search(r"^```sh\n(.*?)^```$", said, flags=re.MULTILINE | re.DOTALL)
    options = {name for one in command.params if isinstance(one, click.Option) for name in (*one.opts, *one.secondary_opts)}
    assert set(re.findall(r"(?<![\w-])--[a-z][\w-]*", block[1] if block else "")) == options


def test_the_reference_names_no_command_that_is_not_there() -> None:
    headings = re.findall(r"^#+ leitplanke (.+)$", (ROOT / "docs/reference/cli.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(headings) == sorted(name for name, _ in commands())


TYPED = re.compile(r"^(?:[\w/.-]*/|sudo .*?|\S+=\S+ .*?)?\bleitplanke ([a-z].*?)(?:\s#.*)?$", flags=re.MULTILINE)


def test_every_command_line_shown_can_be_typed() -> None:
    known = dict(commands())
    shown = (
        (path, re.findall(r"^```\w*\n(.*?)^```$", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)) for path in documents()
    )
    lines = [(path, line) for path, blocks in shown for block in blocks for line in TYPED.findall(block.replace("\\\n", ""))]
    assert len(lines) > 50
    unknown = []
    for path, line in lines:
        words = line.split()
        name = next((" ".join(words[:length]) for length in range(len(words), 0, -1) if " ".join(words[:length]) in known), "")
        options = (
            {"--help", "-h"} if not name else {"--help", *(opt for one in known[name].params for opt in (*one.opts, *one.secondary_opts))}
        )
        if not name or not set(re.findall(r"(?<![\w-])--[a-z][\w-]*", line)) <= options:
            unknown.append((relative(path), line))
    assert unknown == []


def test_every_link_leads_somewhere() -> None:
    links = [(path, target) for path in documents() for target in LINK.findall(prose(path)) if not re.match(r"[a-z]+:", target)]
    assert len(links) > 500
    for path, target in links:
        file, _, anchor = target.partition("#")
        found = (path.parent / file).resolve() if file else path
        assert found.exists(), f"{relative(path)}: {target} is not there"
        assert found.is_relative_to(ROOT), f"{relative(path)}: {target} leaves the repository"
        assert not anchor or anchor in anchors(found), f"{relative(path)}: {target}: no such heading"


def test_every_document_is_reached_from_the_readme() -> None:
    reached, ahead = set[Path](), [ROOT / "README.md"]
    while ahead:
        path = ahead.pop()
        if path in reached or not path.is_file():
            continue
        reached.add(path)
        targets = (target.partition("#")[0] for target in LINK.findall(prose(path)))
        ahead += [(path.parent / target).resolve() for target in targets if target.endswith(".md") and ":" not in target]
    assert sorted(relative(path) for path in documents() if path.is_relative_to(ROOT / "docs") and path not in reached) == []


def test_every_name_of_the_code_exists() -> None:
    named = [(path, name) for path in documents() for name in NAMED.findall(prose(path))]
    assert len(named) > 300
    assert [(relative(path), name) for path, name in named if not there(name)] == []


@cache
def there(name: str) -> bool:
    try:
        resolve(name)
    except (ImportError, AttributeError):
        return False
    return True


def resolve(name: str) -> object:
    """Return what ``study.run.analyse`` names: the longest part that is a module, then attributes.

    Raises
    ------
    ImportError, AttributeError
        If there is no such thing.
    """
    parts = f"leitplanke.{name}".split(".")
    for length in range(len(parts), 1, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[length:]:
            found = getattr(found, attribute)
        return found
    raise ImportError(name)


def test_every_file_and_every_test_named_is_there() -> None:
    named = {(relative(path), file, test) for path in documents() for file, test in FILE.findall(prose(path))}
    assert len(named) > 250
    assert sorted((path, file) for path, file, _ in named if not (ROOT / file).exists()) == []
    tests = {one for one in named if one[2]}
    assert sorted(one for one in tests if f"def {one[2]}(" not in (ROOT / one[1]).read_text(encoding="utf-8")) == []


FORMULAS = re.findall(r"^\| (.+) \| (.+) \| (.+) \| (.+) \|$", prose(ROOT / "docs/method/formulas.md"), flags=re.MULTILINE)


@pytest.mark.parametrize("row", [row for row in FORMULAS if row[0] != "what"], ids=lambda row: row[0])
def test_every_formula_has_its_place_in_the_code_and_a_test(row: tuple[str, str, str, str]) -> None:
    _, formula, code, test = row
    assert formula.strip()
    assert NAMED.search(code)
    assert any(name for _, name in FILE.findall(test))


def test_every_entry_of_the_catalogue_named_in_the_method_exists() -> None:
    folder = ROOT / "src/leitplanke/catalogue/data"
    kinds = {path.name.removesuffix("s") for path in folder.iterdir() if path.is_dir()}
    there = {f"{path.parent.name.removesuffix('s')}.{path.stem}" for path in folder.glob("*s/*.yaml")}
    found = {name for path in (ROOT / "docs/method").glob("*.md") for name in re.findall(r"`([a-z]+(?:\.[a-z0-9-]+)+)`", prose(path))}
    named = {name for name in found if name.partition(".")[0] in kinds}
    assert len(named) > 10
    assert sorted(named - there) == []


def test_every_chapter_of_the_method_stands_on_its_front_page() -> None:
    front = prose(ROOT / "docs/method/README.md")
    assert sorted(one.name for one in (ROOT / "docs/method").glob("*.md") if one.name != "README.md" and f"({one.name})" not in front) == []


CONSTANTS = re.findall(r"^\| `([\w.]+\.[A-Z0-9_]+)` \| ([\d.]+) \|", prose(ROOT / "docs/method/assumptions.md"), flags=re.MULTILINE)


def test_the_page_of_assumptions_lists_constants() -> None:
    assert len(CONSTANTS) > 20


@pytest.mark.parametrize(("name", "value"), CONSTANTS)
def test_each_assumed_constant_has_the_value_stated(name: str, value: str) -> None:
    assert resolve(name) == pytest.approx(float(value), rel=1e-12)


def test_every_operation_of_the_trace_is_explained_and_said() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/leitplanke").rglob("*.py") if "web" not in path.parts)
    used = set(re.findall(r"operation=\"([a-z0-9-]+)\"", source))
    explained = set(re.findall(r"^\| `([a-z0-9-]+)` \|", prose(ROOT / "docs/method/trace.md"), flags=re.MULTILINE))
    words = (ROOT / "src/leitplanke/reports/words/operations.yaml").read_text(encoding="utf-8")
    said = set(re.findall(r"^operation\.([a-z0-9-]+):", words, flags=re.MULTILINE))
    assert len(used) > 10
    assert sorted(used - explained) == []
    assert (
        sorted((used | explained) - said - {"id", "value", "unit", "operation", "inputs", "parameters", "origin", "ratings", "note"}) == []
    )


def test_every_operation_of_a_result_is_explained(traced: set[str]) -> None:
    explained = set(re.findall(r"^\| `([a-z0-9-]+)` \|", prose(ROOT / "docs/method/trace.md"), flags=re.MULTILINE))
    assert sorted(traced - explained) == []


@pytest.fixture(scope="module")
def traced() -> set[str]:
    from leitplanke.catalogue import compiled  # noqa: PLC0415 - the engine only for this one
    from leitplanke.exchange import examples  # noqa: PLC0415
    from leitplanke.study.run import analyse  # noqa: PLC0415

    catalogue = compiled.read()
    result = analyse(catalogue, examples.read("marketplace-maker", catalogue), seed=1, outer_points=16, histories=16)
    return {node.operation for node in result.trace}


@pytest.mark.parametrize("path", sorted((ROOT / "docs/decisions").glob("*.md")), ids=lambda path: path.stem)
def test_decisions_are_short_complete_and_listed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= DECISION_LINES
    assert re.findall(r"^#+ .+$", text, flags=re.MULTILINE)[1:] == ["## Context", "## Decision", "## Consequences"]
    assert all(section(text, part).strip() for part in ("Context", "Decision", "Consequences"))
    assert f"(decisions/{path.name})" in (ROOT / "docs/architecture.md").read_text(encoding="utf-8")


def test_every_ignored_lint_rule_has_its_reason_in_contributing() -> None:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    ignored = {*lint["ignore"], *(rule for rules in lint["per-file-ignores"].values() for rule in rules)}
    rows = dict(re.findall(r"^\| `([A-Z]+[0-9]*)` \|[^|]*\| ([^|]*) \|$", prose(ROOT / "CONTRIBUTING.md"), flags=re.MULTILINE))
    assert set(rows) == ignored
    assert all(reason.strip() for reason in rows.values())


def test_the_readme_needs_exactly_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"^```sh\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    assert block is not None
    lines = [line.partition("#")[0].strip() for line in block[1].splitlines()]
    assert [line for line in lines if line] == ["make run", "make test"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    texts = "".join(path.read_text(encoding="utf-8") for path in documents())
    named = set(re.findall(r"(?:`|^|=\S+ )make ([a-z]+)", texts, flags=re.MULTILINE))
    assert {"run", "test"} <= named
    assert sorted(name for name in named if not re.search(rf"^{name}:", makefile, flags=re.MULTILINE)) == []
