"""Who reaches which address: every standing × every address × every method, with htmx and without.

The expected answers are in `matrix.txt`, for people to read. A new address fails here until it has a line:
`DEMO=1 WRITE_MATRIX=1 pytest tests/access -k written` writes the file anew; read the difference before you commit it.
"""

import os
import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outcomes.report import paper
from people.text.spreadsheets import BOM
from tests.access import asking, routes, secrets, summaries, table
from tests.access.conftest import Walk
from tests.access.world import STANDINGS

#: Read to know who is signed in; the last every five minutes, which a slow machine's walk outlasts.
SIGNED_IN = ("django_session", "people_user", "people_signin")
EXPECTED = table.read(table.FILE.read_text())
PATTERNS = routes.patterns()
#: What other sites may show in a frame: these two pages, where they are there, and no other answer.
FRAMED = {"consultation_card", "force_card"}
#: Those who have a part in the other consultation.
ELSEWHERE = ("away", "facil2", "police2")
#: How many addresses at least answer an empty form with a summary of what is wrong, to whoever may send most of them.
SUMMED_UP = {"lead": 61}
#: The same bytes for everybody, made without looking at who asks: a cache on the way may keep them.
SAME_FOR_ALL = {"record_feed"} | {name for name, p in PATTERNS.items() if getattr(p.callback, "everybodys", False)}


def test_every_address_has_a_line_and_every_line_an_address() -> None:
    for stage in table.STAGES:
        assert sorted(EXPECTED[stage]) == sorted(routes.at(stage))


def test_no_address_fails_for_anybody() -> None:
    """Whoever writes the table anew does not write a failure down as what is expected."""
    failing = [
        f"{name} {standing} ({stage})"
        for stage, rows in EXPECTED.items()
        for name, cells in rows.items()
        for standing, letters in cells.items()
        if "!" in letters
    ]
    assert failing == []


def known_to_nobody(name: str) -> frozenset[str]:
    """GET, POST or neither: what the table calls no method of this address, whoever asks and at whatever stage.

    Refused before a standing is looked up (test_a_method_known_to_nobody_…), so it is not asked eighteen times.
    """
    rows = [row for rows in EXPECTED.values() for row in rows.get(name, {}).values()]
    methods = enumerate(("GET", "POST"))
    return frozenset(method for n, method in methods if rows and {cells[n] for cells in rows} == {"x"})


def cell(
    walk: Walk, name: str, standing: str, path: str, *, by_htmx: bool, unknown: frozenset[str] = frozenset()
) -> tuple[str, list[str]]:
    """The two letters as asked, and what is wrong beyond them.

    `by_htmx`: by htmx as well, where something looked whether it asks: elsewhere it has no way to get another answer.
    `unknown`: methods that are not asked.
    """
    client, wrong = walk.clients[standing], []
    banned = secrets.forbidden(standing, walk.here)
    letters = ""
    for method in ("GET", "POST"):
        if method in unknown:
            letters += "x"
            continue
        seen = []
        for hx in (False, True):
            if hx and not (by_htmx and asking.looked_for_htmx):
                continue
            answer = asking.ask(client, method, path, hx=hx)
            if not hx or "HX-Refresh" not in answer.headers:  # empty, for everybody: load the whole page
                seen.append(asking.letter(answer))
            text = answer.content.decode(errors="replace") + str(answer.headers)
            if answer.headers.get("Content-Type", "").startswith("text/csv") and not text.startswith(BOM):
                wrong.append(f"{name} {method} {standing}: a table that Excel reads in an old encoding")
            if any(asking.TOKEN not in form for form in asking.FORM.findall(text)):
                wrong.append(f"{name} {method} hx={hx} {standing}: a form without its token")
            if method == "POST" and "data-error-summary" in text:
                walk.summed_up.add(name)
                wrong += [f"{name} hx={hx} {standing}: {what}" for what in summaries.wrong(text)]
            wrong += [
                f"{name} {method} hx={hx} {standing}: shows {word}"
                for word in banned
                if word in text and word not in path
            ]
            if _may_be_framed(answer) != (name in FRAMED and answer.status_code == 200):
                wrong.append(f"{name} {method} hx={hx} {standing}: another site may frame it, or may not")
            if client.cookies and _may_be_kept(answer) and name not in SAME_FOR_ALL:
                wrong += [f"{name} {method} hx={hx} {standing}: a cache may keep it"]
        letters += seen[0]
        if seen[0] != seen[-1]:
            wrong.append(f"{name} {method} {standing}: {seen[0]} but {seen[-1]} by htmx")
    return letters, wrong


