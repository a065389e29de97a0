"""Statements are counted once, on the opinion page: the report prints no other count beside it."""

from consultations.models import Stage
from deliberation.counting import results
from deliberation.models import CountSheet, Wave
from deliberation.polls import voting
from outcomes.findings.forms import FindingForm
from outcomes.report import measures
from tests.cast import Cast
from tests.deliberation import rooms
from tests.deliberation.statements import talk


def closed(cast: Cast) -> Wave:
    """Twelve people answered, one of them unlike the others in each direction; closed and sealed."""
    conversation = talk.running(cast)
    for n, user in enumerate(rooms.crowd(cast, 12)):
        talk.answer(conversation, 0, "agree" if n > 4 else "disagree", user)
    wave = rooms.close_wave(conversation.wave, by=cast.moss)
    assert CountSheet.objects.filter(wave=wave).exists()
    return wave


def test_no_sealed_total_of_a_statement_is_published(cast: Cast) -> None:
    """Sealed totals less a later count would be the answers of whoever left in between."""
    wave = closed(cast)
    cast.at(Stage.FINDINGS_PUBLISHED)
    wave = Wave.objects.select_related("poll__consultation").get(pk=wave.pk)
    assert results.for_wave(wave, viewer=None) == []
    made = measures.measure(wave.consultation, viewer=None)
    assert (made.pulses, made.by_question, made.withheld) == ([], {}, "")


def test_a_finding_is_not_offered_statements(cast: Cast) -> None:
    rooms.prepare(cast)
    talk.running(cast)
    offered = FindingForm(consultation=cast.consultation).fields["questions"].queryset
    assert rooms.question(cast, "q_use") in offered
    assert not offered.filter(kind="statement").exists()


def test_a_poll_in_the_room_is_still_there(cast: Cast) -> None:
    _session, pulse = rooms.running(cast)
    question = pulse.questions.get()
    for n, user in enumerate(rooms.crowd(cast, 12)):
        voting.vote(pulse, question, by=user, option_ids=[rooms.option(question, "Right" if n > 4 else "Wrong")])
    rooms.close_wave(pulse, by=cast.moss)
    cast.at(Stage.FINDINGS_PUBLISHED)
    assert len(measures.measure(Wave.objects.get(pk=pulse.pk).consultation, viewer=None).pulses) == 1
