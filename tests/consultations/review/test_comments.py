"""The panel comments, the facilitator answers, the panel settles."""

import pytest
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from consultations.briefing import briefing
from consultations.models import Membership, ReviewComment, Role
from consultations.review import review
from people.errors import Refused
from people.models import Message
from tests.cast import person, staff
from tests.consultations.draft import Draft


def test_comment_answer_settle(sent_draft: Draft) -> None:
    made = review.comment(
        sent_draft.version, by=sent_draft.hale, text="Say who.", section="oversight", severity="must_fix"
    )
    assert review.must_still_fix(sent_draft.version) == [made] == review.unanswered(sent_draft.version)
    review.reply(made, "Added two sentences.", by=sent_draft.moss)
    assert review.unanswered(sent_draft.version) == []
    assert review.must_still_fix(sent_draft.version) == [made]
    with pytest.raises(Refused, match="Ruth Hale asked for this to be fixed"):
        review.resolve(made, by=sent_draft.quill)
    review.resolve(made, by=sent_draft.hale)
    assert review.must_still_fix(sent_draft.version) == []
    actions = {"review_commented", "review_answered", "review_resolved"}
    assert set(Entry.objects.values_list("action", flat=True)) >= actions


def test_an_answer_that_was_settled_on_is_not_written_over(sent_draft: Draft, client_for) -> None:
    made = review.comment(sent_draft.version, by=sent_draft.hale, text="Say who.", severity="must_fix")
    review.reply(made, "The figure is in now.", by=sent_draft.moss)
    review.resolve(ReviewComment.objects.get(pk=made.pk), by=sent_draft.hale)
    for who in (sent_draft.moss, sent_draft.finch):
        with pytest.raises(Refused, match="settled this comment"):
            review.reply(made, "We left it out.", by=who)
    page = reverse("reply_to_comment", args=[sent_draft.consultation.slug, made.pk])
    assert client_for(sent_draft.moss).post(page, {"reply": "We left it out."}).status_code == 422
    assert ReviewComment.objects.get(pk=made.pk).reply == "The figure is in now."


def test_a_must_of_somebody_who_left_is_settled_by_two_of_the_panel_that_is_there(
    sent_draft: Draft, client_for
) -> None:
    must = review.comment(sent_draft.version, by=sent_draft.hale, text="Say who.", severity="must_fix")
    should = review.comment(sent_draft.version, by=sent_draft.hale, text="Say when.")
    for one in (must, should):
        review.reply(one, "Done.", by=sent_draft.moss)
    at, settle = reverse("review", args=[sent_draft.consultation.slug]), "/settle/"
    assert client_for(sent_draft.quill).get(at).content.decode().count(settle) == 1, "only the should"
    review.resolve(should, by=sent_draft.quill)
    Membership.objects.filter(user=sent_draft.hale).update(withdrawn_at=clock.now())
    assert client_for(sent_draft.quill).get(at).content.decode().count(settle) == 1
    for _ in range(2):  # a friend of whoever ended that seat settles nothing alone, pressing twice neither
        settles = reverse("settle_comment", args=[sent_draft.consultation.slug, must.pk])
        client_for(sent_draft.quill).post(settles, {"seen": must.mark})
        assert review.must_still_fix(sent_draft.version) == [must]
    text = client_for(sent_draft.moss).get(at).content.decode()
    assert "Sam Quill says that it is settled" in text
    third = person("third", name="T. Third")
    staff(sent_draft.consultation, third, Role.OVERSIGHT)
    assert client_for(third).get(at).content.decode().count(settle) == 1
    review.resolve(ReviewComment.objects.get(pk=must.pk), by=third)
    assert review.must_still_fix(sent_draft.version) == []


def test_whoever_agreed_and_left_is_not_one_of_the_two(sent_draft: Draft) -> None:
    must = review.comment(sent_draft.version, by=sent_draft.hale, text="Say who.", severity="must_fix")
    review.reply(must, "Done.", by=sent_draft.moss)
    Membership.objects.filter(user=sent_draft.hale).update(withdrawn_at=clock.now())
    review.resolve(must, by=sent_draft.quill)
    Membership.objects.filter(user=sent_draft.quill).update(withdrawn_at=clock.now())
    two = [person("third", name="T. Third"), person("fourth", name="F. Fourth")]
    for user, left in zip(two, ([must], []), strict=True):
        staff(sent_draft.consultation, user, Role.OVERSIGHT)
        review.resolve(must, by=user)
        assert review.must_still_fix(sent_draft.version) == left


