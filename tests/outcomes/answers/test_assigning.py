"""Who of the police drafts which answer: told to them, on their desk, and on no public page or clock."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from consultations.access import NotAllowed
from consultations.models import Consultation
from consultations.signing import as_told
from outcomes.answers import assigning, desk, responses
from outcomes.models import PoliceResponse, RecommendationResponse
from outcomes.notifications import reminders
from people.errors import Refused
from people.models import Message
from people.text.dates import day
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes.answers.test_sign import complete
from tests.outcomes.published import publish

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@made_once
def response(cast: Cast) -> PoliceResponse:
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_published_at=clock.now())
    return publish(cast)


def told(cast: Cast) -> list[str]:
    rows = Message.objects.filter(mailbox__user=cast.reyes, kind="police").order_by("pk")
    return [row.title.partition(": ")[0] for row in rows]


def test_it_is_told_and_stands_on_the_desk_until_it_is_complete(
    response: PoliceResponse, cast: Cast, client_for: SignIn
) -> None:
    until, public = clock.today() + timedelta(days=9), cast.consultation.response_due
    page = reverse("assign_answer", args=[cast.consultation.slug, 1])
    owner = cast.member(cast.reyes)
    client_for(cast.okoro).post(page, {"owner": owner.pk, "due": until})
    assert told(cast) == [f"Recommendation 1 is yours to draft, by {day(until)}"]
    mine = client_for(cast.reyes).get(reverse("desk")).content.decode()
    assert f"Yours, by {day(until)}" in mine and "9 days left" in mine
    workspace = client_for(cast.okoro).get(reverse("response", args=[cast.consultation.slug])).content.decode()
    assert f"L. Reyes drafts it, by {day(until)}" in workspace
    cast.consultation.refresh_from_db()
    assert cast.consultation.response_due == public
    complete(response, cast)
    assert desk.assigned([cast.member(cast.reyes)]) == []


def test_the_day_comes_and_goes(response: PoliceResponse, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    slot = response.answers.first()
    until = clock.today() + timedelta(days=2)
    assigning.assign(slot, by=cast.reyes, owner=cast.member(cast.reyes), due=until)
    assert told(cast) == [], "whoever takes it knows"
    assert reminders.assigned() == 0
    later = clock.now() + timedelta(days=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert (reminders.assigned(), reminders.assigned()) == (1, 0)
    assert told(cast) == [f"Recommendation 1 was to be drafted by {day(until)}"]
    slot = RecommendationResponse.objects.select_related("owner__user").get(pk=slot.pk)
    assert slot.internal_words == f"L. Reyes drafts it, by {day(until)}: 3 days over that date"
    (todo,) = desk.assigned([cast.member(cast.reyes)])
    assert todo.as_task()["status"] == "3 days late"


def test_nobody_outside_the_police_sees_it(response: PoliceResponse, cast: Cast, client_for: SignIn) -> None:
    until, slug = clock.today() + timedelta(days=9), cast.consultation.slug
    slot = response.answers.first()
    assigning.assign(slot, by=cast.okoro, owner=cast.member(cast.reyes), due=until)
    complete(response, cast)
    mark = responses.fingerprint(response)
    pages = [reverse(name, args=[slug]) for name in ("consultation", "report", "answer", "public_record")]
    pages.append(reverse("recommendation", args=[slug, 1]))
    for signed in (False, True):
        if signed:
            as_told(responses.sign, response, by=cast.okoro, previewed=mark)
        for who in (None, cast.amina, cast.moss, cast.hale):
            for page in pages:
                text = client_for(who).get(page).content.decode()
                assert day(until) not in text and "L. Reyes drafts" not in text, page
    assert mark == response.content_hash, "no part of what is signed"


def test_what_is_refused(response: PoliceResponse, cast: Cast) -> None:
    slot, today, reyes = response.answers.first(), clock.today(), cast.member(cast.reyes)
    public = cast.consultation.response_due
    assert public is not None
    for owner, due, why in (
        (None, today, "Choose who drafts"),
        (cast.member(cast.moss), None, "who drafts this answer"),
        (reyes, today - timedelta(days=1), "a later day"),
        (reyes, public + timedelta(days=1), "The whole answer is due on"),
    ):
        with pytest.raises(Refused, match=why):
            assigning.assign(slot, by=cast.okoro, owner=owner, due=due)
    for who in (cast.moss, cast.hale, cast.amina):
        with pytest.raises(NotAllowed):
            assigning.assign(slot, by=who, owner=reyes, due=None)
