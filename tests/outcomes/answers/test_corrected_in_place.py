"""What the panel saw is of the words that it read: corrected, it counts as done only once the panel has looked anew."""

from datetime import timedelta
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django.apps import apps
from django.urls import reverse

from audit import clock
from consultations import access
from consultations.desk import desk
from consultations.models import Stage
from consultations.signing import as_told
from consultations.stages import stages
from outcomes import migrations
from outcomes.answers import chronicle, correcting, deciding
from outcomes.answers.views import history
from outcomes.models import RecommendationResponse
from outcomes.scorecards import scorecard
from people.errors import Refused
from people.models import Message, User
from people.text.dates import day
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes.answers.test_deciding import after_the_verdict, considered, page, part, signed
from tests.outcomes.published import LONG

pytestmark = pytest.mark.django_db
Status = RecommendationResponse.Status
SIGNS = "https://example.org/signs"
ALL, NONE = "at all fourteen stations", "at no station yet"
WORDS = f"Signs stand {ALL}. {LONG}"


@made_once
def claimed(cast: Cast) -> RecommendationResponse:
    return signed(cast, status=Status.ALREADY_IN_PLACE, reasons=WORDS, evidence_url=SIGNS)[0]


def correct(slot: RecommendationResponse, cast: Cast, old: str = ALL, new: str = NONE) -> None:
    as_told(
        correcting.correct, slot.response, by=cast.okoro, old=old, new=new, reason="A slip.", answer=slot,
        decision=slot.decision,
    )  # fmt: skip
    slot.refresh_from_db()


def unseen(cast: Cast) -> int:
    return sum(line.numbers.get("unseen", 0) for line in scorecard.lines(cast.consultation.force))


def test_what_the_panel_found_is_told_to_who_asked_and_to_who_said_it(
    claimed: RecommendationResponse, cast: Cast
) -> None:
    def told(user: User) -> list[str]:
        found = Message.objects.filter(mailbox__user=user, title__contains="the evidence").order_by("pk")
        return [message.title.partition("the evidence ")[2].partition(":")[0] for message in found]

    deciding.not_shown(claimed, by=cast.hale, why="Nine of fourteen signs are missing.")
    assert told(cast.okoro) == told(cast.reyes) == told(cast.amina) == ["does not show that it is in place"]
    with after_the_verdict():
        correct(claimed, cast)
        deciding.saw_in_place(claimed, by=cast.hale, seen=SIGNS)
        both = ["does not show that it is in place", "shows that it is in place"]
        assert told(cast.okoro) == both == told(cast.amina)


def test_what_was_seen_counts_no_more_once_its_words_are_corrected(claimed: RecommendationResponse, cast: Cast) -> None:
    deciding.saw_in_place(claimed, by=cast.hale, seen=SIGNS)
    saw = day(clock.today())
    assert claimed.outcome == "did" and unseen(cast) == 0
    with after_the_verdict():
        correct(claimed, cast)
        corrected = day(clock.today())
        assert claimed.outcome == "claimed" and not claimed.is_looked_at and unseen(cast) == 1
        assert claimed.since_signed == f"the panel has not looked since the correction of {corrected}"
        assert f"Corrected on {corrected}; the panel has not looked since" in page(cast, "answer")
        assert any("Look at" in todo.title for todo in desk.waiting([cast.member(cast.hale)]))
        stages.catch_up(cast.consultation)
        with pytest.raises(Refused) as refusal:
            stages.move(cast.consultation, "complete", by=cast.hale)
        assert "The panel has still to look at what is said to be in place: 1." in refusal.value.problems
        assert f"before the correction of {corrected}" in page(cast, "recommendation", 1)
        deciding.saw_in_place(claimed, by=cast.quill, seen=SIGNS, words=claimed.last_correction)
        assert claimed.outcome == "did" and claimed.since_signed == "" and unseen(cast) == 0
        assert "has not looked since" not in page(cast, "answer")
        slot = history._slot(claimed.recommendation)
        assert slot is not None
        moments = chronicle.of(claimed.recommendation, slot, [])
        both = [(day(one.on), one.who) for one in moments if one.title.startswith("The panel saw")]
        assert both == [(saw, "Ruth Hale, oversight panel"), (corrected, "Sam Quill, oversight panel")]


