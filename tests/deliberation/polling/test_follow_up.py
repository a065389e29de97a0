"""A follow-up poll stays closed, and it is said (docs/decisions/follow-up.md)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from consultations.models import Stage
from deliberation import polling, question_sets, questionnaire
from deliberation.models import Question, Wave
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms

SignIn = Callable[[object], Client]
LATER = {**rooms.WHY, "key": "later", "text": "And now?", "waves": ["follow_up"]}


@pytest.mark.parametrize("waves", [["follow_up"], ["after", "follow_up"]])
def test_a_question_for_it_is_refused_and_not_lost(cast: Cast, waves: list[str]) -> None:
    cast.at(Stage.DRAFT)
    with pytest.raises(Refused, match="no follow-up poll"):
        questionnaire.add_question(cast.consultation, {**LATER, "waves": waves}, by=cast.moss)
    with pytest.raises(Refused, match="no follow-up poll"):
        question_sets.add_questions(cast.consultation, [LATER], by=cast.moss)
    assert not Question.objects.exists()


def test_nobody_opens_one(cast: Cast) -> None:
    poll = rooms.prepare(cast)
    wave = Wave.objects.create(poll=poll, kind=Wave.Kind.FOLLOW_UP)
    wave.questions.add(rooms.question(cast, "q_use"))
    with pytest.raises(Refused, match="start a new consultation"):
        polling.open_wave(wave, by=cast.moss)
    assert Wave.objects.get(pk=wave.pk).state == Wave.State.PLANNED


@pytest.mark.parametrize("who", ["moss", "hale", "amina"])
def test_the_page_says_so(cast: Cast, client_for: SignIn, who: str) -> None:
    rooms.prepare(cast)
    page = client_for(getattr(cast, who)).get(reverse("polls", args=[cast.consultation.slug])).content.decode()
    assert "There is no third poll later on." in page


def test_once_answered_it_leads_to_the_promises(cast: Cast, client_for: SignIn) -> None:
    rooms.prepare(cast)
    cast.at(Stage.FOLLOW_UP)
    page = client_for(None).get(reverse("polls", args=[cast.consultation.slug])).content.decode()
    assert f'href="{reverse("promises", args=[cast.consultation.slug])}">through the promises' in page
