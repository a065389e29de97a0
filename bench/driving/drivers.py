"""Three browsers, one way to drive them: go, run a script, and what their consoles said."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import sync_playwright
from websockets.sync.client import connect

WIDTH, HEIGHT = 390, 844
PATIENCE = 60


class Driver(Protocol):
    name: str
    reads_console: bool

    def go(self, url: str) -> None: ...
    def run(self, expression: str) -> Any: ...
    def errors(self) -> list[str]: ...
    def close(self) -> None: ...


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def retried(attempt: Any) -> Any:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return attempt()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


class Chromium:
    reads_console = True

    def __init__(self, path: str) -> None:
        self.started = sync_playwright().start()
        self.browser = self.started.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        self.name = f"Chromium {self.browser.version}"
        self.page = self.browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        self.said: list[str] = []
        self.page.on("console", lambda message: message.type == "error" and self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def go(self, url: str) -> None:
        self.page.goto(url)

    def run(self, expression: str) -> Any:
        return self.page.evaluate(expression)

    def errors(self) -> list[str]:
        said, self.said = self.said, []
        return said

    def close(self) -> None:
        self.browser.close()
        self.started.stop()


class Firefox:
    """By WebDriver BiDi, which it speaks itself: no other program is between."""

    reads_console = True

    def __init__(self, path: str) -> None:
        self.folder = tempfile.mkdtemp(prefix="firefox-")
        port = free_port()
        arguments = ["--headless", "--no-remote", "--remote-debugging-port", str(port), "--profile", self.folder]
        environment = {**os.environ, "HOME": self.folder}
        self.process = subprocess.Popen(
            [path, *arguments], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.wire = retried(lambda: connect(f"ws://127.0.0.1:{port}/session", max_size=None, proxy=None))
        self.number = 0
        self.said: list[str] = []
        made = self._call("session.new", capabilities={})
        self.name = f"Firefox {made['capabilities']['browserVersion']}"
        self._call("session.subscribe", events=["log.entryAdded"])
        self.context = self._call("browsingContext.getTree")["contexts"][0]["context"]
        self._call("browsingContext.setViewport", context=self.context, viewport={"width": WIDTH, "height": HEIGHT})

    def _call(self, method: str, **params: Any) -> Any:
        self.number += 1
        self.wire.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while True:
            answer = json.loads(self.wire.recv(timeout=PATIENCE))
            if answer.get("method") == "log.entryAdded" and answer["params"]["level"] == "error":
                self.said.append(answer["params"]["text"])
            if answer.get("id") == self.number:
                if answer["type"] == "error":
                    raise RuntimeError(f"{method}: {answer['message']}")
                return answer["result"]

    def go(self, url: str) -> None:
        self._call("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def run(self, expression: str) -> Any:
        asked = f"Promise.resolve({expression}).then((found) => JSON.stringify(found ?? null))"
        done = self._call("script.evaluate", expression=asked, target={"context": self.context}, awaitPromise=True)
        if done["type"] == "exception":
            raise RuntimeError(done["exceptionDetails"]["text"])
        return json.loads(done["result"]["value"])

    def errors(self) -> list[str]:
        said, self.said = self.said, []
        return said

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)


class WebKit:
    """By the W3C WebDriver protocol, over HTTP, on a screen that is not there. Its driver hands no console on."""

    reads_console = False

    def __init__(self, path: str) -> None:
        self.folder = tempfile.mkdtemp(prefix="webkit-")
        port, log = free_port(), Path(self.folder) / "console"
        # Its own toolbar is wider than a phone.
        style = Path(self.folder) / ".config/gtk-3.0/gtk.css"
        style.parent.mkdir(parents=True)
        style.write_text("* { padding: 0; margin: 0; border: 0; min-width: 0; font-size: 4px; }")
        browser = next(Path("/usr/lib").glob("*/webkit2gtk-4*/MiniBrowser"))
        environment = {
            **os.environ, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
            "HOME": self.folder, "LIBGL_ALWAYS_SOFTWARE": "1",
        }  # fmt: skip
        self.log = log.open("w+")
        self.process = subprocess.Popen(
            ["xvfb-run", "-a", path, f"--port={port}"], env=environment, stdout=self.log, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        self.address = f"http://127.0.0.1:{port}"
        options = {"binary": str(browser), "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        made = retried(lambda: self._call("POST", "/session", wanted))
        self.session = f"/session/{made['sessionId']}"
        self.name = f"WebKitGTK {made['capabilities']['browserVersion']}"
        self._call("POST", f"{self.session}/window/rect", {"width": WIDTH, "height": HEIGHT, "x": 0, "y": 0})

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(self.address + path, data=data, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)["value"]

    def go(self, url: str) -> None:
        self._call("POST", f"{self.session}/url", {"url": url})

    def run(self, expression: str) -> Any:
        return self._call("POST", f"{self.session}/execute/sync", {"script": f"return {expression}", "args": []})

    def errors(self) -> list[str]:
        return []

    def close(self) -> None:
        self._call("DELETE", self.session)
        os.killpg(self.process.pid, 15)  # xvfb-run, the screen and the driver: a group of our own
        self.process.wait(timeout=20)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def installed() -> dict[str, tuple[type[Any], str | None]]:
    """Each browser and where it is; None where it is not installed."""
    chromium = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium"))), None)
    screen = shutil.which("xvfb-run")
    return {
        "Chromium": (Chromium, chromium),
        "Firefox ESR": (Firefox, shutil.which("firefox-esr") or shutil.which("firefox")),
        "WebKitGTK": (WebKit, shutil.which("WebKitWebDriver") if screen else None),
    }
