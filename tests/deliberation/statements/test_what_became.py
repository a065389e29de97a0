"""What is not read, not shown or not counted of what people sent in and answered stands in public numbers."""

from django.urls import reverse

from consultations.models import Stage
from deliberation.models import Conversation, Statement
from deliberation.opinion import sent_in
from deliberation.opinion.gates import conversations_are_counted
from deliberation.statements import decisions, statements
from tests.cast import Cast
from tests.deliberation import rooms
from tests.deliberation.statements import talk
from tests.made_once import made_once
from tests.pages import flat


@made_once
def found(cast: Cast) -> Conversation:
    return talk.running(cast)


def test_what_facilitators_take_out_of_their_own_is_said(cast: Cast, found: Conversation) -> None:
    """They wrote it, people disagreed with it, and it goes with the answers."""
    talk.answer(found, 0, "disagree", cast.carys)
    decisions.refuse(found.statements.get(text=talk.FIRST[0]), by=cast.moss, revision=1, reason="unclear")
    assert sent_in.what_became(found) == (
        "Of their own, facilitators took 1 statement out with the answers that people had given."
    )


def test_new_words_and_a_second_look_that_nobody_decided_about_are_said(cast: Cast, found: Conversation) -> None:
    for text in ("It is fine.", "It is too loud."):
        decisions.refuse(statements.add(found, text, by=cast.bilal), by=cast.moss, revision=1, reason="unclear")
    statements.edit(found.statements.get(text="It is fine."), "It is fine here.", by=cast.bilal)
    statements.ask_again(found.statements.get(text="It is too loud."), by=cast.bilal)
    assert sent_in.what_became(found) == (
        "Residents sent in 2 statements: 2 that no facilitator had decided about when it closed."
    )


def test_written_anew_it_was_taken_out_all_the_same(cast: Cast, found: Conversation) -> None:
    """A facilitator takes out what people agree to, asks for softer words, and puts those to everybody."""
    sent = talk.accepted(cast, conversation=found)
    talk.answer(found, 3, "agree", cast.bilal)
    for revision in (1, 2):
        decisions.refuse(Statement.objects.get(pk=sent.pk), by=cast.moss, revision=revision, reason="unclear")
        statements.edit(Statement.objects.get(pk=sent.pk), f"Softer words, {revision}.", by=cast.amina)
        if revision == 1:
            decisions.show(Statement.objects.get(pk=sent.pk), by=cast.moss, revision=2)
    told = sent_in.what_became(found)
    assert told.startswith("Residents sent in 1 statement: 1 that no facilitator had decided about when it closed.")
    assert "2 times a facilitator took one out again that its author then wrote anew" in told
    decisions.show(Statement.objects.get(pk=sent.pk), by=cast.moss, revision=3)
    assert "1 put to everybody. 2 times a facilitator" in sent_in.what_became(Conversation.objects.get())


def test_not_shown_first_and_written_anew_nothing_was_taken_out(cast: Cast, found: Conversation) -> None:
    sent = talk.sent(cast, conversation=found)
    decisions.refuse(sent, by=cast.moss, revision=1, reason="unclear")
    statements.edit(Statement.objects.get(pk=sent.pk), "Clearer.", by=cast.amina)
    decisions.show(Statement.objects.get(pk=sent.pk), by=cast.moss, revision=2)
    assert sent_in.what_became(found) == "Residents sent in 1 statement: 1 put to everybody."


def test_put_back_it_was_not_taken_out(cast: Cast, found: Conversation) -> None:
    sent = talk.accepted(cast, conversation=found)
    decisions.refuse(sent, by=cast.moss, revision=1, reason="unclear")
    sent.refresh_from_db()
    statements.ask_again(sent, by=cast.amina)
    sent.refresh_from_db()
    decisions.show(sent, by=cast.hale, revision=1)
    assert sent_in.what_became(found) == "Residents sent in 1 statement: 1 put to everybody."


def test_a_conversation_of_which_all_was_taken_out_stops_nothing_and_says_so(
    cast: Cast, client_for, found: Conversation
) -> None:
    """Else the findings could come out at no time: nobody can count what is not asked any more."""
    for one in list(found.statements.all()):
        talk.answer(found, 0, "agree", cast.amina)
        decisions.refuse(one, by=cast.moss, revision=1, reason="unclear")
    rooms.close_wave(found.wave, by=cast.moss)
    cast.at(Stage.ANALYSIS)
    assert conversations_are_counted(cast.consultation) == []
    assert "facilitators took 3 statements out" in sent_in.what_became(Conversation.objects.get())


def test_it_is_said_where_nothing_was_counted_too(cast: Cast, client_for, found: Conversation) -> None:
    """And the page does not say that somebody will count who cannot."""
    statements.add(found, "It is too loud.", by=cast.bilal)
    talk.answer(found, 0, "agree", cast.amina)
    rooms.close_wave(found.wave, by=cast.moss)
    page = reverse("opinion", args=[cast.consultation.slug, found.wave_id])
    cast.at(Stage.ANALYSIS)
    assert "counted by a facilitator, once, before the findings" in client_for(cast.hale).get(page).content.decode()
    cast.at(Stage.FINDINGS_PUBLISHED)
    said = flat(client_for(None).get(page).content.decode())
    assert "Nothing was counted here before the findings came out" in said and "still to count" not in said
    assert "Residents sent in 1 statement: 1 that no facilitator had decided about when it closed." in said
