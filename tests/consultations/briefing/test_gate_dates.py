"""At the gate the law was read up to a day that is said, and somebody looks again on a day still to come."""

from datetime import timedelta

import pytest

from audit import clock
from consultations.briefing import gates
from consultations.models import AskedFact, BriefingVersion, DataCard
from consultations.setup import setup
from consultations.stages import stages
from people.errors import Refused
from tests.cast import force
from tests.consultations.draft import Draft

AGAIN = "Say when somebody looks again: it has to be still to come."


def missing(draft: Draft) -> set[str]:
    return {one.text for one in gates.briefing_is_complete(draft.consultation)}


@pytest.mark.parametrize("days", [None, -1, 0])
def test_a_day_to_look_again_that_is_past_keeps_it_back(draft: Draft, days: int | None) -> None:
    assert AGAIN not in missing(draft)
    day = None if days is None else clock.today() + timedelta(days=days)
    BriefingVersion.objects.filter(pk=draft.version.pk).update(check_by=day)
    assert AGAIN in missing(draft)
    with pytest.raises(Refused) as refused:
        stages.move(draft.consultation, "submit", by=draft.moss)
    assert AGAIN in refused.value.problems


def test_a_day_that_passed_while_the_panel_read_keeps_it_back_too(sent_draft: Draft) -> None:
    BriefingVersion.objects.filter(pk=sent_draft.version.pk).update(check_by=clock.today())
    sent_draft.sign()
    with pytest.raises(Refused) as refused:
        stages.move(sent_draft.consultation, "announce", by=sent_draft.moss)
    assert AGAIN in refused.value.problems


def test_the_day_of_the_law_is_said(draft: Draft) -> None:
    BriefingVersion.objects.filter(pk=draft.version.pk).update(law_as_at=None)
    assert "Say up to which day the law was read." in missing(draft)


def test_the_day_is_shown_to_readers(announced_draft: Draft, client_for) -> None:
    text = client_for(None).get(f"{announced_draft.consultation.get_absolute_url()}briefing/").content.decode()
    assert "Check again by" in text


def test_a_force_changed_after_announcing_has_confirmed_and_denied_nothing(draft: Draft, client_for) -> None:
    """The signed version said “Confirmed by Head of data” over another force's name."""
    State = AskedFact.State
    said = {"answered_role": "Head of data at Riverside", "answered_on": clock.today()}
    first, second, third = draft.version.facts.all()[:3]
    AskedFact.objects.filter(pk=first.pk).update(state=State.CONFIRMED, **said)
    AskedFact.objects.filter(pk=second.pk).update(state=State.NOT_HELD, **said)
    draft.version.content_hash = draft.version.compute_hash()
    draft.announce()
    page = f"{draft.consultation.get_absolute_url()}briefing/?all=1"
    before = draft.version.compute_hash()
    assert "Head of data at Riverside" in client_for(None).get(page).content.decode()
    setup.update(draft.consultation, by=draft.moss, force=force("Saltmarsh Police (example)"), reason="Wrong force.")
    text = client_for(None).get(page).content.decode()
    assert "Head of data at Riverside" not in text
    assert "Confirmed by" not in text and "has said it does not hold" not in text and "asked Head of data" not in text
    assert set(draft.version.facts.values_list("state", flat=True)) == {State.TO_CONFIRM}
    assert third.pk in draft.version.facts.values_list("pk", flat=True)
    assert draft.version.content_hash == draft.version.compute_hash() != before
    assert draft.version.counting_signatures() == []


def test_a_day_to_look_again_that_is_far_off_keeps_it_back(draft: Draft) -> None:
    """Typed, it is refused; so is what came in before there was a latest day."""
    BriefingVersion.objects.filter(pk=draft.version.pk).update(check_by=clock.today() + timedelta(days=3650))
    assert any("Somebody looks again within" in text for text in missing(draft))


def test_who_checked_the_card_is_said_of_this_card_and_not_by_the_starter(draft: Draft) -> None:
    made = setup.start(title="Another", starter="lfr", by=draft.moss, force=force())
    card = made.briefing.data_card
    assert (card.checked_by, card.checked_on) == ("", None)
    found = {one.text for one in gates.briefing_is_complete(made)}
    assert any("Fill in the data card" in text and "Checked by (role)" in text for text in found)
    DataCard.objects.filter(version=draft.version).update(checked_on=None)
    assert "Say on which day the data card was checked." in missing(draft)
