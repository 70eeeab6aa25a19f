"""What lies in the wheels that ship, past what the wheels call themselves: lists of Rust parts, and libraries as files."""

import importlib.metadata
import json
import re
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import Distribution
from pathlib import Path
from types import ModuleType

import pytest

FREED = "GPL-3.0-or-later WITH GCC-exception-3.1"
"""The Fortran runtime; its exception frees what uses it."""
WITH_LISTS = {"cryptography", "granian", "pydantic-core", "pyrage", "typst"}


@pytest.fixture(scope="module")
def shipped(sbom: ModuleType) -> Sequence[Distribution]:
    """Return the packages that ship; two are for Windows only and not here."""
    names = {one.name for one in sbom.parts() if one.kind == "pypi"}
    return [one for one in importlib.metadata.distributions() if one.name.lower().replace("_", "-") in names]


def files_of(package: Distribution, pattern: str) -> list[Path]:
    return [Path(str(package.locate_file(one))) for one in package.files or () if re.search(pattern, str(one))]


def is_free(expression: str) -> bool:
    """Say whether the licence of an SPDX expression can be chosen so that it is not the GPL."""
    while (inner := re.search(r"\(([^()]*)\)", expression)) is not None:
        expression = expression.replace(inner[0], "MIT" if is_free(inner[1]) else "GPL-2.0-only")
    choices = re.split(r" OR |/", expression)
    return any(not re.search(r"(?<!L)GPL", choice) for choice in choices)


@pytest.mark.parametrize(
    ("expression", "free"),
    [
        ("MIT OR GPL-2.0-only", True),
        ("MIT AND GPL-2.0-only", False),
        ("AGPL-3.0-only", False),
        ("(MIT OR GPL-2.0-only) AND 0BSD", True),
        ("(MIT AND GPL-2.0-only) OR AGPL-3.0-only", False),
        ("LGPL-2.1-or-later", True),
        ("MIT/Apache-2.0", True),
    ],
)
def test_the_question_can_be_answered_either_way(expression: str, *, free: bool) -> None:
    assert is_free(expression) is free


def test_each_listed_part_can_be_had_without_the_gpl(shipped: Sequence[Distribution]) -> None:
    looked_at: Counter[str] = Counter()
    for package in shipped:
        for file in files_of(package, r"dist-info/sboms/.*\.json$"):
            for part in json.loads(file.read_text(encoding="utf-8"))["components"]:
                rows = part.get("licenses", ())
                licences = [row.get("expression") or row["license"].get("id") or row["license"]["name"] for row in rows]
                assert all(map(is_free, licences)), (package.name, part["name"], licences)
                looked_at[package.name.lower().replace("_", "-")] += bool(licences)
    assert {name for name, number in looked_at.items() if number > 30} == WITH_LISTS


def test_each_library_in_a_wheel_is_in_the_table_and_free(shipped: Sequence[Distribution], sbom: ModuleType) -> None:
    looked_at: Counter[str] = Counter()
    for package in shipped:
        for file in files_of(package, r"^\w+\.libs/"):
            name = package.name.lower().replace("_", "-")
            library = re.split(r"-?-[0-9a-f]{8}|\.so", file.name)[0]
            licence = sbom.LIBRARIES[name][library]
            assert is_free(licence) or licence == FREED, (name, library)
            looked_at[name] += 1
    assert looked_at.keys() == sbom.LIBRARIES.keys()


@pytest.mark.parametrize("wheel", ["numpy", "scipy"])
def test_the_table_says_what_the_wheel_says(wheel: str, shipped: Sequence[Distribution], sbom: ModuleType) -> None:
    (package,) = (one for one in shipped if one.name == wheel)
    (file,) = files_of(package, r"dist-info/(licenses/)?LICENSE\.txt$")
    told = re.findall(r"^Files: \w+\.libs/(\w+)\*\.so\n.*\n.*\nLicense: (.+)$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert {name for name, _ in told} == {"libgfortran", "libquadmath", "libscipy_openblas"}
    for library in sbom.LIBRARIES[wheel]:
        said = " AND ".join(licence for name, licence in told if name == library.removesuffix("64_"))
        assert sbom.LIBRARIES[wheel][library] == said
