"""The terms are one signed text with the briefing: what changes them asks panel and officer again (invariant 33)."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from audit import clock, texts
from audit.record import record
from consultations import numbers, term_changes
from consultations import signed_texts as published
from consultations.models import POLICE, BriefingVersion, Consultation, Membership, Role, Signoff, Stage
from consultations.models.terms import NAMES, WHILE, signed, terms_of
from consultations.notifications import notifications
from consultations.stages.stages import public_reason
from consultations.terms import words
from people.errors import Refused
from people.text.dates import day, local_day
from people.text.sentences import counted, listed

ANSWERING = "answering"
#: What whoever joined was told in numbers, each the better for them the larger it is.
PROMISED = ("withdrawal_days", "min_base", "min_answer")
Changes = dict[str, tuple[Any, Any]]


@contextmanager
def changing(consultation: Consultation, member: Membership | None, reason: str = "") -> Iterator[None]:
    """Around everything that may change the terms, inside its transaction, with the consultation locked.

    Raises Refused, once announced, without a public reason and for what was promised otherwise.
    """
    before = terms_of(consultation.pk)
    yield
    after = terms_of(consultation.pk)
    changes = {name: (before[name], after[name]) for name in signed(before) if before[name] != after[name]}
    if not changes:
        return
    if Consultation.objects.values_list("step", flat=True).get(pk=consultation.pk) not in WHILE:
        if set(changes) != {ANSWERING} and Signoff.objects.filter(version__consultation=consultation).exists():
            raise Refused("It has opened since, so this stays as the panel signed it.")
        return  # fixed as it opened: who answers now stands in the record, not under the panel’s signatures
    names = {name: before[NAMES][name] | after[NAMES][name] for name in before[NAMES]}
    if set(changes) != {ANSWERING}:
        _agreed_to_others(consultation)
    if Consultation.objects.filter(pk=consultation.pk, step=Stage.ANNOUNCED).exists():
        if set(changes) == {ANSWERING}:
            reason = _who_handed_on(member, after[ANSWERING])
        _in_public(consultation, member, changes, after, names, reason)
    if set(changes) == {ANSWERING}:
        _handed_on(consultation, *changes[ANSWERING])
    elif Signoff.objects.filter(version__consultation=consultation).exists():
        _ask_again(consultation, member, changes)
    else:
        _stands(consultation)
        _accept_again(consultation, member, changes)


def mark(consultation: Consultation) -> str:
    """The fingerprint of the terms as they stand."""
    return texts.fingerprint(signed(terms_of(consultation.pk)))


def _in_public(
    consultation: Consultation,
    member: Membership | None,
    changes: Changes,
    after: dict[str, Any],
    names: dict[str, dict[str, str]],
    reason: str,
) -> None:
    """Shown with old and new words, for good: names are kept as they are now, whatever is renamed afterwards."""
    reason = public_reason(reason, "old and the new words")
    _within_limits(consultation, changes, after)
    _as_promised(consultation, changes)
    for name, (old, new) in changes.items():
        term_changes.note(consultation, name, old, new, reason, by=member, names=names.get(name))
    record(
        "terms_changed",
        actor=member,
        subject=consultation,
        consultation=consultation.slug,
        summary=f"{_named(changes)}: {reason}",
        changes={name: list(pair) for name, pair in changes.items()},
        names={name: names[name] for name in changes if name in names},
    )


def _within_limits(consultation: Consultation, changes: Changes, after: dict[str, Any]) -> None:
    """What was announced about the answer: its day moves once, and later; and people do not wait for ever.

    A day that has passed before it opened moves again, in public: else an officer who does not accept, or a pause,
    would keep it from ever opening. The officer accepts the moved day, and has the one move of the force left
    (`moving_dates.extend_answer`). The day of the opening does not once it has passed: it can be opened at once, and
    moved away nobody would count any more how late it is.
    """
    if "opens_at" in changes and (planned := datetime.fromisoformat(changes["opens_at"][0])) < clock.now():
        raise Refused(
            f"The opening was announced for {day(planned)}, and that has passed. The day stays, with the days late: "
            "open it as soon as nothing is lacking."
        )
    if "response_due" in changes:
        old, new = changes["response_due"]
        has_passed = old is not None and date.fromisoformat(old) < clock.today()
        if not has_passed and consultation.term_changes.filter(name="response_due").exists():
            raise Refused("The day of the police answer can be moved once only, and it has been moved already.")
        if new is None or new < old:
            raise Refused(f"The police answer was announced for {day(date.fromisoformat(old))}. It moves only later.")
    if not {"response_due", "closes_at"} & set(changes):
        return
    old_terms = after | {name: old for name, (old, _) in changes.items()}
    due = date.fromisoformat(after["response_due"])
    agreed = Consultation.objects.values_list("answer_may_wait_until", flat=True).get(pk=consultation.pk)
    longer = _wait(after) > max(_wait(old_terms), timedelta(weeks=numbers.answer_weeks()))
    if longer and (agreed is None or due > agreed):
        most, two = counted(numbers.answer_weeks(), "week"), counted(numbers.SIGNATURES, "member").capitalize()
        raise Refused(
            f"The police answer is due at most {most} after closing. {two} of the panel can agree to a later day."
        )


def _as_promised(consultation: Consultation, changes: Changes) -> None:
    """People join before it opens: what they were promised then moves in their favour alone, also once some have left
    again; and whoever has joined hears of any other change.
    """
    joined = consultation.memberships.participants()
    if not set(changes) - {ANSWERING} or not joined.exists():
        return
    for name in PROMISED:
        if name in changes and changes[name][1] < changes[name][0]:
            raise Refused(
                f"People have joined, and were promised this: {words.LABELS[name].lower()}, {changes[name][0]}. "
                "It can be more, not less."
            )
    notifications.tell(
        consultation,
        notifications.PAGE,
        f"terms {clock.now().isoformat()}",
        "The terms changed since you joined: read the old and the new words",
        "terms",
    )


def _wait(terms: dict[str, Any]) -> timedelta:
    """From closing to the answer."""
    return date.fromisoformat(terms["response_due"]) - local_day(datetime.fromisoformat(terms["closes_at"]))


def _ask_again(consultation: Consultation, member: Membership | None, changes: Changes) -> None:
    """Signatures and the officer's acceptance were given to other words."""
    voided = _stands(consultation)
    officers = consultation.memberships.current().filter(role=Role.OFFICER, accepted_at__isnull=False)
    anew = officers.update(asked_again_at=clock.now())
    record(
        "asked_again",
        actor=member,
        subject=consultation,
        consultation=consultation.slug,
        summary=_named(changes),
        signatures_made_void=voided,
        acceptances_made_void=anew,
    )
    key = f"terms {clock.now().isoformat()}"
    notifications.tell(consultation, notifications.PANEL, key, "The terms changed: read them and sign again", "review")
    if anew:
        notifications.tell(
            consultation, notifications.POLICE, key, "The terms changed: accept the duty again", "accept_duty"
        )


