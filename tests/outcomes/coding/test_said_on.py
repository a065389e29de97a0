"""Words of a meeting bear its day, in the thread and on the bench: not the moment at which they were brought in."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from consultations.models import Stage
from deliberation.models import ImportedRecord, RecordStanding
from deliberation.models.discussion import DAY_NOT_RECORDED
from people.text.dates import when
from tests.cast import Cast
from tests.outcomes import coded
from tests.pages import flat


@pytest.mark.parametrize(
    ("held", "said", "mark"),
    [
        (date(2026, 3, 4), "4 March 2026", '<time datetime="2026-03-04">4 March 2026</time>'),
        (None, DAY_NOT_RECORDED, f"{DAY_NOT_RECORDED}</a>"),
    ],
)
def test_words_of_a_meeting_bear_its_day(cast: Cast, client_for: Any, held: date | None, said: str, mark: str) -> None:
    record = ImportedRecord.objects.create(
        consultation=cast.consultation, group=cast.group1, fingerprint="f" * 64, held_on=held,
        standing=RecordStanding.BEFORE,
    )  # fmt: skip
    spoken = coded.say(cast, cast.amina, record=record)
    written = coded.say(cast, cast.bilal, "I wrote this here myself.")
    thread = flat(client_for(cast.amina).get(spoken.thread.get_absolute_url()).content.decode())
    assert mark in thread and f">{when(written.created_at)}</time>" in thread
    assert thread.count("<time datetime=") == 1 + bool(held)
    cast.at(Stage.ANALYSIS)
    bench = reverse("code_contribution", args=[cast.consultation.slug, spoken.pk])
    page = flat(client_for(cast.moss).get(bench).content.decode())
    assert f", {said}</span>" in page
