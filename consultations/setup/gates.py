"""Gates A and B: what must be there before a consultation is reviewed and announced (domain 3.2).

Gate C stands in `opening_gates.py`.
"""

from django.db.models import Count

from consultations import numbers
from consultations.briefing import completeness
from consultations.briefing.readability import reading_age
from consultations.models import BriefingVersion, Consultation, Role, Signoff, Stage
from consultations.review import review
from consultations.stages.stages import Missing, gate, on_arrival
from people.text.sentences import listed, spelled

TEXTS = [
    ("purpose_question", "Write the question this consultation asks.", "setup_question"),
    ("decision_to_inform", "Say which decision the answers will inform.", "setup_question"),
    ("can_change", "Say what this consultation can change.", "setup_question"),
    ("cannot_change", "Say what this consultation cannot change.", "setup_question"),
    ("force", "Name the police force that must answer.", "setup_who"),
    ("commissioning_body", "Name the body that asked for this consultation.", "setup_who"),
    ("data_controller", "Name who is responsible in law for people’s data.", "setup_who"),
    ("funding_note", "Say who pays for the consultation.", "setup_who"),
]
DATES = [
    ("opens_at", "Choose the day it opens."),
    ("closes_at", "Choose the day it closes."),
    ("findings_due", "Choose the day the findings are due."),
    ("response_due", "Choose the day the police answer is due."),
]


# --- Gate A, checked again at gate B: the pack can still change while the panel reads --------------
@gate("submit")
@gate("announce")
def facts_are_there(consultation: Consultation) -> list[Missing]:
    found = [Missing(text, where) for name, text, where in TEXTS if not getattr(consultation, name).strip()]
    found += [Missing(text, "setup_dates") for name, text in DATES if not getattr(consultation, name)]
    question = consultation.purpose_question.strip()
    if question and not question.endswith("?"):
        found.append(Missing("Put the purpose as one question that ends with a question mark.", "setup_question"))
    return found


@gate("submit")
@gate("announce")
def officer_has_accepted(consultation: Consultation) -> list[Missing]:
    officers = list(consultation.memberships.current().filter(role=Role.OFFICER).select_related("user"))
    if not officers:
        return [Missing("Name the accountable officer: the police officer who will sign the answer.", "people")]
    if not any(officer.accepted_at for officer in officers):
        names = " or ".join(officer.public_name for officer in officers)
        return [Missing(f"{names} must accept the duty to answer. Ask them to sign in.", "people")]
    return []


@gate("submit")
@gate("announce")
def technology_has_uses(consultation: Consultation) -> list[Missing]:
    technologies = list(consultation.technologies.annotate(cases=Count("use_cases")))
    if not technologies:
        return [Missing("Add at least one technology.", "setup_technologies")]
    without = [technology.name for technology in technologies if not technology.cases]
    return [Missing(f"Say what {name} would be used for: add a use.", "setup_technologies") for name in without]


@gate("submit")
@gate("announce")
def topic_guide_is_there(consultation: Consultation) -> list[Missing]:
    areas = list(consultation.areas.annotate(asks=Count("prompts")))
    if not areas:
        return [Missing("Add at least one area to the topic guide.", "topic_guide")]
    empty = [area.title for area in areas if not area.asks]
    return [Missing(f"Add a question to the area “{title}”.", "topic_guide") for title in empty]


@gate("submit")
@gate("announce")
def briefing_is_complete(consultation: Consultation) -> list[Missing]:
    version = consultation.briefing
    if version is None:
        return [Missing("Write the briefing.", "edit_briefing")]
    full = completeness.needs_full_safeguards(consultation)
    states = completeness.states(version, full).values()
    found = [Missing(f"Write the section “{s.heading}”.", "edit_briefing") for s in states if s.is_missing]
    found += [
        Missing(f"Shorten “{s.heading}” to {numbers.SUMMARY_WORDS} words. It has {s.words}.", "edit_briefing")
        for s in states
        if s.is_too_long
    ]
    return found + _data_card(version) + _retention(version, full) + _figures(version)


