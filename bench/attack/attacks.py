"""Each attack as it was done. A function a row: what it tried, whether it was refused, who was told."""

import re
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.db import DatabaseError, close_old_connections, connection, connections
from django.urls import reverse

from audit import clock, texts
from bench.attack import doors, rights
from bench.attack.found import YES, Attack, Found
from bench.attack.scene import Scene
from bench.attack.visitor import Answer, Visitor
from bench.live.processes import ROOT
from consultations.models import Membership, Newcomer, Role
from deliberation.models import Ballot
from people.text.sentences import listed


def _text(answer: Answer, *addresses: str) -> str:
    """A page without what differs by itself: tokens, keys, the address that was asked about."""
    page = re.sub(r'value="[^"]{20,}"|nonce="[^"]*"|[0-9a-f-]{36}', "", answer.text)
    for address in addresses:
        page = page.replace(address, "ADDRESS")
    return re.sub(r"\s+", " ", page)


# --- 1, 9: nobody is unmasked by an address, nobody fills the panel alone --------------------------------
def probing_addresses(scene: Scene) -> Found:
    """A facilitator offers a role to a resident here, to police, and to nobody; then floods."""
    page, browser = reverse("people", args=[scene.slug]), scene.signed_in(scene.cast.moss)
    asked = [scene.cast.amina.email, scene.cast.okoro.email, "nobody.at.all@example.org"]
    before, people = scene.last(), _standings(scene)
    answers = [_offered(browser, page, email, Role.EXPERT) for email in asked]
    texts = {_text(answer, email) for answer, email in zip(answers, asked, strict=True)}
    recorded = scene.recorded(before)
    named = [entry for entry in recorded if any(email in str(entry.summary) + str(entry.detail) for email in asked)]
    flood = [_offered(browser, page, f"probe{n}@example.org", Role.EXPERT) for n in range(25)]
    stopped = any(answer.says("too many", "try again") for answer in flood)
    refused = len({_outline(text) for text in texts}) == 1 and _standings(scene) == people and stopped and not named
    told = f"the record: {len(recorded)} entries without an address" if len(recorded) >= len(asked) else ""
    return Found(
        refused,
        told,
        f"{len(texts)} different answers, flood stopped {stopped}, standings moved {_standings(scene) != people}",
    )


def _offered(browser: Visitor, page: str, email: str, role: Role) -> Answer:
    return browser.post(page, {"email": email, "name": "Dr V Vale", "role": role, "job_title": "", "organisation": ""})


def _outline(page: str) -> str:
    """A page of people without the list of what is offered, which grows by one each time."""
    said = re.search(r'role="(?:status|alert)".*?</', page)
    return said[0] if said else ""


def _standings(scene: Scene) -> list[tuple[int, str]]:
    close_old_connections()
    found = Membership.objects.filter(consultation=scene.cast.consultation).order_by("pk")
    return [(member.pk, member.role) for member in found]


def own_panel(scene: Scene) -> Found:
    """The facilitator gives two addresses of their own making a seat on the panel."""
    page, browser = reverse("people", args=[scene.slug]), scene.signed_in(scene.cast.finch)
    people, before = _standings(scene), scene.last()
    answers = [_offered(browser, page, f"my.own{n}@example.org", Role.OVERSIGHT) for n in range(2)]
    close_old_connections()
    from consultations.models import Offer

    seats = Offer.objects.filter(consultation=scene.cast.consultation, role=Role.OVERSIGHT).count()
    admins = scene.signed_in(scene.cast.finch).get(reverse("panels"))
    said = browser.get(page).says("administrator") or answers[0].says("choice", "valid")
    refused = seats == 0 and _standings(scene) == people and admins.refused and not scene.recorded(before, "offered")
    return Found(
        refused,
        "the facilitator, on the people page" if said else "",
        f"statuses {[a.status for a in answers]}, {seats} seats offered",
    )


