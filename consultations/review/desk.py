"""What the panel's review puts on desks: a briefing to sign, comments to answer."""

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from consultations import numbers
from consultations.desk import desk
from consultations.models import BriefingVersion, Consultation, Membership, Stage
from consultations.stages.timeline import link


def briefings_to_sign(members: list[Membership]) -> list[desk.Todo]:
    again = _signed_anew([m.consultation_id for m in members if m.consultation.stage == Stage.ANNOUNCED])
    again |= _new_versions([m.consultation_id for m in members if m.consultation.is_public])
    reviewing = [m for m in members if m.consultation.stage == Stage.IN_REVIEW or m.consultation_id in again]
    signed = set(_signed_as_it_stands([m.pk for m in reviewing]))
    return [
        desk.Todo("Review the briefing", link("review", m.consultation.slug), m.consultation.title, status="Not signed")
        for m in reviewing
        if m.pk not in signed
    ]


def _signed_anew(pks: list[int]) -> set[int]:
    """Announced consultations whose terms changed after they were signed, until enough have signed again."""
    standing = Count("signoffs", filter=Q(signoffs__content_hash=F("content_hash")))
    versions = BriefingVersion.objects.filter(consultation__in=pks, status=BriefingVersion.Status.APPROVED)
    lacking = versions.annotate(standing=standing).filter(standing__lt=numbers.SIGNATURES)
    return set(lacking.values_list("consultation", flat=True))


def _new_versions(pks: list[int]) -> set[int]:
    """Public consultations of which a new version is before the panel."""
    sent = BriefingVersion.objects.filter(consultation__in=pks, status=BriefingVersion.Status.UNDER_REVIEW)
    return set(sent.values_list("consultation", flat=True))


def _signed_as_it_stands(pks: list[int]) -> QuerySet[Membership, int]:
    """Members among `pks` whose signature stands on the text as it is now."""
    newest = BriefingVersion.objects.filter(consultation=OuterRef("consultation"))
    newest = newest.standing().exclude(status=BriefingVersion.Status.DRAFT, number__gt=1).order_by("-number")
    return (
        Membership.objects.filter(
            pk__in=pks,
            signoffs__content_hash=F("signoffs__version__content_hash"),
            signoffs__version__number=Subquery(newest.values("number")[:1]),
        )
        .values_list("pk", flat=True)
        .distinct()
    )


def comments_to_answer(members: list[Membership]) -> list[desk.Todo]:
    open_ones = Q(briefing_versions__comments__reply="", briefing_versions__comments__isnull=False)
    among = Consultation.objects.filter(pk__in=[m.consultation_id for m in members])
    counts = dict(
        among.filter(stage__in=[Stage.DRAFT, Stage.IN_REVIEW])
        .annotate(waiting=Count("briefing_versions__comments", filter=open_ones))
        .values_list("pk", "waiting")
    )
    return [
        desk.Todo(
            "Answer the panel’s comments",
            link("review", m.consultation.slug),
            m.consultation.title,
            status=f"{counts[m.consultation_id]} waiting",
        )
        for m in members
        if counts.get(m.consultation_id)
    ]
