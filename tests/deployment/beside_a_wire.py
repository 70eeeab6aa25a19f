"""Use a server as people do, say how many packets went out, then ask another machine to show that this would have been seen."""

import http.cookiejar
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PATIENCE = 240.0
COUNTED = Path("/proc/net/dev")
PAGES = ("/", "/anmelden", "/beispiel/", "/beispiel/precision-parts/", "/beispiel/precision-parts/plan/", "/annahmen/", "/gibt-es-nicht")
FIRM = Path(__file__).parents[2] / "examples" / "marketplace-maker.yaml"
ELSEWHERE = ("198.51.100.7", 80)
BROWSER = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))


def main(folder: Path) -> None:
    """Run it; the folder holds the server's log."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    before = sent()
    with (folder / "log").open("w") as log:
        server = subprocess.Popen([sys.executable, "-m", "leitplanke", "serve", "--port", port], stdout=log, stderr=log, cwd=folder)
    try:
        use(f"http://127.0.0.1:{port}")
        for words in (["doctor"], ["analyse", str(FIRM), "--points", "16", "--report", str(folder / "report.pdf")]):
            subprocess.run([sys.executable, "-m", "leitplanke", *words], check=True, stdout=subprocess.DEVNULL, cwd=folder)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(PATIENCE)
    counted = sent() - before
    with suppress(OSError):
        socket.create_connection(ELSEWHERE, timeout=1.0).close()
    sys.stdout.write(f"sent {counted} asked {'noticed' if sent() > before + counted else 'unseen'}\n")


def use(base: str) -> None:
    """Read pages and take every paper of an example along."""
    wait(lambda: answers(base))
    for page in PAGES:
        with suppress(urllib.error.HTTPError):
            read(base + page)
    papers = set(re.findall(r"/beispiel/precision-parts/datei/[^\"]+", read(f"{base}/beispiel/precision-parts/berichte/")))
    assert len(papers) > 2
    for paper in papers:
        assert read(base + paper)


def read(address: str) -> str:
    with BROWSER.open(address, timeout=PATIENCE) as answer:
        return bytes(answer.read()).decode(errors="replace")


def answers(base: str) -> bool:
    with suppress(OSError):
        return read(f"{base}/gesund") == "ok\n"
    return False


def wait(condition: Callable[[], bool]) -> None:
    last = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > last:
            sys.exit("nothing came")
        time.sleep(0.1)


def sent() -> int:
    """Return how many packets have left by the wire; the tenth figure of its row."""
    (row,) = (line for line in COUNTED.read_text().splitlines() if line.strip().startswith("out0:"))
    return int(row.partition(":")[2].split()[9])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
