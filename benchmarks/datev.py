"""How long a batch of 1,000,000 postings takes to import and evaluate, and how much memory: at most 30 s and 600 MB.

Run: ``.venv/bin/python benchmarks/datev.py [POSTINGS]``. The batch is made here, with a truth that is summed while it is made; the
sums have to come out again to the cent. Time and memory are those of the command a user runs (``leitplanke import datev``), in a
process of its own.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

POSTINGS = 1_000_000
MOST_SECONDS, MOST_MB = 30.0, 600.0
_WIDTH = 125
_HEAD = (
    '"EXTF";700;21;"Buchungsstapel";13;20260105093000000;;"RE";"";"";1001;42;20250101;4;20250101;20251231;'
    '"2025";"";1;0;0;"EUR";;"";;;"03";;;"";""'
)
_COLUMNS = (
    "Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;WKZ Umsatz;Kurs;Basis-Umsatz;WKZ Basis-Umsatz;Konto;"
    "Gegenkonto (ohne BU-Schlüssel);BU-Schlüssel;Belegdatum;Belegfeld 1;Belegfeld 2;Skonto;Buchungstext"
)


def write(path: Path, postings: int) -> dict[str, int]:
    """Write a batch and return the true net cents by customer."""
    dice, truth = random.Random(7), dict[str, int]()  # noqa: S311 - a test file, no secret
    rest = ";" * (_WIDTH - 15)
    with path.open("w", encoding="cp1252", newline="") as file:
        file.write(f"{_HEAD}\r\n{_COLUMNS};{';' * (_WIDTH - 15)}\r\n")
        for place in range(postings):
            net = dice.randrange(1_000, 900_000)
            gross = (net * 119 + 50) // 100
            amount, day = f"{gross // 100},{gross % 100:02d}", f"{1 + place % 28:02d}{1 + place % 12:02d}"
            kind = ("sale", "sale-turned", "purchase", "payment", "payment")[place % 5]
            account = str(10_000 + dice.randrange(3_000))
            if kind.startswith("sale"):
                truth[account] = truth.get(account, 0) + net
                pair = f'"S";"EUR";;;"";{account};8400' if kind == "sale" else f'"H";"EUR";;;"";8400;{account}'
            elif kind == "purchase":
                pair = f'"H";"EUR";;;"";{70_000 + dice.randrange(2_000)};3400'
            else:
                pair = f'"S";"EUR";;;"";1200;{account}'
            file.write(f'{amount};{pair};"";{day};"RE-{place}";"";;"Lieferung Größe {place % 97}";{rest}\r\n')
    return truth


def main() -> None:
    """Make the batch, import it, compare, and print the figures."""
    postings = int(sys.argv[1]) if len(sys.argv) > 1 else POSTINGS
    with tempfile.TemporaryDirectory() as folder:
        path, target = Path(folder) / "EXTF_Buchungsstapel.csv", Path(folder) / "out.json"
        truth = write(path, postings)
        size = path.stat().st_size / 1e6
        begin = time.perf_counter()
        command = [sys.executable, "-m", "leitplanke", "import", "datev", str(path), "--json", str(target)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
        seconds = time.perf_counter() - begin
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        found = {one["account"]: round(100 * one["net_eur"]) for one in json.loads(target.read_text())["customers"]}
    memory, cpu = usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime
    print(f"{postings:,} postings, {size:.0f} MB: {seconds:.1f} s ({cpu:.1f} s of processor), {memory:.0f} MB; sums true: {found == truth}")
    if found != truth:
        sys.exit("the sums are wrong")
    if postings >= POSTINGS and (seconds > MOST_SECONDS or memory > MOST_MB):
        sys.exit(f"more than {MOST_SECONDS:.0f} s or {MOST_MB:.0f} MB")


if __name__ == "__main__":
    main()
