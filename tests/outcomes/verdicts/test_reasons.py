"""Reasons beside a verdict: none is lost because nobody reads it."""

import re
from datetime import datetime, time, timedelta
from importlib import import_module
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from consultations.desk import desk
from consultations.models import Consultation, Membership
from consultations.notifications.working_days import working_days_after
from consultations.numbers import SHORT_WORDS_MONTHS, WORDS_MONTHS
from consultations.stages import stages
from deliberation.models import Reason
from outcomes import numbers
from outcomes.dossier import contents, packing
from outcomes.models import PoliceResponse, ReasonWordsOut, VerdictReason
from outcomes.verdicts import privacy, reasons, verdicts, words_out
from outcomes.wiring import GATES
from people.errors import Refused
from people.models import Message, User
from people.privacy import retention
from people.privacy.retention import months_after
from people.text.dates import day
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes.verdicts.test_verdicts import SignIn, answered, crowd, over, page, say
from tests.pages import flat

__all__ = ["answered", "crowd"]
pytestmark = pytest.mark.django_db
LATE = numbers.VERDICT_DAYS + 15


def spoken(cast: Cast, crowd: list[User]) -> None:
    """Ten speak of the first answer, so that its figures are shown; four of them say why."""
    for number, user in enumerate(crowd[:10]):
        said = "yes" if number < 4 else "no"
        say(cast, user, said, reason=f"Because {number}." if 2 <= number < 6 else "")


@made_once
def one(cast: Cast, crowd: list[User]) -> VerdictReason:
    return printed(cast, crowd)


@made_once
def heard(cast: Cast, crowd: list[User]) -> None:
    return spoken(cast, crowd)


def test_what_no_facilitator_reads_is_not_lost(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn, heard: None
) -> None:
    """A facilitator who never reads: it is said in public, the panel prints it, and nothing is completed before."""
    over(cast)
    since = verdicts.last_day(cast.consultation)
    assert since is not None
    by = working_days_after(since, numbers.REASON_DAYS)
    text = flat(client_for(None).get(page(cast)).content.decode())
    assert f"4 not read yet, since {day(since + timedelta(days=1))}. What no facilitator has read by" in text
    assert f"by the end of {day(by)} the oversight panel can have printed." in text
    one = VerdictReason.objects.all()[0]
    with pytest.raises(Refused, match="Facilitators read the reasons until"):
        reasons.print_unread(one, by=cast.hale)
    assert reasons.tell_panel() == [] and reasons.left_unread(cast.consultation) == []
    over(cast, LATE)
    assert len(reasons.tell_panel()) == 1 and reasons.tell_panel() == [], "told once"
    told = Message.objects.filter(title__startswith="Reasons of residents wait")
    assert {one.mailbox.user for one in told} == {cast.hale, cast.quill}
    assert any(todo.title == "Read what no facilitator has read" for todo in desk.waiting([cast.member(cast.hale)]))
    missing = reasons.every_reason_was_read(cast.consultation)
    assert [one.text for one in missing] == ["4 reasons of residents wait to be read or settled."]
    for who in (cast.okoro, cast.reyes, cast.amina, cast.moss):
        with pytest.raises(NotAllowed):
            reasons.print_unread(one, by=who)
    panel = client_for(cast.hale)
    assert "Because 2." in panel.get(page(cast, "verdict_reasons")).content.decode()
    for reason in reasons.left_unread(cast.consultation):
        panel.post(f"{page(cast, 'verdict_reasons')}{reason.pk}/")
    assert reasons.every_reason_was_read(cast.consultation) == []
    assert "4 printed, 0 left out" in flat(client_for(None).get(page(cast)).content.decode())
    assert Entry.objects.filter(action="verdict_reason_released").count() == 4
    with pytest.raises(Refused, match="panel decided that it is printed"):
        verdicts.decide_reason(one, by=cast.moss, leave_out_for=Reason.IDENT)