def _data_card(version: BriefingVersion) -> list[Missing]:
    found = []
    blank = completeness.blank_card_fields(version)
    if blank:
        listed = "; ".join(blank)
        found.append(Missing(f"Fill in the data card (“Not known” is an answer): {listed}.", "edit_data_card"))
    found += [
        Missing(f"Link the {name} in the data card, or say why there is none and when you asked.", "edit_data_card")
        for name in completeness.undated_assessments(version)
        if not blank
    ]
    return found


def _retention(version: BriefingVersion, full: bool) -> list[Missing]:
    return [
        Missing(f"Say how long data is kept about {whom}.", "edit_retention")
        for whom in completeness.missing_retention(version, full)
    ]


def _figures(version: BriefingVersion) -> list[Missing]:
    """The database refuses a missing number; this one also wants the words beside it (invariant 21)."""
    return [
        Missing(f"“{figure.metric}” is an error rate: name both bases it is counted on.", "edit_figures")
        for figure in version.figures.filter(is_error_rate=True)
        if not (figure.denominator_label.strip() and figure.second_denominator_label.strip())
    ]


@gate("submit")
def warnings_about_the_pack(consultation: Consultation) -> list[Missing]:
    found = []
    if consultation.already_in_use:
        text = "The technology is in use already. You are asking how it is used, not whether. Say so plainly."
        found.append(Missing(text, "setup_question", soft=True))
    version = consultation.briefing
    if version is None:
        return found
    if version.stories.count() < numbers.CASES:
        found.append(Missing(f"Fewer than {spelled(numbers.CASES)} real cases are told.", "edit_stories", soft=True))
    age = reading_age(completeness.whole_text(version))
    if age is not None and age > numbers.TARGET_AGE:
        text = f"The briefing reads at about age {age:.0f}. Aim for {numbers.TARGET_AGE}."
        found.append(Missing(text, "edit_briefing", soft=True))
    if waiting := completeness.placeholder_count(version):
        text = f"{waiting} facts in the briefing still say {completeness.PLACEHOLDER}."
        found.append(Missing(text, "edit_briefing", soft=True))
    return found


# --- Gate B ---------------------------------------------------------------------------------------
@gate("announce")
def panel_has_signed(consultation: Consultation) -> list[Missing]:
    version = consultation.briefing
    if version is None:
        return []
    signatures = version.counting_signatures()
    needed = numbers.SIGNATURES - len(signatures)
    found = []
    if needed > 0:
        more = f"{spelled(needed).capitalize()} different panel members" if needed > 1 else "One more panel member"
        found.append(Missing(f"{more} must sign the briefing exactly as it stands now.", "review"))
    if comments := len(review.must_still_fix(version)):
        found.append(Missing(f"Comments marked “must fix” that the panel has not settled: {comments}.", "review"))
    if comments := len(review.unanswered(version)):
        found.append(Missing(f"Comments without an answer: {comments}.", "review"))
    reserved = [s.member.public_name for s in signatures if s.verdict == Signoff.Verdict.RESERVATIONS]
    if reserved:
        found.append(
            Missing(f"{listed(reserved)} signed with reservations, shown on the briefing.", "review", soft=True)
        )
    return found


# --- What else happens on arrival -----------------------------------------------------------------
def _mark(consultation: Consultation, status: BriefingVersion.Status) -> None:
    version = consultation.briefing
    if version is not None:
        version.status = status
        version.save(update_fields=["status"])


@on_arrival(Stage.IN_REVIEW)
def briefing_goes_to_the_panel(consultation: Consultation) -> None:
    _mark(consultation, BriefingVersion.Status.UNDER_REVIEW)


@on_arrival(Stage.DRAFT)
def briefing_comes_back(consultation: Consultation) -> None:
    _mark(consultation, BriefingVersion.Status.DRAFT)


@on_arrival(Stage.ANNOUNCED)
def briefing_is_approved(consultation: Consultation) -> None:
    _mark(consultation, BriefingVersion.Status.APPROVED)
