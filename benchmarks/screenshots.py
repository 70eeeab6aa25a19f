"""Take the pictures of the documentation from a running server: ``make run``, then ``.venv/bin/python benchmarks/screenshots.py``.

Pictures go to docs/images; they show the first worked firm, so nothing of anybody's own data.
"""

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).parent.parent / "docs" / "images"
MOST_BYTES = 300_000
SHOTS = {
    "result-de": ("de", "/beispiel/precision-parts/", 1100, 1050),
    "result-en": ("en", "/beispiel/precision-parts/", 1100, 1050),
    "welcome-de": ("de", "/", 1100, 1050),
    "plan-de": ("de", "/beispiel/precision-parts/plan/", 1100, 1050),
    "papers-de": ("de", "/beispiel/precision-parts/berichte/", 1100, 1050),
    "result-phone-de": ("de", "/beispiel/precision-parts/", 390, 844),
}
"""Name of the picture: language, page, width and height of the window."""
DRAWN = "[...document.querySelectorAll('[data-chart]')].every((place) => place.querySelector('svg'))"


def main() -> None:
    """Take every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    address = parser.parse_args().address
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for name, (language, path, width, height) in SHOTS.items():
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="light", reduced_motion="reduce")
            context.add_cookies([{"name": "leitplanke-language", "value": language, "url": address}])
            take(context.new_page(), address + path, FOLDER / f"{name}.png")
            context.close()
        browser.close()


def take(page: Page, address: str, file: Path) -> None:
    """Save the top of a page; a picture too large for a README is an error."""
    page.goto(address)
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
