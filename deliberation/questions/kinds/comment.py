"""Own words for the findings: read and coded by those who run it, told apart from what was said, printed where allowed.

Whoever writes is told all that beforehand, so it is a kind of its own: what was answered to “Own words” was promised to
stay unpublished. docs/decisions/poll-comments.md
"""

from collections.abc import Iterable, Mapping

from django import forms

from deliberation.models import Ballot, Option, Question, Wave
from deliberation.questions.kinds.base import PARTS, Spec
from deliberation.questions.kinds.text import OpenText
from people.errors import Refused

READ = (
    "Facilitators and the oversight panel read this without a name. What several people write is told in the findings, "
    "apart from what was said in the groups. As the findings are published your words are deleted."
)
PRINT = (
    "A few of these words may be printed in the findings, without a name, once a second person has checked that nobody "
    "could tell that they are mine. Printed words cannot be taken back after that: nothing leads to me any more."
)
BETWEEN = {Wave.Kind.BEFORE, Wave.Kind.AFTER}


class Comment(OpenText):
    key = "comment"
    name = "Own words, for the findings"
    hint = (
        "A short text that is coded like what is said, told apart from it, and printed only where its writer allows "
        "it. Asked in the first or second poll."
    )
    many_fields = True
    answer_template = PARTS + "fields_answer.html"
    sheet_template = PARTS + "comment_sheet.html"
    is_for_findings = True

    def refuse_unsound(self, spec: Spec) -> None:
        super().refuse_unsound(spec)
        if not spec["waves"] or not set(spec["waves"]) <= BETWEEN:
            raise Refused("Own words for the findings are asked in the first or second poll, not in a session.")

    def options_of(self, spec: Spec) -> list[str]:
        """The one that may be ticked beside the words."""
        return [PRINT]

    def help(self, question: Question, options: list[Option]) -> str:
        return " ".join(filter(None, [question.help, READ]))

    def sheet_help(self, question: Question) -> str:
        return READ

    def fields(self, question: Question, options: list[Option], ballot: Ballot | None) -> dict[str, forms.Field]:
        words = forms.CharField(
            label="Your words", widget=forms.Textarea(attrs={"rows": 4}), strip=False, required=False
        )
        tick = forms.BooleanField(label=options[0].text if options else PRINT, required=False)
        if ballot is not None:
            words.initial, tick.initial = ballot.text, bool(ballot.choice)
        return {"answer": words, "print": tick}

    def answer(self, options: list[Option], cleaned: Mapping[str, object]) -> dict[str, object]:
        text = str(cleaned.get("answer") or "")
        ticked = [option.pk for option in options] if text.strip() and cleaned.get("print") else []
        return {"text": text, "option_ids": ticked}

    def checked(self, question: Question, option_ids: Iterable[object], text: str) -> tuple[str, str]:
        _, words = super().checked(question, [], text)
        own = {str(option.pk) for option in question.options.all()}
        ticked = [pk for pk in map(str, option_ids) if pk in own]
        return Ballot.encode(ticked), words

    def in_words(self, question: Question, ballot: Ballot) -> str:
        return f"{ballot.text}\n{'May be printed' if ballot.choice else 'Is not printed'}"
