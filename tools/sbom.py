"""Writes what ships with Leitplanke and under which licences: a bill of materials (CycloneDX 1.6) and a table for people.

    .venv/bin/python tools/sbom.py

Packages and hashes come from the lock files, licences from the installed packages; what they do not say clearly stands in `SAID`. A
house test fails while the two files are not what this writes, or a licence is not among `TAKEN`.
"""

import importlib.metadata
import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCKS = {"run": "always", "postgres": "with PostgreSQL"}
BILL, TABLE = ROOT / "docs/reference/sbom.cdx.json", ROOT / "docs/reference/licences.md"
VENDORED = ROOT / "src/leitplanke/web/static/vendor/README.md"
PINNED = re.compile(
    r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==(\S+)(?: ; ([^\\\n]*?))? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE
)
ROW = re.compile(r"^\| `([^`]*)` \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)
SAID = {
    "colorama": "BSD-3-Clause",
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    "pyrage": "MIT",
    "qrcode": "BSD-3-Clause",
    "scipy": "BSD-3-Clause",
    "sqlparse": "BSD-3-Clause",
    "django-ninja": "MIT",
    "tzdata": "Apache-2.0",
}
"""Read in the licence files of packages whose metadata say it unclearly, or that are not installed on Linux (2026-11-23)."""
TAKEN = frozenset(
    {
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "MIT", "MIT-0", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Zlib"),
        # A library that is loaded, unchanged, only by who chooses PostgreSQL; whoever gets it may replace it.
        "LGPL-3.0-only",
    }
)
"""Licences under which we ship something; GPL and AGPL are not among them."""
_FORTRAN = {
    "libgfortran": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libquadmath": "LGPL-2.1-or-later",
    "libscipy_openblas": "BSD-3-Clause AND BSD-3-Clause-Open-MPI",
    "libscipy_openblas64_": "BSD-3-Clause AND BSD-3-Clause-Open-MPI",
}
_KERBEROS = ("libcom_err", "libgssapi_krb5", "libk5crypto", "libkrb5", "libkrb5support")
LIBRARIES: dict[str, dict[str, str]] = {
    "numpy": _FORTRAN,
    "scipy": _FORTRAN,
    "psycopg-binary": {
        **dict.fromkeys(_KERBEROS, "MIT"),
        **dict.fromkeys(("libcrypto", "libssl"), "Apache-2.0"),
        **dict.fromkeys(("liblber", "libldap"), "OLDAP-2.8"),
        **dict.fromkeys(("libcrypt", "libkeyutils"), "LGPL-2.1-or-later"),
        "libpq": "PostgreSQL",
        "libsasl2": "BSD with advertising clause",
    },
}
"""Libraries as files in wheels (folders ``*.libs``), by wheel. Those of numpy and scipy are said in the wheels; those of psycopg-binary are
what the projects themselves say (2026-11-23), for its wheel says nothing of them."""
Json = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """Something of others that ships."""

    name: str
    version: str
    licence: str
    when: str
    kind: str
    hashes: tuple[str, ...] = ()


def parts() -> list[Part]:
    """Return everything, packages first."""
    found: dict[tuple[str, str], Part] = {}
    for lock, when in LOCKS.items():
        text = (ROOT / f"requirements/{lock}.txt").read_text(encoding="utf-8")
        for name, version, marker, hashes in PINNED.findall(text):
            part = Part(
                name, version, licence_of(name), when_of(marker, when), "pypi", tuple(sorted(re.findall(r"sha256:([0-9a-f]{64})", hashes)))
            )
            found.setdefault((name, version), part)
    files = [Part(*vendored(row)) for row in ROW.findall(VENDORED.read_text(encoding="utf-8"))]
    return [*sorted(found.values(), key=lambda one: (one.name, one.version)), *files]


def when_of(marker: str, when: str) -> str:
    """Return when a package is installed, in the words of the lock file."""
    return marker if marker and when == "always" else f"{when}, {marker}" if marker else when


def vendored(row: tuple[str, str, str, str]) -> tuple[str, str, str, str, str]:
    """Return a row of the table of vendored files."""
    _, name, version, licence = row
    said = licence.partition(" (")[0].strip()
    return name.strip(), version.split()[0], {"SIL OFL 1.1": "OFL-1.1"}.get(said, said), "always", "generic"


def licence_of(name: str) -> str:
    """Return the SPDX expression of a package.

    Raises
    ------
    ValueError
        If neither its metadata nor `SAID` name one.
    """
    if name in SAID:
        return SAID[name]
    told = importlib.metadata.metadata(name)
    said = told.get("License-Expression") or told.get("License") or ""
    if not set(re.split(r" (?:AND|OR) ", said)) <= TAKEN:
        message = f"{name} is under {said!r}: read its licence file and say in SAID which it is"
        raise ValueError(message)
    return str(said)


def bill(found: list[Part], version: str) -> str:
    """Return the bill of materials; the same parts give the same text, so it has neither serial number nor moment."""
    components = [_component(part) for part in found]
    refs = [str(one["bom-ref"]) for one in components]
    root = {
        "type": "application",
        "bom-ref": "leitplanke",
        "name": "leitplanke",
        "version": version,
        "licenses": [{"license": {"id": "Apache-2.0"}}],
    }
    tree: Json = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": root},
        "components": components,
        "dependencies": [{"ref": "leitplanke", "dependsOn": refs}],
    }
    return json.dumps(tree, indent=1) + "\n"


