"""What is lost takes two presses: the button that does it lies behind a summary that opens."""

import re
from pathlib import Path

from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
#: Presses that lose words or a way in, each with the words of its first press.
LOSSES = {
    "consultations/briefing/evidence.html": "Take out",
    "consultations/setup/_arrange.html": "Take out",
    "consultations/setup/technologies.html": "Take out",
    "consultations/setup/technology.html": "Take out",
    "consultations/invitations/invite.html": "Stop this invitation",
    "consultations/groups/people.html": "End role",
    "deliberation/sessions/agenda.html": "Take out",
    "deliberation/polls/polls.html": "Open the follow-up poll",
    "deliberation/paper/correct.html": "Take the sheet out",
    "outcomes/findings/finding.html": "Remove this finding",
    "outcomes/recommendations/index.html": "Remove",
    "outcomes/answers/recommendation.html": "Take out",
}


def test_nothing_is_lost_by_one_press() -> None:
    for name, words in LOSSES.items():
        text = (TEMPLATES / name).read_text()
        assert f'"components/sure.html" with label="{words}"' in text, name
        assert not re.search(rf"<button[^>]*>\s*{words}\b", text), name


def test_the_button_lies_inside_what_opens() -> None:
    text = (TEMPLATES / "components/sure.html").read_text()
    assert text.index("<details") < text.index("</summary>") < text.index("<button") < text.index("</details>")