def test_what_was_found_not_shown_is_looked_at_anew_and_stays_said(claimed: RecommendationResponse, cast: Cast) -> None:
    """No comma takes the panel’s no away, and a claim that was put right is not held to it unread."""
    deciding.not_shown(claimed, by=cast.quill, why="It shows two stations.")
    with after_the_verdict():
        correct(claimed, cast, new="at two stations")
        found = page(cast, "answer")
        assert "The panel looked: not shown" in found and "the panel has not looked since" in found
        assert "the panel found that it is not shown" in claimed.since_signed
        assert any("Look at" in todo.title for todo in desk.waiting([cast.member(cast.hale)]))
        deciding.saw_in_place(claimed, by=cast.quill, seen=SIGNS, words=claimed.last_correction)
        assert claimed.outcome == "did" and claimed.not_shown_why == "It shows two stations."


def test_what_is_seen_in_place_is_not_done_before_what_is_promised_with_it(
    claimed: RecommendationResponse, cast: Cast
) -> None:
    """Half of it stands, the panel has seen that, and the other half is promised, or late."""
    deciding.saw_in_place(claimed, by=cast.hale, seen=SIGNS)
    seen = {"evidence_url": SIGNS, "verified_by": cast.member(cast.hale), "verified_at": clock.now()}
    due = clock.today() - timedelta(days=9)
    for standings, outcome in (
        (["on_track"], "will"),
        (["done_unverified"], "will"),
        (["dropped", "not_started"], "will"),
        (["done_verified"], "did"),
        (["dropped", "done_verified"], "did_in_part"),
        (["dropped"], "did_in_part"),
    ):
        claimed.commitments.all().delete()
        for state in standings:
            claimed.commitments.create(
                text="More", owner_role="Chief", due=due, state=state, dropped_reason=state,
                **(seen if state == "done_verified" else {}),
            )  # fmt: skip
        fresh = RecommendationResponse.objects.get(pk=claimed.pk)
        assert fresh.outcome == outcome, standings
    claimed.commitments.update(state="on_track")
    assert "More" in part(page(cast, "answer"), "we-will")


def test_a_decision_is_held_to_the_same(cast: Cast) -> None:
    slot = considered(cast)
    with after_the_verdict():
        as_told(deciding.decide, slot, by=cast.okoro, status=Status.ALREADY_IN_PLACE, reasons=WORDS, evidence_url=SIGNS)
        slot = RecommendationResponse.objects.get(pk=slot.pk)
        deciding.saw_in_place(slot, by=cast.hale, seen=SIGNS)
        as_told(
            correcting.correct, slot.response, by=cast.okoro, old=LONG[:30], new="Then", reason="A slip.", answer=slot
        )
        slot.refresh_from_db()
        assert slot.outcome == "did", "what was answered before the decision is not what the panel saw"
        correct(slot, cast)
        assert slot.outcome == "claimed" and "Put up signs, part 1" not in part(page(cast, "answer"), "we-did")


def test_the_panel_confirms_the_words_that_it_read(claimed: RecommendationResponse, cast: Cast, client_for) -> None:
    """A page that was open while the force corrected confirms nothing, and finds nothing not shown."""
    address = reverse("recommendation", args=[cast.consultation.slug, 1])
    with after_the_verdict():
        hale = client_for(cast.hale)
        assert 'name="words" value="0"' in hale.get(address).content.decode()
        correct(claimed, cast)
        for sent in ({"act": "saw", "seen": SIGNS}, {"act": "not_shown", "why": "It shows two."}):
            said = hale.post(address, {**sent, "words": "0"}, follow=True).content.decode()
            assert "The force has corrected its words" in said
            claimed.refresh_from_db()
            assert not claimed.is_looked_at
        assert f'name="words" value="{claimed.last_correction}"' in hale.get(address).content.decode()
        hale.post(address, {"act": "saw", "seen": SIGNS, "words": claimed.last_correction})
        claimed.refresh_from_db()
        assert claimed.outcome == "did"