# --- 2, 3: nobody is several, and no officer is a resident -------------------------------------------
def nine_jars(scene: Scene) -> Found:
    """The wall's code in nine cookie jars at nine addresses: nine voters?"""
    address, before = reverse("live", args=[scene.session.code]), Ballot.objects.filter(wave=scene.hall.wave).count()
    jars = [scene.stranger() for _ in range(9)]
    pages = [jar.post(address, {**YES, "key": f"jar{n}"}) for n, jar in enumerate(jars)]
    for jar in jars:
        body = {"wave": str(scene.hall.wave.pk), "answer": str(scene.hall.options[0])}
        jar.post(f"{address}ballot/", body, form=address)
    close_old_connections()
    now = Ballot.objects.filter(wave=scene.hall.wave).count()
    inside = Membership.objects.filter(
        consultation=scene.cast.consultation, role=Role.PARTICIPANT, user__email=None
    ).count()
    console = scene.signed_in(scene.cast.moss).get(reverse("console", args=[scene.session.code]))
    waits = sum(page.says("waiting", "let in") for page in pages)
    counted = console.says("devices")
    return Found(
        now == before and inside == 0, "the facilitator, on the console" if counted else "",
        f"{waits} of 9 wait, {inside} inside, {now - before} ballots",
    )  # fmt: skip


def officer_in_another_coat(scene: Scene) -> Found:
    """The officer signs out and comes back in the same browser as a guest of the closed group."""
    browser = scene.signed_in(scene.cast.okoro)
    browser.get(reverse("desk"))
    browser.cookies.pop("sessionid")
    page = browser.post(reverse("live", args=[scene.session.code]), {**YES, "key": "coat"})
    close_old_connections()
    waiting = Newcomer.objects.filter(consultation=scene.cast.consultation).count()
    guests = Membership.objects.filter(consultation=scene.cast.consultation, user__email=None).count()
    said = page.says("signed in as", "used by staff", "staff", "police")
    return Found(
        guests == 0 and said,
        "the officer, in words" if said else "",
        f"status {page.status}, {guests} guests inside, {waiting} wait",
    )


# --- 4: no visitor makes a file ------------------------------------------------------------------------
def dear_pdf(scene: Scene) -> Found:
    """The PDF with another language and host each time, twenty at once: is it made anew?"""
    from outcomes.models import MadeFile

    slug = published_report(scene)
    address = reverse("report_pdf", args=[slug])
    scene.stranger().get(address)
    deadline = time.monotonic() + 120
    files = MadeFile.objects.filter(consultation__slug=slug, for_role="")
    while not files.filter(content__isnull=False).exists() and time.monotonic() < deadline:
        scene.manage("work", "--batch")
        close_old_connections()
    before = list(files.values_list("digest", "made_at"))

    def ask(n: int) -> tuple[float, Answer]:
        begun = time.monotonic()
        visitor = scene.stranger()
        visitor.host = ("127.0.0.1", "localhost")[n % 2]
        return time.monotonic() - begun, visitor.get(address, Accept_Language=("fr", "ar", "cy", "pl")[n % 4])

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(ask, range(40)))
    close_old_connections()
    after = list(files.values_list("digest", "made_at"))
    tags = {answer.headers.get("etag") for _, answer in answers if answer.status == 200}
    fine = sum(answer.status == 200 for _, answer in answers)
    refused = before == after and len(tags) <= 1 and fine + sum(a.status == 429 for _, a in answers) == 40
    return Found(
        refused,
        "the visitor: a kept file, or “too many” in words",
        f"{fine} files, {len(tags)} ETag, made anew {before != after}, others {sorted({a.status for _, a in answers} - {200})}",
    )


def published_report(scene: Scene) -> str:
    """A consultation whose findings are out: the demonstration's."""
    from consultations.models import Consultation

    found = Consultation.objects.filter(report__state="published").first()
    if found is None:
        seeded = scene.manage("seed_demo")
        close_old_connections()
        found = Consultation.objects.filter(report__state="published").first()
        assert found is not None, seeded.stderr.strip().splitlines()[-1:]
    assert found is not None
    return found.slug


# --- 5: nobody is locked out --------------------------------------------------------------------------
def locked_out(scene: Scene, tries: int = 1000) -> Found:
    """A thousand tries against an address from fifty jars: its owner still signs in, in a browser of before and a new one."""
    victim = scene.cast.carys.email
    ask, confirm = reverse("account_request_login_code"), reverse("account_confirm_login_code")
    known = scene.stranger()
    first = _sign_in(known, victim, ask, confirm)
    known.post(reverse("account_logout"), {}, form="/my-data/")

    def bother(n: int) -> int:
        jar, refused = scene.stranger(f"127.9.{n}.1"), 0
        for turn in range(tries // 50):
            if turn % 10 == 0:
                refused += jar.post(ask, {"email": victim}).status == 429
            jar.post(confirm, {"code": "BCDFGHJK"}, form=confirm)
        return refused

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(bother, range(50)))
    again, new = _sign_in(known, victim, ask, confirm), _sign_in(scene.stranger(), victim, ask, confirm)
    return Found(
        first and again and new,
        "the owner: the page says that many codes were asked for",
        f"before {first}, known browser {again}, new browser {new}",
    )


