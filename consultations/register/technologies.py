"""The register of technologies: what a consultation is about, and what each is used for."""

from django.db import transaction

from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Technology, UseCase
from people.errors import Refused
from people.models import Person
from people.text.sanitising import one_line, plain


@transaction.atomic
def add(consultation: Consultation, *, by: Person, name: str, kind: str, **fields: object) -> Technology:
    """Add a technology to the consultation: the one in the register with this name and kind, or a new one."""
    member = access.require(by, consultation, Do.SET_UP)
    if not one_line(name):
        raise Refused("Give the technology a name residents would recognise.")
    technology, is_new = Technology.objects.get_or_create(
        name=one_line(name)[:120], kind=kind, defaults={k: _clean(v) for k, v in fields.items()}
    )
    consultation.technologies.add(technology)
    record(
        "technology_added",
        actor=member,
        subject=technology,
        consultation=consultation.slug,
        summary=technology.name,
        new_in_register=is_new,
    )
    return technology


@transaction.atomic
def attach(consultation: Consultation, technology: Technology, *, by: Person) -> None:
    """Add a technology that is in the register already."""
    member = access.require(by, consultation, Do.SET_UP)
    consultation.technologies.add(technology)
    record(
        "technology_added",
        actor=member,
        subject=technology,
        consultation=consultation.slug,
        summary=technology.name,
        new_in_register=False,
    )


@transaction.atomic
def detach(consultation: Consultation, technology: Technology, *, by: Person) -> None:
    """Take a technology out of the consultation. It stays in the register."""
    member = access.require(by, consultation, Do.SET_UP)
    consultation.technologies.remove(technology)
    record(
        "technology_removed",
        actor=member,
        subject=technology,
        consultation=consultation.slug,
        summary=technology.name,
    )


@transaction.atomic
def change(consultation: Consultation, technology: Technology, *, by: Person, **fields: object) -> Technology:
    """Correct the register's entry. Refused while another consultation, run by others, also relies on it."""
    member = access.require(by, consultation, Do.SET_UP)
    _refuse_shared(consultation, technology)
    for name, value in fields.items():
        setattr(technology, name, _clean(value))
    technology.save()
    record(
        "technology_changed",
        actor=member,
        subject=technology,
        consultation=consultation.slug,
        summary=technology.name,
        fields=sorted(fields),
    )
    return technology


@transaction.atomic
def add_use_case(
    consultation: Consultation, technology: Technology, *, by: Person, title: str, **fields: object
) -> UseCase:
    """Say one thing the technology is, may be, or will not be used for."""
    member = access.require(by, consultation, Do.SET_UP)
    _refuse_not_ours(consultation, technology)
    _refuse_shared(consultation, technology)
    if not one_line(title):
        raise Refused("Say in a few words what it would be used for.")
    case = UseCase.objects.create(
        technology=technology, title=one_line(title)[:160], **{k: _clean(v) for k, v in fields.items()}
    )
    record("use_case_added", actor=member, subject=case, consultation=consultation.slug, summary=case.title)
    return case


@transaction.atomic
def remove_use_case(consultation: Consultation, case: UseCase, *, by: Person) -> None:
    member = access.require(by, consultation, Do.SET_UP)
    _refuse_not_ours(consultation, case.technology)
    _refuse_shared(consultation, case.technology)
    record("use_case_removed", actor=member, subject=case, consultation=consultation.slug, summary=case.title)
    case.delete()


def is_shared(consultation: Consultation, technology: Technology) -> bool:
    """True when another consultation relies on the same entry of the register."""
    return technology.consultations.exclude(pk=consultation.pk).exists()


def _refuse_not_ours(consultation: Consultation, technology: Technology) -> None:
    if not consultation.technologies.filter(pk=technology.pk).exists():
        raise access.NotAllowed("technology")


def _refuse_shared(consultation: Consultation, technology: Technology) -> None:
    _refuse_not_ours(consultation, technology)
    if is_shared(consultation, technology):
        raise Refused(
            f"Another consultation also relies on “{technology.name}” as it stands. "
            "Add a technology of your own with a more exact name, and take this one out."
        )


def _clean(value: object) -> object:
    return plain(value) if isinstance(value, str) else value
