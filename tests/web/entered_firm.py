"""A firm entered and evaluated through the pages, by clicks, and passed on to the other processes of a test run."""

import json
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, StorageState

import databases

KEPT = "firm.json"
MILLISECONDS_TO_COMPUTE = 120_000
"""Until an evaluation must be done, on a busy machine."""


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm entered through the pages: where its pages are, the cookies of its owner, and what went wrong."""

    pages: dict[str, str]
    state: StorageState
    faults: tuple[str, ...]


PROFILE = {
    "name": "Zerspanung Übermaß GmbH",
    "sector": "Präzisionsteile",
    "staff": "38",
    "turnover_eur": "5,2 Mio",
    "liquidity_eur": "420.000",
    "free_cash_flow_eur_per_year": "150 000",
    "equity_eur": "1.100.000",
    "largest_buyer_eur": "2.392.000",
}
"""Typed as people type."""


OF_THE_WAY = {
    "home": "",
    "limits": "leitfrage",
    "actors": "mitspieler",
    "review": "wiedervorlage",
    "roadmap": "plan/",
    "look": "aussehen",
    "workshop": "mappe",
    "bookkeeping": "buchhaltung",
    "network": "netz",
    "network-partner": "netz/partner/neu",
    "network-channel": "netz/kanal/neu/b2c",
    "network-ways": "netz/wege",
    "network-statements": "netz/angaben",
    "services": "daten-und-dienste",
    "policy": "daten-regeln",
    "places": "daten-orte",
    "list-of-services": "daten-und-dienste/liste/dienst",
    "curate": "rechtsstand",
    "check": "rechtsstand/rule.p2b",
    "data": "daten",
    "log": "protokoll",
    "remove": "loeschen",
    "notes": "notizen/",
    "notes-unseen": "notizen/unseen.cyber.incident",
}


def enter(server: str, chromium: Browser, watch: Callable[[BrowserContext], None], faults: list[str]) -> Firm:
    """Enter and evaluate an own company by clicks, from the welcome page on."""
    context = chromium.new_context(base_url=server, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(15_000)
    watch(context)
    page = context.new_page()
    pages: dict[str, str] = {}
    page.goto("/")
    page.get_by_role("button", name="Mein Unternehmen").click()
    pages["profile"] = page.url
    for name, typed in PROFILE.items():
        page.locator(f"#{name}").fill(typed)
    forward(page)
    pages["further"] = page.url
    forward(page)
    while "/fragen/" in page.url and page.locator("fieldset.question").count():
        pages.setdefault(f"questions-{len(pages) - 1}", page.url)
        answer_all(page)
        forward(page)
    pages["overview"] = page.url
    pages["strengths"] = page.url.replace("/fragen/", "/staerken")
    pages["goals"] = page.url.replace("/fragen/", "/ziele")
    pages["deep"] = page.url.replace("/fragen/", "/vertiefung/cloud/1")
    forward(page)
    pages["progress"] = page.url
    page.wait_for_selector("#most-important", timeout=MILLISECONDS_TO_COMPUTE)
    pages["result"] = page.url
    pages["what-if"] = f"{page.url}was-waere-wenn/"
    pages["plan"] = f"{page.url}plan/"
    pages["papers"] = f"{page.url}berichte/"
    pages["list"] = "/unternehmen/"
    pages["intake"] = "/unternehmen/einlesen"
    pages["archive"] = "/unternehmen/archiv-einlesen"
    pages["own"] = pages["profile"].replace("/profil", "/eigene-zahlen/")
    pages["own-unseen"] = pages["profile"].replace("/profil", "/eigenes/neu/unseen")
    pages["own-measure"] = pages["profile"].replace("/profil", "/eigenes/neu/massnahme")
    pages["own-entry"] = f"{pages['own']}unseen.cloud.lock-in"
    pages["owners"] = pages["profile"].replace("/profil", "/verbundene")
    pages["earlier"] = pages["profile"].replace("/profil", "/fruehere-jahre")
    pages |= {name: pages["profile"].replace("/profil", f"/{end}") for name, end in OF_THE_WAY.items()}
    pages["trail"] = page.locator("a[data-trail-link]").first.get_attribute("href") or ""
    found = Firm({name: url.removeprefix(server) for name, url in pages.items()}, context.storage_state(), tuple(faults))
    context.close()
    return found


def forward(page: Page) -> None:
    """Press the one primary button and wait for the next page."""
    with page.expect_navigation():
        page.locator("main .actions .button:not(.second):not(.quiet)").first.click()


def answer_all(page: Page) -> None:
    """Choose a different level in each question; wait until each is saved."""
    for place, question in enumerate(page.locator("fieldset.question").all()):
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            question.locator(".choices > .choice input").nth(place % 4).check()


def pass_on(firm: Firm, folder: Path, to: Path) -> None:
    """Keep a server's data as they are now, for data folders of other servers; who was first, stays."""
    part = Path(tempfile.mkdtemp(dir=to.parent))
    databases.keep(folder, part)
    shutil.copy(folder / "secret-key", part)
    (part / KEPT).write_text(json.dumps(asdict(firm)), encoding="utf-8")
    with suppress(OSError):
        part.rename(to)


def passed_on(folder: Path) -> Firm | None:
    """Return the firm that a data folder had in it from the start."""
    if not (folder / KEPT).exists():
        return None
    read = json.loads((folder / KEPT).read_text(encoding="utf-8"))
    return Firm(read["pages"], read["state"], tuple(read["faults"]))