def test_it_is_noticed_where_an_answer_hangs_on_htmx(walk: Walk) -> None:
    """Or nothing would be asked by htmx: two pages that are a part of themselves for it, and two that are not."""
    noticed = set()
    for name in ("post", "statement_page", "home", "briefing"):
        asking.ask(walk.clients["member"], "GET", routes.address(name, PATTERNS[name], walk.here))
        noticed |= {name} if asking.looked_for_htmx else set()
    assert noticed == {"post", "statement_page"}


def _may_be_framed(answer: HttpResponse) -> bool:
    """By either header: a browser that knows both goes by the policy, an old one by the other."""
    policy = answer.headers.get("Content-Security-Policy", "")
    return "frame-ancestors 'none'" not in policy or answer.headers.get("X-Frame-Options") != "DENY"


def _may_be_kept(answer: HttpResponse) -> bool:
    return answer.status_code != 405 and "no-store" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize("standing", STANDINGS)
def test_every_answer_is_as_in_the_table(walk: Walk, standing: str) -> None:
    """One walk a standing, through every stage and another consultation's numbers: worlds are dear."""
    wrong = _numbers_of_another(walk, standing)
    for stage in table.STAGES:
        walk.here.at(stage)
        paper.refresh(walk.here.cast.consultation)  # or each address of a file makes all files, and they are undone
        for name, pattern in routes.at(stage).items():
            path = routes.address(name, pattern, walk.here)
            expected = EXPECTED[stage][name][standing]
            letters, more = cell(walk, name, standing, path, by_htmx=stage == "open", unknown=known_to_nobody(name))
            if letters != expected:
                wrong.append(f"{name} {standing} ({stage}): {letters}, the table says {expected}")
            wrong += more
    assert not wrong, "\n".join(wrong)
    assert len(walk.summed_up) >= SUMMED_UP.get(standing, 0)


def _numbers_of_another(walk: Walk, standing: str) -> list[str]:
    """A2: under the address of this consultation, a number of the other one is nothing, for anybody, by any method.

    Asked by whoever belongs to the other one, and by whoever gets an answer with a number of this one.
    """
    client, wrong, asked = walk.clients[standing], [], 0
    for name, pattern in PATTERNS.items():
        if not {"slug", "pk"} <= set(pattern.pattern.converters):
            continue
        path = routes.address(name, pattern, walk.away, under=walk.here)
        for method, own in zip(("GET", "POST"), EXPECTED["open"][name][standing], strict=True):
            if own == "-" and standing not in ELSEWHERE:
                continue
            asked += 1
            if (got := asking.letter(asking.ask(client, method, path))) in "Y!":
                wrong.append(f"{method} {path} ({name}) {standing}: {got}")
    assert asked > 20
    return wrong


#: Between them they get every page that takes a GET.
READERS = ("lead", "facil", "member", "panel", "officer", "guest", "visitor")


