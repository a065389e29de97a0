"""A briefing in another language, or in easy words: of one signed text, by one person, read by a second."""

from django.db import models
from django.db.models import F, Q

from audit import clock
from audit.prepared import Prepared
from consultations import numbers
from consultations.models.briefing import BriefingVersion
from consultations.models.membership import Membership
from consultations.models.standings import Standing


class Translation(models.Model):
    """`sections`: part → {"heading", "body", "by"} (the small Markdown; the key of whose words they
    are). `of_hash`: the text that it says the same as.

    `translator` changed it last; `writers` are all who ever changed it: none of them confirms it. What everybody reads
    is what was confirmed (`confirmed…`): it stays while the words above are changed, until these are confirmed too.
    """

    version = models.ForeignKey(BriefingVersion, models.CASCADE, related_name="translations")
    language = models.CharField(max_length=12)
    sections = models.JSONField(default=dict)
    of_hash = models.CharField(max_length=64)
    translator = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=clock.now)
    confirmed = models.JSONField(default=dict, blank=True)
    confirmed_hash = models.CharField(max_length=64, blank=True)
    confirmed_translator = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    # The panel took it back: from then on only somebody of the panel confirms it.
    withdrawn_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=numbers.MOST_REASON, blank=True)

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(fields=["version", "language"], name="one_translation_a_language"),
            models.CheckConstraint(
                name="withdrawn_is_not_public", condition=Q(withdrawn_at=None) | Q(reviewed_at=None)
            ),
            models.CheckConstraint(
                name="a_translation_is_read_by_a_second_person",
                condition=Q(reviewer=None, reviewed_at=None, confirmed_translator=None, confirmed_hash="")
                | (
                    Q(reviewer__isnull=False, reviewed_at__isnull=False, confirmed_translator__isnull=False)
                    & ~Q(reviewer=F("confirmed_translator"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language} of {self.version}"

    @classmethod
    def public_beside(cls, version: BriefingVersion) -> dict[str, "Translation"]:
        """By language, what everybody reads with this version: what was confirmed of it, or else of the newest before.

        A new version takes no language away; of which version the words are stands on their page. What the panel took
        back does not come back as the words of the version before.
        """
        newest: dict[str, Translation] = {}
        for one in _DECIDED(version.consultation_id, version.number, version.pk):
            newest.setdefault(one.language, one)
        return {language: one for language, one in newest.items() if one.is_reviewed}

    @property
    def reader(self) -> Standing | None:
        """As whom somebody confirmed it."""
        return self.reviewer.as_of(self.reviewed_at) if self.reviewer is not None else None

    @property
    def is_reviewed(self) -> bool:
        return self.reviewed_at is not None

    @property
    def waits(self) -> bool:
        """Words that nobody has confirmed: of a new one, or of one that was changed since."""
        return not self.is_reviewed or (self.sections, self.of_hash) != (self.confirmed, self.confirmed_hash)

    @property
    def is_out_of_date(self) -> bool:
        """The signed text has other words now than these were written for, or a later version is what people read."""
        return self._is_past(self.of_hash)

    @property
    def confirmed_is_out_of_date(self) -> bool:
        return self._is_past(self.confirmed_hash)

    def _is_past(self, of_hash: str) -> bool:
        superseded = self.version.status == BriefingVersion.Status.SUPERSEDED
        return superseded or of_hash != self.version.content_hash

    @classmethod
    def of_earlier(cls, version: BriefingVersion, language: str) -> models.QuerySet["Translation"]:
        """In this language, for the versions before: the newest first."""
        before = Q(version__consultation=version.consultation_id, version__number__lt=version.number)
        return cls.objects.filter(before, language=language).order_by("-version__number")

    def all_writers(self) -> set[int]:
        """The keys of whoever wrote this, or in this language for an earlier version: its words are gone on from."""
        these = [self.pk, *Translation.of_earlier(self.version, self.language).values_list("pk", flat=True)]
        return set(TranslationWriter.objects.filter(translation__in=these).values_list("member", flat=True))

    @property
    def is_taken_back(self) -> bool:
        """By the panel: this one, or the newest before that anybody decided on, while this one was never confirmed."""
        if self.withdrawn_at is not None or self.is_reviewed:
            return self.withdrawn_at is not None
        decided = Q(reviewed_at__isnull=False) | Q(withdrawn_at__isnull=False)
        last = Translation.of_earlier(self.version, self.language).filter(decided).first()
        return last is not None and last.withdrawn_at is not None


class TranslationWriter(models.Model):
    """Somebody who saved a translation, whoever saved it since."""

    translation = models.ForeignKey(Translation, models.CASCADE, related_name="writers")
    member = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["translation", "member"], name="one_writer_a_translation")]

    def __str__(self) -> str:
        return f"{self.member} of {self.translation}"


def _decided(consultation: int, number: int, pk: int) -> models.QuerySet[Translation]:
    """Confirmed, or taken back: the newest version first."""
    Status = BriefingVersion.Status
    of = BriefingVersion.objects.filter(consultation=consultation, number__lte=number)
    of = of.filter(Q(pk=pk) | Q(status__in=[Status.APPROVED, Status.SUPERSEDED]))
    decided = Q(reviewed_at__isnull=False) | Q(withdrawn_at__isnull=False)
    found = Translation.objects.filter(decided, version__in=of).select_related(
        "version", "translator__user", "confirmed_translator__user", "reviewer__user", "withdrawn_by__user"
    )
    return found.order_by("language", "-version__number")


_DECIDED: Prepared[Translation, Translation] = Prepared(_decided, int, int, int)
