"""From which day a promise is kept, and how long a force has said nothing: neither link nor panel hides it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.models import Consultation, Stage
from outcomes.answers import promising
from outcomes.models import Commitment, PoliceResponse
from outcomes.notifications import reminders
from outcomes.promises import commitments, standings
from people.errors import Refused
from people.text.dates import day
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes.promises.test_promises import EVIDENCE, report_done
from tests.outcomes.published import publish
from tests.pages import flat

pytestmark = pytest.mark.django_db
State = Commitment.State
WHY = "The archived page of last year is empty."


@made_once
def promised(cast: Cast) -> Commitment:
    """A promise of a signed answer, due in thirty days."""
    slot = publish(cast, recommendations=1).answers.get()
    made = promising.promise(
        slot, by=cast.reyes, text="Put up signs", owner_role="Superintendent", due=clock.today() + timedelta(30)
    )
    PoliceResponse.objects.update(
        state="signed", signed_by_name="N. Okoro", signed_by_role="Chief", signed_at=clock.now()
    )
    Consultation.objects.filter(pk=cast.consultation.pk).update(
        findings_published_at=clock.now(), response_published_at=clock.now()
    )
    cast.at(Stage.FOLLOW_UP)
    return Commitment.objects.get(pk=made.pk)


def again(promise: Commitment, cast: Cast, text: str = "The signs went up this week.") -> None:
    commitments.report_progress(promise, by=cast.reyes, text=text, state=State.DONE_UNVERIFIED, evidence_url=EVIDENCE)


def page(promise: Commitment, name: str = "promise") -> str:
    args = [promise.of_consultation.slug] + ([promise.pk] if name == "promise" else [])
    return flat(Client().get(reverse(name, args=args)).content.decode())


def test_the_same_link_a_year_later_is_not_in_time_unsaid(promised: Commitment, cast: Cast) -> None:
    """Due on day 30, reported on day 20 with a page that was empty, and again on day 400."""
    start = clock.now()
    with clock.travel(start + timedelta(20)):
        report_done(promised, cast)
        first = clock.today()
    with clock.travel(start + timedelta(400)):
        again(promised, cast)
        assert commitments.reported_days(promised) == [first, clock.today()]
        with pytest.raises(Refused, match="Say since which day it is so"):
            commitments.verify(promised, by=cast.hale)
        with pytest.raises(Refused, match="Say what shows that it was not done"):
            commitments.verify(promised, by=cast.hale, since=clock.today())
        for wrong in (first - timedelta(1), clock.today() + timedelta(1)):
            with pytest.raises(Refused, match="Choose between"):
                commitments.verify(promised, by=cast.hale, since=wrong, why=WHY)
        with pytest.raises(Refused, match="Fulmar 16"):
            commitments.verify(promised, by=cast.hale, since=clock.today(), why="Fulmar 16 says so.")
        commitments.verify(promised, by=cast.hale, since=clock.today(), why=WHY)
        assert promised.lateness == "done 370 days late"
        counts = standings.summary()
        assert (counts["kept"], counts["kept_late"]) == (1, 1)
        said = f"done since {day(clock.today())}, not since {day(first)}, when it was first reported. {WHY}"
        assert said in page(promised) and "Done 370 days late" in page(promised, "promises")
        assert Entry.objects.filter(action="promise_verified", summary__contains=WHY).exists()


def test_told_again_the_panel_can_say_that_it_was_so_at_first(promised: Commitment, cast: Cast) -> None:
    """The force is not late because the panel took its time, nor because it said it twice."""
    report_done(promised, cast)
    first = clock.today()
    with clock.travel(clock.now() + timedelta(90)):
        again(promised, cast, "Still there. Please look.")
        commitments.verify(promised, by=cast.hale, since=first)
        assert promised.lateness == "" and not promised.updates.filter(author=cast.member(cast.hale)).exists()


def test_a_single_report_counts_unless_the_panel_says_otherwise(promised: Commitment, cast: Cast) -> None:
    report_done(promised, cast)
    with clock.travel(clock.now() + timedelta(50)):
        commitments.verify(promised, by=cast.hale, since=clock.today() - timedelta(10), why=WHY)
        assert promised.lateness == "done 10 days late", "the page had filled up meanwhile, without a word"


def test_the_panel_says_it_on_the_page(promised: Commitment, cast: Cast, client_for) -> None:
    report_done(promised, cast)
    first = clock.today()
    address = reverse("promise", args=[cast.consultation.slug, promised.pk])
    with clock.travel(clock.now() + timedelta(60)):
        assert f"It was reported done on {day(first)}" not in flat(client_for(cast.hale).get(address).content.decode())
        again(promised, cast)
        hale = client_for(cast.hale)
        assert f"It was reported done on {day(first)} and {day(clock.today())}" in flat(
            hale.get(address).content.decode()
        )
        sent = {"act": "verify", "seen": commitments.last_report(promised), "since": clock.today().isoformat()}
        refused = hale.post(address, sent)
        assert refused.status_code == 422 and "Say what shows" in refused.content.decode()
        assert hale.post(address, {**sent, "why": WHY}).status_code == 302
        promised.refresh_from_db()
        assert promised.lateness == "done 30 days late"


def test_the_panels_word_is_no_update_of_the_force(promised: Commitment, cast: Cast) -> None:
    start = clock.now()
    with clock.travel(start + timedelta(20)):
        report_done(promised, cast)
    with clock.travel(start + timedelta(150)):
        commitments.send_back(promised, by=cast.hale, reason="Not there.")
    with clock.travel(start + timedelta(235)):
        fresh = commitments.of(cast.consultation).get(pk=promised.pk)
        said = (
            "No word from the force for more than three months; "
            "after its last it had waited 130 days for the panel to say that it is not done"
        )
        assert commitments.silence(fresh) == said != ""
        assert said in page(promised) and said in page(promised, "promises")
        assert reminders.silent_promises() == 2, "both of the police, once"
        assert reminders.silent_promises() == 0
        commitments.report_progress(promised, by=cast.reyes, text="Ordered anew.", state=State.ON_TRACK)
        fresh = commitments.of(cast.consultation).get(pk=promised.pk)
        assert not commitments.silence(fresh)
    with clock.travel(start + timedelta(235 + 100)):
        fresh = commitments.of(cast.consultation).get(pk=promised.pk)
        assert commitments.silence(fresh) == "No word from the force for more than three months"
        assert reminders.silent_promises() == 2
