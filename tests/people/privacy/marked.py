"""People whose every trace can be recognised: 20 markers each, left through the acts, and looked for everywhere."""

import pickle
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection

from audit import clock
from consultations.joining import joining
from consultations.models import Group, Stage
from consultations.stages import stages
from deliberation.discussion import discussion
from deliberation.models import Contribution, Poll, Question, Reason, Thread, Wave
from deliberation.moderation import moderation
from deliberation.polls import polling, voting
from outcomes.coding import coding, quoting, set_aside, themes
from outcomes.findings import checking, findings
from outcomes.models import Finding, FindingsReport, Theme
from outcomes.recommendations import recommendations
from outcomes.report import versions
from people.models import SignIn, User
from people.session_store import UNFINISHED, SessionStore
from tests.cast import EVERYTHING, Cast
from tests.deliberation import rooms
from tests.outcomes import coded

MARKERS = 20


def marker(who: str, number: int) -> str:
    return f"zq{who}{number:02d}xw"


def markers(who: str) -> list[str]:
    return [marker(who, number) for number in range(1, MARKERS + 1)]


def next_versions() -> None:
    """The day of every report comes: quotes that have to go are gone."""
    for report in FindingsReport.objects.all():
        versions.turn(report)


class Room:
    """A consultation with polls, threads, and people who leave markers in it."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        areas = list(cast.consultation.areas.order_by("order"))
        self.threads = {g: Thread.objects.create(area=areas[1], group=g, title="Cameras") for g in self.groups}
        poll = Poll.objects.create(consultation=cast.consultation, title="Poll")
        self.question = Question.objects.create(poll=poll, text="In your words?", kind="text")
        self.waves = [Wave.objects.create(poll=poll, kind=kind) for kind in (Wave.Kind.BEFORE, Wave.Kind.AFTER)]
        for wave in self.waves:
            wave.questions.add(self.question)
        self.theme: Theme | None = None
        self.quotes: list[Any] = []

    @property
    def groups(self) -> list[Group]:
        return [self.cast.group1, self.cast.group2]

    def join(self, who: str, group: Group) -> User:
        user = User.objects.create_user(f"{marker(who, 1)}@example.org")
        joining.join(
            self.cast.consultation, by=user, group=group, consents=EVERYTHING, borough=f"Borough {marker(who, 2)}"
        )
        session = SessionStore()
        session.update({"_auth_user_id": str(user.pk), "note": marker(who, 3)})
        session.create()
        SignIn.objects.create(
            user=user, session_key=session.session_key, device="A device", began_at=clock.now(), used_at=clock.now()
        )
        unfinished = SessionStore()  # asked for a code and never typed it
        unfinished[UNFINISHED] = {"email": user.email, "note": marker(who, 3)}
        unfinished.create()
        return user

    def talk(self, who: str, user: User, to: Contribution | None = None) -> Contribution:
        """Every state a contribution can be in, and every text written about one."""
        member = self.cast.member(user)
        assert member.group is not None
        thread = self.threads[member.group]

        def say(number: int, **more: Any) -> Contribution:
            return discussion.post(thread, f"I said {marker(who, number)}.", by=user, **more)

        first = say(4, key=marker(who, 5))
        discussion.edit(first, f"I meant {marker(who, 6)}.", by=user)
        discussion.post(thread, f"Call me on 07700 900123 {marker(who, 7)}", by=user)  # held
        discussion.withdraw(say(8), by=user)
        removed = moderation.remove(say(9), by=self.cast.moss, reason=Reason.IDENT, note=f"See {marker(who, 10)}")
        asked = moderation.appeal(removed.removal, by=user, grounds=f"But {marker(who, 11)}")
        moderation.decide_appeal(asked, by=self.cast.hale, outcome="dismissed", reasons=f"Since {marker(who, 12)}")
        if to is not None:
            say(13, reply_to=to)
        say(14)
        return discussion.post(
            thread, f"I like cameras, but delete my face at once, {marker(who, 15)}. Ask Mr {marker(who, 16)}.", by=user
        )

    def vote(self, who: str, user: User, wave: Wave, number: int) -> None:
        voting.vote(wave, self.question, by=user, text=f"In my words {marker(who, number)}")

    def code(self, who: str, said: Contribution) -> None:
        about = self.theme or themes.add_theme(
            self.cast.consultation, "Keeping and deleting", by=self.cast.moss,
            area=self.cast.consultation.areas.get(order=2),
        )  # fmt: skip
        self.theme = about
        words = f"delete my face at once, {marker(who, 15)}. Ask Mr {marker(who, 16)}"
        start = said.body.index(words)
        made = coding.excerpt(said, start, start + len(words), by=self.cast.moss)
        coding.edit_quote(
            made, f"delete my face at once, {marker(who, 15)}. Ask [Mr {marker(who, 19)}]", by=self.cast.moss
        )
        coding.code(made, about, by=self.cast.moss, stance="for", intensity=3)
        self.quotes.append(quoting.check_quote(made, by=self.cast.finch))

    def write_up(self) -> Finding:
        """A draft with one finding that quotes everybody, sent for checking."""
        cast, assert_theme = self.cast, self.theme
        assert assert_theme is not None
        cast.consultation.closes_at = clock.now() - timedelta(days=40)
        cast.consultation.opens_at = clock.now() - timedelta(days=90)
        cast.consultation.save()
        cast.at(Stage.ANALYSIS)
        uncoded = list(coding.uncoded(cast.consultation))
        for left in uncoded:
            coding.mark_not_relevant(left, by=cast.moss, why="greeting")
        if uncoded:
            set_aside.agree(cast.consultation, [left.pk for left in uncoded], by=cast.hale)
        report = findings.start_report(cast.consultation, by=cast.moss)
        finding = findings.add_finding(
            report, assert_theme.area, by=cast.moss, title="People want faces deleted", themes=[assert_theme],
            position=["for"], said="Three want it.", inferred="Deleting matters.", differences="Too few spoke.",
        )  # fmt: skip
        findings.set_quotes(finding, self.quotes, by=cast.moss)
        supported = findings.recount(finding)
        findings.choose_label(finding, by=cast.moss, breadth=supported.breadth, strongly_felt=supported.strongly_felt)
        findings.write_report(
            report, by=cast.moss, headline="Delete it", in_brief="People want it deleted.", conclusion="Delete.",
            limitations=findings.LIMITATIONS, summary=[{"text": f"Point {n}", "finding": finding.pk} for n in range(5)],
        )  # fmt: skip
        recommendations.add(report, by=cast.moss, title="Delete", text="", category="data", findings=[finding])
        with clock.travel(clock.now() - timedelta(days=30)):
            checking.send_for_checking(report, by=cast.moss)
        checking.add_statement(cast.consultation, by=cast.hale, text="Fairly run.")
        finding.refresh_from_db()
        return finding

    def comment(self, who: str, user: User, finding: Finding) -> None:
        coded.commented(finding.report, by=user, text=f"True, {marker(who, 20)}", finding=finding)

    def publish(self) -> None:
        here = Contribution.objects.filter(thread__area__consultation=self.cast.consultation)
        for held in here.filter(state=Contribution.State.HELD):  # nothing may wait when findings go out
            with clock.travel(clock.now() - timedelta(days=30)):
                moderation.remove(held, by=self.cast.moss, reason=Reason.IDENT)
        stages.move(self.cast.consultation, "publish_findings", by=self.cast.moss)
        self.cast.consultation.refresh_from_db()


Filled = tuple[Room, dict[str, User]]


def three(cast: Cast) -> dict[str, Group]:
    return {"ann": cast.group1, "ben": cast.group1, "cat": cast.group2}


def fill(cast: Cast, people: dict[str, Group], *, publish: bool = True) -> Filled:
    """Everybody in `people` leaves their 20 markers; then the findings are published, or are about to be."""
    room = Room(cast)
    users = {who: room.join(who, group) for who, group in people.items()}
    first: Contribution | None = None
    said = {}
    for who, user in users.items():
        said[who] = room.talk(who, user, first if first and first.thread.group == people[who] else None)
        first = first or said[who]
    for wave, number in zip(room.waves, (17, 18), strict=True):
        polling.open_wave(wave, by=cast.moss)
        for who, user in users.items():
            room.vote(who, user, wave, number)
        rooms.close_wave(wave, by=cast.moss)
    for who in users:
        room.code(who, said[who])
    finding = room.write_up()
    for who, user in users.items():
        room.comment(who, user, finding)
    if publish:
        room.publish()
    return room, users


# --- Looking -----------------------------------------------------------------------------------------
def in_tables(words: list[str]) -> dict[str, list[str]]:
    """Table → markers in it, over every table there is, whatever Django knows of it; sessions decoded."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            note(found, table, " ".join(readable(value) for row in cursor.fetchall() for value in row), words)
    for session in Session.objects.all():
        note(found, "django_session (decoded)", str(session.get_decoded()), words)
    return found


