"""Whether an installation of 500 companies with 20,000 answers is restored within two minutes, everything in it compared.

Run with ``python benchmarks/restore.py``; ``--database postgres`` starts Debian's PostgreSQL on a temporary folder instead of SQLite.
Each company has answers, one result as the engine wrote it, and every tenth one an attached file; the log tells of all of it. Backup and
restore run as people run them, as processes of their own; what came back is counted past the product.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from load_server import postgres

AIM_SECONDS = 120.0
ANSWERS = 40
"""Of each company."""
FILE_BYTES = 200_000


def main() -> None:
    """Print the table; end with a fault if something is missing or restoring takes longer than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--companies", type=int, default=500)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder, urls = Path(name), ["", ""]
        if asked.database == "postgres":
            urls = [stack.enter_context(postgres())[0] for _ in urls]
        measure(folder, urls, asked.companies)


def measure(folder: Path, urls: list[str], companies: int) -> None:
    """Fill an installation, back it up, restore it into another one, and compare."""
    print(f"{'PostgreSQL' if urls[0] else 'SQLite'}, {companies} companies, load of the machine before: {os.getloadavg()[0]:.1f}")
    print(f"{'what':<36}{'seconds':>9}{'CPU s':>8}{'peak MB':>9}")
    archive = folder / "everything.zip"
    there, fresh = (surroundings(folder / part, url) for part, url in zip(("there", "fresh"), urls, strict=True))
    timed("filled", [sys.executable, __file__], there | {"LEITPLANKE_FILL": str(companies)})
    timed("backed up, restored as a trial", [sys.executable, "-m", "leitplanke", "backup", str(archive)], there)
    restored = timed("restored", [sys.executable, "-m", "leitplanke", "restore", str(archive)], fresh)
    counted = counts(archive)
    print(f"backup {archive.stat().st_size / 1e6:.1f} MB, {sum(counted.values())} rows; load afterwards: {os.getloadavg()[0]:.1f}")
    print({name: counted[name] for name in ("companies.company", "survey.rating", "studies.storedresult", "audit.entry")})
    again = folder / "again.zip"
    timed("backed up again", [sys.executable, "-m", "leitplanke", "backup", str(again)], fresh)
    wrong = digests(archive) != digests(again)
    if wrong or counted["companies.company"] != companies or counted["survey.rating"] != ANSWERS * companies:
        sys.exit("what came back is not what was there")
    if restored > AIM_SECONDS:
        sys.exit(f"restoring took {restored:.0f} s, more than {AIM_SECONDS:.0f}")


def surroundings(folder: Path, url: str) -> dict[str, str]:
    """Return the environment of an installation."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEITPLANKE_", "DJANGO_"))}
    named = {"LEITPLANKE_VAR": str(folder), "LEITPLANKE_DATABASE_URL": url, "LEITPLANKE_LOCAL": "1", "OPENBLAS_NUM_THREADS": "1"}
    return kept | named | {"DJANGO_SETTINGS_MODULE": "leitplanke.web.settings"}


def timed(what: str, command: list[str], given: dict[str, str]) -> float:
    """Run a command, print what it took, and return its seconds."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env=given, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    _, code, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - start
    if code:
        sys.exit(f"{what}: code {os.waitstatus_to_exitcode(code)}")
    print(f"{what:<36}{took:>9.1f}{used.ru_utime + used.ru_stime:>8.1f}{used.ru_maxrss / 1024:>9.0f}", flush=True)
    return took


def manifest(archive: Path) -> dict[str, list[dict[str, str]]]:
    """Return what a backup says it holds; the restore has compared it."""
    with zipfile.ZipFile(archive) as found:
        return json.loads(found.read("manifest.json"))  # type: ignore[no-any-return]


def counts(archive: Path) -> dict[str, int]:
    """Return the rows of each table, as lines of its part."""
    with zipfile.ZipFile(archive) as found:
        names = [name for name in found.namelist() if name.endswith(".jsonl")]
        return {Path(name).stem: found.read(name).count(b"\n") for name in names}


def digests(archive: Path) -> dict[str, str]:
    """Return the sum of each table's rows and of each attached file."""
    told = manifest(archive)
    return {one["name"]: one["digest"] for one in told["tables"]} | {one["name"]: one["sha256"] for one in told["files"]}


def fill(companies: int) -> None:
    """Make an installation with so many companies."""
    from leitplanke.web import environment  # noqa: PLC0415 - after the data folder is set

    environment.prepare()
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    document, inputs = an_evaluated_example()
    for number in range(companies):
        a_company(number, document, inputs)


def an_evaluated_example() -> tuple[str, str]:
    """Return a result as the engine wrote it, and its inputs."""
    from leitplanke.exchange import examples, resultfile  # noqa: PLC0415 - after the data folder is set
    from leitplanke.study.run import analyse  # noqa: PLC0415
    from leitplanke.web.catalogue import catalogue  # noqa: PLC0415
    from leitplanke.web.studies.gathering import to_text  # noqa: PLC0415

    inputs = examples.read(examples.names()[0], catalogue())
    return resultfile.dump(analyse(catalogue(), inputs, seed=1, outer_points=16, histories=2**10)), to_text(inputs)


def a_company(number: int, document: str, inputs: str) -> None:
    """Store a company with answers, a result and, every tenth, a file."""
    from django.core.files.base import ContentFile  # noqa: PLC0415 - after django.setup
    from django.db import transaction  # noqa: PLC0415

    from leitplanke.web.accounts.models import Organisation  # noqa: PLC0415
    from leitplanke.web.catalogue import catalogue  # noqa: PLC0415
    from leitplanke.web.companies.models import Company  # noqa: PLC0415
    from leitplanke.web.notes.models import Attachment  # noqa: PLC0415
    from leitplanke.web.studies.models import StoredResult, Study  # noqa: PLC0415
    from leitplanke.web.survey.models import Rater, Rating  # noqa: PLC0415

    with transaction.atomic():
        home = Organisation.objects.create(name=f"Betrieb {number}")
        firm = Company.objects.create(organisation=home, name=f"Muster {number} GmbH", sector="Zerspanung", staff=38.0, turnover_eur=5e6)
        rater = Rater.objects.create(company=firm)
        asked = [one.id for one in catalogue().indicators][:ANSWERS]
        Rating.objects.bulk_create(
            [
                Rating(rater=rater, indicator=one, level=(number + place) % 5, catalogue_version=catalogue().version)
                for place, one in enumerate(asked)
            ]
        )
        study = Study.objects.create(company=firm, inputs=inputs, state=Study.State.DONE, share=1.0)
        StoredResult.objects.create(study=study, document=document, engine_version="1", catalogue_version="1")
        if number % 10 == 0:
            file = ContentFile(os.urandom(FILE_BYTES), name="y")
            Attachment.objects.create(company=firm, target="x", name="Beleg.pdf", kind="pdf", size=FILE_BYTES, file=file)


if __name__ == "__main__":
    fill(int(os.environ["LEITPLANKE_FILL"])) if "LEITPLANKE_FILL" in os.environ else main()
