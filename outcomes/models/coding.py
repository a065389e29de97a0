"""Coding: themes, exact excerpts and what each says about a theme. People do it."""

from collections.abc import Collection

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from audit import clock
from consultations.models import Consultation, DiscussionArea, Membership
from deliberation.models import Contribution, ContributionRevision


class Stance(models.TextChoices):
    FOR = "for", "For"
    FOR_WITH_CONDITIONS = "for_with_conditions", "For, with conditions"
    AGAINST = "against", "Against or critical"
    BOTH = "both", "Both at once"
    NEUTRAL = "neutral", "Neutral"


#: Stances that take a side. "Both at once" and "neutral" hold no side against anybody.
SIDES = {Stance.FOR, Stance.FOR_WITH_CONDITIONS, Stance.AGAINST}
_OPEN_TO_IT = {Stance.FOR, Stance.FOR_WITH_CONDITIONS}


def is_against(said: Collection[str], position: Collection[str]) -> bool:
    """Whether somebody who said these things is against the position: they took another side and hold none of its
    stances, or said the opposite of it as well, on whichever theme: then they do not hold it.
    """
    mine, wanted = set(said), set(position)
    return bool(mine & _opposite(wanted)) or (not mine & wanted and bool(mine & (SIDES - wanted)))


def _opposite(position: set[str]) -> set[Stance]:
    """What nobody says who holds it. Whoever is torn may lean either way in other words."""
    if position & _OPEN_TO_IT:
        return {Stance.AGAINST}
    if Stance.AGAINST in position:
        return _OPEN_TO_IT
    return SIDES if Stance.NEUTRAL in position else set()


class Theme(models.Model):
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="themes")
    area = models.ForeignKey(DiscussionArea, models.SET_NULL, null=True, blank=True, related_name="themes")
    key = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    definition = models.CharField(max_length=500, blank=True)
    examples = models.TextField(max_length=1000, blank=True)  # what belongs in it and what does not, one a line
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["area__order", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["consultation", "title"], name="theme_title_once")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("theme", args=[self.consultation.slug, self.pk])

    def family(self) -> "list[Theme]":
        """The theme and every theme below it, from above: a query a level."""
        found, level = [self], [self.pk]
        while level:
            lower = list(Theme.objects.filter(parent__in=level))
            found += lower
            level = [one.pk for one in lower]
        return found


IN_A_POLL = "In answer to a poll"


class Excerpt(models.Model):
    """An exact span of one revision: `verbatim` equals revision.body[start:end], always.

    `edited` may shorten it with […] and clarify with [square brackets]; the original stays.
    """

    revision = models.ForeignKey(ContributionRevision, models.PROTECT, related_name="excerpts")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    verbatim = models.TextField(max_length=Contribution.MAX_LENGTH)
    edited = models.TextField(max_length=Contribution.MAX_LENGTH, blank=True)
    created_by = models.ForeignKey(Membership, models.PROTECT, related_name="excerpts_made")
    created_at = models.DateTimeField(default=clock.now)
    edited_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")  # the last
    checked_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="excerpts_checked")
    checked_at = models.DateTimeField(null=True, blank=True)

    # A second person said no: the words are changed before anybody checks them again.
    refused_because = models.CharField(max_length=300, blank=True)
    refused_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="excerpt_is_not_empty", condition=Q(end__gt=F("start"))),
            models.CheckConstraint(
                name="excerpt_checked_by_a_second_person",
                condition=Q(checked_by=None) | ~Q(checked_by=F("created_by")),
            ),
            models.CheckConstraint(
                name="excerpt_not_checked_by_whoever_edited_it",
                condition=Q(checked_by=None) | Q(edited_by=None) | ~Q(checked_by=F("edited_by")),
            ),
            models.UniqueConstraint(fields=["revision", "start", "end"], name="excerpt_once"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def save(self, *args: object, **kwargs: object) -> None:
        if self.revision.body[self.start : self.end] != self.verbatim:
            raise ValueError("An excerpt must equal the words it points at.")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def text(self) -> str:
        return self.edited or self.verbatim

    @property
    def membership(self) -> Membership:
        return self.revision.contribution.membership

    @property
    def person(self) -> int:
        """Who said it. Of words in a poll nobody knows: each is of somebody of its own."""
        return -self.revision.contribution_id if self.is_written else self.membership.pk

    @property
    def pseudonym(self) -> str:
        return str(Contribution.Source.POLL_COMMENT.label) if self.is_written else self.membership.pseudonym

    @property
    def is_written(self) -> bool:
        """In a poll, for the findings."""
        return self.revision.contribution.is_written

    @property
    def said_in(self) -> str:
        """The group, or that it was written in a poll; empty for whoever takes part without a group."""
        return IN_A_POLL if self.is_written else str(self.membership.group or "")


class QuoteRefusal(models.Model):
    """A second person’s no to words as a quote. It outlasts the excerpt, and the words of it that were refused.

    `digest` is of them (outcomes/coding/refusing.py): what somebody said is kept in one place.
    """

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="quote_refusals")
    number = models.PositiveIntegerField()  # of the revision
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    why = models.CharField(max_length=300)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, null=True)  # empty: said before the day was kept

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.why[:60]


