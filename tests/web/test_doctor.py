"""`leitplanke doctor` names what is broken: each thing is broken for real and must be found, and nothing else."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import metadata
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from pytest_django.fixtures import Settings

from leitplanke.reports.words import LANGUAGES, store
from leitplanke.web import environment
from leitplanke.web.accounts.models import User
from leitplanke.web.backup.keeping import name_for
from leitplanke.web.companies.models import Company
from leitplanke.web.condition import beat, doctorcommand, machine, outside, stored
from leitplanke.web.condition.findings import Finding
from leitplanke.web.studies.models import Study

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data folder of an installation as the first start leaves it."""
    folder = tmp_path / "var"
    for name in [name for name in os.environ if name.startswith("LEITPLANKE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LEITPLANKE_VAR", str(folder))
    mask = os.umask(0o022)
    environment.prepare()
    os.umask(mask)
    return folder


def codes(*found: Finding) -> list[tuple[str, str, str]]:
    return [(one.check, one.state, one.code) for one in found]


def test_a_whole_installation_has_nothing(place: Path) -> None:
    assert [one for one in machine.look() if one.state != "ok"] == []
    assert machine.folder().values == (("folder", str(place)),)


def test_a_folder_that_cannot_be_written(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(place)
    assert codes(machine.folder(), machine.key()) == [("folder", "warning", "missing"), ("key", "warning", "missing")]
    place.write_text("a file where the folder should be")
    assert codes(machine.folder()) == [("folder", "fault", "unwritable")]
    # A file system that is mounted for reading only refuses root, too.
    monkeypatch.setenv("LEITPLANKE_VAR", "/sys/kernel")
    assert codes(machine.folder()) == [("folder", "fault", "unwritable")]


@pytest.mark.parametrize(("mode", "code"), [(0o755, "open"), (0o701, "open"), (0o750, "ok"), (0o700, "ok")])
def test_a_folder_that_is_open_to_others(mode: int, code: str, place: Path) -> None:
    place.chmod(mode)
    assert machine.folder().code == code


@pytest.mark.parametrize(("mode", "state"), [(0o644, "fault"), (0o640, "fault"), (0o600, "ok"), (0o400, "ok")])
def test_a_key_that_others_can_read(mode: int, state: str, place: Path) -> None:
    (place / "secret-key").chmod(mode)
    assert machine.key().state == state


@pytest.mark.parametrize(("content", "code"), [(b"", "short"), (b"abc", "short"), ("ü".encode() * 60, "unreadable")])
def test_a_key_that_is_broken(content: bytes, code: str, place: Path) -> None:
    (place / "secret-key").write_bytes(content)
    assert codes(machine.key()) == [("key", "fault", code)]


def test_a_clock_that_was_set_back(place: Path) -> None:
    later = time.time() + 3 * 86400
    os.utime(place / "secret-key", (later, later))
    assert codes(machine.clock()) == [("clock", "fault", "behind")]


def test_a_disk_that_is_nearly_full(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk itself is asked; only the bounds are moved to where this one stands."""
    free = shutil.disk_usage(place).free
    monkeypatch.setattr(machine, "LITTLE_ROOM", 2 * free)
    assert codes(machine.room()) == [("room", "warning", "little")]
    monkeypatch.setattr(machine, "NO_ROOM", 2 * free)
    assert codes(machine.room()) == [("room", "fault", "none")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LEITPLANKE_DATABASE_URL", "mysql://root@db/firm"),
        ("LEITPLANKE_SMTP_URL", "mail.example"),
        ("LEITPLANKE_OIDC_ISSUER", "http://login.example"),
        ("LEITPLANKE_LOG_YEARS", "ten"),
        ("LEITPLANKE_LOG", "xml"),
        ("LEITPLANKE_METRICS_TOKEN", "short"),
        ("LEITPLANKE_PRIVACY_URL", "our page"),
        ("LEITPLANKE_BACKUP_EVERY", "daily"),
        ("LEITPLANKE_PROXIES", "0.0.0.0/0"),
        ("LEITPLANKE_PROXIES", "proxy.example"),
    ],
)
def test_a_setting_that_cannot_be_used(name: str, value: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert place.is_dir()
    monkeypatch.setenv(name, value)
    found = machine.variables()
    assert (found.state, found.code, dict(found.values)["name"]) == ("fault", "unusable", name)
    for language in LANGUAGES:
        _, mend = doctorcommand.texts(found, language)
        assert store()[f"doctor.variable.{name}"][language] in mend


def test_a_setting_that_nothing_reads(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert place.is_dir()
    monkeypatch.setenv("LEITPLANKE_ORIGN", "https://leitplanke.example")
    assert codes(machine.variables()) == [("variables", "warning", "unknown")]
    assert dict(machine.variables().values)["names"] == "LEITPLANKE_ORIGN"


def test_packages_that_are_missing_or_too_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package's own record says another version, or there is none."""
    older = tmp_path / "django-4.2.dist-info"
    older.mkdir()
    (older / "METADATA").write_text("Metadata-Version: 2.1\nName: django\nVersion: 4.2\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert dict(machine.packages().values)["names"] == "django 4.2"
    assert machine.packages().state == "fault"
    assert metadata.version("django") == "4.2"


def test_the_address(settings: Settings) -> None:
    found = []
    for local, origin in (
        (True, ""),
        (True, "https://a.example"),
        (False, ""),
        (False, "a.example"),
        (False, "https://a.example/leitplanke"),
        (False, "http://a.example"),
        (False, "https://a.example"),
        (False, "http://localhost:8000"),
    ):
        settings.LOCAL, settings.ORIGIN = local, origin
        found.append(outside.address().code)
    assert found == ["local", "local-and-public", "none", "no-origin", "no-origin", "open", "ok", "ok"]


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_mail_server_that_does_not_answer(settings: Settings, closed_port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = ""
    assert codes(outside.mail()) == [("mail", "ok", "off")]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port
    assert codes(outside.mail()) == [("mail", "fault", "refused")]


@pytest.mark.parametrize(("greeting", "state"), [(b"220 here\r\n", "ok"), (b"554 go away\r\n", "fault")])
def test_a_mail_server_that_answers(greeting: bytes, state: str, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=talk, args=(listener, greeting), daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = listener.getsockname()
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        assert outside.mail().state == state


def talk(listener: socket.socket, greeting: bytes) -> None:
    """Be a mail server that greets and says goodbye."""
    line, _ = listener.accept()
    with line, line.makefile("rb") as heard:
        line.sendall(greeting)
        for said in heard:
            line.sendall(b"221 bye\r\n" if said.upper().startswith(b"QUIT") else b"250 ok\r\n")


class Issuer(BaseHTTPRequestHandler):
    """A sign-in elsewhere that tells `told` of itself."""

    told: bytes = b""

    def do_GET(self) -> None:
        self.send_response(200 if self.told else 404)
        self.end_headers()
        self.wfile.write(self.told)

    def log_message(self, *_: object) -> None:
        """Be silent."""


@pytest.fixture
def issuer(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Issuer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.delenv("LEITPLANKE_LOCAL", raising=False)
        monkeypatch.setenv("LEITPLANKE_OIDC_ISSUER", address)
        monkeypatch.setenv("LEITPLANKE_OIDC_CLIENT", "leitplanke")
        yield address
        server.shutdown()


def test_a_sign_in_elsewhere(issuer: str, monkeypatch: pytest.MonkeyPatch, closed_port: int) -> None:
    def told(said: object) -> str:
        Issuer.told = json.dumps(said).encode() if said else b""
        return outside.sign_in_elsewhere().code

    whole = {"issuer": issuer, "authorization_endpoint": f"{issuer}/auth"}
    assert told(whole) == "ok"
    assert told(whole | {"issuer": "https://other.example"}) == "other"
    assert told({"issuer": issuer}) == "away"
    assert told(["nonsense"]) == "away"
    assert told(None) == "away"
    monkeypatch.setenv("LEITPLANKE_OIDC_ISSUER", f"http://127.0.0.1:{closed_port}")
    assert told(whole) == "away"


def test_tables_of_another_release() -> None:
    assert codes(stored.database(), stored.tables()) == [("database", "ok", "ok"), ("tables", "ok", "ok")]
    MigrationRecorder.Migration.objects.create(app="survey", name="9999_of_tomorrow")
    assert codes(stored.tables()) == [("tables", "fault", "newer")]
    MigrationRecorder.Migration.objects.filter(app="survey").delete()
    assert codes(stored.tables()) == [("tables", "fault", "older")]


def test_workers() -> None:
    cache.delete("worker-beat")
    assert stored.worker(serving=False).code == "ended"
    assert codes(stored.worker(serving=True)) == [("worker", "fault", "never")]
    beat.beat()
    assert stored.worker(serving=True).state == "ok"
    cache.set("worker-beat", time.time() - 600, 60)
    assert codes(stored.worker(serving=True)) == [("worker", "fault", "silent")]


def test_jobs_that_wait_or_break_off(company: Company) -> None:
    assert stored.jobs().state == "ok"
    failed = Study.objects.create(company=company, inputs="{}", state=Study.State.FAILED)
    assert codes(stored.jobs()) == [("jobs", "warning", "failed")]
    Study.objects.filter(pk=failed.pk).update(beat_at=timezone.now() - timedelta(days=8))
    assert stored.jobs().state == "ok"
    waiting = Study.objects.create(company=company, inputs="{}")
    assert stored.jobs().state == "ok"
    Study.objects.filter(pk=waiting.pk).update(beat_at=timezone.now() - timedelta(hours=1))
    assert codes(stored.jobs()) == [("jobs", "warning", "waiting")]
    # Wrong input of a reader's is no fault of the installation's.
    Study.objects.all().delete()
    Study.objects.create(company=company, inputs="{}", state=Study.State.FAILED, faults=[{"where": "x", "code": "y"}])
    assert stored.jobs().state == "ok"


def test_accounts(settings: Settings) -> None:
    settings.LOCAL = False
    assert stored.people().code == "nobody"
    User.objects.create_user("anna")
    assert stored.people().code == "ok"


def test_backups(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.LOCAL = False
    assert place.is_dir()
    assert codes(stored.backup()) == [("backup", "warning", "none")]
    folder = tmp_path / "backups"
    folder.mkdir()
    monkeypatch.setenv("LEITPLANKE_BACKUP_EVERY", "1d")
    monkeypatch.setenv("LEITPLANKE_BACKUP_FOLDER", str(folder))
    assert stored.backup().code == "first"
    (folder / name_for(timezone.now() - timedelta(days=3))).touch()
    assert codes(stored.backup()) == [("backup", "warning", "late")]
    (folder / name_for(timezone.now() - timedelta(hours=3))).touch()
    assert dict(stored.backup().values) == {"hours": "3"}


def doctor(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEITPLANKE_", "DJANGO_"))}
    surroundings = kept | {"LEITPLANKE_VAR": str(folder), "LANG": "de_DE.UTF-8", "PYTHONUTF8": "1"} | variables
    call = [sys.executable, "-m", "leitplanke", "doctor", *arguments]
    return subprocess.run(call, env=surroundings, capture_output=True, text=True, timeout=PATIENCE, check=False)


@pytest.mark.no_database
def test_a_damaged_database_file_is_named_with_the_way_out(place: Path) -> None:
    (place / "leitplanke.sqlite3").write_bytes(b"this is no database at all" * 500)
    found = doctor(place, "--lang", "en")
    assert found.returncode == 1
    assert "[x] Database: The file of the database is damaged" in found.stdout
    assert "leitplanke restore --replace FILE" in " ".join(found.stdout.split())
    assert "Faults: 1" in found.stdout
    assert "Traceback" not in found.stderr


@pytest.mark.no_database
def test_a_database_that_is_away_is_named_in_json(place: Path, closed_port: int) -> None:
    found = doctor(place, "--json", LEITPLANKE_DATABASE_URL=f"postgresql://anna:geheim@127.0.0.1:{closed_port}/firm")
    told = {one["check"]: one for one in json.loads(found.stdout)}
    assert (found.returncode, told["database"]["state"], told["database"]["code"]) == (1, "fault", "away")
    assert "PostgreSQL" in told["database"]["mend"]
    assert "geheim" not in found.stdout
    assert "worker" not in told


@pytest.mark.no_database
def test_nothing_is_changed_and_an_unused_folder_is_no_fault(tmp_path: Path) -> None:
    found = doctor(tmp_path / "none")
    assert found.returncode == 0
    assert not (tmp_path / "none").exists()
    assert "Der erste Start legt ihn an" in " ".join(found.stdout.split())


@pytest.mark.parametrize("module", [machine, outside, stored])
def test_each_finding_has_its_texts(module: object, place: Path) -> None:
    """Every code in the source has a text, and what is no good says how to mend it."""
    assert place.is_dir()
    source = Path(str(getattr(module, "__file__", ""))).read_text(encoding="utf-8")
    found = re.findall(r'\b(ok|warning|fault)\("([\w-]+)"(?:, "([\w-]+)")?', source)
    assert len(found) > 5
    for state, check, code in found:
        key = f"doctor.{check}.{code or 'ok'}"
        assert key in store(), key
        assert state == "ok" or f"{key}.mend" in store(), key
        assert f"doctor.{check}" in store(), check
