"""What people write is never cut off without a word: too long is refused (`within`, `line_within`), or “…” shows it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from people.errors import Refused
from people.text.sanitising import line_within, shortened, within

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    path
    for app in ("people", "consultations", "deliberation", "outcomes", "audit")
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts
]
CLEANERS = {"one_line", "plain", "within", "line_within", "clean", "tidy", "_clean", "strip", "str", "join"}
WORDS = {
    "text", "title", "name", "body", "reason", "note", "fact", "source", "reaction", "label", "place", "topic", "words",
    "definition", "said", "answer", "about", "summary", "question", "comment", "organisation",
    "job_title", "addressed_to",
}  # fmt: skip
#: Where a piece is right: file, what is sliced, why.
PIECES = {
    ("outcomes/report/exports/summary.py", "report.summary"): "what does not fit is said to be in the report",
    ("outcomes/report/exports/spreadsheets.py", "words"): "what a cell of a workbook holds; whole in the CSV",
    ("outcomes/report/exports/spreadsheets.py", "cell"): "the same",
    ("outcomes/report/exports/spreadsheets.py", "sheet.name"): "what the name of a worksheet holds",
    ("outcomes/report/exports/word.py", "clean(title)"): "a property of the file; whole on its first page",
    ("people/text/sanitising.py", "text"): "the helper itself",
    ("people/text/sentences.py", "words"): "a list of words",
    ("people/text/sentences.py", "text"): "shows “…”, and is for titles of what stands whole elsewhere",
    ("people/operating/heartbeats.py", "said"): "what a machine said",
    ("people/outbox/sending.py", "str(error)"): "what a machine said",
    ("consultations/archive/archive.py", "query.get(sent, '').strip()"): "what is searched for",
    ("consultations/briefing/unknowns.py", "text"): "published words that stay beside an answer, whole to the mark",
    ("consultations/review/passages.py", "text"): "the beginning of a row that stands whole in the briefing",
    ("deliberation/importing/planning.py", "body"): "the rest is the next part",
    ("outcomes/verdicts/words_out.py", "text"): "the rest is put back",
    ("deliberation/importing/names.py", "body"): "the rest is put back",
    ("deliberation/transcripts/decoding.py", "text"): "only counted",
    ("deliberation/transcripts/furniture.py", "line.text"): "only looked at",
    ("deliberation/transcripts/turns.py", "reading.body"): "the rest is the next turn",
    ("deliberation/paper/sheets.py", "words"): "a number",
    ("deliberation/sessions/sessions.py", "noted.fact"): "what the record says of it",
    ("deliberation/transcripts/labels.py", "label"): "the rest is what was said",
    ("deliberation/transcripts/labels.py", "said"): "the first words of a label, for its initials",
    ("deliberation/transcripts/panes.py", "text"): "the rest is a time",
    ("deliberation/transcripts/model.py", "text.strip()"): "shows “…”",
    ("deliberation/searching/views.py", "one_line(request.GET.get('q', ''))"): "what is searched for",
    ("deliberation/splitting/splitting.py", "locked.body"): "the rest is the second post",
    ("deliberation/splitting/splitting.py", "post.body"): "the rest is the second post",
    ("deliberation/splitting/views.py", "post.body"): "the rest is the second post",
    ("outcomes/demo/reporting.py", "contribution.body"): "words that are coded, where they stand",
    ("outcomes/report/method.py", "method.base"): "a capital letter",
}


def cut(tree: ast.Module) -> Iterator[ast.Subscript]:
    """Slices from the start of something that is, by its name or by what makes it, text that a person wrote."""
    skipped = {id(inner) for node in ast.walk(tree) if _may_shorten(node) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and id(node) not in skipped and _is_beginning(node):
            yield node


def _is_beginning(node: ast.Subscript) -> bool:
    return _from_the_start(node.slice) and _is_words(node.value)


def _from_the_start(piece: ast.expr) -> bool:
    if not isinstance(piece, ast.Slice) or piece.lower is not None or piece.upper is None:
        return False
    return not (isinstance(piece.upper, ast.Constant) and piece.upper.value == 1)  # a first letter


def _may_shorten(node: ast.AST) -> bool:
    """Names of objects, sentences that quote a beginning, the record's summaries: the text stands whole elsewhere."""
    if isinstance(node, ast.FunctionDef) and node.name == "__str__":
        return True
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.keyword) and node.arg == "summary")


def _is_words(value: ast.expr) -> bool:
    match value:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in CLEANERS
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in WORDS
        case ast.Subscript(value=ast.Name(id="fields" | "given" | "options")) | ast.BoolOp():
            return True
    return False


def test_no_act_cuts_text_silently() -> None:
    found = []
    for path in FILES:
        name = str(path.relative_to(ROOT))
        found += [(name, ast.unparse(node.value)) for node in cut(ast.parse(path.read_text()))]
    assert len(FILES) > 500 and [one for one in found if one not in PIECES] == []


@pytest.mark.parametrize(
    "line",
    ["x = one_line(title)[:160]", "x = plain(fields[n])[: MOST[n]]", "x.title[:60]", "fields[n][:9]",
     "(by.name or 'x')[:60]"],
)  # fmt: skip
def test_the_look_finds_them(line: str) -> None:
    assert list(cut(ast.parse(line)))


def test_too_long_is_refused_in_words_that_say_what_and_by_how_much() -> None:
    with pytest.raises(Refused, match="The title is 212 characters long. The most is 160: take out 52."):
        line_within("x" * 212, 160, "The title")
    assert line_within("two\n lines ", 9) == "two lines"
    assert within("two\nlines", 9) == "two\nlines"


def test_what_is_shortened_shows_it() -> None:
    assert shortened("as it is", 8) == "as it is"
    assert shortened("a longer text", 8) == "a longe…"