def test_a_proposal_that_the_panel_leaves_lying_holds_nothing_up_for_good(
    answered: PoliceResponse, cast: Cast, crowd: list[User], heard: None
) -> None:
    """Nor does proposing everything get past the gate: who wants it completed prints what the panel does not settle."""
    over(cast, LATE)
    for one in verdicts.reasons_waiting(cast.consultation):
        verdicts.decide_reason(one, by=cast.moss, leave_out_for=Reason.IDENT)
    assert reasons.every_reason_was_read(cast.consultation) and reasons.left_unread(cast.consultation) == []
    with pytest.raises(Refused, match="has read this reason by now"):
        reasons.print_unread(one, by=cast.hale)
    for one in verdicts.reasons_proposed(cast.consultation):
        verdicts.decide_reason(one, by=cast.moss)
    assert reasons.every_reason_was_read(cast.consultation) == []


NUMBER = "07700 900123"


def printed(cast: Cast, crowd: list[User]) -> VerdictReason:
    """A reason with a telephone number that a facilitator overlooked."""
    spoken(cast, crowd)
    one = VerdictReason.objects.all()[0]
    VerdictReason.objects.filter(pk=one.pk).update(text=f"It does not answer. Ring {NUMBER}.")
    over(cast, LATE)
    for reason in verdicts.reasons_waiting(cast.consultation):
        verdicts.decide_reason(reason, by=cast.moss)
    one.refresh_from_db()
    return one


def everywhere(cast: Cast, client_for: SignIn) -> str:
    """All that a visitor and the police get of the verdict, with the record and the whole files."""
    slug = cast.consultation.slug
    pages = [page(cast), reverse("answer", args=[slug]), reverse("public_record", args=[slug])]
    got = [client_for(who).get(one).content.decode() for who in (None, cast.okoro) for one in pages]
    for version in (contents.POLICE, contents.PANEL):
        packed = ZipFile(BytesIO(packing.pack(cast.consultation, version)))
        got += [packed.read(name).decode(errors="replace") for name in packed.namelist()]
    return flat(" ".join([*got, *map(str, Entry.objects.values_list("summary", "detail"))]))


def test_what_identifies_somebody_goes_at_once_and_the_panel_reads_it(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn, one: VerdictReason
) -> None:
    assert NUMBER in everywhere(cast, client_for)
    words, address = page(cast, "verdict_reasons"), f"{page(cast, 'verdict_reasons')}{one.pk}/words/"
    for other in (cast.okoro, cast.reyes, cast.amina, None):
        assert client_for(other).post(address, {"words": NUMBER}).status_code == 404
    client_for(cast.moss).post(address, {"words": NUMBER})
    text = everywhere(cast, client_for)
    assert NUMBER not in text and "Ring [taken out: identifies someone]." in text
    said = f"Words that identified somebody were taken out on {day(clock.today())}."
    claimed = f"Words were taken out on {day(clock.today())} as identifying somebody."
    assert said not in text, "that they did is the word of whoever took them out, until the panel has read them"
    assert f"{claimed} The oversight panel has not read them yet." in text
    assert "Words were taken out of: " in text, "and of which side"
    assert NUMBER not in client_for(cast.moss).get(words).content.decode()
    assert NUMBER in client_for(cast.hale).get(words).content.decode()
    assert any("put back" in todo.title for todo in desk.waiting([cast.member(cast.hale)]))
    assert Message.objects.filter(title__startswith="Words were taken out").count() == 2
    span = one.words_out.get()
    client_for(cast.hale).post(address, {"settle": "1", f"place_{span.pk}": "no"})
    span.refresh_from_db()
    assert (span.state, span.taken) == ("agreed", "")
    assert NUMBER not in client_for(cast.hale).get(words).content.decode()
    text = everywhere(cast, client_for)
    assert said in text and "has not read them yet" not in text


