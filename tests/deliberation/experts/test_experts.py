"""Questions to experts: asked, joined, supported, taken up or not, answered, read first, and open until then (T95)."""

import json
import re
from typing import Any

import pytest
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from consultations.joining import joining
from consultations.models import Membership, Role, Stage
from consultations.stages import stages
from deliberation.experts import correcting, desk, experts, gates
from deliberation.experts.views import questions
from deliberation.models import ExpertAnswer, ExpertQuestion, QuestionSupport
from outcomes.report.report import Report
from people.errors import Refused
from people.models import Message
from people.privacy import erasing
from tests.cast import Cast, person, staff
from tests.made_once import made_once
from tests.outcomes import coded
from tests.pages import flat

State = ExpertQuestion.State
ASKED = "I am Amina from Mill Lane. How long are images kept that match nobody?"
PUT = "How long are images kept that match nobody?"


@made_once
def wren(cast: Cast) -> Any:
    """An expert of the consultation."""
    user = person("wren", "Dr P. Wren")
    staff(cast.consultation, user, Role.EXPERT)
    return user


@made_once
def put(cast: Cast) -> ExpertQuestion:
    return experts.take_up(experts.ask(cast.consultation, ASKED, by=cast.amina), by=cast.moss, wording=PUT)


def answered(cast: Cast, question: ExpertQuestion, by: Any, capacity: str = "independent") -> ExpertAnswer:
    given = experts.answer(
        question, by=by, capacity=capacity, body="Deleted at once.", sources="Policy https://example.org/p"
    )
    return experts.publish(given, by=cast.moss, seen=given.written_at.isoformat())


def page(client_for: Any, user: Any, name: str, *args: object) -> str:
    answer = client_for(user).get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_the_briefing_to_the_answer(cast: Cast, client_for: Any, wren: Any) -> None:
    slug = cast.consultation.slug
    asking = reverse("ask_experts", args=[slug])
    sent = {"text": ASKED, "section": "datacard", "key": "k1"}
    client_for(cast.amina).post(asking, sent)
    client_for(cast.amina).post(asking, sent)  # the same sending again
    question = ExpertQuestion.objects.get()
    assert question.section == "datacard" and question.is_received
    assert PUT not in page(client_for, None, "expert_questions", slug)
    client_for(cast.moss).post(reverse("sort_question", args=[slug, question.pk]), {"wording": PUT, "take_up": "1"})
    assert PUT in page(client_for, None, "expert_questions", slug) and experts.register(cast.consultation)[0]
    client_for(wren).post(
        reverse("answer_expert_question", args=[slug, question.pk]),
        {"capacity": "independent", "body": "Deleted at once."},
    )
    given = ExpertAnswer.objects.get()
    assert "Deleted at once." not in page(client_for, None, "expert_questions", slug)
    read = {"read": given.written_at.isoformat(), "publish": "1"}
    client_for(cast.moss).post(reverse("review_answer", args=[slug, given.pk]), read)
    html = page(client_for, None, "expert_questions", slug)
    assert "Deleted at once." in html and "Dr P. Wren" in html and "Independent" in html
    assert experts.register(cast.consultation)[0] == []
    titles = Message.objects.filter(mailbox__user=cast.amina).values_list("title", flat=True)
    assert any("Your question has an answer" in title for title in titles)


def test_nobody_but_a_facilitator_reads_who_asked_or_the_words_as_they_were(
    cast: Cast, client_for: Any, wren: Any, put: ExpertQuestion
) -> None:
    slug, name = cast.consultation.slug, cast.member(cast.amina).pseudonym
    for user in (None, cast.okoro, cast.reyes, wren, cast.carys, cast.hale):
        html = page(client_for, user, "expert_questions", slug)
        assert PUT in html and "Mill Lane" not in html and name not in html
    for user in (cast.okoro, cast.reyes, wren):
        html = page(client_for, user, "answer_expert_question", slug, put.pk)
        assert "Mill Lane" not in html and name not in html and cast.group1.name not in html
        assert client_for(user).get(reverse("sort_question", args=[slug, put.pk])).status_code == 404
    assert name in page(client_for, cast.moss, "sort_question", slug, put.pk)


