"""O10: a correction of the report stands beside what is drafted on it, and signing over it says so."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from audit import clock
from consultations.models import Consultation
from outcomes.answers import responses
from outcomes.models import Erratum
from tests.cast import Cast
from tests.outcomes.answers.test_sign import complete
from tests.outcomes.published import publish
from tests.pages import flat

pytestmark = pytest.mark.django_db


def test_a_correction_stands_beside_the_recommendation_that_it_touches(cast: Cast, client_for: Callable) -> None:
    response = publish(cast)
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_published_at=clock.now())
    complete(response, cast)
    first = response.report.recommendations.get(number=1)
    slug, made = cast.consultation.slug, {"reason": "A slip of ours.", "by": cast.member(cast.moss)}
    workspace, signing = reverse("response", args=[slug]), reverse("sign", args=[slug])

    def read(page: str) -> str:
        return flat(client_for(cast.okoro).get(page).content.decode())

    assert "The report was corrected" not in read(workspace) + read(signing)
    with clock.travel(clock.now() + timedelta(minutes=5)):
        Erratum.objects.create(report=response.report, old=first.title, new="Other words that hold", **made)
        for page in (workspace, signing, reverse("answer_recommendation", args=[slug, 1])):
            assert all(words in read(page) for words in (f"<del>{first.title}", "<ins>Other words that hold")), page
        assert "<ins>" not in read(reverse("answer_recommendation", args=[slug, 2])), "it touches the first alone"
        assert "after this was drafted" in read(signing)
    with clock.travel(clock.now() + timedelta(minutes=9)):
        responses.write_opening(response, by=cast.reyes, text="We read the correction, and this is what we say now.")
        assert "after this was drafted" not in read(signing)
