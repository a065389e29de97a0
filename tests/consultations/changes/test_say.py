"""A technology changes after people were asked: said by whoever may, in full, once, and taken back in public."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations import numbers
from consultations.access import NotAllowed
from consultations.changes import changes
from consultations.models import Consultation, Stage, Technology, TechnologyChange
from people.errors import Refused
from tests.cast import Cast, make_consultation
from tests.consultations.changed import about_lfr, said
from tests.made_once import made_once
from tests.pages import flat

pytestmark = pytest.mark.django_db


@made_once
def lfr(cast: Cast) -> Technology:
    return about_lfr(cast)


@pytest.mark.parametrize("who", ["moss", "finch", "hale"])
@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.FOLLOW_UP, Stage.COMPLETED])
def test_those_who_run_or_oversee_it_say_so_while_it_runs_and_long_after(
    cast: Cast, lfr: Technology, who: str, stage: Stage
) -> None:
    cast.at(stage)
    change = changes.say(cast.consultation, lfr, by=getattr(cast, who), **said())
    assert changes.since_asked(cast.consultation) == [change]
    entry = Entry.objects.get(action="change_said")
    assert entry.consultation == "street-cameras" and "Live facial recognition: a new use" in entry.summary


@pytest.mark.parametrize("who", ["amina", "okoro", "reyes", "outsider"])
def test_nobody_else_does(cast: Cast, lfr: Technology, who: str) -> None:
    with pytest.raises(NotAllowed):
        changes.say(cast.consultation, lfr, by=getattr(cast, who), **said())
    change = changes.say(cast.consultation, lfr, by=cast.moss, **said())
    with pytest.raises(NotAllowed):
        changes.take_back(cast.consultation, change, by=getattr(cast, who), reason="No")


def test_before_anybody_was_asked_it_belongs_in_the_briefing(cast: Cast, lfr: Technology) -> None:
    with pytest.raises(Refused, match="belongs in the briefing"):
        changes.say(cast.consultation, lfr, by=cast.moss, **said(since=clock.today() - timedelta(10)))
    with pytest.raises(Refused, match="at this stage"):
        changes.say(cast.at(Stage.ANNOUNCED).consultation, lfr, by=cast.moss, **said())


def test_everything_that_is_missing_is_said_at_once(cast: Cast, lfr: Technology) -> None:
    with pytest.raises(Refused) as refused:
        changes.say(
            cast.consultation, lfr, by=cast.moss,
            **said(description=" ", source="", reason="\n", since=clock.today() + timedelta(400)),
        )  # fmt: skip
    assert len(refused.value.problems) == 4
    assert not TechnologyChange.objects.exists()


def test_a_technology_it_was_not_about_looks_absent(cast: Cast, lfr: Technology) -> None:
    with pytest.raises(NotAllowed):
        changes.say(cast.consultation, Technology.objects.create(name="Drones", kind="drone"), by=cast.moss, **said())


def test_pressing_twice_is_saying_once(cast: Cast, lfr: Technology) -> None:
    first = changes.say(cast.consultation, lfr, by=cast.moss, **said())
    assert changes.say(cast.consultation, lfr, by=cast.finch, **said()) == first
    assert Entry.objects.filter(action="change_said").count() == 1


def test_the_same_with_another_consequence_is_not_swallowed(cast: Cast, lfr: Technology) -> None:
    changes.say(cast.consultation, lfr, by=cast.moss, **said(triggers_reconsultation=False))
    with pytest.raises(Refused, match="Take that back first"):
        changes.say(cast.consultation, lfr, by=cast.hale, **said())
    with pytest.raises(Refused, match="Take that back first"):
        changes.say(cast.consultation, lfr, by=cast.hale, **said(triggers_reconsultation=False, source="Another"))


def test_what_others_said_binds_nobody_else(cast: Cast, elsewhere: Cast, lfr: Technology) -> None:
    elsewhere.consultation.technologies.add(lfr)
    changes.say(elsewhere.consultation, lfr, by=elsewhere.moss, **said(triggers_reconsultation=False))
    changes.say(cast.consultation, lfr, by=cast.moss, **said())
    assert len(changes.since_asked(cast.consultation)) == 1


def test_what_need_not_be_asked_again_is_said_and_puts_no_notice(cast: Cast, lfr: Technology) -> None:
    changes.say(cast.consultation, lfr, by=cast.moss, **said(triggers_reconsultation=False, reason="Same rules."))
    assert not changes.since_asked(cast.consultation)


def test_it_concerns_every_consultation_that_asked_before(cast: Cast, lfr: Technology) -> None:
    now = clock.now()
    before = make_consultation("before", stage=Stage.COMPLETED, opens_at=now - timedelta(400))
    after = make_consultation("after", opens_at=now - timedelta(1))
    still = make_consultation("still", stage=Stage.DRAFT, opens_at=now - timedelta(5))
    other = make_consultation("other", stage=Stage.COMPLETED)
    for one in (before, after, still):
        one.technologies.add(lfr)
    change = changes.say(cast.consultation, lfr, by=cast.moss, **said(since=clock.today() - timedelta(3)))
    assert {c.slug for c in changes.concerned(change)} == {"street-cameras", "before"}
    told = {c.slug for c in Consultation.objects.all() if changes.since_asked(c)}
    assert told == {"street-cameras", "before"}
    assert other not in changes.concerned(change)
    entries = Entry.objects.filter(action="change_said")
    assert set(entries.values_list("consultation", flat=True)) == {"street-cameras", "before"}
    assert all(entry.detail == {"asked_again": True} for entry in entries)


def test_who_was_asked_after_it_was_announced_knew_of_it(cast: Cast, lfr: Technology) -> None:
    """One rule for the notice and for the e-mail."""
    soon = make_consultation("soon", stage=Stage.ANNOUNCED, opens_at=clock.now() + timedelta(5))
    paused = make_consultation(
        "paused", stage=Stage.PAUSED, stage_before_pause=Stage.ANNOUNCED, opens_at=clock.now() - timedelta(1)
    )
    for one in (soon, paused):
        one.technologies.add(lfr)
    change = changes.say(cast.consultation, lfr, by=cast.moss, **said(since=clock.today() + timedelta(30)))
    Consultation.objects.filter(pk=soon.pk).update(stage=Stage.OPEN)
    with clock.travel(clock.now() + timedelta(6)):
        soon.refresh_from_db()
        assert changes.since_asked(soon) == changes.since_asked(paused) == []
        assert changes.concerned(change) == [cast.consultation]


def test_a_mistake_is_taken_back_once_with_a_reason(cast: Cast, lfr: Technology) -> None:
    change = changes.say(cast.consultation, lfr, by=cast.moss, **said())
    for reason, why in ((" ", "Give a reason"), ("x" * 401, "400 characters")):
        with pytest.raises(Refused, match=why):
            changes.take_back(cast.consultation, change, by=cast.moss, reason=reason)
    cast.at(Stage.PAUSED)  # a mistake must not stand until it goes on
    changes.take_back(cast.consultation, change, by=cast.hale, reason="It was another force.")
    assert not changes.since_asked(cast.consultation)
    assert Entry.objects.get(action="change_taken_back").summary.endswith("It was another force.")
    with pytest.raises(Refused, match="already"):
        changes.take_back(cast.consultation, change, by=cast.moss, reason="Again")
    cast.at(Stage.OPEN)
    assert changes.say(cast.consultation, lfr, by=cast.moss, **said()) != change, "it may be said anew"


def test_only_where_it_was_said_can_it_be_taken_back(cast: Cast, elsewhere: Cast, lfr: Technology) -> None:
    elsewhere.consultation.technologies.add(lfr)
    change = changes.say(cast.consultation, lfr, by=cast.moss, **said())
    with pytest.raises(NotAllowed):
        changes.take_back(elsewhere.consultation, change, by=elsewhere.moss, reason="Not so")


@pytest.mark.parametrize("wrong", [{"description": ""}, {"reason": ""}, {"source": ""}, {"taken_back_at": clock.now()}])
def test_the_database_holds_it_too(cast: Cast, lfr: Technology, wrong: dict[str, Any]) -> None:
    usual = said(since=date(2026, 1, 1)) | {"technology": lfr, "consultation": cast.consultation}
    TechnologyChange.objects.create(**usual)
    with pytest.raises(IntegrityError), transaction.atomic():
        TechnologyChange.objects.create(**usual | wrong)


def test_a_facilitator_does_not_take_back_what_the_panel_said(cast: Cast, lfr: Technology, client_for: Any) -> None:
    """“People should be asked again” goes from every consultation with it."""
    change = changes.say(cast.consultation, lfr, by=cast.hale, **said())
    for who in (cast.moss, cast.finch):
        with pytest.raises(Refused, match="Whoever said a change"):
            changes.take_back(cast.consultation, change, by=who, reason="We would rather not.")
    for who in (cast.okoro, cast.reyes, cast.amina, cast.outsider):
        with pytest.raises(NotAllowed):
            changes.take_back(cast.consultation, change, by=who, reason="We would rather not.")
    assert changes.since_asked(cast.consultation) == [change]
    page = reverse("changes", args=[cast.consultation.slug])
    back = reverse("take_back_change", args=[cast.consultation.slug, change.pk])
    assert back not in client_for(cast.moss).get(page).content.decode()
    assert client_for(cast.moss).get(back).status_code == 302
    assert client_for(cast.moss).post(back, {"reason": "We would rather not."}).status_code == 422
    assert back in client_for(cast.hale).get(page).content.decode()
    assert "by the panel for" in flat(client_for(None).get(reverse("technology", args=[lfr.pk])).content.decode())
    mine = changes.say(cast.consultation, lfr, by=cast.finch, **said(kind="supplier"))
    with pytest.raises(Refused, match="Whoever said a change"):
        changes.take_back(cast.consultation, mine, by=cast.moss, reason="Not mine.")
    changes.take_back(cast.consultation, mine, by=cast.finch, reason="My mistake.")


def test_nobody_buries_a_page_under_changes(cast: Cast, lfr: Technology) -> None:
    for number in range(numbers.CHANGES_A_DAY):
        changes.say(cast.consultation, lfr, by=cast.moss, **said(description=f"Camera {number}."))
    with pytest.raises(Refused, match="You said three changes since"):
        changes.say(cast.consultation, lfr, by=cast.moss, **said(description="One more."))
    changes.take_back(cast.consultation, TechnologyChange.objects.first(), by=cast.moss, reason="No.")
    with pytest.raises(Refused, match="You said three changes since"):
        changes.say(cast.consultation, lfr, by=cast.moss, **said(description="One more."))
    changes.say(cast.consultation, lfr, by=cast.hale, **said(description="One more."))


def test_no_change_names_who_takes_part(cast: Cast, lfr: Technology) -> None:
    for field in ("description", "source", "reason"):
        with pytest.raises(Refused, match="reads like the name"):
            changes.say(cast.consultation, lfr, by=cast.moss, **said(**{field: "Fulmar 16 told Group 1 of it."}))
