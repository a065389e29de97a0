"""Gates A and B: the briefing is whole (domain 3.2). And the mark it carries as the consultation moves."""

from datetime import date
from typing import Protocol

from django.db.models import prefetch_related_objects
from django.forms.models import model_to_dict

from audit import clock, texts
from audit.wiring import wired
from consultations import numbers
from consultations import signed_texts as published
from consultations.briefing import briefing, completeness, figures, path, proof, unknowns
from consultations.briefing.balance import balance_of
from consultations.briefing.reading_age import reading_age
from consultations.models import BriefingVersion, Consultation, DataCard, SectionKind
from consultations.stages.stages import Missing, shared
from people.errors import Refused
from people.text.dates import day
from people.text.sentences import spelled

RELATED = [*(related for related, _ in unknowns.ROWS.values()), "glossary", "data_card"]
BEHIND = "The briefing that people read does not cover what this is about by now: start a new version of it."


class OldLaw(Protocol):
    """The law up to when it was `read`, to be looked at `again` by a day that has passed."""

    @property
    def read(self) -> date: ...

    @property
    def again(self) -> date: ...


def briefing_is_complete(consultation: Consultation) -> list[Missing]:
    version = shared(consultation, _version)
    if version is None:
        return [Missing("Write the briefing.", "edit_briefing")]
    return _lacking_in(version, shared(consultation, _places)) + _dates(version)


def public_briefing_is_complete(consultation: Consultation) -> list[Missing]:
    """Gate C: what people read covers what the consultation is about by now, whatever was added since it was announced.

    Of a day to look again that has passed since it is said beside the text, and that is all.
    """
    version = consultation.briefing_signed
    if version is None:
        return [Missing("Write the briefing.", "edit_briefing")]
    found = _lacking_in(_with_parts(consultation, version), unknowns.places(version))
    return [Missing(BEHIND, "edit_briefing"), *found] if found else []


def _lacking_in(version: BriefingVersion, there: dict[str, unknowns.Place]) -> list[Missing]:
    full = completeness.needs_full_safeguards(version.consultation)
    states = completeness.states(version, full).values()
    found = [Missing(f"Write the section “{s.heading}”.", "edit_briefing") for s in states if s.is_missing]
    found += [
        Missing(f"Shorten “{s.heading}” to {numbers.SUMMARY_WORDS} words. It has {s.words}.", "edit_briefing")
        for s in states
        if s.is_too_long
    ]
    found += _asked_and_answered(version, there) + _data_card(version) + _retention(version) + _figures(version)
    return found + _balance(version) + path.missing(version) + proof.missing(version)


def old_law(version: BriefingVersion) -> OldLaw | None:
    """The days of the law that a starter came with, where it was to be read anew by now; else None."""
    found: OldLaw | None = next(filter(None, (look(version) for look in wired("OLD_LAW"))), None)
    return found


def _version(consultation: Consultation) -> BriefingVersion | None:
    """With the parts that several of the checks look at, read once for all of a gate."""
    version = consultation.briefing
    return _with_parts(consultation, version) if version else None


def _with_parts(consultation: Consultation, version: BriefingVersion) -> BriefingVersion:
    version.consultation = consultation
    prefetch_related_objects([version], "consultation__technologies", "facts", "sections", *RELATED)
    return version


def _places(consultation: Consultation) -> dict[str, unknowns.Place]:
    """Every fact of it, for the gate and for its warning."""
    version = shared(consultation, _version)
    return unknowns.places(version) if version else {}


def _dates(version: BriefingVersion) -> list[Missing]:
    """Up to when the law was read, and a day still to come on which somebody looks again."""
    found = []
    if version.law_as_at is None:
        found.append(Missing("Say up to which day the law was read.", "edit_briefing"))
    if version.check_by is None or version.check_by <= clock.today():
        found.append(Missing("Say when somebody looks again: it has to be still to come.", "edit_briefing"))
    elif version.check_by > briefing.last_day_to_look_again():
        found.append(Missing(briefing.too_late_to_look_again(), "edit_briefing"))
    return found


