"""Groups, their facilitators and their invitations."""

import pytest
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from consultations.groups import appointing, groups
from consultations.invitations import invitations
from consultations.joining import joining
from consultations.models import Consent, Stage
from consultations.record import public_record
from people.errors import Refused
from people.text.dates import day
from tests.cast import Cast
from tests.consultations.draft import Draft


def test_a_group_with_a_facilitator(draft: Draft) -> None:
    made = groups.add_group(draft.consultation, "Group 2", by=draft.moss, facilitator=draft.member(draft.finch))
    assert made.facilitator == draft.member(draft.finch)
    assert Entry.objects.filter(action="group_added", summary="Group 2").exists()


def test_names_are_used_once(draft: Draft) -> None:
    assert draft.consultation.groups.get().name == "Group 1"
    with pytest.raises(Refused, match="already a group"):
        groups.add_group(draft.consultation, "group 1", by=draft.moss)


def test_who_joins_by_themselves_is_never_put_among_the_recruited(cast: Cast) -> None:
    """A facilitator who calls a recruited group as the one is called that they are put in."""
    cast.consultation.joining_is_open = True
    cast.consultation.save()
    for name in ("Open responses", "OPEN responses"):
        with pytest.raises(Refused, match="join by themselves"):
            groups.add_group(cast.consultation, name, by=cast.moss)
        with pytest.raises(Refused, match="join by themselves"):
            groups.change_group(cast.group2, by=cast.moss, name=name)
    wall = groups.add_group(cast.consultation, "Open responses", by=cast.moss, is_open=True)
    with pytest.raises(Refused, match="join by themselves"):
        groups.change_group(wall, by=cast.moss, name="Open responses", is_open=False)
    type(wall).objects.filter(pk=wall.pk).update(is_open=False)  # one that was called so before
    joined = joining.join(cast.consultation, by=cast.outsider, consents={Consent.Item.TAKE_PART})
    assert joined.group is not None and joined.group.is_open


@pytest.mark.parametrize("who", ["hale", "okoro"])
def test_only_a_facilitator_facilitates(draft: Draft, who: str) -> None:
    with pytest.raises(Refused, match="facilitators"):
        groups.add_group(draft.consultation, "G", by=draft.moss, facilitator=draft.member(getattr(draft, who)))


def test_a_facilitator_of_another_consultation_does_not(draft: Draft, cast: Cast) -> None:
    with pytest.raises(Refused):
        groups.add_group(draft.consultation, "G", by=draft.moss, facilitator=cast.member(cast.moss))


def test_a_group_people_have_joined_stays_as_it_is(cast: Cast) -> None:
    with pytest.raises(Refused, match="stays"):
        groups.remove_group(cast.group1, by=cast.moss)
    with pytest.raises(Refused, match="chose themselves"):
        groups.change_group(cast.group1, by=cast.moss, name="Group 1", is_open=True)


def test_who_led_a_group_and_its_name_are_not_swapped_in_silence(cast: Cast) -> None:
    """The annex prints both: whoever reads it reads what it was while people talked, and until when."""
    moss, finch = cast.member(cast.moss), cast.member(cast.finch)
    groups.change_group(cast.group1, by=cast.moss, name="Group 1", facilitator=moss)
    groups.change_group(cast.group1, by=cast.moss, name="Shopkeepers", facilitator=finch, mode="in_person")
    swapped = "name “Group 1” → “Shopkeepers”; facilitator “Jo Moss” → “Ade Finch”"
    told = ["facilitator “none” → “Jo Moss”.", f"{swapped}; how it meets “Online” → “In person”."]
    said = groups.changes(cast.consultation)[cast.group1.pk]
    assert [one.partition("after people had joined: ")[2] for one in said] == told
    assert all(one.startswith(day(clock.today())) for one in said)
    public = [public_record.public_entry(one)["summary"] for one in Entry.objects.filter(action="group_changed")]
    assert [str(one).partition("joined: ")[2] + "." for one in public] == told


@pytest.mark.parametrize("how", ["stands down", "closes their account"])
def test_whoever_leaves_led_it_all_the_same(cast: Cast, how: str) -> None:
    finch = cast.member(cast.finch)
    groups.change_group(cast.group1, by=cast.moss, name="Group 1", facilitator=finch)
    if how == "stands down":
        groups.stand_down(finch, by=cast.hale)
    else:
        appointing.end_with_account(cast.finch)
    assert "facilitator “Ade Finch” → “none”" in groups.changes(cast.consultation)[cast.group1.pk][-1]
    cast.group1.refresh_from_db()
    assert cast.group1.facilitator is None


