"""No member of the panel alone keeps a promise from being kept, by sending it back for ever."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from consultations.models import Stage
from outcomes.answers import promising
from outcomes.models import Commitment, PoliceResponse
from outcomes.promises import commitments
from people.errors import Refused
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes.published import publish
from tests.pages import flat

pytestmark = pytest.mark.django_db
State = Commitment.State
EVIDENCE = "https://example.org/signs"
IN_A_ROW = "two times in a row"


@made_once
def promise(cast: Cast) -> Commitment:
    """A promise of a signed answer, due in thirty days, which one member of the panel has sent back twice."""
    slot = publish(cast, recommendations=1).answers.first()
    made = promising.promise(
        slot, by=cast.reyes, text="Put up signs", owner_role="Superintendent", due=clock.today() + timedelta(30)
    )
    PoliceResponse.objects.update(
        state="signed", signed_by_name="N. Okoro", signed_by_role="Chief", signed_at=clock.now()
    )
    cast.at(Stage.FOLLOW_UP)
    for _ in range(2):
        report(made, cast)
        commitments.send_back(made, by=cast.hale, reason="The page shows nothing.")
    report(made, cast)
    return made


def report(promise: Commitment, cast: Cast) -> None:
    commitments.report_progress(
        promise, by=cast.reyes, text="All up.", state=State.DONE_UNVERIFIED, evidence_url=EVIDENCE
    )


def page(promise: Commitment, cast: Cast, client: Client) -> str:
    return flat(client.get(reverse("promise", args=[cast.consultation.slug, promise.pk])).content.decode())


def test_nobody_sends_it_back_a_third_time_in_a_row(promise: Commitment, cast: Cast) -> None:
    with pytest.raises(Refused, match=IN_A_ROW):
        commitments.send_back(promise, by=cast.hale, reason="Nothing, again.")
    promise.refresh_from_db()
    assert promise.state == State.DONE_UNVERIFIED


def test_another_member_looks_and_the_first_may_then_again(promise: Commitment, cast: Cast) -> None:
    commitments.send_back(promise, by=cast.quill, reason="Only half of them are up.")
    report(promise, cast)
    commitments.send_back(promise, by=cast.hale, reason="Two are missing.")
    assert promise.is_open


def test_they_can_still_say_that_it_is_done(promise: Commitment, cast: Cast) -> None:
    commitments.verify(promise, by=cast.hale, since=clock.today())
    assert promise.state == State.DONE_VERIFIED


def test_everybody_reads_it_and_no_page_offers_what_is_refused(promise: Commitment, cast: Cast, client: Client) -> None:
    said = "Ruth Hale of the panel has sent this back two times in a row: only another member sends it back again."
    assert said in page(promise, cast, client)
    client.force_login(cast.hale)
    own = page(promise, cast, client)
    assert IN_A_ROW in own and "Send it back" not in own and "Checked: it is done" in own
    client.force_login(cast.quill)
    assert "Send it back" in page(promise, cast, client)
    client.logout()
    commitments.verify(promise, by=cast.hale, since=clock.today())
    assert IN_A_ROW not in page(promise, cast, client)


def test_where_nobody_else_is_on_the_panel_an_empty_report_still_goes_back(
    promise: Commitment, cast: Cast, client: Client
) -> None:
    cast.consultation.memberships.filter(user=cast.quill).delete()
    assert IN_A_ROW not in page(promise, cast, client)
    commitments.send_back(promise, by=cast.hale, reason="Nothing, again.")
    assert promise.is_open