def test_no_wording_names_whoever_takes_part(cast: Cast) -> None:
    """The asker, or anybody else here: the wording is what the police and the experts read."""
    for who in (cast.amina, cast.carys):
        asked = experts.ask(cast.consultation, "Who watches the screens?", by=cast.amina)
        name = cast.member(who).pseudonym
        for said in (name, name.upper(), name.replace(" ", "-"), f"{name.split()[0]} no. {name.split()[1]}"):
            with pytest.raises(Refused, match="the name of somebody who takes part"):
                experts.take_up(asked, by=cast.moss, wording=f"{said} asks: who watches the screens?")
        asked.refresh_from_db()
        assert asked.is_received and not asked.wording
        assert experts.take_up(asked, by=cast.moss, wording="Who watches the 12 screens on Route 66?").is_public


def test_the_police_answer_as_police_and_nobody_else_does(cast: Cast, wren: Any, put: ExpertQuestion) -> None:
    assert answered(cast, put, cast.reyes, "independent").capacity == "police"
    with pytest.raises(Refused, match="capacity"):
        experts.answer(put, by=wren, capacity="police", body="No.")
    for user in (cast.amina, cast.moss, cast.hale):
        with pytest.raises(NotAllowed, match="answer questions"):
            experts.answer(put, by=user, capacity="independent", body="No.")


def test_what_was_written_anew_is_not_published_unread(cast: Cast, wren: Any, put: ExpertQuestion) -> None:
    first = experts.answer(put, by=wren, capacity="campaign", body="First words.")
    seen = first.written_at.isoformat()
    experts.answer(put, by=wren, capacity="campaign", body="Who of you asked this?")
    with pytest.raises(Refused, match="written anew"):
        experts.publish(first, by=cast.moss, seen=seen)
    sent = experts.send_back(first, by=cast.moss, note="Do not ask who asked.")
    assert sent.note and experts.register(cast.consultation)[0] == [put]
    with pytest.raises(Refused, match="already"):
        experts.send_back(sent, by=cast.finch, note="Again.")


def test_similar_ones_are_joined_and_count_for_whoever_says_so_once(cast: Cast, put: ExpertQuestion) -> None:
    other = experts.ask(cast.consultation, "How long are the images kept of people that match nobody?", by=cast.bilal)
    experts.support(put, by=cast.carys)
    again = experts.ask(cast.consultation, "Images that match nobody: kept how long?", by=cast.carys)
    assert experts.like_it(other) == [put]
    for one in (other, again):
        experts.join(one, put, by=cast.moss)
    assert experts.register(cast.consultation)[0][0].backers == 2  # amina, carys
    for _ in range(2):
        experts.support(put, by=cast.bilal)
    assert experts.register(cast.consultation)[0][0].backers == 3
    assert {one.state for one in put.merged.all()} == {State.GROUPED}
    with pytest.raises(Refused, match="already"):
        experts.leave_out(other, by=cast.finch, reason="Late.")


def test_near_ones_are_chosen_from_first(cast: Cast, client_for: Any, put: ExpertQuestion) -> None:
    """As radio buttons; what is far stands in the list behind them, and both at once are refused."""
    far = experts.ask(cast.consultation, "Who pays for the lamps?", by=cast.carys)
    far = experts.take_up(far, by=cast.moss, wording="Who pays for the lamps?")
    other = experts.ask(cast.consultation, "How long are the images kept of people that match nobody?", by=cast.bilal)
    address, moss = reverse("sort_question", args=[cast.consultation.slug, other.pk]), client_for(cast.moss)
    html = moss.get(address).content.decode()
    near = re.findall(r'<input type="radio" name="near" value="(\d+)"', html)
    assert near == [str(put.pk)] and f'<option value="{far.pk}"' in html and f'<option value="{put.pk}"' not in html
    answer = moss.post(address, {"join": "1", "near": put.pk, "other": far.pk})
    assert answer.status_code == 422 and "Choose one question" in answer.content.decode()
    answer = moss.post(address, {"join": "1"})
    assert answer.status_code == 422 and "Choose the question that it is joined to." in answer.content.decode()
    assert moss.post(address, {"join": "1", "near": put.pk}).status_code == 302
    other.refresh_from_db()
    assert other.merged_into == put


