"""What the fact desk puts on desks: facts to answer for the police, facts to accept for whoever writes the briefing."""

from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet

from audit import clock
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import AskedFact, BriefingVersion, Membership, Stage
from consultations.models.facts import BESIDE_STATE
from consultations.stages.timeline import link


def _going_on() -> QuerySet[AskedFact]:
    """Of versions that may still become public."""
    found = AskedFact.objects.filter(version__status__in=["draft", "under_review"])
    return found.exclude(version__consultation__stage=Stage.WITHDRAWN)


def _asked() -> QuerySet[AskedFact]:
    return _going_on().filter(state=AskedFact.State.ASKED)


def _answered() -> QuerySet[AskedFact]:
    """What waits for whoever writes: also what the force said of a public text without being asked."""
    waits = [AskedFact.State.ASKED, AskedFact.State.TO_CONFIRM]
    return _going_on().filter(state__in=waits).exclude(answer="")


def _said_since() -> QuerySet[AskedFact]:
    """What the force said of a public text of which no next version is being written."""
    standing = BriefingVersion.objects.standing().filter(consultation=OuterRef("version__consultation"))
    newer = standing.filter(number__gt=OuterRef("version__number"))
    public = AskedFact.objects.exclude(later={}).filter(version__status="approved")
    return public.exclude(version__consultation__stage=Stage.WITHDRAWN).filter(~Exists(newer))


@desk.found(Look(lambda: _asked().filter(answer=""), "version__consultation"))
def facts_to_answer(members: list[Membership]) -> list[desk.Todo]:
    return _todos(members, "Answer the facts asked of the force", answered=False)


@desk.found(Look(lambda: _answered(), "version__consultation"))
def facts_to_accept(members: list[Membership]) -> list[desk.Todo]:
    return _todos(members, "Accept what the force said", answered=True)


@desk.found(Look(lambda: _said_since(), "version__consultation"))
def facts_said_since(members: list[Membership]) -> list[desk.Todo]:
    among = _said_since().filter(version__consultation__in=[m.consultation_id for m in members])
    return _counted(members, "Take what the force said since into the next version", among)


@desk.found(Look(lambda: _beside(), "version__consultation"))
def facts_to_reply_to(members: list[Membership]) -> list[desk.Todo]:
    return _listed(members, "Read what is said beside the words of the force", _beside())


@desk.found(Look(lambda: _to_take_out(), "version__consultation"))
def facts_to_take_out(members: list[Membership]) -> list[desk.Todo]:
    return _listed(members, "What the force has spoken of: is it taken out?", _to_take_out())


def _to_take_out() -> QuerySet[AskedFact]:
    return AskedFact.objects.filter(version__status__in=["draft", "under_review"], to_take_out=True)


@desk.found(Look(lambda: _answered().filter(to_leave_out=True), "version__consultation"))
def facts_to_leave_out(members: list[Membership]) -> list[desk.Todo]:
    return _listed(members, "Words of the force: are they left out?", _answered().filter(to_leave_out=True))


def _beside() -> QuerySet[AskedFact]:
    """What is said beside words of the force that it may still answer."""
    among = _going_on().filter(reply="", reply_until__gte=clock.today())
    return among.filter(state__in=[*BESIDE_STATE, AskedFact.State.TAKEN_OUT])


def _todos(members: list[Membership], label: str, *, answered: bool) -> list[desk.Todo]:
    return _listed(members, label, _answered() if answered else _asked().filter(answer=""))


def _listed(members: list[Membership], label: str, facts: QuerySet[AskedFact]) -> list[desk.Todo]:
    among = facts.filter(version__consultation__in=[m.consultation_id for m in members])
    waiting = among.annotate(newest=Max("version__consultation__briefing_versions__number"))
    return _counted(members, label, waiting.filter(version__number=F("newest")))


def _counted(members: list[Membership], label: str, found: QuerySet[AskedFact]) -> list[desk.Todo]:
    counts = dict(found.order_by().values_list("version__consultation").annotate(n=Count("pk", distinct=True)))
    return [
        desk.Todo(
            label, link("facts", m.consultation.slug), m.consultation.title, status=str(counts[m.consultation_id])
        )
        for m in members
        if counts.get(m.consultation_id)
    ]
