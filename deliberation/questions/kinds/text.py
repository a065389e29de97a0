"""Open text: an answer in one's own words. Facilitators read it without a name; it is never published."""

from typing import Any

from django import forms

from deliberation.models import Ballot, Question
from deliberation.questions.kinds.base import NO_ROUND, PARTS, Kind, Spec
from people.errors import Refused
from people.text.sanitising import plain

MAX_TEXT = 1000


class OpenText(Kind):
    key = "text"
    name = "Own words"
    hint = "A short text. Facilitators read it without a name; it is never published."
    form_fields = frozenset({"asked_if"})
    has_options = False
    why_no_round = NO_ROUND
    live_template = PARTS + "text_live.html"
    sheet_template = PARTS + "text_sheet.html"
    is_charted = False
    is_own_words = True

    def options_of(self, spec: Spec) -> list[str]:
        return []

    def field(self, question: Question, choices: list[tuple[str, str]], words: dict[str, Any]) -> forms.Field:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), strip=False, **words)

    def initial(self, question: Question, ballot: Ballot) -> object:
        return ballot.text

    def answer(self, options: list[Any], cleaned: dict[str, Any]) -> dict[str, Any]:
        return {"text": cleaned.get("answer") or ""}

    def checked(self, question: Question, option_ids: list[Any], text: str) -> tuple[str, str]:
        text = plain(text)
        if not text:
            raise Refused("Write an answer, or skip this question.")
        if len(text) > MAX_TEXT:
            raise Refused(f"Use at most {MAX_TEXT:,} characters. You used {len(text):,}.")
        return "", text

    def in_words(self, question: Question, ballot: Ballot) -> str:
        return ballot.text
