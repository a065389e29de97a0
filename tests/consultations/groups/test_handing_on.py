"""The duty to answer is accepted by name, handed on in public, and ended by nobody whom it binds."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations import access
from consultations.access import NotAllowed
from consultations.groups import appointing, groups, offers
from consultations.models import Membership, Offer, Role, Stage
from people.errors import Refused
from people.models import User
from tests.cast import Cast, person
from tests.made_once import made_once

pytestmark = pytest.mark.django_db
EVERY_STAGE = [stage for stage in Stage if stage not in {Stage.PAUSED, Stage.WITHDRAWN, Stage.COMPLETED}]


@made_once
def reed(cast: Cast) -> User:
    return person("reed", "A. Reed", job_title="Commander")


def take_over(cast: Cast, reed: User, by: User) -> None:
    made = offers.make(cast.consultation, by=by, email=str(reed.email), name="A. Reed", role=Role.OFFICER)
    offers.accept(made.link.rstrip("/").rpartition("/")[2], by=reed, name="", was_here=lambda other: False)


@pytest.mark.parametrize("stage", EVERY_STAGE)
def test_another_officer_takes_over_at_any_stage(cast: Cast, reed: User, stage: Stage) -> None:
    cast.at(stage)
    due = cast.consultation.response_due
    take_over(cast, reed, by=cast.okoro)
    assert cast.member(cast.okoro).is_current, "until the other one has accepted, the duty stays where it is"
    appointing.accept_duty(cast.consultation, by=reed)
    assert cast.member(reed).signs_as == "A. Reed, Commander"
    assert not cast.member(cast.okoro).is_current
    cast.consultation.refresh_from_db()
    assert cast.consultation.response_due == due
    entry = Entry.objects.get(action="duty_handed_on")
    assert entry.summary == "N. Okoro, Chief Superintendent → A. Reed, Commander"


def test_the_public_reads_who_had_the_duty_and_until_when(cast: Cast, reed: User, client: Client) -> None:
    take_over(cast, reed, by=cast.hale)
    appointing.accept_duty(cast.consultation, by=reed)
    User.objects.filter(pk=cast.okoro.pk).update(name="Somebody Else")
    text = client.get(cast.consultation.get_absolute_url()).content.decode()
    assert "A. Reed, Commander – the accountable officer" in text
    assert "Before: N. Okoro, Chief Superintendent, until" in text


def test_facilitators_choose_an_officer_only_while_nobody_answers(cast: Cast, reed: User) -> None:
    with pytest.raises(Refused, match="Facilitators do not choose another one"):
        take_over(cast, reed, by=cast.moss)
    Membership.objects.filter(role=Role.OFFICER).update(accepted_at=None)
    take_over(cast, reed, by=cast.moss)


def test_an_offer_of_before_takes_the_duty_from_nobody(cast: Cast, reed: User) -> None:
    """A facilitator's, made while nobody had accepted: taken later, or the seat taken and the duty accepted later."""
    Membership.objects.filter(user=cast.okoro).update(accepted_at=None)
    brook = person("brook", "B. Brook", job_title="Commander")
    waiting = offers.make(cast.consultation, by=cast.moss, email=str(reed.email), name="A. Reed", role=Role.OFFICER)
    take_over(cast, brook, by=cast.moss)
    appointing.accept_duty(cast.consultation, by=cast.okoro)
    with pytest.raises(Refused, match="can no longer give it"):
        offers.accept(waiting.link.rstrip("/").rpartition("/")[2], by=reed, name="", was_here=lambda other: False)
    with pytest.raises(Refused, match="since you were named"):
        appointing.accept_duty(cast.consultation, by=brook)
    assert cast.member(cast.okoro).is_current


@pytest.mark.parametrize("who", ["okoro", "hale", "quill"])
@pytest.mark.parametrize("by", ["moss", "finch", "okoro", "reyes", "hale", "amina", "outsider"])
def test_nobody_it_binds_ends_the_duty_or_a_seat(cast: Cast, by: str, who: str) -> None:
    member = cast.member(getattr(cast, who))
    with pytest.raises((Refused, NotAllowed)):
        groups.stand_down(member, by=getattr(cast, by))
    assert cast.member(getattr(cast, who)).is_current


