"""The same file changes nothing, a corrected one what differs, and a record comes out whole while nothing is coded."""

import re
from collections import Counter

import pytest
from django.urls import reverse

from audit.models import Entry
from consultations.consultation.people import joined
from consultations.models import Consultation, Membership, ParticipationToken, Stage
from deliberation.importing import confirming, correcting
from deliberation.importing.choices import Choices
from deliberation.importing.planning import Plan, plan_transcript
from deliberation.importing.rooms import import_transcript, take_out
from deliberation.models import Contribution, ContributionRevision, ImportedRecord
from deliberation.transcripts.reading import read_transcript_bytes
from outcomes.findings import labels
from outcomes.models import Excerpt
from people.errors import Refused
from tests.cast import Cast
from tests.outcomes import coded
from tests.pages import flat

pytestmark = pytest.mark.django_db
TEXT = "Facilitator: What?\nCarys: The vans are lowd.\nDilwyn: I was stopped.\nCarys: And cost.\nDilwyn: Twice."


def plan(cast: Cast, text: str) -> Plan:
    return plan_transcript(cast.group1, read_transcript_bytes(text.encode(), name="x.txt"), choices=Choices())


def bring(cast: Cast, text: str) -> ImportedRecord:
    return import_transcript(plan(cast, text), by=cast.moss, may_quote=True)


def correct(cast: Cast, kept: ImportedRecord, text: str, reason: str = "") -> correcting.Changes:
    return correcting.correct(plan(cast, text), kept, by=cast.moss, may_quote=True, reason=reason)


def code(cast: Cast, contribution: Contribution) -> Excerpt:
    cast.at(Stage.ANALYSIS)
    coded.code(cast, contribution, coded.theme(cast))
    return Excerpt.objects.get(revision__contribution=contribution)


def test_a_record_is_not_touched_once_the_findings_came_out_meanwhile(cast: Cast) -> None:
    kept = bring(cast, TEXT)
    Consultation.objects.filter(pk=cast.consultation.pk).update(stage=Stage.FINDINGS_PUBLISHED)
    for act in (
        lambda: bring(cast, f"{TEXT}\nCarys: One more."),
        lambda: correct(cast, kept, TEXT.replace("lowd", "loud")),
        lambda: take_out(kept, by=cast.moss),
    ):
        with pytest.raises(Refused):
            act()
    assert Contribution.objects.count() == len(TEXT.splitlines())


def test_one_letter_corrected_doubles_nobody_and_nothing(cast: Cast) -> None:
    kept = bring(cast, TEXT)
    people, said = Membership.objects.count(), Contribution.objects.count()
    corrected = TEXT.replace("lowd", "loud")
    assert correcting.corrected_record(cast.group1, plan(cast, corrected)) == kept
    found = correct(cast, kept, corrected)
    assert (len(found.same), len(found.changed), len(found.added), len(found.gone)) == (4, 1, 0, 0)
    assert (Membership.objects.count(), Contribution.objects.count()) == (people, said)
    changed = kept.contributions.get(revision=2)
    assert changed.body == "The vans are loud."
    assert [r.body for r in changed.revisions.all()] == ["The vans are lowd.", "The vans are loud."]
    assert not correct(cast, ImportedRecord.objects.get(), corrected)


def test_coding_of_what_did_not_change_stays(cast: Cast) -> None:
    kept = bring(cast, TEXT)
    excerpt = code(cast, kept.contributions.get(body="I was stopped."))
    correct(cast, kept, TEXT.replace("lowd", "loud").replace("Carys: And cost.\n", "Carys: And cost.\nCarys: More.\n"))
    excerpt.refresh_from_db()
    assert excerpt.revision.contribution.body == "I was stopped." and excerpt.revision.contribution.revision == 1
    assert (
        kept.contributions.filter(body="More.").get().membership == kept.contributions.get(body="And cost.").membership
    )


def test_what_is_no_longer_said_is_out_of_sight_and_a_new_speaker_is_new(cast: Cast) -> None:
    kept = bring(cast, TEXT)
    people = Membership.objects.count()
    found = correct(cast, kept, TEXT.replace("Dilwyn: Twice.", "Efa: Quite something else entirely."), "Misheard.")
    assert [c.body for c in found.gone] == ["Twice."] and found.new_people == ["efa"]
    assert kept.contributions.get(body="Twice.").state == "withdrawn"
    assert Membership.objects.count() == people + 1


def test_who_has_no_words_after_a_correction_is_nobody_who_took_part(cast: Cast) -> None:
    """One voice split in three would else be three people, whose consent nobody gave."""
    split = "Facilitator: What?\nAled: The vans are loud.\nBethan: And cost a lot.\nCeri: Nobody asked us about it."
    before = (Membership.objects.count(), ParticipationToken.objects.count())
    kept = bring(cast, split)
    excerpt = code(cast, kept.contributions.get(body="Nobody asked us about it."))
    correct(
        cast, kept, split.replace("Bethan", "Aled").replace("Ceri: Nobody asked us about it.", "Aled: Yes."), "One."
    )
    assert (Membership.objects.count(), ParticipationToken.objects.count()) == (before[0] + 1, before[1] + 1)
    assert labels.Ground(cast.consultation).took_part == 0  # it waits for its second person
    kept.refresh_from_db()
    confirming.confirm(kept, by=cast.finch, how="there", seen=kept.fingerprint)
    assert labels.Ground(cast.consultation).took_part == 1
    assert Excerpt.objects.get() == excerpt  # until the daily purge takes it


