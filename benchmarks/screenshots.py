"""Take the pictures of the documentation: ``.venv/bin/python benchmarks/screenshots.py``, some with their names behind it.

Pictures go to docs/images. They show the first worked firm, once as the public example and once as a firm of its own in a data
folder of its own, so nothing of anybody's own data.
"""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, Page, sync_playwright

from served import evaluated, serving

if TYPE_CHECKING:
    from leitplanke.web.studies.models import Study

EXAMPLE = "precision-parts"
FOLDER = Path(__file__).parent.parent / "docs" / "images"
DEPENDENCE = Path(__file__).parent / "dependence.yaml"
MOST_BYTES = 300_000
SHOTS = {
    "result-de": ("de", "/beispiel/precision-parts/", 1100, 1050),
    "result-en": ("en", "/beispiel/precision-parts/", 1100, 1050),
    "welcome-de": ("de", "/", 1100, 1050),
    "welcome-en": ("en", "/", 1100, 1050),
    "plan-en": ("en", "/beispiel/precision-parts/plan/", 1100, 1050),
    "plan-de": ("de", "/beispiel/precision-parts/plan/", 1100, 1050),
    "papers-de": ("de", "/auswertung/{study}/berichte/", 1100, 1050),
    "papers-en": ("en", "/auswertung/{study}/berichte/", 1100, 1050),
    "result-phone-de": ("de", "/beispiel/precision-parts/", 390, 844),
    "start-de": ("de", "/unternehmen/{company}/", 1100, 1050),
    "start-en": ("en", "/unternehmen/{company}/", 1100, 1050),
    "questions-de": ("de", "/unternehmen/{company}/fragen/cloud", 1100, 1050),
    "questions-en": ("en", "/unternehmen/{company}/fragen/cloud", 1100, 1050),
    "questions-phone-en": ("en", "/unternehmen/{company}/fragen/cloud", 390, 844),
    "own-figures-de": ("de", "/unternehmen/{company}/eigene-zahlen/unseen.cyber.incident", 1100, 1050),
    "own-figures-en": ("en", "/unternehmen/{company}/eigene-zahlen/unseen.cyber.incident", 1100, 1050),
    "what-if-de": ("de", "/auswertung/{study}/was-waere-wenn/", 1280, 1050),
    "what-if-en": ("en", "/auswertung/{study}/was-waere-wenn/", 1280, 1050),
    "roadmap-de": ("de", "/unternehmen/{company}/plan/", 1280, 1050),
    "roadmap-en": ("en", "/unternehmen/{company}/plan/", 1280, 1050),
    "goals-de": ("de", "/unternehmen/{company}/ziele", 1100, 1050),
    "goals-en": ("en", "/unternehmen/{company}/ziele", 1100, 1050),
    "rounds-de": ("de", "/unternehmen/{company}/runden/", 1100, 1050),
    "rounds-en": ("en", "/unternehmen/{company}/runden/", 1100, 1050),
    "ledger-de": ("de", "/unternehmen/{company}/buchhaltung", 1100, 1050),
    "ledger-en": ("en", "/unternehmen/{company}/buchhaltung", 1100, 1050),
    "network-de": ("de", "/unternehmen/{company}/netz", 1100, 1500),
    "network-en": ("en", "/unternehmen/{company}/netz", 1100, 1500),
    "services-de": ("de", "/unternehmen/{company}/daten-und-dienste", 1100, 1050),
    "services-en": ("en", "/unternehmen/{company}/daten-und-dienste", 1100, 1050),
    "exit-de": ("de", "/unternehmen/{company}/ausstieg/warenwirtschaft?tag=2027-06-30", 1100, 1050),
    "exit-en": ("en", "/unternehmen/{company}/ausstieg/warenwirtschaft?tag=2027-06-30", 1100, 1050),
}
"""Name of the picture: language, page, width and height of the window."""
DRAWN = "[...document.querySelectorAll('[data-chart]')].every((place) => place.querySelector('svg'))"

MOST_MS = 300_000
"""Until the review of a plan is made; then its page loads anew."""


def main() -> None:
    """Take every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        study = evaluated(EXAMPLE, folder)
        depend(study)
        with serving() as port, sync_playwright() as driver:
            program = shutil.which("chromium") or shutil.which("chromium-headless-shell")
            browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
            signed_in = owner_of(browser, f"http://127.0.0.1:{port}", study)
            for name in sys.argv[1:] or SHOTS:
                shoot(browser, f"http://127.0.0.1:{port}", name, study, signed_in)
            browser.close()


def depend(study: "Study") -> None:
    """Add what the pictured firm says on dependence; its evaluation stays as it is."""
    from leitplanke.exchange import examples, studyfile  # noqa: PLC0415 - after Django is set up
    from leitplanke.web.catalogue import catalogue  # noqa: PLC0415 - as above
    from leitplanke.web.cloud.keeping import store as store_cloud  # noqa: PLC0415 - as above
    from leitplanke.web.network.keeping import store as store_network  # noqa: PLC0415 - as above

    text = examples.text(EXAMPLE) + DEPENDENCE.read_text(encoding="utf-8")
    said = studyfile.read(text, DEPENDENCE.name, catalogue()).dependence
    store_cloud(study.company, said)
    store_network(study.company, said, "EXTF_Buchungsstapel.csv")


def owner_of(browser: Browser, address: str, study: "Study") -> Path:
    """Come in as the local owner, take the plan over as the roadmap, and return the file of the cookies."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.locator("form[action='/mein-unternehmen'] button").first.click()
    page.goto(f"{address}/unternehmen/{study.company_id}/plan/")
    page.locator("form[action$='/plan/uebernehmen'] button").first.click()
    file = Path(tempfile.mkdtemp()) / "cookies.json"
    context.storage_state(path=file)
    context.close()
    return file


def shoot(browser: Browser, address: str, name: str, study: "Study", cookies: Path) -> None:
    """Save one picture."""
    language, path, width, height = SHOTS[name]
    size = {"width": width, "height": height}
    context = browser.new_context(viewport=size, color_scheme="light", reduced_motion="reduce", storage_state=cookies)
    context.add_cookies([{"name": "leitplanke-language", "value": language, "url": address}])
    take(context.new_page(), address + path.format(company=study.company_id, study=study.pk), FOLDER / f"{name}.png")
    context.close()


def take(page: Page, address: str, file: Path) -> None:
    """Save the top of a page; a picture too large for a README is an error."""
    page.goto(address)
    page.locator("#review-state .notice").wait_for(state="detached", timeout=MOST_MS)
    page.wait_for_function(DRAWN)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=file)
    size = file.stat().st_size
    print(f"{file.name}: {size // 1000} kB")
    if size > MOST_BYTES:
        message = f"{file.name} has {size} bytes, more than {MOST_BYTES}"
        raise SystemExit(message)


if __name__ == "__main__":
    main()