def _sign_in(visitor: Visitor, email: str, ask: str, confirm: str) -> bool:
    page = visitor.post(ask, {"email": email})
    code = re.search(r"data-demo-code>([^<]+)<", page.text) or re.search(
        r"data-demo-code>([^<]+)<", visitor.get(confirm).text
    )
    if code is None:
        return False
    visitor.post(confirm, {"code": code[1]}, form=confirm)
    return visitor.get("/my-data/").status == 200 and email in visitor.get("/my-data/").text


# --- 6: nobody is linked across consultations ---------------------------------------------------------
def linked(scene: Scene) -> Found:
    """Two hundred invented histories, read by somebody who sits in one of three consultations (bench/linkage.py)."""
    env = {name: value for name, value in _clean().items() if not name.startswith("BENCH_DATABASE")}
    command = [sys.executable, "bench/linkage.py"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    missed = [line for line in done.stdout.splitlines() if line.startswith("MISSED")]
    told = "whoever reads bench/linkage.py" if done.returncode == 0 else ""
    return Found(done.returncode == 0 and not missed, told, "; ".join(missed)[:80] or "no advantage over 0.02")


# --- 7: nobody votes for another, and nobody learns who has voted ---------------------------------------
def paper_for_somebody(scene: Scene) -> Found:
    """A facilitator types sheets for two known people, one of whom has voted; the other facilitator reads."""
    wave, question = scene.hall.wave, scene.hall.wave.questions.get()
    people = [Membership.objects.get(consultation=scene.cast.consultation, user=user) for user in scene.hall.users[:2]]
    address = reverse("live", args=[scene.session.code])
    voter = scene.stranger()
    voter.cookies["sessionid"] = scene.hall.cookies[0]
    voter.post(f"{address}ballot/", {"wave": str(wave.pk), "answer": str(scene.hall.options[0])}, form=address)
    close_old_connections()
    before = list(Ballot.objects.filter(wave=wave).order_by("pk").values_list("pk", "choice"))
    typist, reader = scene.signed_in(scene.cast.moss), scene.signed_in(scene.cast.finch)
    enter = reverse("enter_sheet", args=[scene.slug, wave.pk])
    pages = [
        typist.post(enter, {
            "number": str(900 + n), "group": str(scene.cast.group1.pk), "same_as": member.pseudonym, "agreed": "on",
            "way": "paper", f"q{question.pk}-answer": str(scene.hall.options[1]),
        })
        for n, member in enumerate(people)
    ]  # fmt: skip
    close_old_connections()
    after = list(Ballot.objects.filter(wave=wave).order_by("pk").values_list("pk", "choice"))
    names = [member.pseudonym for member in people]
    same = _outline(_text(pages[0], names[0], "900")) == _outline(_text(pages[1], names[1], "901"))
    read = reader.get(reverse("paper", args=[scene.slug, wave.pk]))
    wrong = question.options.get(pk=scene.hall.options[1]).text
    shown = wrong in read.text
    asked = voter.get(reverse("consultation", args=[scene.slug])).says("sheet")
    result = (
        f"same answer {same}, ballots moved {before != after}, readable {shown}, statuses {[p.status for p in pages]}"
    )
    return Found(same and before == after and not shown, "the person, on their own page" if asked else "", result)


# --- 8: what is published cannot be changed quietly ---------------------------------------------------
def changed_by_sql(scene: Scene) -> Found:
    """A published finding is changed by SQL, and the triggers of the record are switched off by the web's role."""
    slug = published_report(scene)
    texts.begin()  # takes in what the bench made by hand
    before = scene.manage("verify_audit")
    unseen = [what for what, change in QUIETLY.items() if not _is_noticed(scene, *change)]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE outcomes_finding SET said = said || ' Everybody agreed.' WHERE id = (SELECT f.id FROM outcomes_finding f "
            "JOIN outcomes_findingsreport r ON r.id = f.report_id JOIN consultations_consultation c ON c.id = r.consultation_id "
            "WHERE c.slug = %s ORDER BY f.id LIMIT 1)", [slug],
        )  # fmt: skip
    after = scene.manage("verify_audit")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outcomes_finding SET said = replace(said, ' Everybody agreed.', '')")
        cursor.execute("DROP ROLE IF EXISTS bench_web")
        cursor.execute("CREATE ROLE bench_web LOGIN")
    scene.manage("grants", "--apply", "--to", "bench_web")
    could = [statement for statement in AS_WEB if _can(scene, statement)]
    named = "differs" in after.stdout + after.stderr
    return Found(
        before.returncode == 0 and after.returncode != 0 and named and not could and not unseen,
        "the operator each night, and whoever runs verify_audit, with what differs" if named else "",
        f"the web's role could {could or 'nothing'}; unseen of {listed(list(QUIETLY))}: {listed(unseen) or 'none'}",
    )  # fmt: skip


#: What → (the SQL of the web's role, the SQL that undoes it, what verification says).
QUIETLY = {
    "the question": (
        "UPDATE consultations_consultation SET purpose_question = purpose_question || ' Or not?', min_base = min_base + 3 "
        "WHERE id = (SELECT consultation_id FROM consultations_briefingversion WHERE status = 'approved' LIMIT 1)",
        "UPDATE consultations_consultation SET purpose_question = replace(purpose_question, ' Or not?', ''), "
        "min_base = min_base - 3 WHERE purpose_question LIKE '% Or not?'",
        "is not what was signed or moved in public",
    ),
    "a promise's standing": (
        "UPDATE outcomes_commitment SET state = 'done_unverified', days_with_panel = days_with_panel + 9999 "
        "WHERE state = 'on_track' AND reported_done_on IS NULL",
        "UPDATE outcomes_commitment SET state = 'on_track', days_with_panel = days_with_panel - 9999 "
        "WHERE days_with_panel >= 9999",
        "of standing of the promise under recommendation",
    ),
    "a step, and the day of an answer": (
        "UPDATE consultations_consultation SET response_published_at = response_published_at - INTERVAL '40 days' "
        "WHERE response_published_at IS NOT NULL AND slug IN (SELECT consultation FROM audit_entry WHERE action = "
        "'consultation_started')",
        "UPDATE consultations_consultation SET response_published_at = response_published_at + INTERVAL '40 days' "
        "WHERE response_published_at IS NOT NULL AND slug IN (SELECT consultation FROM audit_entry WHERE action = "
        "'consultation_started')",
        "otherwise than in the record: answer published on",
    ),
    "the pauses beside what was left open": (
        "UPDATE outcomes_recommendationresponse SET days_paused = days_paused + 400 WHERE status = 'under_consideration'",
        "UPDATE outcomes_recommendationresponse SET days_paused = days_paused - 400 WHERE days_paused >= 400",
        "of days of what was left open of recommendation",
    ),
    "an inserted correction": (
        "INSERT INTO outcomes_erratum (report_id, old, new, reason, at, by_id) SELECT r.id, 'No', 'Yes', 'A slip of the pen', "
        "CURRENT_TIMESTAMP, (SELECT MIN(id) FROM consultations_membership) FROM outcomes_findingsreport r "
        "WHERE r.state = 'published' LIMIT 1",
        "DELETE FROM outcomes_erratum WHERE reason = 'A slip of the pen'",
        "without having been published: correction of",
    ),
}


def _is_noticed(scene: Scene, change: str, undo: str, said: str) -> bool:
    """Undone again, so that each is told by itself."""
    with connection.cursor() as cursor:
        cursor.execute(change)
    told = scene.manage("verify_audit")
    with connection.cursor() as cursor:
        cursor.execute(undo)
    return told.returncode != 0 and said in told.stderr


AS_WEB = [
    "ALTER TABLE audit_entry DISABLE TRIGGER ALL", "DROP TABLE audit_entry", "TRUNCATE audit_entry",
    "UPDATE audit_entry SET summary = 'x'", "DELETE FROM audit_entry", "SET session_replication_role = replica",
    "CREATE TABLE mine (a int)",
]  # fmt: skip


def _can(scene: Scene, statement: str) -> bool:
    settings = dict(connection.settings_dict)
    settings["USER"] = "bench_web"
    other = connections.create_connection("default")
    other.settings_dict = {**other.settings_dict, "USER": "bench_web", "OPTIONS": {}}
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(statement)
            cursor.execute("ROLLBACK")
        return True
    except DatabaseError:
        return False
    finally:
        other.close()


# --- 10: the demonstration stays at home --------------------------------------------------------------
def demo_for_all(scene: Scene) -> Found:
    """DEMO=1 under a public name, and on a database with real people in it."""
    named = scene.manage("check", ALLOWED_HOSTS="talk.example.org", DEMO="1")
    code = "import config.wsgi"
    real = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True,
        env={**_clean(), **scene.env, "DATABASE_URL": _real_database(scene)},
    )  # fmt: skip
    said = "DEMO=1" in named.stderr and "DEMO=1" in real.stderr
    elsewhere = Visitor(scene.layout.front.port, host="talk.example.org").get("/")
    refused = named.returncode != 0 and real.returncode != 0 and elsewhere.refused
    return Found(
        refused,
        "the operator, in words" if said else "",
        f"check {named.returncode}, real people {real.returncode}, other host {elsewhere.status}",
    )