def test_before_anybody_joined_nothing_is_told(draft: Draft) -> None:
    made = groups.add_group(draft.consultation, "Group A", by=draft.moss, facilitator=draft.member(draft.moss))
    groups.change_group(made, by=draft.moss, name="Group B")
    assert groups.changes(draft.consultation) == {}


def test_how_people_were_found_is_not_rewritten_in_silence(cast: Cast) -> None:
    """The report prints it: what it was when they joined stands in the public record."""
    said = {"name": "Group 1", "recruitment": "Drawn by lot from 3,000 letters"}
    groups.change_group(cast.group1, by=cast.moss, **said)
    entry = public_record.public_entry(Entry.objects.get(action="group_changed"))
    told = "Group 1, after people had joined: how found “” → “Drawn by lot from 3,000 letters”"
    assert entry["summary"] == told


def test_an_empty_group_can_go(draft: Draft) -> None:
    groups.remove_group(draft.consultation.groups.get(), by=draft.moss)
    assert not draft.consultation.groups.exists()


@pytest.mark.parametrize("who", ["hale", "okoro", "reyes", "outsider"])
def test_others_do_not_make_groups(draft: Draft, who: str) -> None:
    with pytest.raises(NotAllowed):
        groups.add_group(draft.consultation, "G", by=getattr(draft, who))


def test_the_pages_add_change_and_take_out(draft: Draft, client_for) -> None:
    client, slug = client_for(draft.moss), draft.consultation.slug
    page = reverse("groups", args=[slug])
    sent = {"name": "Group 2", "mode": "online", "target_size": 10, "facilitator": draft.member(draft.finch).pk}
    assert client.post(page, sent).status_code == 302
    assert client.post(page, sent).status_code == 422  # the name is taken
    assert client.post(page, {**sent, "name": "G3", "facilitator": draft.member(draft.hale).pk}).status_code == 422
    group = draft.consultation.groups.get(name="Group 2")
    edit = reverse("edit_group", args=[slug, group.pk])
    assert client.post(edit, {**sent, "name": "Evening", "facilitator": ""}).status_code == 302
    group.refresh_from_db()
    assert (group.name, group.facilitator) == ("Evening", None)
    assert client.post(reverse("remove_group", args=[slug, group.pk])).status_code == 302
    assert not draft.consultation.groups.filter(pk=group.pk).exists()


def test_an_invitation_is_shown_with_link_code_and_uses_and_can_be_stopped(cast: Cast, client_for) -> None:
    client, slug = client_for(cast.moss), cast.consultation.slug
    page = reverse("invite", args=[slug, cast.group1.pk])
    assert client.post(page, {"uses": 5, "days": 7}).status_code == 302
    code = cast.group1.invitations.get()
    text = client.get(page).content.decode()
    assert f"http://testserver/join/{code.code}/" in text
    assert "<strong>0 of 5</strong> joined" in text
    joining.join(
        cast.consultation, by=cast.outsider, invitation=invitations.find(code.code),
        consents={Consent.Item.TAKE_PART},
    )  # fmt: skip
    assert "<strong>1 of 5</strong> joined" in client.get(page).content.decode()
    client.post(reverse("revoke_invitation", args=[slug, code.pk]))
    assert "Stopped" in client.get(page).content.decode()
    assert not invitations.find(code.code).is_usable


def test_invitations_end_with_the_consultation(cast: Cast, client_for) -> None:
    cast.at(Stage.ANALYSIS)
    answer = client_for(cast.moss).post(
        reverse("invite", args=[cast.consultation.slug, cast.group1.pk]), {"uses": 2, "days": 7}
    )
    assert answer.status_code == 422
    assert not cast.group1.invitations.exists()


def test_the_list_of_groups_asks_the_same_number_of_questions(draft: Draft, client_for, django_assert_max_num_queries):
    client, page = client_for(draft.moss), reverse("groups", args=[draft.consultation.slug])
    for n in range(2, 14):
        groups.add_group(draft.consultation, f"Group {n}", by=draft.moss, facilitator=draft.member(draft.finch))
    with django_assert_max_num_queries(16):
        client.get(page)
