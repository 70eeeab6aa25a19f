"""How long the server works on the main pages: result page of an example, one saved answer (aims of the issue: 150 ms, 50 ms).

Run with ``python benchmarks/pages.py``; it uses a data folder of its own. Figures are CPU milliseconds of one request in the server
process, beside those of the smallest page, so that they can be compared between machines.
"""

from ownfolder import in_own_folder, milliseconds, prepared

REPEATS = 30


def main() -> None:
    """Print the table."""
    in_own_folder(measure)


def measure() -> None:
    """Prepare a firm and time each page."""
    browser = prepared()
    from leitplanke.exchange import examples  # noqa: PLC0415 - after Django is set up
    from leitplanke.web.catalogue import quick_check  # noqa: PLC0415
    from leitplanke.web.examples.store import result_of  # noqa: PLC0415

    firm = browser.post("/mein-unternehmen")["Location"].rsplit("/", 1)[0]
    browser.post(f"{firm}/profil", {"name": "Muster GmbH", "sector": "Zerspanung", "staff": "38", "turnover_eur": "5,2 Mio"})
    question = quick_check()[3][1][0].id.removeprefix("indicator.").replace(".", "-")
    floor = milliseconds(lambda: browser.get("/gesund"), repeats=REPEATS)
    print(f"{'page':<34}{'CPU ms':>8}{'x smallest page':>18}{'aim ms':>8}")
    for name, aim, call in (
        ("smallest page", None, lambda: browser.get("/gesund")),
        ("result page, stored result", 150, lambda: browser.get(f"/beispiel/{examples.names()[0]}/")),
        ("result page, read from its file", 150, lambda: (result_of.cache_clear(), browser.get(f"/beispiel/{examples.names()[0]}/"))),
        ("one answer saved", 50, lambda: browser.post(f"{firm}/fragen/cloud/{question}", {question: "3"})),
        ("page of four questions", None, lambda: browser.get(f"{firm}/fragen/cloud")),
        ("profile", None, lambda: browser.get(f"{firm}/profil")),
    ):
        found = milliseconds(call, repeats=REPEATS)
        print(f"{name:<34}{found:>8.1f}{found / floor:>18.1f}{aim or '':>8}")


if __name__ == "__main__":
    main()
