"""House rules: set before people write, then changed only by another version. And names that hold a post."""

from django.db import transaction

from audit import clock
from audit.prepared import Prepared
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation
from consultations.terms import terms
from deliberation.models import HouseRules, ListedNames
from deliberation.questions import signed
from people.errors import Refused
from people.models import Person
from people.text.sanitising import within

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
    member = access.require(by, consultation, Do.SET_RULES)
    locked = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
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
    text = within("\n".join(kept), ListedNames.MAX_LENGTH)
    held, _ = ListedNames.objects.update_or_create(consultation=consultation, defaults={"lines": text})
    record("names_listed", actor=member, subject=consultation, consultation=consultation.slug)
    return held


def names_of(consultation: Consultation) -> list[str]:
    """The names listed, without a query where they came with the consultation."""
    try:
        return consultation.listed_names.names()
    except ListedNames.DoesNotExist:
        return []