def test_an_administrator_without_a_part_ends_them_in_public(cast: Cast, client_for) -> None:
    chief = User.objects.create_superuser("chief@example.org", name="Kit Okafor")
    for who in (cast.okoro, cast.quill):
        page = reverse("end_seat", args=[cast.consultation.slug, cast.member(who).pk])
        assert client_for(cast.moss).post(page).status_code == 404
        assert client_for(chief).post(page).status_code == 302
        assert not cast.member(who).is_current
    assert Entry.objects.filter(action="dismissed").count() == 2
    text = client_for(None).get(cast.consultation.get_absolute_url()).content.decode()
    assert "No officer now" in text and "Before: N. Okoro" in text


def test_the_officer_says_who_drafts(cast: Cast, client_for) -> None:
    client = client_for(cast.okoro)
    page = reverse("answering", args=[cast.consultation.slug])
    sent = {"email": "draft@example.org", "name": "D. Raft", "role": Role.RESPONDER}
    assert client.post(page, sent).status_code == 302
    assert client.post(page, {**sent, "role": Role.OVERSIGHT}).status_code == 422
    assert "D. Raft" in client.get(page).content.decode()
    end = reverse("arrange_person", args=[cast.consultation.slug, cast.member(cast.reyes).pk])
    client.post(end, {"do": "remove"})
    assert not cast.member(cast.reyes).is_current
    assert client_for(cast.reyes).get(page).status_code == 404


def test_who_comes_back_accepts_anew(cast: Cast, reed: User) -> None:
    take_over(cast, reed, by=cast.okoro)
    appointing.accept_duty(cast.consultation, by=reed)
    take_over(cast, cast.okoro, by=reed)
    assert not cast.member(cast.okoro).has_accepted
    assert cast.member(reed).is_current


# --- Who hands it on, and who does not --------------------------------------------------------------
@made_once
def lane(cast: Cast) -> User:
    """Named by the panel to follow, and has not accepted."""
    user = person("lane", "P. Lane", job_title="Superintendent")
    take_over(cast, user, by=cast.hale)
    return user


def test_an_officer_without_the_duty_gives_and_ends_no_role(cast: Cast, lane: User, client_for) -> None:
    """However many are named beside the one who answers, of another force or of the same."""
    for role in (Role.OFFICER, Role.RESPONDER, Role.LEGAL):
        with pytest.raises(Refused, match="N. Okoro has accepted the duty"):
            offers.make(cast.consultation, by=lane, email="a@example.org", name="A Friend", role=role)
    with pytest.raises(Refused, match="N. Okoro has accepted the duty"):
        appointing.dismiss(cast.member(cast.reyes), by=lane)
    assert cast.member(cast.reyes).is_current and access.may_offer(lane, cast.consultation) == []
    assert not access.may_end(lane, cast.member(cast.reyes))
    appointing.accept_duty(cast.consultation, by=lane)
    assert Role.LEGAL in access.may_offer(lane, cast.consultation)


def test_while_nobody_answers_an_officer_says_who_drafts(cast: Cast) -> None:
    Membership.objects.filter(user=cast.okoro).update(accepted_at=None)
    assert Role.RESPONDER in access.may_offer(cast.okoro, cast.consultation)


def test_the_holder_takes_back_no_successor_whom_the_panel_chose(cast: Cast, reed: User) -> None:
    """Nor sends the offer as their own, which then is theirs to withdraw."""
    made = offers.make(cast.consultation, by=cast.hale, email=str(reed.email), name="A. Reed", role=Role.OFFICER)
    link = made.digest
    for act in (offers.withdraw, offers.send_again):
        with pytest.raises(Refused, match="Ruth Hale made this offer"):
            act(made, by=cast.okoro)
    made.refresh_from_db()
    assert (made.state, made.digest, made.offered_by) == ("offered", link, cast.hale)
    offers.send_again(made, by=cast.quill)
    offers.withdraw(made, by=cast.hale)
    own = offers.make(cast.consultation, by=cast.okoro, email=str(reed.email), name="A. Reed", role=Role.OFFICER)
    offers.withdraw(offers.send_again(own, by=cast.okoro), by=cast.okoro)