def test_support_orders_them_and_small_counts_are_not_shown(cast: Cast, client_for: Any, put: ExpertQuestion) -> None:
    second = experts.take_up(
        experts.ask(cast.consultation, "What does it cost?", by=cast.bilal), by=cast.moss, wording="Cost?"
    )
    for user in (cast.amina, cast.carys, cast.carys):
        experts.support(second, by=user)
    assert experts.register(cast.consultation)[0] == [second, put]
    assert "people would like to know" not in page(client_for, cast.amina, "expert_questions", cast.consultation.slug)
    cast.consultation.__class__.objects.update(min_answer=3)
    assert "3 people would like to know" in page(client_for, cast.amina, "expert_questions", cast.consultation.slug)
    for user in (cast.okoro, cast.hale, None):
        assert "people would like to know" not in page(client_for, user, "expert_questions", cast.consultation.slug)
    for user in (cast.amina, cast.carys):
        experts.support(second, by=user, wanted=False)
    assert experts.register(cast.consultation)[0] == [put, second]


def test_not_taken_up_has_a_reason_that_whoever_asked_reads(cast: Cast, client_for: Any) -> None:
    asked = experts.ask(cast.consultation, "Who is PC Smith married to?", by=cast.amina)
    with pytest.raises(Refused, match="Give a reason"):
        experts.leave_out(asked, by=cast.moss, reason=" ")
    experts.leave_out(asked, by=cast.moss, reason="It is about a person.")
    slug = cast.consultation.slug
    assert "It is about a person." in page(client_for, cast.amina, "expert_questions", slug)
    assert "It is about a person." not in page(client_for, cast.bilal, "expert_questions", slug)


def test_briefing_and_report_share_the_register(cast: Cast, put: ExpertQuestion, wren: Any) -> None:
    def unanswered() -> list[ExpertQuestion]:
        report = Report.__new__(Report)
        report.consultation = cast.consultation
        return report.unanswered

    assert [str(one) for one in unanswered()] == [PUT]
    answered(cast, put, wren)
    assert unanswered() == []


def test_the_record_never_holds_a_question_even_as_it_was_asked(cast: Cast, client_for: Any) -> None:
    """A facilitator who puts it unchanged would leave a resident's words where nothing can be taken out."""
    words = "Who checks the list of faces?"
    question = experts.take_up(experts.ask(cast.consultation, words, by=cast.amina), by=cast.moss, wording=words)
    told = "A question of yours that was put to the experts, as it was put, without a way to you."
    assert told in page(client_for, cast.amina, "leave", cast.consultation.slug)
    assert told in page(client_for, cast.amina, "erase")
    assert told not in page(client_for, cast.bilal, "erase")
    erasing.erase(cast.amina)
    question.refresh_from_db()
    assert (question.asked_by, question.text, question.wording) == (None, "", words)
    held = [json.dumps(entry, default=str) for entry in Entry.objects.values()]
    assert held and not any(words in entry for entry in held)


def test_leaving_takes_the_name_and_what_was_not_taken_up(cast: Cast, put: ExpertQuestion) -> None:
    experts.ask(cast.consultation, "Another one.", by=cast.amina)
    joining.withdraw(cast.consultation, by=cast.amina)
    put.refresh_from_db()
    assert ExpertQuestion.objects.get() == put and (put.asked_by, put.text, put.wording) == (None, "", PUT)
    assert not QuestionSupport.objects.exists()


def test_who_may_ask_and_when(cast: Cast) -> None:
    for user in (cast.okoro, cast.hale, cast.outsider):
        with pytest.raises(NotAllowed, match="ask the experts"):
            experts.ask(cast.consultation, PUT, by=user)
    for number in range(experts.MOST_WAITING):
        experts.ask(cast.consultation, f"Question {number}?", by=cast.amina)
    with pytest.raises(Refused, match="wait to be read"):
        experts.ask(cast.consultation, "One more?", by=cast.amina)
    assert experts.ask(cast.consultation, "Group 1 asks: who decides?", by=cast.moss).supports.count() == 0
    assert [todo.title[-3:] for todo in desk.questions_to_sort([cast.member(cast.moss)])] == [": 6"]
    cast.at(Stage.ANALYSIS)
    with pytest.raises(Refused, match="closed"):
        experts.ask(cast.consultation, PUT, by=cast.bilal)


