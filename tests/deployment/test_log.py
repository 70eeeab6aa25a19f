"""The log and the counts of a real server with two processes: true, and silent about people."""

import contextlib
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

NAME, PASSWORD = "petra.maier@maier-gmbh.example", "korrekt-pferd-batterie"
ADDRESS = "203.0.113.87"
ASKED = 30


def test_what_a_real_server_writes_and_counts(serving: Callable[..., AbstractContextManager[int]], tmp_path: Path, examples: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "examples").symlink_to(examples, target_is_directory=True)
    with serving(LEITPLANKE_LOG="json", LEITPLANKE_LOG_REQUESTS="1", options="--processes 2") as port:
        base = f"http://127.0.0.1:{port}"
        link = re.search(r"/einrichten/(\S+)", (tmp_path / "log").read_text())
        assert link
        numbers = [get(f"{base}/anmelden")[1] for _ in range(ASKED)]
        get(f"{base}/einrichten/{link[1]}")
        get(f"{base}/geteilt/{link[1]}/")
        get(f"{base}/static/no-such.css?name={NAME}")
        sign_in(base)
        text = urllib.request.urlopen(f"{base}/metriken").read().decode()  # noqa: S310 - http on this machine
    lines = [line for line in (tmp_path / "log").read_text().splitlines() if line.startswith("{")]
    told = [json.loads(line) for line in lines]
    # Nothing but the announcement of the start is no JSON.
    others = [line for line in (tmp_path / "log").read_text().splitlines() if not line.startswith("{")]
    assert len(others) == 2
    requests = [one for one in told if one["logger"] == "leitplanke.requests"]
    assert set(numbers) <= {one["request"] for one in requests}
    assert {one["process"] for one in requests if one["route"] == "/anmelden"}
    assert {"/anmelden", "/einrichten/<str:secret>", "/geteilt/<str:secret>/", "-"} <= {one["route"] for one in requests}
    assert {one["address"] for one in requests} <= {"127.0.0.1", "203.0.113.0"}
    assert [one for one in told if one["logger"] == "leitplanke.accounts" and "203.0.113.0" in one["message"]], "it warned"
    assert not [secret for secret in (link[1], NAME, PASSWORD, ADDRESS, "maier") if secret in "\n".join(lines)]
    counted = sum(
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "leitplanke_requests_total" and sample.labels["view"] == "accounts:sign-in" and sample.labels["method"] == "GET"
    )
    assert counted == sum(one["route"] == "/anmelden" and one["method"] == "GET" for one in requests) >= ASKED


def get(address: str) -> tuple[int, str]:
    """Return status and number of an answer to somebody behind a proxy."""
    asked = urllib.request.Request(address, headers={"X-Forwarded-For": ADDRESS, "Connection": "close"})  # noqa: S310 - as above
    try:
        with urllib.request.urlopen(asked) as answer:  # noqa: S310 - as above
            return answer.status, answer.headers["X-Request-ID"]
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers["X-Request-ID"]


def sign_in(base: str) -> None:
    """Try a wrong password often enough that the server warns of it."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    page = opener.open(f"{base}/anmelden").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    body = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], "username": NAME, "password": PASSWORD}).encode()
    for _ in range(11):
        asked = urllib.request.Request(f"{base}/anmelden", data=body, headers={"X-Forwarded-For": ADDRESS})  # noqa: S310 - as above
        with contextlib.suppress(urllib.error.HTTPError):
            opener.open(asked)
