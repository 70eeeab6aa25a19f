"""The examples of reverse proxies: each is read by its own program, and real requests go through it to a real server."""

import contextlib
import http.client
import json
import os
import re
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
import yaml

ROOT = Path(__file__).parents[2]
EXAMPLES, PROGRAMS = ROOT / "deployment/proxies", ROOT / ".venv/proxies"
HOST, ORIGIN = "leitplanke.example", "https://leitplanke.example"
READER = "127.0.0.2"
"""Another address of this machine than the one proxies speak from."""
LIE = "203.0.113.9"
TOKEN = "for-the-monitoring-of-this-test"  # noqa: S105 - of this test only
PATIENCE = 60.0
long = pytest.mark.skipif("LEITPLANKE_TEST_LONG" not in os.environ, reason="make test-long fetches the programs")


@dataclass
class Proxy:
    """A running proxy; `plain` is its port without TLS, if the test opens one."""

    port: int
    plain: int
    folder: Path

    def ask(self, path: str, method: str = "GET", body: str | None = None, **headers: str) -> http.client.HTTPResponse:
        """Send a request as a reader's browser does; its answer is read already."""
        trusted = ssl.create_default_context(cafile=self.folder / "fullchain.pem")
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE, source_address=(READER, 0))
        connection = http.client.HTTPSConnection(HOST, self.port, timeout=PATIENCE, context=trusted)
        connection.sock = trusted.wrap_socket(raw, server_hostname=HOST)
        connection.request(
            method, path, body=body, headers={"Host": HOST} | {name.replace("_", "-"): text for name, text in headers.items()}
        )
        answer = connection.getresponse()
        answer.text = answer.read().decode()  # type: ignore[attr-defined]  # kept with the answer
        return answer


def command(name: str, folder: Path) -> list[object]:
    """Return the command that reads the changed example in `folder`."""
    if name == "nginx.conf":
        return [PROGRAMS / "usr/sbin/nginx", "-p", folder, "-c", folder / "nginx.conf"]
    if name == "Caddyfile":
        return [PROGRAMS / "usr/bin/caddy", "run", "--config", folder / "Caddyfile"]
    return [PROGRAMS / "usr/sbin/apache2", "-d", folder, "-f", folder / "apache.conf", "-DFOREGROUND"]


def check(name: str, folder: Path) -> list[object]:
    call = command(name, folder)
    return [call[0], "adapt", *call[2:], "--validate"] if name == "Caddyfile" else [*call[:5], "-t"]


def change(name: str, folder: Path, upstream: int, port: int, plain: int) -> None:
    """Write the example with ports, names of files and paths of this test; around it the logs that Debian's own settings keep."""
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    assert "127.0.0.1:8000" in text
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{upstream}").replace("/etc/ssl/leitplanke", str(folder))
    if name == "nginx.conf":
        text = text.replace("listen 80;", f"listen 127.0.0.1:{plain};").replace("listen 443", f"listen 127.0.0.1:{port}")
        text = text.replace("/var/log/nginx", str(folder))
        paths = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        kept = f"error_log {folder}/error.log;\nevents {{}}\nhttp {{ access_log {folder}/all.log;"
        text = f"daemon off; pid {folder}/pid; {kept} {paths}\n{text}\n}}\n"
    elif name == "Caddyfile":
        text = text.replace(f"{HOST} {{", f"https://{HOST}:{port} {{\n\ttls {folder}/fullchain.pem {folder}/privkey.pem", 1)
        text = text.replace("{\n", "{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n", 1)
    else:
        text = text.replace("*:80>", f"127.0.0.1:{plain}>").replace("*:443>", f"127.0.0.1:{port}>").replace("/var/log/apache2", str(folder))
        modules = ("mpm_event", "authz_core", "ssl", "socache_shmcb", "proxy", "proxy_http", "headers", "alias", "log_config", "env")
        loaded = "".join(
            f"LoadModule {one}_module {PROGRAMS}/usr/lib/apache2/modules/mod_{one}.so\n" for one in modules if one != "log_config"
        )
        head = f"Listen 127.0.0.1:{port}\nListen 127.0.0.1:{plain}\nPidFile {folder}/pid\nServerName {HOST}\nUser #1\nGroup #1\n"
        logs = f'ErrorLog {folder}/error.log\nCustomLog {folder}/all.log "%h %r"\n'
        text = f"{loaded}{head}{logs}Mutex file:{folder}\n{text}"
    (folder / name).write_text(text)


