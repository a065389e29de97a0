"""What the force writes is not printed as our fact, nor taken away; it answers once what is said beside it."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from consultations.briefing import briefing, unknowns, versions
from consultations.briefing.packing import as_text, exported, imported
from consultations.facts import beside, facts
from consultations.facts.desk import facts_to_leave_out, facts_to_reply_to
from consultations.models import AskedFact, Technology, UseCase
from consultations.record import public_record
from consultations.register import technologies
from consultations.review import review
from consultations.setup import setup
from consultations.stages import stages
from people.errors import Refused
from people.models import Message
from people.text.dates import day
from tests.cast import a_monday_at, force
from tests.consultations.draft import Draft
from tests.made_once import made_once
from tests.pages import flat

State = AskedFact.State
CARD = "card:security"
BOAST = "The most secure system in the world."
WHY = "The force names no document."
RESPONDER = "a responder for Riverside Police (example), in the name of: Head of data"


@made_once
def boast(draft: Draft) -> AskedFact:
    briefing.write_data_card(draft.version, by=draft.moss, security="Not known yet.")
    facts.ask(draft.version, [CARD], "Head of data", by=draft.moss)
    fact = draft.version.facts.get(place=CARD)
    return facts.answer(fact, by=draft.reyes, answer="filled", role="Head of data", words=BOAST)


def later(monkeypatch: pytest.MonkeyPatch, fact: AskedFact, days: int) -> None:
    assert fact.reply_until is not None
    moved = fact.reply_until + timedelta(days=days)
    monkeypatch.setattr(clock, "today", lambda: moved)


def lacks(draft: Draft) -> str:
    return " ".join(m.text for m in stages.missing(draft.consultation, stages.transition_named("submit")))


def test_what_nobody_could_confirm_is_in_the_forces_words_with_why(draft: Draft, boast: AskedFact) -> None:
    before = unknowns.counted(draft.version).unknown
    fact = beside.doubt(boast, by=draft.moss, why=WHY, seen=boast.answer_mark)
    today = day(clock.today())
    assert fact.said == (
        f"The force answered “{BOAST}” ({RESPONDER}, {today}).\n"
        f"We could not confirm this: The force names no document (a facilitator, {today})"
    )
    assert BOAST not in draft.version.data_card.security, "never in our own voice"
    assert unknowns.counted(draft.version).unknown == before, "and it counts as not known"
    assert fact.said in " ".join(one.said for _, one in unknowns.labelled(draft.version))


def test_it_is_signed_word_by_word(draft: Draft, boast: AskedFact) -> None:
    beside.doubt(boast, by=draft.moss, why=WHY, seen=boast.answer_mark)
    marks = {draft.version.compute_hash()}
    for change in ({"words": "x"}, {"remark": "y"}, {"noted_as": "z"}, {"reply": "w"}, {"answer": "declined"}):
        draft.version.facts.filter(pk=boast.pk).update(**change)
        marks.add(draft.version.compute_hash())
    assert len(marks) == 6


def test_no_role_alone_removes_the_forces_words(draft: Draft, boast: AskedFact) -> None:
    beside.doubt(boast, by=draft.moss, why=WHY, seen=boast.answer_mark)
    fact = draft.version.facts.get(place=CARD)
    with pytest.raises(Refused, match="The force said this"):
        facts.clear(fact, by=draft.moss)
    briefing.write_data_card(draft.version, by=draft.moss, security="In a locked room.")
    assert BOAST in draft.version.facts.get(place=CARD).said
    imported(draft.version, as_text(exported(draft.version)), by=draft.moss, seen=draft.version.compute_hash())
    assert BOAST in draft.version.facts.get(place=CARD).said
    facts.ask(draft.version, [CARD], "Head of data", by=draft.moss)
    fact = draft.version.facts.get(place=CARD)
    assert BOAST in fact.said and fact.may_be_replied_to


def test_naming_another_force_and_the_first_again_is_told(draft: Draft, boast: AskedFact) -> None:
    """So a facilitator is rid of what the force said: the panel is told each time, and everybody reads it later."""
    lead, hillside = draft.consultation.force, force("Hillside Police (example)")
    beside.doubt(boast, by=draft.moss, why=WHY, seen=boast.answer_mark)
    Message.objects.all().delete()
    setup.update(draft.consultation, by=draft.moss, force=hillside)
    setup.update(draft.consultation, by=draft.moss, force=lead)
    assert BOAST not in draft.version.facts.get(place=CARD).said
    told = Message.objects.filter(title__startswith="Another force leads.")
    assert {one.mailbox.user.name for one in told} == {"Ruth Hale", "Sam Quill"}
    shown = [public_record.public_entry(one) for one in Entry.objects.filter(action="force_words_gone")]
    assert [one["summary"] for one in shown] == ["What the force that led had said of 1 fact went with it"]


def test_an_emptied_section_and_a_row_keep_them(draft: Draft) -> None:
    row = briefing.add_evidence(draft.version, "suppliers", by=draft.moss, name="A firm", role="Cameras")
    places = ["section:cost", f"suppliers:{row.pk}"]
    briefing.write_section(draft.version, "cost", "It costs money.", by=draft.moss)
    facts.ask(draft.version, places, "Buyer", by=draft.moss)
    for place in places:
        fact = draft.version.facts.get(place=place)
        facts.answer(fact, by=draft.reyes, answer="filled", role="Buyer", words=f"It is free: {place}")
        fact.refresh_from_db()
        beside.doubt(fact, by=draft.moss, why=WHY, seen=fact.answer_mark)
    briefing.write_section(draft.version, "cost", "", by=draft.moss)
    with pytest.raises(Refused, match="The force has spoken of this row"):
        briefing.remove_evidence(draft.version, "suppliers", row.pk, by=draft.moss)
    with pytest.raises(Refused, match="The force has spoken of rows"):
        imported(draft.version, as_text(exported(draft.version)), by=draft.moss, seen=draft.version.compute_hash())
    said = " ".join(fact.said for _, fact in unknowns.labelled(draft.version))
    assert all(f"It is free: {place}" in said for place in places)


def test_a_use_the_force_spoken_of_is_not_taken_out(draft: Draft) -> None:
    entry = draft.consultation.technologies.get()
    case = UseCase.objects.create(technology=entry, title="Crowds", status="ruled_out")
    facts.ask(draft.version, [f"use:{case.pk}"], "Head", by=draft.moss)
    fact = facts.answer(
        draft.version.facts.get(place=f"use:{case.pk}"), by=draft.okoro, answer="filled", role="Head", words="We might."
    )
    for act in (lambda: technologies.remove_use_case(draft.consultation, case, by=draft.moss),
                lambda: technologies.detach(draft.consultation, entry, by=draft.moss)):  # fmt: skip
        with pytest.raises(Refused, match="The force has spoken of this"):
            act()
    beside.doubt(fact, by=draft.moss, why=WHY, seen=fact.answer_mark)
    with pytest.raises(Refused, match="The force has spoken of this"):
        technologies.remove_use_case(draft.consultation, case, by=draft.moss)
    assert Technology.objects.get(pk=entry.pk).use_cases.get(pk=case.pk).said == ""


def test_the_force_reads_it_first_and_answers_once(draft: Draft, boast: AskedFact, monkeypatch: Any) -> None:
    fact = beside.doubt(boast, by=draft.hale, why=WHY, seen=boast.answer_mark)
    assert "(a member of the oversight panel, " in fact.said
    assert facts_to_reply_to([draft.member(draft.reyes)])
    with pytest.raises(Refused) as refused:
        draft.send_to_panel()
    assert any("can answer what is said beside its words" in one for one in refused.value.problems)
    for who in (draft.moss, draft.hale, draft.outsider):
        with pytest.raises(NotAllowed):
            beside.reply_to(fact, by=who, reply="The report was sent.")
    replied = beside.reply_to(fact, by=draft.okoro, reply="The report was sent on 3 May.")
    assert replied.said.endswith(
        "The force says to that: “The report was sent on 3 May.” (the accountable officer for Riverside Police "
        f"(example), {day(clock.today())})"
    )
    for who in (draft.okoro, draft.reyes):
        with pytest.raises(Refused, match="already"):
            beside.reply_to(fact, by=who, reply="And again.")
    assert not facts_to_reply_to([draft.member(draft.reyes)])
    draft.send_to_panel().sign()
    stages.move(draft.consultation, "announce", by=draft.moss)


def test_silence_blocks_for_days_and_not_for_ever(draft: Draft, boast: AskedFact, monkeypatch: Any) -> None:
    fact = beside.doubt(boast, by=draft.moss, why=WHY, seen=boast.answer_mark)
    later(monkeypatch, fact, 0)
    assert "can answer what is said beside its words" in lacks(draft)
    later(monkeypatch, fact, 1)
    assert "can answer what is said beside its words" not in lacks(draft)
    with pytest.raises(Refused, match="the days for it are over"):
        beside.reply_to(fact, by=draft.reyes, reply="Too late, to void the signatures.")


def test_an_answer_of_the_force_is_signed_again(draft: Draft, boast: AskedFact) -> None:
    late = draft.version.facts.filter(state=State.ASKED, answer="").first()
    assert late is not None
    draft.accept(boast)
    draft.send_to_panel()
    fact = facts.answer(late, by=draft.reyes, answer="declined", role="Head of data")
    fact = beside.doubt(fact, by=draft.moss, why=WHY, seen=fact.answer_mark)
    draft.sign()
    assert len(draft.version.counting_signatures()) == 2
    with pytest.raises(Refused):
        stages.move(draft.consultation, "announce", by=draft.moss)
    beside.reply_to(fact, by=draft.reyes, reply="We looked for it twice.")
    assert draft.version.counting_signatures() == []


@pytest.mark.parametrize("way", ["asked again", "asked anew", "reworded"])
def test_no_way_round_leads_to_print_unheard(draft: Draft, boast: AskedFact, way: str) -> None:
    """A facilitator who says something beside the force’s words and publishes on the same day."""
    if way == "asked again":
        beside.ask_again(boast, by=draft.moss, why=WHY, seen=boast.answer_mark)
    elif way == "asked anew":
        beside.doubt(boast, by=draft.moss, why=WHY, seen=boast.answer_mark)
        for _ in range(2):
            facts.ask(draft.version, [CARD], "Head of data", by=draft.moss)
    else:
        briefing.write_data_card(draft.version, by=draft.moss, security="In a locked room.")
        fact = facts.answer(boast, by=draft.reyes, answer="confirmed", role="Head of data")
        beside.doubt(fact, by=draft.moss, why=WHY, seen=fact.answer_mark)
        briefing.write_data_card(draft.version, by=draft.moss, security="Anybody may read it.")
    fact = draft.version.facts.get(place=CARD)
    assert "The force names no document" in fact.said
    assert "can answer what is said beside its words" in lacks(draft)
    beside.reply_to(fact, by=draft.reyes, reply="We sent it in May.")
    fact.refresh_from_db()
    assert "The force says to that: “We sent it in May.”" in fact.said
    assert "can answer what is said beside its words" not in lacks(draft)


def test_asked_again_keeps_words_and_reason_whatever_comes(draft: Draft, boast: AskedFact) -> None:
    fact = beside.ask_again(boast, by=draft.moss, why="Which standard?", seen=boast.answer_mark)
    today = day(clock.today())
    kept = f"Before that the force answered “{BOAST}” ({RESPONDER}, {today}).\nWe asked again: Which standard?"
    assert kept in fact.said and "no answer" not in fact.said
    facts.answer(fact, by=draft.reyes, answer="filled", role="Head of data", words="ISO 27001, certificate 7.")
    assert draft.accept(fact).state == State.CONFIRMED
    assert kept in draft.version.facts.get(place=CARD).said, "also once it is confirmed"


def test_words_are_left_out_by_two_and_the_force_is_heard(draft: Draft, boast: AskedFact) -> None:
    for who in (draft.hale, draft.reyes, draft.okoro, draft.outsider):
        with pytest.raises(NotAllowed):
            beside.leave_out(boast, by=who, why=WHY, seen=boast.answer_mark)
    with pytest.raises(Refused, match="Nobody asks"):
        beside.agree_to_leave_out(boast, by=draft.hale, seen=boast.note_mark)
    proposed = beside.leave_out(boast, by=draft.moss, why="It is no answer.", seen=boast.answer_mark)
    assert facts_to_leave_out([draft.member(draft.hale)])
    assert "The force has answered" in lacks(draft), "until the panel agrees it waits as before"
    for who in (draft.moss, draft.finch, draft.reyes, draft.okoro, draft.outsider):
        with pytest.raises(NotAllowed):
            beside.agree_to_leave_out(proposed, by=who, seen=proposed.note_mark)
    with pytest.raises(Refused, match="The words changed"):
        beside.agree_to_leave_out(proposed, by=draft.hale, seen=boast.answer_mark)
    fact = beside.agree_to_leave_out(proposed, by=draft.hale, seen=proposed.note_mark)
    assert fact.said.startswith("The police did not say: it wrote something else (")
    assert "The oversight panel agreed that it does not answer this: It is no answer" in fact.said
    assert BOAST not in fact.said and "can answer what is said beside its words" in lacks(draft)
    assert "“We did answer.”" in beside.reply_to(fact, by=draft.reyes, reply="We did answer.").said


def test_words_that_changed_are_not_left_out_with_those_that_were_read(draft: Draft, boast: AskedFact) -> None:
    proposed = beside.leave_out(boast, by=draft.moss, why="It is no answer.", seen=boast.answer_mark)
    facts.answer(boast, by=draft.reyes, answer="filled", role="Head of data", words="ISO 27001, certificate 7.")
    with pytest.raises(Refused, match="Nobody asks"):
        beside.agree_to_leave_out(proposed, by=draft.hale, seen=proposed.note_mark)
    for act in (beside.doubt, beside.ask_again, beside.leave_out):
        with pytest.raises(Refused, match="changed its answer"):
            act(boast, by=draft.moss, why=WHY, seen=proposed.answer_mark)


def test_what_the_force_does_not_hold_has_no_words_to_leave_out(draft: Draft, boast: AskedFact) -> None:
    fact = facts.answer(boast, by=draft.reyes, answer="declined", role="Head of data")
    with pytest.raises(Refused, match="no words to leave out"):
        beside.leave_out(fact, by=draft.moss, why=WHY, seen=fact.answer_mark)


def test_no_police_say_anything_beside_their_own_words(draft: Draft, boast: AskedFact) -> None:
    for who in (draft.reyes, draft.okoro, draft.outsider):
        for act in (beside.doubt, beside.ask_again):
            with pytest.raises(NotAllowed):
                act(boast, by=who, why="It is true.", seen=boast.answer_mark)
    with pytest.raises(NotAllowed):
        beside.ask_again(boast, by=draft.hale, why=WHY, seen=boast.answer_mark)
    with pytest.raises(Refused, match="Give a reason"):
        beside.doubt(boast, by=draft.moss, why=" ", seen=boast.answer_mark)


def test_the_pages_of_it(draft: Draft, boast: AskedFact, client_for: Any) -> None:
    slug = draft.consultation.slug
    desk, weigh = reverse("facts", args=[slug]), reverse("weigh_fact", args=[slug, boast.pk])
    moss, hale, reyes = (client_for(who) for who in (draft.moss, draft.hale, draft.reyes))
    assert weigh in moss.get(desk).content.decode() and weigh in hale.get(desk).content.decode()
    assert reyes.get(weigh).status_code == client_for(draft.outsider).get(weigh).status_code == 404
    panel = hale.get(weigh).content.decode()
    assert "within 3 working days" in flat(panel)
    assert BOAST in panel and 'value="leave_out"' not in panel and "I have read the words" not in panel
    typed = {"what": "leave_out", "reason": "It is no answer.", "seen": boast.answer_mark}
    assert hale.post(weigh, typed).status_code == 422
    assert moss.post(weigh, typed | {"reason": ""}).status_code == 422
    assert "Decide whether it is left out" not in hale.get(desk).content.decode()
    assert moss.post(weigh, typed).url == desk
    decides = "Decide whether it is left out"
    assert decides in hale.get(desk).content.decode() and decides not in moss.get(desk).content.decode()
    panel = hale.get(weigh).content.decode()
    seen = panel.split('name="seen" value="')[1].split('"')[0]
    assert hale.post(weigh, {"agree": "1", "seen": seen}).url == desk
    answer = reverse("answer_fact", args=[slug, boast.pk])
    assert answer in reyes.get(desk).content.decode()
    assert "You can answer it once" in flat(reyes.get(answer).content.decode())
    assert reyes.post(answer, {"reply_now": "1", "reply": ""}).status_code == 422
    assert reyes.post(answer, {"reply_now": "1", "reply": "We did answer."}).url == desk
    draft.send_to_panel()
    review.sign_off(draft.version, by=draft.hale, verdict="balanced", statement="Read in full.")
    read = flat(hale.get(reverse("review", args=[slug])).content.decode())
    assert "The police did not say" in read and "We did answer." in read and BOAST not in read


def test_a_document_that_the_force_names_is_shown_with_its_words(draft: Draft, boast: AskedFact) -> None:
    fact = facts.answer(
        boast, by=draft.reyes, answer="filled", role="Head", words=BOAST, document="https://example.org/x"
    )
    assert not fact.shows_document
    assert beside.doubt(fact, by=draft.moss, why=WHY, seen=fact.answer_mark).shows_document


def test_the_force_reaches_what_is_said_beside_words_that_were_changed_since(
    draft: Draft, boast: AskedFact, client_for: Any
) -> None:
    """A facilitator doubts what the force confirmed and changes a comma: the force found no page to answer on."""
    briefing.write_data_card(draft.version, by=draft.moss, security="In a locked room.")
    fact = facts.answer(boast, by=draft.reyes, answer="confirmed", role="Head of data")
    beside.doubt(fact, by=draft.moss, why=WHY, seen=fact.answer_mark)
    briefing.write_data_card(draft.version, by=draft.moss, security="In a locked room!")
    slug, reyes = draft.consultation.slug, client_for(draft.reyes)
    there = reverse("answer_fact", args=[slug, boast.pk])
    assert there in reyes.get(reverse("facts", args=[slug])).content.decode()
    assert "What does the force say to it?" in reyes.get(there).content.decode()
    reyes.post(there, {"reply_now": "1", "reply": "We sent it in May."})
    assert "“We sent it in May.”" in draft.version.facts.get(place=CARD).said
    assert reyes.get(there).status_code == 404, "as before it is asked again"


@pytest.mark.parametrize("taken_in", [False, True])
def test_answering_anew_takes_no_reply_from_the_force(draft: Draft, boast: AskedFact, taken_in: bool) -> None:
    """Asked again with a reason that stings: the force answers what is asked, and would then not be heard on that."""
    beside.ask_again(boast, by=draft.moss, why="Nobody believes this.", seen=boast.answer_mark)
    fact = facts.answer(
        draft.version.facts.get(place=CARD), by=draft.reyes, answer="filled", role="Head of data", words="ISO 27001."
    )
    if taken_in:
        draft.accept(fact)
    assert "can answer what is said beside its words" in lacks(draft)
    beside.reply_to(fact, by=draft.reyes, reply="The auditor does.")
    fact = draft.version.facts.get(place=CARD)
    assert fact.reply == "" and "can answer what is said beside its words" not in lacks(draft)
    if not taken_in:
        fact = draft.accept(fact)
    assert "We asked again: Nobody believes this" in fact.said
    assert "The force says to that: “The auditor does.”" in fact.said


def test_no_pause_takes_the_days_in_which_the_force_answers(announced_draft: Draft) -> None:
    """While the panel has it paused nobody can answer, so nobody’s days run."""
    draft, c = announced_draft, announced_draft.consultation
    version = versions.start(c, "The locks were changed", by=draft.moss)
    facts.ask(version, [CARD], "Head of data", by=draft.moss)
    fact = facts.answer(version.facts.get(place=CARD), by=draft.reyes, answer="filled", role="Head", words=BOAST)
    fact = beside.doubt(fact, by=draft.hale, why=WHY, seen=fact.answer_mark)
    stages.pause(c, by=draft.hale, reason="Somebody may be at risk")
    with clock.travel(clock.now() + timedelta(days=14)):
        stages.resume(c, by=draft.hale)
        fact.refresh_from_db()
        assert "“It was sent.”" in beside.reply_to(fact, by=draft.reyes, reply="It was sent.").said


def test_pauses_of_less_than_an_hour_take_no_day_of_the_force_either(announced_draft: Draft) -> None:
    """Two of forty minutes are a day, which is given once; the next two of that day give no more, nor a short one."""
    draft, c = announced_draft, announced_draft.consultation
    version = versions.start(c, "The locks were changed", by=draft.moss)
    facts.ask(version, [CARD], "Head of data", by=draft.moss)
    fact = facts.answer(version.facts.get(place=CARD), by=draft.reyes, answer="filled", role="Head", words=BOAST)
    fact = beside.doubt(fact, by=draft.hale, why=WHY, seen=fact.answer_mark)
    monday = a_monday_at(9)
    AskedFact.objects.filter(pk=fact.pk).update(reply_until=monday.date() + timedelta(days=3))
    until = []
    for days, hour in ((1, 0), (1, 1), (1, 2), (1, 3), (2, 0)):
        with clock.travel(monday + timedelta(days=days, hours=hour)):
            stages.pause(c, by=draft.hale, reason="Somebody may be at risk")
        with clock.travel(monday + timedelta(days=days, hours=hour, minutes=40)):
            stages.resume(c, by=draft.hale)
        fact.refresh_from_db()
        until.append((fact.reply_until - monday.date()).days if fact.reply_until else 0)
    assert until == [3, 4, 4, 4, 4]


def test_a_pause_before_the_note_lengthens_nothing(announced_draft: Draft) -> None:
    """Fifty minutes in the morning, a note at noon, ten minutes after it: no hour of the force’s days is gone."""
    draft, c = announced_draft, announced_draft.consultation
    version = versions.start(c, "The locks were changed", by=draft.moss)
    facts.ask(version, [CARD], "Head of data", by=draft.moss)
    fact = facts.answer(version.facts.get(place=CARD), by=draft.reyes, answer="filled", role="Head", words=BOAST)
    monday = a_monday_at(8)
    until = []
    for hour, minutes in ((0, 50), (5, 10), (7, 50)):
        with clock.travel(monday + timedelta(hours=hour)):
            stages.pause(c, by=draft.hale, reason="Somebody may be at risk")
        with clock.travel(monday + timedelta(hours=hour, minutes=minutes)):
            stages.resume(c, by=draft.hale)
        if hour == 0:
            with clock.travel(monday + timedelta(hours=4)):
                fact = beside.doubt(fact, by=draft.hale, why=WHY, seen=fact.answer_mark)
        until.append(AskedFact.objects.get(pk=fact.pk).reply_until)
    assert until[0] == until[1] < until[2], "ten minutes take no day; an hour since the note does"