def _who_handed_on(member: Membership | None, answers: list[str]) -> str:
    """The public reason of a handing-over: who did it."""
    if not answers:
        by = f" by {member.public_name}, {member.get_role_display().lower()}" if member is not None else ""
        return f"The role of the officer was ended{by}. Another officer has still to accept the duty."
    offered = member.seated_by if member is not None else None
    who = f"{offered.public_name}, {offered.get_role_display().lower()}" if offered is not None else "an administrator"
    return f"The duty to answer was handed on. The role was offered by {who}, and accepted by {listed(answers)}."


def _handed_on(consultation: Consultation, old: list[str], new: list[str]) -> None:
    """Signatures stay: the panel signs that an officer answers. Who it is, is public, and the panel is told.

    Else whoever hands the duty to and fro keeps a consultation from opening. A member whom the new officer does not
    satisfy says what must be fixed, and nothing opens before that is settled.
    """
    for version in consultation.briefing_versions.standing():
        if version.answering_signed is None and version.valid_signoffs().exists():
            version.answering_signed = old
            version.save(update_fields=["answering_signed"])
    _stands(consultation, keeps=True)
    if Signoff.objects.filter(version__consultation=consultation).exists():
        now = listed(new) or "no officer yet"
        title = (
            f"Who answers has changed, from {listed(old) or 'no officer'} to {now}. "
            "Signatures stay; what you mark “must fix” still stops it"
        )
        notifications.tell(consultation, notifications.PANEL, f"answering {clock.now().isoformat()}", title, "review")


