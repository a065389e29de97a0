"""Help and house rules stand wherever somebody writes: also where nobody thought of it, because the page is new."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from deliberation.discussion import discussion
from deliberation.models import Contribution, Thread
from deliberation.moderation import changes, moderation
from tests.cast import Cast
from tests.deliberation.discussion.conftest import closed
from tests.deliberation.statements import talk

__all__ = ["closed"]

SignIn = Callable[[object], Client]
TEMPLATES = Path(settings.BASE_DIR) / "templates"
HELP, RULES = "deliberation/signposts/_signposts.html", "deliberation/rules/_link.html"
#: Forms whose words are kept until they are sent, of people who act in a role: no resident writes there.
OF_STAFF = {
    "consultations/briefing/section.html",
    "deliberation/experts/answer.html",
    "deliberation/experts/correct.html",
    "deliberation/moderation/decide.html",
    "deliberation/moderation/decide_appeal.html",
    "deliberation/sessions/console.html",
    "outcomes/answers/recommendation.html",
    "outcomes/answers/workspace.html",
    "outcomes/findings/finding.html",
    "outcomes/findings/statement.html",
    "outcomes/verdicts/reply.html",
}
#: What others read as it was written: under the house rules.
UNDER_RULES = [
    "deliberation/discussion/_form.html",
    "deliberation/discussion/edit.html",
    "deliberation/statements/write.html",
    "deliberation/experts/_ask_form.html",
    "deliberation/sessions/_now.html",
]


def test_every_form_in_which_residents_write_has_help() -> None:
    words = {str(path.relative_to(TEMPLATES)): path.read_text() for path in TEMPLATES.rglob("*.html")}
    written = {name for name, text in words.items() if re.search(r"{% draft ", text)}
    written |= {"deliberation/sessions/_now.html", "outcomes/findings/check.html", "deliberation/polls/question.html"}
    assert written > OF_STAFF
    assert [name for name in sorted(written - OF_STAFF) if HELP not in words[name]] == []
    assert [name for name in UNDER_RULES if RULES not in words[name]] == []


@pytest.mark.parametrize("where", ["edit", "statement", "ask"])
def test_house_rules_are_one_tap_away(cast: Cast, client_for: SignIn, closed: Thread, where: str) -> None:
    slug = cast.consultation.slug
    if where == "edit":
        page = reverse("edit_contribution", args=[slug, discussion.post(closed, "Fred did it.", by=cast.amina).pk])
    elif where == "statement":
        page = reverse("write_statement", args=[slug, talk.running(cast).wave_id])
    else:
        page = reverse("ask_experts", args=[slug])
    html = client_for(cast.amina).get(page).content.decode()
    assert f'href="{reverse("house_rules", args=[slug])}"' in html and "help-here" in html


def test_help_stands_on_a_report_and_on_an_appeal(cast: Cast, client_for: SignIn, closed: Thread) -> None:
    said = discussion.post(closed, "My neighbour Fred did it.", by=cast.amina)
    report, appeal = (reverse(name, args=[cast.consultation.slug, said.pk]) for name in ("report_post", "appeal"))
    assert "help-here" in client_for(cast.bilal).get(report).content.decode()
    changes.hold(said, by=cast.moss, reason="ident")
    assert "help-here" in client_for(cast.amina).get(appeal).content.decode()
    moderation.publish(Contribution.objects.get(pk=said.pk), by=cast.moss, revision=1)