def test_the_queue_of_a_session(cast: Cast, put: ExpertQuestion) -> None:
    from tests.deliberation import rooms

    session = rooms.running(cast)[0]
    first = experts.ask(cast.consultation, "Is there sound?", by=cast.amina, session=session)
    second = experts.ask(cast.consultation, "Who watches?", by=cast.bilal, session=session)
    experts.take_up(second, by=cast.moss, wording="Who watches?")
    experts.support(second, by=cast.amina)
    assert experts.live_queue(session) == [second, first]
    experts.answered_aloud(second, by=cast.moss)
    assert experts.live_queue(session) == [first]
    assert second in experts.register(cast.consultation)[0]  # nobody who was not there can read it yet
    with pytest.raises(NotAllowed, match="another group"):
        experts.ask(cast.consultation, "And I?", by=cast.carys, session=session)
    with pytest.raises(Refused, match="of a session"):
        experts.answered_aloud(put, by=cast.moss)


# --- Nobody seems not to have answered -------------------------------------------------------------------
def test_who_answered_in_writing_does_not_seem_to_have_said_nothing(cast: Cast, client_for: Any, put: Any) -> None:
    """A facilitator who leaves the answer of the police unread, or sends it back until nobody can answer any more."""
    slug, waits = cast.consultation.slug, "Answered in writing (police), and a facilitator has not published it."
    given = experts.answer(put, by=cast.reyes, capacity="", body="Eleven times last year.")
    assert waits in page(client_for, None, "expert_questions", slug)
    assert [one.where for one in gates.answers_were_read(cast.consultation)] == ["expert_questions"]
    experts.send_back(given, by=cast.moss, note="Shorter, please.")
    assert gates.answers_were_read(cast.consultation) == []
    coded.ready_to_publish(cast)
    stages.move(cast.consultation, "publish_findings", by=cast.moss)
    said = "Answered in writing (police), and sent back to be written otherwise."
    for name in ("expert_questions", "report"):
        text = page(client_for, None, name, slug)
        assert said in text and "not answered in writing" not in text and "Eleven times" not in text
    assert "Waiting for an answer" not in page(client_for, None, "expert_questions", slug), "nobody can answer any more"


def test_the_findings_wait_for_an_answer_that_nobody_read(cast: Cast, put: Any) -> None:
    coded.ready_to_publish(cast)
    cast.at(Stage.ANALYSIS)
    experts.answer(put, by=cast.reyes, capacity="", body="Eleven times last year.")
    with pytest.raises(Refused) as refusal:
        stages.move(cast.consultation, "publish_findings", by=cast.moss)
    assert any("answer of experts or police to read" in problem for problem in refusal.value.problems)


def test_nobody_holds_the_findings_up_by_writing_anew(cast: Cast, put: Any, wren: Any) -> None:
    """Each day that the findings come late moves the day of the force’s own answer (docs/decisions/lateness.md)."""

    def holds() -> list[str]:
        return [one.text.partition(" of ")[0] for one in gates.answers_were_read(cast.consultation)]

    def written(body: str) -> ExpertAnswer:
        return experts.answer(put, by=cast.reyes, capacity="", body=body, sources=" Log \n")

    first = written("Eleven times.")
    entries = Entry.objects.count()
    assert written("Eleven times.").written_at == first.written_at and Entry.objects.count() == entries
    assert holds() == ["1 answer"] and written("Twelve times.").written_at > first.written_at
    for body in ("Thirteen times.", "Thirteen times.", "Fourteen times."):
        experts.send_back(first, by=cast.moss, note="Shorter.")
        assert written(body).waits and holds() == []
    assert Message.objects.filter(mailbox__user=cast.reyes, title__contains="written otherwise").count() == 3

    answer = answered(cast, put, wren)
    one = correcting.correct(answer, by=wren, body="After a day.")
    assert correcting.correct(answer, by=wren, body="After a day.").written_at == one.written_at
    assert holds() == ["1 correction"]
    correcting.publish(one, by=cast.moss, seen=one.written_at.isoformat())
    correcting.correct(answer, by=wren, body="After two days.")
    assert holds() == []


