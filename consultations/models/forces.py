"""The police forces that must answer, and the places they and consultations are about."""

from datetime import date

from django.db import models
from django.urls import reverse

from people.text.dates import day


class Area(models.Model):
    """A borough or a district. London's are there from the start (migration 0007); more by `manage.py areas`."""

    class Kind(models.TextChoices):
        BOROUGH = "borough", "London borough"
        CITY = "city", "City"
        DISTRICT = "district", "Borough or district"

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.DISTRICT)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


#: The words of a force about itself, by the headings of its page: old ones stay readable.
HEADINGS = {
    "accountable_roles": "Who is accountable",
    "how_we_decide": "How it decides",
    "contact": "How to reach it",
}


BY_THE_OPERATOR = "As the operator of this site wrote it. No officer of the force has confirmed these words."


class Force(models.Model):
    """A police force. The operator writes what its page says; whether the force says so itself stands beside it."""

    name = models.CharField(max_length=160, unique=True)
    former_names = models.JSONField(default=list, blank=True, editable=False)  # the oldest first
    short_name = models.CharField(max_length=60, blank=True)
    slug = models.SlugField("web address", max_length=80, unique=True)
    areas = models.ManyToManyField(Area, related_name="forces", blank=True)
    accountable_roles = models.TextField("who is accountable", max_length=600, blank=True)  # a role a line, no names
    contact = models.TextField("contact for residents", max_length=600, blank=True)
    how_we_decide = models.TextField("how the force decides", max_length=2000, blank=True)
    # The words that an officer confirmed as the force’s: {"words": {field: words}, "by", "on"}; empty while none did.
    confirmed = models.JSONField(default=dict, blank=True, editable=False)
    # What stood there before: {"field", "words", "until", "whose"}, the newest first. Never edited.
    earlier_words = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("force", args=[self.slug])

    @property
    def own_words(self) -> dict[str, str]:
        """Everything that its page says of it, by field."""
        return {name: getattr(self, name) for name in HEADINGS}

    @property
    def whose_words(self) -> str:
        """Who says what its page says: for whoever reads that; empty where it says nothing."""
        if not any(self.own_words.values()):
            return ""
        if self.confirmed.get("words") != self.own_words:
            return BY_THE_OPERATOR
        said_on = day(date.fromisoformat(self.confirmed["on"]))
        return f"The force says this itself: {self.confirmed['by']} confirmed it on {said_on}."

    @property
    def said_before(self) -> list[dict[str, object]]:
        """What its page said earlier, under which heading, and until when."""
        return [
            {**one, "heading": HEADINGS[one["field"]], "until": date.fromisoformat(one["until"])}
            for one in self.earlier_words
        ]

    @property
    def called(self) -> str:
        """Its short name, where it has one."""
        return self.short_name or self.name
