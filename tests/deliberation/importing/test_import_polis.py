"""import_polis: the last vote counts, a damaged file is refused whole, and nothing is imported twice."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from consultations.models import Stage
from deliberation.models import Ballot, Poll, Question, Wave
from deliberation.questions import questionnaire
from tests.cast import Cast
from tests.deliberation.importing.stored import tallies

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
    assert "3, of which 2 are shown" in shown and "Nothing has been written" in shown
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
    with pytest.raises(CommandError, match="lacks 1 votes on 1 statements .* may be cut short"):
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
