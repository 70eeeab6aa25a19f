"""How fast the picture of 500 raters with 60 questions comes (aim of the issue: 500 ms), beside the smallest page.

Run with ``python benchmarks/picture.py``; it uses a data folder of its own. CPU and wall-clock milliseconds of one request in the server
process (on a busy machine only the first says how long the server works): open round, anonymous round with all steps of a live view,
the projector, and two rounds held against each other.
"""

import random
import time

from ownfolder import in_own_folder, milliseconds, owners_browser

REPEATS = 15
RATERS, QUESTIONS = 500, 60
ROLES = ("owner", "management", "it", "staff", "staff", "staff", "staff", "staff")
STEP = 5
"""Answers of each step of the live view."""


def main() -> None:
    """Print the table."""
    in_own_folder(measure)


def measure() -> None:
    """Fill two rounds and time each page."""
    browser, organisation = owners_browser()
    from leitplanke.web.catalogue import catalogue  # noqa: PLC0415 - after Django is set up
    from leitplanke.web.companies.models import Company  # noqa: PLC0415

    company = Company.objects.create(organisation=organisation, name="Muster GmbH", sector="Zerspanung")
    asked = [one.id for one in catalogue().indicators if one.drives][:QUESTIONS]
    first, second = (fill(company, number, mode, asked) for number, mode in ((1, "open"), (2, "anonymous")))
    pages = (
        ("smallest page", "/gesund"),
        ("picture of an open round", f"/bild/{first}/"),
        ("picture of an anonymous round", f"/bild/{second}/"),
        ("projector, all fields", f"/bild/{second}/leinwand"),
        ("projector, one question", f"/bild/{second}/leinwand?frage={asked[0]}"),
        ("two rounds compared", f"/unternehmen/{company.pk}/bild"),
    )
    print(f"{RATERS} raters x {QUESTIONS} questions")
    print(f"{'page':<34}{'CPU ms':>8}{'wall ms':>9}{'kB':>6}")
    for name, address in pages:
        size = len(browser.get(address).content) // 1000
        clocks = (time.process_time, time.perf_counter)
        work, wait = (milliseconds(lambda address=address: browser.get(address), repeats=REPEATS, clock=clock) for clock in clocks)
        print(f"{name:<34}{work:>8.0f}{wait:>9.0f}{size:>6}")


def fill(company: object, number: int, mode: str, asked: list[str]) -> object:
    """Return the key of a closed round in which everybody answered everything; of an anonymous one with all its live steps."""
    from leitplanke.web.survey.models import Rater, Rating  # noqa: PLC0415
    from leitplanke.web.waves.models import Shown, Wave  # noqa: PLC0415

    chance = random.Random(number)  # noqa: S311 - made-up answers
    wave = Wave.objects.create(company=company, number=number, mode=mode, state="closed")
    raters = [Rater(company=company, wave=wave, role=ROLES[place % len(ROLES)]) for place in range(RATERS)]
    raters = Rater.objects.bulk_create(raters)
    levels = {(indicator, rater.pk): chance.randrange(5) for indicator in asked for rater in raters}
    rows = [Rating(rater=rater, indicator=name, level=levels[name, rater.pk], catalogue_version="1") for name in asked for rater in raters]
    Rating.objects.bulk_create(rows, batch_size=5000)
    if mode == "anonymous":
        shown = []
        for indicator in asked:
            for role in set(ROLES):
                counts = [0] * 7
                for place, rater in enumerate([one for one in raters if one.role == role], start=1):
                    counts[levels[indicator, rater.pk]] += 1
                    if place % STEP == 0:
                        shown.append(Shown(wave=wave, indicator=indicator, group=role, counts=list(counts)))
        Shown.objects.bulk_create(shown, batch_size=5000)
    return wave.pk


if __name__ == "__main__":
    main()
