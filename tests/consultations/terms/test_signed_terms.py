"""The terms are one signed text with the briefing: whoever turns one of them asks panel and officer again."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from audit import clock, texts
from audit.models import Entry
from consultations import numbers
from consultations.access import NotAllowed
from consultations.briefing import briefing, versions
from consultations.forces import agreeing
from consultations.groups import appointing
from consultations.groups.gates import officer_has_accepted
from consultations.models import Area, BriefingVersion, Consultation, Force, Membership, Role, Stage, TermChange
from consultations.models.terms import FIELDS, NAMED, terms_of
from consultations.register import technologies
from consultations.review import gates as review_gates
from consultations.review import review
from consultations.review import versions as reviewed
from consultations.review.desk import briefings_to_sign
from consultations.setup import setup
from consultations.setup.setup import EDITABLE, SEVERAL
from consultations.stages import moving_dates, stages
from consultations.stages.timeline import timetable
from consultations.terms import terms, waiting, words
from people.errors import Refused
from people.models import Message, User
from people.text.dates import day
from tests.cast import force, join, staff
from tests.consultations.draft import Draft, person
from tests.made_once import made_once
from tests.pages import flat

#: What is set up and is not a term, with why.
NOT_TERMS = {"starter", "answer_may_wait_until", "answer_may_wait_reason"}


def other(name: str, now: Any) -> Any:
    """Another value for each of the terms."""
    field = {**EDITABLE, **SEVERAL}[name]
    if name in SEVERAL:
        return [Area.objects.create(name="Eastmere", slug="eastmere")] if name == "in_areas" else [force("Hill (ex.)")]
    if isinstance(now, bool):
        return not now
    if choices := getattr(field, "choices", None):
        return next(value for value, _ in choices if value != now)
    changed: dict[type, Callable[[Any], Any]] = {
        datetime: lambda v: v + timedelta(days=1), date: lambda v: v + timedelta(days=1), int: lambda v: v + 1,
        Force: lambda v: force("Hillside (example)"), str: lambda v: f"{v} Really?", type(None): lambda v: None,
    }  # fmt: skip
    return changed[type(now)](now)


def test_every_fact_is_a_term_or_said_not_to_be() -> None:
    """A new field of the consultation has to be put on one side."""
    assert {*EDITABLE, *SEVERAL} - NOT_TERMS == {*FIELDS, *NAMED} - {"technologies", "answering"}
    assert set(words.LABELS) == {*FIELDS, *NAMED}


def test_each_term_changed_under_review_voids_signatures_and_acceptance(signed_draft: Draft) -> None:
    assert not stages.blockers(signed_draft.consultation, stages.transition_named("announce"))
    for name in [*FIELDS, "force", "joint_forces", "in_areas"]:
        with suppress(Undone), transaction.atomic():
            asks_again(signed_draft, name)
            raise Undone


class Undone(Exception):
    """The next term is tried on the same draft."""


def asks_again(draft: Draft, name: str) -> None:
    now = draft.consultation.joint_forces if name in SEVERAL else getattr(draft.consultation, name)
    setup.update(Consultation.objects.get(), by=draft.moss, **{name: other(name, now)})
    assert draft.version.counting_signatures() == [] == list(draft.version.valid_signoffs()), name
    assert [m.text for m in review_gates.panel_has_signed(draft.consultation) if not m.soft], name
    assert [m.text for m in officer_has_accepted(draft.consultation)], name
    entry = Entry.objects.get(action="asked_again")
    assert (entry.detail["signatures_made_void"], entry.detail["acceptances_made_void"]) == (2, 1)


def test_what_was_asked_again_can_be_given_again(signed_draft: Draft) -> None:
    setup.update(signed_draft.consultation, by=signed_draft.moss, can_change="Less.")
    asked = " ".join(m.text for m in stages.blockers(signed_draft.consultation, stages.transition_named("announce")))
    assert "must sign the briefing exactly as it stands" in asked and "must accept the duty to answer again" in asked
    appointing.accept_duty(signed_draft.consultation, by=signed_draft.okoro)
    signed_draft.sign()
    assert not stages.blockers(signed_draft.consultation, stages.transition_named("announce"))


def test_a_change_taken_back_to_draft_counts_too_and_saving_the_same_does_not(draft: Draft) -> None:
    draft.send_to_panel().sign(draft.hale)
    stages.move(draft.consultation, "take_back", by=draft.moss)
    setup.update(draft.consultation, by=draft.moss, title=draft.consultation.title)
    assert not draft.member(draft.okoro).must_accept_again
    setup.update(draft.consultation, by=draft.moss, can_change="Nothing.")
    assert draft.member(draft.okoro).must_accept_again
    assert draft.version.counting_signatures() == []


def test_what_it_is_about_is_signed_too(signed_draft: Draft) -> None:
    drone = technologies.add(signed_draft.consultation, by=signed_draft.moss, name="Drone", kind="drone")
    assert signed_draft.version.counting_signatures() == []
    technologies.detach(signed_draft.consultation, drone, by=signed_draft.moss)
    assert len(signed_draft.version.counting_signatures()) == 2, "the words are the signed ones again"
    assert signed_draft.member(signed_draft.okoro).must_accept_again, "yet the officer was asked"


def take_over(draft: Draft, officer: User, **offered: Any) -> None:
    with clock.travel(clock.now() + timedelta(seconds=1)):
        appointing.seat(draft.consultation, officer, Role.OFFICER, **offered)
        appointing.accept_duty(draft.consultation, by=officer, role="Commander")


def test_another_officer_voids_no_signature_and_the_panel_is_told(signed_draft: Draft) -> None:
    Message.objects.all().delete()
    reed = person("reed", "A. Reed")
    take_over(signed_draft, reed)
    assert len(signed_draft.version.counting_signatures()) == 2 == signed_draft.version.valid_signoffs().count()
    assert not signed_draft.member(reed).must_accept_again
    told = Message.objects.filter(title__startswith="Who answers has changed, from N. Okoro", title__contains="A. Reed")
    assert {m.mailbox.user for m in told} == {signed_draft.hale, signed_draft.quill}
    shown = words.spoken(signed_draft.version.terms_now())["Who answers for it"]
    assert shown == "A. Reed, Commander", "what is read is who answers now"
    briefing.write_section(signed_draft.version, "cost", "Another text.", by=signed_draft.moss)
    assert signed_draft.version.counting_signatures() == [] and signed_draft.version.answering_signed is None


def test_before_anybody_signed_the_text_names_who_answers(draft: Draft) -> None:
    mark = draft.version.compute_hash()
    take_over(draft, person("reed", "A. Reed"))
    assert draft.version.compute_hash() != mark and draft.version.answering_signed is None


def test_those_who_have_a_step_to_take_are_told(signed_draft: Draft) -> None:
    Message.objects.all().delete()
    setup.update(signed_draft.consultation, by=signed_draft.moss, can_change="Less.")
    told = {(m.mailbox.user.name, m.link) for m in Message.objects.all()}
    review_page, accept = (
        reverse("review", args=["cameras-in-eastmere"]),
        reverse("accept_duty", args=["cameras-in-eastmere"]),
    )
    assert {("Ruth Hale", review_page), ("Sam Quill", review_page), ("N. Okoro", accept)} <= told
    assert "L. Reyes" not in {name for name, link in told if link == review_page}


def test_a_voided_acceptance_lets_no_facilitator_choose_another_officer(announced_draft: Draft) -> None:
    """A comma in the terms must not be the way round “facilitators do not choose another one”."""
    setup.update(announced_draft.consultation, by=announced_draft.moss, reason="A comma.", can_change="Less.")
    assert announced_draft.member(announced_draft.okoro).must_accept_again
    with pytest.raises(Refused, match="cannot end the role"):
        appointing.dismiss(announced_draft.member(announced_draft.okoro), by=announced_draft.moss)
    from consultations import access

    with pytest.raises(Refused):
        access.require_appointing(announced_draft.moss, announced_draft.consultation, Role.OFFICER)


# --- After announcing -------------------------------------------------------------------------------
@made_once
def announced(draft: Draft) -> Draft:
    return draft.announce()


def change(draft: Draft, reason: str = "We were told more.", **fields: Any) -> None:
    setup.update(draft.consultation, by=draft.moss, reason=reason, **fields)


def test_the_duty_handed_to_and_fro_keeps_nothing_from_opening(announced: Draft, client_for) -> None:
    """A force that changes its officer again and again: each handing-over is in public, and no signature goes."""
    reed = person("reed", "A. Reed")
    for n, officer in enumerate([reed, announced.okoro] * 3):
        with clock.travel(clock.now() + timedelta(minutes=n + 1)):
            take_over(announced, officer, chosen_by=announced.member(announced.hale))
    texts_are_true()
    version = announced.version
    assert len(version.counting_signatures()) == 2 == version.valid_signoffs().count()
    assert TermChange.objects.filter(name="answering").count() == 6
    page = flat(client_for(None).get(reverse("terms", args=[announced.consultation.slug])).content.decode())
    assert page.count("The duty to answer was handed on. The role was offered by Ruth Hale") == 6
    with clock.travel(announced.consultation.opens_at + timedelta(hours=1)):
        asked = " ".join(m.text for m in stages.blockers(announced.consultation, stages.transition_named("open")))
        assert "sign" not in asked and "accept the duty" not in asked
        terms.fix(announced.consultation)  # as it opens
        announced.opened()
        texts_are_true()
        assert announced.version.valid_signoffs().count() == 2


def test_an_officer_who_does_not_do_is_what_the_panel_says_must_be_fixed(announced: Draft) -> None:
    """The other bend: a signed chief, and a constable afterwards. The panel holds it up in public."""
    take_over(announced, person("cadet", "C. Cadet"))
    said = review.comment(announced.version, by=announced.hale, text="A cadet cannot answer.", severity="must_fix")
    with clock.travel(announced.consultation.opens_at + timedelta(hours=1)):
        gate = stages.transition_named("open")
        asked = " ".join(m.text for m in stages.blockers(announced.consultation, gate))
        assert "must fix" in asked
        review.reply(said, "The chief has the duty again.", by=announced.moss)
        review.resolve(said, by=announced.hale)
        assert "must fix" not in " ".join(m.text for m in stages.blockers(announced.consultation, gate))


def test_while_nobody_answers_it_is_the_officer_who_is_missing_and_no_signature(announced: Draft) -> None:
    appointing.end_with_account(announced.okoro)
    assert len(announced.version.counting_signatures()) == 2
    with clock.travel(announced.consultation.opens_at + timedelta(hours=1)):
        gate = stages.transition_named("open")
        asked = " ".join(m.text for m in stages.blockers(announced.consultation, gate))
        assert "accountable officer" in asked and "must sign" not in asked
    change_ = TermChange.objects.get(name="answering")
    assert (change_.old, change_.new) == (["N. Okoro, Chief Superintendent (example)"], [])
    assert change_.reason.startswith("The role of the officer was ended.")


def test_no_reason_no_change(announced: Draft) -> None:
    before = terms_of(announced.consultation.pk)
    for name in ("purpose_question", "cannot_change", "opens_at", "retention", "min_base"):
        with pytest.raises(Refused, match="reason"):
            change(announced, reason="  ", **{name: other(name, getattr(announced.consultation, name))})
    assert terms_of(announced.consultation.pk) == before
    assert not TermChange.objects.exists()


def test_old_and_new_words_stand_in_public_with_the_reason(announced: Draft, client_for) -> None:
    old = announced.consultation.purpose_question
    change(announced, purpose_question="Should Eastmere keep the cameras?")
    visitor = client_for(None)
    page = visitor.get(reverse("terms", args=[announced.consultation.slug])).content.decode()
    assert "We were told more." in page and "<del>" in page and "<ins" in page
    assert all(word in page for word in (old.split()[-1], "keep"))
    front = visitor.get(announced.consultation.get_absolute_url()).content.decode()
    assert "Changed since it was announced" in front and reverse("terms", args=[announced.consultation.slug]) in front
    record = visitor.get(reverse("public_record", args=[announced.consultation.slug])).content.decode()
    assert "The question: We were told more." in record
    entry = Entry.objects.get(action="terms_changed")
    assert entry.detail["changes"]["purpose_question"] == [old, "Should Eastmere keep the cameras?"]


def test_the_record_is_without_a_language(announced: Draft, client_for) -> None:
    opens = announced.consultation.opens_at
    sent = {"opens_at": opens + timedelta(days=1)}
    from django.utils import translation

    with translation.override("pl"):
        change(announced, **sent)
    entry = Entry.objects.get(action="terms_changed")
    assert entry.detail["changes"]["opens_at"] == [opens.isoformat(), (opens + timedelta(days=1)).isoformat()]
    assert entry.summary == "Opens: We were told more."


def test_it_opens_only_once_signed_and_accepted_again(announced: Draft) -> None:
    change(announced, can_change="Signs only.")
    texts_are_true()
    gate = stages.transition_named("open")
    with clock.travel(announced.consultation.opens_at + timedelta(hours=1)):
        asked = " ".join(m.text for m in stages.blockers(announced.consultation, gate))
        assert "must sign the briefing" in asked and "must accept the duty to answer again" in asked
        assert briefings_to_sign([announced.member(announced.hale)])
        announced.sign()
        appointing.accept_duty(announced.consultation, by=announced.okoro)
        left = " ".join(m.text for m in stages.blockers(announced.consultation, gate))
        assert "sign" not in left and "accept the duty" not in left
        assert briefings_to_sign([announced.member(announced.hale)]) == []


def texts_are_true() -> None:
    assert texts.compare().faults == []


def test_once_open_the_signed_terms_stay_whatever_moves(announced: Draft) -> None:
    version = announced.version
    Consultation.objects.filter(pk=announced.consultation.pk).update(stage=Stage.OPEN, opens_at=clock.now())
    announced.consultation.refresh_from_db()
    terms.fix(announced.consultation)
    version.refresh_from_db()
    signed = version.compute_hash()
    moving_dates.extend_closing(
        announced.consultation, announced.consultation.closes_at + timedelta(days=7), by=announced.moss, reason="Snow."
    )
    version.refresh_from_db()
    assert version.compute_hash() == signed
    assert TermChange.objects.get().name == "closes_at"
    with pytest.raises(Refused):
        change(announced, min_answer=6)


WORDS: dict[str, Any] = {"purpose_question": "Or not?", "cannot_change": " Nothing.", "min_base": 3}
DAY_LATER: dict[str, Any] = {name: timedelta(days=1) for name in ("closes_at", "findings_due", "response_due")}
TURNED = "is not what was signed or moved in public"


@pytest.mark.parametrize("is_open", [False, True])
def test_the_question_that_people_read_cannot_be_turned_by_sql(announced: Draft, is_open: bool) -> None:
    row = Consultation.objects.filter(pk=announced.consultation.pk)
    if is_open:
        announced.opened()
        terms.fix(announced.consultation)
        later = announced.consultation.closes_at + timedelta(days=7)
        moving_dates.extend_closing(announced.consultation, later, by=announced.moss, reason="Snow.")
    texts_are_true()
    for column, add in (WORDS | DAY_LATER).items():
        was = getattr(row.get(), column)
        row.update(**{column: was + add})
        fault, *also_moved = texts.compare().faults
        assert len(also_moved) == (is_open and column == "closes_at")  # a date that moved is held by its move as well
        assert TURNED in fault and column.replace("_", " ") in fault
        row.update(**{column: was})
    texts_are_true()


def test_a_move_that_nobody_made_is_seen(announced: Draft) -> None:
    row = Consultation.objects.filter(pk=announced.consultation.pk)
    was, later = announced.consultation.response_due, announced.consultation.response_due + timedelta(weeks=2)
    row.update(response_due=later, response_due_before=was, extension_reason="The force asked.")
    assert len([fault for fault in texts.compare().faults if TURNED in fault]) == 2
    planted = {"old": was.isoformat(), "new": later.isoformat(), "reason": "The force asked."}
    TermChange.objects.create(consultation=announced.consultation, name="response_due", **planted)
    (fault,) = texts.compare().faults
    assert fault.startswith("Public without having been published: change of “response due”")


def test_a_signature_that_nobody_gave_is_seen(announced: Draft) -> None:
    given = announced.version.signoffs.first()
    assert given is not None
    type(given).objects.filter(pk=given.pk).update(public_statement="Best I ever read.", verdict="balanced")
    assert f"The public statement of signature {given.pk} under" in " ".join(texts.compare().faults)
    type(given).objects.filter(pk=given.pk).update(public_statement="Read in full. It is fair.")
    texts_are_true()
    type(given).objects.create(
        version=announced.version, member=announced.member(announced.moss), content_hash=given.content_hash,
        verdict="balanced", public_statement="Fair.",
    )  # fmt: skip
    assert "without having been published: signature" in " ".join(texts.compare().faults)


def test_the_answer_moves_once_and_later(announced: Draft) -> None:
    due = announced.consultation.response_due
    with pytest.raises(Refused, match="only later"):
        change(announced, response_due=due - timedelta(days=1))
    change(
        announced, closes_at=announced.consultation.closes_at + timedelta(days=7), response_due=due + timedelta(days=1)
    )
    assert f"Moved from {day(due)}. The reason given: We were told more." in str(timetable(announced.consultation))
    with pytest.raises(Refused, match="once only"):
        change(announced, response_due=due + timedelta(days=2))
    Consultation.objects.filter(pk=announced.consultation.pk).update(stage=Stage.FINDINGS_PUBLISHED)
    announced.consultation.refresh_from_db()
    moved = due + timedelta(days=9)  # a facilitator's move does not use up the one that the force has
    moving_dates.extend_answer(announced.consultation, moved, by=announced.okoro, reason="Late.")
    assert timetable(announced.consultation)[-1]["value"].count("Moved from") == 2
    with pytest.raises(Refused, match="once only"):
        moving_dates.extend_answer(announced.consultation, moved + timedelta(1), by=announced.okoro, reason="Late.")


def test_the_answer_comes_within_twelve_weeks_unless_the_panel_agrees(announced: Draft) -> None:
    c = announced.consultation
    with pytest.raises(Refused, match="at most twelve weeks"):
        change(announced, response_due=c.response_due + timedelta(days=1))
    with pytest.raises(Refused, match="at most twelve weeks"):  # nor by closing earlier
        change(announced, closes_at=c.closes_at - timedelta(days=3))
    for who in (announced.moss, announced.okoro, announced.reyes, announced.outsider):
        with pytest.raises(NotAllowed):
            waiting.agree_to_wait(c, c.response_due + timedelta(days=7), by=who, reason="Please.")
    with pytest.raises(Refused, match="reason"):
        waiting.agree_to_wait(c, c.response_due + timedelta(days=7), by=announced.hale, reason="")
    with pytest.raises(Refused):
        far = c.response_due + timedelta(weeks=numbers.MOVED_WEEKS, days=1)
        waiting.agree_to_wait(c, far, by=announced.hale, reason="Far.")
    agree_to_wait(announced, announced.hale, 7)
    heard = Message.objects.filter(title__startswith="Ruth Hale agrees that the answer may be due as late as")
    assert announced.quill in {m.mailbox.user for m in heard}, "who has to agree as well"
    with pytest.raises(Refused, match="Two members of the panel can agree"):
        change(announced, response_due=c.response_due + timedelta(days=7))
    agree_to_wait(announced, announced.quill, 9)
    heard = Message.objects.filter(title__startswith="The panel agrees that the answer may be due as late as")
    assert {m.mailbox.user for m in heard} >= {announced.moss, announced.okoro}, "whoever may move it now"
    with pytest.raises(Refused, match="at most twelve weeks"):
        change(announced, response_due=c.response_due + timedelta(days=8))
    change(announced, response_due=c.response_due + timedelta(days=7))


def agree_to_wait(draft: Draft, who: User, days: int) -> None:
    until = draft.consultation.response_due + timedelta(days=days)
    waiting.agree_to_wait(draft.consultation, until, by=who, reason=f"{who.name}: it reports in May.")


def shown_terms(draft: Draft, client: Client) -> str:
    return flat(client.get(reverse("terms", args=[draft.consultation.slug])).content.decode())


def test_one_member_twice_is_not_the_panel_and_each_reason_is_public(announced: Draft, client_for) -> None:
    """An officer in no hurry has one friend on the panel."""
    for days in (7, 8):
        agree_to_wait(announced, announced.hale, days)
    assert announced.consultation.answer_may_wait_until is None
    page = shown_terms(announced, client_for(None))
    assert page.count("Ruth Hale: it reports in May.") == 2 and "The panel agreed that the police" not in page
    assert "It holds once a second member of the panel agrees." in page
    form = {"until": (announced.consultation.response_due + timedelta(days=7)).isoformat(), "reason": "In May."}
    told = client_for(announced.quill).post(
        reverse("later_answer", args=[announced.consultation.slug]), form, follow=True
    )
    assert "The facilitator can now move the day." in flat(told.content.decode())
    announced.consultation.refresh_from_db()
    due = announced.consultation.response_due + timedelta(days=7)
    assert announced.consultation.answer_may_wait_until == due, "no later than both said"
    page = shown_terms(announced, client_for(None))
    assert f"The panel agreed that the police answer may be due as late as {day(due)}." in page
    assert "It holds once" not in page
    said = Entry.objects.filter(action__startswith="later_answer").values_list("action", flat=True)
    assert sorted(said) == ["later_answer_agreed", *["later_answer_said"] * 3]


@pytest.mark.parametrize("side", ["of each other", "of who runs it", "who left", "alone"])
def test_two_of_one_side_are_not_two_members(announced: Draft, client_for, side: str) -> None:
    boss = person("boss", "B. Boss", is_superuser=True)
    hale, quill = announced.member(announced.hale), announced.member(announced.quill)
    agree_to_wait(announced, announced.hale, 7)
    if side == "who left":
        Membership.objects.filter(pk=hale.pk).update(withdrawn_at=clock.now())
        agree_to_wait(announced, announced.quill, 7)
    elif side == "alone":
        Membership.objects.filter(pk=quill.pk).update(withdrawn_at=clock.now())
    else:
        other = hale if side == "of each other" else announced.member(announced.moss)
        staff(announced.consultation, boss, Role.EXPERT)
        Membership.objects.filter(pk__in=[quill.pk, other.pk]).update(seated_by_account=boss)
        with pytest.raises(Refused, match="The same person chose"):
            agree_to_wait(announced, announced.quill, 7)
    announced.consultation.refresh_from_db()
    assert announced.consultation.answer_may_wait_until is None
    assert waiting.NO_SECOND in shown_terms(announced, client_for(None))


def test_whoever_joined_keeps_what_they_were_promised(announced: Draft) -> None:
    """A facilitator in a hurry takes the days to withdraw away from people who joined for them, also once they left."""
    change(announced, withdrawal_days=10)  # before anybody is there, it goes either way
    heron = person("heron", "")
    join(announced.consultation, [(heron, None)])
    for fields in ({"withdrawal_days": 9}, {"withdrawal_days": 0, "closes_at": announced.consultation.closes_at}):
        with pytest.raises(Refused, match="were promised this: days to withdraw after closing, 10"):
            change(announced, **fields)
    change(announced, min_base=numbers.LEAST_BASE + 2)
    announced.consultation.memberships.filter(user=heron).update(withdrawn_at=clock.now())
    with pytest.raises(Refused, match="smallest group in a breakdown"):
        change(announced, min_base=numbers.LEAST_BASE)
    change(announced, withdrawal_days=12, recruitment_note="By letter, and by poster.")
    announced.consultation.refresh_from_db()
    assert (announced.consultation.withdrawal_days, announced.consultation.min_base) == (12, numbers.LEAST_BASE + 2)


def test_whoever_joined_hears_that_the_terms_changed(announced: Draft, client_for) -> None:
    heron = person("heron", "")
    join(announced.consultation, [(heron, None)])
    change(announced, purpose_question="Should they be used at all?")
    page = client_for(heron).get(reverse("inbox")).content.decode()
    assert "The terms changed since you joined" in page
    told = Message.objects.get(mailbox__user=heron)
    assert told.link.endswith(reverse("terms", args=[announced.consultation.slug]))


def test_nobody_else_turns_the_terms(announced: Draft, client_for) -> None:
    before = terms_of(announced.consultation.pk)
    for who in (announced.hale, announced.okoro, announced.reyes, announced.outsider):
        with pytest.raises(NotAllowed):
            setup.update(announced.consultation, by=who, reason="Mine.", title="Mine")
        for part in ("question", "dates", "technologies"):
            page = reverse(f"setup_{part}", args=[announced.consultation.slug])
            assert client_for(who).post(page, {"title": "Mine", "reason": "Mine.", "out": "1"}).status_code == 404
    assert terms_of(announced.consultation.pk) == before


def test_the_page_asks_for_the_reason_and_keeps_what_was_typed(announced: Draft, client_for) -> None:
    client, page = client_for(announced.moss), reverse("setup_technologies", args=[announced.consultation.slug])
    assert 'name="reason"' in client.get(page).content.decode()
    out = {"out": announced.consultation.technologies.get().pk}
    answer = client.post(page, out)
    assert answer.status_code == 422 and "Give a reason" in answer.content.decode()
    assert client.post(page, {**out, "stage": "idea", "reason": "It was sold."}).status_code == 302
    assert set(TermChange.objects.values_list("name", "reason")) == {
        ("technologies", "It was sold."), ("entries", "It was sold."),
    }  # fmt: skip


# --- Signing and accepting what was read ------------------------------------------------------------
def test_the_officer_accepts_the_terms_that_were_on_the_page(announced: Draft, client_for) -> None:
    change(announced, can_change="Signs only.")
    client, page = client_for(announced.okoro), reverse("accept_duty", args=[announced.consultation.slug])
    shown = client.get(page).content.decode()
    assert "The terms changed" in shown and "<ins" in shown
    seen = terms.mark(announced.consultation)
    change(announced, can_change="Nothing at all.")
    answer = client.post(page, {"agree": "on", "role": "X", "seen": seen})
    assert answer.status_code == 422 and "The terms changed after you opened this page" in answer.content.decode()
    assert 'name="agree"' in answer.content.decode() and "checked" not in answer.content.decode()
    assert announced.member(announced.okoro).must_accept_again
    sent = {"agree": "on", "role": "King", "seen": terms.mark(announced.consultation)}
    assert client.post(page, sent).status_code == 302
    member = announced.member(announced.okoro)
    assert not member.must_accept_again
    assert member.accepted_role == "Chief Superintendent (example)", "as whom it was accepted first"


def test_the_panel_sees_what_changed_since_it_signed_and_signs_that(announced: Draft, client_for) -> None:
    client = client_for(announced.hale)
    page = reverse("review", args=[announced.consultation.slug])
    assert "Changed since you last signed" not in client.get(page).content.decode()
    change(announced, can_change="Signs and nothing else.")
    shown = client.get(page).content.decode()
    assert "Changed since you last signed" in shown and "Terms: What can change" in shown
    seen = announced.version.compute_hash()
    change(announced, can_change="Nothing.")
    with pytest.raises(Refused, match="changed after you opened"):
        review.sign_off(announced.version, by=announced.hale, verdict="balanced", statement="Fine.", seen=seen)


def test_what_was_signed_before_there_were_terms_stays_as_it_was(announced: Draft) -> None:
    """As migration 0008 leaves it: the fingerprint in the record goes on being the right one."""
    BriefingVersion.objects.update(terms=None)
    version = announced.version
    without = version.compute_hash()
    Consultation.objects.update(can_change="Turned by hand.")
    assert announced.version.compute_hash() == without
    change(announced, can_change="Turned in public.")
    assert announced.version.compute_hash() != without, "from its first change on it covers them"


def test_membership_asked_again_is_only_the_officer(announced: Draft) -> None:
    change(announced, can_change="Less.")
    assert {m.role for m in Membership.objects.exclude(asked_again_at=None)} == {Role.OFFICER}


def test_once_it_is_open_a_change_of_officer_undoes_no_signature_of_the_panel(draft: Draft) -> None:
    """Else whoever closes an account, or hands on the duty, turns a signed public briefing into one nobody signed."""
    version = draft.announce().version
    Consultation.objects.filter(pk=draft.consultation.pk).update(stage=Stage.OPEN)
    appointing.end_with_account(draft.okoro)
    version.refresh_from_db()
    assert version.valid_signoffs().count() == 2
    assert not Entry.objects.filter(action="asked_again").exists() and appointing.nobody_answers(draft.consultation)


# --- Before the panel has signed anything ---------------------------------------------------------------
def test_an_officer_who_accepts_early_is_not_bound_to_other_words(draft: Draft) -> None:
    """A facilitator who has the duty accepted, and then writes another question, another day, or another force."""
    hillside = force("Hillside Police (example)")
    for fields in ({"purpose_question": "Everywhere, always?"}, {"cannot_change": "Whether."}, {"force": hillside}):
        appointing.accept_duty(draft.consultation, by=draft.okoro)
        assert not draft.member(draft.okoro).must_accept_again
        setup.update(draft.consultation, by=draft.moss, **fields)
        assert draft.member(draft.okoro).must_accept_again, fields
        with pytest.raises(Refused) as refusal:
            stages.move(draft.consultation, "submit", by=draft.moss)
        lacks = "Name the accountable officer" if "force" in fields else "N. Okoro must accept the duty to answer again"
        assert any(lacks in problem for problem in refusal.value.problems)
    asked = Message.objects.filter(title__startswith="The terms changed: accept the duty again")
    told = asked.filter(mailbox__user=draft.okoro).count()
    setup.update(draft.consultation, by=draft.moss, funding_note="Paid for by the council.")
    assert asked.filter(mailbox__user=draft.okoro).count() == told == 3, "once, however much is still written"


def test_what_changes_nothing_asks_nobody_again(draft: Draft) -> None:
    setup.update(draft.consultation, by=draft.moss, purpose_question=draft.consultation.purpose_question)
    assert not draft.member(draft.okoro).must_accept_again
    stages.move(draft.consultation, "submit", by=draft.moss)


def test_police_of_one_force_do_not_speak_for_the_next_that_leads(draft: Draft) -> None:
    lead, hillside = draft.consultation.force, force("Hillside Police (example)")
    setup.update(draft.consultation, by=draft.moss, force=hillside)
    found = {agreeing.force_of(Membership.objects.get(pk=draft.member(who).pk)) for who in (draft.okoro, draft.reyes)}
    assert found == {None}
    setup.update(draft.consultation, by=draft.moss, joint_forces=[lead])
    assert agreeing.words(Consultation.objects.get(pk=draft.consultation.pk))[1].at is not None, "it took these roles"
    setup.update(draft.consultation, by=draft.moss, force=lead)
    assert agreeing.force_of(Membership.objects.get(pk=draft.member(draft.reyes).pk)) == lead


def test_a_comma_does_not_lift_what_the_panel_marked_must_fix(announced: Draft) -> None:
    """One of three asks for a fix once a cadet answers; a facilitator changes a comma, and the two others sign anew."""
    third = person("third", "T. Hird")
    appointing.seat(announced.consultation, third, Role.OVERSIGHT, standpoint="neither")
    take_over(announced, person("reed", "A. Reed"), chosen_by=announced.member(announced.hale))
    said = review.comment(announced.version, by=announced.hale, text="A cadet cannot answer.", severity="must_fix")
    change(announced, can_change="Where, and when.")
    announced.sign(announced.quill, third)
    appointing.accept_duty(announced.consultation, by=User.objects.get(name="A. Reed"))
    with clock.travel(announced.consultation.opens_at + timedelta(days=2)):
        gate = stages.transition_named("open")
        assert "must fix" in " ".join(m.text for m in stages.blockers(announced.consultation, gate))
        row = next(one for one in timetable(announced.consultation) if one["key"] == "Was to open")
        assert "It waits for what the panel marked “must fix”." in row["value"]
        review.reply(said, "They are a commander.", by=announced.moss)
        review.resolve(said, by=announced.hale)
        assert "must fix" not in " ".join(m.text for m in stages.blockers(announced.consultation, gate))


def test_a_new_version_does_not_lift_what_the_panel_marked_must_fix(announced: Draft) -> None:
    """It goes along to the version that is sent, and the one that was announced would open without it."""
    take_over(announced, person("reed", "A. Reed"), chosen_by=announced.member(announced.hale))
    said = review.comment(announced.version, by=announced.hale, text="A cadet cannot answer.", severity="must_fix")
    gate = stages.transition_named("open")

    def is_held() -> bool:
        row = next(one for one in timetable(announced.consultation) if one["key"] == "Was to open")
        waits = "It waits for what the panel marked “must fix”." in row["value"]
        assert waits == ("must fix" in " ".join(m.text for m in stages.blockers(announced.consultation, gate)))
        return waits

    with clock.travel(announced.consultation.opens_at + timedelta(days=2)):
        assert is_held()
        versions.start(announced.consultation, "A comma.", by=announced.moss)
        reviewed.send(announced.consultation, by=announced.moss)
        said.refresh_from_db()
        assert said.version == announced.version and announced.version.number == 2, "it went along"
        assert is_held()
        versions.put_aside(announced.version, by=announced.moss)
        said.refresh_from_db()
        assert said.version == announced.version and said.first_of is None, "and came back"
        assert is_held()
        review.reply(said, "They are a commander.", by=announced.moss)
        review.resolve(said, by=announced.hale)
        assert not is_held()


def test_one_that_others_kept_shut_past_its_days_can_still_open(announced: Draft) -> None:
    """An officer who does not accept, or a pause, until the one moved day of the answer is past as well: then nobody
    could set days with which it opens, for ever."""
    c = announced.consultation

    def moved(days: int) -> None:
        setup.update(
            c, by=announced.moss, reason="The officer had not accepted.", closes_at=clock.now() + timedelta(days=29),
            findings_due=clock.today() + timedelta(days=71), response_due=clock.today() + timedelta(days=days),
        )  # fmt: skip

    with clock.travel(clock.now() + timedelta(days=200)):
        moved(110)
        with pytest.raises(Refused, match="moved already"):
            moved(111)
    with clock.travel(clock.now() + timedelta(days=500)):
        moved(110)
        appointing.accept_duty(c, by=announced.okoro)
        announced.sign()
        asked = [m.text for m in stages.blockers(c, stages.transition_named("open"))]
        assert not [one for one in asked if "date" in one and "opening" not in one], asked
    assert c.term_changes.filter(name="response_due").count() == 2, "each move stays readable"
