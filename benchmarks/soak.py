"""Whether half an hour of mixed use leaves memory where it was and makes no mistake.

Run with ``python benchmarks/soak.py`` (30 minutes; ``--minutes 3`` for a trial, ``--database postgres``, ``--processes 2`` for two web
processes and two job workers). Owners save answers, read results, take reports along and have evaluations made; raters answer by link;
advisers look at everything. Server, database and people share the machine. Ends with a fault if anything was answered wrongly, if the
memory that is held between evaluations grew by more than 5 % after the first five minutes (in a shorter trial: after a sixth of it, and
then it is only told), if the floor of one kind of process rose by more than 10 % from the middle to the end, or if an acknowledged answer
is not stored as it was given.
"""

import argparse
import contextlib
import math
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import psutil

from load_server import postgres
from soak_kept import compare
from soak_people import Adviser, Browser, Felt, Firm, Owner, Rater, live

AIM_GROWTH = 0.05
AIM_FLOOR = 0.1
"""Of one kind of process: the floor of a worker alone moves by more than the sum of all."""
KINDS = ("server", "web", "worker")
TENTHS, NINTHS = 10, 9
SETTLING_MINUTES = 5.0
SECONDS_BETWEEN_SAMPLES = 5.0
ORDINARY_MINUTES = 30.0
FIRMS, OWNERS, ADVISERS, RATERS = 12, 6, 3, 12
MB = 1e6


def main() -> None:
    """Run it, print the tables, and end with a fault if an aim is missed."""
    asked = arguments()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        os.environ.update(LEITPLANKE_VAR=folder, LEITPLANKE_LOCAL="", DJANGO_SETTINGS_MODULE="leitplanke.web.settings")
        os.environ.pop("LEITPLANKE_DATABASE_URL", None)
        if asked.database == "postgres":
            os.environ["LEITPLANKE_DATABASE_URL"] = stack.enter_context(postgres())[0]
        cast = prepare()
        print(f"{asked.database}, {asked.minutes:g} minutes, load of the machine before: {os.getloadavg()[0]:.1f}", flush=True)
        with serving(asked.processes) as (served, port):
            owners, raters = people(cast, port)
            acts = [one.act for one in (*owners, *advisers(cast, port), *raters)]
            felt, memory = soak(acts, served, asked.minutes)
        compare(owners, raters, felt)
        tell(felt)
        grown, floor = memory.tell(asked.minutes)
    wrong = sum(map(len, felt.faults.values()))
    if wrong or ((grown > AIM_GROWTH or floor > AIM_FLOOR) and asked.minutes >= ORDINARY_MINUTES):
        sys.exit(f"{wrong} errors, memory {grown:+.1%}, floor of one kind of process {floor:+.1%}")


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=ORDINARY_MINUTES)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--processes", type=int, default=1)
    return parser.parse_args()


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part: firms, sessions of their owners and of advisers, the secret of a room and its questions."""

    firms: Sequence[Firm]
    owners: Sequence[dict[str, str]]
    advisers: Sequence[dict[str, str]]
    secret: str
    asked: Sequence[tuple[int, str]]


def prepare() -> Cast:
    """Fill an installation: firms of one chamber, each evaluated once, their people, and a round that is open."""
    import django  # noqa: PLC0415 - after the data folder is set

    from leitplanke.web import environment  # noqa: PLC0415

    environment.prepare()
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    from leitplanke.web.accounts.models import Organisation  # noqa: PLC0415
    from leitplanke.web.companies.models import Company  # noqa: PLC0415

    chamber = Organisation.objects.create(name="Kammer")
    firms = firms_of(chamber)
    secret, asked = room_of(Company.objects.get(pk=firms[0].key))
    return Cast(
        firms=firms,
        owners=[session_of(f"owner-{number}", chamber) for number in range(OWNERS)],
        advisers=[session_of(f"adviser-{number}", chamber) for number in range(ADVISERS)],
        secret=secret,
        asked=asked,
    )


def firms_of(chamber: object) -> list[Firm]:
    """Return the examples as firms of the chamber, over and over, each evaluated once."""
    from leitplanke.exchange import examples, resultfile  # noqa: PLC0415 - after django.setup
    from leitplanke.study.run import analyse  # noqa: PLC0415
    from leitplanke.web.catalogue import catalogue  # noqa: PLC0415
    from leitplanke.web.intake.storing import store  # noqa: PLC0415
    from leitplanke.web.studies.gathering import gather, to_text  # noqa: PLC0415
    from leitplanke.web.studies.models import StoredResult, Study  # noqa: PLC0415
    from leitplanke.web.survey.answering import field_name  # noqa: PLC0415
    from leitplanke.web.survey.pages import quick_pages  # noqa: PLC0415

    questions = [(page.slug, field_name(one.id)) for page in quick_pages() for one in page.indicators]
    documents, found = {}, []
    for number in range(FIRMS):
        name = examples.names()[number % len(examples.names())]
        firm = store(chamber, examples.read(name, catalogue()), name)  # type: ignore[arg-type]
        inputs = gather(firm)
        if name not in documents:
            documents[name] = resultfile.dump(analyse(catalogue(), inputs, seed=1))
        study = Study.objects.create(company=firm, inputs=to_text(inputs), state=Study.State.DONE, share=1.0)
        result = StoredResult(study=study, document=documents[name], engine_version="1", catalogue_version=catalogue().edition)
        result.save()
        found.append(Firm(str(firm.pk), str(study.pk), questions))
    return found


def room_of(firm: object) -> tuple[str, list[tuple[int, str]]]:
    """Return the link of a room in an open round of a firm, and its questions."""
    from leitplanke.web.survey.answering import field_name  # noqa: PLC0415 - after django.setup
    from leitplanke.web.waves import links, turning  # noqa: PLC0415
    from leitplanke.web.waves.items import sheets  # noqa: PLC0415
    from leitplanke.web.waves.models import Invitation  # noqa: PLC0415

    wave = turning.plan(firm, mode="anonymous", live=True)  # type: ignore[arg-type]
    room = Invitation(wave=wave, kind="room", role="staff")
    secret = links.room_secret(room.pk)
    room.digest = links.digest_of(secret)
    room.save()
    turning.start(wave)
    return secret, [(sheet.number, field_name(one.id)) for sheet in sheets("staff") for one in sheet.indicators]


def session_of(name: str, chamber: object) -> dict[str, str]:
    """Return the cookies of somebody of the chamber who has signed in."""
    from django.test import Client  # noqa: PLC0415 - after django.setup

    from leitplanke.web.accounts.models import Membership, User  # noqa: PLC0415

    user = User.objects.create_user(name)
    Membership.objects.create(user=user, organisation=chamber)
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return {cookie: morsel.value for cookie, morsel in browser.cookies.items()}


@contextlib.contextmanager
def serving(processes: int) -> Iterator[tuple[Sequence[psutil.Process], int]]:
    """Start the product as operators do, with so many web processes and job workers; give them, the server first, and its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "leitplanke", "serve", "--port", str(port), "--processes", str(processes)]
    started = [subprocess.Popen(command, stdout=subprocess.DEVNULL)]  # noqa: S603 - our own command
    try:
        # The server has one worker of its own.
        started += [subprocess.Popen([*command[:3], "worker"], stdout=subprocess.DEVNULL) for _ in range(processes - 1)]  # noqa: S603 - as above
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            time.sleep(0.1)
        yield [psutil.Process(one.pid) for one in started], port
    finally:
        for one in started:
            one.send_signal(signal.SIGTERM)
        for one in started:
            one.wait(60)


