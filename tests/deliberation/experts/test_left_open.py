"""No answer of somebody else closes what the force did not answer; what was published wrong is put right, for good."""

from typing import Any

import pytest
from django.urls import reverse

from audit.models import Entry
from consultations.access import NotAllowed
from consultations.models import Membership, Role, Stage
from consultations.stages import stages
from deliberation.experts import correcting, desk, experts, gates
from deliberation.models import ExpertAnswer, ExpertCorrection, ExpertQuestion
from outcomes.report.report import Report
from people.errors import Refused
from tests.cast import Cast, force, make_consultation, person, staff
from tests.made_once import made_once
from tests.outcomes import coded
from tests.pages import flat

PUT = "How many people were wrongly stopped?"
SILENT = "The force has not answered it in writing."


@made_once
def wren(cast: Cast) -> Any:
    user = person("wren", "Dr P. Wren")
    staff(cast.consultation, user, Role.EXPERT)
    return user


@made_once
def put(cast: Cast) -> ExpertQuestion:
    return experts.take_up(experts.ask(cast.consultation, PUT, by=cast.amina), by=cast.moss, wording=PUT)


def given(put: ExpertQuestion, cast: Cast, by: Any, body: str = "Eleven.", **how: Any) -> ExpertAnswer:
    opens = how.pop("leaves_open", False)
    answer = experts.answer(put, by=by, capacity="independent", body=body, **how)
    return experts.publish(answer, by=cast.moss, seen=answer.written_at.isoformat(), leaves_open=opens)


def page(client_for: Any, user: Any, name: str, *args: object) -> str:
    answer = client_for(user).get(reverse(name, args=args))
    assert answer.status_code == 200
    return flat(answer.content.decode())


def of_the_force(cast: Cast) -> list[ExpertQuestion]:
    report = Report.__new__(Report)
    report.consultation = cast.consultation
    return report.not_by_the_force


# --- What is open stays open ----------------------------------------------------------------------------
@pytest.mark.parametrize("how", ["not_known", "leaves_open"])
@pytest.mark.parametrize("who", ["wren", "reyes"])
def test_i_do_not_know_closes_nothing(
    cast: Cast, client_for: Any, wren: Any, put: ExpertQuestion, how: str, who: str
) -> None:
    by = wren if who == "wren" else cast.reyes
    given(put, cast, by, "I do not know.", **{how: True})
    assert experts.register(cast.consultation)[0] == [put]
    capacity = "independent" if who == "wren" else "police"
    said = f"Answered in writing ({capacity}): it is not known, or not answered."
    text = page(client_for, None, "expert_questions", cast.consultation.slug)
    assert "I do not know." in text and said in text
    experts.support(put, by=cast.bilal)  # people may still want to know
    coded.ready_to_publish(cast)
    stages.move(cast.consultation, "publish_findings", by=cast.moss)
    assert said in page(client_for, None, "report", cast.consultation.slug)


def test_what_others_answer_is_no_answer_of_the_force(
    cast: Cast, client_for: Any, wren: Any, put: ExpertQuestion
) -> None:
    """Also where neither the expert nor the facilitator, who are friends, marks it."""
    given(put, cast, wren, "I do not know.")
    slug = cast.consultation.slug
    assert experts.register(cast.consultation)[0] == [] and of_the_force(cast) == [put]
    assert SILENT in page(client_for, None, "expert_questions", slug)
    for user in (cast.reyes, cast.okoro):
        assert [todo.status for todo in desk.questions_to_answer([cast.member(user)])] == ["1 waiting"]
    assert desk.questions_to_answer([cast.member(wren)]) == []
    given(put, cast, cast.reyes, "Eleven times.")
    assert of_the_force(cast) == [] and SILENT not in page(client_for, None, "expert_questions", slug)
    assert desk.questions_to_answer([cast.member(cast.reyes)]) == []


