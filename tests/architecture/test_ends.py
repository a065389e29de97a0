"""Where a time to act is stored with its end, a pause of the consultation takes none of it: the hooks of its ends.

A new field is found by its name. It belongs in one of the two lists, with the hook or the reason.
"""

import re

from django.apps import apps
from django.db import models

from audit.wiring import wired

ENDS = re.compile(r"until|^due|_due|_by$|last_day|closes|expires|from_day|^ends|_end$|finish|deadline")
#: Moved as a pause ends → the module and function that does, listed under ON_RESUMING.
MOVED = {
    "AskedFact.reply_until": "consultations.facts.beside.lengthen",
    "AskedFact.answer_until": "consultations.facts.beside.lengthen",
    "ImportedRecord.object_until": "deliberation.importing.notice.lengthen",
    "Wave.closes_at": "deliberation.polls.asking_again.lengthen",
    "ParticipationToken.linked_until": "deliberation.polls.asking_again.lengthen",
    "News.from_day": "outcomes.news.news.lengthen",
    # Stored as the days that come on top.
    "Consultation.verdict_paused_days": "outcomes.verdicts.verdicts.lengthen",
    "Commitment.due": "outcomes.promises.paused.note",
    "RecommendationResponse.decision_by": "outcomes.promises.paused.note",
}
#: Not moved → why nobody loses by it.
STAYS = {
    "BriefingVersion.check_by": "the day by which somebody looks at it again, early or late",
    "SupplierRow.contract_end": "a fact about the world",
    "Consultation.answer_may_wait_until": "announced: a pause moves no such date (docs/decisions/lateness.md)",
    "Consultation.closes_at": "announced; what was paused is said beside it",
    "Consultation.closes_at_before": "announced; what was paused is said beside it",
    "Consultation.door_eased_until": "a limit that is lifted for a while",
    "Consultation.findings_due": "announced; what was paused is said beside it",
    "Consultation.response_due": "announced; what was paused is said beside it",
    "Consultation.response_due_before": "announced; what was paused is said beside it",
    "WaitAgreement.until": "announced: a pause moves no such date",
    "InvitationCode.expires_at": "whoever invites prints another",
    "Offer.expires_at": "whoever offers does so again; seats and facilitators' roles go on in a pause",
    "SeatNotice.last_day": "one objects in a pause too",
    "WithdrawalRequest.last_day": "the panel decides in a pause too",
    "Session.finish_by": "of the room, for whoever runs it",
    "RecommendationResponse.internal_due": "among those who draft",
    "DownloadLink.expires_at": "of a file, in no consultation",
    "Message.due_at": "when an e-mail goes at the earliest",
}


def ends() -> set[str]:
    fields = (field for model in apps.get_models() for field in model._meta.concrete_fields)
    own = (field for field in fields if field.model.__module__.split(".")[0] in OURS)
    return {
        f"{field.model.__name__}.{field.name}"
        for field in own
        if isinstance(field, models.DateField) and ENDS.search(field.name)
    }


OURS = {"people", "consultations", "deliberation", "outcomes"}


def test_every_stored_end_of_a_time_to_act_is_moved_by_a_pause_or_is_none() -> None:
    assert ends() - MOVED.keys() - STAYS.keys() == set(), "by a pause nobody loses time: a hook, or a reason"
    assert STAYS.keys() - ends() == set() and not MOVED.keys() & STAYS.keys()


def test_what_is_said_to_move_them_is_asked_as_a_pause_ends() -> None:
    hooks = {f"{hook.__module__}.{hook.__name__}": hook for hook in wired("ON_RESUMING")}
    assert hooks.keys() == set(MOVED.values())


def test_a_new_end_is_found() -> None:
    names = ["reply_until", "answer_due", "decide_by", "last_day", "closes_at", "from_day", "looked_by"]
    assert [name for name in names if not ENDS.search(name)] == []
