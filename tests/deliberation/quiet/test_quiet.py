"""A pause and what somebody could not say aloud: for the facilitators, and for no page or file of anybody else."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from consultations.joining import joining
from consultations.notifications.working_days import working_days_after
from deliberation import numbers
from deliberation.models import Contribution, PrivateMessage, QuietWord, SafetyAlert, Thread
from deliberation.quiet import desk, privacy, quiet
from deliberation.safeguarding import safeguarding
from deliberation.sessions import entry, sessions
from people.errors import Refused
from people.models import Message
from people.privacy import retention
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once

WORDS = "I was stopped by him myself."


@made_once
def closed(cast: Cast) -> Thread:
    return Thread.objects.create(area=cast.consultation.areas.get(order=1), group=cast.group1, title="How safe?")


def test_from_the_thread_to_the_facilitator_and_back(cast: Cast, client_for: Any, closed: Thread) -> None:
    slug, amina = cast.consultation.slug, client_for(cast.amina)
    address = reverse("say_quietly", args=[slug, closed.pk])
    assert address in amina.get(closed.get_absolute_url()).content.decode()
    amina.post(address, {"words": WORDS})
    for _ in range(2):
        amina.post(address, {"pause": "1"})
    assert sorted(QuietWord.objects.values_list("kind", flat=True)) == ["aloud", "pause"]
    (todo,) = desk.quiet_words_to_see([cast.member(cast.moss)])
    due = working_days_after(clock.today(), numbers.DECIDE_DAYS)
    assert todo.title.endswith("alone: 2") and todo.days_left == (due - clock.today()).days
    told = Message.objects.filter(mailbox__user=cast.moss).values_list("title", flat=True)
    assert any("alone" in title for title in told) and not any(WORDS in title for title in told)
    moss, listed = client_for(cast.moss), reverse("quiet_words", args=[slug])
    html = moss.get(listed).content.decode()
    assert WORDS in html and cast.member(cast.amina).pseudonym in html
    word = QuietWord.objects.get(kind="aloud")
    moss.post(listed, {"seen": word.pk})
    seen = moss.get(listed).content.decode().partition('id="seen"')
    assert WORDS not in seen[0] and WORDS in seen[2] and "by\n                  Jo Moss" in seen[2]
    html = amina.get(address).content.decode()
    assert WORDS in html and ": seen" in html and "not seen yet" in html
    with pytest.raises(Refused, match="already"):
        quiet.see_to(word, by=cast.finch)


def test_nobody_else_reads_it_and_it_is_no_contribution(cast: Cast, client_for: Any, closed: Thread) -> None:
    quiet.say(closed, WORDS, by=cast.amina)
    slug = cast.consultation.slug
    for user in (cast.bilal, cast.carys, cast.hale, cast.okoro, cast.reyes, cast.outsider, None):
        client = client_for(user)
        assert client.get(reverse("quiet_words", args=[slug])).status_code == 404
        for there in (closed.get_absolute_url(), reverse("discussion", args=[slug])):
            assert WORDS not in client.get(there).content.decode()
    assert WORDS not in client_for(cast.bilal).get(reverse("say_quietly", args=[slug, closed.pk])).content.decode()
    assert not Contribution.objects.exists()
    for user in (cast.carys, cast.okoro, cast.hale):
        with pytest.raises(NotAllowed):
            quiet.say(closed, WORDS, by=user)
        assert client_for(user).get(reverse("say_quietly", args=[slug, closed.pk])).status_code == 404


def test_refusals_and_leaving(cast: Cast, closed: Thread) -> None:
    with pytest.raises(Refused, match="Write something"):
        quiet.say(closed, "  ", by=cast.amina)
    for number in range(quiet.MOST_WAITING):
        quiet.say(closed, f"Word {number}.", by=cast.amina)
    with pytest.raises(Refused, match="wait to be seen"):
        quiet.say(closed, "One more.", by=cast.amina)
    joining.withdraw(cast.consultation, by=cast.amina)
    assert not QuietWord.objects.exists()


def test_a_word_back_is_read_by_whoever_said_it_alone(cast: Cast, client_for: Any, closed: Thread) -> None:
    word, other = quiet.say(closed, WORDS, by=cast.amina), quiet.say(closed, "Me too.", by=cast.bilal)
    slug, back = cast.consultation.slug, "May we talk after the meeting?"
    listed, say = (
        reverse(name, args=[slug, *more]) for name, more in (("quiet_words", []), ("say_quietly", [closed.pk]))
    )
    client_for(cast.moss).post(listed, {"seen": word.pk, "reply": back})
    client_for(cast.moss).post(listed, {"seen": other.pk})
    assert back in client_for(cast.amina).get(say).content.decode()
    for user, where in ((cast.bilal, say), (cast.bilal, closed.get_absolute_url()), (cast.finch, listed)):
        assert back not in client_for(user).get(where).content.decode()
    told = Message.objects.filter(kind="about_my_quiet_word")
    assert [message.mailbox.user for message in told] == [cast.amina] and back not in told.get().title
    assert any(row.get("Answer") == back for row in privacy.said(cast.amina))


def test_a_word_back_is_not_lost_and_goes_to_nobody_else(cast: Cast, client_for: Any, closed: Thread) -> None:
    """Too long, or a colleague was faster: it comes back. What is kept in a tab is kept for that word alone."""
    word, other = quiet.say(closed, WORDS, by=cast.amina), quiet.say(closed, "Me too.", by=cast.bilal)
    listed, long = reverse("quiet_words", args=[cast.consultation.slug]), "May we talk? " * 200
    answer = client_for(cast.moss).post(listed, {"seen": word.pk, "reply": long})
    text = answer.content.decode()
    assert answer.status_code == 422 and text.count(long.strip()) == 1 and "There is a problem" in text
    assert all(f'data-draft-in="quiet-{one.pk}"' in text for one in (word, other))
    quiet.see_to(word, by=cast.finch)
    answer = client_for(cast.moss).post(listed, {"seen": word.pk, "reply": "May we talk?"})
    text = answer.content.decode()
    assert answer.status_code == 422 and "Somebody else has seen to this already." in text
    assert text.count("May we talk?") == 1 and not QuietWord.objects.exclude(reply="").exists()


def test_a_cry_for_help_said_quietly_reaches_the_lead_and_its_author_help(
    cast: Cast, client_for: Any, closed: Thread
) -> None:
    """Not “Seen to”: the lead is alerted, the four questions are asked, and the two can write to each other."""
    word = quiet.say(closed, "I do not want to live.", by=cast.amina)
    slug = cast.consultation.slug
    listed, say = (
        reverse(name, args=[slug, *more]) for name, more in (("quiet_words", []), ("say_quietly", [closed.pk]))
    )
    finch = client_for(cast.finch)
    assert "Somebody may be at risk" in finch.get(listed).content.decode()
    for _ in range(2):
        finch.post(listed, {"risk": word.pk})
    alert = SafetyAlert.objects.get()
    assert (alert.author, alert.quiet_word, alert.about) == (cast.member(cast.amina), word, "quiet")
    assert Message.objects.filter(mailbox__user=cast.moss, kind="safeguarding").count() == 1
    (told,) = Message.objects.filter(mailbox__user=cast.amina)
    assert "there are people who can help" in told.title and told.link.endswith(
        reverse("private_words", args=[slug, alert.pk])
    )
    page = client_for(cast.amina).get(say).content.decode()
    assert "You are not alone" in page and "Write to the safeguarding lead" in page
    four = client_for(cast.moss).get(reverse("safety_alert", args=[slug, alert.pk])).content.decode()
    assert f"#word-{word.pk}" in four and "Four questions" in four and "do not want to live" not in four
    safeguarding.write(alert, "Can I call you?", by=cast.moss)
    assert PrivateMessage.objects.get().alert == alert
    with pytest.raises(NotAllowed):
        safeguarding.raise_for_word(word, by=cast.hale)
    QuietWord.objects.all().delete()  # by rule, after its months: that somebody was told stays, without any words
    alert.refresh_from_db()
    four = client_for(cast.moss).get(reverse("safety_alert", args=[slug, alert.pk])).content.decode()
    assert alert.quiet_word is None and "which is deleted by now" in four
    joining.withdraw(cast.consultation, by=cast.amina)
    assert SafetyAlert.objects.exists()


def test_from_a_session_to_the_facilitators_and_back(cast: Cast, client_for: Any) -> None:
    """A way on the phone, a line without any words on the console, and the same rules as from a thread."""
    session, _ = rooms.running(cast)
    amina, moss, slug = client_for(cast.amina), client_for(cast.moss), cast.consultation.slug
    say = reverse("say_quietly_in_session", args=[session.code])
    assert say in amina.get(reverse("mine", args=[session.code])).content.decode()
    answer = amina.post(say, {"words": WORDS})
    assert answer.status_code == 302 and answer["Location"] == reverse("live", args=[session.code])
    word = QuietWord.objects.get()
    assert (word.thread, word.session, word.consultation) == (None, session, cast.consultation)
    floor = moss.get(reverse("console_floor", args=[session.code]) + "?part=floor").content.decode()
    assert "Said to you alone from this room: 1." in floor and WORDS not in floor
    for user in (cast.bilal, cast.carys, cast.hale, cast.okoro, cast.outsider):
        client = client_for(user)
        for there in (say, reverse("live", args=[session.code]), reverse("mine", args=[session.code])):
            assert WORDS not in client.get(there).content.decode()
    assert client_for(cast.carys).get(say).status_code == 404  # of another group
    with pytest.raises(NotAllowed):
        quiet.say(session, WORDS, by=cast.carys)
    assert cast.member(cast.amina).pseudonym not in str(Entry.objects.filter(action="said_quietly").values())
    listed = reverse("quiet_words", args=[slug])
    assert WORDS in moss.get(listed).content.decode()
    sessions.end(session, by=cast.moss, close_polls=True)
    moss.post(listed, {"seen": word.pk, "reply": "Thank you. We speak tomorrow."})
    assert "Thank you. We speak tomorrow." in amina.get(say).content.decode()
    told = Message.objects.get(kind="about_my_quiet_word")
    assert told.mailbox.user == cast.amina and told.link.endswith(say)
    session.refresh_from_db()
    with pytest.raises(Refused, match="has ended"):
        quiet.say(session, WORDS, by=cast.amina)
    (row,) = privacy.said(cast.amina)
    assert (row["In"], row["Words"]) == (str(session), WORDS)


def test_the_link_of_an_answer_opens_it_though_the_code_was_renewed(cast: Cast, client_for: Any) -> None:
    session, _ = rooms.running(cast)
    word = quiet.say(session, WORDS, by=cast.amina)
    client_for(cast.moss).post(
        reverse("quiet_words", args=[cast.consultation.slug]), {"seen": word.pk, "reply": "Yes."}
    )
    link = Message.objects.get(kind="about_my_quiet_word").link
    entry.renew_code(session, by=cast.moss)
    path = urlsplit(link).path
    assert session.code not in path  # the code of the link is the old one
    assert "Yes." in client_for(cast.amina).get(path).content.decode()
    assert client_for(cast.outsider).get(path).status_code == 404
    assert client_for(cast.carys).get(path).status_code == 404


def test_words_from_a_session_go_as_those_from_a_thread(cast: Cast) -> None:
    session, _ = rooms.running(cast)
    word = quiet.say(session, WORDS, by=cast.amina)
    assert desk.quiet_words_to_see([cast.member(cast.moss)])[0].title.endswith("alone: 1")
    alert = safeguarding.raise_for_word(word, by=cast.moss)
    assert alert.author == cast.member(cast.amina)
    assert not privacy.old_words(clock.now()).exists()
    long = retention.months_after(clock.now(), numbers.PRIVATE_MONTHS)
    assert list(privacy.old_words(long)) == [word]
    with pytest.raises(IntegrityError), transaction.atomic():
        QuietWord.objects.filter(pk=word.pk).update(session=None)
    joining.withdraw(cast.consultation, by=cast.amina)
    assert not QuietWord.objects.exists()
