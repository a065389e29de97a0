"""What was signed is not what holds for ever: every form of the report says what became of it, as the page does."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from audit import clock
from consultations.models import Consultation
from consultations.signing import as_told
from outcomes import numbers
from outcomes.answers import correcting, deciding, responses
from outcomes.dossier import contents
from outcomes.models import RecommendationResponse, VerdictCount
from outcomes.promises import commitments
from outcomes.report.context import shown
from outcomes.report.exports import data, sheets, summary
from tests.cast import Cast
from tests.outcomes.answers import test_deciding as deciding_tests
from tests.outcomes.answers.test_sign import complete
from tests.outcomes.published import LONG, publish
from tests.outcomes.report.printed import text_of

pytestmark = pytest.mark.django_db
Status = RecommendationResponse.Status


def forms(cast: Cast) -> dict[str, str]:
    """The page, the two pages on paper and the data, as somebody reads them."""
    cache.clear()
    consultation = Consultation.objects.get(pk=cast.consultation.pk)
    out: dict[str, Any] = shown(consultation, viewer=None)
    first = text_of(Client().get(f"/consultations/{consultation.slug}/report/").content.decode())
    return {
        "page": first.partition("What was asked, and what was answered")[2][:500],
        "paper": text_of(summary.page(out, "https://example.org")),
        "data": data.as_json(out["report"], sheets.of(out), "https://example.org").decode(),
    }


def test_decided_later_it_says_so(cast: Cast) -> None:
    slot = deciding_tests.considered(cast)
    assert all("since then" not in text for name, text in forms(cast).items() if name != "data")
    with clock.travel(clock.now() + timedelta(37)):
        assert all("overdue by 7 days" in text for text in forms(cast).values())
        as_told(deciding.decide, slot, by=cast.okoro, status=Status.NOT_ACCEPTED, reasons=LONG)
        found = forms(cast)
    for text in found.values():
        assert "not accepted, decided 7 days late" in text.replace("Not accepted", "not accepted")
    assert "under consideration when it was signed; since then on" in found["paper"]
    assert found["data"].count(LONG) == 3, "the reasons of the decision stand beside those that were signed"


def test_promises_that_were_given_up_say_so(cast: Cast) -> None:
    response = publish(cast)
    Consultation.objects.update(findings_published_at=clock.now())
    complete(response, cast)
    slot = response.answers.order_by("recommendation__number").first()
    assert slot is not None and slot.commitments.exists()
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    for promise in slot.commitments.all():
        as_told(commitments.drop, promise, by=cast.okoro, reason=LONG)
    made = slot.commitments.count()
    found = forms(cast)
    assert all(f"{made} of {made} promise" in text and "dropped" in text for text in found.values())
    assert LONG in found["data"], "with the reason for which it was dropped"


def test_a_correction_of_the_answer_stands_in_the_data(cast: Cast) -> None:
    slot = deciding_tests.signed(cast, status=Status.NOT_ACCEPTED)[0]
    with clock.travel(clock.now() + timedelta(numbers.VERDICT_DAYS + 1)):
        as_told(
            correcting.correct, slot.response, by=cast.okoro, old="three streets", new="four streets",
            reason="One was left out.", answer=slot,
        )  # fmt: skip
        assert "“three streets” now reads “four streets”" in forms(cast)["data"]


def test_the_whole_file_holds_a_verdict_that_has_figures(cast: Cast) -> None:
    slot = deciding_tests.signed(cast, status=Status.NOT_ACCEPTED)[0]
    for choice, people in (("no", 8), ("yes", 6)):
        VerdictCount.objects.create(answer=slot, by_themselves=False, choice=choice, people=people)
    with clock.travel(clock.now() + timedelta(numbers.VERDICT_DAYS + 2)):
        found = contents.parts(Consultation.objects.get(pk=cast.consultation.pk), contents.PANEL)["verdict"]
    rows = found["answers"][0]["counts"][0]["rows"]
    assert [people for _, people in rows if people] == [6, 8] and str(rows[0][0]) == "Yes"
