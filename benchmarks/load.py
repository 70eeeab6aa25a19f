"""Whether 500 raters can answer one round at once: 50 answers a second over the network, each within 300 ms for 95 %, none lost.

Run with ``python benchmarks/load.py``; ``--database postgres`` starts Debian's PostgreSQL on a temporary folder instead of SQLite,
``--seconds`` says how long, ``--mode`` in which kind of round. Server, database and the 500 people share the machine. Besides what people
wait for it prints processor milliseconds of server and database for one answer: those hold also while others use the machine.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import load_traffic as traffic
from load_server import Work, postgres
from load_traffic import Felt, Person, Question
from served import serving

if TYPE_CHECKING:
    from leitplanke.web.waves.models import Wave

RATERS = 500
RATE = 50.0
AIM_MS = 300
GROUPS = ("staff", "staff", "staff", "it", "management")
"""Of every five raters."""


def main() -> None:
    """Print the table; end with a fault if an answer was lost or refused."""
    asked = arguments()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            LEITPLANKE_VAR=folder, LEITPLANKE_LOCAL="1", LEITPLANKE_REVIEWS="ask", DJANGO_SETTINGS_MODULE="leitplanke.web.settings"
        )
        os.environ.pop("LEITPLANKE_DATABASE_URL", None)
        if asked.database == "sqlite":
            measure(asked, Work(None))
            return
        with postgres() as (url, process):
            os.environ["LEITPLANKE_DATABASE_URL"] = url
            measure(asked, Work(process))


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument(
        "--mode", choices=("live", "anonymous", "open"), default="live", help="live: anonymous, with pictures as it goes on"
    )
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=RATE, help="answers a second")
    parser.add_argument("--raters", type=int, default=RATERS)
    return parser.parse_args()


def measure(asked: argparse.Namespace, work: Work) -> None:
    """Prepare a round, let people answer, and hold what the server said against what is stored."""
    wave, people = prepare(asked)
    print(f"{asked.database}, {asked.mode} round, {len(people)} raters, load of the machine before: {os.getloadavg()[0]:.1f}")
    print(f"{'what':<44}{'count':>7}{'faults':>8}{'median ms':>11}{'p95 ms':>8}{'most ms':>9}{'CPU ms each':>13}{'of it database':>16}")
    answers = int(asked.seconds * asked.rate)
    with serving() as port:
        for person in people:
            person.port = port
        work.settle()
        wrong = asyncio.run(all_of_it(people, asked.rate, answers, work))
    lost = missing(wave, people)
    kept = sum(len(person.acknowledged) for person in people)
    print(f"{kept} acknowledged answers held against the database: {lost} lost or changed; load afterwards: {os.getloadavg()[0]:.1f}")
    if lost or wrong:
        sys.exit(1)


async def all_of_it(people: Sequence[Person], rate: float, answers: int, work: Work) -> int:
    """Run the four parts and return how many requests went wrong."""
    parts: tuple[tuple[str, Callable[[], object]], ...] = (
        (f"begins, {rate:.0f} a second", lambda: traffic.come_in(people, rate)),
        (f"answers, {rate:.0f} a second (aim p95 {AIM_MS} ms)", lambda: traffic.answer(people, rate, answers, pages=False)),
        ("the same, with pages turned", lambda: traffic.answer(people, rate, answers, pages=True)),
        ("everybody answers in the same moment", lambda: traffic.answer(people, 1e9, len(people), pages=False)),
    )
    wrong = 0
    for name, part in parts:
        before = work.seconds()
        felt = await part()  # type: ignore[misc]
        tell(name, felt, [after - earlier for after, earlier in zip(work.seconds(), before, strict=True)])
        wrong += felt.wrong
    for person in people:
        person.leave()
    if wrong:
        print("statuses of what went wrong:", dict(Counter(one.last_refused for one in people if one.refused)))
    return wrong


def tell(name: str, felt: Felt, used: Sequence[float]) -> None:
    """Print one row."""
    count, cuts = len(felt.seconds), statistics.quantiles(felt.seconds, n=20)
    waited = f"{1000 * cuts[9]:>11.0f}{1000 * cuts[18]:>8.0f}{1000 * max(felt.seconds):>9.0f}"
    print(f"{name:<44}{count:>7}{felt.wrong:>8}{waited}{1000 * sum(used) / count:>13.1f}{1000 * used[1] / count:>16.1f}", flush=True)


def prepare(asked: argparse.Namespace) -> tuple["Wave", list[Person]]:
    """Return a running round and its people, each with the link of their group's room."""
    import django  # noqa: PLC0415 - after the data folder is set

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from leitplanke.web import environment  # noqa: PLC0415
    from leitplanke.web.accounts.setup import local_owner  # noqa: PLC0415
    from leitplanke.web.companies.models import Company  # noqa: PLC0415
    from leitplanke.web.waves import links, turning  # noqa: PLC0415
    from leitplanke.web.waves.models import Invitation  # noqa: PLC0415

    environment.prepare()
    call_command("migrate", verbosity=0)
    company = Company.objects.create(organisation=local_owner().organisations.get(), name="Muster GmbH", sector="Zerspanung")
    wave = turning.plan(company, mode="open" if asked.mode == "open" else "anonymous", live=asked.mode == "live")
    rooms = {}
    for role in sorted(set(GROUPS)):
        room = Invitation(wave=wave, kind="room", role=role)
        rooms[role] = links.room_secret(room.pk)
        room.digest = links.digest_of(rooms[role])
        room.save()
    turning.start(wave)
    wave.refresh_from_db()
    roles = [GROUPS[place % len(GROUPS)] for place in range(asked.raters)]
    return wave, [Person(place, rooms[role], questions(role)) for place, role in enumerate(roles)]


def questions(role: str) -> tuple[Question, ...]:
    """Return the questions of a group in order."""
    from leitplanke.web.survey.answering import field_name  # noqa: PLC0415 - after django.setup
    from leitplanke.web.waves.items import sheets  # noqa: PLC0415

    return tuple(Question(sheet.number, field_name(one.id), one.id) for sheet in sheets(role) for one in sheet.indicators)


def missing(wave: "Wave", people: Sequence[Person]) -> int:
    """Return how many acknowledged answers are not stored as they were given."""
    from leitplanke.web.survey.models import Rating  # noqa: PLC0415 - after django.setup
    from leitplanke.web.waves.links import key_of  # noqa: PLC0415

    stored = {(row.rater.key, row.indicator): row.choice for row in Rating.objects.filter(rater__wave=wave).select_related("rater")}
    told = {
        (key_of(person.secret, person.code), indicator): choice
        for person in people
        for indicator, choice in person.acknowledged.items()
        if indicator not in person.unsure
    }
    return sum(stored.get(key) != choice for key, choice in told.items())


if __name__ == "__main__":
    main()