def test_words_given_to_the_right_speaker_move(cast: Cast) -> None:
    kept = bring(cast, TEXT)
    correct(cast, kept, TEXT.replace("Carys: And cost.", "Dilwyn: And cost."))
    cost, stopped = (kept.contributions.get(body=body) for body in ("And cost.", "I was stopped."))
    assert cost.membership == stopped.membership and cost.revision == 1


def test_a_record_is_taken_out_whole(cast: Cast) -> None:
    counted = (Membership, Contribution, ContributionRevision, ImportedRecord, ParticipationToken)
    before = Counter({model.__name__: model.objects.count() for model in counted})
    kept = bring(cast, TEXT)
    assert Membership.objects.count() == before["Membership"] + 2
    take_out(kept, by=cast.moss)
    assert before == Counter({model.__name__: model.objects.count() for model in counted})
    assert Entry.objects.filter(action__in=["record_imported", "record_taken_out"]).count() == 2  # it is said
    bring(cast, TEXT)
    assert Membership.objects.count() == before["Membership"] + 2


def test_nor_once_it_has_counted_or_the_panel_objected_to_it(cast: Cast) -> None:
    """Else one facilitator takes a meeting of critics out of every count, or sheds what the panel said of a record."""
    kept = bring(cast, TEXT)
    confirming.confirm(kept, by=cast.finch, how="there", seen=kept.fingerprint)
    kept.refresh_from_db()
    correct(cast, kept, TEXT.replace("lowd", "loud"))
    kept.refresh_from_db()
    assert not kept.is_counted
    with pytest.raises(Refused, match=r"It has counted.*everybody reads why"):
        take_out(kept, by=cast.moss)
    other = bring(cast, "Facilitator: What?\nCarys: Drones.\nDilwyn: No.\nCarys: Never.")
    confirming.object_to(other, by=cast.hale, reason="Nobody met on that day.")
    other.refresh_from_db()
    with pytest.raises(Refused, match="of the panel objected"):
        take_out(other, by=cast.moss)
    confirming.take_back(other, by=cast.hale, words="I was shown the photographs.")
    with pytest.raises(Refused, match="of the panel objected"):
        take_out(ImportedRecord.objects.get(pk=other.pk), by=cast.moss)


def test_a_record_stays_once_something_in_it_is_coded(cast: Cast) -> None:
    kept = bring(cast, TEXT)
    code(cast, kept.contributions.get(body="I was stopped."))
    with pytest.raises(Refused, match=r"cannot be taken out any more\. Something in it is coded"):
        take_out(kept, by=cast.moss)
    assert kept.contributions.count() == 5


def test_imported_people_are_never_among_those_who_joined(cast: Cast) -> None:
    cast.at(Stage.ANALYSIS)
    before = joined(cast.consultation)
    kept = bring(cast, TEXT)
    correct(cast, kept, TEXT.replace("lowd", "loud"))
    assert joined(cast.consultation) == before  # it waits for a second person
    kept.refresh_from_db()
    confirming.confirm(kept, by=cast.finch, how="there", seen=kept.fingerprint)
    after = joined(cast.consultation)
    assert [line for line in after if "records were brought in" not in line] == before
    assert any(line.startswith("2 people took part in meetings") for line in after)


def test_another_meeting_is_not_taken_for_a_correction(cast: Cast) -> None:
    bring(cast, TEXT)
    other = "Facilitator: What?\nCarys: Drones.\nDilwyn: No.\nCarys: Never."
    assert correcting.corrected_record(cast.group1, plan(cast, other)) is None


@pytest.mark.parametrize("less", [TEXT.replace("Dilwyn: Twice.", ""), TEXT.replace("I was stopped", "I stopped")])
def test_words_are_taken_out_for_a_public_reason_alone(cast: Cast, client_for, less: str) -> None:
    kept = bring(cast, TEXT)
    address = reverse("public_record", args=[cast.consultation.slug])
    assert "5 lines, fewer than 5 people" in flat(client_for(None).get(address).content.decode())
    with pytest.raises(Refused, match="Say why"):
        correct(cast, kept, less, " ")
    assert not kept.contributions.filter(state="withdrawn").exists()
    correct(cast, kept, less, "Somebody asked for it.")
    page = flat(client_for(None).get(address).content.decode())
    assert re.search(r"1 line (taken out|shortened)\. The reason given: Somebody asked for it\.", page)
    assert "stopped" not in page and "Twice" not in page