def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def proxied(name: str, folder: Path, upstream: int) -> Iterator[Proxy]:
    port, plain = free(), free()
    folder.mkdir()
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        f"/CN={HOST}",
        "-addext",
        f"subjectAltName=DNS:{HOST}",
    ]
    subprocess.run([*made, "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"], check=True, capture_output=True)
    change(name, folder, upstream, port, plain)
    libraries = PROGRAMS / "usr/lib/x86_64-linux-gnu"
    surroundings = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "LD_LIBRARY_PATH": str(libraries), "PATH": os.environ["PATH"]}
    found = subprocess.run(check(name, folder), env=surroundings, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert found.returncode == 0, found.stderr
    with (folder / "output").open("w") as log:
        process = subprocess.Popen(command(name, folder), env=surroundings, stdout=log, stderr=log)
    try:
        wait_for(port, process, folder)
        yield Proxy(port, plain, folder)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_for(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    last = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1.0).close()
            return
        assert process.poll() is None, (folder / "output").read_text()
        assert time.monotonic() < last
        time.sleep(0.1)


@long
@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile", "apache.conf"])
def test_a_reader_comes_through_a_real_proxy(name: str, serving: Callable[..., AbstractContextManager[int]], tmp_path: Path) -> None:
    settings = {"LEITPLANKE_ORIGIN": ORIGIN, "LEITPLANKE_LOG": "json", "LEITPLANKE_LOG_REQUESTS": "1", "LEITPLANKE_METRICS_TOKEN": TOKEN}
    with serving(**settings) as upstream, proxied(name, tmp_path / "proxy", upstream) as proxy:
        link = re.search(rf"{ORIGIN}(/einrichten/\S+)", (tmp_path / "log").read_text())
        assert link, "links lead to the outside address"
        page = proxy.ask(link[1])
        assert page.status == 200
        assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert "Secure" in page.headers["Set-Cookie"]
        # A form comes back from the outside address, and only from there.
        sent = form(page)
        cookie = page.headers["Set-Cookie"].partition(";")[0]
        assert proxy.ask(link[1], "POST", sent, Origin="https://evil.example", Cookie=cookie, Content_Type=FORM).status == 403
        done = proxy.ask(link[1], "POST", sent, Origin=ORIGIN, Cookie=cookie, Content_Type=FORM)
        assert done.status == 302
        assert not done.headers["Location"].startswith("http://")
        # Nobody gets at the metrics by a claim about where they come from.
        for claim in ({}, {"X_Forwarded_For": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}, {"X_Real_IP": "127.0.0.1"}):
            assert proxy.ask("/metriken", **claim).status == 404
        assert proxy.ask("/metriken", Authorization=f"Bearer {TOKEN}").status == 200
        proxy.ask("/anmelden", X_Forwarded_For=LIE, X_Forwarded_Proto="http", X_Forwarded_Host="evil.example")
        assert proxy.ask("/bereit").status in {200, 503}
        assert "ok" not in proxy.ask("/gesund", Host="evil.example").text  # type: ignore[attr-defined]  # as above
    requests = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines() if line.startswith("{")]
    asked = [one["address"] for one in requests if one.get("route") == "/anmelden"]
    assert asked == [READER]
    assert link[1].rpartition("/")[2] not in written(tmp_path / "proxy")


@long
@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile", "apache.conf"])
def test_no_secret_is_written_where_a_link_is_typed_without_https_or_the_server_is_away(name: str, tmp_path: Path) -> None:
    secret = "w9-Kq3Zt_Lh28vRbX"  # noqa: S105 - of this test only
    with proxied(name, tmp_path / "proxy", free()) as proxy:
        assert proxy.ask(f"/w/{secret}").status in {502, 503}
        # Caddy leads to https by itself; the test lets it have no port for that.
        if name != "Caddyfile":
            connection = http.client.HTTPConnection("127.0.0.1", proxy.plain, timeout=PATIENCE)
            connection.request("GET", f"/w/{secret}", headers={"Host": HOST})
            answer = connection.getresponse()
            assert (answer.status, answer.headers["Location"]) == (301, f"{ORIGIN}/w/{secret}")
    assert secret not in written(tmp_path / "proxy")


def written(folder: Path) -> str:
    """Return all that a proxy has written down."""
    return "".join(path.read_text() for path in (*folder.glob("*.log"), folder / "output"))


FORM = "application/x-www-form-urlencoded"


def form(page: http.client.HTTPResponse) -> str:
    """Return what a browser sends of the page that creates the administrator."""
    text = str(page.text)  # type: ignore[attr-defined]  # kept with the answer
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
    assert token
    names = re.findall(r'<input[^>]* name="(\w+)"', text)
    secret = "korrekt-pferd-batterie-heft"  # noqa: S105 - of this test only
    return urlencode({name: "anna" if name == "username" else secret for name in names} | {"csrfmiddlewaretoken": token[1]})


def test_traefik_s_example_is_whole() -> None:
    """No Debian package; so only what it says is held."""
    found = yaml.safe_load((EXAMPLES / "traefik.yaml").read_text(encoding="utf-8"))["http"]
    router = found["routers"]["leitplanke"]
    assert router["rule"] == f"Host(`{HOST}`)"
    assert found["services"][router["service"]]["loadBalancer"]["servers"] == [{"url": "http://127.0.0.1:8000"}]
    assert all(one in found["middlewares"] for one in router["middlewares"])
    assert "forwardedHeaders" not in found


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile", "apache.conf", "traefik.yaml"])
def test_proxies_take_the_largest_file_and_write_no_addresses(name: str) -> None:
    from leitplanke.web.protection.middleware import LARGEST_BODY  # noqa: PLC0415 - only here

    text = (EXAMPLES / name).read_text(encoding="utf-8")
    size = re.search(r"(?:client_max_body_size|max_size|LimitRequestBody|maxRequestBodyBytes:) ?(\d+)(m|MB)?", text)
    assert size
    given = int(size[1]) * {"m": 2**20, "MB": 10**6, None: 1}[size[2]]
    assert LARGEST_BODY <= given <= 1.1 * LARGEST_BODY
    logged = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    assert not re.search(r"\$request\b|\$request_uri'|%r|%U|\bcombined\b|^\s*log\b(?! \{\n\s*exclude )", logged, flags=re.MULTILINE)