class CodingQuerySet(models.QuerySet["Coding"]):
    def that_count(self) -> "CodingQuerySet":
        """One for each excerpt and theme: what findings rest on."""
        return self.filter(state=Coding.State.COUNTS)

    def shown_to(self, member: Membership) -> "CodingQuerySet":
        """All but what the other coder said of a sample that is read blind."""
        return self.exclude(~Q(coded_by=member), state=Coding.State.SEALED)


class Coding(models.Model):
    """What one coder said of an excerpt under one theme. Another coder's stays beside it; one of them counts."""

    class State(models.TextChoices):
        COUNTS = "counts", "Counts"
        SEALED = "sealed", "In a sample that is read blind: counts nowhere yet"
        KEPT = "kept", "Kept beside the one that counts"

    class DirectedAt(models.TextChoices):
        NOBODY = "none", "Nobody in particular"
        FRONTLINE = "frontline", "Frontline officers"
        LEADERSHIP = "leadership", "Force leadership"
        GOVERNMENT = "government", "Government or the justice system"
        SUPPLIER = "supplier", "Suppliers"
        PUBLIC = "public", "The public"

    class Concern(models.TextChoices):
        NONE = "none", "No concern"
        PRACTICAL = "practical", "Practical"
        RIGHTS = "rights", "Rights"
        FAIRNESS = "fairness", "Fairness"
        TRUST = "trust", "Trust"

    class Intensity(models.IntegerChoices):
        MENTION = 1, "A mention"
        CLEAR = 2, "Clear"
        EMPHATIC = 3, "Emphatic, repeated or decisive"

    class Belief(models.TextChoices):
        NEITHER = "", "Neither"
        CANNOT = "cannot", "That they are not able to act"
        WILL_NOT = "will_not", "That they do not want to act"
        BOTH = "both", "Both"

    excerpt = models.ForeignKey(Excerpt, models.CASCADE, related_name="codings")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="codings")
    stance = models.CharField(max_length=20, choices=Stance)
    intensity = models.PositiveSmallIntegerField(choices=Intensity, default=Intensity.CLEAR)
    directed_at = models.CharField(max_length=12, choices=DirectedAt, default=DirectedAt.NOBODY)
    concern = models.CharField(max_length=12, choices=Concern, default=Concern.NONE)
    belief = models.CharField(max_length=8, choices=Belief, default=Belief.NEITHER, blank=True)
    memo = models.TextField(max_length=4000, blank=True)
    coded_by = models.ForeignKey(Membership, models.PROTECT, related_name="codings")
    coded_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=8, choices=State, default=State.COUNTS)
    # The sample it is one of two readings in: it stays as it was, whatever counts afterwards.
    sample = models.ForeignKey("outcomes.DoubleCoding", models.SET_NULL, null=True, blank=True, related_name="codings")
    settles = models.ForeignKey(
        "outcomes.Disagreement", models.CASCADE, null=True, blank=True, related_name="settled_as"
    )

    objects = CodingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["excerpt", "theme"], name="one_coding_counts", condition=Q(state="counts")),
            models.UniqueConstraint(
                fields=["excerpt", "theme", "coded_by"], name="coded_once_by_each", condition=Q(settles=None)
            ),
            models.CheckConstraint(name="intensity_one_to_three", condition=Q(intensity__gte=1, intensity__lte=3)),
        ]

    def __str__(self) -> str:
        return f"{self.theme}: {self.stance}"

    @property
    def is_kept(self) -> bool:
        """Beside another coder's that counts."""
        return self.state == self.State.KEPT

    @property
    def is_fixed(self) -> bool:
        """One of two readings of a sample that has opened: what was measured rests on it."""
        return self.sample_id is not None and self.state != self.State.SEALED

    @property
    def is_directed(self) -> bool:
        return self.directed_at != self.DirectedAt.NOBODY

    @property
    def is_belief(self) -> bool:
        return self.belief != self.Belief.NEITHER

    @property
    def is_concern(self) -> bool:
        return self.concern != self.Concern.NONE


class NotRelevant(models.Model):
    """A contribution that a coder read and found to say nothing on any theme ("thanks, see you next week")."""

    class Why(models.TextChoices):
        GREETING = "greeting", "A greeting, thanks or a goodbye"
        ARRANGEMENTS = "arrangements", "About the arrangements: times, places, how to take part"
        OTHER_MATTER = "other_matter", "About a matter that was not asked about"
        NOT_UNDERSTOOD = "not_understood", "It makes no sense to the reader"
        TWICE = "twice", "The same person has said the same elsewhere"
        # Nobody marks it so: a second person found it when coders had each given way (outcomes/coding/set_aside.py).
        DIFFERED = "differed", "Coders differed, and no reading of it counts"

        @classmethod
        def given(cls) -> "list[NotRelevant.Why]":
            """Those that a coder may give."""
            return [one for one in cls if one != cls.DIFFERED]

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="not_relevant")
    marked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(default=clock.now)
    why = models.CharField(max_length=14, choices=Why, blank=True)  # empty: before it was asked
    checked_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "marked_by"], name="not_relevant_once_by_each"),
            models.CheckConstraint(
                name="set_aside_looked_at_by_another",
                condition=Q(checked_by=None) | ~Q(checked_by=F("marked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"not relevant: {self.contribution_id}"

    @property
    def is_of_differing(self) -> bool:
        """No setting aside: a second person looked at words of which no reading counts after coders differed."""
        return self.why == self.Why.DIFFERED