def test_nor_do_facilitators_once_nobody_answers(cast: Cast, reed: User) -> None:
    made = offers.make(cast.consultation, by=cast.hale, email=str(reed.email), name="A. Reed", role=Role.OFFICER)
    Membership.objects.filter(user=cast.okoro).update(accepted_at=None)
    with pytest.raises(Refused, match="Ruth Hale made this offer"):
        offers.withdraw(made, by=cast.moss)
    theirs = offers.make(cast.consultation, by=cast.moss, email="b@example.org", name="B. B", role=Role.OFFICER)
    offers.withdraw(theirs, by=cast.finch)


def test_no_button_stands_beside_an_offer_that_would_be_refused(cast: Cast, reed: User, client_for) -> None:
    """Who runs it, and who is to be followed, read that it was made; those who may take it back have the buttons."""

    def buttons(who: User, name: str, made: Offer) -> bool:
        page = client_for(who).get(reverse(name, args=[cast.consultation.slug])).content.decode()
        assert made.name in page
        address = "arrange_seat" if name == "panel" else "arrange_offer"
        return reverse(address, args=[cast.consultation.slug, made.pk]) in page

    made = offers.make(cast.consultation, by=cast.hale, email=str(reed.email), name="A. Reed", role=Role.OFFICER)
    admin = person("kit", "Kit Admin", is_superuser=True, is_staff=True)
    assert not buttons(cast.okoro, "answering", made)
    assert buttons(cast.hale, "people", made) and buttons(cast.quill, "people", made) and buttons(admin, "panel", made)
    own = offers.make(cast.consultation, by=cast.okoro, email="b@example.org", name="B. B", role=Role.OFFICER)
    assert buttons(cast.okoro, "answering", own) and not buttons(cast.moss, "people", own)
    Membership.objects.filter(user=cast.okoro).update(accepted_at=None)
    assert not buttons(cast.moss, "people", made) and not buttons(cast.moss, "people", own)
    theirs = offers.make(cast.consultation, by=cast.finch, email="c@example.org", name="C. C", role=Role.OFFICER)
    assert buttons(cast.moss, "people", theirs)
    offers.decline(theirs.link.rstrip("/").rpartition("/")[2])
    assert not buttons(cast.moss, "people", theirs)


def _asked_again(cast: Cast) -> None:
    Membership.objects.filter(user=cast.okoro).update(asked_again_at=clock.now())


def test_to_accept_changed_terms_shuts_no_successor_out(cast: Cast, lane: User) -> None:
    """The holder had the duty before; else whoever is to be followed accepts once more, and is not followed."""
    _asked_again(cast)
    appointing.accept_duty(cast.consultation, by=cast.okoro)  # in the record, as every acceptance
    Membership.objects.filter(user=lane).update(joined_at=clock.now())
    with clock.travel(clock.now() + timedelta(days=1)):
        _asked_again(cast)
        appointing.accept_duty(cast.consultation, by=cast.okoro)
        appointing.accept_duty(cast.consultation, by=lane)
    assert not cast.member(cast.okoro).is_current and cast.member(lane).has_accepted


def test_who_was_named_before_is_offered_the_duty_once_more(cast: Cast) -> None:
    Membership.objects.filter(user=cast.okoro).update(accepted_at=None)
    brook = person("brook", "B. Brook", job_title="Commander")
    take_over(cast, brook, by=cast.moss)
    appointing.accept_duty(cast.consultation, by=cast.okoro)
    with pytest.raises(Refused, match="since you were named"):
        appointing.accept_duty(cast.consultation, by=brook)
    with pytest.raises(Refused, match="Facilitators do not choose another one"):
        take_over(cast, brook, by=cast.moss)
    take_over(cast, brook, by=cast.hale)
    assert cast.member(brook).seated_by == cast.member(cast.hale) and len(cast.member(brook).earlier) == 1
    appointing.accept_duty(cast.consultation, by=brook)
    assert not cast.member(cast.okoro).is_current
    with pytest.raises(Refused, match="have this role here already"):
        take_over(cast, brook, by=cast.hale)  # who has it has it
