"""manage.py seed_demo: three consultations with invented people, told through the acts. Safe to run twice."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse

from audit import heads
from consultations.models import Consultation
from outcomes.demo.storytelling import Story, open_accounts, tell
from people import demonstration
from people.demo_cast import DEMO_CAST

#: Which demo person sits where: the story's member → the person you can sign in as.
STORY_ALIASES = {
    "complete": {"g1m1": "amina", "g1m2": "bilal", "g2m1": "carys"},
    "overdue": {"g1m1": "amina", "g1m2": "bilal", "g2m1": "carys"},
    "open": {"g1m1": "amina", "g1m2": "bilal", "g2m1": "carys"},
}


class Command(BaseCommand):
    help = "Tell the demonstration consultations (needs DEMO=1) and print where to look."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default="http://127.0.0.1:8000", help="printed before each address")

    def handle(self, *args: object, address: str, **options: object) -> None:
        from django.conf import settings

        if not settings.DEMO:
            raise CommandError("The demonstration invents people. Set DEMO=1 if that is what you want.")
        try:
            demonstration.refuse_others()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        with transaction.atomic():
            people = open_accounts()
        for name, aliases in STORY_ALIASES.items():
            self._tell_once(name, people, aliases)
        heads.publish_day()
        self._say_where_to_look(address.rstrip("/"))

    def _tell_once(self, name: str, people: Any, aliases: dict[str, str]) -> None:
        slug = Story(name, people, aliases).data["slug"]
        if Consultation.objects.filter(slug=slug).exists():
            return
        self.stdout.write(f"Telling “{name}” …")
        with transaction.atomic():  # a story is told whole or not at all
            tell(name, people, aliases)

    def _say_where_to_look(self, address: str) -> None:
        lines = ["", f"Answerable is at {address}/", ""]
        for name in STORY_ALIASES:
            consultation = Consultation.objects.get(slug=Story(name, {}, {}).data["slug"])
            lines.append(f"  {address}{consultation.get_absolute_url():<58} {consultation.get_stage_display()}")
        answered = Consultation.objects.exclude(response_published_at=None).order_by("pk")[0]
        opened = Consultation.objects.get(slug=Story("open", {}, {}).data["slug"])
        worth = [
            (reverse("answer", args=[answered.slug]), "An answer, signed, and corrected beside its old words"),
            (reverse("report", args=[answered.slug]), "The findings: five of them as people, then the rest to open"),
            (reverse("verdict", args=[answered.slug]), "Whether residents think that it answers"),
            (reverse("briefing", args=[answered.slug]), "A briefing: what is known, by whom, and what is not"),
            (reverse("terms", args=[answered.slug]), "The terms that the panel signed with it"),
            (reverse("technologies"), "The register: uses, documents, changes, two side by side"),
            (reverse("records", args=[answered.slug]), "Where a facilitator brings transcripts in (sign in first)"),
            (reverse("forces"), "How a force keeps its word, by year"),
            (reverse("overdue"), "Everything overdue"),
            (reverse("withdrawal", args=[opened.slug]), "What the police asked to withdraw, and why the panel refused"),
            (reverse("inbox"), "What somebody was told (sign in first)"),
        ]
        lines += ["", "Worth a look:", "", *(f"  {address}{page:<58} {words}" for page, words in worth)]
        lines += ["", f"Sign in as any of these at {address}/demo/ (the code is shown on the page):", ""]
        lines += [f"  {person['email']:<28} {person['role']}" for person in DEMO_CAST]
        lines += ["", "Stop with Ctrl+C.", ""]
        self.stdout.write("\n".join(lines))
