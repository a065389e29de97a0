"""How many had talked before they answered the first poll: sealed as it closes, told whole or not at all.

“First” is a day on a page: whoever keeps the poll open through the talks has it answered after them. Invited people and
those who chose to come are told apart, as everywhere.
"""

from django.db.models import Q

from deliberation.counting import disclosure
from deliberation.models import Ballot, CountSheet, Wave

TALKED = "talked"
BEFORE_THEY = "had posted here or sat in a talk before they gave or changed an answer"
WHO = {
    "recruited": "Of the invited people who answered the first poll on a screen",
    "open": "Of those who took part by choice and answered the first poll on a screen",
}
_BY_CHOICE = Q(token__profile__group__is_open=True)


def count(wave: Wave) -> dict[str, list[int]]:
    """By kind of people: how many had talked, of how many who answered on a screen. Empty for any other poll.

    When a sheet of paper was filled in nobody knows, so paper is not among them.
    """
    if not wave.is_first:
        return {}
    answered = Ballot.objects.filter(wave=wave, source=Ballot.Source.SCREEN).order_by()
    theirs = {"recruited": answered.exclude(_BY_CHOICE), "open": answered.filter(_BY_CHOICE)}
    return {
        kind: [ballots.filter(talked=True).values("token").distinct().count(), people]
        for kind, ballots in theirs.items()
        if (people := ballots.values("token").distinct().count())
    }


def said(wave: Wave | None) -> str:
    """In a sentence or two; empty for any other poll, and for one that closed before this was counted."""
    if wave is None or not wave.is_first:
        return ""
    sheet, least = CountSheet.sealed_of(wave), wave.consultation.min_answer
    counted: dict[str, list[int]] = sheet.figures.get(TALKED, {}) if sheet else {}
    told = ((kind, disclosure.some_of(some, people, least)) for kind, (some, people) in counted.items())
    return " ".join(f"{WHO[kind]}, {words.format(did=BEFORE_THEY)}." for kind, words in told if words)
