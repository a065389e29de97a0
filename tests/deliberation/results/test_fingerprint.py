"""The questions of a poll have the fingerprint beside their results that the record took as the poll opened."""

from django.test import Client

from audit.models import Entry
from consultations.models import Stage
from tests.cast import Cast
from tests.deliberation import rooms


def test_results_show_the_fingerprint_that_the_record_holds(cast: Cast) -> None:
    wave = rooms.open_first(cast)
    rooms.close_wave(wave, by=cast.moss)
    cast.at(Stage.FINDINGS_PUBLISHED)
    address = f"/consultations/{cast.consultation.slug}/polls/{wave.pk}/results/"
    (noted,) = Entry.objects.filter(action="text_published", subject=f"wave:{wave.pk}")
    assert noted.detail["fingerprint"] in Client().get(address).content.decode()
