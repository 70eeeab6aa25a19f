"""Lines of the log hold what an operator needs and nothing that says who somebody is or opens a door."""

import errno
import json
import logging
import secrets
import sys

import pytest
from django.db import IntegrityError, OperationalError
from django.test import RequestFactory
from django.urls import resolve

from leitplanke.web.logs.lines import CURRENT, JSONLines, TextLines
from leitplanke.web.logs.masking import mask, shortened

NAME, MAIL, ADDRESS = "Petra Maier", "petra.maier@maier-gmbh.example", "203.0.113.87"


def record(message: str, *args: object, fault: BaseException | None = None, **extra: object) -> logging.LogRecord:
    told = None
    if fault is not None:
        try:
            raise fault
        except type(fault):
            told = sys.exc_info()
    made = logging.LogRecord("leitplanke.test", logging.ERROR, __file__, 1, message, args, told)
    made.__dict__.update(extra)
    return made


@pytest.mark.parametrize("form", [TextLines(), JSONLines()])
def test_mail_addresses_secrets_and_whole_addresses_are_left_out(form: logging.Formatter) -> None:
    secret = secrets.token_urlsafe(32)
    line = form.format(record("%s from %s on /antworten/%s/3", MAIL, ADDRESS, secret))
    assert not [one for one in (MAIL, "maier", ADDRESS, secret) if one in line]
    assert "203.0.113.0" in line


def test_no_secret_of_ours_comes_through() -> None:
    """Of 20,000 secrets as links have them not one; by chance a word without digit, dash and underscore may look like a name."""
    let = [word for word in (secrets.token_urlsafe(16) for _ in range(20_000)) if word in mask(f"/geteilt/{word}/")]
    assert [word for word in let if not word.isalpha()] == []
    assert len(let) < 300  # (52/64)^22 of them are letters only: 1.0 %, that is 200 with a standard deviation of 14
    assert not [word for word in (secrets.token_urlsafe(32) for _ in range(20_000)) if word in mask(word)]


@pytest.mark.parametrize(
    "word",
    ["leitplanke.web.backup.writing", "could_not_look_for_lost_jobs", "DatabaseOperationsWrapper", "0190f5fe-7c00-7a00-8000-cf2f1e3d9a01"],
)
def test_names_in_the_code_and_keys_of_rows_stay(word: str) -> None:
    assert mask(f"at {word}: it broke") == f"at {word}: it broke"


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.87", "203.0.113.0"), ("2001:db8:aa:bb::7", "2001:db8:aa::"), ("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("no", "no")],
)
def test_addresses_are_cut_to_networks(address: str, network: str) -> None:
    assert shortened(address) == network
    assert mask(f"from {address}.") == f"from {network}."


def test_what_somebody_typed_does_not_come_in_by_an_exception() -> None:
    cause = ValueError(f"invalid literal for {NAME}")
    fault = IntegrityError(f"DETAIL: Key (name)=({NAME}) already exists.")
    fault.__cause__ = cause
    for form in (TextLines(), JSONLines()):
        line = form.format(record("it broke", fault=fault))
        assert NAME not in line
        assert "IntegrityError" in line
        assert "ValueError" in line
        assert f"{__file__}:" in line


def test_a_fault_that_granian_tells_as_text_is_cut_down() -> None:
    told = (
        'it broke\nTraceback (most recent call last):\n  File "/opt/x/views.py", line 7, in show\n    raise ValueError(name)\n'
        f"ValueError: {NAME}\nMaier\n"
    )
    line = TextLines().format(record("%s", told))
    assert line.endswith("it broke < ValueError < /opt/x/views.py:7 show")


def test_what_the_machine_says_comes_through() -> None:
    full = OSError(errno.ENOSPC, "No space left on device", f"/srv/leitplanke/attachments/{NAME}.pdf")
    line = TextLines().format(record("it broke", fault=full))
    assert "No space left on device: /srv/leitplanke/attachments" in line
    assert NAME not in line
    away = OperationalError('connection to server at "198.51.100.9", port 5432 failed: password for postgresql://lp:geheim@db/x wrong')
    line = TextLines().format(record("it broke", fault=away))
    assert "connection to server at" in line
    assert "geheim" not in line


def test_a_request_is_named_by_its_route() -> None:
    request = RequestFactory().get(f"/einrichten/{secrets.token_hex(4)}")
    request.resolver_match = resolve(request.path)
    line = TextLines().format(record("Internal Server Error: %s", request.path, request=request))
    assert line.endswith("Internal Server Error: /einrichten/<str:secret>")
    request.resolver_match = None
    assert TextLines().format(record("Internal Server Error: %s", request.path, request=request)).endswith("Error: -")


def test_a_line_of_json_is_one_object_with_the_number_of_the_request() -> None:
    mark = CURRENT.set("4f2a")
    try:
        line = JSONLines().format(record("two\nlines", fault=KeyError("x"), fields={"status": 500}))
    finally:
        CURRENT.reset(mark)
    assert "\n" not in line
    told = json.loads(line)
    assert (told["request"], told["message"], told["status"], told["level"]) == ("4f2a", "two\nlines", 500, "error")
    assert told["fault"][-1] == "KeyError"
