"""Each group in single words: as its room was shown them, and of a group of a few not at all."""

from typing import Any

from audit import clock
from consultations.models import Group
from deliberation.models import Poll, Question, Session, Wave, WordList
from outcomes.report import report as reports
from outcomes.report.exports import poll_sheets
from tests.cast import Cast
from tests.outcomes.report.printed import address, published, text_of

ONE_WORD = "One word for policing where you live"


def room(cast: Cast, group: Group, words: list[list[Any]], **fields: Any) -> Wave:
    """A session in which one word was asked; shown where there is a list."""
    session = Session.objects.create(
        consultation=cast.consultation, group=group, title="Evening", state=Session.State.ENDED, started_at=clock.now(),
        ended_at=clock.now(),
    )  # fmt: skip
    poll, _ = Poll.objects.get_or_create(consultation=cast.consultation, defaults={"title": "Poll"})
    wave = Wave.objects.create(poll=poll, kind=Wave.Kind.PULSE, session=session, title="Question 1: one word")
    wave.questions.add(Question.objects.create(poll=poll, text=ONE_WORD, kind="word"))
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.CLOSED)
    if fields:
        WordList.objects.create(wave=wave, words=words, **fields)
    return wave


def test_the_report_has_each_groups_words_and_withholds_those_of_few(cast: Cast, client_for: Any) -> None:
    room(cast, cast.group1, [["absent", 4], ["kind", 2]], base=12, with_counts=True, left_out=1)
    room(cast, cast.group2, [["secretive", 3]], base=cast.consultation.min_base - 1, with_counts=True)
    room(cast, cast.group1, [["slow", 3], ["fair", 2]], base=12, with_counts=False, is_shown=False)
    room(cast, cast.group2, [])
    published(cast)
    text = text_of(client_for(None).get(address(cast)).content.decode())
    said = text.partition("Each group in single words")[2].partition("What people did not know")[0].replace(" ,", ",")
    assert f"Group 1, “{ONE_WORD}”: absent (4), kind (2). 12 people gave a word." in said
    assert "A facilitator left out 1 word" in said
    assert f"Group 1, “{ONE_WORD}”: fair, slow." in said, "a second list of the same question is without counts"
    assert f"Group 2, “{ONE_WORD}”: Withheld: fewer than" in said and "secretive" not in text
    assert said.count(ONE_WORD) == 3, "what no room was shown is in no report"
    (sheet,) = [one for one in poll_sheets.of(reports.build(cast.consultation), []) if one.name == "one_word"]
    assert [row[2:4] for row in sheet.rows] == [
        ["absent", 4], ["kind", 2], ["", None], ["fair", None], ["slow", None],
    ]  # fmt: skip
