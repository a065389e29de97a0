"""A use is changed where it stands: the log keeps the old words, and nobody is left to have said the new ones."""

from typing import Any

import pytest
from django.urls import reverse

from consultations.access import NotAllowed
from consultations.facts import facts
from consultations.models import AskedFact, Consultation, Stage, UseCase
from consultations.register import technologies
from consultations.setup import setup
from people.errors import Refused
from tests.cast import force
from tests.consultations.draft import Draft
from tests.made_once import made_once


@made_once
def case(draft: Draft) -> UseCase:
    found = draft.consultation.technologies.get().use_cases.first()
    found.status = UseCase.Status.PROPOSED
    found.save()
    return found


def confirmed(draft: Draft, case: UseCase) -> AskedFact:
    facts.ask(draft.version, [f"use:{case.pk}"], "Head of operations", by=draft.moss)
    fact = draft.version.facts.get(place=f"use:{case.pk}")
    facts.answer(fact, by=draft.reyes, answer="confirmed", role="Head of operations")
    draft.accept(fact)
    case.refresh_from_db()
    return fact


def change(draft: Draft, case: UseCase, **fields: str) -> UseCase:
    return technologies.change_use_case(draft.consultation, case, by=draft.moss, **fields)


def test_the_log_keeps_old_and_new_and_everybody_reads_it(draft: Draft, case: UseCase, client_for: Any) -> None:
    page = reverse("edit_use", args=[draft.consultation.slug, case.pk])
    typed = {"title": case.title, "description": "Only after dark.", "context": case.context, "affects": case.affects}
    answer = client_for(draft.moss).post(page, {**typed, "status": "ruled_out"})
    assert answer.status_code == 302
    lines = {line.what: (line.old, line.new) for line in case.technology.log.all()[:2]}
    assert lines[f"Use “{case.title}”: state changed"] == ("Proposed", "Ruled out")
    assert lines[f"Use “{case.title}”: in plain words changed"][1] == "Only after dark."
    case.refresh_from_db()
    assert case.status == "ruled_out"


def test_what_the_force_confirmed_is_not_turned_round_under_its_name(draft: Draft, case: UseCase) -> None:
    """Signed by the panel with “confirmed by”: the facilitator turns it round, and both go."""
    fact = confirmed(draft, case)
    assert "in the name of: Head of operations, " in case.said
    draft.send_to_panel().sign()
    assert len(draft.version.counting_signatures()) == 2
    change(draft, case, status="in_use")
    case.refresh_from_db()
    fact.refresh_from_db()
    assert (case.said, fact.state) == ("", AskedFact.State.TO_CONFIRM)
    assert not draft.version.counting_signatures() and not draft.version.valid_signoffs().exists()
    assert case.technology.log.filter(old__contains="in the name of: Head of operations, ").exists(), (
        "who had said it stays said"
    )


def test_once_it_is_public_it_stays(draft: Draft, case: UseCase) -> None:
    confirmed(draft, case)
    draft.announce()
    mark = draft.version.compute_hash()
    with pytest.raises(Refused, match="stays as it is"):
        change(draft, case, title="Watching a school")
    with pytest.raises(Refused, match="stays as it is"):
        technologies.remove_use_case(draft.consultation, case, by=draft.moss)
    assert draft.version.compute_hash() == mark and UseCase.objects.filter(pk=case.pk, title=case.title).exists()


def test_nobody_else_changes_it(draft: Draft, case: UseCase, client_for: Any) -> None:
    for who in (draft.hale, draft.okoro, draft.reyes, draft.outsider):
        with pytest.raises(NotAllowed):
            technologies.change_use_case(draft.consultation, case, by=who, status="in_use")
    relying = setup.start(title="Elsewhere", starter="lfr", by=draft.moss, force=force())
    Consultation.objects.filter(pk=relying.pk).update(stage=Stage.OPEN)
    with pytest.raises(Refused, match="relies on"):
        change(draft, case, status="in_use")
    page = reverse("edit_use", args=[draft.consultation.slug, case.pk])
    assert "Another consultation relies" in client_for(draft.moss).get(page).content.decode()


def test_the_same_words_leave_no_trace(draft: Draft, case: UseCase) -> None:
    confirmed(draft, case)
    lines = case.technology.log.count()
    change(draft, case, title=f" {case.title} ")
    assert case.technology.log.count() == lines and case.said
