"""What does one request ask of the database? Acts and pages of the demonstration's complete story, each as a form is sent.

The story is told by its acts and the database is kept as it stood at three moments: while people talk, while findings
are written, while the answer is signed. Each act goes through the whole middleware on such a moment, with the session,
the sign-in and the edges of transactions counted, and is undone before it is measured again. Processor time is this
thread's, in which SQLite works too. `python bench/queries.py [rounds]`; `--list NAME` prints the statements of one.
"""

import argparse
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

sys.path[0] = str(Path(__file__).resolve().parents[1])
from bench import harness

if os.environ.pop("BENCH_DATABASE_URL", ""):
    print("Counts on SQLite, whose file it copies back and forth: BENCH_DATABASE_URL is passed over.")
FOLDER = harness.begin()

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit import clock
from consultations.models import Consultation
from deliberation.models import Thread
from deliberation.polls import polling
from outcomes.answers import responses
from outcomes.coding import coding
from outcomes.demo.storytelling import open_accounts, tell
from outcomes.findings import checking
from outcomes.management.commands.seed_demo import STORY_ALIASES
from outcomes.models import Excerpt, RecommendationResponse, Theme
from people.models import User

WORDS = "If cameras are used I want a sign that says so, and somebody I can ring who tells me what happens next."
CLIENT = Client()  # one for all, emptied: a new one would walk the static files again


class Moment(NamedTuple):
    """The database as it stood, and when that was."""

    kept: Path
    at: datetime


class Act(NamedTuple):
    moment: str
    who: str  # "" is a visitor
    most: int  # queries
    form: Callable[[Consultation], tuple[str, dict[str, Any]]]  # address below the consultation's own, what is sent
    answer: int = 302
    most_ms: float | None = None
    htmx: bool = False


# --- The acts -------------------------------------------------------------------------------------
def a_post(consultation: Consultation) -> tuple[str, dict[str, Any]]:
    thread = Thread.objects.filter(area__consultation=consultation, group__members__user=person("amina")).first()
    assert thread is not None
    return f"threads/{thread.pk}/post/", {"body": WORDS, "key": "one sending"}


def a_code(consultation: Consultation) -> tuple[str, dict[str, Any]]:
    """A post of which nobody marked the whole, whole, under one theme."""
    whole = Excerpt.objects.filter(start=0, revision=OuterRef("revisions"), verbatim=OuterRef("body"))
    said = coding.included(consultation).filter(~Exists(whole), not_relevant=None).order_by("pk").first()
    assert said is not None
    theme = Theme.objects.filter(consultation=consultation, area=said.thread.area).first()
    assert theme is not None
    words = {"whole": "on", "themes": theme.pk, "stance": "for", "intensity": 2}
    return f"coding/{said.pk}/", {"do": "code", **words, "directed_at": "none", "concern": "none"}


def an_answer(consultation: Consultation) -> tuple[str, dict[str, Any]]:
    """An answer and a promise beside it, in one form."""
    slot = RecommendationResponse.objects.filter(response__report__consultation=consultation).first()
    assert slot is not None
    promise = {"text": "Signs at both ends of the street.", "owner_role": "Head of communications"}
    promise["due"] = (clock.today() + timedelta(days=90)).isoformat()
    return f"response/{slot.recommendation.number}/", {
        "status": "accepted",
        "reasons": WORDS,
        "seen": slot.version,
        **promise,
    }


def a_signature(consultation: Consultation) -> tuple[str, dict[str, Any]]:
    okoro = person("okoro")
    draft = responses.response_of(consultation)
    assert draft is not None
    previewed = responses.fingerprint(draft)
    return "response/sign/", {"name": okoro.name, "role": "Chief", "previewed": previewed, "confirmed": "on"}


def a_page(address: str) -> Callable[[Consultation], tuple[str, dict[str, Any]]]:
    return lambda consultation: (address, {})


ACTS = {
    "post": Act("talking", "amina", 12, a_post, 200, htmx=True),
    "code": Act("writing", "moss", 14, a_code),
    "draft answer": Act("signing", "reyes", 14, an_answer),
    "signature": Act("signing", "okoro", 25, a_signature),
    "findings": Act("writing", "moss", 30, a_page("findings/"), 200, 30),
    "report, visitor": Act("answered", "", 20, a_page("report/"), 200),
    "report, participant": Act("answered", "amina", 23, a_page("report/"), 200),
    "report, facilitator": Act("answered", "moss", 23, a_page("report/"), 200),
}


