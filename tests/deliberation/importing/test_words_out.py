"""A facilitator who takes the critics out of a confirmed record, line by line: nobody there could appeal."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from consultations.models import Stage
from consultations.stages import stages
from deliberation.discussion import discussion
from deliberation.importing import confirming, correcting, words_out
from deliberation.importing.choices import Choices
from deliberation.importing.planning import plan_transcript
from deliberation.importing.rooms import import_transcript
from deliberation.models import Contribution, ImportedRecord, RecordStanding, Thread
from deliberation.moderation import changes, moderation
from deliberation.moderation.gates import authors_had_time_to_appeal
from deliberation.transcripts.reading import read_transcript_bytes
from outcomes.coding.coding import included
from people.errors import Refused
from people.models import Message
from tests.cast import Cast
from tests.deliberation.discussion.conftest import closed
from tests.made_once import made_once
from tests.pages import flat

__all__ = ["closed"]

SignIn = Callable[[object], Client]
SAID = "Amy: The force lied to us, said Fred.\nBen: I want the cameras.\nAmy: Nobody asked us.\nBen: Quite so."


@made_once
def kept(cast: Cast) -> ImportedRecord:
    """Brought in by Moss, confirmed by Finch."""
    plan = plan_transcript(cast.group1, read_transcript_bytes(SAID.encode(), name="x.txt"), choices=Choices())
    found = import_transcript(plan, by=cast.moss, may_quote=True)
    return confirming.confirm(found, by=cast.finch, how="there", seen=found.fingerprint)


def line(kept: ImportedRecord) -> Contribution:
    return kept.contributions.order_by("pk")[0]


def confirmed_in_public() -> str:
    return str(Entry.objects.filter(action="record_confirmed").latest("number").detail["in_public"])


ACTS: list[tuple[str, Callable[[Cast, Contribution], object]]] = [
    ("1 line taken out", lambda cast, post: moderation.remove(post, by=cast.finch, reason="ident")),
    ("1 line shortened", lambda cast, post: changes.redact(post, by=cast.finch, words="said Fred", reason="ident")),
]


@pytest.mark.parametrize(("says", "act"), ACTS)
def test_who_takes_words_out_of_a_record_needs_a_second_person(
    cast: Cast, client_for: SignIn, kept: ImportedRecord, says: str, act: Callable[[Cast, Contribution], object]
) -> None:
    opened_before = words_out.as_read(kept)
    act(cast, line(kept))
    kept.refresh_from_db()
    assert (kept.standing, kept.confirmed_by, kept.confirmed_how) == (RecordStanding.WAITS, None, "")
    assert not included(cast.consultation).exists()
    told = Entry.objects.get(action="record_words_changed").detail["in_public"]
    assert says in told and "dentifies someone" in told and "Fred" not in told
    for user in (cast.moss, cast.hale):
        assert Message.objects.filter(mailbox__user=user, title__contains="waits for a second person").count() == 1
    for by in (cast.moss, cast.finch):
        with pytest.raises(Refused, match="or took words out"):
            confirming.confirm(kept, by=by, how="there", seen=words_out.as_read(kept))
    with pytest.raises(Refused, match="changed after you opened"):
        confirming.confirm(kept, by=cast.hale, how="there", seen=opened_before)
    page = reverse("confirm_record", args=[cast.consultation.slug, kept.pk])
    client_for(cast.hale).post(page, {"how": "compared", "seen": words_out.as_read(kept)})
    kept.refresh_from_db()
    assert kept.confirmed_by == cast.member(cast.hale)
    assert "words of it: 1 line" in confirmed_in_public()


def held_up(cast: Cast) -> str:
    transition = next(one for one in stages.TRANSITIONS if one.name == "publish_findings")
    found = stages.missing(cast.consultation, transition)
    return " ".join(one.text for one in found if "that counted wait" in one.text and not one.soft)


@pytest.mark.parametrize("act", [act for _, act in ACTS])
def test_one_line_does_not_take_a_whole_meeting_out_of_the_findings(
    cast: Cast, kept: ImportedRecord, act: Callable[[Cast, Contribution], object]
) -> None:
    """Taken out the evening before: the meeting is in no count, so nothing is published until somebody has looked."""
    cast.at(Stage.ANALYSIS)
    assert not held_up(cast)
    act(cast, line(kept))
    assert held_up(cast).startswith("1 record that counted waits for a second person again.")
    with pytest.raises(Refused) as refused:
        stages.move(cast.consultation, "publish_findings", by=cast.finch)
    assert any("waits for a second person again" in problem for problem in refused.value.problems)
    moderation.restore(line(kept), by=cast.moss) if line(kept).is_removed else None
    assert held_up(cast), "nor by putting it back"
    kept.refresh_from_db()
    confirming.confirm(kept, by=cast.hale, how="compared", seen=words_out.as_read(kept))
    assert not held_up(cast) and included(cast.consultation).exists()


def test_what_never_counted_and_what_the_panel_objects_to_hold_nothing_up(cast: Cast, kept: ImportedRecord) -> None:
    """Else whoever does not confirm would hold the findings up with any record that comes in."""
    cast.at(Stage.ANALYSIS)
    plan = plan_transcript(cast.group2, read_transcript_bytes(b"Cat: I do not.", name="y.txt"), choices=Choices())
    import_transcript(plan, by=cast.moss, may_quote=True)
    assert not held_up(cast)
    moderation.remove(line(kept), by=cast.moss, reason="ident")
    assert held_up(cast)
    confirming.object_to(kept, by=cast.hale, reason="Nobody I asked was there that evening.")
    assert not held_up(cast)


def test_nor_is_a_meeting_taken_out_by_another_file(cast: Cast, kept: ImportedRecord) -> None:
    cast.at(Stage.ANALYSIS)
    other = SAID.replace("Quite so.", "Quite so, I say.")
    plan = plan_transcript(cast.group1, read_transcript_bytes(other.encode(), name="x.txt"), choices=Choices())
    correcting.correct(plan, kept, by=cast.moss, may_quote=True)
    assert held_up(cast)


def test_a_doubt_that_the_panel_has_ended_is_none_any_more(cast: Cast, kept: ImportedRecord) -> None:
    cast.at(Stage.ANALYSIS)
    confirming.object_to(kept, by=cast.hale, reason="Nobody I asked was there that evening.")
    kept.refresh_from_db()
    confirming.confirm(kept, by=cast.quill, how="compared", seen=words_out.as_read(kept))
    assert not held_up(cast)
    moderation.remove(line(kept), by=cast.moss, reason="ident")
    assert held_up(cast)


@pytest.mark.parametrize("before", [True, False])
def test_a_record_from_before_records_were_confirmed_counted_too(cast: Cast, before: bool) -> None:
    cast.at(Stage.ANALYSIS)
    plan = plan_transcript(cast.group2, read_transcript_bytes(b"Cat: I do not.", name="y.txt"), choices=Choices())
    found = import_transcript(plan, by=cast.moss, may_quote=True)
    if before:
        ImportedRecord.objects.filter(pk=found.pk).update(standing=RecordStanding.BEFORE)
        found.refresh_from_db()
    other = plan_transcript(
        cast.group2, read_transcript_bytes(b"Cat: I do not.\nDan: Nor I.", name="y.txt"), choices=Choices()
    )
    correcting.correct(other, found, by=cast.moss, may_quote=True)
    assert bool(held_up(cast)) is before


def test_nor_puts_a_line_back_alone(cast: Cast, kept: ImportedRecord) -> None:
    """Taken out before the second person read it, and put back once they had."""
    moderation.remove(line(kept), by=cast.moss, reason="ident")
    kept.refresh_from_db()
    confirming.confirm(kept, by=cast.hale, how="there", seen=words_out.as_read(kept))
    moderation.restore(line(kept), by=cast.moss)
    kept.refresh_from_db()
    assert not kept.is_counted and not words_out.changed_lines(kept).exists()


def test_holding_and_publishing_a_line_leaves_it_confirmed(cast: Cast, kept: ImportedRecord) -> None:
    """A hold stops the findings by itself, and is decided before."""
    changes.hold(line(kept), by=cast.moss, reason="ident")
    moderation.publish(line(kept), by=cast.moss, revision=1)
    kept.refresh_from_db()
    assert kept.standing == RecordStanding.CONFIRMED


def test_one_line_after_another_is_told_once_and_counted(cast: Cast, kept: ImportedRecord) -> None:
    for said in kept.contributions.order_by("pk")[:3]:
        moderation.remove(said, by=cast.moss, reason="anon")
    kept.refresh_from_db()
    assert Entry.objects.get(action="record_words_changed").detail["in_public"] == "1 line taken out"
    confirming.confirm(kept, by=cast.hale, how="there", seen=words_out.as_read(kept))
    assert "words of it: 3 lines" in confirmed_in_public()


def test_the_gate_names_only_authors_who_can_ask(
    cast: Cast, client_for: SignIn, kept: ImportedRecord, closed: Thread
) -> None:
    moderation.remove(line(kept), by=cast.moss, reason="ident")
    note = discussion.add_note(closed, "Everybody was for it, said Fred.", by=cast.moss)
    moderation.remove(note, by=cast.finch, reason="ident")
    cast.at(Stage.ANALYSIS)
    assert authors_had_time_to_appeal(cast.consultation) == []
    other = kept.contributions.order_by("pk")[1]
    page = flat(client_for(cast.finch).get(reverse("decide", args=[cast.consultation.slug, other.pk])).content.decode())
    assert "waits for a second person again" in page and "The author can ask somebody else" not in page