def test_police_of_another_force_answer_for_none_that_answers_here(
    cast: Cast, elsewhere: Cast, client_for: Any, put: ExpertQuestion
) -> None:
    """A facilitator has an officer of somewhere else answer, and nothing says that the force was silent."""
    slug, lead, hill = cast.consultation.slug, "Riverside Police (example)", "Hillside Police (example)"
    type(elsewhere.reyes).objects.filter(pk=elsewhere.reyes.pk).update(name="R. Hart")
    elsewhere.reyes.refresh_from_db()
    staff(cast.consultation, elsewhere.reyes, Role.EXPERT)
    given(put, cast, elsewhere.reyes, "Few.")
    given(put, cast, joined_by(cast, "unit", Role.RESPONDER, "Traffic unit"), "None that I saw.")
    assert of_the_force(cast) == [put] and SILENT in page(client_for, None, "expert_questions", slug)

    cast.consultation.joint_forces.add(force(hill))
    theirs = joined_by(cast, "vale", Role.RESPONDER, hill)
    said = f"{lead} and {hill} have not answered it in writing."
    assert said in page(client_for, None, "expert_questions", slug)

    def waits(*users: Any) -> list[int]:
        return [len(desk.questions_to_answer([cast.member(user)])) for user in users]

    assert waits(cast.okoro, theirs) == [1, 1]
    given(put, cast, cast.reyes, "Eleven times.")
    assert of_the_force(cast) == [put] and waits(cast.okoro, theirs) == [0, 1]
    said = f"{hill} has not answered it in writing."
    assert said in page(client_for, None, "expert_questions", slug)
    briefing = [one.not_by_the_force for one in experts.register(cast.consultation)[1]]
    assert briefing == [said]
    given(put, cast, theirs, "Twice.")
    assert of_the_force(cast) == [] and waits(cast.okoro, theirs) == [0, 0]
    assert "not answered it in writing" not in page(client_for, None, "expert_questions", slug)


def test_the_report_says_what_the_force_left_to_others(
    cast: Cast, client_for: Any, wren: Any, put: ExpertQuestion
) -> None:
    given(put, cast, wren)
    coded.ready_to_publish(cast)
    stages.move(cast.consultation, "publish_findings", by=cast.moss)
    assert "Answered in writing by others, and not by the force" in page(
        client_for, None, "report", cast.consultation.slug
    )


# --- Corrections ----------------------------------------------------------------------------------------
def published(correction: ExpertCorrection, cast: Cast) -> ExpertCorrection:
    return correcting.publish(correction, by=cast.moss, seen=correction.written_at.isoformat())


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.ANALYSIS, Stage.FINDINGS_PUBLISHED, Stage.COMPLETED])
def test_a_published_answer_is_put_right_beside_its_words(
    cast: Cast, client_for: Any, put: ExpertQuestion, stage: Stage
) -> None:
    answer, slug = given(put, cast, cast.reyes, "Eleven times."), cast.consultation.slug
    cast.at(stage)
    asking = reverse("correct_expert_answer", args=[slug, answer.pk])
    assert asking in page(client_for, cast.reyes, "expert_questions", slug)
    client_for(cast.reyes).post(asking, {"body": "It was fourteen times, not eleven."})
    one = ExpertCorrection.objects.get()
    public = page(client_for, None, "expert_questions", slug)
    assert "fourteen" not in public and "a facilitator has not published it" in public
    reading = reverse("read_expert_correction", args=[slug, one.pk])
    assert reading in page(client_for, cast.finch, "expert_questions", slug)
    assert [todo.status for todo in desk.corrections_to_read([cast.member(cast.finch)])] == ["1 waiting"]
    client_for(cast.finch).post(reading, {"read": one.written_at.isoformat(), "publish": "1"})
    public = page(client_for, None, "expert_questions", slug)
    assert "Eleven times." in public and "It was fourteen times, not eleven." in public and "Corrected on" in public


