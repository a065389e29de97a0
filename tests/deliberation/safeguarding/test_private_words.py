"""Two people write to each other: for everybody else it does not exist, and it goes with its author and with time."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from consultations.desk import desk
from consultations.groups import appointing, groups
from consultations.models import Role, Stage
from deliberation.models import Contribution, ContributionRevision, PrivateMessage, SafetyAlert
from deliberation.safeguarding import notifications, privacy, safeguarding
from people.errors import Refused
from people.models import Message, User
from people.privacy import erasing, registry, retention
from tests.cast import Cast, person
from tests.made_once import made_once

ClientFor = Callable[[User | None], Client]
SECRET, REPLY = "zz-it-was-my-uncle", "zz-i-am-here-today"


@made_once
def written(cast: Cast, alert: SafetyAlert) -> SafetyAlert:
    safeguarding.write(alert, SECRET, by=cast.amina)
    safeguarding.write(alert, REPLY, by=cast.moss)
    return alert


def _address(cast: Cast, alert: SafetyAlert) -> str:
    return f"/consultations/{cast.consultation.slug}/safety/{alert.pk}/private/"


def test_the_two_read_and_write_it(cast: Cast, written: SafetyAlert, client_for: ClientFor) -> None:
    for who in (cast.amina, cast.moss):
        client = client_for(who)
        page = client.get(_address(cast, written)).content.decode()
        assert SECRET in page and REPLY in page
        assert "Whoever keeps the server could read it." in page, "the words lie in the database as they were typed"
        assert client.post(_address(cast, written), {"words": "More."}).status_code == 302
    assert PrivateMessage.objects.count() == 4
    told = Message.objects.filter(kind="private_word")
    assert {message.mailbox.user for message in told} == {cast.amina, cast.moss}
    assert [m.title for m in told if SECRET in m.title or REPLY in m.title] == []


@pytest.mark.parametrize(
    "who", ["bilal", "carys", "finch", "hale", "quill", "okoro", "reyes", "outsider", "admin", "elsewhere", None]
)
def test_for_everybody_else_it_is_not_there(
    cast: Cast, elsewhere: Cast, written: SafetyAlert, client_for: ClientFor, who: str | None
) -> None:
    people = {"elsewhere": elsewhere.moss, "admin": User.objects.create_superuser("root@example.org", None)}
    reader = None if who is None else people.get(who) or getattr(cast, who)
    client = client_for(reader)
    here, nowhere = (
        client.get(_address(cast, written)),
        client.get(_address(cast, written).replace(str(written.pk), "99999")),
    )
    assert (here.status_code, nowhere.status_code) == (404, 404)
    assert client.post(_address(cast, written), {"words": "Hello"}).status_code == 404
    assert PrivateMessage.objects.count() == 2
    if reader is not None:
        with pytest.raises(NotAllowed):
            safeguarding.write(written, "Hello", by=reader)
        mine = json.dumps([list(section.rows(reader)) for section in registry.sections()])
        assert SECRET not in mine and REPLY not in mine


def test_it_is_in_no_contribution_and_not_in_the_record(cast: Cast, written: SafetyAlert) -> None:
    for rows in (Contribution.objects.values(), ContributionRevision.objects.values(), Entry.objects.values()):
        kept = str(list(rows))
        assert kept != "[]" and SECRET not in kept and REPLY not in kept


def test_no_page_or_file_of_staff_has_it(cast: Cast, written: SafetyAlert, client_for: ClientFor) -> None:
    where = f"/consultations/{cast.consultation.slug}/"
    pages = ["", "desk/", "moderation/", f"moderation/{written.contribution_id}/", "safety/", f"safety/{written.pk}/",
             "discussion/", "appeals/", "record/"]  # fmt: skip
    for who in (cast.finch, cast.hale, cast.okoro, cast.reyes, cast.bilal):
        client = client_for(who)
        read = "".join(client.get(where + page).content.decode() for page in pages)
        assert SECRET not in read and REPLY not in read


def test_the_next_lead_does_not_read_what_was_written_to_the_last(
    cast: Cast, written: SafetyAlert, client_for: ClientFor
) -> None:
    groups.name_safeguarding_lead(cast.member(cast.finch), by=cast.moss)
    page = client_for(cast.finch).get(_address(cast, written))
    assert page.status_code == 200 and SECRET not in page.content.decode()
    assert client_for(cast.moss).get(_address(cast, written)).status_code == 404
    safeguarding.write(written, "zz-new", by=cast.amina)
    assert "zz-new" in client_for(cast.finch).get(_address(cast, written)).content.decode()
    assert SECRET in client_for(cast.amina).get(_address(cast, written)).content.decode()


def test_it_is_in_the_authors_own_download_and_goes_with_them(cast: Cast, written: SafetyAlert) -> None:
    rows = list(privacy.private_words(cast.amina))
    assert [row["Words"] for row in rows] == [SECRET, REPLY]
    assert list(privacy.alerts(cast.amina))
    erasing.erase(cast.amina)
    assert (PrivateMessage.objects.count(), SafetyAlert.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("step", "why"), [("passed_on", "at_risk"), ("told_services", "at_risk"), ("called_999", "own_wrong")]
)
def test_an_author_is_not_told_whom_a_lead_warned_of_them(cast: Cast, alert: SafetyAlert, step: str, why: str) -> None:
    """Neither on their own page nor in their download: the one at risk may be at risk from the author."""
    said = {name: name == why for name in ("in_danger", "at_risk", "crime", "own_wrong")}
    noted = safeguarding.note_step(alert, by=cast.moss, **said, step=step)
    assert "as the author agreed" not in noted.get_step_display()
    mine = json.dumps([list(section.rows(cast.amina)) for section in registry.sections()])
    assert "lead was told" in mine and "Moss" not in json.dumps(list(privacy.alerts(cast.amina)))
    assert not any(word in mine for word in ("adult at risk", "the author did", noted.get_step_display()))


def test_an_author_who_agreed_reads_that_it_was_done(cast: Cast, alert: SafetyAlert) -> None:
    safeguarding.agree_to_pass_on(alert, by=cast.amina)
    safeguarding.note_step(
        alert, by=cast.moss, in_danger=False, at_risk=False, crime=True, own_wrong=False, step="passed_on"
    )
    assert next(row["Step"] for row in privacy.alerts(cast.amina)) == "Told the police"


def test_it_is_deleted_six_months_after_the_last_word(cast: Cast, written: SafetyAlert) -> None:
    rule = next(rule for rule in privacy.KEPT if rule.key == "private_words")
    early = retention.months_after(clock.now(), 6) - timedelta(days=1)
    assert rule.due is not None and not rule.due(early).exists()
    with clock.travel(clock.now() + timedelta(days=100)):
        safeguarding.write(written, "Still here.", by=cast.amina)
    late = retention.months_after(clock.now(), 6) + timedelta(days=1)
    assert not rule.due(late).exists()  # all of it waits for the last word
    with clock.travel(late + timedelta(days=104)):
        retention.purge()
    assert not PrivateMessage.objects.exists() and SafetyAlert.objects.exists()


def test_too_long_or_empty_is_refused_with_the_words_kept(
    cast: Cast, alert: SafetyAlert, client_for: ClientFor
) -> None:
    page = client_for(cast.amina).post(_address(cast, alert), {"words": "y" * 2001})
    assert page.status_code == 422 and "y" * 2001 in page.content.decode()
    with pytest.raises(Refused, match="Write something"):
        safeguarding.write(alert, "  ", by=cast.amina)
    cast.consultation.memberships.update(is_safeguarding_lead=False)
    with pytest.raises(Refused, match="nobody to read"):
        safeguarding.write(alert, "Hello", by=cast.amina)


def test_a_lead_who_is_gone_leaves_nobody_unheard(cast: Cast, written: SafetyAlert) -> None:
    safeguarding.write(written, "Please ring me.", by=cast.amina)
    appointing.end_with_account(cast.moss)
    finch = cast.member(cast.finch)
    assert finch.is_safeguarding_lead
    assert any(
        todo.title.startswith("Somebody wrote privately to the lead before you") for todo in desk.waiting([finch])
    )
    assert Message.objects.filter(mailbox__user=cast.finch, title__contains="is the safeguarding lead now").exists()


def _by_hand(cast: Cast) -> None:
    groups.name_safeguarding_lead(cast.member(cast.finch), by=cast.moss)


def _by_offer(cast: Cast) -> None:
    appointing.seat(cast.consultation, cast.finch, Role.FACILITATOR, is_safeguarding_lead=True)


@pytest.mark.parametrize("replaced", [_by_hand, _by_offer])
def test_a_lead_who_is_replaced_and_stays_leaves_nobody_unheard(
    cast: Cast, written: SafetyAlert, replaced: Callable[[Cast], None]
) -> None:
    """The one before has no page to answer on any more: it is before the next one, and both hear who that is."""
    safeguarding.write(written, "Please ring me.", by=cast.amina)
    late = Message.objects.get(mailbox__user=cast.moss, key=f"private {PrivateMessage.objects.latest('pk').pk}")
    assert notifications.still_concerns(late)
    replaced(cast)
    finch, moss = cast.member(cast.finch), cast.member(cast.moss)
    titles = [todo.title for todo in desk.waiting([finch])]
    assert any(title.startswith("Somebody wrote privately to the lead before you") for title in titles)
    assert not any("wrote privately" in todo.title for todo in desk.waiting([moss]))
    assert not notifications.still_concerns(late)
    told = Message.objects.filter(title__contains="Ade Finch is the safeguarding lead now")
    assert {one.mailbox.user for one in told} == {cast.finch, cast.moss}
    assert Entry.objects.get(action="safeguarding_lead_named").summary == "Ade Finch"
    safeguarding.write(written, "I am the lead now. What happened?", by=cast.finch)
    assert not any("wrote privately" in todo.title for todo in desk.waiting([finch]))


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.PAUSED, Stage.COMPLETED])
def test_the_first_facilitator_after_the_last_is_told_at_once(cast: Cast, alert: SafetyAlert, stage: Stage) -> None:
    """Nobody was lead, and nobody ticked it: alerts would be told to nobody and lie on no desk."""
    for one in (cast.finch, cast.moss):
        erasing.erase(one)
    cast.at(stage)
    new = appointing.seat(cast.consultation, person("new", name="N. New"), Role.FACILITATOR)
    assert new.is_safeguarding_lead
    assert "Somebody may need help" in [todo.title for todo in desk.waiting([new])]
    assert Message.objects.filter(mailbox__user=new.user, kind="safeguarding").count() == 1
    second = appointing.seat(cast.consultation, person("two", name="S. Two"), Role.FACILITATOR)
    assert not second.is_safeguarding_lead and cast.member(new.user).is_safeguarding_lead


def test_a_lead_is_named_by_facilitators_in_every_stage(cast: Cast, client_for: ClientFor) -> None:
    cast.at(Stage.COMPLETED)
    address = reverse("arrange_person", args=[cast.consultation.slug, cast.member(cast.finch).pk])
    for nobody in (cast.hale, cast.okoro, cast.amina):
        assert client_for(nobody).post(address, {"do": "safeguarding"}).status_code in {302, 404}
        assert not cast.member(cast.finch).is_safeguarding_lead
    page = client_for(cast.moss).get(reverse("people", args=[cast.consultation.slug])).content.decode()
    assert 'value="safeguarding"' in page
    assert client_for(cast.moss).post(address, {"do": "safeguarding"}).status_code == 302
    assert cast.member(cast.finch).is_safeguarding_lead and not cast.member(cast.moss).is_safeguarding_lead


def test_in_a_draft_a_lead_is_named_and_not_made(cast: Cast) -> None:
    """The gate asks for somebody by name: whoever starts it is no lead for that alone."""
    cast.at(Stage.DRAFT)
    cast.consultation.memberships.update(is_safeguarding_lead=False)
    new = appointing.seat(cast.consultation, person("new", name="N. New"), Role.FACILITATOR)
    assert not new.is_safeguarding_lead
