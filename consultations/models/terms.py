"""The terms people take part under: signed with the briefing (invariant 33), and what was changed of them in public."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import models

from audit import clock
from audit.prepared import Prepared
from audit.wiring import wired_map
from consultations.models.consultation import Consultation, Stage
from consultations.models.membership import Membership, Role

QUESTION = ["title", "purpose_question", "decision_to_inform", "can_change", "cannot_change", "exercise"]
WHO = ["commissioning_body", "data_controller", "independent_facilitation", "funding_note"]
DATES = [
    "opens_at",
    "closes_at",
    "findings_due",
    "response_due",
    "notice_days",
    "withdrawal_days",
    "accuracy_days",
    "check_days",
]
RULES = [
    "method",
    "places",
    "joining_is_open",
    "recruitment_note",
    "non_digital_route",
    "retention",
    "min_base",
    "min_answer",
]
FIELDS = [*QUESTION, *WHO, *DATES, *RULES]
#: What the terms name besides, by the mark that does not change with a language.
NAMED = ["force", "joint_forces", "in_areas", "technologies", "answering"]
#: Beside the terms, and never signed: what each mark in them was called (name of the term → mark → its name then).
NAMES = "names"
CALLED = {"force": "slug", "joint_forces": "slug", "in_areas": "slug", "technologies": "pk"}
WHILE = frozenset({Stage.DRAFT, Stage.IN_REVIEW, Stage.ANNOUNCED})  # later they stay as they were at opening


def _called(name: str, pk: int) -> "models.QuerySet[Consultation, Any]":
    found = Consultation.objects.filter(pk=pk).exclude(**{name: None})
    return found.values_list(f"{name}__{CALLED[name]}", f"{name}__name")


_FIELDS: Prepared[Any, Any] = Prepared(lambda pk: Consultation.objects.filter(pk=pk).values(*FIELDS), int)
_CALLED: dict[str, Prepared[Any, Any]] = {name: Prepared(partial(_called, name), int) for name in CALLED}
_ANSWERING: Prepared[Membership, Membership] = Prepared(
    lambda pk: Membership.objects.current().filter(consultation=pk, role=Role.OFFICER, accepted_at__isnull=False), int
)


def terms_of(pk: int) -> dict[str, Any]:
    """All of them as the database has them now, without a word of any language of ours; and beside them NAMES."""
    (fields,) = _FIELDS(pk)
    terms = {name: _plain(value) for name, value in fields.items()}
    names = {name: {str(mark): called for mark, called in _CALLED[name](pk)} for name in CALLED}
    for name, called in names.items():
        terms[name] = sorted(called)
    terms["force"] = next(iter(names["force"]), "")
    terms["answering"] = sorted(f"{one.accepted_name}, {one.accepted_role}" for one in _ANSWERING(pk))
    return terms | {name: one.of(pk) for name, one in asked().items()} | {NAMES: names}


def signed(terms: dict[str, Any]) -> dict[str, Any]:
    """What of them is signed: a force that is called otherwise later is the same force."""
    return {name: term for name, term in terms.items() if name != NAMES}


@dataclass(frozen=True)
class Asked:
    """What people are asked and held to, which other rooms keep: they hang it in by name (TERMS in a wiring.py)."""

    label: str
    #: (the consultation’s key) → plain data: the words alone, in their order.
    of: Callable[[int], list[Any]]
    #: (one entry of that data) → the entry in words.
    said: Callable[[Any], str]
    #: Once it is open this stays as it was signed; what goes on, as the register does, is not held against it.
    stays: bool = True


def asked() -> dict[str, Asked]:
    """Those of all rooms, by the name they have in the terms."""
    return wired_map("TERMS")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value


class TermChange(models.Model):
    """One of the terms after it was announced: the old words and the new ones, with the public reason. Never edited."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="term_changes")
    name = models.CharField(max_length=40)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    names = models.JSONField(default=dict)  # what each mark in them was called then
    reason = models.TextField(max_length=400)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="a_change_of_terms_has_a_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.name


class WaitAgreement(models.Model):
    """A member of the panel agrees that the answer may be due as late as a day, with a public reason. Never edited."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="wait_agreements")
    member = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    agreed_as = models.CharField(max_length=120)  # their name, as it stands in public
    until = models.DateField()
    reason = models.TextField(max_length=1000)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="an_agreement_to_wait_has_a_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"agreement of {self.agreed_as}"
