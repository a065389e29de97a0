"""What the fact desk puts on desks: facts to answer for the police, facts to accept for whoever writes the briefing."""

from django.db.models import Count, F, Max, QuerySet

from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import AskedFact, Membership
from consultations.stages.timeline import link


def _asked() -> QuerySet[AskedFact]:
    return AskedFact.objects.filter(state=AskedFact.State.ASKED, version__status__in=["draft", "under_review"])


@desk.found(Look(lambda: _asked().filter(answer=""), "version__consultation"))
def facts_to_answer(members: list[Membership]) -> list[desk.Todo]:
    return _todos(members, "Answer the facts asked of the force", answered=False)


@desk.found(Look(lambda: _asked().exclude(answer=""), "version__consultation"))
def facts_to_accept(members: list[Membership]) -> list[desk.Todo]:
    return _todos(members, "Accept what the force said", answered=True)


def _todos(members: list[Membership], label: str, *, answered: bool) -> list[desk.Todo]:
    among = _asked().filter(version__consultation__in=[m.consultation_id for m in members])
    waiting = among.annotate(newest=Max("version__consultation__briefing_versions__number"))
    waiting = waiting.filter(version__number=F("newest"))
    found = waiting.exclude(answer="") if answered else waiting.filter(answer="")
    counts = dict(found.order_by().values_list("version__consultation").annotate(n=Count("pk", distinct=True)))
    return [
        desk.Todo(
            label, link("facts", m.consultation.slug), m.consultation.title, status=str(counts[m.consultation_id])
        )
        for m in members
        if counts.get(m.consultation_id)
    ]
