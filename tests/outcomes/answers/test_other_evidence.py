"""Other evidence of what is said to be in place: a dead link ends no honest claim, a new one wears nobody out."""

from datetime import timedelta

import pytest
from django.urls import reverse

from audit import clock, texts
from audit.models import Entry
from consultations import access
from consultations.desk import desk
from consultations.signing import as_told
from consultations.stages import stages
from outcomes import numbers
from outcomes.answers import correcting, deciding, other_evidence
from outcomes.models import EarlierLook, OtherEvidence, RecommendationResponse
from people.errors import Refused
from people.models import Message
from people.text.dates import day
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes.answers.test_deciding import after_the_verdict, considered, page, signed
from tests.outcomes.published import LONG

pytestmark = pytest.mark.django_db
Status = RecommendationResponse.Status
DEAD, SIGNS = "https://example.org/dead", "https://example.org/signs"


@made_once
def claimed(cast: Cast) -> RecommendationResponse:
    return signed(cast, status=Status.ALREADY_IN_PLACE, reasons=f"Signs stand. {LONG}", evidence_url=DEAD)[0]


def give(slot: RecommendationResponse, cast: Cast, link: str = SIGNS, why: str = "The page has moved.") -> None:
    as_told(other_evidence.give, slot, by=cast.okoro, link=link, why=why)


def told(user: object) -> list[str]:
    return [m.title.partition(":")[0] for m in Message.objects.filter(mailbox__user=user).order_by("pk")]


def test_a_dead_link_ends_no_honest_claim_and_all_that_was_found_stays(
    claimed: RecommendationResponse, cast: Cast
) -> None:
    deciding.not_shown(claimed, by=cast.quill, why="The page is gone.")
    with after_the_verdict():
        Message.objects.all().delete()
        give(claimed, cast)
        today = day(clock.today())
        assert claimed.evidence == SIGNS and claimed.evidence_url == DEAD and not claimed.is_looked_at
        assert claimed.since_signed.endswith(f"not shown, the panel has not looked at the evidence of {today}")
        answer, own = page(cast, "answer"), page(cast, "recommendation", 1)
        assert (
            f"Other evidence of {today}; the panel has not looked yet" in answer
            and "The panel looked: not shown" in answer
        )
        assert all(one in text for one in (DEAD, SIGNS) for text in (answer, own)) and "The page is gone." in own
        assert told(cast.hale) == ["Other evidence of what is said to be in place"]
        assert told(cast.amina) == [f"“{claimed.recommendation.title}” – the police gave other evidence"]
        assert any("Look at" in todo.title for todo in desk.waiting([cast.member(cast.hale)]))
        assert Entry.objects.filter(action="other_evidence_given", actor="N. Okoro").exists()
        assert (
            any(one.kind == "other evidence" for one in texts.now_public())
            and OtherEvidence.objects.get().before == DEAD
        )
        stages.catch_up(cast.consultation)
        with pytest.raises(Refused) as refusal:
            stages.move(cast.consultation, "complete", by=cast.hale)
        assert "The panel has still to look at what is said to be in place: 1." in refusal.value.problems
        deciding.saw_in_place(claimed, by=cast.quill, seen=SIGNS)
        assert claimed.outcome == "did" and claimed.not_shown_why == "The page is gone."
        own = page(cast, "recommendation", 1)
        assert (
            own.index("The page is gone.") < own.index("The force gave other evidence") < own.rindex("it is in place")
        )


def test_what_the_panel_said_of_a_page_is_of_that_page(claimed: RecommendationResponse, cast: Cast, client_for) -> None:
    """Whoever still has the old link open says nothing of the new one; each look stands beside the link it was of."""
    address = reverse("recommendation", args=[cast.consultation.slug, 1])
    with after_the_verdict():
        give(claimed, cast)
        hale = client_for(cast.hale)
        for sent in ({"act": "saw", "seen": DEAD}, {"act": "not_shown", "seen": DEAD, "why": "It is gone."}):
            assert "The force has given another link" in hale.post(address, sent, follow=True).content.decode()
        assert f'name="seen" value="{SIGNS}"' in hale.get(address).content.decode()
        hale.post(address, {"act": "not_shown", "seen": SIGNS, "why": "It shows two stations."})
        claimed.refresh_from_db()
        assert claimed.is_looked_at and "the panel has not looked" not in page(cast, "answer")
        give(claimed, cast, link=f"{SIGNS}/all", why="All stations.")
        assert claimed.not_shown_evidence == SIGNS
        deciding.not_shown(claimed, by=cast.quill, why="It shows three.")
        early = claimed.earlier_looks.get()
        assert (early.evidence_url, early.why, claimed.not_shown_evidence) == (SIGNS, "It shows two stations.", "")


