"""nginx as deploy/ ships it, installed under a folder and started with a socket as stderr, as systemd does it."""

import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingUnixStreamServer
from threading import Thread

import pytest

from bench.live.services import free_port, listens, wait_until
from tests.people.operating.scratch import ROOT

OURS = {"Cache-Control": "public, max-age=10", "ETag": 'W/"1"', "X-Accel-Expires": "30"}
#: What the product says of the pages at these addresses.
SAYS = {
    "/": OURS,
    "/how-it-works/?mine": {"Cache-Control": "private, no-store", "X-Accel-Expires": "30"},
    "/how-it-works/?cookie": {**OURS, "Set-Cookie": "sessionid=secret"},
    "/how-it-works/?silent": {"Cache-Control": "public, max-age=600"},
    "/consultations/x/answer/": OURS,
    "/desk/": OURS,
}
asked: dict[str, int] = {}


class Answering(StreamRequestHandler):
    """In place of the product: 200 for everything, with what was asked; 500 where the path says so."""

    def handle(self) -> None:
        line = self.rfile.readline().decode()
        while self.rfile.readline().strip():
            pass
        status = "500 No" if "fail" in line else "200 OK"
        path = line.split()[1]
        said = "".join(f"{name}: {value}\r\n" for name, value in SAYS.get(path, {}).items())
        asked[path] = asked.get(path, 0) + 1
        self.wfile.write(f"HTTP/1.1 {status}\r\n{said}Content-Length: 2\r\nConnection: close\r\n\r\nok".encode())


@dataclass
class Proxy:
    prefix: Path
    http: int
    https: int
    said: socket.socket

    def plain(self, path: str) -> tuple[int, str, str]:
        return self._ask(HTTPConnection("127.0.0.1", self.http, timeout=10), path)

    def secure(self, path: str, body: bytes | None = None) -> tuple[int, str, str]:
        trusted = ssl.create_default_context(cafile=str(self.prefix / "etc/answerable/certificates/fullchain.pem"))
        return self._ask(HTTPSConnection("localhost", self.https, timeout=10, context=trusted), path, body)

    def asks(self, path: str, headers: dict[str, str]) -> HTTPResponse:
        trusted = ssl.create_default_context(cafile=str(self.prefix / "etc/answerable/certificates/fullchain.pem"))
        line = HTTPSConnection("localhost", self.https, timeout=10, context=trusted)
        line.request("GET", path, headers=headers)
        return line.getresponse()

    def _ask(self, line: HTTPConnection, path: str, body: bytes | None = None) -> tuple[int, str, str]:
        line.request("POST" if body else "GET", path, body)
        answer = line.getresponse()
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()

    def logged(self) -> str:
        return "".join(path.read_text() for path in (self.prefix / "var/log/nginx").glob("*"))


def install(prefix: Path, http: int, https: int) -> None:
    env = {"PATH": "/usr/sbin:/usr/bin:/bin", "PREFIX": str(prefix), "SERVER_NAME": "localhost",
           "HTTP_PORT": str(http), "HTTPS_PORT": str(https)}  # fmt: skip
    done = subprocess.run(
        ["sh", "deploy/install.sh", "account", "settings", "proxy"], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def proxy() -> Iterator[Proxy]:
    if not shutil.which("nginx", path="/usr/sbin:/usr/bin"):
        pytest.skip("nginx is not installed")
    folder = tempfile.TemporaryDirectory(prefix="proxy-")  # not one of pytest's: nginx's workers are another user
    Path(folder.name).chmod(0o755)
    prefix = Path(folder.name) / "m"
    ports = free_port(), free_port()
    install(prefix, *ports)
    ours, theirs = socket.socketpair()
    command = ["nginx", "-g", "daemon off;", "-c", str(prefix / "etc/nginx/nginx.conf")]
    env = {"PATH": "/usr/sbin:/usr/bin:/bin"}
    with ThreadingUnixStreamServer(str(prefix / "run/answerable/web.sock"), Answering) as web, ours, theirs:
        (prefix / "run/answerable/reading.sock").symlink_to("web.sock")
        (prefix / "run/answerable/web.sock").chmod(0o666)
        Thread(target=web.serve_forever, daemon=True).start()
        process = subprocess.Popen(command, env=env, stdout=theirs, stderr=theirs)
        try:
            wait_until(lambda: process.poll() is not None or all(map(listens, ports)), 20, "nginx answers")
            assert process.poll() is None, ours.recv(4000).decode()
            ours.settimeout(0.2)
            yield Proxy(prefix, *ports, ours)
        finally:
            process.terminate()
            process.wait(timeout=10)
            web.shutdown()
            folder.cleanup()


def test_it_starts_where_stderr_is_a_socket_and_answers(proxy: Proxy) -> None:
    assert proxy.secure("/") == (200, "", "ok")


def test_plain_requests_are_sent_on(proxy: Proxy) -> None:
    assert proxy.plain("/record/?page=2")[:2] == (301, "https://127.0.0.1/record/?page=2")


def test_the_challenge_of_the_certificate_is_answered_first(proxy: Proxy) -> None:
    folder = proxy.prefix / "var/www/answerable/.well-known/acme-challenge"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "token-1").write_text("token-1.thumbprint")
    assert proxy.plain("/.well-known/acme-challenge/token-1") == (200, "", "token-1.thumbprint")
    assert proxy.plain("/.well-known/acme-challenge/none")[0] == 404
    assert proxy.plain("/.well-known/acme-challenge/../../secret")[0] in (301, 400, 404)