def test_corrections_that_wait_are_few(cast: Cast, wren: Any) -> None:
    def given(number: int) -> ExpertAnswer:
        asked = experts.ask(cast.consultation, f"Question {number}?", by=cast.moss)
        return answered(cast, experts.take_up(asked, by=cast.moss, wording=f"Question {number}?"), wren)

    answers = [given(number) for number in range(experts.MOST_WAITING + 1)]
    for answer in answers[:-1]:
        last = correcting.correct(answer, by=wren, body="After a day.")
    with pytest.raises(Refused, match="wait to be read"):
        correcting.correct(answers[-1], by=wren, body="After a day.")
    correcting.correct(last.answer, by=wren, body="After two days.")
    correcting.send_back(last, by=cast.moss, note="Say why.")
    correcting.correct(answers[-1], by=wren, body="After a day.")


def test_one_answer_does_not_hide_that_another_was_kept_back(cast: Cast, client_for: Any, put: Any, wren: Any) -> None:
    experts.send_back(
        experts.answer(put, by=cast.reyes, capacity="", body="Eleven times."), by=cast.moss, note="Shorter."
    )
    answered(cast, put, wren)
    assert "Answered in writing (police), and sent back to be written otherwise" in page(
        client_for, None, "expert_questions", cast.consultation.slug
    )


@pytest.mark.parametrize("left", [False, True])
def test_police_of_another_consultation_are_no_independent_experts(
    cast: Cast, elsewhere: Cast, client_for: Any, put: Any, left: bool
) -> None:
    officer = elsewhere.reyes
    if left:
        Membership.objects.filter(user=officer).update(withdrawn_at=clock.now())
    type(officer).objects.filter(pk=officer.pk).update(name="R. Hart")
    officer.refresh_from_db()
    staff(cast.consultation, officer, Role.EXPERT)
    form = page(client_for, officer, "answer_expert_question", cast.consultation.slug, put.pk)
    assert "In which capacity" not in form
    assert answered(cast, put, officer, capacity="independent").capacity == "police"


def test_what_an_expert_is_stands_there_as_their_own_word(cast: Cast, client_for: Any, put: Any, wren: Any) -> None:
    """Nobody checks that somebody of a supplier is independent: whom they work for stands beside it."""
    Membership.objects.filter(user=wren).update(organisation="Lens and Sons, makers of cameras")
    answered(cast, put, wren)
    answered(cast, put, cast.reyes)
    text = flat(page(client_for, None, "expert_questions", cast.consultation.slug))
    assert "Dr P. Wren, Lens and Sons, makers of cameras" in text and "Independent, by their own account" in text
    assert "Police, by their own account" not in text


def test_what_became_of_every_question_is_told_once_nobody_asks_any_more(cast: Cast, client_for: Any, put: Any) -> None:
    """A facilitator who leaves out what is unwelcome, or unread, does so in sight; and no figure moves with people."""
    texts = ["How many were wrong?", "Who was wrong?", "What does it cost?"]
    left, near, _ = (experts.ask(cast.consultation, text, by=cast.bilal) for text in texts)
    experts.leave_out(left, by=cast.moss, reason="Unwelcome.")
    experts.join(near, put, by=cast.moss)
    assert experts.what_became(cast.consultation) == "", "while people ask it would move with each of them"
    cast.at(Stage.FINDINGS_PUBLISHED)
    said = (
        "Participants asked 4 questions: 1 put to experts and the force; 1 joined to another one by a facilitator; "
        "1 not taken up, each for a reason that whoever asked was given; 1 that no facilitator had decided about."
    )
    slug = cast.consultation.slug
    assert said in flat(page(client_for, None, "expert_questions", slug)) and "Unwelcome" not in page(
        client_for, None, "expert_questions", slug
    )
    joining.withdraw(cast.consultation, by=cast.bilal)
    assert said in flat(page(client_for, None, "expert_questions", slug))


