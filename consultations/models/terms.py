"""The terms people take part under: signed with the briefing (invariant 33), and what was changed of them in public."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models

from audit import clock
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
WHILE = frozenset({Stage.DRAFT, Stage.IN_REVIEW, Stage.ANNOUNCED})  # later they stay as they were at opening


def terms_of(pk: int) -> dict[str, Any]:
    """All of them as the database has them now, without a word of any language of ours."""
    found = Consultation.objects.filter(pk=pk)
    terms = {name: _plain(value) for name, value in found.values(*FIELDS).get().items()}
    terms["force"] = found.values_list("force__slug", flat=True).get() or ""
    for name, mark in (("joint_forces", "slug"), ("in_areas", "slug"), ("technologies", "pk")):
        terms[name] = _sorted(found.exclude(**{name: None}).values_list(f"{name}__{mark}", flat=True))
    officers = Membership.objects.current().filter(consultation=pk, role=Role.OFFICER, accepted_at__isnull=False)
    terms["answering"] = sorted(f"{one.accepted_name}, {one.accepted_role}" for one in officers)
    return terms | {name: one.of(pk) for name, one in asked().items()}


@dataclass(frozen=True)
class Asked:
    """What people are asked and held to, which other rooms keep: they hang it in by name (TERMS in a wiring.py)."""

    label: str
    #: (the consultation’s key) → plain data: the words alone, in their order.
    of: Callable[[int], list[Any]]
    #: (one entry of that data) → the entry in words.
    said: Callable[[Any], str]


def asked() -> dict[str, Asked]:
    """Those of all rooms, by the name they have in the terms."""
    return wired_map("TERMS")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _sorted(values: Iterable[object]) -> list[str]:
    return sorted(str(value) for value in values)


class TermChange(models.Model):
    """One of the terms after it was announced: the old words and the new ones, with the public reason. Never edited."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="term_changes")
    name = models.CharField(max_length=40)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    reason = models.TextField(max_length=400)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="a_change_of_terms_has_a_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.name
