"""Which threads a person can read, group by group and area by area, with how much has been said. Three queries."""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from consultations.models import Consultation, DiscussionArea, Membership, Role
from deliberation.models import Contribution, ReadingMark, Thread
from people.models import Person


@dataclass
class Section:
    """One group's threads (or the public ones), by area in the order of the topic guide."""

    title: str
    readers: str
    areas: dict[DiscussionArea, list[Thread]] = field(default_factory=dict)


def sections(consultation: Consultation, user: Person, member: Membership | None) -> list[Section]:
    """Each thread carries `said` (visible contributions) and `unanswered` (posts nobody replied to)."""
    threads = list(
        Thread.objects.visible_to(user)
        .filter(area__consultation=consultation)
        .select_related("area", "group")
        .order_by("group", "area__order", "order", "pk")
    )
    _count(threads, member)
    found: dict[int | None, Section] = {}
    for thread in threads:
        section = found.setdefault(thread.group_id, Section(_title(thread, member), thread.readers(member)))
        section.areas.setdefault(thread.area, []).append(thread)
    return [found[key] for key in sorted(found, key=lambda key: (key is None, key or 0))]


def _count(threads: list[Thread], member: Membership | None) -> None:
    visible = Contribution.objects.visible().filter(thread__in=threads).order_by()
    replies = Contribution.objects.visible().filter(reply_to=OuterRef("pk"))
    posts = visible.filter(reply_to=None, source_kind=Contribution.Source.POST)
    said = dict(visible.values_list("thread").annotate(Count("pk")))
    unanswered = dict(posts.filter(~Exists(replies)).values_list("thread").annotate(Count("pk")))
    new = _new(threads, member)
    for thread in threads:
        thread.new = new.get(thread.pk, 0)  # type: ignore[attr-defined]
        thread.said = said.get(thread.pk, 0)  # type: ignore[attr-defined]
        thread.unanswered = unanswered.get(thread.pk, 0)  # type: ignore[attr-defined]


def _new(threads: list[Thread], member: Membership | None) -> dict[int, int]:
    """How many posts of others came since this person was in each thread; none where they have not been."""
    if member is None:
        return {}
    marks = ReadingMark.objects.filter(membership=member, thread=OuterRef("thread"))
    others = Contribution.objects.visible().filter(thread__in=threads).exclude(membership=member).order_by()
    newer = others.filter(Q(pk__gt=Subquery(marks.values("seen"))) | Q(came_at__gt=Subquery(marks.values("at"))))
    return dict(newer.values_list("thread").annotate(Count("pk")))


def _title(thread: Thread, member: Membership | None) -> str:
    if thread.group is None:
        return "Open to everybody"
    own = member is not None and member.role == Role.PARTICIPANT
    return f"Your group: {thread.group.name}" if own else thread.group.name
