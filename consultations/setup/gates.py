"""Gates A and B: the facts that a consultation is set up with (domain 3.2).

Both gates ask for the whole pack: it can still change while the panel reads.
"""

from django.db.models import Count

from consultations.models import Consultation
from consultations.register.technologies import of_others
from consultations.stages.stages import Missing

TEXTS = [
    ("purpose_question", "Write the question this consultation asks.", "setup_question"),
    ("decision_to_inform", "Say which decision the answers will inform.", "setup_question"),
    ("can_change", "Say what this consultation can change.", "setup_question"),
    ("cannot_change", "Say what this consultation cannot change.", "setup_question"),
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


def facts_are_there(consultation: Consultation) -> list[Missing]:
    found = [Missing(text, where) for name, text, where in TEXTS if not getattr(consultation, name).strip()]
    if consultation.force is None:
        found.append(Missing("Name the police force that must answer.", "setup_who"))
    found += [Missing(text, "setup_dates") for name, text in DATES if not getattr(consultation, name)]
    question = consultation.purpose_question.strip()
    if question and not question.endswith("?"):
        found.append(Missing("Put the purpose as one question that ends with a question mark.", "setup_question"))
    return found


def technology_has_uses(consultation: Consultation) -> list[Missing]:
    technologies = list(consultation.technologies.annotate(cases=Count("use_cases")))
    if not technologies:
        return [Missing("Add at least one technology.", "setup_technologies")]
    others = [
        Missing(f"{one.name} is not an entry of the force that answers: take it out.", "setup_technologies")
        for one in of_others(consultation)
    ]
    without = [technology.name for technology in technologies if not technology.cases]
    return others + [
        Missing(f"Say what {name} would be used for: add a use.", "setup_technologies") for name in without
    ]


def warn_of_use(consultation: Consultation) -> list[Missing]:
    if not consultation.already_in_use:
        return []
    text = "The technology is in use already. You are asking how it is used, not whether. Say so plainly."
    return [Missing(text, "setup_question", soft=True)]