def test_it_keeps_nobody_busy(claimed: RecommendationResponse, cast: Cast) -> None:
    with pytest.raises(Refused, match="Correct it once they have"):
        give(claimed, cast)
    with after_the_verdict():
        for link, why, said in (
            ("", "It moved.", "Give the link"),
            ("ftp://example.org", "It moved.", "https"),
            (SIGNS, "…", "Say why"),
            (DEAD, "Again.", "given already"),
        ):
            with pytest.raises(Refused, match=said):
                give(claimed, cast, link=link, why=why)
        for n in range(numbers.OTHER_EVIDENCE):
            give(claimed, cast, link=f"{SIGNS}/{n}")
            with pytest.raises(Refused, match="still to look"):
                give(claimed, cast, link=f"{SIGNS}/more")
            deciding.not_shown(claimed, by=cast.hale, why=f"Not on page {n}.")
            claimed.refresh_from_db()
        with pytest.raises(Refused, match="given 3 times|given three times"):
            give(claimed, cast, link=f"{SIGNS}/more")
        deciding.saw_in_place(claimed, by=cast.hale, seen=claimed.evidence)
        with pytest.raises(Refused, match="has confirmed this"):
            give(claimed, cast, link=f"{SIGNS}/more")
        assert claimed.outcome == "did"


@pytest.mark.parametrize("who", ["reyes", "moss", "hale", "amina", "outsider"])
def test_only_the_officer_gives_it(cast: Cast, who: str, claimed: RecommendationResponse) -> None:
    with after_the_verdict(), pytest.raises(access.NotAllowed):
        as_told(other_evidence.give, claimed, by=getattr(cast, who), link=SIGNS, why="It moved.")


def test_it_takes_no_lateness_away_and_is_for_claims_alone(cast: Cast) -> None:
    slot = considered(cast)
    with clock.travel(clock.now() + timedelta(37)):
        with pytest.raises(Refused, match="in place already"):
            give(slot, cast)
        as_told(
            deciding.decide, slot, by=cast.okoro, status=Status.ALREADY_IN_PLACE, reasons=f"Signs stand. {LONG}",
            evidence_url=DEAD,
        )  # fmt: skip
        late = slot.lateness
        give(slot, cast)
        assert slot.lateness == late == "decided 7 days late" and slot.decision.evidence_url == DEAD
        assert slot.evidence == SIGNS


def test_a_correction_is_told_to_those_whom_it_concerns(claimed: RecommendationResponse, cast: Cast) -> None:
    """The day after the verdict the officer replaces passages: who judged the old words hears of it, once a day."""
    said = {"by": cast.okoro, "reason": "A slip."}
    with after_the_verdict():
        Message.objects.all().delete()
        for old, new in (("Signs stand", "Signs stood"), ("Signs stood", "Signs will stand")):
            as_told(correcting.correct, claimed.response, old=old, new=new, answer=claimed, **said)
        mine = f"“{claimed.recommendation.title}” – the signed answer was corrected"
        assert told(cast.amina) == [mine], "two corrections of a day are one e-mail"
        as_told(correcting.correct, claimed.response, old="every word", new="each word", answer=None, **said)
        assert told(cast.amina) == [mine, "The opening statement of the signed answer was corrected"]
        assert all(message.kind == "extra" for message in Message.objects.filter(mailbox__user=cast.amina))


def test_what_the_panel_saw_is_held_against_the_record(claimed: RecommendationResponse, cast: Cast) -> None:
    """Each look, also one whose place another took: words and names of it change by an act alone."""
    texts.begin()
    deciding.not_shown(claimed, by=cast.quill, why="The page is gone.")
    with after_the_verdict():
        give(claimed, cast)
        deciding.not_shown(claimed, by=cast.hale, why="Another street.")
        deciding.saw_in_place(claimed, by=cast.hale, seen=SIGNS, why="Both signs stand there.")

        def faults() -> str:
            return " ".join(one for one in texts.compare().faults if "saw in place" in one)

        assert faults() == ""
        EarlierLook.objects.update(why="It is all there.")
        assert faults().startswith("What the panel had seen before of what the panel saw in place")
        EarlierLook.objects.all().delete()
        RecommendationResponse.objects.update(seen_in_place_by=None, seen_in_place_on=None, not_shown_on=None)
        assert "is gone" in faults()