def test_the_force_corrects_when_whoever_answered_is_gone_and_nobody_else_does(
    cast: Cast, client_for: Any, wren: Any, put: ExpertQuestion
) -> None:
    police, own = given(put, cast, cast.reyes), given(put, cast, wren, "Twelve.")
    Membership.objects.filter(user=cast.reyes).update(withdrawn_at=cast.consultation.opens_at)
    for answer, user in (
        (police, wren),
        (own, cast.okoro),
        (own, cast.moss),
        (police, cast.amina),
        (police, cast.hale),
    ):
        with pytest.raises(NotAllowed):
            correcting.correct(answer, by=user, body="Not so.")
        address = reverse("correct_expert_answer", args=[cast.consultation.slug, answer.pk])
        assert client_for(user).get(address).status_code == 404
    assert published(correcting.correct(police, by=cast.okoro, body="Fourteen."), cast).author.user == cast.okoro
    for user in (wren, cast.okoro, cast.amina):
        with pytest.raises(NotAllowed):
            correcting.publish(correcting.correct(own, by=wren, body="Ten."), by=user, seen="")


HILLSIDE = "Hillside Police (example)"


def joined_by(cast: Cast, name: str, role: Role, organisation: str) -> Any:
    """Somebody more with a seat here, for an organisation."""
    user = person(name, f"{name.title()} Other")
    staff(cast.consultation, user, role)
    Membership.objects.filter(user=user).update(organisation=organisation)
    return user


def test_nobody_of_another_force_puts_words_into_the_answer_of_one(
    cast: Cast, client_for: Any, put: ExpertQuestion
) -> None:
    cast.consultation.joint_forces.add(force(HILLSIDE))
    theirs = joined_by(cast, "lake", Role.RESPONDER, HILLSIDE)
    nobodys = joined_by(cast, "moor", Role.OFFICER, "Harbour Police (example)")
    expert = joined_by(cast, "sand", Role.EXPERT, "")
    staff(make_consultation("elsewhere"), expert, Role.RESPONDER)
    lead, beside = given(put, cast, cast.reyes), given(put, cast, theirs, "Twelve.")
    told = given(put, cast, expert, "Thirteen.")
    assert told.is_by_police
    refused = [(lead, theirs), (lead, nobodys), (lead, expert), (beside, cast.okoro), (beside, expert)]
    for answer, user in [*refused, (told, cast.okoro)]:
        with pytest.raises(NotAllowed):
            correcting.correct(answer, by=user, body="Not so.")
        address = reverse("correct_expert_answer", args=[cast.consultation.slug, answer.pk])
        assert client_for(user).get(address).status_code == 404
    slug = cast.consultation.slug
    published(correcting.correct(beside, by=theirs, body="Fifteen."), cast)
    published(correcting.correct(lead, by=cast.okoro, body="Fourteen."), cast)
    text = page(client_for, None, "expert_questions", slug)
    assert f"by Lake Other (police responder, {HILLSIDE}):" in text and "by N. Okoro (accountable officer):" in text


def test_the_answer_of_a_unit_whose_author_is_gone_is_corrected_by_who_has_the_duty(
    cast: Cast, client_for: Any, put: ExpertQuestion
) -> None:
    """“Roads Unit” is no force that is known: with its author gone nobody could put a wrong figure right."""
    unit = joined_by(cast, "lake", Role.RESPONDER, "Roads Unit")
    other = joined_by(cast, "moor", Role.OFFICER, "")
    force(HILLSIDE)  # known, and not of this consultation
    elsewhere = joined_by(cast, "sand", Role.RESPONDER, HILLSIDE)
    answer, theirs = given(put, cast, unit), given(put, cast, elsewhere, "Twelve.")
    assert not correcting.may_correct(answer, cast.member(cast.okoro)), "its author is there"
    Membership.objects.filter(user__in=[unit, elsewhere]).update(withdrawn_at=cast.consultation.opens_at)
    answer.refresh_from_db()
    address = reverse("correct_expert_answer", args=[cast.consultation.slug, answer.pk])
    for user in (cast.reyes, other, cast.moss, cast.hale):  # the duty is not theirs
        with pytest.raises(NotAllowed):
            correcting.correct(answer, by=user, body="Not so.")
        assert client_for(user).get(address).status_code == 404
    with pytest.raises(NotAllowed):  # the words of a force that is known
        correcting.correct(theirs, by=cast.okoro, body="Not so.")
    assert address in page(client_for, cast.okoro, "expert_questions", cast.consultation.slug)
    assert client_for(cast.okoro).post(address, {"body": "It was fourteen."}).status_code == 302
    assert published(ExpertCorrection.objects.get(), cast).author.user == cast.okoro


