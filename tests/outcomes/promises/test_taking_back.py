"""A wrong “verified” is taken back, at any time: the promise is late from its date, and all of it stays said."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations import access
from consultations.desk import links
from consultations.models import Consultation, Role, Stage
from consultations.record import public_record
from consultations.signing import as_told
from consultations.stages import stages, timeline
from outcomes.answers import chronicle, in_short, promising, responses
from outcomes.models import Commitment, PoliceResponse, TakenBack
from outcomes.models.promises import NOT_DONE
from outcomes.promises import commitments, standings
from people.errors import Refused
from people.models import Message, User
from people.text.dates import day
from tests.cast import Cast, person, staff
from tests.made_once import made_once
from tests.outcomes.published import publish
from tests.pages import anew, flat

pytestmark = pytest.mark.django_db
State = Commitment.State
EVIDENCE = "https://example.org/signs"
WHY = "The page of evidence shows another town."
FULL = "The council owns the posts and has refused permission twice this year."


@made_once
def kept(cast: Cast) -> Commitment:
    """A promise of a signed answer, due in thirty days, reported done and verified in time."""
    response = publish(cast, recommendations=1)
    slot = response.answers.first()
    made = promising.promise(
        slot, by=cast.reyes, text="Put up signs", owner_role="Superintendent", due=clock.today() + timedelta(30)
    )
    PoliceResponse.objects.update(
        state="signed", signed_by_name="N. Okoro", signed_by_role="Chief", signed_at=clock.now()
    )
    slot.status = slot.Status.ACCEPTED
    slot.save()
    Consultation.objects.filter(pk=cast.consultation.pk).update(
        findings_published_at=clock.now(), response_published_at=clock.now()
    )
    cast.at(Stage.FOLLOW_UP)
    report(made, cast)
    return commitments.verify(made, by=cast.hale)


def report(promise: Commitment, cast: Cast, evidence: str = EVIDENCE) -> None:
    commitments.report_progress(
        promise, by=cast.reyes, text="All up.", state=State.DONE_UNVERIFIED, evidence_url=evidence
    )


def complete(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "missing", lambda consultation, transition: [])
    stages.move(cast.consultation, "complete", by=cast.hale)
    monkeypatch.undo()


def after_due(promise: Commitment, days: int) -> datetime:
    return datetime.combine(promise.due + timedelta(days), time(12), tzinfo=UTC)


def third(cast: Cast) -> User:
    """A third member of the panel."""
    user = person("third", "Tess Third")
    staff(cast.consultation, user, Role.OVERSIGHT)
    return user


@pytest.mark.parametrize("completed", [False, True])
def test_a_wrong_verification_is_taken_back_at_any_time(
    kept: Commitment, cast: Cast, monkeypatch: pytest.MonkeyPatch, completed: bool
) -> None:
    if completed:
        complete(cast, monkeypatch)
    with clock.travel(after_due(kept, 12)):
        commitments.take_back(kept, by=cast.quill, reason=WHY)
        assert (kept.state, kept.evidence_url, kept.verified_by, kept.days_late) == (State.ON_TRACK, "", None, 12)
        assert kept.is_late and kept.lateness == "12 days late, of these 12 days while it counted as checked"
        cast.consultation.refresh_from_db()
        assert cast.consultation.stage == Stage.FOLLOW_UP
        assert cast.consultation.is_followed_again is completed
        counts = standings.summary()
        assert (counts["kept"], counts["late"]) == (0, 1)
        report(kept, cast, f"{EVIDENCE}/2")
        assert kept.is_late, "verified wrongly is not done"
        commitments.verify(kept, by=cast.quill)
        assert kept.lateness == "done 12 days late, of these 12 days while it counted as checked"
        assert kept.taken_back_words.endswith(f"taken back on {day(clock.today())}"), "stays said"
    assert Entry.objects.filter(action="promise_taken_back", actor="Sam Quill", summary=WHY).exists()


def test_it_says_who_verified_and_who_took_back_on_every_page(
    kept: Commitment, cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug, first = cast.consultation.slug, day(clock.today())
    complete(cast, monkeypatch)
    with clock.travel(after_due(kept, 3)):
        now = day(clock.today())
        commitments.take_back(kept, by=cast.quill, reason=WHY)
        both = f"checked on {first}, taken back on {now}"
        pages = [reverse("promise", args=[slug, kept.pk]), reverse("all_promises")]
        for page in [*pages, reverse("promises", args=[slug]), reverse("answer", args=[slug])]:
            said = flat(client.get(page).content.decode())
            assert both in said.lower().replace(first.lower(), first).replace(now.lower(), now), page
        page = flat(client.get(reverse("promise", args=[slug, kept.pk])).content.decode())
        assert "Ruth Hale" in page and "Sam Quill" in page and WHY in page and EVIDENCE in page
        page = flat(client.get(reverse("consultation", args=[slug])).content.decode())
        assert (
            "A promise is open again" in page and WHY in page and f"On {first}. Followed up again since {now}" in page
        )
        page = flat(client.get(reverse("recommendation", args=[slug, 1])).content.decode())
        assert f"Checked, which was taken back on {now}" in page
        assert "1 promise that the panel had checked is open again." in in_short.sentences(_slots(cast))
        front = flat(client.get("/").content.decode())
        assert "?state=late" in front and both in front.lower().replace(now.lower(), now).replace(first.lower(), first)


def _slots(cast: Cast) -> list:
    return responses.slots_of(responses.response_of(cast.consultation))


def test_what_was_did_is_will_again(kept: Commitment, cast: Cast) -> None:
    assert _slots(cast)[0].outcome == "did"
    commitments.take_back(kept, by=cast.quill, reason=WHY)
    slot = _slots(cast)[0]
    assert slot.outcome == "will" and "the panel took back that a promise is done" in slot.since_signed
    said = [moment.title for moment in chronicle.of(slot.recommendation, slot, [])]
    assert any("Checked, which was taken back" in title for title in said)


@pytest.mark.parametrize("who", ["reyes", "okoro", "moss", "amina", "outsider"])
def test_only_the_panel_takes_it_back(kept: Commitment, cast: Cast, who: str) -> None:
    with pytest.raises(access.NotAllowed):
        commitments.take_back(kept, by=getattr(cast, who), reason=WHY)


def test_it_needs_a_public_reason_that_names_no_participant(kept: Commitment, cast: Cast) -> None:
    with pytest.raises(Refused, match="Give a reason"):
        commitments.take_back(kept, by=cast.quill, reason=" ")
    with pytest.raises(Refused, match="Fulmar 16"):
        commitments.take_back(kept, by=cast.quill, reason="Fulmar 16 said so.")
    kept.refresh_from_db()
    assert kept.state == State.DONE_VERIFIED


def test_each_member_takes_a_promise_back_once(kept: Commitment, cast: Cast) -> None:
    """It is no way to keep a force, or a completed consultation, from ever being done."""
    commitments.take_back(kept, by=cast.quill, reason=WHY)
    with pytest.raises(Refused, match="Only a promise that the panel has checked"):
        commitments.take_back(kept, by=cast.hale, reason=WHY)
    report(kept, cast, f"{EVIDENCE}/2")
    commitments.verify(kept, by=third(cast))
    with pytest.raises(Refused, match="once"):
        commitments.take_back(kept, by=cast.quill, reason=WHY)
    commitments.take_back(kept, by=cast.hale, reason=WHY)
    assert kept.taken_back.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        row = kept.taken_back.first()
        TakenBack.objects.create(
            commitment=kept, verified_by=row.verified_by, verified_on=row.verified_on, by=row.by, reason="Again"
        )


def test_whose_verification_was_taken_back_does_not_give_it_again(kept: Commitment, cast: Cast) -> None:
    """Else the two would say yes and no for ever, and the last one who does not tire wins."""
    commitments.take_back(kept, by=cast.quill, reason=WHY)
    report(kept, cast)
    with pytest.raises(Refused, match="somebody else of the panel"):
        commitments.verify(kept, by=cast.hale, held_then=True)
    commitments.verify(kept, by=cast.quill, held_then=False)
    assert kept.state == State.DONE_VERIFIED


def test_whoever_takes_their_own_word_back_may_give_it_again(kept: Commitment, cast: Cast) -> None:
    commitments.take_back(kept, by=cast.hale, reason=WHY)
    report(kept, cast, f"{EVIDENCE}/2")
    commitments.verify(kept, by=cast.hale)
    assert kept.state == State.DONE_VERIFIED


def test_it_is_done_again_on_evidence_given_anew(kept: Commitment, cast: Cast) -> None:
    commitments.take_back(kept, by=cast.quill, reason=WHY)
    with pytest.raises(Refused, match="link the evidence"):
        commitments.report_progress(kept, by=cast.reyes, text="It was.", state=State.DONE_UNVERIFIED)


def test_days_with_the_panel_before_it_verified_stay_told(kept: Commitment, cast: Cast) -> None:
    """Reported in time, verified ten days after its date, taken back five days later."""
    commitments.take_back(kept, by=cast.hale, reason=WHY)
    report(kept, cast, f"{EVIDENCE}/2")
    with clock.travel(after_due(kept, 10)):
        commitments.verify(kept, by=cast.hale)
        assert kept.lateness == ""
    with clock.travel(after_due(kept, 15)):
        commitments.take_back(kept, by=cast.quill, reason=WHY)
        assert kept.lateness == (
            f"15 days late, of these 10 days while {NOT_DONE} and 5 days while it counted as checked"
        )


def test_the_force_is_told_and_can_give_it_up(kept: Commitment, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    complete(cast, monkeypatch)
    commitments.take_back(kept, by=cast.quill, reason=WHY)
    told = Message.objects.filter(title__startswith="The panel took back that a promise is done")
    assert {one.mailbox.user_id for one in told} >= {cast.okoro.pk, cast.reyes.pk, cast.hale.pk}
    as_told(commitments.drop, kept, by=cast.okoro, reason=FULL)
    assert kept.state == State.DROPPED and kept.taken_back_words


def test_nobody_follows_a_completed_consultation_up_again_otherwise(
    kept: Commitment, cast: Cast, client_for: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete(cast, monkeypatch)
    with pytest.raises(Refused) as refused:
        stages.move(cast.consultation, "reopen", by=cast.hale, reason=WHY)
    assert refused.value.problems == ["Every promise is checked or dropped."]
    for who in (cast.moss, cast.okoro):
        with pytest.raises(access.NotAllowed):
            stages.move(cast.consultation, "reopen", by=who, reason=WHY)
    assert client_for(cast.hale).get(reverse("move_stage", args=[cast.consultation.slug, "reopen"])).status_code == 404
    assert not links.ways_on(cast.consultation, cast.member(cast.hale))
    assert stages.next_transition(cast.consultation) is None


def test_completed_again_it_says_both(kept: Commitment, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    complete(cast, monkeypatch)
    commitments.take_back(kept, by=cast.quill, reason=WHY)
    report(kept, cast, f"{EVIDENCE}/2")
    commitments.verify(kept, by=cast.quill)
    complete(cast, monkeypatch)
    assert not cast.consultation.is_followed_again
    rows = {row["key"]: row["value"] for row in timeline.timetable(cast.consultation)}
    assert "Followed up again since" in rows["Completed"]
    listed = public_record.listed(cast.consultation.slug).values_list("action", flat=True)
    assert list(listed).count("stage_complete") == 2 and {"stage_reopen", "promise_taken_back"} <= set(listed)


def test_a_panel_member_does_it_on_the_page(kept: Commitment, cast: Cast, client_for: Callable) -> None:
    address = reverse("promise", args=[cast.consultation.slug, kept.pk])
    cast.at(Stage.COMPLETED)
    hale, reyes = client_for(cast.hale), client_for(cast.reyes)
    assert "Take the check back" in hale.get(address).content.decode()
    assert "Take the check back" not in reyes.get(address).content.decode()
    assert reyes.post(address, {"act": "take_back", "taken-reason": WHY}).status_code == 404
    refused = hale.post(address, {"act": "take_back", "taken-reason": "Fulmar 16 said so."})
    assert refused.status_code == 422 and "Fulmar 16 said so." in refused.content.decode()
    assert hale.post(address, {"act": "take_back", "taken-reason": WHY}).status_code == 302
    page = reyes.get(address).content.decode()
    assert "Report progress" in page, "the force can report again"


def test_a_mistaken_take_back_makes_no_promise_late_for_good(
    kept: Commitment, cast: Cast, client_for: Callable
) -> None:
    """One act per promise and member was enough: what was kept in time counted as 300 days late, whatever came."""
    other, address = third(cast), reverse("promise", args=[cast.consultation.slug, kept.pk])
    first = kept.reported_done_on
    with clock.travel(after_due(kept, 300)):
        commitments.take_back(kept, by=cast.quill, reason=WHY)
        back = day(clock.today())
        assert kept.days_late == 300
    with clock.travel(after_due(kept, 301)):
        report(kept, cast)
        page = client_for(other).get(address).content.decode()
        assert "Did this evidence show then already" in page
        form = {"act": "verify", "seen": commitments.last_report(Commitment.objects.get(pk=kept.pk))}
        refused = client_for(other).post(address, form)
        assert refused.status_code == 422 and "Say whether the evidence showed then" in flat(refused.content.decode())
        for _ in range(2):  # one more member alone takes no lateness off, however often they say so
            client_for(other).post(address, {**form, "held_then": "yes"})
            kept.refresh_from_db()
            assert (kept.state, kept.days_late, kept.held_then) == (State.DONE_UNVERIFIED, 301, False)
        beside = f"because: {WHY} Tess Third says that this evidence showed it then already. It counts once another"
        assert beside in flat(client_for(None).get(address).content.decode())
        second = person("fourth", "Finn Fourth")
        staff(cast.consultation, second, Role.OVERSIGHT)
        assert Message.objects.filter(key__contains=" held ").exists(), "the rest of the panel is told that it waits"
        client_for(second).post(address, {**form, "held_then": "yes"})
        kept.refresh_from_db()
        page = flat(client_for(None).get(address).content.decode())
        assert WHY in page and "Tess Third says" in page and "It counts once another" not in page
        assert (kept.state, kept.reported_done_on, kept.days_late, kept.lateness) == (State.DONE_VERIFIED, first, 0, "")
        again = f"taken back on {back}, confirmed again on {day(clock.today())} on the same evidence"
        assert again in kept.taken_back_words and again in flat(client_for(None).get(address).content.decode())
        assert "it was done then" in Entry.objects.filter(action="promise_verified").last().summary
        counts = standings.summary()
        assert (counts["kept"], counts["kept_late"]) == (1, 0)
    with clock.travel(after_due(kept, 310)):
        commitments.take_back(kept, by=cast.hale, reason=WHY)
        assert kept.days_late == 310 and "confirmed again" not in kept.taken_back_words


def test_one_members_later_day_makes_no_promise_late_for_good(kept: Commitment, cast: Cast) -> None:
    """Reported in time, and checked as done later only: whoever takes that back goes back to the first report."""
    commitments.take_back(kept, by=cast.hale, reason=WHY)
    first = clock.today()
    report(kept, cast, f"{EVIDENCE}/2")
    with clock.travel(after_due(kept, 40)):
        late = clock.today()
        commitments.verify(kept, by=cast.quill, since=late, why="I saw it on that day.")
        assert kept.days_late == 40
        commitments.take_back(kept, by=third(cast), reason=WHY)
        report(kept, cast, f"{EVIDENCE}/2")
        other = person("fourth", "Finn Fourth")
        staff(cast.consultation, other, Role.OVERSIGHT)
        commitments.verify(kept, by=other, held_then=True)
        with pytest.raises(Refused, match="when it was reported done, or later"):
            commitments.verify(kept, by=cast.hale, held_then=True, since=first - timedelta(days=1))
        commitments.verify(kept, by=cast.hale, held_then=True, since=first)
        assert (kept.reported_done_on, kept.days_late, kept.lateness) == (first, 0, "")
        said = kept.updates.order_by("pk").last().text
        assert f"It was done since {day(first)}, not since {day(late)}, as it was checked first." in said


@pytest.mark.parametrize(("evidence", "held_then"), [(EVIDENCE, False), (f"{EVIDENCE}/2", True)])
def test_a_right_take_back_leaves_it_late(kept: Commitment, cast: Cast, evidence: str, held_then: bool) -> None:
    """The force mends the page behind the same address, or gives another: neither makes it done then."""
    with clock.travel(after_due(kept, 300)):
        commitments.take_back(kept, by=cast.quill, reason=WHY)
        report(kept, cast, evidence)
        commitments.verify(kept, by=third(cast), held_then=held_then)
        assert kept.lateness == "done 300 days late, of these 300 days while it counted as checked"
        assert "confirmed again" not in kept.taken_back_words


def test_the_days_before_a_mistaken_take_back_stay_late(kept: Commitment, cast: Cast) -> None:
    """Reported ten days late, sent back after five, reported anew: those days are told as they were."""
    commitments.take_back(kept, by=cast.hale, reason=WHY)
    with clock.travel(after_due(kept, 10)):
        report(kept, cast, f"{EVIDENCE}/2")
    with clock.travel(after_due(kept, 15)):
        commitments.send_back(kept, by=cast.hale, reason="Where?")
    with clock.travel(after_due(kept, 20)):
        report(kept, cast, f"{EVIDENCE}/3")
        commitments.verify(kept, by=cast.hale)
    said = kept.lateness
    assert said == f"done 20 days late, of these 5 days while {NOT_DONE}"
    with clock.travel(after_due(kept, 90)):
        commitments.take_back(kept, by=cast.quill, reason=WHY)
        report(kept, cast, f"{EVIDENCE}/3")
        commitments.verify(kept, by=cast.quill, held_then=True)
        assert kept.lateness == said


def test_everybody_reads_when_one_of_two_decides_alone(kept: Commitment, cast: Cast, client_for: Callable) -> None:
    """Of a panel of two, whoever takes back is the only one left who can verify: by name, until there is a third."""
    address = reverse("promise", args=[cast.consultation.slug, kept.pk])
    assert commitments.who_verifies(kept) == ""
    commitments.take_back(kept, by=cast.quill, reason=WHY)
    report(kept, cast, f"{EVIDENCE}/2")
    alone = "Of the panel only Sam Quill, who took a check back, can check this now."
    assert alone in flat(client_for(None).get(address).content.decode())
    commitments.verify(kept, by=cast.quill)
    commitments.take_back(kept, by=cast.hale, reason=WHY)
    assert "No member of the panel can check" in flat(client_for(None).get(address).content.decode())
    third(cast)
    anew()
    assert "Who checks it" not in client_for(None).get(address).content.decode()


def test_who_was_told_that_it_is_open_again_is_told_that_it_is_kept(kept: Commitment, cast: Cast) -> None:
    """Else the last that anybody hears of it is that the panel no longer confirms it."""

    def told(user: User) -> list[str]:
        found = Message.objects.filter(mailbox__user=user).order_by("pk").values_list("title", flat=True)
        return [title for title in found if "checked by the panel, and kept" in title]

    assert len(told(cast.amina)) == 1
    for n, who in enumerate((cast.quill, cast.hale), start=2):
        commitments.take_back(kept, by=who, reason=WHY)
        report(kept, cast, f"{EVIDENCE}/{n}")
        commitments.verify(kept, by=cast.quill if n == 2 else third(cast))
        assert len(told(cast.amina)) == n