def settled(one: VerdictReason, by: User, back: bool) -> None:
    """All that waits there."""
    waits = one.words_out.exclude(taken="").values_list("pk", flat=True)
    words_out.settle(one, by=by, put_back=dict.fromkeys(waits, back))


def test_criticism_that_was_taken_out_is_put_back_and_stays(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn, one: VerdictReason
) -> None:
    """A facilitator turns a sentence round; a member of the panel does it and settles it alone."""
    words_out.take_out(one, by=cast.moss, words="does")
    words_out.take_out(one, by=cast.finch, words="answer")
    for who in (cast.moss, cast.okoro, cast.amina):
        with pytest.raises(NotAllowed):
            settled(one, who, True)
    settled(one, cast.hale, True)
    one.refresh_from_db()
    assert one.text == f"It does not answer. Ring {NUMBER}." and not words_out.waiting().exists()
    assert "The oversight panel put them back on" in everywhere(cast, client_for)
    with pytest.raises(Refused, match="no facilitator takes any out again"):
        words_out.take_out(one, by=cast.moss, words="does")
    words_out.take_out(one, by=cast.hale, words="does")
    with pytest.raises(Refused, match="Another member of the panel"):
        settled(one, cast.hale, False)
    span = words_out.waiting().get()
    settled(one, cast.quill, True)
    with pytest.raises(Refused, match="no words wait"):
        words_out.settle(one, by=cast.quill, put_back={span.pk: True})
    with pytest.raises(Refused, match="at least one place"):
        words_out.settle(one, by=cast.quill, put_back={})
    acts = Entry.objects.filter(action__startswith="verdict_reason_").order_by("number")
    done = [action.removeprefix("verdict_reason_") for action in acts.values_list("action", flat=True)]
    assert done[-5:] == ["cut", "put_back", "put_back", "cut", "put_back"]


def test_criticism_is_not_cut_down_to_what_pleases(
    answered: PoliceResponse, cast: Cast, crowd: list[User], one: VerdictReason
) -> None:
    """A friend of the force cuts all but a courtesy; piece by piece, too. The silent panel is asked, and holds it."""
    said = " ".join(f"word{n}" for n in range(60))
    VerdictReason.objects.filter(pk=one.pk).update(text=f"{said} thank you")
    for anybody in (cast.moss, cast.hale):
        with pytest.raises(Refused, match="60 of the 62 words"):
            words_out.take_out(one, by=anybody, words=said)
    for n in range(0, 25, 5):
        words_out.take_out(one, by=cast.moss, words=" ".join(f"word{m}" for m in range(n, n + 5)))
    for anybody in (cast.finch, cast.quill):
        with pytest.raises(Refused, match="25 words at most"):
            words_out.take_out(one, by=anybody, words="word40")
    VerdictReason.objects.exclude(pk=one.pk).filter(state=VerdictReason.State.WAITING).update(state="printed")
    assert not reasons.every_reason_was_read(cast.consultation)
    assert "in 5 places" in words_out.every_cut_was_read(cast.consultation)[0].text
    assert words_out.every_cut_was_read in GATES["complete"]
    assert words_out.tell_again() == []
    with clock.travel(clock.now() + timedelta(days=8)):
        assert len(words_out.tell_again()) == 1 and words_out.tell_again() == []
    with clock.travel(clock.now() + timedelta(days=16)):
        assert len(words_out.tell_again()) == 1
    settled(one, cast.hale, False)
    assert words_out.every_cut_was_read(cast.consultation) == [] and words_out.tell_again() == []
    words_out.take_out(one, by=cast.finch, words="word40")


@pytest.mark.parametrize(
    "words", ["", "  ", "there", f"It does not answer. Ring {NUMBER}.", "not", "does not answer", "swer", "do", "NUMB"]
)
def test_what_is_not_taken_out(
    answered: PoliceResponse, cast: Cast, crowd: list[User], words: str, one: VerdictReason
) -> None:
    with pytest.raises(Refused):
        words_out.take_out(one, by=cast.moss, words=words)


