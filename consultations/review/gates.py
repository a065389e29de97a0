"""Gate B: the panel has signed, and nothing that must be mended is open (domain 3.2)."""

from consultations import numbers, panel, seating
from consultations.models import BriefingVersion, Consultation, Signoff
from consultations.review import review
from consultations.stages.stages import Missing
from people.text.sentences import listed, spelled


def terms_are_signed(consultation: Consultation) -> list[Missing]:
    """What was announced was signed; whatever of it was changed since has to be signed anew before anybody answers.

    A duty that was handed on needs no new signature. What the panel says must be fixed holds the opening once anything
    was changed: else a comma, signed by two others, would lift what a third one asked for.
    """
    version = consultation.briefing_signed or consultation.briefing
    if version is None:
        return []
    standing = version.signoffs.filter(content_hash=version.compute_hash())
    independent = standing.exclude(member__in=seating.beside_who_runs_it(consultation)).values("member").distinct()
    if independent.count() < numbers.SIGNATURES:
        return _lacking(version)
    return _must_be_fixed(version) if version.is_not_as_announced else []


def panel_has_signed(consultation: Consultation) -> list[Missing]:
    version = consultation.briefing
    return [*_lacking(version), *panel_is_as_it_must_be(consultation)] if version is not None else []


def panel_is_as_it_must_be(consultation: Consultation) -> list[Missing]:
    """Its make-up; its size is asked for by the signatures."""
    members = panel.members_of(consultation)
    how = "A member says so at the panel review, or an administrator or the panel offers one more seat."
    return [Missing(f"{said} {how}", "review") for said in panel.lacks(members) if said in panel.NEEDED.values()]


def _must_be_fixed(version: BriefingVersion) -> list[Missing]:
    comments = len(review.must_still_fix(version))
    text = f"Comments marked “must fix” that the panel has not settled: {comments}."
    return [Missing(text, "review")] if comments else []


def _not_counted(beside: list[Signoff]) -> str:
    names = listed([one.member.public_name for one in beside])
    return (
        f"The signature of {names} stands and does not count here: they are of one side with somebody who runs this, "
        "or ran it. The panel or an administrator without a part here offers a seat."
    )


def _lacking(version: BriefingVersion) -> list[Missing]:
    signatures, beside = review.counting(version)
    needed = numbers.SIGNATURES - len(signatures)
    found = []
    if needed > 0:
        more = f"{spelled(needed).capitalize()} different panel members" if needed > 1 else "One more panel member"
        why = f" {_not_counted(beside)}" if beside else ""
        found.append(Missing(f"{more} must sign the briefing exactly as it stands now.{why}", "review"))
    found += _must_be_fixed(version)
    if comments := len(review.unanswered(version)):
        found.append(Missing(f"Comments without an answer: {comments}.", "review"))
    reserved = [s.member.public_name for s in signatures if s.verdict == Signoff.Verdict.RESERVATIONS]
    if reserved:
        found.append(
            Missing(f"{listed(reserved)} signed with reservations, shown on the briefing.", "review", soft=True)
        )
    return found
