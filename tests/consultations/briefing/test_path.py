"""The decision path: who does each step. A machine is never shown as a person who checks."""

import pytest
from django.db import IntegrityError, transaction

from consultations.briefing import briefing, gates, path
from consultations.models import BriefingVersion, DecisionStep
from people.errors import Refused
from tests.consultations.draft import Draft

STEP = {"place": 9, "title": "Looks", "who": "", "can_stop": "", "challenge": ""}


def missing(version: BriefingVersion) -> set[str]:
    return {one.text for one in gates.briefing_is_complete(version.consultation)}


def test_a_step_is_added_and_voids_signatures(signed_draft: Draft) -> None:
    assert len(signed_draft.version.counting_signatures()) == 2
    fields = {**STEP, "kind": "action", "doer": "machine"}
    briefing.add_evidence(signed_draft.version, "path", by=signed_draft.moss, **fields)
    assert signed_draft.version.counting_signatures() == []


@pytest.mark.parametrize("kind", ["check", "supervision"])
def test_a_machine_does_not_check(draft: Draft, kind: str) -> None:
    with pytest.raises(Refused, match="done by a person"):
        briefing.add_evidence(draft.version, "path", by=draft.moss, **{**STEP, "kind": kind, "doer": "machine"})
    with pytest.raises(IntegrityError), transaction.atomic():
        DecisionStep.objects.create(version=draft.version, **{**STEP, "kind": kind, "doer": "machine"})


def test_a_person_has_a_role(draft: Draft) -> None:
    with pytest.raises(Refused, match="which role"):
        briefing.add_evidence(draft.version, "path", by=draft.moss, **{**STEP, "kind": "check", "doer": "person"})


@pytest.mark.parametrize(("kind", "text"), path.NEEDED)
def test_a_path_without_a_check_a_supervision_or_a_challenge_is_not_complete(
    draft: Draft, kind: str, text: str
) -> None:
    assert text not in missing(draft.version)
    draft.version.path.filter(kind=kind).delete()
    assert text in missing(draft.version)


def test_without_a_path_a_judging_technology_is_warned_of(draft: Draft) -> None:
    def warned() -> bool:
        found = gates.warnings_about_the_briefing(draft.consultation)
        return any("Draw the decision path" in one.text and one.soft for one in found)

    assert not warned()
    draft.version.path.all().delete()
    draft.consultation.technologies.update(kind="ai", biometric=False)  # of faces it is asked for: test_gate_submit
    assert warned()
    draft.consultation.technologies.update(biometric=False, algorithmic=False)
    assert not warned()


def test_a_text_signed_before_there_were_paths_keeps_its_fingerprint(draft: Draft) -> None:
    draft.version.path.all().delete()
    card = draft.version.data_card
    card.sole_sanction = card.policy = ""
    card.save()
    # The fingerprint as it was made then: the same parts, without the new ones.
    before = draft.version.compute_hash()
    DecisionStep.objects.create(version=draft.version, kind="input", doer="machine", title="x")
    assert draft.version.compute_hash() != before
    draft.version.path.all().delete()
    assert draft.version.compute_hash() == before
    card.policy = "https://example.org/policy"
    card.save()
    assert draft.version.compute_hash() != before