def _clean() -> dict[str, str]:
    import os

    return dict(os.environ)


def _real_database(scene: Scene) -> str:
    url = f"sqlite:///{scene.folder}/real.sqlite3"
    env = {"DATABASE_URL": url, "DEMO": "0", "SECRET_KEY": "x" * 60}
    scene.manage("migrate", "--verbosity", "0", **env)
    scene.manage("add_staff", "somebody@example.org", "--name", "Vera Vale", **env)
    return url


# --- 12: late stays late --------------------------------------------------------------------------------
def late_no_more(scene: Scene) -> Found:
    """A late promise is reported done with any link; the public page?"""
    from datetime import timedelta

    from outcomes.models import Commitment
    from outcomes.promises import commitments

    published_report(scene)
    late = next(p for p in Commitment.objects.all() if p.is_late and p.is_open)
    officer = Membership.objects.get(consultation=late.answer.response.report.consultation, role=Role.OFFICER)
    commitments.report_progress(
        late, by=officer.user, text="Done.", state="done_unverified", evidence_url="https://example.org/"
    )
    page = scene.stranger().get(reverse("promise", args=[late.answer.response.report.consultation.slug, late.pk]))
    held = page.says("reported done") and page.says(" late")
    return Found(
        held,
        "everybody, on the promise's page" if held else "",
        f"{late.lateness}; today {clock.today() + timedelta(0)}",
    )


