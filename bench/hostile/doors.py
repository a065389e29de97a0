"""Addresses, queries, `next` and split headers."""

from collections import Counter
from typing import Any
from urllib.parse import quote

from django.db import transaction

from bench.hostile.corpora import Payload, postable
from bench.hostile.judge import leaves_site
from bench.hostile.people import Tally, Watched
from people.text.sanitising import one_line

PATHS = ["/{}", "/join/{}/", "/live/{}/", "/consultations/{}/", "/consultations/{}/record/", "/technologies/{}/"]
QUERIES = ["record/?before=", "discussion/?at=", "promises/?page=", "?", "report/?q=", "briefing/?section="]


def addresses(payloads: list[Payload], people: dict[str, Any], tally: Tally, slug: str) -> Counter[str]:
    """Every input as a piece of an address and as a piece of a query."""
    reader = Watched(people["amina"], tally)
    counts: Counter[str] = Counter()
    for number, payload in enumerate(payloads):
        text = quote(postable(payload.text)[:3000], safe="")
        path = PATHS[number % len(PATHS)].format(text)
        query = f"/consultations/{slug}/{QUERIES[number % len(QUERIES)]}{text}"
        for address in (path, query):
            counts[str(reader.get(address).status_code)] += 1
    return counts


def split_headers(payloads: list[Payload], people: dict[str, Any], tally: Tally) -> Counter[str]:
    """Inputs meant to split a header: as they are in the path, in `next`, in a code and in an address."""
    counts: Counter[str] = Counter()
    visitor, amina = Watched(None, tally), Watched(people["amina"], tally)
    for payload in payloads:
        text = postable(payload.text)
        for answer in (
            visitor.get(text if text.startswith("/") else "/" + text),
            visitor.get("/accounts/login/code/?next=" + text),
            visitor.post("/accounts/login/code/", {"email": f"a{text}@example.org", "next": text}),
            amina.get("/live/?code=" + text),
            amina.post("/join/", {"code": text}),
        ):
            counts[str(answer.status_code)] += 1
    return counts


def next_pages(payloads: list[Payload], people: dict[str, Any], tally: Tally) -> tuple[Counter[str], list[str]]:
    """Every input as `next`, wherever it is read, and through a whole sign-in: nobody may be led off the site."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []

    def look(answer: Any, what: str) -> None:
        counts[what] += 1
        for target in (answer.get("Location", ""), answer.get("HX-Redirect", ""), answer.get("Refresh", "")):
            if target and leaves_site(target):
                wrong.append(f"{what}: {target}")

    pages = [
        "/accounts/login/code/",
        "/accounts/login/",
        "/accounts/logout/",
        "/accounts/second-step/",
        "/join/",
        "/desk/",
    ]
    for payload in payloads:
        text = postable(payload.text)
        visitor, amina = Watched(None, tally), Watched(people["amina"], tally)
        for page in pages:
            look(visitor.get(page, {"next": text}), f"{page} GET")
        look(amina.get("/accounts/login/code/", {"next": text}), "signed in")
        look(amina.post("/accounts/logout/", {"next": text}), "logout")
        look(
            visitor.get("/desk/", HTTP_HX_CURRENT_URL=text, **{"HX-Request": "true", "HX-Current-URL": one_line(text)}),
            "htmx",
        )
        with transaction.atomic():
            email = people["amina"].email
            look(visitor.post("/accounts/login/code/", {"email": email, "next": text}), "ask for a code")
            code = visitor.client.session.get("demo_code", "")
            look(visitor.post("/accounts/login/code/confirm/", {"code": code, "next": text}), "sign in")
            transaction.set_rollback(True)
    return counts, wrong
