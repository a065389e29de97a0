"""Retention: whenever the clock comes round, what is due goes, what is not due stays, and the log says so."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from audit import clock
from audit.models import Entry
from audit.record import record
from consultations.joining import joining
from consultations.models import Consent, Consultation, Membership, ParticipantProfile, TokenLink
from deliberation.discussion import discussion
from deliberation.models import (
    Appeal,
    Ballot,
    Contribution,
    ContributionRevision,
    ModerationDecision,
    Reason,
    Thread,
)
from deliberation.moderation import moderation
from outcomes.models import Excerpt, FactualComment
from outcomes.report import report as reports
from people.models import User
from people.models.privacy import DeletionRun, DownloadLink
from people.privacy import retention
from tests.cast import Cast, make_cast
from tests.made_once import made_once
from tests.outcomes.report.printed import published
from tests.people.privacy import marked

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def plus(moment: datetime, months: int) -> datetime:
    """Calendar months later, worked out here on its own: the last day of a month stays the last."""
    month = moment.month - 1 + months
    year, month, day = moment.year + month // 12, month % 12 + 1, moment.day
    while True:
        try:
            return moment.replace(year=year, month=month, day=day)
        except ValueError:
            day -= 1


@dataclass
class Story:
    """One consultation with people who left every kind of trace, and when things happened to it."""

    cast: Cast
    users: dict[str, User]
    closed: datetime
    published: datetime | None
    answered: datetime | None
    months: int = 24

    def people(self) -> list[int]:
        """Participants who stayed."""
        return list(
            self.cast.consultation.memberships.participants().filter(withdrawn_at=None).values_list("pk", flat=True)
        )


def tell(slug: str, *, publish: bool, answer_after: int | None, short: bool = False) -> Story:
    cast = make_cast(slug)
    cast.consultation.retention = "short" if short else "standard"
    cast.consultation.save()
    _, users = marked.fill(cast, {f"{slug}a": cast.group1, f"{slug}b": cast.group2}, publish=publish)
    cast.consultation.refresh_from_db()
    published, answered = cast.consultation.findings_published_at, None
    if answer_after is not None:
        answered = clock.now() + answer_after * DAY
        with clock.travel(answered), transaction.atomic():
            record("stage_publish_response", actor=None, subject=cast.consultation, consultation=slug)
    # One person wants no e-mails, one only those about a technology that changes.
    Consent.objects.filter(membership=cast.member(users[f"{slug}b"]), item="recontact").delete()
    Consent.objects.filter(membership=cast.member(users[f"{slug}a"]), item="recontact").update(item="changes")
    assert cast.consultation.closes_at is not None
    return Story(cast, users, cast.consultation.closes_at, published, answered, 12 if short else 24)


def tell_all() -> list[Story]:
    return [
        tell("answered", publish=True, answer_after=40),
        tell("short", publish=True, answer_after=None, short=True),
        tell("brief", publish=True, answer_after=40, short=True),
        tell("unanswered", publish=True, answer_after=None),
        tell("neverout", publish=False, answer_after=None),
    ]


@made_once
def stories() -> list[Story]:
    return tell_all()


@made_once
def story() -> Story:
    return tell("answered", publish=True, answer_after=40)


E_MAILS = {"recontact", "changes"}


# --- What should be there, said again from the rules as people read them ---------------------------------
def check(story: Story, now: datetime) -> None:
    c = story.cast.consultation
    cut = min(moment for moment in (story.closed + 56 * DAY, story.published) if moment)
    words = plus(story.published or story.closed + 56 * DAY, story.months)
    contact = story.answered + 30 * DAY if story.answered else words
    if story.months == 12 and story.published:
        contact = story.published
    news = max(contact, plus(story.answered, 24)) if story.answered else words  # asked to be told of the answer
    if story.months == 12 and story.answered:
        news = story.answered + 30 * DAY
    key, slug = c.slug, f"{c.slug} on {now:%Y-%m-%d}"

    links = TokenLink.objects.filter(membership__consultation=c).exists()
    assert links == (now < cut), slug
    about = ParticipantProfile.objects.filter(token__consultation=c).exclude(borough="")
    c.refresh_from_db()
    assert about.exists() == (c.anonymised_at is None or now < plus(c.anonymised_at, 3)), slug
    assert Ballot.objects.filter(wave__poll__consultation=c).count() == 4, slug

    who = {m.pk: m.user_id for m in Membership.objects.filter(pk__in=story.people())}
    hears = set(Consent.objects.filter(membership__in=who, item__in=E_MAILS).values_list("membership", flat=True))
    for member, user in who.items():
        assert (user is not None) == (now < (news if member in hears else contact)), slug
    emails = User.objects.filter(email__contains="zq" + key).count()
    assert emails == sum(user is not None for pk, user in who.items() if pk in set(last_two(story))), slug

    said = ContributionRevision.objects.filter(contribution__thread__area__consultation=c).exclude(body="")
    assert said.filter(contribution__state="visible").exists() == (now < words), slug
    waits = story.published is None  # nothing may wait when findings go out
    assert said.filter(contribution__state="held").exists() == (waits and now < words), slug
    assert not said.filter(contribution__state="withdrawn").exists(), slug
    decided = ModerationDecision.objects.filter(contribution__thread__area__consultation=c, action="remove")
    late = now < plus(decided.latest("decided_at").decided_at, 6)
    assert said.filter(contribution__state="removed").exists() == (late and now < words), slug
    assert decided.exclude(message_to_author="").exists() == late or now >= words, slug
    assert Appeal.objects.filter(decision__in=decided).exclude(grounds="").exists() == late or now >= words, slug

    quoted = Excerpt.objects.filter(finding_quotes__finding__report__consultation=c).exclude(verbatim="")
    assert quoted.count() == (2 if story.published or now < words else 0), slug
    assert FactualComment.objects.filter(report__consultation=c).exists() == (now < words), slug


def last_two(story: Story) -> list[int]:
    """The two who left markers: they joined last."""
    return sorted(story.people())[-2:]


SEEDS = range(2)


@pytest.mark.parametrize("seed", SEEDS)
def test_whenever_the_clock_comes_round_nothing_is_overdue_and_nothing_went_early(
    stories: list[Story], seed: int
) -> None:
    start, chance = clock.now(), random.Random(seed)
    edges = [0, 1, 15, 16, 17, 39, 69, 70, 71, 91, 92, 93, 180, 184, 185, 364, 366, 380, 390, 729, 732, 760, 800, 2500]
    for days in sorted(chance.sample(edges, 9)):
        with clock.travel(start + timedelta(days=days, minutes=1)):
            retention.purge()
            assert {line.rule.key: line.rows for line in retention.due() if line.rows} == {}
            for story in stories:
                check(story, clock.now())


def test_the_check_itself_sees_what_is_overdue(story: Story) -> None:
    with clock.travel(clock.now() + 900 * DAY):
        assert sum(line.rows for line in retention.due()) > 8
        with pytest.raises(AssertionError):
            check(story, clock.now())


def test_the_published_report_stays_as_it_was(story: Story) -> None:
    consultation = story.cast.consultation
    before = printed(consultation)
    for days in (1, 95, 200, 400, 800, 2500):
        with clock.travel(clock.now() + days * DAY):
            retention.purge()
    assert printed(consultation) == before
    assert not Contribution.objects.exclude(body="").exists()


def printed(consultation: object) -> list[object]:
    built = reports.build(consultation)  # type: ignore[arg-type]
    return [
        [(e.raised, e.evidence, e.stances, e.quotes) for e in built.findings],
        built.method.statement, built.method.composition, built.method.groups, built.measures.breakdowns,
        built.measures.breakdowns_withheld,
    ]  # fmt: skip


def test_old_threads_say_that_words_are_no_longer_kept(
    story: Story, client_for: Callable[[User | None], Client]
) -> None:
    cast = story.cast
    thread = Contribution.objects.filter(thread__area__consultation=cast.consultation, state="visible")[0].thread
    with clock.travel(clock.now() + 800 * DAY):
        retention.purge()
    page = client_for(cast.moss).get(thread.get_absolute_url()).content.decode()
    assert "These words are no longer kept." in page and "zqanswereda" not in page


def test_whoever_leaves_takes_along_what_was_removed_before(cast: Cast) -> None:
    """The page says “deleted within a day” of all that they wrote, and a removed post was kept for months."""
    area = cast.consultation.areas.get(order=1)
    thread = Thread.objects.create(area=area, group=cast.group1, title="How safe do you feel?", order=1)
    post = discussion.post(thread, "My neighbour Tom did it.", by=cast.amina)
    removed = moderation.remove(post, by=cast.moss, reason=Reason.IDENT, note="Tom is named.")
    moderation.appeal(removed.removal, by=cast.amina, grounds="Tom said I may.")
    words = post.revisions.get()
    Excerpt.objects.create(
        revision=words, start=0, end=12, verbatim=words.body[:12], created_by=cast.member(cast.moss),
    )  # fmt: skip
    retention.purge()
    assert Contribution.objects.get().body and Appeal.objects.get().grounds and Excerpt.objects.exists()
    joining.withdraw(cast.consultation, by=cast.amina)
    retention.purge()
    held = Contribution.objects.get()
    assert (held.state, held.body) == (Contribution.State.REMOVED, "")
    assert not ContributionRevision.objects.exclude(body="").exists() and not Excerpt.objects.exists()
    assert not Appeal.objects.exclude(grounds="").exists()
    decision = ModerationDecision.objects.get(action="remove")
    assert (decision.reason, decision.message_to_author) == (Reason.IDENT, "")


# --- Small tables -----------------------------------------------------------------------------------------
def test_accounts_nobody_uses_go_after_a_year(cast: Cast) -> None:
    with clock.travel(clock.now() + 300 * DAY):
        retention.purge()
    assert User.objects.filter(pk=cast.outsider.pk).exists()
    with clock.travel(clock.now() + 367 * DAY):
        retention.purge()
    assert not User.objects.filter(pk=cast.outsider.pk).exists()
    assert User.objects.filter(pk__in=[cast.amina.pk, cast.moss.pk]).count() == 2


def test_download_links_and_ended_sessions_go(cast: Cast, client_for: Callable[[User | None], Client]) -> None:
    client = client_for(cast.amina)
    client.post("/my-data/download/")
    assert DownloadLink.objects.count() == 1
    with clock.travel(clock.now() + 16 * DAY):
        retention.purge()
    assert DownloadLink.objects.count() == 0
    assert client.get("/my-data/").status_code == 302


# --- The log, the command, the clock ----------------------------------------------------------------------
def test_each_run_is_logged_and_recorded(story: Story) -> None:
    runs = retention.purge()
    assert runs and {run.rule for run in runs} >= {"taken_back"}
    assert set(DeletionRun.objects.values_list("pk", flat=True)) >= {run.pk for run in runs}
    entries = Entry.objects.filter(action="purged")
    assert entries.count() == len(runs) and all("zq" not in entry.summary for entry in entries)


def test_a_run_with_nothing_to_do_is_logged_once(cast: Cast) -> None:
    for _ in range(3):
        assert retention.purge() == []
    assert DeletionRun.objects.filter(rule=DeletionRun.NOTHING_DUE).count() == 1


def test_a_dry_run_says_what_is_due_and_deletes_nothing(story: Story) -> None:
    out = StringIO()
    call_command("purge", "--dry-run", stdout=out)
    text = out.getvalue()
    assert "What somebody wrote and took back" in text and "rows due in all" in text
    assert not DeletionRun.objects.filter(rule="taken_back").exists()
    call_command("purge", stdout=StringIO())
    assert DeletionRun.objects.get(rule="taken_back").by == DeletionRun.By.ADMINISTRATOR


def test_the_clock_purges_once_a_day(story: Story, settings, tmp_path) -> None:
    settings.AUDIT_HEADS_FILE = str(tmp_path / "heads.log")
    call_command("tick", stdout=StringIO())
    first = DeletionRun.objects.latest("at").at
    Contribution.objects.filter(state="visible").update(state="withdrawn")
    call_command("tick", stdout=StringIO())
    assert DeletionRun.objects.latest("at").at == first
    with clock.travel(clock.now() + timedelta(hours=21)):
        call_command("tick", stdout=StringIO())
    assert DeletionRun.objects.latest("at").at > first


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [("2026-01-31", 1, "2026-02-28"), ("2026-03-31", -1, "2026-02-28"), ("2024-02-29", 12, "2025-02-28"),
     ("2026-11-15", 3, "2027-02-15"), ("2026-05-31", 24, "2028-05-31")],
)  # fmt: skip
def test_months_are_calendar_months(start: str, months: int, end: str) -> None:
    moment = datetime.fromisoformat(f"{start}T12:00+00:00")
    assert retention.months_after(moment, months) == datetime.fromisoformat(f"{end}T12:00+00:00")


def test_tables_about_who_took_part_stay_when_the_answers_go(cast: Cast) -> None:
    for n in range(30):
        joining.join(
            cast.consultation, by=User.objects.create_user(f"crowd{n}@example.org"), group=cast.group1,
            consents={Consent.Item.TAKE_PART}, age_band=["18-24", "65+"][n % 2], borough=["North", "South"][n % 2],
        )  # fmt: skip
    ParticipantProfile.objects.filter(age_band="").update(age_band="65+", borough="South")
    published(cast)
    before = reports.build(cast.consultation).method.composition
    assert any(table.rows for table in before)
    with clock.travel(clock.now() + 95 * DAY):
        retention.purge()
    assert not ParticipantProfile.objects.exclude(age_band="").exists()
    later = Consultation.objects.get(pk=cast.consultation.pk)  # as a request reads it
    assert reports.build(later).method.composition == before
