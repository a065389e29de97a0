"""Reasons beside a verdict: none is lost because nobody reads it."""

import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from consultations.desk import desk
from consultations.models import Consultation
from consultations.stages import stages
from consultations.telling.working_days import working_days_after
from deliberation.models import Reason
from outcomes import numbers
from outcomes.dossier import contents, packing
from outcomes.models import PoliceResponse, VerdictReason
from outcomes.verdicts import privacy, reasons, verdicts, words_out
from people.errors import Refused
from people.models import Message, User
from people.text.dates import day
from tests.cast import Cast
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


def test_what_no_facilitator_reads_is_not_lost(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    """A facilitator who never reads: it is said in public, the panel prints it, and nothing is completed before."""
    spoken(cast, crowd)
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
    answered: PoliceResponse, cast: Cast, crowd: list[User]
) -> None:
    """Nor does proposing everything get past the gate: who wants it completed prints what the panel does not settle."""
    spoken(cast, crowd)
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
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    one = printed(cast, crowd)
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
    seen = VerdictReason.objects.get(pk=one.pk).words_out.mark
    client_for(cast.hale).post(address, {"put_back": "no", "seen": seen})
    assert (one.words_out.state, one.words_out.original) == ("agreed", "")
    assert NUMBER not in client_for(cast.hale).get(words).content.decode()
    text = everywhere(cast, client_for)
    assert said in text and "has not read them yet" not in text


def test_criticism_that_was_taken_out_is_put_back_and_stays(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    """A facilitator turns a sentence round; a member of the panel does it and settles it alone."""
    one = printed(cast, crowd)
    words_out.take_out(one, by=cast.moss, words="does not")
    words_out.take_out(one, by=cast.finch, words="answer")
    for who in (cast.moss, cast.okoro, cast.amina):
        with pytest.raises(NotAllowed):
            words_out.settle(one, by=who, put_back=True)
    words_out.settle(one, by=cast.hale, put_back=True)
    one.refresh_from_db()
    assert (one.text, one.words_out.original) == (f"It does not answer. Ring {NUMBER}.", "")
    assert "The oversight panel put them back on" in everywhere(cast, client_for)
    with pytest.raises(Refused, match="no facilitator takes any out again"):
        words_out.take_out(one, by=cast.moss, words="does not")
    words_out.take_out(one, by=cast.hale, words="does not")
    with pytest.raises(Refused, match="Another member of the panel"):
        words_out.settle(one, by=cast.hale, put_back=False)
    words_out.settle(one, by=cast.quill, put_back=True)
    with pytest.raises(Refused, match="no words wait"):
        words_out.settle(one, by=cast.quill, put_back=True)
    acts = Entry.objects.filter(action__startswith="verdict_reason_").order_by("number")
    done = [action.removeprefix("verdict_reason_") for action in acts.values_list("action", flat=True)]
    assert done[-5:] == ["cut", "cut", "put_back", "cut", "put_back"]


@pytest.mark.parametrize("words", ["", "  ", "not there", f"It does not answer. Ring {NUMBER}."])
def test_what_is_not_taken_out(answered: PoliceResponse, cast: Cast, crowd: list[User], words: str) -> None:
    one = printed(cast, crowd)
    with pytest.raises(Refused):
        words_out.take_out(one, by=cast.moss, words=words)


def test_words_are_taken_out_of_what_stands_or_waits_only(
    answered: PoliceResponse, cast: Cast, crowd: list[User]
) -> None:
    spoken(cast, crowd)
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
    answered: PoliceResponse, cast: Cast, crowd: list[User]
) -> None:
    one = printed(cast, crowd)
    words_out.take_out(one, by=cast.moss, words=NUMBER)
    assert not privacy.taken_out(clock.now()).exists()
    Consultation.objects.update(findings_published_at=clock.now() - timedelta(days=3000))
    assert privacy.forget_original(privacy.taken_out(clock.now())) == 1
    assert VerdictReason.objects.get(pk=one.pk).words_out_told.endswith("The oversight panel did not read them.")
    with pytest.raises(Refused, match="no words wait"):
        words_out.settle(one, by=cast.hale, put_back=True)


def test_the_panel_agrees_to_what_it_read_and_to_nothing_that_went_since(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    """A facilitator takes a number out, and criticism while the panel reads: that would be gone for good, unread."""
    one = printed(cast, crowd)
    words_out.take_out(one, by=cast.moss, words=NUMBER)
    panel, url = client_for(cast.hale), f"{page(cast, 'verdict_reasons')}{one.pk}/words/"
    shown = panel.get(page(cast, "verdict_reasons")).content.decode()
    seen = VerdictReason.objects.get(pk=one.pk).words_out.mark
    assert f'name="seen" value="{seen}"' in shown
    words_out.take_out(one, by=cast.moss, words="does not answer")
    answer = flat(panel.post(url, {"put_back": "no", "seen": seen}, follow=True).content.decode())
    assert "More words were taken out after you opened this page" in answer
    taken = VerdictReason.objects.get(pk=one.pk).words_out
    assert taken.original == f"It does not answer. Ring {NUMBER}."
    panel.post(url, {"put_back": "no", "seen": taken.mark})
    assert VerdictReason.objects.get(pk=one.pk).words_out.original == ""


def test_no_colleague_makes_a_second_person_of_who_took_words_out(
    answered: PoliceResponse, cast: Cast, crowd: list[User]
) -> None:
    """A panel member takes criticism out; a facilitator, or another member, takes a full stop out after them."""
    one = printed(cast, crowd)
    words_out.take_out(one, by=cast.hale, words="does not")
    with pytest.raises(Refused, match="Say first whether these are put back"):
        words_out.take_out(one, by=cast.quill, words="Ring")
    words_out.take_out(one, by=cast.moss, words=NUMBER)
    with pytest.raises(Refused, match="Another member of the panel says"):
        words_out.settle(one, by=cast.hale, put_back=False)
    words_out.settle(one, by=cast.quill, put_back=True)
    with pytest.raises(Refused, match="put back what you took out"):
        words_out.take_out(one, by=cast.hale, words="does not")
    words_out.take_out(one, by=cast.quill, words=NUMBER)
    assert NUMBER not in VerdictReason.objects.get(pk=one.pk).text, "what was overlooked still goes at once"


def test_a_pause_makes_no_facilitator_late(answered: PoliceResponse, cast: Cast, crowd: list[User]) -> None:
    """The panel pauses it over the days in which facilitators read, and would then print all as left unread."""
    spoken(cast, crowd)
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
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    spoken(cast, crowd)
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
        assert text.count("<form") <= 65 and "29 more: they come here" in flat(text)  # two a waiting one, one a printed
        printed = set(re.findall(r"printed \d{3}\.", text))
        assert printed and not printed & seen
        seen |= printed
        query = f"?from={len(seen)}"
    assert len(seen) == 45 and 'rel="next"' not in text