def test_words_are_taken_out_of_what_stands_or_waits_only(
    answered: PoliceResponse, cast: Cast, crowd: list[User], heard: None
) -> None:
    one = VerdictReason.objects.all()[0]
    with pytest.raises(Refused, match="still being asked"):
        words_out.take_out(one, by=cast.moss, words="Because")
    over(cast)
    one = VerdictReason.objects.get(pk=one.pk)
    with pytest.raises(Refused, match="Facilitators still read"):
        words_out.take_out(one, by=cast.hale, words="Because")
    words_out.take_out(one, by=cast.moss, words="Because")
    verdicts.decide_reason(one, by=cast.moss, leave_out_for=Reason.IDENT)
    with pytest.raises(Refused, match="is not printed"):
        words_out.take_out(one, by=cast.moss, words="taken")


def test_the_original_is_not_kept_for_a_panel_that_never_reads(
    answered: PoliceResponse, cast: Cast, crowd: list[User], one: VerdictReason
) -> None:
    words_out.take_out(one, by=cast.moss, words=NUMBER)
    assert not privacy.taken_out(clock.now()).exists()
    Consultation.objects.update(findings_published_at=clock.now() - timedelta(days=3000))
    assert not privacy.taken_out(clock.now()).exists(), "the time runs from the end of the verdict"
    over(cast, 3000)
    assert privacy.forget_words(privacy.taken_out(clock.now())) == 1
    assert VerdictReason.objects.get(pk=one.pk).told[0].endswith("The oversight panel did not read them.")
    with pytest.raises(Refused, match="no words wait"):
        words_out.settle(one, by=cast.hale, put_back={one.words_out.get().pk: True})


def test_the_panel_settles_each_place_by_itself(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn, one: VerdictReason
) -> None:
    """A facilitator takes a number out, and criticism with it: all or nothing would put the number back, too."""
    words_out.take_out(one, by=cast.moss, words=NUMBER)
    words_out.take_out(one, by=cast.moss, words="does")
    words_out.take_out(one, by=cast.finch, words="Ring")
    text = flat(client_for(cast.hale).get(page(cast, "verdict_reasons")).content.decode())
    assert f"As its author wrote it: It does not answer. Ring {NUMBER}." in text
    critic, ring, number = words_out.waiting().order_by("at")
    assert f"“{NUMBER}”, taken out on {day(clock.today())} by {cast.member(cast.moss).public_name}" in text
    assert f"“Ring”, taken out on {day(clock.today())} by {cast.member(cast.finch).public_name}" in text
    url = f"{page(cast, 'verdict_reasons')}{one.pk}/words/"
    client_for(cast.hale).post(url, {"settle": "1", f"place_{critic.pk}": "yes", f"place_{ring.pk}": ""})
    gone = "[taken out: identifies someone]"
    one.refresh_from_db()
    assert one.text == f"It does not answer. {gone} {gone}."
    settled(one, cast.quill, False)
    one.refresh_from_db()
    assert one.text == f"It does not answer. {gone} {gone}." and NUMBER not in everywhere(cast, client_for)
    assert [span.state for span in one.words_out.all()] == ["agreed", "put_back", "agreed"]
    assert number.by == cast.member(cast.moss)


