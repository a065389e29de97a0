"""Somebody with a browser: a jar of cookies, a network address of their own on loopback, forms sent with their token."""

import http.client
import re
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: dict[str, str]

    @property
    def refused(self) -> bool:
        return self.status in (400, 401, 403, 404, 409, 410, 413, 422, 429, 503)

    def says(self, *words: str) -> bool:
        return any(word.lower() in self.text.lower() for word in words)


@dataclass
class Visitor:
    """`source` is an address in 127.0.0.0/8: what the product sees of the network the visitor sits in."""

    port: int
    source: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)
    host: str = "127.0.0.1"
    speaks: str = ""  # the languages that the browser asks for

    def request(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120, source_address=(self.source, 0))
        sent = {"Host": f"{self.host}:{self.port}", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        sent |= {"Accept-Language": self.speaks}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            line.request(method, path, body, {name: value for name, value in sent.items() if value})
            got = line.getresponse()
            text = got.read().decode("utf-8", "replace")
            for name, value in got.getheaders():
                if name.lower() == "set-cookie":
                    for key, morsel in SimpleCookie(value).items():
                        self.cookies[key] = morsel.value
            return Answer(got.status, text, {name.lower(): value for name, value in got.getheaders()})
        finally:
            line.close()

    def get(self, path: str, follow: int = 5, **headers: str) -> Answer:
        found = self.request("GET", path, **headers)
        while found.status in (301, 302, 303) and follow:
            there = urlsplit(found.headers["location"])
            found, follow = self.request("GET", f"{there.path}?{there.query}"), follow - 1
        return found

    def post(self, path: str, data: dict[str, str], form: str = "", follow: int = 5) -> Answer:
        """As the form at `form` (the same address unless told) sends it, its hidden fields with it."""
        page = self.get(form or path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        sent = {**hidden(page.text, path), **data, "csrfmiddlewaretoken": token[1] if token else ""}
        origin = f"http://{self.host}:{self.port}"
        found = self.request(
            "POST", path, urlencode(sent).encode(),
            Content_Type="application/x-www-form-urlencoded", Origin=origin, Referer=origin + (form or path),
        )  # fmt: skip
        while found.status in (301, 302, 303) and follow:
            there = urlsplit(found.headers["location"])
            found, follow = self.request("GET", f"{there.path}?{there.query}"), follow - 1
        return found


def hidden(page: str, action: str) -> dict[str, str]:
    """Hidden fields of the form that goes to `action`, or of the first form that says no address."""
    for attributes, inside in re.findall(r"<form\b([^>]*)>(.*?)</form>", page, re.DOTALL):
        to = re.search(r'action="([^"]*)"', attributes)
        if to is None or to[1] == action:
            return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', inside))
    return {}


def fields(page: str, action: str) -> dict[str, str]:
    """What the form that goes to `action` holds as the page was opened, as a tab would send it, hidden marks with it."""
    forms = re.findall(r"<form\b([^>]*)>(.*?)</form>", page, re.DOTALL)
    inside = next(
        text for attributes, text in forms
        if "post" in attributes.lower() and (f'action="{action}"' in attributes or "action=" not in attributes)
    )  # fmt: skip
    found: dict[str, str] = {}
    for kind, text in re.findall(
        r"<(input|textarea|select)\b(.*?)(?=<(?:input|textarea|select)\b|\Z)", inside, re.DOTALL
    ):
        tag = text.split(">", 1)[0]
        name = re.search(r'\bname="([^"]+)"', tag)
        if name is None or (re.search(r'type="(?:radio|checkbox)"', tag) and "checked" not in tag):
            continue
        if kind == "input":
            value = re.search(r'\bvalue="([^"]*)"', tag)
        elif kind == "textarea":
            value = re.search(r">\n?(.*?)</textarea>", text, re.DOTALL)
        else:
            value = re.search(r'<option value="([^"]*)"[^>]* selected', text)
        found[name[1]] = unescape(value[1]) if value else ""
    return found