@pytest.mark.parametrize("gets_it", [True, False])
def test_head_answers_as_get_does(walk: Walk, gets_it: bool) -> None:
    """For the first who gets a page, and the first who does not: a view must not take HEAD for a POST.

    What a view does with a method does not hang on who asks: who may is asked by GET and POST, for everybody, above.
    """
    wrong, asked = [], 0
    for name, pattern in PATTERNS.items():
        letters = {one: cells[0] for one, cells in EXPECTED["open"][name].items()}
        who = (
            (one for one in READERS if letters[one] == "Y")
            if gets_it
            else (one for one in letters if letters[one] == "-")
        )
        if one := next(who, ""):
            asked += 1
            answer = asking.ask(walk.clients[one], "HEAD", routes.address(name, pattern, walk.here))
            if asking.letter(answer) != letters[one]:
                wrong.append(f"HEAD {name} {one}: {asking.letter(answer)}, but GET is {letters[one]}")
    assert asked > 100 and not wrong, "\n".join(wrong)


def test_nothing_changes_without_the_token_of_the_form(walk: Walk) -> None:
    """A6: every address that takes a POST refuses one from another site, whoever is signed in."""
    wrong = []
    for standing in ("lead", "member", "officer", "panel", "visitor"):
        client = Client(enforce_csrf_checks=True)
        client.cookies = walk.clients[standing].cookies
        for name, pattern in PATTERNS.items():
            if name == "unsubscribe":  # pressed by a mail program (RFC 8058): the signed link alone says what it does
                continue
            if EXPECTED["open"][name][standing][1] == "Y":
                answer = asking.ask(client, "POST", routes.address(name, pattern, walk.here))
                if answer.status_code != 403:
                    wrong.append(f"{name} {standing}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def refused_unseen(walk: Walk, standing: str, name: str, method: str, but: tuple[str, ...] = ()) -> list[str]:
    """What is wrong with the 405 that this address gives: an empty answer for which no table is read, `but` these."""
    path, wrong = routes.address(name, PATTERNS[name], walk.here), []
    for hx in (False, True):
        connection.queries_log.clear()  # it holds 9,000: beyond them nothing would be seen
        with CaptureQueriesContext(connection) as asked:
            answer = asking.ask(walk.clients[standing], method, path, hx=hx)
        read = {table for query in asked for table in re.findall(r'(?:FROM|JOIN|INTO|UPDATE) "(\w+)"', query["sql"])}
        if asking.letter(answer) != "x" or answer.content or read - set(but):
            wrong.append(f"{method} {name} {standing} hx={hx}: {asking.letter(answer)}, {answer.content!r}, {read}")
    return wrong


def test_put_and_its_like_are_refused_before_anybody_is_looked_up(walk: Walk) -> None:
    """405 without one query, cookie or not: so it is the same for every standing, known or not."""
    wrong = []
    for standing in ("lead", "visitor"):
        for name in PATTERNS:
            for method in asking.NEVER:
                wrong += refused_unseen(walk, standing, name, method)
    assert not wrong, "\n".join(wrong)


def test_a_method_known_to_nobody_is_refused_before_a_standing_is_looked_up(walk: Walk) -> None:
    """GET or POST where the table says 405 for everybody: who is signed in is read, and nothing of any consultation.

    So it is the same at every stage and for whoever is signed in: one of each way to be known is asked.
    """
    wrong, asked = [], 0
    for name in PATTERNS:
        for method in known_to_nobody(name):
            for standing in ("lead", "guest", "barred", "admin", "visitor"):
                asked += 1
                wrong += refused_unseen(walk, standing, name, method, but=SIGNED_IN)
    assert asked > 500 and not wrong, "\n".join(wrong)


@pytest.mark.skipif(not os.environ.get("WRITE_MATRIX"), reason="only to write the table anew, on purpose")
def test_the_table_is_written_anew(walk: Walk) -> None:
    found: table.Table = {}
    for stage in table.STAGES:
        walk.here.at(stage)
        found[stage] = {
            name: {
                standing: cell(walk, name, standing, routes.address(name, pattern, walk.here), by_htmx=False)[0]
                for standing in STANDINGS
            }
            for name, pattern in routes.at(stage).items()
        }
    table.FILE.write_text(table.write(found))
    assert table.read(table.FILE.read_text()) == found