def _component(part: Part) -> Json:
    name = part.name if part.kind == "pypi" else part.name.lower().replace(" ", "-").replace(",", "").replace("`", "")
    purl = f"pkg:{part.kind}/{name}@{part.version}"
    licence = {"license": {"id": part.licence}} if part.licence in TAKEN else {"expression": part.licence}
    hashes = [{"alg": "SHA-256", "content": one} for one in part.hashes]
    found: Json = {
        "type": "library",
        "bom-ref": purl,
        "name": part.name.replace("`", ""),
        "version": part.version,
        "purl": purl,
        "licenses": [licence],
    }
    return found | ({"hashes": hashes} if hashes else {}) | {"properties": [{"name": "leitplanke:when", "value": part.when}]}


def table(found: list[Part]) -> str:
    """Return the page for people."""
    rows = [f"| {one.name} | {one.version} | {one.licence} | {one.when.replace('|', '/')} |" for one in found]
    return "\n".join(
        [
            "# Licences of what ships",
            "",
            "Leitplanke itself is under the [Apache License 2.0](../../LICENSE). With it come these packages and files of others,",
            "unchanged; as they say themselves, none is under the GPL or AGPL. The same as a bill of materials with check sums:",
            "[sbom.cdx.json](sbom.cdx.json) (CycloneDX 1.6). Both are made by `tools/sbom.py` from the lock files.",
            "",
            "Wheels hold code of others too. Those with Rust list their parts (folder `sboms` beside their records), and each part can be",
            "had under a licence that is not the GPL. Libraries that lie in wheels as files stand in the second table; the GCC exception",
            "frees whatever uses the Fortran runtime. `tests/house/test_licences_in_wheels.py` reads both in the wheels that are",
            "installed. **Not looked at:** C code that is compiled into a wheel and leaves no file, as in lxml, cffi and PyYAML.",
            "",
            "| part | version | licence (SPDX) | when |",
            "|---|---|---|---|",
            *rows,
            "",
            "| library in a wheel | wheel | licence (SPDX) |",
            "|---|---|---|",
            *(f"| {name} | {wheel} | {licence} |" for wheel, inside in LIBRARIES.items() for name, licence in inside.items()),
            "",
        ]
    )


def main() -> None:
    """Write both files."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    found = parts()
    BILL.write_text(bill(found, version), encoding="utf-8")
    TABLE.write_text(table(found), encoding="utf-8")
    print(f"{len(found)} parts")


if __name__ == "__main__":
    main()
