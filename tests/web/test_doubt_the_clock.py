"""A clock that leaps while nobody looks deletes nothing: processes of their own, each with the clock that the system tells it."""

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from small_installation import call, kept

from databases import copied, rows_of
from leitplanke.web.timeline import DAY, FILE, Timeline

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from faults_disk import Disk, compiler

pytestmark = [
    pytest.mark.own_database,
    pytest.mark.skipif(compiler() is None, reason="the clock is moved by a library that a C compiler makes"),
]
ROUND = """
from datetime import timedelta
from django.utils import timezone
from leitplanke.web.companies.models import Company
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.waves import turning
firm = Company.objects.get()
wave = turning.plan(firm, mode="anonymous", state="closed", keep_until=timezone.localdate() + timedelta(days=180))
rater = Rater.objects.create(company=firm, wave=wave, key="closed", role="staff")
Rating.objects.create(rater=rater, indicator="indicator.iot.use-ratio", level=3, catalogue_version="1")
"""
LOOK = """
from leitplanke.web import periods
from leitplanke.web.audit import retention
from leitplanke.web.waves import jobs
for look in (jobs.keep_days, periods.keep_to_ends, retention.keep_to_periods):
    look.call()
"""
YEARS = timedelta(days=3652)


class Machine:
    """An installation with a closed round that is kept for half a year, and a clock that can be set."""

    def __init__(self, folder: Path, shelf: Path) -> None:
        self.folder, self.disk = folder, Disk(shelf, folder)
        self.run(ROUND)

    def run(self, script: str) -> str:
        """Run a script in a process of its own; return what it wrote in the log."""
        done = call(self.folder, "manage", "shell", "-v0", "-c", script, **self.disk.surroundings)
        assert done.returncode == 0, done.stderr
        return done.stderr

    def look(self, ahead: timedelta = timedelta()) -> str:
        """Look at what is to be deleted, with the clock so far ahead."""
        self.disk.shift_clock(round(ahead.total_seconds()))
        return self.run(LOOK)

    @property
    def held(self) -> tuple[int, int]:
        """Answers of the round and entries of the log that are left."""
        rows = rows_of(self.folder)
        return sum("'closed'" in row for row in rows["survey_rater"]), len(rows["audit_entry"])

    def finding(self) -> tuple[str, str]:
        """Return what the doctor says of the clock."""
        found = {one["check"]: one for one in json.loads(call(self.folder, "doctor", "--json", **self.disk.surroundings).stdout)}
        return found["clock"]["state"], found["clock"]["code"]


@pytest.fixture
def machine(once_a_run: Callable[[str, Callable[[Path], None]], Path], tmp_path: Path) -> Machine:
    return Machine(copied(kept(once_a_run) / "var", tmp_path / "var"), tmp_path)


def test_a_worker_that_starts_while_the_clock_is_wrong_deletes_nothing(machine: Machine) -> None:
    assert "nothing is deleted" not in machine.look()
    before = machine.held
    assert before[0] == 1
    assert before[1] > 3
    assert "nothing is deleted for 365" in machine.look(YEARS)
    assert machine.look(YEARS + timedelta(days=2)) == ""
    assert machine.held == before
    assert machine.finding() == ("warning", "leapt")
    # Set right again it is believed at once.
    machine.look()
    assert machine.finding()[1] != "leapt"
    assert machine.held == before
    # Whether the looks delete at all: what is over by the right clock goes.
    machine.run("from leitplanke.web.waves.models import Wave; Wave.objects.update(keep_until='2026-01-01')")
    machine.look()
    assert machine.held[0] == 0


def test_where_no_look_has_left_a_moment_the_log_has(machine: Machine) -> None:
    before = machine.held
    (machine.folder / FILE).unlink(missing_ok=True)
    assert "nothing is deleted" in machine.look(YEARS)
    assert machine.held == before


def test_a_leap_that_was_right_is_believed_after_a_tenth_of_it(machine: Machine) -> None:
    """As of a server that stood still for most of a year, and then ran for weeks."""
    machine.look()
    seen = Timeline(**json.loads((machine.folder / FILE).read_text()))
    assert "nothing is deleted" in machine.look(timedelta(days=300))
    for days in range(302, 331, 2):
        stored = Timeline(**json.loads((machine.folder / FILE).read_text()))
        told, believed = stored.step(seen.latest + days * DAY)
        assert not believed
        (machine.folder / FILE).write_text(json.dumps({name: getattr(told, name) for name in told.__slots__}))
    assert machine.held[0] == 1
    machine.look(timedelta(days=331))
    assert machine.held[0] == 0
