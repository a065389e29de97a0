"""What else was said in public of a consultation: its terms, questions to experts, polls, statements, withdrawals.

Each as everybody reads it, from the rows that its own page shows. Part of the dossier room.
"""

from typing import Any

from django.db.models import F

from audit import texts
from audit.models import Entry
from consultations.languages import LANGUAGES
from consultations.models import BriefingVersion, Consultation, Signoff, TechnologyChange, Translation
from consultations.models.terms import terms_of
from consultations.privacy import periods
from consultations.terms import words
from deliberation.models import Conversation, ExpertAnswer, Question, Wave
from outcomes.models import EasyRead, FactualComment
from people.text.dates import day, local_day, when

Data = dict[str, Any]


def of(consultation: Consultation) -> dict[str, Data]:
    """Name of each part → what it says, as JSON can hold it. There at every stage from the opening on."""
    return {
        "terms": _terms(consultation),
        "signatures": _signatures(consultation),
        "translations": _translations(consultation),
        "report-in-easy-words": _easy_words(consultation),
        "questions-to-experts": _questions(consultation),
        "polls": _polls(consultation),
        "panel-statements": _statements(consultation),
        "changes-of-technology": _changes(consultation),
        "withdrawal": _withdrawal(consultation),
        "fingerprints": {"published": _fingerprints(consultation)},
    }


def _terms(consultation: Consultation) -> Data:
    """As they stand, and each change of them with its reason; the newest change first."""
    changes = [
        {"on": day(local_day(one.at)), "what": label, "old": old, "new": new, "reason": one.reason}
        for one in consultation.term_changes.all()
        for label, old, new in words.changed(one)
    ]
    later = [
        {"agreed_by": one.agreed_as, "on": day(local_day(one.at)), "until": day(one.until), "reason": one.reason}
        for one in consultation.wait_agreements.all()
    ]
    return {"terms": words.spoken(terms_of(consultation.pk)), "changes": changes, "a_later_answer": later}


def _signatures(consultation: Consultation) -> Data:
    """Those on the very text of a version that came out: any edit makes an earlier one void, and drafts are drafts."""
    State = BriefingVersion.Status
    out = {"version__consultation": consultation, "version__status__in": [State.APPROVED, State.SUPERSEDED]}
    found = Signoff.objects.filter(**out, content_hash=F("version__content_hash")).exclude(content_hash="")
    found = found.select_related("version", "member__user")
    rows = [
        {
            "version": one.version.number,
            "by": one.member.public_name,
            "as": one.signer.described,
            "on": when(one.signed_at),
            "verdict": one.get_verdict_display(),
            "statement": one.public_statement,
            "fingerprint": one.content_hash,
        }
        for one in found.order_by("pk")
    ]
    return {"signatures": rows}


def _translations(consultation: Consultation) -> Data:
    """What a second person confirmed, and what was taken back, with why."""
    found = Translation.objects.filter(version__consultation=consultation).exclude(reviewed_at=None, withdrawn_at=None)
    rows = [
        {
            "version": one.version.number,
            "language": LANGUAGES[one.language].name,
            "words": one.confirmed if one.reviewed_at else {},
            "written_by": one.confirmed_translator.public_name if one.confirmed_translator else "",
            "confirmed_by": one.reviewer.public_name if one.reviewer else "",
            "confirmed_on": when(one.reviewed_at),
            "taken_back_by": one.withdrawn_by.public_name if one.withdrawn_by else "",
            "taken_back_on": when(one.withdrawn_at),
            "because": one.withdrawn_why,
        }
        for one in found.select_related(
            "version", "confirmed_translator__user", "reviewer__user", "withdrawn_by__user"
        ).order_by("version__number", "language")
    ]
    return {"translations": rows}


def _easy_words(consultation: Consultation) -> Data:
    """What a second person confirmed of the report in easy words, or that the panel took it back, with why."""
    found = EasyRead.objects.filter(report__consultation=consultation).exclude(reviewed_at=None, withdrawn_at=None)
    people = ("confirmed_writer__user", "reviewer__user", "withdrawn_by__user")
    rows = [
        {
            "of_version": one.confirmed_version,
            "words": one.confirmed,
            "written_by": one.confirmed_writer.public_name if one.confirmed_writer else "",
            "confirmed_by": one.reviewer.public_name if one.reviewer else "",
            "confirmed_on": when(one.reviewed_at),
            "taken_back_by": one.withdrawn_by.public_name if one.withdrawn_by else "",
            "taken_back_on": when(one.withdrawn_at),
            "because": one.withdrawn_why,
        }
        for one in found.select_related(*people)
    ]
    return {"easy_words": rows}


def _questions(consultation: Consultation) -> Data:
    """Those that were put to the experts, in the words in which they were put: never who asked, or how many."""
    put = consultation.expert_questions.put().prefetch_related(
        "session", "answers__author__user", "answers__corrections__author__user"
    )
    rows = [
        {
            "question": one.wording,
            "state": one.get_state_display(),
            "said": [
                text
                for text in (one.not_as_asked, one.said_in_the_room, one.not_by_the_force, one.left_open, one.kept_back)
                if text
            ],
            "answers": [_expert(given) for given in one.published],
        }
        for one in put.order_by("pk")
    ]
    return {"questions": rows}