def test_what_is_corrected_once_completed_can_still_be_looked_at(
    claimed: RecommendationResponse, cast: Cast, client_for
) -> None:
    deciding.saw_in_place(claimed, by=cast.hale, seen=SIGNS)
    with after_the_verdict():
        stages.catch_up(cast.consultation)
        stages.move(cast.consultation, "complete", by=cast.hale)
        correct(claimed, cast)
        assert claimed.outcome == "claimed"
        assert any("Look at" in todo.title for todo in desk.waiting([cast.member(cast.hale)]))
        for who in (cast.okoro, cast.reyes, cast.moss, cast.amina):
            with pytest.raises(access.NotAllowed):
                deciding.saw_in_place(claimed, by=who, seen=SIGNS, words=claimed.last_correction)
        address = reverse("recommendation", args=[cast.consultation.slug, 1])
        client_for(cast.hale).post(address, {"act": "saw", "seen": SIGNS, "words": claimed.last_correction})
        claimed.refresh_from_db()
        assert cast.consultation.stage == Stage.COMPLETED and claimed.outcome == "did"


def test_a_correction_before_anybody_looked_needs_no_mark(claimed: RecommendationResponse, cast: Cast) -> None:
    with after_the_verdict():
        correct(claimed, cast)
        assert claimed.corrected_on is None and claimed.since_signed == "the panel has not confirmed it"
    with clock.travel(clock.now() + timedelta(40)):
        deciding.saw_in_place(claimed, by=cast.hale, seen=SIGNS)
        assert claimed.outcome == "did"


def test_what_was_corrected_before_this_rule_is_looked_at_anew(claimed: RecommendationResponse, cast: Cast) -> None:
    """As the migration finds it: seen, and corrected on a later day."""
    with after_the_verdict():
        correct(claimed, cast)
    deciding.saw_in_place(claimed, by=cast.hale, seen=SIGNS)
    names = [one.name for one in iter_modules(migrations.__path__, "outcomes.migrations.")]
    (name,) = [name for name in names if name.endswith("_corrected_after_the_panel_saw")]
    import_module(name).look_anew(apps, None)
    claimed.refresh_from_db()
    assert claimed.outcome == "claimed" and claimed.corrected_on is not None
    erratum = claimed.errata.get()
    assert (erratum.seen_in_place_by, erratum.seen_in_place_on) == (cast.member(cast.hale), clock.today())


def test_no_trifle_of_another_member_takes_the_place_of_why_it_is_not_shown(
    claimed: RecommendationResponse, cast: Cast
) -> None:
    """A member who stands by the force could else find so as well, in a word, and confirm it without one."""
    deciding.not_shown(claimed, by=cast.hale, why="Nine of the signs are missing.")
    with pytest.raises(Refused, match="Another member of the panel has found so"):
        deciding.not_shown(claimed, by=cast.quill, why="See.")
    with pytest.raises(Refused, match="Say what it shows"):
        deciding.saw_in_place(claimed, by=cast.quill, seen=SIGNS)
    deciding.saw_in_place(claimed, by=cast.quill, seen=SIGNS, why="All are up by now.")
    assert claimed.outcome == "did"


def test_every_look_of_the_panel_stays_said(claimed: RecommendationResponse, cast: Cast) -> None:
    deciding.not_shown(claimed, by=cast.hale, why="Nine of the signs are missing.")
    deciding.saw_in_place(claimed, by=cast.quill, seen=SIGNS, why="All are up by now.")
    deciding.not_shown(claimed, by=cast.quill, why="Two are gone again.")
    for shown in ("Nine of the signs are missing.", "All are up by now.", "Two are gone again."):
        assert shown in page(cast, "recommendation", 1), shown
    with pytest.raises(Refused, match="Say what it shows"):
        deciding.saw_in_place(claimed, by=cast.quill, seen=SIGNS)
    with after_the_verdict():
        correct(claimed, cast)
        deciding.not_shown(claimed, by=cast.hale, why="Still not.", words=claimed.last_correction)
        assert not claimed.corrected_on and "Two are gone again." in page(cast, "recommendation", 1)
