"""Before the link is destroyed answers are confidential, and no page may say more (domain 5.3)."""

import re
from pathlib import Path

import pytest

from consultations.privacy import unlinking
from deliberation.models import Poll, Question, Wave
from deliberation.questions import asking
from tests.cast import Cast

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"


def claims(text: str) -> list[str]:
    """Every use of the word, except to deny it."""
    return [m.group() for m in re.finditer(r"(?<!not )(?<!not yet )\banonym\w*", text, re.IGNORECASE)]


def test_no_page_calls_anything_anonymous() -> None:
    pages = list(TEMPLATES.rglob("*.html")) + list(TEMPLATES.rglob("*.txt"))
    assert len(pages) > 100
    assert {str(page): found for page in pages if (found := claims(page.read_text()))} == {}


def test_the_check_sees_a_claim() -> None:
    assert claims("Your vote is anonymous.") == ["anonymous"]
    assert claims("confidential, not anonymous") == []


@pytest.mark.django_db
def test_after_the_cut_nobody_is_told_that_they_answered_nothing(cast: Cast) -> None:
    poll = Poll.objects.create(consultation=cast.consultation, title="Poll")
    wave = Wave.objects.create(poll=poll, kind=Wave.Kind.BEFORE, state=Wave.State.CLOSED)
    wave.questions.add(Question.objects.create(poll=poll, text="Yes?"))
    assert "You answered 0 of 1" in asking.progress(wave, cast.member(cast.amina)).status
    unlinking.cut_ballots_loose(cast.consultation)
    wave = Wave.objects.get(pk=wave.pk)
    assert asking.progress(wave, cast.member(cast.amina)).status == "Closed"