@pytest.mark.parametrize("back", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_words_go_back_to_where_they_stood_in_whatever_order(
    answered: PoliceResponse, cast: Cast, crowd: list[User], back: tuple[int, ...], one: VerdictReason
) -> None:
    written = "Ann asked Ann and Bo, who said: no. Ann left."
    VerdictReason.objects.filter(pk=one.pk).update(text=written)
    words_out.take_out(one, by=cast.moss, words="Bo, who")
    words_out.take_out(one, by=cast.moss, words="Ann")
    words_out.take_out(one, by=cast.moss, words="said")
    reason, spans = words_out.to_settle(cast.consultation)[0]
    assert [span.taken for span in spans] == ["Ann", "Ann", "Bo, who", "said", "Ann"]
    assert words_out.as_written(reason.text, spans) == written
    words_out.settle(one, by=cast.hale, put_back={spans[4].pk: False})
    for place in (*back, 3):
        words_out.settle(one, by=cast.hale, put_back={spans[place].pk: True})
    one.refresh_from_db()
    assert one.text == written.replace("Ann left", "[taken out: identifies someone] left")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It {} answer. Ring {}.", ["does not", NUMBER]),
        ("{} is {}", ["Ann", "Bo (the driver)"]),
        ("It does not answer.{}", [" Ring me"]),
        ("Nothing of it stands there", [f"It does not answer. Ring {NUMBER}."]),
    ],
)
def test_rows_from_before_become_one_a_place(
    answered: PoliceResponse, cast: Cast, crowd: list[User], text: str, words: list[str]
) -> None:
    """A row held the whole reason as it was written. Where that does not fit, all of it waits, and nothing is shown."""
    one, gone = printed(cast, crowd), "[taken out: identifies someone]"
    fits = "{}" in text
    whole = text.format(*words) if fits else words[0]
    VerdictReason.objects.filter(pk=one.pk).update(text=text.replace("{}", gone))
    ReasonWordsOut.objects.create(reason=one, by=cast.member(cast.moss), on=clock.today(), taken=whole)
    import_module("outcomes.migrations.0027_reasons_stay_until_the_panel_agrees").each_place_alone(apps, None)
    reason, spans = words_out.to_settle(cast.consultation)[0]
    assert [span.taken for span in spans] == words and {span.by for span in spans} == {cast.member(cast.moss)}
    assert words_out.as_written(reason.text, spans) == whole
    settled(one, cast.hale, True)
    assert VerdictReason.objects.get(pk=one.pk).text == whole


def test_a_bracket_is_not_taken_out_again(
    answered: PoliceResponse, cast: Cast, crowd: list[User], one: VerdictReason
) -> None:
    """What stands for words is no words: taken out with its neighbours it would hide who took out what."""
    words_out.take_out(one, by=cast.moss, words=NUMBER)
    for words in ("identifies", "Ring [taken", "[taken out: identifies someone]."):
        with pytest.raises(Refused, match="not in the reason as it stands"):
            words_out.take_out(one, by=cast.finch, words=words)


def test_who_took_words_out_settles_none_of_their_own(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn, one: VerdictReason
) -> None:
    """A panel member takes criticism out; a colleague and a facilitator take something out before or after them."""
    words_out.take_out(one, by=cast.hale, words="does")
    words_out.take_out(one, by=cast.moss, words=NUMBER)
    words_out.take_out(one, by=cast.quill, words="Ring")
    mine, number, other = (one.words_out.get(taken=words) for words in ("does", NUMBER, "Ring"))
    with pytest.raises(Refused, match="Another member of the panel says"):
        words_out.settle(one, by=cast.hale, put_back={number.pk: False, mine.pk: False})
    assert words_out.waiting().count() == 3, "all or none of what was decided at once"
    text = client_for(cast.hale).get(page(cast, "verdict_reasons")).content.decode()
    assert f"place_{number.pk}" in text and f"place_{mine.pk}" not in text and "You took the words out." in text
    words_out.settle(one, by=cast.hale, put_back={number.pk: False, other.pk: False})
    words_out.settle(one, by=cast.quill, put_back={mine.pk: True})
    with pytest.raises(Refused, match="put back what you took out"):
        words_out.take_out(one, by=cast.hale, words="does")
    words_out.take_out(one, by=cast.quill, words="answer")
    titles = [todo.title for todo in desk.waiting([cast.member(cast.quill)])]
    assert titles == []
    takers = [span.by for span in one.words_out.order_by("pk")]
    assert takers == [cast.member(who) for who in (cast.hale, cast.moss, cast.quill, cast.quill)]


