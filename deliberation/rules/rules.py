"""House rules: set before people write, then changed only by another version. And names that hold a post."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from django.db import transaction

from audit import clock
from audit.prepared import Prepared
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation
from consultations.notifications import notifications
from consultations.terms import terms
from deliberation.models import HouseRules, ListedNames
from deliberation.questions import signed
from people.errors import Refused
from people.models import Person
from people.text.sanitising import within
from people.text.sentences import many

SHORTEST_NAME = 3
FIXED = "The panel signed the house rules, and people write under them. They stay until the consultation closes."
STANDARD = """Say what you think and why. Criticism of the police, the Mayor, a company or this consultation is welcome.
Speak of what you saw, without names. Leave out whatever could tell who somebody is: names, addresses, number plates.
Disagree with what is said, not with who says it. No abuse, no hate, no threats. Accounts of racism are welcome.
Do not write about a case that is before a court.
No advertising, and no copied texts.
A facilitator who takes something out says why, and you can ask somebody else to look again.
This is not watched for emergencies. In danger, call 999."""


def newest(consultation: Consultation) -> HouseRules:
    """The version that holds; the standard text, unsaved, while none is set."""
    held = consultation.house_rules.select_related("set_by__user").first()
    return held or HouseRules(consultation=consultation, number=0, text=STANDARD)


@transaction.atomic
def set_rules(consultation: Consultation, *, by: Person, text: str, reason: str = "") -> HouseRules:
    """Another version; earlier ones stay to be read. The panel signs them with the terms: `reason`, public, is asked
    for once it is announced, and once it is open they stay as they were signed."""
    member = access.require_held(by, consultation, Do.SET_RULES)
    locked = member.consultation
    text = within(text, HouseRules.MAX_LENGTH)
    if not text:
        raise Refused("Write the rules, or leave them as they are.")
    before = newest(consultation)
    if before.pk and before.text == text:
        raise Refused("These are the rules as they stand.")
    if not may_change(locked):
        raise Refused(FIXED)
    with terms.changing(locked, member, reason):
        made = HouseRules.objects.create(
            consultation=consultation, number=before.number + 1, text=text, set_by=member, set_at=clock.now()
        )
    record(
        "house_rules_set",
        actor=member,
        subject=consultation,
        consultation=consultation.slug,
        summary=f"Version {made.number}",
    )
    return made


def may_change(consultation: Consultation) -> bool:
    """Before it opens; later only where no panel has signed anything."""
    return consultation.stage in access.PREPARING or not signed.is_signed(consultation)


_HELD: Prepared[HouseRules, HouseRules] = Prepared(
    lambda pk: HouseRules.objects.filter(consultation=pk).order_by("-number")[:1], int
)


def of_consultation(pk: int) -> list[str]:
    """The rules that hold, a line each: the standard text while nobody wrote any."""
    held = next(iter(_HELD(pk)), None)
    return (held.text if held else STANDARD).splitlines()


def stand_before_launch(consultation: Consultation) -> None:
    """As it is announced: where nobody wrote any, the standard text is the first version."""
    if not consultation.house_rules.exists():
        HouseRules.objects.create(consultation=consultation, number=1, text=STANDARD, set_at=clock.now())


@transaction.atomic
def list_names(consultation: Consultation, *, by: Person, lines: str) -> ListedNames:
    """People and cases, a line each. The record says that it was changed, not what is in it."""
    member = access.require(by, consultation, Do.LIST_NAMES)
    kept = list(dict.fromkeys(name for line in lines.splitlines() if (name := " ".join(line.split()))))
    if short := [name for name in kept if len(name) < SHORTEST_NAME]:
        raise Refused(f"“{short[0]}” is too short: it would hold nearly every post.")
    if asked_about := [name for name in kept if _is_asked_about(name, consultation)]:
        raise Refused(
            f"“{asked_about[0]}” stands in what this consultation asks about, so it would hold what people are asked "
            "to say. List a person or a case."
        )
    text = within("\n".join(kept), ListedNames.MAX_LENGTH)
    held, _ = ListedNames.objects.select_for_update(no_key=True).get_or_create(consultation=consultation)
    gone = [{"name": name, "until": clock.today().isoformat()} for name in held.names() if name not in kept]
    held.lines, held.taken_off = text, [*held.taken_off, *gone]
    held.save()
    if gone:
        title = f"{many(len(gone), 'name')} no longer held a post: read which"
        key = f"names {clock.now().isoformat()}"
        notifications.tell(consultation, notifications.PANEL, key, title, "list_names")
    record("names_listed", actor=member, subject=consultation, consultation=consultation.slug)
    return held


def _is_asked_about(name: str, consultation: Consultation) -> bool:
    """Whether every word of it stands in the question, the topic guide or a name of a technology or a force."""
    words = _words(name)
    return bool(words) and words <= _words(" ".join(_asked(consultation)))


def _asked(consultation: Consultation) -> Iterator[str]:
    yield from (consultation.title, consultation.purpose_question, consultation.decision_to_inform)
    yield from (consultation.can_change, consultation.cannot_change, consultation.commissioning_body)
    for area in consultation.areas.prefetch_related("prompts"):
        yield from (area.title, area.aim)
        for prompt in area.prompts.all():
            yield from (prompt.question, prompt.probe)
    for technology in consultation.technologies.all():
        yield from (technology.name, technology.get_kind_display())
    for force in [consultation.force, *consultation.joint_forces.all()]:
        if force is not None:
            yield from (force.name, force.short_name, *force.former_names)


def _words(text: str) -> set[str]:
    """Without the ending of the plural, or “camera” would do what “cameras” may not."""
    return {word.removesuffix("s") for word in re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())}


def taken_off(consultation: Consultation) -> list[tuple[str, date]]:
    """The names that held posts and do no more, each with its last day: else one is gone before the panel looks."""
    held = ListedNames.objects.filter(consultation=consultation).first()
    return [(one["name"], date.fromisoformat(one["until"])) for one in (held.taken_off if held else [])]


def names_of(consultation: Consultation) -> list[str]:
    """The names listed, without a query where they came with the consultation."""
    try:
        return consultation.listed_names.names()
    except ListedNames.DoesNotExist:
        return []
