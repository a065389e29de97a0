"""What the panel's review puts on desks: a briefing to sign, comments to answer."""

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from consultations import numbers, seating
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import BriefingVersion, Consultation, Membership, ReviewComment, Signoff, Stage
from consultations.stages.timeline import link


def _before_the_panel() -> QuerySet[Consultation]:
    """In review, with a new version, or announced: whether enough still sign for that is asked of each (`_anew`)."""
    places = Q(step__in=[Stage.IN_REVIEW, Stage.ANNOUNCED]) | Q(pk__in=_new_versions())
    return Consultation.objects.filter(places)


@desk.found(Look(_before_the_panel, "pk"))
def briefings_to_sign(members: list[Membership]) -> list[desk.Todo]:
    announced = [m.consultation_id for m in members if m.consultation.stage == Stage.ANNOUNCED]
    public = [m.consultation_id for m in members if m.consultation.is_public and not m.consultation.is_over]
    again = _anew(announced) | set(_new_versions().filter(consultation__in=public))
    reviewing = [m for m in members if m.consultation.stage == Stage.IN_REVIEW or m.consultation_id in again]
    signed = set(_signed_as_it_stands([m.pk for m in reviewing]))
    return [
        desk.Todo("Review the briefing", link("review", m.consultation.slug), m.consultation.title, status="Not signed")
        for m in reviewing
        if m.pk not in signed
    ]


def _anew(announced: list[int]) -> set[int]:
    """Those among `announced` that are not opened before more have signed: their terms changed after they were signed,
    or who signed is now of one side with somebody who runs it, and is not counted."""
    versions = BriefingVersion.objects.filter(status=BriefingVersion.Status.APPROVED, consultation__in=announced)
    approved = set(versions.values_list("consultation", flat=True))
    if not approved:
        return set()
    standing = Signoff.objects.filter(version__in=versions, content_hash=F("version__content_hash"))
    counted = standing.exclude(member__in=seating.beside_who_runs(approved)).order_by()
    by_place = counted.values_list("version__consultation").annotate(n=Count("member", distinct=True))
    return approved - {place for place, signed in by_place if signed >= numbers.SIGNATURES}


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