def test_nobody_of_the_side_of_who_runs_it_agrees_to_leave_one_out(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn, one: VerdictReason
) -> None:
    """An administrator who seated the member of the panel runs it now: two names, and one side."""
    Membership.objects.filter(pk=cast.member(cast.hale).pk).update(seated_by_account=cast.moss)
    verdicts.decide_reason(one, by=cast.moss, leave_out_for=Reason.ABUSE)
    text = flat(client_for(cast.hale).get(page(cast, "verdict_reasons")).content.decode())
    assert "The same person chose" in text and 'name="agrees" value="yes"' not in text
    with pytest.raises(Refused, match="The same person chose"):
        verdicts.settle_reason(one, by=cast.hale, agrees=True)
    verdicts.settle_reason(one, by=cast.quill, agrees=True)
    assert NUMBER not in everywhere(cast, client_for)


def test_no_facilitator_takes_off_what_is_printed(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn, one: VerdictReason
) -> None:
    """A facilitator asks a silent panel to leave out, one by one, the reasons of one side."""
    text = flat(client_for(cast.moss).get(page(cast, "verdict_reasons")).content.decode())
    assert "Ask the panel to leave it out" in text
    client_for(cast.moss).post(f"{page(cast, 'verdict_reasons')}{one.pk}/", {"leave_out_for": "abuse"})
    one.refresh_from_db()
    assert one.state == "disputed"
    text = everywhere(cast, client_for)
    assert NUMBER in text and f"The oversight panel is asked whether this stays, since {day(one.proposed_on)}." in text
    assert reasons.every_reason_was_read(cast.consultation) == [], "it is printed, so nothing is held up"
    assert Message.objects.filter(title__startswith="A facilitator would leave out").count() == 2
    words_out.take_out(one, by=cast.moss, words=NUMBER)
    assert NUMBER not in everywhere(cast, client_for), "what identifies somebody still goes at once"
    waits = flat(client_for(cast.hale).get(page(cast, "verdict_reasons")).content.decode())
    assert "It is printed." in waits and "Put them back" in waits
    assert waits.count("<p>It does not answer. Ring [taken out") == 1, "it waits in two ways, and stands once"
    for who in (cast.moss, cast.okoro, cast.amina):
        with pytest.raises(NotAllowed):
            verdicts.settle_reason(one, by=who, agrees=True)
    verdicts.settle_reason(one, by=cast.hale, agrees=True)
    text = everywhere(cast, client_for)
    assert "Ring" not in text and "1 left out by the rules" in text