# --- 14: an honest restore does not fail for good ----------------------------------------------------------
def restored(scene: Scene) -> Found:
    """Heads of entries that a restored backup does not have: verification says so and goes on; an invented head fails."""
    from audit.models import Entry

    newest = Entry.objects.order_by("-number").first()
    assert newest is not None
    heads = Path(scene.folder) / "kept.log"
    heads.write_text(f"{newest.number + 3} {'ab' * 32} {clock.now().isoformat()}\n")
    before = scene.manage("verify_audit", "--heads", str(heads))
    scene.manage("restored", "--from", "the backup of last night")
    after = scene.manage("verify_audit", "--heads", str(heads))
    with heads.open("a") as kept:
        kept.write(f"{newest.number} {'cd' * 32} {clock.now().isoformat()}\n")
    forged = scene.manage("verify_audit", "--heads", str(heads))
    told = "not in this chain" in after.stdout
    fine = before.returncode != 0 and after.returncode == 0 and forged.returncode != 0
    return Found(
        fine,
        "whoever verifies, and the public record" if told else "",
        f"before {before.returncode}, after {after.returncode}, forged {forged.returncode}",
    )


# --- 15: small things that cost much ------------------------------------------------------------------------
def dear_document(scene: Scene) -> Found:
    """A 36 kB document whose one cell spans 2,000,000 columns."""
    from tests.deliberation.transcripts.test_hostile_files import wide

    file = scene.folder / "wide.docx"
    file.write_bytes(wide("2000000"))
    begun = time.monotonic()
    done = scene.manage(
        "import_transcript",
        str(file),
        "--consultation",
        scene.slug,
        "--group",
        "Group 1",
        "--by",
        scene.cast.moss.email,
    )
    took = time.monotonic() - begun
    said = (done.stdout + done.stderr).strip().splitlines()
    return Found(
        done.returncode != 0 and took < 20,
        said[-1][:60] if said else "",
        f"{file.stat().st_size // 1024} kB, {took:.1f} s",
    )


