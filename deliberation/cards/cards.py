"""Boundary cards and scenarios in a thread: everybody of the group chooses alone, then what the group chose is shown.

Each set is a poll of its own, answered as any other; its figures keep the rules of a poll in a room (domain 8.5).
"""

from django.db import transaction
from django.db.models import QuerySet

from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Membership
from consultations.notifications import notifications
from deliberation.models import Question, Thread, Wave
from deliberation.polls import polling
from deliberation.questions import questionnaire
from people.errors import Refused
from people.models import Person, User
from people.text.sanitising import shortened


def sets(consultation: Consultation) -> list[str]:
    """The names of the sets of cards that are written, in their order."""
    written = Question.objects.filter(poll__consultation=consultation).exclude(card_set="")
    return list(dict.fromkeys(written.order_by("order", "pk").values_list("card_set", flat=True)))


@transaction.atomic
def put(thread: Thread, card_set: str, *, by: Person) -> Wave:
    """Put a set of cards to the thread’s group: open from now on, and shown to nobody before it is closed."""
    member = access.require(by, thread.consultation, Do.RUN_WAVES)
    Thread.objects.select_for_update(no_key=True).get(pk=thread.pk)
    if thread.group_id is None or thread.group is None or thread.group.is_open:
        raise Refused("Cards are put to a group of their own, in its closed thread.")
    poll = questionnaire.poll_of(thread.consultation)
    chosen = poll.questions.filter(card_set=card_set, next_round=None).exclude(card_set="")
    if not chosen:
        raise Refused("There are no cards of that name. Write them under “Write the polls” first.")
    if waves_of(thread).exclude(state=Wave.State.CLOSED).exists():
        raise Refused("Other cards are open in this thread. Close them first.")
    title = shortened(f"{card_set}: {thread.group.name}", 160)
    order = 60 + waves_of(thread).count()
    wave = Wave.objects.create(poll=poll, kind=Wave.Kind.PULSE, thread=thread, title=title, order=order)
    wave.questions.set(chosen)
    record("cards_put", actor=member, subject=thread, consultation=thread.consultation.slug, summary=title)
    polling.open_for(wave, member)
    _group_is_told(wave, thread)
    return wave


def _group_is_told(wave: Wave, thread: Thread) -> None:
    """Who does not look into the thread these days would find them closed."""
    members = Membership.objects.current().participants().filter(group=thread.group_id, user__is_active=True)
    notifications.tell(
        thread.consultation,
        notifications.PAGE,
        f"cards {wave.pk}",
        "Cards for your group: choose alone first",
        "thread_cards",
        thread.pk,
        to=User.objects.filter(pk__in=members.values("user")),
    )


def waves_of(thread: Thread) -> QuerySet[Wave]:
    return Wave.objects.filter(thread=thread).select_related("poll__consultation", "thread").order_by("order", "pk")


def newest_first(thread: Thread) -> list[Wave]:
    """What is open before what is closed, then the newest: who comes to choose does not scroll past old figures."""
    return sorted(waves_of(thread), key=lambda wave: (wave.state == Wave.State.CLOSED, -wave.order))


def name_of(wave: Wave) -> str:
    """The name of its set: the group is named by the page it stands on."""
    first = wave.questions.first()
    return first.card_set if first else str(wave)
