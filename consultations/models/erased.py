"""Who took part and erased their account, as marks that lead nobody to anybody."""

from django.db import models

from consultations.models.consultation import Consultation


class ErasedResidents(models.Model):
    """Of one consultation: marks of the addresses of those who took part in it and erased their accounts.

    Keyed, with the key beside the erasure ledger and not in the database, and other ones in each consultation. One row,
    its marks in the order of their letters: no place or time in it could be set beside the record, in which a pseudonym
    left at some moment.
    """

    consultation = models.OneToOneField(Consultation, models.CASCADE, related_name="erased_residents")
    marks = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"erased residents of {self.consultation}"