def three_hundred_sockets(scene: Scene) -> Found:
    """One participant opens 300 sockets."""
    cookie, path, held, refused = scene.hall.cookies[0], f"/ws/live/{scene.session.code}/", [], 0
    for n in range(300):
        line = socket.create_connection(("127.0.0.1", scene.layout.sockets.port), timeout=10)
        origin = f"http://127.0.0.1:{scene.layout.sockets.port}"
        line.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{scene.layout.sockets.port}\r\nOrigin: {origin}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {'A' * 22}==\r\nSec-WebSocket-Version: 13\r\n"
            f"Cookie: sessionid={cookie}\r\n\r\n".encode()
        )
        try:
            opened = b" 101 " in line.recv(200)
        except OSError:
            opened = False
        held.append(line)
        refused += not opened
        del n
    time.sleep(2)
    open_now = sum(_is_open(line) for line in held)
    for line in held:
        line.close()
    return Found(
        open_now <= 2 * 6, "the phone: it falls back to looking by itself", f"{refused} refused, {open_now} stay open"
    )


def _is_open(line: socket.socket) -> bool:
    line.setblocking(False)
    try:
        while data := line.recv(4096):
            if b"\x88" in data and b"\x11\x4d" in data:  # a close frame with 4429
                return False
        return False
    except BlockingIOError:
        return True
    except OSError:
        return False


def wrong_origin(scene: Scene) -> Found:
    """A socket from our host with another port or scheme; a forged X-Forwarded-For on guesses of a code."""
    answers = []
    for origin in ("https://127.0.0.1", f"http://127.0.0.1:{scene.layout.front.port + 1}", "http://evil.example", ""):
        headers = {
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec_WebSocket_Key": "A" * 22 + "==",
            "Sec_WebSocket_Version": "13",
        }
        visitor = Visitor(scene.layout.sockets.port, cookies={"sessionid": scene.hall.cookies[1]})
        if origin:
            headers["Origin"] = origin
        answers.append(visitor.request("GET", f"/ws/live/{scene.session.code}/", **headers).status)
    guesser = scene.stranger()
    codes = [guesser.post(reverse("enter_code"), {"code": f"AAAA-{n:04}"}).status for n in range(14)]
    return Found(
        all(status in (400, 403) for status in answers) and 429 in codes,
        "the guesser, in words",
        f"origins {answers}, guesses {codes[-3:]}",
    )


ATTACKS = [
    Attack(1, "addresses probed by offering roles", probing_addresses),
    Attack(9, "a panel of the facilitator's own making", own_panel),
    Attack(2, "nine cookie jars with the wall's code", nine_jars),
    Attack(3, "an officer comes back as a guest", officer_in_another_coat),
    Attack(2, "nine accounts, and nine spellings of one mailbox", doors.nine_accounts),
    Attack(3, "an officer with a private address, or an alias", doors.officer_with_another_address),
    Attack(4, "a PDF made by every visitor", dear_pdf),
    Attack(5, "a thousand tries lock the owner out", locked_out),
    Attack(5, "wrong codes in the victim's network", doors.nonsense_in_the_network),
    Attack(5, "invented addresses in the victim's network", doors.invented_addresses),
    Attack(6, "acts of one person in two consultations", linked),
    Attack(7, "a paper ballot for somebody known", paper_for_somebody),
    Attack(7, "a sheet that its person denied, or that is tried", doors.overruled_sheet),
    Attack(2, "a pulse is pushed over its base", rights.pushed_over_its_base),
    Attack(8, "SQL changes what is published", changed_by_sql),
    Attack(10, "the demonstration on a public host", demo_for_all),
    Attack(12, "a late promise reported done", late_no_more),
    Attack(14, "an honest restore", restored),
    Attack(15, "a document that takes a minute", dear_document),
    Attack(16, "three hundred sockets", three_hundred_sockets),
    Attack(17, "sockets from elsewhere, forged addresses", wrong_origin),
    # What these make by hand is in no record: after those that verify it.
    Attack(11, "what was signed is turned round", rights.turned_round),
    Attack(12, "signed late, and under consideration", rights.signed_late),
    Attack(13, "two tabs, and a second coder", rights.two_tabs),
    Attack(14, "a browser that asks for Polish", rights.polish_browser),
]
