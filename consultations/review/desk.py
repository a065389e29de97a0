"""What the panel's review puts on desks: a briefing to sign, comments to answer."""

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from consultations import numbers
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import BriefingVersion, Consultation, Membership, ReviewComment, Stage
from consultations.stages.timeline import link


def _before_the_panel() -> QuerySet[Consultation]:
    """In review, with a new version, or with terms that changed after they were signed."""
    announced = Consultation.objects.filter(step=Stage.ANNOUNCED)
    places = (
        Q(step=Stage.IN_REVIEW)
        | Q(pk__in=_new_versions())
        | Q(pk__in=_signed_anew().filter(consultation__in=announced))
    )
    return Consultation.objects.filter(places)


@desk.found(Look(_before_the_panel, "pk"))
def briefings_to_sign(members: list[Membership]) -> list[desk.Todo]:
    announced = [m.consultation_id for m in members if m.consultation.stage == Stage.ANNOUNCED]
    public = [m.consultation_id for m in members if m.consultation.is_public and not m.consultation.is_over]
    again = set(_signed_anew().filter(consultation__in=announced)) | set(
        _new_versions().filter(consultation__in=public)
    )
    reviewing = [m for m in members if m.consultation.stage == Stage.IN_REVIEW or m.consultation_id in again]
    signed = set(_signed_as_it_stands([m.pk for m in reviewing]))
    return [
        desk.Todo("Review the briefing", link("review", m.consultation.slug), m.consultation.title, status="Not signed")
        for m in reviewing
        if m.pk not in signed
    ]


def _signed_anew() -> QuerySet[BriefingVersion, int]:
    """Consultations whose terms changed after they were signed, until enough have signed again."""
    standing = Count("signoffs", filter=Q(signoffs__content_hash=F("content_hash")))
    versions = BriefingVersion.objects.filter(status=BriefingVersion.Status.APPROVED).order_by()
    return (
        versions.annotate(standing=standing)
        .filter(standing__lt=numbers.SIGNATURES)
        .values_list("consultation", flat=True)
    )


def _new_versions() -> QuerySet[BriefingVersion, int]:
    """Consultations of which a version is before the panel."""
    sent = BriefingVersion.objects.filter(status=BriefingVersion.Status.UNDER_REVIEW)
    return sent.order_by().values_list("consultation", flat=True)


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


@desk.found(
    Look(
        lambda: ReviewComment.objects.filter(reply=""),
        "version__consultation",
        {Stage.DRAFT, Stage.IN_REVIEW},
    )
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