def in_cache(words: list[str]) -> dict[str, list[str]]:
    """The memory cache, values unpacked; Redis, every key of it."""
    found: dict[str, list[str]] = {}
    if hasattr(cache, "_cache") and isinstance(cache._cache, dict):  # type: ignore[attr-defined]
        for key, packed in cache._cache.items():  # type: ignore[attr-defined]
            note(found, "cache", f"{key} {readable(pickle.loads(packed))}", words)
    else:
        client = cache._cache.get_client(None)  # type: ignore[attr-defined]
        for key in client.scan_iter("*"):
            if client.type(key) == b"string":
                note(found, "cache", f"{key!r} {unpacked(client.get(key))}", words)
    return found


def unpacked(packed: bytes) -> str:
    """A value of Redis: pickled by Django, or a bare number."""
    return readable(pickle.loads(packed)) if packed[:1] == b"\x80" else repr(packed)


def readable(value: Any) -> str:
    """PDFs are compressed: their text is what counts."""
    text = repr(value)
    if isinstance(value, bytes | memoryview) and bytes(value[:4]) == b"%PDF":
        return text + pdf_text(bytes(value))
    return text


def pdf_text(made: bytes) -> str:
    from io import BytesIO

    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages).replace("\n", " ")


def in_files(folder: Path, words: list[str]) -> dict[str, list[str]]:
    """Every byte of every file, the database's own and its log among them."""
    found: dict[str, list[str]] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            if here := [word for word in words if word.encode() in held]:
                found[f"file {path.name}"] = here
    return found


def note(found: dict[str, list[str]], place: str, text: str, words: list[str]) -> None:
    if here := [word for word in words if word in text]:
        found.setdefault(place, []).extend(here)