def test_whoever_becomes_police_between_writing_and_publishing_is_police(
    cast: Cast, elsewhere: Cast, client_for: Any, put: ExpertQuestion, wren: Any
) -> None:
    given = experts.answer(put, by=wren, capacity="independent", body="Deleted at once.")
    staff(elsewhere.consultation, wren, Role.RESPONDER)
    experts.publish(given, by=cast.moss, seen=given.written_at.isoformat())
    assert "Independent" not in page(client_for, None, "expert_questions", cast.consultation.slug)


def test_nobody_is_asked_to_answer_what_they_have_answered(cast: Cast, client_for: Any, put: ExpertQuestion) -> None:
    """“Answer too” led whoever had answered to a page that told them so."""
    question, address = put, reverse("expert_questions", args=[cast.consultation.slug])
    link = reverse("answer_expert_question", args=[cast.consultation.slug, question.pk])

    def offered() -> str:
        html = flat(client_for(cast.reyes).get(address).content.decode())
        return html.split(f'href="{link}">')[1].split("<")[0].strip() if link in html else ""

    assert offered() == "Answer"
    given = experts.answer(question, by=cast.reyes, capacity="", body="It is deleted.")
    assert offered() == "Change your answer"
    assert "waits for a facilitator" in client_for(cast.reyes).get(link).content.decode()
    experts.send_back(given, by=cast.moss, note="Say when.")
    assert offered() == "Write your answer otherwise"
    given = experts.answer(question, by=cast.reyes, capacity="", body="It is deleted at once.")
    experts.publish(given, by=cast.moss, seen=given.written_at.isoformat())
    assert offered() == ""


def test_whoever_supports_a_question_hears_of_its_answer(cast: Cast, wren: Any, put: ExpertQuestion) -> None:
    """Of the answer and of its correction; whoever asked once, as before, and nobody who has taken it back."""
    other = experts.join(experts.ask(cast.consultation, "How long?", by=cast.bilal), put, by=cast.moss)
    for reader in (cast.bilal, cast.carys):
        experts.support(other, by=reader)
    given = answered(cast, put, wren)
    QuestionSupport.objects.filter(membership=cast.member(cast.carys)).delete()
    wrong = correcting.correct(given, by=wren, body="After a day.")
    correcting.publish(wrong, by=cast.moss, seen=wrong.written_at.isoformat())

    def told(user: Any) -> list[str]:
        told = Message.objects.filter(mailbox__user=user, kind="about_my_question").order_by("pk")
        return [line.title.partition(":")[0] for line in told if "answer" in line.title]

    assert told(cast.amina) == ["Your question has an answer", "An answer to your question was corrected"]
    assert told(cast.bilal) == told(cast.amina) and told(cast.carys) == ["A question you support has an answer"]


def test_every_question_is_reached_among_very_many(
    cast: Cast, client_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The asker of one that few want is told of its answer, and lands on it; the pages hold each once."""
    monkeypatch.setattr(questions, "A_PAGE", 3)
    slug, made = cast.consultation.slug, []
    for n in range(8):
        asked = experts.ask(cast.consultation, f"Who checks list number {n}?", by=cast.amina)
        made.append(experts.take_up(asked, by=cast.moss, wording=asked.text))
    experts.support(made[5], by=cast.carys)
    client, seen, where = client_for(cast.amina), [], reverse("expert_questions", args=[slug])
    while where:
        page = client.get(where)
        seen += [one.pk for one in page.context["waiting"]]
        more = page.context["more_waiting"]
        assert "backers" not in more
        where = reverse("expert_questions", args=[slug]) + more if more else ""
    assert seen == [made[5].pk, *(one.pk for one in made if one != made[5])]
    last = made[7]
    told = Message.objects.filter(mailbox__user=cast.amina, link__contains=f"question={last.pk}#").first()
    assert told is not None
    landed = client.get(told.link).content.decode()
    assert f'id="question-{last.pk}"' in landed and "The one you were led to" in landed
    assert landed.count(f'id="question-{made[0].pk}"') == 1
    assert client.get(reverse("expert_questions", args=[slug]) + "?question=x&after=y").status_code == 200
