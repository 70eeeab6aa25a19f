"""Modules and functions stay small enough to be read in one go (design: conventions)."""

import ast
import statistics
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULE_CAP, FUNCTION_CAP, MODULE_MEDIAN, FUNCTION_MEDIAN = 400, 50, 120, 12


def modules(*folders: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", *folders], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    return [ROOT / name for name in listed if name.endswith(".py") and "/migrations/" not in name]


@cache
def functions(path: Path) -> list[tuple[int, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [((node.end_lineno or 0) - node.lineno + 1, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}") for node in found]


def test_module_and_its_functions_are_small() -> None:
    every = modules("src", "tests", "benchmarks", "tools")
    assert len(every) > 1000
    assert [str(path.relative_to(ROOT)) for path in every if len(path.read_text(encoding="utf-8").splitlines()) > MODULE_CAP] == []
    assert [name for path in every for size, name in functions(path) if size > FUNCTION_CAP] == []


def test_medians() -> None:
    source = modules("src")
    assert statistics.median(len(path.read_text(encoding="utf-8").splitlines()) for path in source) <= MODULE_MEDIAN
    assert statistics.median(size for path in source for size, _ in functions(path)) <= FUNCTION_MEDIAN
