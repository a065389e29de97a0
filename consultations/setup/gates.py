"""Gates A and B: the facts that a consultation is set up with (domain 3.2).

Both gates ask for the whole pack: it can still change while the panel reads.
"""

from datetime import timedelta

from django.db.models import Count

from consultations import numbers
from consultations.models import Consultation, UseCase
from consultations.register.log import ticked_away
from consultations.register.technologies import is_shared, of_others
from consultations.stages.stages import Missing
from people.text.dates import local_day
from people.text.sentences import counted

TEXTS = [
    ("purpose_question", "Write the question this consultation asks.", "setup_question"),
    ("decision_to_inform", "Say which decision the answers will inform.", "setup_question"),
    ("can_change", "Say what this consultation can change.", "setup_question"),
    ("cannot_change", "Say what this consultation cannot change.", "setup_question"),
    ("commissioning_body", "Name the body that asked for this consultation.", "setup_who"),
    ("data_controller", "Name who is responsible in law for people’s data.", "setup_who"),
    ("independent_facilitation", "Say who runs it, and how they stand to the force.", "setup_who"),
    ("funding_note", "Say who pays for the consultation.", "setup_who"),
]
DATES = [
    ("opens_at", "Choose the day it opens."),
    ("closes_at", "Choose the day it closes."),
    ("findings_due", "Choose the day the findings are due."),
    ("response_due", "Choose the day the police answer is due."),
]


def facts_are_there(consultation: Consultation) -> list[Missing]:
    found = [Missing(text, where) for name, text, where in TEXTS if not getattr(consultation, name).strip()]
    if consultation.force is None:
        found.append(Missing("Name the police force that must answer.", "setup_who"))
    found += [Missing(text, "setup_dates") for name, text in DATES if not getattr(consultation, name)]
    found += _answered_in_time(consultation)
    question = consultation.purpose_question.strip()
    if question and not question.endswith("?"):
        found.append(Missing("Put the purpose as one question that ends with a question mark.", "setup_question"))
    return found


def _answered_in_time(consultation: Consultation) -> list[Missing]:
    """Nobody waits longer than everybody is promised; once it is announced the terms look after that themselves."""
    closes, due = consultation.closes_at, consultation.response_due
    if consultation.is_announced or closes is None or due is None:
        return []
    if due <= local_day(closes) + timedelta(weeks=numbers.answer_weeks()):
        return []
    most = counted(numbers.answer_weeks(), "week")
    return [Missing(f"The police answer is due at most {most} after closing: choose an earlier day.", "setup_dates")]


def technology_has_uses(consultation: Consultation) -> list[Missing]:
    technologies = list(consultation.technologies.annotate(cases=Count("use_cases")))
    if not technologies:
        return [Missing("Add at least one technology.", "setup_technologies")]
    others = [
        Missing(f"{one.name} is not an entry of the force that answers: take it out.", "setup_technologies")
        for one in of_others(consultation)
    ]
    others += [
        Missing(
            f"{one.name}: say why it is not what every entry of its kind is ({one.get_kind_display()}). "
            "The panel signs the reason.",
            "setup_technologies",
            soft=is_shared(consultation, one),  # another consultation relies on it as it stands
        )
        for one in technologies
        if ticked_away(one) and not one.why_unticked
    ]
    without = [technology.name for technology in technologies if not technology.cases]
    return others + [
        Missing(f"Say what {name} would be used for: add a use.", "setup_technologies") for name in without
    ]


def warn_of_use(consultation: Consultation) -> list[Missing]:
    found = _where_uses_stand(consultation)
    if consultation.already_in_use:
        text = "The technology is in use already. You are asking how it is used, not whether. Say so plainly."
        found.append(Missing(text, "setup_question", soft=True))
    return found


def _where_uses_stand(consultation: Consultation) -> list[Missing]:
    """What a starter lists says nothing about the force: asked for, so that nobody takes it for the last word."""
    return [
        Missing(
            f"{one.name}: ask the force which of its uses it has, plans or rules out. Some are listed only to be "
            "talked about.",
            "setup_technologies",
            soft=True,
        )
        for one in consultation.technologies.filter(use_cases__status=UseCase.Status.DISCUSSED).distinct()
    ]