def test_a_certificate_may_be_a_link_to_another_folder(proxy: Proxy, tmp_path: Path) -> None:
    """As certbot keeps them: live/ holds links into archive/."""
    live, archive = tmp_path / "live/answerable", tmp_path / "archive/answerable"
    live.mkdir(parents=True)
    archive.mkdir(parents=True)
    current = proxy.prefix / "etc/answerable/certificates"
    for name in ("fullchain", "privkey"):
        shutil.copy(current / f"{name}.pem", archive / f"{name}1.pem")
        (live / f"{name}.pem").symlink_to(f"../../archive/answerable/{name}1.pem")
    again = tmp_path / "m"
    shutil.copytree(proxy.prefix / "etc", again / "etc", ignore=shutil.ignore_patterns("certificates"))
    (again / "etc/answerable/certificates").symlink_to(live)
    environment = again / "etc/answerable/environment"
    environment.write_text(environment.read_text().replace(str(proxy.prefix), str(again)))
    install(again, free_port(), free_port())  # ends with nginx -t, which opens both


def test_too_much_is_refused_in_words(proxy: Proxy) -> None:
    status, _, page = proxy.secure("/", b"x" * 1_100_000)
    assert status == 413
    assert "<h1>That was too much to send</h1>" in page


def test_what_is_away_is_said_in_words(proxy: Proxy) -> None:
    """The sockets of live sessions do not exist here."""
    status, _, page = proxy.secure("/ws/live/1/")
    assert status == 503
    assert "Back in a moment" in page


def test_its_log_keeps_nobody(proxy: Proxy) -> None:
    for path in ("/back/SECRET-CODE/?email=kit@example.org", "/fail/SECRET-CODE/?q=word", "/record/1/"):
        proxy.secure(path)
    proxy.secure("/ws/SECRET-CODE/")
    deadline = time.monotonic() + 5
    while "/fail" not in proxy.logged() and time.monotonic() < deadline:
        time.sleep(0.05)
    log = proxy.logged()
    assert " 500 GET /fail " in log
    assert "/back" not in log and "/record" not in log  # what went well is nobody's business
    try:
        said = proxy.said.recv(100_000).decode()
    except TimeoutError:
        said = ""
    for trace in ("SECRET", "kit@", "127.0.0.1", "?", "word"):
        assert trace not in log + said, trace


def test_a_page_that_is_everybodys_is_kept_for_a_moment_and_answered_with_304(proxy: Proxy) -> None:
    for _ in range(3):
        assert proxy.secure("/") == (200, "", "ok")
    before = asked["/"]
    assert proxy.asks("/", {"If-None-Match": 'W/"1"'}).status == 304
    assert "x-accel-expires" not in {name.lower() for name in proxy.asks("/", {}).headers}
    assert asked["/"] == before, "answered without the product"


@pytest.mark.parametrize("path", [path for path in SAYS if path != "/"])
def test_nothing_else_is_kept(proxy: Proxy, path: str) -> None:
    """What is one person's, sets a cookie, does not say so, or stands at another address."""
    before = asked.get(path, 0)
    for _ in range(3):
        assert proxy.secure(path) == (200, "", "ok")
    assert asked[path] == before + 3


def test_compose_mounts_the_folder_that_the_links_lead_to() -> None:
    compose = (ROOT / "deploy/compose.yaml").read_text()
    assert "${CERTIFICATES_ROOT:-/etc/letsencrypt}:${CERTIFICATES_ROOT:-/etc/letsencrypt}:ro" in compose
    assert ":/etc/nginx/certificates" not in compose
    assert "error_log /dev/stderr" not in (ROOT / "deploy/nginx/nginx.conf").read_text()


def test_half_of_an_ipv6_address_is_one_visitor_however_it_is_written(tmp_path: Path) -> None:
    """Zeros in the first half are left out as text: whoever owns such a half was a visitor for each address."""
    limits = (ROOT / "deploy/nginx/limits.conf").read_text()
    visitor, port = limits[limits.index("map $binary") :].partition("}\n")[0] + "}", free_port()
    conf = tmp_path / "nginx.conf"
    conf.write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/error; events {{}} http {{ access_log off; {visitor}\n"
        "limit_req_zone $visitor zone=one:1m rate=1r/m; limit_req_status 429; set_real_ip_from 127.0.0.1;"
        f"real_ip_header X-Test; server {{ listen 127.0.0.1:{port}; location / {{ limit_req zone=one;"
        f"root {tmp_path}; try_files /no @said; }} location @said {{ return 204; }} }} }}"
    )
    process = subprocess.Popen(["nginx", "-g", "daemon off;", "-c", str(conf)], stderr=subprocess.DEVNULL)

    def asked(address: str) -> int:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/", headers={"X-Test": address})
        status: int = connection.getresponse().status
        return status

    try:
        wait_until(lambda: process.poll() is not None or listens(port), 20, "nginx answers")
        for first, again in (("2001:db8::1", "2001:db8::ffff:2"), ("::1:0:0:0:5", "0:0:0:1::9")):
            assert (asked(first), asked(again)) == (204, 429), first
        others = ("192.0.2.1", "192.0.2.2", "192.0.2.1", "2001:db8:0:8::1")
        assert [asked(one) for one in others] == [204, 204, 429, 204]
    finally:
        process.terminate()
        process.wait(10)
