"""A change said in another consultation speaks on our pages under its own name, and our panel and force beside it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations import access, numbers
from consultations.changes import changes
from consultations.models import ChangeWord, Consent, Membership, Stage, TechnologyChange
from consultations.signing import as_told
from consultations.stages import stages
from outcomes.models import News
from outcomes.news import news
from people.errors import Refused
from people.models import Message
from tests.cast import Cast
from tests.consultations.changed import about_lfr, said
from tests.made_once import made_once
from tests.pages import flat

pytestmark = pytest.mark.django_db
WHY = "Here people were asked about one square, where nothing is different."
Says = ChangeWord.Says


@made_once
def foreign(cast: Cast, elsewhere: Cast) -> TechnologyChange:
    """Ours is completed; a facilitator of the other, on the same entry of the register, says that it has changed."""
    lfr = about_lfr(cast)
    elsewhere.consultation.technologies.add(lfr)
    Consent.objects.create(membership=cast.member(cast.amina), item=Consent.Item.CHANGES, text_version="2026-12")
    there = elsewhere.member(elsewhere.bilal)
    Consent.objects.create(membership=there, item=Consent.Item.CHANGES, text_version="2026-12")
    cast.at(Stage.COMPLETED)
    return changes.say(elsewhere.consultation, lfr, by=elsewhere.moss, **said())


def page(cast: Cast) -> str:
    return flat(Client().get(cast.consultation.get_absolute_url()).content.decode())


def told() -> list[str]:
    return sorted(Message.objects.filter(kind=news.NEWS).values_list("mailbox__user__email", flat=True))


def days(number: int) -> object:
    return clock.travel(clock.now() + timedelta(number))


AFTER = 4 * numbers.CHANGE_NOTICE_DAYS  # days: more than that many working days, on every day of the year


def test_our_page_says_who_said_it_and_where(foreign: TechnologyChange, cast: Cast, elsewhere: Cast) -> None:
    ours = page(cast)
    assert "Said elsewhere to have changed since people were first asked here" in ours
    there = f'Said by a facilitator of “<a href="{elsewhere.consultation.get_absolute_url()}">'
    assert there in ours and "and by nobody here" in ours
    theirs = page(elsewhere)
    assert "Said elsewhere" not in theirs and "by nobody here" not in theirs


def test_our_panel_and_police_are_told_and_read_it_before_our_people(foreign: TechnologyChange, cast: Cast) -> None:
    asked = Message.objects.filter(title__startswith="It was said in").values_list("mailbox__user_id", flat=True)
    assert {cast.hale.pk, cast.quill.pk, cast.okoro.pk, cast.reyes.pk} == set(asked)
    list(news.send())
    assert told() == ["bilal.elsewhere@example.org"], "their own at once"
    with days(1):
        list(news.send())
        assert len(told()) == 1
    with days(AFTER):
        list(news.send())
        assert told() == ["amina.street-cameras@example.org", "bilal.elsewhere@example.org"], "silence blocks nothing"


def test_our_panel_has_its_days_also_where_it_is_paused_over_them(foreign: TechnologyChange, cast: Cast) -> None:
    stages.pause(cast.consultation, by=cast.hale, reason="Somebody may be at risk")
    with days(AFTER):
        stages.resume(cast.consultation, by=cast.hale)
        list(news.send())
        assert len(told()) == 1, "until now nobody could say a word of it"
        changes.speak(cast.consultation, foreign, by=cast.hale, says=Says.DISPUTES, words=WHY)
        ChangeWord.objects.all().delete()
    with days(2 * AFTER):
        list(news.send())
        assert len(told()) == 2


def test_our_panel_sets_words_beside_it_and_nobody_is_written_to(foreign: TechnologyChange, cast: Cast) -> None:
    changes.speak(cast.consultation, foreign, by=cast.hale, says=Says.DISPUTES, words=WHY)
    ours = page(cast)
    assert "Ruth Hale, oversight panel, does not stand by it on" in ours and WHY in ours
    assert "Said elsewhere to have changed" in ours, "one member hides nothing"
    assert WHY in flat(Client().get(reverse("technology", args=[foreign.technology_id])).content.decode())
    with days(AFTER):
        list(news.send())
        assert told() == ["bilal.elsewhere@example.org"]
        changes.speak(cast.consultation, foreign, by=cast.quill, says=Says.STANDS, words="It is the same square.")
        list(news.send())
        assert "amina.street-cameras@example.org" in told(), "one member alone does not keep it from people"
    assert "Sam Quill, oversight panel, stands by it on" in page(cast)
    kept = Entry.objects.filter(action="change_disputes", actor="Ruth Hale").values_list("consultation", flat=True)
    assert set(kept) == {"street-cameras", "elsewhere"}


def test_what_waits_in_an_inbox_is_not_sent_once_disputed(foreign: TechnologyChange, cast: Cast) -> None:
    with days(AFTER):
        list(news.send())
        message = Message.objects.get(kind=news.NEWS, mailbox__user=cast.amina)
        assert news.is_wanted(message)
        changes.speak(cast.consultation, foreign, by=cast.hale, says=Says.DISPUTES, words=WHY)
        assert not news.is_wanted(message)


def test_each_speaks_once_and_nobody_for_others(foreign: TechnologyChange, cast: Cast, elsewhere: Cast) -> None:
    ours = cast.consultation
    with pytest.raises(Refused, match="Nobody of the panel has said otherwise"):
        changes.speak(ours, foreign, by=cast.hale, says=Says.STANDS, words=WHY)
    changes.speak(ours, foreign, by=cast.hale, says=Says.DISPUTES, words=WHY)
    for says in (Says.DISPUTES, Says.STANDS):
        with pytest.raises(Refused, match="You have spoken"):
            changes.speak(ours, foreign, by=cast.hale, says=says, words=WHY)
    for who, says in ((cast.moss, Says.DISPUTES), (cast.amina, Says.DISPUTES), (cast.okoro, Says.DISPUTES),
                      (cast.reyes, Says.REPLIES), (cast.hale, Says.REPLIES), (elsewhere.hale, Says.DISPUTES),
                      (elsewhere.moss, Says.DISPUTES)):  # fmt: skip
        with pytest.raises(access.NotAllowed):
            changes.speak(ours, foreign, by=who, says=says, words=WHY)
    with pytest.raises(Refused, match="It was said for this consultation"):
        changes.speak(elsewhere.consultation, foreign, by=elsewhere.hale, says=Says.DISPUTES, words=WHY)
    with pytest.raises(Refused, match="Fulmar 16"):
        changes.speak(ours, foreign, by=cast.quill, says=Says.DISPUTES, words="Fulmar 16 says no.")
    with pytest.raises(Refused, match="reason"):
        changes.speak(ours, foreign, by=cast.quill, says=Says.DISPUTES, words=" ")
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeWord.objects.create(
            change=foreign, consultation=ours, member=cast.member(cast.hale), says=Says.STANDS, words=WHY
        )


def test_the_force_replies_once(foreign: TechnologyChange, cast: Cast, elsewhere: Cast) -> None:
    as_told(
        changes.speak,
        cast.consultation,
        change=foreign,
        by=cast.okoro,
        says=Says.REPLIES,
        words="The policy is a draft.",
    )
    assert "N. Okoro, Chief Superintendent, for the force, replied on" in page(cast)
    assert "The policy is a draft." in flat(
        Client().get(reverse("technology", args=[foreign.technology_id])).content.decode()
    )
    officer, before = cast.member(cast.okoro), ChangeWord.objects.get()
    kept = officer.standing(until=clock.now()).kept()
    Membership.objects.filter(pk=officer.pk).update(earlier=[kept], accepted_role="Chief Constable")
    assert before.who == ChangeWord.objects.get().who, "a rank of later is none of the day it was said"
    with pytest.raises(Refused, match="has replied"):
        as_told(changes.speak, cast.consultation, change=foreign, by=cast.okoro, says=Says.REPLIES, words="Again.")
    as_told(
        changes.speak,
        elsewhere.consultation,
        change=foreign,
        by=elsewhere.okoro,
        says=Says.REPLIES,
        words="Not yet in force.",
    )
    with days(AFTER):
        list(news.send())
        assert len(told()) == 2, "the force keeps nothing from people"


def test_on_the_page(foreign: TechnologyChange, cast: Cast, client_for: Callable[..., Client]) -> None:
    slug = cast.consultation.slug
    listed, address = reverse("changes", args=[slug]), reverse("speak_of_change", args=[slug, foreign.pk])
    for who, there in ((cast.hale, True), (cast.okoro, True), (cast.moss, False)):
        assert (address in client_for(who).get(listed).content.decode()) is there
    hale = client_for(cast.hale)
    wrong = hale.post(address, {"says": "disputes", "words": "Fulmar 16 says no."})
    assert wrong.status_code == 422 and "Fulmar 16 says no." in wrong.content.decode()
    assert hale.post(address, {"says": "disputes", "words": WHY}).status_code == 302
    assert address not in hale.get(listed).content.decode()
    assert 'value="stands"' in client_for(cast.quill).get(address).content.decode()
    okoro = client_for(cast.okoro)
    assert "The reply of the force" in okoro.get(address).content.decode()
    assert okoro.post(address, {"says": "replies", "words": "A draft."}).status_code == 302
    assert ChangeWord.objects.count() == 2 and News.objects.count() == 2
