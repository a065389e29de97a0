"""Gates A and B: the briefing is whole (domain 3.2). And the mark it carries as the consultation moves."""

from django.db.models import prefetch_related_objects

from audit import clock, texts
from consultations import numbers
from consultations.briefing import completeness, path, proof, published, unknowns
from consultations.briefing.reading_age import reading_age
from consultations.models import BriefingVersion, Consultation
from consultations.stages.stages import Missing, shared
from people.text.dates import day
from people.text.sentences import spelled


def briefing_is_complete(consultation: Consultation) -> list[Missing]:
    version = shared(consultation, _version)
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
    found += (
        _dates(version)
        + _asked_and_answered(version)
        + _data_card(version)
        + _retention(version, full)
        + _figures(version)
    )
    return found + path.missing(version) + proof.missing(version)


def _version(consultation: Consultation) -> BriefingVersion | None:
    """With the parts that several of the checks look at, read once for all of a gate."""
    if version := consultation.briefing:
        prefetch_related_objects([version], "sections", "figures", "stories", "sources", "facts")
    return version


def _dates(version: BriefingVersion) -> list[Missing]:
    """Up to when the law was read, and a day still to come on which somebody looks again."""
    found = []
    if version.law_as_at is None:
        found.append(Missing("Say up to which day the law was read.", "edit_briefing"))
    if version.check_by is None or version.check_by <= clock.today():
        found.append(Missing("Say when somebody looks again: it has to be still to come.", "edit_briefing"))
    return found


def _asked_and_answered(version: BriefingVersion) -> list[Missing]:
    """What the pack cannot do without and does not know has at least been asked for, on a day that is said.

    And nothing goes to the panel, and nothing out, while an answer of the force lies unread, or while the force has
    neither spoken to what is said beside its words nor had the days to.
    """
    known = unknowns.labelled(version)
    return (
        [
            Missing(f"“{place.label}” is to be confirmed by the force: ask it at the fact desk, or write it.", "facts")
            for place, fact in known
            if place.needed and fact.asked_on is None
        ]
        + [
            Missing(f"The force has answered “{place.label}”: accept what it said at the fact desk.", "facts")
            for place, fact in known
            if fact.waits_for_us
        ]
        + [
            Missing(
                f"Until {day(fact.reply_until)} the force can answer what is said beside its words on “{place.label}”.",
                "facts",
            )
            for place, fact in known
            if fact.may_be_replied_to
        ]
    )


def _data_card(version: BriefingVersion) -> list[Missing]:
    found = []
    blank = completeness.blank_card_fields(version)
    if blank:
        listed = "; ".join(blank)
        found.append(Missing(f"Fill in the data card (“Not known” is an answer): {listed}.", "edit_data_card"))
    found += [
        Missing(f"Link the {name} in the card, or say why there is none and on which day you asked.", "edit_data_card")
        for name in completeness.undated_assessments(version)
        if not blank
    ]
    found += [
        Missing(f"“{question}” in the data card: begin with Yes or No, then say what shows it.", "edit_data_card")
        for question in completeness.undecided_questions(version)
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
        for figure in version.figures.all()
        if figure.is_error_rate and not (figure.denominator_label.strip() and figure.second_denominator_label.strip())
    ]


def warnings_about_the_briefing(consultation: Consultation) -> list[Missing]:
    version = shared(consultation, _version)
    if version is None:
        return []
    found = []
    if len(version.stories.all()) < numbers.CASES:
        found.append(Missing(f"Fewer than {spelled(numbers.CASES)} real cases are told.", "edit_stories", soft=True))
    age = reading_age(completeness.whole_text(version))
    if age is not None and age > numbers.TARGET_AGE:
        text = f"The briefing reads at about age {age:.0f}. Aim for {numbers.TARGET_AGE}."
        found.append(Missing(text, "edit_briefing", soft=True))
    if version.facts.all() and (count := unknowns.counted(version)).unknown:
        found.append(Missing(f"{count.unknown} of {count.of} facts are not known.", "facts", soft=True))
    full = completeness.needs_full_safeguards(consultation)
    return found + path.warnings(version, full) + proof.warnings(version)


# --- What else happens on arrival -----------------------------------------------------------------
def _mark(consultation: Consultation, status: BriefingVersion.Status) -> None:
    version = consultation.briefing
    if version is not None:
        version.status = status
        version.save(update_fields=["status"])


def briefing_goes_to_the_panel(consultation: Consultation) -> None:
    _mark(consultation, BriefingVersion.Status.UNDER_REVIEW)


def briefing_comes_back(consultation: Consultation) -> None:
    _mark(consultation, BriefingVersion.Status.DRAFT)


def briefing_is_approved(consultation: Consultation) -> None:
    _mark(consultation, BriefingVersion.Status.APPROVED)
    if (version := consultation.briefing) is not None and version.terms is not None:
        version.terms = version.terms_now()
        version.content_hash, version.published_at = version.compute_hash(), clock.now()
        version.save(update_fields=["terms", "content_hash", "published_at"])
    if consultation.briefing is not None:
        texts.publish(published.text_of(consultation.briefing))