def test_a_correction_that_waits_is_not_written_over_by_somebody_else(
    cast: Cast, client_for: Any, put: ExpertQuestion
) -> None:
    answer, slug = given(put, cast, cast.reyes), cast.consultation.slug
    one = correcting.correct(answer, by=cast.reyes, body="Fourteen.")
    with pytest.raises(Refused, match="L. Reyes wrote a correction that waits"):
        correcting.correct(answer, by=cast.okoro, body="Nothing was wrong.")
    shown = page(client_for, cast.okoro, "correct_expert_answer", slug, answer.pk)
    assert "It is not written over" in shown and "Fourteen." not in shown
    assert "Save the correction" not in shown and "data-draft" not in shown, "nothing is typed that would be refused"
    address = reverse("correct_expert_answer", args=[slug, answer.pk])
    typed = client_for(cast.okoro).post(address, {"body": "Typed before it waited."})
    assert typed.status_code == 422 and "Typed before it waited." in typed.content.decode()
    listed = page(client_for, cast.okoro, "expert_questions", slug)
    assert address not in listed and address in page(client_for, cast.reyes, "expert_questions", slug)
    one.refresh_from_db()
    assert (one.body, one.author.user) == ("Fourteen.", cast.reyes)
    assert correcting.correct(answer, by=cast.reyes, body="Fourteen, I think.").pk == one.pk, "one’s own"
    one.refresh_from_db()
    correcting.send_back(one, by=cast.moss, note="Say since when.")
    assert correcting.correct(answer, by=cast.okoro, body="Fourteen since May.").author.user == cast.okoro


def test_a_correction_cannot_be_kept_back_in_silence(cast: Cast, client_for: Any, put: ExpertQuestion) -> None:
    answer, slug = given(put, cast, cast.reyes), cast.consultation.slug
    one = correcting.correct(answer, by=cast.reyes, body="Fourteen.")
    assert len(gates.answers_were_read(cast.consultation)) == 1
    with pytest.raises(Refused, match="Say what has to change"):
        correcting.send_back(one, by=cast.moss, note=" ")
    one = correcting.send_back(one, by=cast.moss, note="Say since when.")
    assert "was sent back to be written otherwise" in page(client_for, None, "expert_questions", slug)
    assert "Say since when." in page(client_for, cast.reyes, "correct_expert_answer", slug, answer.pk)
    stale = one.written_at.isoformat()
    again = correcting.correct(answer, by=cast.reyes, body="Fourteen, since May.")
    assert again.pk == one.pk
    with pytest.raises(Refused, match="written anew"):
        correcting.publish(again, by=cast.moss, seen=stale)
    correcting.publish(
        again, by=cast.hale, seen=again.written_at.isoformat()
    )  # the panel, where nobody runs it any more
    with pytest.raises(Refused, match="already"):
        correcting.send_back(again, by=cast.moss, note="No.")
    second = correcting.correct(answer, by=cast.reyes, body="Fifteen.")
    assert second.pk != one.pk
    acts = list(Entry.objects.filter(action__startswith="expert_correction").order_by("number").values_list("action"))
    assert [act.removeprefix("expert_correction_") for (act,) in acts] == [
        "written", "sent_back", "written", "published", "written",
    ]  # fmt: skip


def test_what_is_published_is_corrected_not_written_anew(cast: Cast, put: ExpertQuestion) -> None:
    given(put, cast, cast.reyes)
    with pytest.raises(Refused, match="Write a correction"):
        experts.answer(put, by=cast.reyes, capacity="", body="Fourteen.")
    waiting = experts.answer(put, by=cast.okoro, capacity="", body="Thirteen.")
    with pytest.raises(NotAllowed):
        correcting.correct(waiting, by=cast.okoro, body="It is not published yet.")
