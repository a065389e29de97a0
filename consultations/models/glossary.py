"""Words of a pack and what they mean."""

from django.db import models
from django.db.models.functions import Lower


class GlossaryTerm(models.Model):
    """A word of the pack and what it means, in plain words. The reading page leads to it where it first stands."""

    version = models.ForeignKey("BriefingVersion", models.CASCADE, related_name="glossary")
    term = models.CharField("The word", max_length=60)
    also = models.CharField("Also written as", max_length=120, blank=True)
    meaning = models.CharField("What it means", max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint("version", Lower("term"), name="a_word_is_explained_once")]

    def __str__(self) -> str:
        return self.term

    @property
    def forms(self) -> list[str]:
        """Every way in which a text may write it."""
        return [form for one in [self.term, *self.also.split(",")] if (form := one.strip())]