def test_an_unanswered_comment_cannot_be_settled(sent_draft: Draft) -> None:
    made = review.comment(sent_draft.version, by=sent_draft.hale, text="Say who checks.")
    with pytest.raises(Refused, match="not answered"):
        review.resolve(made, by=sent_draft.hale)


def test_the_facilitator_cannot_settle_what_the_panel_asked(sent_draft: Draft) -> None:
    made = review.comment(sent_draft.version, by=sent_draft.hale, text="Say who checks.", severity="must_fix")
    review.reply(made, "Done.", by=sent_draft.moss)
    with pytest.raises(NotAllowed):
        review.resolve(made, by=sent_draft.moss)


def test_police_neither_comment_nor_answer(sent_draft: Draft) -> None:
    made = review.comment(sent_draft.version, by=sent_draft.hale, text="Say who checks.")
    with pytest.raises(NotAllowed):
        review.comment(sent_draft.version, by=sent_draft.okoro, text="We disagree.")
    with pytest.raises(NotAllowed):
        review.reply(made, "We disagree.", by=sent_draft.reyes)


def test_words_are_needed(sent_draft: Draft) -> None:
    with pytest.raises(Refused):
        review.comment(sent_draft.version, by=sent_draft.hale, text=" ")
    made = review.comment(sent_draft.version, by=sent_draft.hale, text="Say who checks.")
    with pytest.raises(Refused):
        review.reply(made, "", by=sent_draft.moss)


def test_the_pages(sent_draft: Draft, client_for) -> None:
    slug, page = sent_draft.consultation.slug, reverse("review", args=[sent_draft.consultation.slug])
    hale, moss = client_for(sent_draft.hale), client_for(sent_draft.moss)
    assert '<option value="limits" selected' in hale.get(page + "?section=limits").content.decode()
    sent = {"section": "limits", "severity": "must_fix", "text": "Name the <b>study</b>."}
    assert hale.post(page, {**sent, "text": ""}).status_code == 422
    assert hale.post(page, sent).status_code == 302
    assert moss.post(page, sent).status_code == 404
    text = moss.get(page).content.decode()
    assert "Name the &lt;b&gt;study&lt;/b&gt;." in text
    comment = sent_draft.version.comments.get()
    assert moss.post(reverse("reply_to_comment", args=[slug, comment.pk]), {"reply": "Named."}).status_code == 302
    assert moss.post(reverse("settle_comment", args=[slug, comment.pk])).status_code == 404
    comment.refresh_from_db()
    assert hale.post(reverse("settle_comment", args=[slug, comment.pk]), {"seen": comment.mark}).status_code == 302
    assert "Settled" in moss.get(page).content.decode()


def test_comments_of_another_consultation_are_not_found(sent_draft: Draft, cast, client_for) -> None:
    comment = review.comment(sent_draft.version, by=sent_draft.hale, text="Ours.")
    address = reverse("reply_to_comment", args=[cast.consultation.slug, comment.pk])
    assert client_for(cast.moss).get(address).status_code == 404


def test_a_comment_names_the_sentence_as_it_reads(sent_draft: Draft, client_for) -> None:
    section = sent_draft.version.sections.get(kind="oversight")
    sentence = (
        "The courts can be asked if a use is lawful [9]."  # “courts” is bold in the text: what is copied has no marks
    )
    assert sentence not in section.body
    made = review.comment(sent_draft.version, by=sent_draft.hale, text="Which?", section="oversight", passage=sentence)
    assert made.passage == sentence
    page = client_for(sent_draft.moss).get(reverse("review", args=[sent_draft.consultation.slug])).content.decode()
    assert f"<blockquote>{sentence}</blockquote>" in page
    for passage, where in (("The courts can rule on it all.", "oversight"), (sentence, "does"), (sentence, "")):
        with pytest.raises(Refused, match="not in that section"):
            review.comment(sent_draft.version, by=sent_draft.hale, text="Which?", section=where, passage=passage)


def told(draft: Draft, who: str) -> list[str]:
    """The titles of what somebody was told of the review, oldest first."""
    found = Message.objects.filter(mailbox__user=getattr(draft, who)).order_by("pk")
    return list(found.values_list("title", flat=True))


