"""An address with a slip in it stops the start, in one line that names the setting and tells no part of the password."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from leitplanke.__main__ import group
from leitplanke.reports.words import LANGUAGES, store
from leitplanke.web import commands, environment, mailserver
from leitplanke.web.condition import doctorcommand, machine

pytestmark = pytest.mark.no_database
DATABASE, MAIL = "LEITPLANKE_DATABASE_URL", "LEITPLANKE_SMTP_URL"
SLIPS = [
    (DATABASE, "postgresql://anna:Zebra/Quark@db.example/firm"),
    (DATABASE, "postgresql://anna:7719/Quark@db.example/firm"),
    (DATABASE, "postgresql://anna:7719?Quark@db.example/firm"),
    (DATABASE, "postgresql://anna:7719/x?Quark@db.example/firm"),
    (DATABASE, "postgresql://anna:Zebra#Quark@db.example/firm"),
    (DATABASE, "postgresql://anna:Zebra[Quark@db.example/firm"),
    (DATABASE, "postgresql://anna:Zebra]Quark@db.example/firm"),
    (DATABASE, "postgresql://anna:Zebra\N{ACCOUNT OF}Quark@db.example/firm"),
    (DATABASE, "postgresql://anna@db.example:Zebra/firm"),
    (DATABASE, "postgresql://anna@db.example:99999/firm"),
    (MAIL, "smtp://h:Zebra"),
    (MAIL, "smtps://anna:Zebra/Quark@mail.example"),
    (MAIL, "smtps://anna:25/Quark@mail.example"),
    (MAIL, "smtps://anna:25?Quark@mail.example"),
    (MAIL, "smtps://anna:Zebra[Quark@mail.example"),
    ("LEITPLANKE_PRIVACY_URL", "https://[Zebra/page"),
    ("LEITPLANKE_OIDC_ISSUER", "https://[Zebra"),
    ("LEITPLANKE_ORIGIN", "leitplanke.example"),
    ("LEITPLANKE_ORIGIN", "https://x.example/app"),
    ("LEITPLANKE_ORIGIN", "https://x.example?page"),
    ("LEITPLANKE_ORIGIN", "ftp://x.example"),
    ("LEITPLANKE_ORIGIN", "https://anna:Zebra@x.example"),
    ("LEITPLANKE_ORIGIN", "https://x example"),
    ("LEITPLANKE_ORIGIN", "https://*"),
    ("LEITPLANKE_ORIGIN", "https://x.example:Zebra"),
    ("LEITPLANKE_HOSTS", "*"),
    ("LEITPLANKE_HOSTS", "a.example, *"),
    ("LEITPLANKE_HOSTS", "a.example b.example"),
    ("LEITPLANKE_HOSTS", "https://a.example"),
    ("LEITPLANKE_HOSTS", "a.example:8443"),
]


@pytest.fixture(autouse=True)
def only_these(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave nothing set but the data folder and a sender of mails."""
    for name in [name for name in os.environ if name.startswith("LEITPLANKE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LEITPLANKE_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("LEITPLANKE_MAIL_FROM", "runde@firma.example")


@pytest.fixture
def port() -> str:
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def is_told_without_secret(text: str, name: str) -> bool:
    return name in text and not [part for part in ("Zebra", "Quark", "anna", "7719", "99999", "Traceback") if part in text]


@pytest.mark.parametrize(("name", "address"), SLIPS)
def test_each_slip_is_told_in_one_line(name: str, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, address)
    with pytest.raises(ValueError, match=f"^{name} .*") as refused:
        environment.check()
    assert is_told_without_secret(str(refused.value), name)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("name", "address"), SLIPS)
def test_the_doctor_names_the_setting_and_how_to_write_it(name: str, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, address)
    found = machine.variables()
    assert (found.state, found.code, dict(found.values)["name"]) == ("fault", "unusable", name)
    for language in LANGUAGES:
        told, mend = doctorcommand.texts(found, language)
        assert is_told_without_secret(told, name)
        assert store()[f"doctor.variable.{name}"][language] in mend


@pytest.mark.parametrize(("name", "address"), SLIPS)
def test_commands_say_it_in_the_language_of_the_terminal(name: str, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, address)
    for locale, language in (("de_DE.UTF-8", "de"), ("en_GB.UTF-8", "en")):
        monkeypatch.setenv("LC_ALL", locale)
        with pytest.raises(click.ClickException) as refused:
            commands.prepare()
        assert store()[f"doctor.variable.{name}"][language] in refused.value.message
        assert is_told_without_secret(refused.value.message, name)


def test_a_passphrase_that_is_missing_is_told_in_the_language_of_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEITPLANKE_BACKUP_EVERY", "1d")
    monkeypatch.setenv("LEITPLANKE_BACKUP_PASSPHRASE_FILE", str(tmp_path / "missing"))
    said = []
    for locale in ("de_DE.UTF-8", "en_GB.UTF-8"):
        monkeypatch.setenv("LC_ALL", locale)
        with pytest.raises(click.ClickException) as refused:
            commands.prepare()
        assert str(tmp_path / "missing") in refused.value.message
        assert refused.value.message.count("LEITPLANKE_BACKUP_PASSPHRASE_FILE") == 1
        said.append(refused.value.message)
    assert "nicht" in said[0]
    assert "not" in said[1].split()


@pytest.mark.parametrize(
    ("command", "name", "address"),
    [
        ("serve --port {port}", *SLIPS[0]),
        ("worker", MAIL, "smtp://h:Zebra"),
        ("backup b.zip", "LEITPLANKE_HOSTS", "*"),
        ("doctor", *SLIPS[0]),
    ],
)
def test_commands_end_without_a_traceback(command: str, name: str, address: str, port: str, tmp_path: Path) -> None:
    """Each command once as a process of its own; all prepare in the same way, which the test before goes through with every slip."""
    # Without a database there would be nothing to back up, and that would be said.
    (tmp_path / "var").mkdir()
    (tmp_path / "var/leitplanke.sqlite3").touch()
    call = [sys.executable, "-m", "leitplanke", *command.format(port=port).split()]
    done = subprocess.run(call, env={**os.environ, name: address}, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    told = done.stdout + done.stderr
    assert done.returncode == 1
    assert is_told_without_secret(told, name), told
    assert command == "doctor" or told.count("\n") == 1
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["leitplanke.sqlite3"], "nothing was begun"


def test_signs_that_are_encoded_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    found = environment.postgres(
        "postgresql://an%2Fna:Z%2Fe%40b%3Ar%3Fa%23%25@[2001:db8::7]:5433/fi%2Frm?sslmode=require&application_name=a%26b"
    )
    assert (found["USER"], found["PASSWORD"], found["NAME"]) == ("an/na", "Z/e@b:r?a#%", "fi/rm")
    assert (found["HOST"], found["PORT"]) == ("2001:db8::7", "5433")
    assert found["OPTIONS"] == environment.PATIENCE | {"sslmode": "require", "application_name": "a&b"}
    assert environment.postgres("postgresql:///firm?host=/run/postgresql")["HOST"] == ""
    monkeypatch.setenv(MAIL, "smtp+starttls://an%40na:Z%2Fe%3Fb@mail.example/")
    mail = mailserver.mail()
    assert (mail["EMAIL_HOST_USER"], mail["EMAIL_HOST_PASSWORD"], mail["EMAIL_PORT"]) == ("an@na", "Z/e?b", 587)


def test_a_mail_server_without_a_sender(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MAIL, "smtp://localhost")
    monkeypatch.setenv("LEITPLANKE_MAIL_FROM", "Runde")
    done = CliRunner().invoke(group(), ["serve", "--port", port])
    assert done.exit_code == 1
    assert "LEITPLANKE_MAIL_FROM" in done.output
    assert dict(machine.variables().values)["name"] == "LEITPLANKE_MAIL_FROM"


def test_names_of_hosts_are_read_whatever_their_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEITPLANKE_HOSTS", " a.example , B.example,, .firm.example ,192.0.2.7,[2001:db8::7]")
    monkeypatch.setenv("LEITPLANKE_ORIGIN", " HTTPS://Leitplanke.Example:8443/ ")
    further = ["a.example", "b.example", ".firm.example", "192.0.2.7", "[2001:db8::7]"]
    assert environment.public_origin() == "https://leitplanke.example:8443"
    assert environment.allowed_hosts() == [*environment.LOOPBACK_HOSTS, "leitplanke.example", *further]
    monkeypatch.setenv("LEITPLANKE_ORIGIN", "http://[2001:db8::7]:8000")
    assert "[2001:db8::7]" in environment.allowed_hosts()
    monkeypatch.setenv("LEITPLANKE_LOCAL", "1")
    assert environment.allowed_hosts() == list(environment.LOOPBACK_HOSTS)
