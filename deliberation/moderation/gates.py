"""Gate E: nobody is kept out of the findings by a decision never made, or one that could not be appealed against."""

from django.db.models import Count, F, Q

from audit import clock
from consultations import seating
from consultations.access import Do
from consultations.models import Consultation
from consultations.stages import pauses
from consultations.stages.stages import Missing, shared
from deliberation.models import Contribution
from deliberation.moderation import concerns, standing
from deliberation.moderation.standing import Action
from people.text.dates import until_day
from people.text.sentences import many


def nothing_waits_to_be_read(consultation: Consultation) -> list[Missing]:
    """A post that is held, one that was reported, and an appeal are answered before the findings come out."""
    found = Contribution.objects.filter(thread__area__consultation=consultation).aggregate(
        held=Count("pk", filter=Q(state=Contribution.State.HELD), distinct=True),
        asked=Count("decisions__appeal", filter=Q(decisions__appeal__outcome=""), distinct=True),
    )
    counts = [
        (found["held"], "Posts still waiting for a decision", "moderation"),
        (concerns.never_looked_at(consultation), "Reported posts still to be looked at", "moderation"),
        (found["asked"], "Appeals still without an answer", "appeals"),
    ]
    return [
        Missing(f"{text}: {count}.", where, panel=_panel_alone(consultation) if where == "appeals" else "")
        for count, text, where in counts
        if count
    ]


def _panel_alone(consultation: Consultation) -> str:
    return seating.panel_alone(consultation, "its answers to appeals")


def authors_had_time_to_appeal(consultation: Consultation) -> list[Missing]:
    """What was kept out can be appealed against for as long as its author was told, or until an appeal was heard.

    A post that is held stops the findings by itself. Of words that came in a record, and of a facilitator’s own, nobody
    can ask for another look: those of a record wait for a second person instead.
    """
    gone = Q(action=Action.REMOVE, contribution__state=Contribution.State.REMOVED)
    cut = Q(action=Action.REDACT, contribution__state=Contribution.State.VISIBLE, revision=F("contribution__revision"))
    somebodys = Q(contribution__record=None, contribution__membership__role__in=Do.APPEAL.roles)
    removed = list(standing.kept_out(consultation).filter(gone | cut, somebodys))
    paused = shared(consultation, pauses.of) if removed else []
    ends = [end for end in (standing.appeal_ends(one, paused) for one in removed) if end > clock.now()]
    if not ends:
        return []
    posts = many(len(ends), "post")
    said = f"Authors can still ask for another look at what was taken out of {posts}, until {until_day(max(ends))}."
    return [Missing(said, "moderation")]
