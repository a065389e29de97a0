"""Gate E: the time to withdraw is over, and everything is coded."""

from datetime import timedelta

from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from audit import clock
from consultations import seating
from consultations.models import Consultation
from consultations.stages.stages import Missing
from outcomes.coding import coding, double, set_aside
from outcomes.models import Disagreement, DoubleCoding
from people.text.dates import until
from people.text.sentences import many


def withdrawal_window_is_over(consultation: Consultation) -> list[Missing]:
    if consultation.closes_at is None:
        return [Missing("Set the closing date.", "setup")]
    ends = consultation.closes_at + timedelta(days=consultation.withdrawal_days)
    if clock.now() >= ends:
        return []
    return [Missing(f"People can still withdraw what they said until {until(ends)}.", "coding")]


def everything_is_coded(consultation: Consultation) -> list[Missing]:
    """Every contribution is dealt with, what was set aside is looked at by a second person, no sample is still read
    blind, and what coders saw differently is settled.
    """
    place = "thread__area__consultation"
    left = coding.uncoded(consultation).order_by().values(place).annotate(n=Count("pk")).values("n")
    differ = (
        double.differences(consultation)
        .filter(outcome=Disagreement.Outcome.OPEN)
        .order_by()
        .values("theme__consultation")
        .annotate(n=Count("pk"))
        .values("n")
    )
    aside = set_aside.waiting(consultation).order_by().values("contribution__thread__area__consultation")
    unseen = aside.annotate(n=Count("contribution", distinct=True)).values("n")
    dropped = set_aside.dropped_unseen(consultation).order_by().values(place).annotate(n=Count("pk")).values("n")
    blind = DoubleCoding.objects.filter(consultation=OuterRef("pk"), opened_at=None)
    asked = Consultation.objects.filter(pk=consultation.pk).annotate(
        left=Coalesce(Subquery(left, output_field=IntegerField()), 0),
        differ=Coalesce(Subquery(differ, output_field=IntegerField()), 0),
        unseen=Coalesce(Subquery(unseen, output_field=IntegerField()), 0),
        dropped=Coalesce(Subquery(dropped, output_field=IntegerField()), 0),
        blind=Exists(blind),
    )
    names = ("left", "differ", "unseen", "dropped", "blind")
    uncoded, differences, unseen_yet, dropped_yet, is_blind = asked.values_list(*names).get()
    missing = []
    if uncoded:
        missing.append(
            Missing(f"{uncoded} {'contribution is' if uncoded == 1 else 'contributions are'} not coded yet.", "coding")
        )
    if unseen_yet:
        text = f"{many(unseen_yet, 'contribution')} set aside as not relevant, for a second person to look at."
        panel = seating.panel_alone(consultation, "its look at words that were set aside")
        missing.append(Missing(text, "set_aside", panel=panel))
    if dropped_yet:
        text = f"{many(dropped_yet, 'contribution')} coded so that no reading counts, for a second person to look at."
        panel = seating.panel_alone(consultation, "its look at words that count nowhere")
        missing.append(Missing(text, "set_aside", panel=panel))
    if is_blind:
        missing.append(Missing("A sample is with two coders. Both finish it, or it is called off.", "double_coding"))
    if differences:
        missing.append(Missing(f"{many(differences, 'difference')} between coders to settle.", "double_coding"))
    return missing