def test_no_printed_reason_is_doubted_in_public_for_good(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    """A facilitator asks a silent panel of one side, takes that back, asks anew: the doubt stands for days, once."""
    one, start = printed(cast, crowd), clock.now()
    asked = f"is asked whether this stays, since {day(start)}"
    by = verdicts.settled_by(cast.consultation, clock.today())

    def on(days: int) -> "clock.travel":
        return clock.travel(start + timedelta(days=(by - start.date()).days + days))

    for _ in range(3):
        verdicts.decide_reason(one, by=cast.moss, leave_out_for=Reason.ABUSE)
        verdicts.decide_reason(one, by=cast.finch)
    verdicts.decide_reason(one, by=cast.moss, leave_out_for=Reason.ABUSE)
    assert reasons.end_disputes() == [] and asked in everywhere(cast, client_for)
    shown = flat(client_for(None).get(page(cast)).content.decode())
    assert re.search(r"Printed, while the oversight panel is asked whether it stays: .*1 ", shown), "told by side"
    with on(0):
        assert len(reasons.end_disputes()) == 1 and reasons.end_disputes() == [], "told once more, once"
        assert told("stay printed") == {cast.hale, cast.quill}
        verdicts.decide_reason(one, by=cast.finch)
        verdicts.decide_reason(one, by=cast.moss, leave_out_for=Reason.SPAM)
    with on(1):
        assert len(reasons.end_disputes()) == 1 and reasons.end_disputes() == []
        one.refresh_from_db()
        text = everywhere(cast, client_for)
        assert one.state == "lapsed" and one.told == [] and NUMBER in text and asked not in text
        assert "stays printed: the panel has not said in time" in text
        with pytest.raises(Refused, match="can still say that it is left out"):
            verdicts.decide_reason(one, by=cast.moss, leave_out_for=Reason.ABUSE)
        assert not any("are left out" in todo.title for todo in desk.waiting([cast.member(cast.hale)]))
        verdicts.decide_reason(one, by=cast.finch)
        verdicts.decide_reason(one, by=cast.moss, leave_out_for=Reason.ABUSE)
        assert asked not in everywhere(cast, client_for), "asked anew after its days, nothing stands beside it"
    with on(400):
        assert reasons.end_disputes() == [] and reasons.every_reason_was_read(cast.consultation) == []
        assert "It stays" in client_for(cast.hale).get(page(cast, "verdict_reasons")).content.decode()
        verdicts.settle_reason(one, by=cast.hale, agrees=True)
        assert "Ring" not in everywhere(cast, client_for), "the panel can still leave it out"


def test_a_pause_lengthens_the_days_in_which_the_panel_is_asked(
    answered: PoliceResponse, cast: Cast, crowd: list[User], one: VerdictReason
) -> None:
    verdicts.decide_reason(one, by=cast.moss, leave_out_for=Reason.ABUSE)
    c = cast.consultation
    stages.pause(c, by=cast.hale, reason="Somebody may be at risk")
    with clock.travel(clock.now() + timedelta(days=LATE)):
        assert reasons.end_disputes() == []
        stages.resume(c, by=cast.hale)
        assert reasons.end_disputes() == []
        one.refresh_from_db()
        assert one.is_disputed


def told(words: str) -> set[User | None]:
    return {message.mailbox.user for message in Message.objects.filter(title__contains=words)}


def test_what_the_panel_leaves_lying_is_told_again_and_held(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn, heard: None
) -> None:
    """A facilitator would leave out one side, the panel says nothing: neither is forgotten, nor is it completed."""
    over(cast, LATE)
    c = cast.consultation
    for one in verdicts.reasons_waiting(c):
        verdicts.decide_reason(one, by=cast.moss, leave_out_for=Reason.ABUSE)
    assert reasons.tell_again() == [] and "for more than" not in flat(client_for(None).get(page(cast)).content.decode())
    first = working_days_after(clock.today(), numbers.REASON_DAYS)
    moved = timedelta(days=(first - clock.today()).days + 1)
    with clock.travel(clock.now() + moved):
        verdicts.decide_reason(one, by=cast.moss, leave_out_for=Reason.SPAM)  # asked anew: no new days
        assert len(reasons.tell_again()) == 1 and reasons.tell_again() == [], "told once"
        text = flat(client_for(None).get(page(cast)).content.decode())
        assert "4 waiting for the oversight panel (4 of them for more than 5 working days)" in text
        assert told("until you say") == {cast.hale, cast.quill} and cast.finch in told("The panel has not settled")
        assert any("has not settled" in todo.title for todo in desk.waiting([cast.member(cast.finch)]))
        assert "4 reasons wait for the panel for more than 5 working days" in everywhere(cast, client_for)
        assert reasons.every_reason_was_read(c)
    with clock.travel(clock.now() + moved + timedelta(days=8)):
        assert len(reasons.tell_again()) == 1, "and anew"
        verdicts.decide_reason(one, by=cast.finch)
        assert len(reasons.left_unsettled(c)) == 3


def test_a_pause_makes_no_facilitator_late(
    answered: PoliceResponse, cast: Cast, crowd: list[User], heard: None
) -> None:
    """The panel pauses it over the days in which facilitators read, and would then print all as left unread."""
    over(cast)
    c = cast.consultation
    by = reasons.read_by(c)
    assert by is not None
    stages.pause(c, by=cast.hale, reason="Somebody may be at risk")
    with clock.travel(clock.now() + timedelta(days=LATE)):
        stages.resume(c, by=cast.hale)
        assert not reasons.wait_too_long(c)
        with pytest.raises(Refused, match="Facilitators read the reasons until"):
            reasons.print_unread(VerdictReason.objects.all()[0], by=cast.hale)
    later = reasons.read_by(c)
    assert later is not None and later >= by + timedelta(days=LATE - 3)


def test_a_page_holds_twenty_reasons_of_each_kind_and_leads_to_all(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn, heard: None
) -> None:
    over(cast)
    like = VerdictReason.objects.all()[0]
    for state in (VerdictReason.State.PRINTED, VerdictReason.State.WAITING):
        VerdictReason.objects.bulk_create(
            VerdictReason(answer=like.answer, choice=like.choice, text=f"{state} {n:03}.", state=state)
            for n in range(45)
        )
    facilitator, address, seen = client_for(cast.moss), page(cast, "verdict_reasons"), set()
    query = ""
    for _ in range(3):
        text = facilitator.get(f"{address}{query}").content.decode()
        assert text.count("<form") <= 85 and "29 more: they come here" in flat(text)  # two of each
        printed = set(re.findall(r"printed \d{3}\.", text))
        assert printed and not printed & seen
        seen |= printed
        query = f"?from={len(seen)}"
    assert len(seen) == 45 and 'rel="next"' not in text


# --- How long the words are kept --------------------------------------------------------------------------
def test_an_answer_that_comes_late_does_not_have_reasons_deleted_unread(
    answered: PoliceResponse, cast: Cast, crowd: list[User], heard: None
) -> None:
    """A force that signs two years after the findings would be rid of what residents say of it, and gate G opens."""
    Consultation.objects.update(findings_published_at=clock.now() - timedelta(days=3000))
    over(cast)
    retention.purge()
    assert len(verdicts.reasons_waiting(cast.consultation)) == 4
    assert any("4 reasons" in one.text for one in reasons.every_reason_was_read(cast.consultation))
    last = verdicts.last_day(cast.consultation)
    assert last is not None
    for retained, months in (("standard", WORDS_MONTHS), ("short", SHORT_WORDS_MONTHS)):
        Consultation.objects.update(retention=retained)
        ends = privacy.reasons_until(Consultation.objects.get())
        assert ends == months_after(timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min)), months)