def test_everybody_who_has_a_step_to_take_in_the_review_is_told(sent_draft: Draft) -> None:
    """Each is told of what waits for them, and nobody of what does not."""
    Message.objects.all().delete()
    must = review.comment(sent_draft.version, by=sent_draft.hale, text="Say who.", severity="must_fix")
    review.comment(sent_draft.version, by=sent_draft.quill, text="Say when.")
    review.comment(sent_draft.version, by=sent_draft.quill, text="Say where.")
    heard = [title.partition(":")[0] for title in told(sent_draft, "finch")]
    assert heard == ["The panel says what must be fixed", "The panel has commented on the briefing"], "once a day each"
    assert told(sent_draft, "hale") == told(sent_draft, "quill") == []
    review.reply(must, "Done.", by=sent_draft.moss)
    assert [t for t in told(sent_draft, "hale") if "is answered: is it settled?" in t]
    assert told(sent_draft, "quill") == []
    review.resolve(must, by=sent_draft.hale)
    assert any("has settled" in title for title in told(sent_draft, "moss"))
    sent_draft.sign()
    assert [title.split(" has signed")[0] for title in told(sent_draft, "moss") if " has signed" in title] == [
        "Ruth Hale", "Sam Quill",
    ]  # fmt: skip


def test_another_answer_is_agreed_to_anew(sent_draft: Draft) -> None:
    """One agreed to “we put the figure in”; the words under it may not become “we left it out” before the second."""
    must = review.comment(sent_draft.version, by=sent_draft.hale, text="Say who.", severity="must_fix")
    Membership.objects.filter(user=sent_draft.hale).update(withdrawn_at=clock.now())
    ada = person("ada", name="Ada Third")
    staff(sent_draft.consultation, ada, Role.OVERSIGHT)
    review.reply(must, "The figure is in now.", by=sent_draft.moss)
    review.resolve(must, by=sent_draft.quill)
    review.reply(ReviewComment.objects.get(pk=must.pk), "We left it out.", by=sent_draft.moss)
    review.resolve(must, by=ada)
    assert review.must_still_fix(sent_draft.version) == [must], "each of the two agreed to another answer"
    review.resolve(must, by=sent_draft.quill)
    assert review.must_still_fix(sent_draft.version) == []


def test_what_nobody_read_is_not_settled(sent_draft: Draft, client_for) -> None:
    must = review.comment(sent_draft.version, by=sent_draft.hale, text="Say who.", severity="must_fix")
    review.reply(must, "The figure is in now.", by=sent_draft.moss)
    seen, hale = ReviewComment.objects.get(pk=must.pk).mark, client_for(sent_draft.hale)
    slug = sent_draft.consultation.slug
    assert seen in hale.get(reverse("review", args=[slug])).content.decode()
    review.reply(must, "We left it out.", by=sent_draft.moss)
    for sent in ({"seen": seen}, {}):
        said = hale.post(reverse("settle_comment", args=[slug, must.pk]), sent, follow=True).content.decode()
        assert "The answer changed after you opened this page" in said
    assert review.must_still_fix(sent_draft.version) == [must]
    hale.post(reverse("settle_comment", args=[slug, must.pk]), {"seen": ReviewComment.objects.get(pk=must.pk).mark})
    assert review.must_still_fix(sent_draft.version) == []


def test_an_answer_to_a_must_of_somebody_who_left_goes_to_the_panel(sent_draft: Draft) -> None:
    must = review.comment(sent_draft.version, by=sent_draft.hale, text="Say who.", severity="must_fix")
    Membership.objects.filter(user=sent_draft.hale).update(withdrawn_at=clock.now())
    Message.objects.all().delete()
    review.reply(must, "Done.", by=sent_draft.moss)
    assert told(sent_draft, "hale") == [] and len(told(sent_draft, "quill")) == 1


def test_whoever_signed_is_told_that_it_changed_once_a_day(signed_draft: Draft) -> None:
    Message.objects.all().delete()
    for cost in ("£1.", "£2."):
        briefing.write_section(signed_draft.version, "cost", cost, by=signed_draft.moss)
    signed_draft.sign(signed_draft.hale)
    briefing.write_section(signed_draft.version, "cost", "£3.", by=signed_draft.moss)
    for who in ("hale", "quill"):
        assert [title.partition(":")[0] for title in told(signed_draft, who)] == ["What you signed has changed"], who
