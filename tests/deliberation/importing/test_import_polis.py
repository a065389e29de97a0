"""import_polis: the last vote counts, a damaged file is refused whole, and nothing is imported twice."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.models import Group, Stage
from consultations.record import public_record
from deliberation.importing import facts, notice
from deliberation.models import Ballot, ImportedRecord, Poll, Question, Session, Wave
from deliberation.opinion import acts
from deliberation.opinion.gates import conversations_are_counted
from deliberation.questions import questionnaire
from deliberation.sessions import announcing
from people.models import Message
from people.text.dates import day, local_day
from tests.cast import Cast
from tests.deliberation.importing.stored import tallies
from tests.pages import flat

pytestmark = pytest.mark.django_db
COMMENTS = """timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
1500000000000,x,0,1,2,1,1,"Signs should be up, always."
1500000001000,x,1,2,1,0,-1,"=cmd off topic"
1500000002000,x,2,2,0,0,0,Nobody has voted on this
"""
VOTES = """timestamp,datetime,comment-id,voter-id,vote
1500000100000,x,0,1,1
1500000300000,x,0,2,1
1500000200000,x,0,2,-1
1500000400000,x,0,3,0
1500000500000,x,1,1,1
"""


@pytest.fixture
def export(tmp_path: Path) -> Path:
    (tmp_path / "comments.csv").write_text(COMMENTS)
    (tmp_path / "votes.csv").write_text(VOTES)
    return tmp_path


def run(cast: Cast, folder: Path, who: str = "moss", title: str = "Signs", *more: str, write: bool = True) -> str:
    out = StringIO()
    call_command(
        "import_polis", str(folder), "--consultation", cast.consultation.slug, "--by", getattr(cast, who).email,
        "--title", title, *more, *(["--write"] if write else []), stdout=out, stderr=StringIO(),
    )  # fmt: skip
    return out.getvalue()


def test_the_last_vote_by_time_counts_once(cast: Cast, export: Path) -> None:
    run(cast, export)
    assert tallies(Wave.objects.get(title="Signs")) == {
        "statement-0": (2, 0, 1), "statement-1": (1, 0, 0), "statement-2": (0, 0, 0)
    }  # fmt: skip
    assert Ballot.objects.count() == 4


def test_rejected_statements_keep_their_votes_but_are_not_shown(cast: Cast, export: Path) -> None:
    shown = run(cast, export)
    assert "3 statements (2 shown)" in shown
    wave = Wave.objects.get(title="Signs")
    assert not wave.questions.filter(key="statement-1").exists()
    assert Question.objects.filter(key="statement-1").exists()


def test_imported_people_are_self_selected_and_linked_to_nobody(cast: Cast, export: Path) -> None:
    run(cast, export)
    for ballot in Ballot.objects.select_related("token__profile__group"):
        assert ballot.token.profile.group.is_open
        assert not hasattr(ballot.token, "link")


def test_the_same_export_twice_is_imported_once(cast: Cast, export: Path) -> None:
    run(cast, export)
    run(cast, export)
    assert Poll.objects.filter(title="Signs").count() == 1
    assert Ballot.objects.count() == 4


def test_another_export_under_the_same_title_is_refused(cast: Cast, export: Path) -> None:
    run(cast, export)
    (export / "votes.csv").write_text(VOTES + "1500000600000,x,2,1,1\n")
    (export / "comments.csv").write_text(COMMENTS.replace(",2,2,0,0,0,", ",2,2,1,0,0,"))
    with pytest.raises(CommandError, match="already a poll called"):
        run(cast, export)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("1500000600000,x,9,1,1", "line 7"),
        ("1500000600000,x,0,1,5", "line 7"),
        ("1500000600000,x,0", "line 7"),
        ("soon,x,0,1,1", "line 7"),
    ],
)
def test_a_damaged_export_names_the_row_and_imports_nothing(cast: Cast, export: Path, line: str, problem: str) -> None:
    (export / "votes.csv").write_text(VOTES + line + "\n")
    with pytest.raises(CommandError, match=problem):
        run(cast, export)
    assert not Poll.objects.exists() and not Ballot.objects.exists() and not Question.objects.exists()


@pytest.mark.parametrize("who", ["amina", "okoro", "hale", "outsider"])
def test_only_a_facilitator_imports(cast: Cast, export: Path, who: str) -> None:
    with pytest.raises(CommandError, match="Only a facilitator"):
        run(cast, export, who=who)
    assert not Poll.objects.exists()


def test_a_statement_too_long_to_keep_whole_is_refused(cast: Cast, export: Path) -> None:
    (export / "comments.csv").write_text(COMMENTS.replace("Nobody has voted on this", "x" * 1001))
    with pytest.raises(CommandError, match="Statement 2 is 1,001 characters"):
        run(cast, export)
    assert not Poll.objects.exists()


def test_the_consultations_own_poll_is_not_mistaken_for_the_imported_one(cast: Cast, export: Path) -> None:
    run(cast, export)
    cast.at(Stage.DRAFT)
    question = {"text": "Should they?", "kind": "single", "options": ["Yes", "No"], "waves": ["before", "after"]}
    own = questionnaire.prepare(cast.consultation, [question], by=cast.moss)
    assert own.title != "Signs"
    assert own.questions.count() == 1


def test_the_preview_writes_nothing(cast: Cast, export: Path) -> None:
    shown = run(cast, export, write=False)
    assert "2 shown, and 1 more rejected there" in shown and "Nothing has been written" in shown
    assert "0: 2 agree, 0 disagree, 1 pass" in shown
    assert not Poll.objects.exists() and not Ballot.objects.exists()


@pytest.mark.parametrize("moderated", ["-1", "0", "1"])
def test_a_blank_statement_nobody_voted_on_is_kept_and_not_shown(cast: Cast, export: Path, moderated: str) -> None:
    (export / "comments.csv").write_text(COMMENTS + f"1500000003000,x,151,0,0,0,{moderated},\n")
    assert "4 statements (2 shown)" in run(cast, export)
    assert not Wave.objects.get().questions.filter(key="statement-151").exists()


def test_a_blank_statement_people_voted_on_is_refused(cast: Cast, export: Path) -> None:
    (export / "comments.csv").write_text(COMMENTS + "1500000003000,x,151,0,2,0,1,\n")
    with pytest.raises(CommandError, match="no text, and people voted on it"):
        run(cast, export)


def test_votes_cut_at_the_end_of_a_row_are_refused_or_said(cast: Cast, export: Path) -> None:
    (export / "votes.csv").write_text("".join(VOTES.splitlines(keepends=True)[:-2]))
    with pytest.raises(CommandError, match="lacks 1 vote on 1 statement .* may be cut short"):
        run(cast, export)
    assert not Poll.objects.exists()
    assert "3 people" not in run(cast, export, "moss", "Signs", "--accept-differences")
    assert Poll.objects.count() == 1


def test_votes_cut_beside_the_matrix_are_refused(cast: Cast, export: Path) -> None:
    header = "participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1,2\n"
    (export / "participants-votes.csv").write_text(header + "1,,0,2,2,0,1,1,\n2,,0,1,1,0,1,,\n3,,0,1,0,0,0,,\n")
    run(cast, export, write=False)
    (export / "comments.csv").write_text(COMMENTS.replace(",2,1,1,", ",0,0,1,").replace(",1,0,-1,", ",0,0,-1,"))
    (export / "votes.csv").write_text(VOTES.replace("1500000500000,x,1,1,1\n", ""))
    with pytest.raises(CommandError, match="may be cut short"):
        run(cast, export, write=False)


def test_a_semicolon_file_says_what_it_is(cast: Cast, export: Path) -> None:
    (export / "votes.csv").write_text(VOTES.replace(",", ";"))
    with pytest.raises(CommandError, match="separated by semicolons"):
        run(cast, export)


# --- Whether it was announced ---------------------------------------------------------------------------
def begins_today(folder: Path, files: tuple[str, ...] = ("comments.csv", "votes.csv")) -> None:
    """As whoever brings it in can do with any editor."""
    begun = int(clock.now().timestamp() * 1000)
    for name in files:
        rows = (folder / name).read_text().splitlines()
        (folder / name).write_text("\n".join(re.sub(r"^\d+", str(begun), row) for row in rows) + "\n")


def test_a_conversation_says_whether_it_was_announced_and_by_whom_it_came(
    cast: Cast, export: Path, client_for: Callable
) -> None:
    """Nobody could have known of it here: that stands in public, and the panel is told and has its days."""
    run(cast, export)
    kept = ImportedRecord.objects.get()
    assert kept.is_unannounced and kept.object_until is not None
    entry = public_record.public_entry(Entry.objects.get(action="polis_imported"))
    assert entry["summary"] == "Signs: 3 statements, fewer than 5 people. Not announced beforehand"
    told = (
        f"This conversation was held elsewhere. Brought in by Jo Moss on {day(clock.now())}. Not announced beforehand."
    )
    assert [one.told for one in facts.conversations_of(cast.consultation)] == [told]
    with patch.object(acts, "shown", return_value=[]):
        page = client_for(None).get(
            reverse("opinion", args=[cast.consultation.slug, Wave.objects.get(title="Signs").pk])
        )
    assert told in flat(page.content.decode())
    sent = Message.objects.filter(title__startswith="A conversation held elsewhere that was not announced")
    assert {one.mailbox.user for one in sent} == {cast.hale, cast.quill}
    assert [one.text for one in notice.panel_had_time_to_object(cast.consultation)] == [
        f"The panel can object until {day(kept.object_until)} to the conversation “Signs”: "
        "that conversation was not announced beforehand."
    ]
    ImportedRecord.objects.update(object_until=clock.today() - timedelta(days=1))
    assert notice.panel_had_time_to_object(cast.consultation) == [], "it passes by itself"


def test_the_panel_objects_to_a_conversation_beside_its_results(cast: Cast, export: Path, client_for: Callable) -> None:
    run(cast, export)
    kept = ImportedRecord.objects.get()
    page = reverse("record_of_meeting", args=[cast.consultation.slug, kept.pk])
    panel, moss = client_for(cast.hale), client_for(cast.moss)
    assert "your words stand beside its results" in flat(panel.get(page).content.decode())
    assert "Not announced beforehand" in flat(
        moss.get(reverse("records", args=[cast.consultation.slug])).content.decode()
    )
    assert moss.post(page + "confirm/", {"how": "there", "seen": kept.fingerprint}).status_code == 404
    panel.post(page + "object/", {"reason": "Nobody knows who answered."})
    assert (
        "Ruth Hale of the panel objected: “Nobody knows who answered.”"
        in facts.conversations_of(cast.consultation)[0].told
    )
    panel.post(page + "take-back/", {"words": "I was told who."})
    assert "and took it back on" in facts.conversations_of(cast.consultation)[0].told


def announced_today(cast: Cast) -> datetime:
    """An open group called “Signs” that was to begin today, said for nine days. Since when."""
    group = Group.objects.create(consultation=cast.consultation, name="Signs", is_open=True)
    since = clock.now() - timedelta(days=9)
    Session.objects.create(
        consultation=cast.consultation, group=group, starts_at=clock.now(), dated_at=since, title="Signs, online"
    )
    return since


def test_the_day_that_an_export_gives_is_its_own_word(cast: Cast, export: Path, client_for: Callable) -> None:
    """Whoever brings it in edits its first day into one that was announced: that is said, and looked at."""
    since = announced_today(cast)
    begins_today(export)
    run(cast, export)
    kept = ImportedRecord.objects.get()
    said = f"Its first day was announced here, since {day(since)}. Which day was its first is the export’s own word"
    assert notice.said(kept) == said and kept.object_until is not None
    assert said in facts.conversations_of(cast.consultation)[0].told
    sent = Message.objects.filter(title__startswith="A conversation held elsewhere whose first day is its own word")
    assert {one.mailbox.user for one in sent} == {cast.hale, cast.quill}
    assert [one.text for one in notice.panel_had_time_to_object(cast.consultation)] == [
        f"The panel can object until {day(kept.object_until)} to the conversation “Signs”: "
        "the day on which it began is the export’s own word."
    ]
    shown = client_for(cast.hale).get(reverse("records", args=[cast.consultation.slug])).content.decode()
    assert "By the export’s own word" in flat(shown) and "Announced beforehand" not in flat(shown)
    page = reverse("record_of_meeting", args=[cast.consultation.slug, kept.pk])
    assert "Began on, by the export’s own word" in flat(client_for(cast.hale).get(page).content.decode())


def test_an_earlier_vote_is_a_beginning_too(cast: Cast, export: Path) -> None:
    """Only the statements were dated anew: people had voted long before anybody could read of it here."""
    announced_today(cast)
    begins_today(export, ("comments.csv",))
    run(cast, export)
    kept = ImportedRecord.objects.get()
    assert kept.is_unannounced and kept.held_on == date(2017, 7, 14)


def test_a_conversation_can_be_announced(cast: Cast, export: Path) -> None:
    """As a meeting is: its open group and the day on which it begins stood on the page. One of each."""
    begins_today(export)
    group = Group.objects.create(consultation=cast.consultation, name="Signs", is_open=True)
    since = clock.now() - timedelta(days=9)
    Session.objects.create(
        consultation=cast.consultation, group=group, starts_at=clock.now(), dated_at=since, title="Signs, online"
    )
    run(cast, export)
    kept = ImportedRecord.objects.get()
    assert kept.announced_on == local_day(since) and not kept.is_unannounced
    assert announcing.days_of(cast.consultation) == announcing.Days(held=1)


def test_a_conversation_fills_up_no_group_of_invited_people(cast: Cast, export: Path) -> None:
    """Its people came by themselves, whatever a facilitator calls it."""
    with pytest.raises(CommandError, match="is a group of invited people"):
        run(cast, export, title=cast.group1.name)
    assert not Ballot.objects.exists()


def test_a_conversation_brought_in_is_counted_before_the_findings_too(cast: Cast, export: Path) -> None:
    """A facilitator who knows how it lies elsewhere lets nobody see it here."""
    run(cast, export)
    cast.at(Stage.ANALYSIS)
    assert ["“Signs”" in missing.text for missing in conversations_are_counted(cast.consultation)] == [True]