@dataclass(slots=True)
class Memory:
    """Resident bytes of the server's processes over time, by what they do."""

    moments: list[float] = field(default_factory=list)
    samples: list[dict[str, int]] = field(default_factory=list)

    def look(self, served: Sequence[psutil.Process], since: float) -> None:
        """Take one sample; a process that ends meanwhile is not counted."""
        server, *workers = served
        found: dict[str, int] = {"server": server.memory_info().rss}
        for one in (*server.children(recursive=True), *workers):
            with contextlib.suppress(psutil.NoSuchProcess):
                said = one.cmdline()
                # Backups come and go.
                name = "worker" if "worker" in said else "" if "backup" in said else "web"
                if name:
                    found[name] = found.get(name, 0) + one.memory_info().rss
        self.moments.append(time.monotonic() - since)
        self.samples.append(found)

    def tell(self, minutes: float) -> tuple[float, float]:
        """Print what each kind of process held; return how much all grew after settling, and the most that the floor of one kind rose."""
        settled = 60 * (SETTLING_MINUTES if minutes >= ORDINARY_MINUTES else minutes / 6)
        window = max(60 * minutes / 15, 3 * SECONDS_BETWEEN_SAMPLES)
        early = [one for moment, one in zip(self.moments, self.samples, strict=True) if settled <= moment < settled + window]
        late = [one for moment, one in zip(self.moments, self.samples, strict=True) if moment >= 60 * minutes - window]
        print(f"\n{'memory in MB':<14}{'settled':>9}{'end':>9}{'most':>9}")
        for name in KINDS:
            first, last = (statistics.median(one.get(name, 0) for one in part) / MB for part in (early, late))
            print(f"{name:<14}{first:>9.0f}{last:>9.0f}{max(one.get(name, 0) for one in self.samples) / MB:>9.0f}")
        first, last = (statistics.median(sum(one.values()) for one in part) for part in (early, late))
        print(f"{'all':<14}{first / MB:>9.0f}{last / MB:>9.0f}{max(sum(one.values()) for one in self.samples) / MB:>9.0f}")
        print(f"with what evaluations under way took, {last / first - 1:+.1%}: not judged, as nobody says how many run at a moment")
        self._course()
        floor, grown = self._floors(), self._growth(settled)
        print(f"growth after the first {settled / 60:g} minutes: {grown:+.1%} (aim: at most {AIM_GROWTH:.0%})")
        return grown, floor

    def _growth(self, settled: float) -> float:
        """Print the least that all held in each ninth of the time after settling; return how much that rises from its beginning to its end.

        The least, because two workers that evaluate at the same moment hold twice as much as at another, and what a leak leaves is there
        in every moment. The rise is the median of those between any two ninths (Theil and Sen), so that one odd ninth does not move it.
        """
        rest = [one for moment, one in zip(self.moments, self.samples, strict=True) if moment >= settled]
        whole = [sum(one.values()) for one in rest if len(one) == len(KINDS)]
        size = max(1, len(whole) // NINTHS)
        least = [min(whole[place * size : (place + 1) * size] or [0]) for place in range(NINTHS)]
        print(f"least that all held in each ninth of the rest: {', '.join(f'{one / MB:.0f}' for one in least)}")
        rises = [(least[later] - least[place]) / (later - place) for place in range(NINTHS) for later in range(place + 1, NINTHS)]
        return NINTHS * statistics.median(rises) / statistics.median(least)

    def _course(self) -> None:
        """Print what was held in each tenth of the time: the middle, and the least, which is what stays between two jobs."""
        size = max(1, len(self.samples) // TENTHS)
        for place in range(0, len(self.samples), size):
            part = self.samples[place : place + size]
            held = {name: sorted(one.get(name, 0) / MB for one in part) for name in KINDS}
            said = ", ".join(f"{name} {statistics.median(sizes):.0f} (least {sizes[0]:.0f})" for name, sizes in held.items())
            print(f"  from {self.moments[place] / 60:>4.1f} minutes: {said}")

    def _floors(self) -> float:
        """Print how much the floor of each kind of process rose, and return the most.

        The floor is the least that was held in a tenth of the time, as a worker's memory goes up and down with each job. Held against each
        other are the medians of the fourth to sixth tenth and of the eighth to tenth: one odd tenth moves neither, what a process
        takes while it settles is in neither, and a leak of one kind is not hidden by what another gives back. Samples without such
        a process (it was being started again) do not count.
        """
        size, most = len(self.samples) // TENTHS, 0.0
        if not size:
            return most
        for name in KINDS:
            parts = [[one[name] for one in self.samples[place * size : (place + 1) * size] if name in one] for place in range(TENTHS)]
            middle, late = ([min(part) for part in parts[first : first + 3] if part] for first in (3, 7))
            if not middle or not late:
                print(f"floor of {name}: missing")
                most = math.inf
                continue
            grown = statistics.median(late) / statistics.median(middle) - 1
            print(f"floor of {name}: {grown:+.1%} from the middle to the end (aim: at most {AIM_FLOOR:.0%})")
            most = max(most, grown)
        return most


def soak(acts: Sequence[Callable[[Felt], None]], served: Sequence[psutil.Process], minutes: float) -> tuple[Felt, Memory]:
    """Let everybody act at the same time; return what they felt and what server and workers held."""
    felt, memory = Felt(), Memory()
    start = time.monotonic()
    threads = [threading.Thread(target=live, args=(act, felt, random.Random(number))) for number, act in enumerate(acts)]  # noqa: S311 - who clicks where is no secret
    for one in threads:
        one.start()
    try:
        while time.monotonic() - start < 60 * minutes:
            memory.look(served, start)
            time.sleep(SECONDS_BETWEEN_SAMPLES)
    finally:
        felt.over.set()
    for one in threads:
        one.join()
    return felt, memory


def people(cast: Cast, port: int) -> tuple[list[Owner], list[Rater]]:
    """Return who answers."""
    seeded = [random.Random(1000 + number) for number in range(OWNERS + RATERS)]  # noqa: S311 - as above
    owners = [Owner(Browser(port, session), cast.firms[place + 1], seeded.pop()) for place, session in enumerate(cast.owners)]
    return owners, [Rater(port, cast.secret, cast.asked, seeded.pop()) for _ in range(RATERS)]


def advisers(cast: Cast, port: int) -> list[Adviser]:
    """Return who looks at everything."""
    return [Adviser(Browser(port, session), cast.firms, random.Random(2000 + place)) for place, session in enumerate(cast.advisers)]  # noqa: S311 - as above


def tell(felt: Felt) -> None:
    """Print how often each action was done, what went wrong, and how long people waited."""
    print(f"{'action':<36}{'count':>7}{'errors':>8}{'median ms':>11}{'p95 ms':>9}{'most ms':>9}")
    for name in sorted({*felt.seconds, *felt.faults}):
        seconds = sorted(felt.seconds[name]) or [0.0]
        cuts = statistics.quantiles([*seconds, seconds[-1]], n=20)
        waited = f"{1000 * cuts[9]:>11.0f}{1000 * cuts[18]:>9.0f}{1000 * seconds[-1]:>9.0f}"
        print(f"{name:<36}{len(felt.seconds[name]):>7}{len(felt.faults[name]):>8}{waited}")
    for name, faults in felt.faults.items():
        for one in sorted(set(faults))[:5]:
            print(f"  {name}: {one}")


if __name__ == "__main__":
    main()