def _asked_and_answered(version: BriefingVersion, there: dict[str, unknowns.Place]) -> list[Missing]:
    """What the pack cannot do without and does not know has at least been asked for, on a day that is said.

    And nothing goes to the panel, and nothing out, while an answer of the force lies unread, or while the force has
    neither spoken to what is said beside its words nor had the days to.
    """
    known = unknowns.labelled(version, there)
    return (
        [
            _lacking(place, "is to be confirmed by the force")
            for place, fact in known
            if place.needed and fact.asked_on is None and fact.answered_on is None
        ]
        + [_lacking(place, "is not known") for place in unknowns.without_state(version, there) if place.needed]
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


def _lacking(place: unknowns.Place, what: str) -> Missing:
    if place.name.startswith("document:"):
        how = "list it beside the entry, or say there why it cannot be read; or ask it at the fact desk"
        return Missing(f"“{place.label}” {what}: {how}.", "setup_technologies")
    return Missing(f"“{place.label}” {what}: ask it at the fact desk, or write it.", "facts")


def _balance(version: BriefingVersion) -> list[Missing]:
    """Both sides of the arguments get the same room, where there are two sides to measure."""
    found = balance_of({one.kind: one.body for one in version.sections.all()}.get(SectionKind.ARGUMENTS, ""))
    if found is None or found.is_even:
        return []
    text = (
        f"Arguments: “{found.longer}” is {found.percent} % longer than the other side. Make them even, to within "
        f"{numbers.BALANCE_PERCENT} %."
    )
    return [Missing(text, "edit_briefing")]


def _data_card(version: BriefingVersion) -> list[Missing]:
    found = []
    blank = completeness.blank_card_fields(version)
    if blank:
        listed = "; ".join(blank)
        found.append(
            Missing(f"Fill in the data card (“Not known” is to be asked of the force): {listed}.", "edit_data_card")
        )
    card = DataCard.of(version)
    if card is not None and card.checked_by.strip() and card.checked_on is None:
        found.append(Missing("Say on which day the data card was checked.", "edit_data_card"))
    found += [
        Missing(f"Link the {name} in the card, with its date, or ask the force for it at the fact desk.", "facts")
        for name in completeness.undated_assessments(version)
        if not blank
    ]
    found += [
        Missing(f"“{question}” in the data card: begin with Yes or No, then say what shows it.", "edit_data_card")
        for question in completeness.undecided_questions(version)
    ]
    return found


def _retention(version: BriefingVersion) -> list[Missing]:
    return [
        Missing(f"Say how long data is kept about {whom}.", "edit_retention")
        for whom in completeness.missing_retention(version)
    ]


def _figures(version: BriefingVersion) -> list[Missing]:
    """Also what was typed before a rule was there: the database refuses a missing number, and no words (invariant 21).
    What says that it is not known is a state, and asked for as one."""
    machine, found = figures.is_of_a_machine(version), []
    for figure in version.figures.all():
        try:
            figures.refuse_wrong_rate(model_to_dict(figure), machine=machine)
        except Refused as refused:
            found.append(Missing(f"“{figure.metric}”: {refused}", "edit_figures"))
    return found


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
    if (count := unknowns.counted(version, shared(consultation, _places))).unknown:
        found.append(Missing(f"{count.unknown} of {count.of} facts are not known.", "facts", soft=True))
    arguments = {one.kind: one.body for one in version.sections.all()}.get(SectionKind.ARGUMENTS, "")
    if arguments.strip() and ((two := balance_of(arguments)) is None or not two.is_paired):
        text = "Write the arguments as two bold headings, each with a list, as many on one side as on the other."
        found.append(Missing(text, "edit_briefing", soft=True))
    if old := old_law(version):
        text = (
            f"The law in it was read up to {day(old.read)}, for the starter, and was to be looked at again by "
            f"{day(old.again)}. Read it anew, and say up to which day."
        )
        found.append(Missing(text, "edit_briefing", soft=True))
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
