"""A house full of people and papers: the demonstration's stories in every stage, and a draft."""

from io import StringIO
from typing import Any

from django.core.management import call_command
from django.db import transaction
from django.urls import get_resolver, reverse

from bench.hostile.people import HTMX, Tally, Watched
from bench.hostile.walking import PATTERNS, Box, walk
from consultations.models import Consultation, Membership, Role, Stage
from consultations.setup import setup
from deliberation.discussion import discussion
from deliberation.models import Thread
from deliberation.moderation import moderation
from outcomes.models import FindingsReport
from people.models import User

DRAFT = "A draft to try things on"
MOST = {"moss": 130, "visitor": 30}  # pages to look at; whoever prepares a draft sees most


def furnish() -> dict[str, User | None]:
    """Tell the stories, start a draft, and return everybody who looks around, by name."""
    call_command("seed_demo", stdout=StringIO())
    people: dict[str, User | None] = {user.email.split("@")[0]: user for user in User.objects.exclude(name="")[:200]}
    cast = {key: people[key] for key in ("moss", "finch", "hale", "okoro", "reyes") if key in people}
    for key in ("amina", "bilal"):
        cast[key] = User.objects.get(email=f"{key}@demo.example")
    moss = cast["moss"]
    User.objects.filter(pk=moss.pk).update(can_start_consultations=True)  # type: ignore[union-attr]
    moss.refresh_from_db()  # type: ignore[union-attr]
    draft = setup.start(by=moss, title=DRAFT, starter="lfr")
    lead = Consultation.objects.get(pk=draft.pk)
    for key, role in [("finch", Role.FACILITATOR), ("hale", Role.OVERSIGHT), ("okoro", Role.OFFICER)]:
        person = cast.get(key)
        if person is not None and not Membership.objects.filter(user=person, consultation=lead).exists():
            Membership.objects.create(consultation=lead, user=person, role=role, pseudonym=person.name)
    _disagree(cast)
    return {**cast, "visitor": None}


def _disagree(cast: dict[str, Any]) -> None:
    """Something that waits for a facilitator, and a removal that is appealed against."""
    member = Membership.objects.filter(user=cast["amina"], consultation__stage=Stage.OPEN, group__isnull=False).first()
    thread = Thread.objects.filter(group=member.group, closed_at=None).first() if member else None
    if thread is None:
        return
    discussion.post(thread, "Ring me on 07700 900123 about it.", by=cast["amina"])
    said = discussion.post(thread, "This one will be hidden.", by=cast["amina"])
    moderation.remove(said, by=cast["moss"], reason=moderation.REASONS_TO_REMOVE[0])
    said = discussion.post(thread, "And this one as well.", by=cast["amina"])
    moderation.remove(said, by=cast["finch"], reason=moderation.REASONS_TO_REMOVE[0])
    moderation.appeal(said.decisions.last(), by=cast["amina"], grounds="It was only a question.")


def moments() -> list[tuple[str, str, list[str]]]:
    """(consultation, stage, who looks around) beside everything as told: before, while findings are written, after."""
    told = dict(Consultation.objects.filter(is_demonstration=True).values_list("stage", "slug"))
    opened, done = told.get(Stage.OPEN, ""), told.get(Stage.COMPLETED) or told.get(Stage.FOLLOW_UP, "")
    draft = Consultation.objects.get(title=DRAFT).slug
    return [
        (draft, Stage.DRAFT, ["moss", "okoro"]), (opened, Stage.IN_REVIEW, ["hale", "moss"]),
        (opened, Stage.OPEN, ["moss", "amina", "hale"]), (opened, Stage.ANALYSIS, ["moss", "amina"]),
        (done, Stage.ANALYSIS, ["moss", "hale", "reyes", "amina"]),
    ]  # fmt: skip


def addresses_of(slug: str) -> list[str]:
    """Every address of the resolver that needs nothing but the consultation."""
    found = []
    for resolver in get_resolver().url_patterns:
        for pattern in getattr(resolver, "url_patterns", []):
            if set(pattern.pattern.converters) == {"slug"}:
                found.append(reverse(pattern.name, args=[slug]))
    return found


def enter(slug: str, stage: str) -> None:
    """Put a story into another stage: while findings are written, its report is a draft again."""
    Consultation.objects.filter(slug=slug).update(stage=stage)
    if stage != Stage.ANALYSIS:
        return
    Consultation.objects.filter(slug=slug).update(findings_published_at=None)
    FindingsReport.objects.filter(consultation__slug=slug).update(state=FindingsReport.State.DRAFT)


def discover(people: dict[str, User | None], tally: Tally) -> tuple[list[Box], list[str], int]:
    """All forms that anybody is offered, one of each (view, person, fields); addresses of files; pages seen."""
    found: dict[tuple[Any, ...], Box] = {}
    files: set[str] = set()
    pages = 0
    for slug, stage, who in [("", "", list(people)), *moments()]:
        start = addresses_of(slug) if slug else ["/", "/desk/", "/accounts/", "/live/", "/join/"]
        with transaction.atomic():
            if slug:
                enter(slug, stage)
            for name in who:
                boxes, met, others = walk(
                    name, Watched(people[name], tally), start, 120 if slug else MOST.get(name, 45)
                )
                pages += met
                files |= set(others)
                for box in boxes:
                    box.moment = (slug, stage)
                    found.setdefault((box.view, name, tuple(sorted(box.texts))), box)
            transaction.set_rollback(True)
    return list(found.values()), sorted(files), pages


def put(box: Box) -> None:
    """Bring the story into the moment in which the form was met."""
    slug, stage = box.moment
    if slug:
        enter(slug, stage)


def fill(box: Box, name: str, text: str) -> dict[str, Any]:
    """What the form sends with `text` in one of its fields."""
    data: dict[str, Any] = {key: values if len(values) != 1 else values[0] for key, values in box.values.items()}
    data[name] = PATTERNS.get(name, "{}").replace("{}", text)
    return data


def send(box: Box, watched: Watched, name: str, text: str) -> Any:
    return watched.post(box.action, fill(box, name, text), **(HTMX if box.htmx else {}))
