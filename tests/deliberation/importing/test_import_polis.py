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


def run(cast: Cast, folder: Path, who: str = "moss", title: str = "Signs") -> str:
    out = StringIO()
    call_command(
        "import_polis", str(folder), "--consultation", cast.consultation.slug, "--by", getattr(cast, who).email,
        "--title", title, stdout=out, stderr=StringIO(),
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
