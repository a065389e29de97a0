"""Two people write to each other: for everybody else it does not exist, and it goes with its author and with time."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from consultations.desk import desk
from consultations.groups import appointing, groups
from deliberation.models import Contribution, ContributionRevision, PrivateMessage, SafetyAlert
from deliberation.safeguarding import privacy, safeguarding
from people.errors import Refused
from people.models import Message, User
from people.privacy import erasing, registry, retention
from tests.cast import Cast
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