def test_reasons_stay_counted_when_their_words_go(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn, heard: None
) -> None:
    """Left out, left unread, left unsettled: none is put aside without a trace, years later too."""
    over(cast)
    out, proposed, unread, shown = verdicts.reasons_waiting(cast.consultation)
    for one in (out, proposed):
        verdicts.decide_reason(one, by=cast.moss, leave_out_for=Reason.IDENT)
    verdicts.settle_reason(out, by=cast.hale, agrees=True)
    verdicts.decide_reason(shown, by=cast.moss)
    over(cast, 3000)
    retention.purge()
    assert set(VerdictReason.objects.exclude(text="")) == {shown}
    text = flat(client_for(None).get(page(cast)).content.decode())
    assert "1 printed, 1 left out" in text and "Of 2 the words went before they were decided about." in text
    assert "0 waiting for the oversight panel" in text and "0 not read yet" in text
    assert verdicts.reasons_waiting(cast.consultation) == verdicts.reasons_proposed(cast.consultation) == []
    acts = [
        lambda: verdicts.decide_reason(unread, by=cast.moss),
        lambda: verdicts.settle_reason(proposed, by=cast.hale, agrees=False),
        lambda: reasons.print_unread(unread, by=cast.hale),
    ]
    for act in acts:
        with pytest.raises(Refused, match="no longer kept"):
            act()
    assert not reasons.every_reason_was_read(cast.consultation) and not reasons.left_unsettled(cast.consultation)
    assert reasons.tell_panel() == reasons.tell_again() == []
