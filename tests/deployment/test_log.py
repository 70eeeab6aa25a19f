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
OWNER, FIRM, FILE = "Friederike Wachtelkönig", "Zwetschgenthaler Maschinenbau", "Bilanz Oktavia Birnstiel.txt"
"""Plain names, in which masking finds no form; of each a word is looked for."""
WORDS = ("wachtel", "zwetschgen", "birnstiel")
NOTED = "unseen.cyber.incident"


def test_what_a_real_server_writes_and_counts(serving: Callable[..., AbstractContextManager[int]], tmp_path: Path, examples: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "examples").symlink_to(examples, target_is_directory=True)
    with serving(LEITPLANKE_LOG="json", LEITPLANKE_LOG_REQUESTS="1", options="--processes 2") as port:
        base = f"http://127.0.0.1:{port}"
        link = re.search(r"/einrichten/(\S+)", (tmp_path / "log").read_text())
        assert link
        numbers = [get(f"{base}/anmelden")[1] for _ in range(ASKED)]
        get(f"{base}/einrichten/{link[1]}")
        work(base, link[1], tmp_path / "var")
        get(f"{base}/geteilt/{link[1]}/")
        get(f"{base}/static/no-such.css?name={NAME}")
        sign_in(base)
        sign_in(base, OWNER)
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
    assert [one for one in told if one["level"] == "error" and "fault" in one], "a file found no room"
    written = "\n".join([*lines, *(json.dumps(one, ensure_ascii=False) for one in told)])
    assert not [secret for secret in (link[1], NAME, PASSWORD, ADDRESS) if secret in written]
    assert not [word for word in ("maier", *WORDS) if word in written.lower()]
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


def work(base: str, secret: str, var: Path) -> None:
    """Let somebody with a name come in, name a firm and attach a file, which goes well once and ends in a fault of ours once."""
    browser = Browser(base)
    assert browser.post(f"/einrichten/{secret}", {"username": OWNER, "password": PASSWORD})[0] == 200
    status, place = browser.post("/unternehmen/neu", {}, page="/unternehmen/")
    company = re.search(r"/unternehmen/([0-9a-f-]{36})/", place)
    assert status == 200
    assert company
    assert browser.post(f"/unternehmen/{company[1]}/profil", {"name": FIRM})[0] in {200, 422}
    assert FIRM in browser.get("/unternehmen/")
    notes = f"/unternehmen/{company[1]}/notizen/{NOTED}"
    assert browser.post(notes, {"what": "file"}, file=FILE)[0] == 200
    assert FILE in browser.get(notes)
    (var / "attachments").rename(var / "elsewhere")
    (var / "attachments").touch()
    assert browser.post(notes, {"what": "file"}, file=FILE)[0] >= 500


class Browser:
    """Somebody who works, with cookies."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())

    def get(self, path: str) -> str:
        """Return a page."""
        with self.opener.open(self.base + path) as answer:
            return answer.read().decode()  # type: ignore[no-any-return]

    def post(self, path: str, fields: dict[str, str], *, page: str = "", file: str = "") -> tuple[int, str]:
        """Send the form of a page, with a file of that name; return status and where it led."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(page or path))
        assert token
        edge, given = "edge-of-a-part", {"csrfmiddlewaretoken": token[1], **fields}
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in given.items()]
        if file:
            head = f'Content-Disposition: form-data; name="file"; filename="{file}"\r\nContent-Type: text/plain'
            parts.append(f"--{edge}\r\n{head}\r\n\r\nText\r\n")
        headers = {"Content-Type": f"multipart/form-data; boundary={edge}", "X-Forwarded-For": ADDRESS}
        body = ("".join(parts) + f"--{edge}--\r\n").encode()
        asked = urllib.request.Request(self.base + path, data=body, headers=headers)  # noqa: S310 - http on this machine
        try:
            with self.opener.open(asked) as answer:
                return answer.status, answer.url
        except urllib.error.HTTPError as refused:
            return refused.code, refused.url or ""


def sign_in(base: str, name: str = NAME) -> None:
    """Try a wrong password often enough that the server warns of it."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    page = opener.open(f"{base}/anmelden").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    body = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], "username": name, "password": f"not {PASSWORD}"}).encode()
    for _ in range(11):
        asked = urllib.request.Request(f"{base}/anmelden", data=body, headers={"X-Forwarded-For": ADDRESS})  # noqa: S310 - as above
        with contextlib.suppress(urllib.error.HTTPError):
            opener.open(asked)
