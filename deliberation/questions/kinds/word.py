"""One word: what comes to mind. Asked in a room; shown as a list by count, once a facilitator has read it through."""

import re
import unicodedata
from typing import Any

from django import forms

from deliberation.models import Ballot, Question
from deliberation.questions.kinds.base import NO_ROUND, PARTS, Kind, Spec
from people.errors import Refused
from people.text.sanitising import one_line

LONGEST = 30  # characters: a word, or two that belong together
EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def folded(word: str) -> str:
    """The same for a word however it was written: “Safe.”, “safe” and “SAFE!” are one."""
    return EDGES.sub("", unicodedata.normalize("NFKC", word)).casefold()


class OneWord(Kind):
    key = "word"
    name = "One word"
    hint = "One word from each. You read the words first; those said by one person alone are not shown."
    form_fields = frozenset()
    has_options = False
    is_offered = False  # on the page of polls: it is asked in a session
    why_no_round = NO_ROUND
    live_template = PARTS + "word_live.html"
    sheet_template = PARTS + "text_sheet.html"
    is_charted = False
    is_word = True

    def options_of(self, spec: Spec) -> list[str]:
        return []

    def refuse_unsound(self, spec: Spec) -> None:
        super().refuse_unsound(spec)
        if set(spec["waves"]) != {"pulse"}:
            raise Refused("One word is asked in a session, where the words are read before they are shown.")

    def field(self, question: Question, choices: list[tuple[str, str]], words: dict[str, Any]) -> forms.Field:
        return forms.CharField(max_length=LONGEST, **words)

    def initial(self, question: Question, ballot: Ballot) -> object:
        return ballot.text

    def answer(self, options: list[Any], cleaned: dict[str, Any]) -> dict[str, Any]:
        return {"text": cleaned.get("answer") or ""}

    def checked(self, question: Question, option_ids: list[Any], text: str) -> tuple[str, str]:
        word = one_line(text)
        if not folded(word):
            raise Refused("Write one word, or leave it.")
        if len(word) > LONGEST or len(word.split()) > 2:
            raise Refused(f"One word, or two that belong together: at most {LONGEST} characters.")
        return "", word

    def in_words(self, question: Question, ballot: Ballot) -> str:
        return ballot.text
