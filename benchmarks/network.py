"""How fast the value network of a firm with 2,000 partners is laid out and drawn (aim of the issue: 2 s).

Run with ``python benchmarks/network.py``; it uses a data folder of its own. CPU and wall-clock milliseconds, median of the repeats: the
layout alone, and the whole page from the database to its bytes.
"""

import random
import time
from collections.abc import Callable
from datetime import date

from ownfolder import in_own_folder, milliseconds, owners_browser

PARTNERS, REPEATS = 2_000, 5


def main() -> None:
    """Print the table."""
    in_own_folder(measure)


def measure() -> None:
    """Fill a firm and time layout and page."""
    browser, organisation = owners_browser()
    from leitplanke.study.network import look  # noqa: PLC0415 - after Django is set up
    from leitplanke.web.companies.models import Company  # noqa: PLC0415
    from leitplanke.web.network.graph import draw  # noqa: PLC0415
    from leitplanke.web.studies.gathering import gather  # noqa: PLC0415

    firm = {"name": "Netz GmbH", "sector": "Zerspanung", "staff": 80.0, "turnover_eur": 2e9}
    company = Company.objects.create(organisation=organisation, **firm)
    fill(company)
    standings = look(gather(company)).standings
    page = browser.get(f"/unternehmen/{company.pk}/netz")
    print(f"{PARTNERS} partners, {page.content.count(b'<circle')} circles, {len(page.content) // 1000} kB")
    timed("layout", lambda: draw(standings))
    timed("page", lambda: browser.get(f"/unternehmen/{company.pk}/netz"))


def fill(company: object) -> None:
    """Store the partners."""
    from leitplanke.company.dependence.partner import Relation  # noqa: PLC0415 - after Django is set up
    from leitplanke.web.network.models import NetworkEntry  # noqa: PLC0415

    chance = random.Random(1)  # noqa: S311 - a sample, no secret
    for place in range(PARTNERS):
        one = Relation(
            partner=f"Partner {place}",
            role=chance.choice(("customer", "supplier", "cooperation")),
            revenue_net_eur=10.0 ** chance.uniform(2.0, 6.0),
            alternatives=chance.randrange(8),
            their_alternatives=chance.randrange(8),
            judged_by="Vertrieb",
            judged_on=date(2026, 11, 20),
        )
        NetworkEntry(company=company).keep(one)


def timed(name: str, work: Callable[[], object]) -> None:
    """Print CPU and wall-clock time of some work."""
    cpu, wall = (milliseconds(work, repeats=REPEATS, clock=clock) for clock in (time.process_time, time.perf_counter))
    print(f"{name:>8}: {cpu:7.0f} ms CPU, {wall:7.0f} ms")


if __name__ == "__main__":
    main()