def _accept_again(consultation: Consultation, member: Membership | None, changes: Changes) -> None:
    """Before the panel has signed anything the officer may have: for another question, other days, another force.

    Told once, however much is still written; the gate asks for it.
    """
    accepted = consultation.memberships.current().filter(role=Role.OFFICER, accepted_at__isnull=False)
    if not accepted.filter(asked_again_at=None).update(asked_again_at=clock.now()):
        return
    slug, summary = consultation.slug, _named(changes)
    record("asked_again", actor=member, subject=consultation, consultation=slug, summary=summary)
    key, title = (
        f"terms {clock.now().isoformat()}",
        "The terms changed: accept the duty again before the panel reads it",
    )
    notifications.tell(consultation, notifications.POLICE, key, title, "accept_duty")


def _agreed_to_others(consultation: Consultation) -> None:
    """Whoever agreed for a force beside the one that leads did so to other words, also before it is announced."""
    theirs = consultation.memberships.filter(role__in=POLICE - {Role.LEGAL}, accepted_at=None, asked_again_at=None)
    theirs.exclude(organisation="").update(asked_again_at=clock.now())


def _stands(consultation: Consultation, *, keeps: bool = False) -> int:
    """Every text of the panel's that these terms belong to has a new fingerprint. Returns the signatures made void.

    `keeps`: what was signed stays signed, and only who answers is another.
    """
    voided = 0
    for version in consultation.briefing_versions.standing():
        before, version.content_hash = version.content_hash, ""
        if not (keeps and version.answering_signed is not None):
            version.not_in_terms, version.answering_signed = None, None
        if version.status == BriefingVersion.Status.APPROVED:
            version.terms = terms_of(consultation.pk)
        version.content_hash = version.compute_hash()
        version.save(update_fields=["content_hash", "terms", "not_in_terms", "answering_signed"])
        voided += version.signoffs.filter(content_hash=before).count() if before != version.content_hash else 0
        if version.status == BriefingVersion.Status.APPROVED:
            texts.publish(published.text_of(version))
    return voided


@dataclass
class Standing:
    """Who has signed and accepted the terms as they are now."""

    signed: list[str]
    lacking: int
    waits_for_officer: bool


def standing(consultation: Consultation) -> Standing | None:
    """None where there is nothing to say: before the panel reads it, and for texts signed without their terms."""
    version = consultation.briefing_versions.filter(status=BriefingVersion.Status.APPROVED).first()
    if version is None or version.terms is None:
        return None
    signed = [one.member.public_name for one in version.valid_signoffs().select_related("member__user")]
    waits = consultation.memberships.current().filter(role=Role.OFFICER, asked_again_at__isnull=False).exists()
    return Standing(signed, max(0, numbers.SIGNATURES - len(signed)), waits)


def said_changed(consultation: Consultation) -> str:
    """What was changed since it was announced, by name: “Opens, Closes”; empty for nothing."""
    return _named({change.name for change in consultation.term_changes.all()})


def _named(names: Collection[str]) -> str:
    return ", ".join(label for name, label in words.labels().items() if name in names)


def fix(consultation: Consultation) -> None:
    """As it is announced, and as it opens: from then on the signed terms are these, whatever dates move later."""
    for version in consultation.briefing_versions.filter(status=BriefingVersion.Status.APPROVED):
        if version.terms is not None:
            left_out = version.not_in_terms or []
            now = terms_of(consultation.pk)
            version.terms = {name: term for name, term in now.items() if name not in left_out}
            version.save(update_fields=["terms"])