def _expert(given: ExpertAnswer) -> Data:
    corrections = [one for one in given.corrections.all() if one.is_published]
    return {
        "by": given.author.public_name,
        "of": given.organisation,
        "as": given.capacity_words,
        "on": when(given.published_at),
        "answer": given.body,
        "sources": given.sources,
        "leaves_open": given.no_answer_words,
        "corrections": [
            {"on": when(one.published_at), "by": one.author.public_name, "as": one.seat, "correction": one.body}
            for one in corrections
        ],
        "not_read_yet": given.kept_back,
    }


def _polls(consultation: Consultation) -> Data:
    """Every question as it was asked, with its answers to choose from. What was chosen stands in the report.

    Not those asked within the talk of one group; nor, before the findings, those put to the people of a session: the
    police read the file while people are still being asked.
    """
    waves = Wave.objects.filter(poll__consultation=consultation, opened_at__isnull=False, thread=None)
    waves = waves.exclude(state=Wave.State.PLANNED).exclude(pk__in=Conversation.objects.values("wave"))
    waves = waves if consultation.has_findings else waves.filter(session=None)
    rows = [
        {
            "poll": str(wave),
            "opened_on": when(wave.opened_at),
            "questions": [_asked(one) for one in wave.questions.order_by("order", "pk").prefetch_related("options")],
        }
        for wave in waves.select_related("poll").order_by("pk")
    ]
    return {"polls": rows}


def _asked(question: Question) -> Data:
    return {
        "question": question.text,
        "help": question.help,
        "card": question.card,
        "answers": [option.text for option in question.options.all()],
    }


def _statements(consultation: Consultation) -> Data:
    rows = [
        {"on": when(one.at), "by": one.member.public_name, "statement": one.text}
        for one in consultation.oversight_statements.select_related("member__user")
    ]
    return {"statements": rows}


def comments(consultation: Consultation) -> Data:
    """The comments of the police on the draft, with the report: printed, or kept out with the reason that is public."""
    found = FactualComment.objects.filter(report__consultation=consultation, from_police=True)
    rows = [
        {
            "finding": one.finding.number if one.finding else "",
            "by": one.said_as,
            "comment": one.text if one.is_printed else "",
            "kept_out_because": one.kept_out,
        }
        for one in found.select_related("finding__area").order_by("pk")
        if one.is_printed or one.kept_out
    ]
    return {"comments": rows}


def _changes(consultation: Consultation) -> Data:
    """What was said here to have changed, or is set beside by somebody here."""
    said = TechnologyChange.objects.filter(consultation=consultation) | TechnologyChange.objects.filter(
        words__consultation=consultation
    )
    found = said.select_related("technology", "consultation", "said_by__user").prefetch_related(
        "words__member__user", "words__consultation"
    )
    rows = [
        {
            "technology": one.technology.name,
            "kind": one.get_kind_display(),
            "since": day(one.since),
            "description": one.description,
            "source": one.source,
            "people_are_asked_again": one.triggers_reconsultation,
            "reason": one.reason,
            "said_in": str(one.consultation),
            "taken_back_on": when(one.taken_back_at),
            "taken_back_because": one.taken_back_reason,
            "beside_it": [[word.who, str(word.consultation), word.words] for word in one.words.all()],
        }
        for one in found.order_by("pk").distinct()
    ]
    return {"changes": rows}


def _withdrawal(consultation: Consultation) -> Data:
    """Every request to withdraw it, and how it ended; when it was withdrawn, and what was late then."""
    rows = [
        {
            "asked_by": one.asked_as,
            "on": when(one.asked_at),
            "reason": one.reason,
            "state": one.why_it_fell or one.get_state_display(),
            "settled_on": when(one.settled_at),
            "settled_by": one.settled_by,
            "because": one.settled_why,
            "agreed": [[each.agreed_as, when(each.at), each.said] for each in one.agreements.all()],
        }
        for one in consultation.withdrawals.select_related("asked_by").prefetch_related("agreements")
    ]
    ended = consultation.withdrawn_at
    late = list(consultation.late_when_withdrawn) if ended else []
    return {"withdrawn_on": when(ended), "reason": consultation.stage_reason if ended else "", "late": late,
            "requests": rows}  # fmt: skip


def _fingerprints(consultation: Consultation) -> list[Data]:
    """The newest of every text that has one, as the public record prints it."""
    newest: dict[tuple[str, str], Data] = {}
    for entry in Entry.objects.filter(action=texts.ACTION, consultation=consultation.slug).order_by("number"):
        kind, title = str(entry.detail["kind"]), entry.summary.rpartition(":")[0]
        newest[kind, entry.subject] = {
            "kind": kind,
            "text": title,
            "on": day(local_day(entry.at)),
            "fingerprint": entry.detail["fingerprint"],
        }
    return list(newest.values())


#: Until when, of this consultation → the function that says so.
UNTIL = {
    "Contact details of people who take part": periods.contact_until,
    "Contact details of those who asked to hear what happens": periods.news_until,
    "The link from people to their ballots": periods.link_until,
    "Answers about oneself": periods.profile_until,
    "What people wrote, published quotes apart": periods.words_until,
}


def dates(consultation: Consultation) -> list[Data]:
    """On which day what is held of it goes, as its dates are now."""
    found = {what: until(consultation) for what, until in UNTIL.items()}
    return [
        {"what": what, "until": day(local_day(at)) if at else "No day yet: it follows from a stage still to come."}
        for what, at in found.items()
    ]