# --- The story, and its moments ---------------------------------------------------------------------
def person(key: str) -> User:
    return User.objects.get(email__startswith=f"{key}@")


def keep(moments: dict[str, Moment], name: str) -> None:
    """The database as it stands now, once."""
    if name not in moments:
        kept = FOLDER / f"{name}.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(kept)])
        moments[name] = Moment(kept, clock.now())


def told() -> dict[str, Moment]:
    """Tell the story, and keep the database just before each of these acts is first called, and at the end."""
    moments: dict[str, Moment] = {}

    def before(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **kwargs: Any) -> Any:
            keep(moments, name)
            return act(*args, **kwargs)

        return called

    places = [
        ("talking", polling, "close_wave"),
        ("writing", checking, "send_for_checking"),
        ("signing", responses, "sign"),
    ]
    with ExitStack() as stack:
        for name, room, act in places:
            stack.enter_context(mock.patch.object(room, act, before(name, getattr(room, act))))
        tell("complete", open_accounts(), STORY_ALIASES["complete"])
    keep(moments, "answered")
    return moments


@contextmanager
def at(moment: Moment) -> Iterator[None]:
    """The moment again: database and clock. Outside the demonstration, where what follows is done by the worker."""
    with closing(sqlite3.connect(moment.kept)) as kept:
        kept.backup(connection.connection)
    with clock.travel(moment.at), mock.patch.object(settings, "DEMO", False):
        yield


def at_a_browser(who: str) -> None:
    """Signed in on a browser that has opened a page before: whoever sends a form has had it open."""
    CLIENT.cookies.clear()
    if who:
        CLIENT.force_login(person(who))
        CLIENT.get("/own/")


# --- Counting ---------------------------------------------------------------------------------------
def once(act: Act, moments: dict[str, Moment]) -> tuple[float, list[str]]:
    """Milliseconds of work of one request, and what it asked of the database."""
    with at(moments[act.moment]):
        consultation = Consultation.objects.get()
        address, sent = act.form(consultation)
        at_a_browser(act.who)
        send = partial(
            CLIENT.post if sent else CLIENT.get, f"{consultation.get_absolute_url()}{address}", sent,
            headers={"HX-Request": "true"} if act.htmx else None,
        )  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            answer = send()
        statements = [one["sql"] for one in asked.captured_queries]  # the next request empties the list
        assert answer.status_code == act.answer, (act, answer.status_code, answer.content.decode()[:2000])
    with at(moments[act.moment]):  # again, without the counting
        at_a_browser(act.who)
        begun = time.thread_time()
        send()
        taken = (time.thread_time() - begun) * 1000
    return taken, statements


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rounds", nargs="?", type=int, default=15)
    parser.add_argument("--list", choices=ACTS, metavar="NAME", help=f"print the statements of one: {', '.join(ACTS)}")
    chosen = parser.parse_args()
    moments = told()
    if chosen.list:
        for number, statement in enumerate(once(ACTS[chosen.list], moments)[1], start=1):
            print(f"{number:3} {statement}")
        return
    judge({name: [once(act, moments) for _ in range(chosen.rounds + 1)][1:] for name, act in ACTS.items()})


def judge(measured: dict[str, list[tuple[float, list[str]]]]) -> None:
    rows, figures, bars = [], {}, {}
    for name, act in ACTS.items():
        counted = max(len(statements) for _, statements in measured[name])
        ms = harness.median([taken for taken, _ in measured[name]])
        rows.append([name, counted, act.most, ms])
        figures[name] = {"queries": counted, "ms": round(ms, 2)}
        bars[f"{name}: at most {act.most} queries"] = counted <= act.most
        if act.most_ms is not None:
            bars[f"{name}: at most {act.most_ms:g} ms of work"] = ms <= act.most_ms
    harness.table(["act", "queries", "bar", "ms of work"], rows)
    harness.finish("queries", {"acts": figures}, bars)


if __name__ == "__main__":
    main()
