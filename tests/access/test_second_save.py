"""Two tabs or two people on one text, at every address with a form (invariant 37).

A post that saw another text, or none, changes nothing and keeps the words.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from audit.models import Entry
from consultations import seen
from consultations.models import BriefingVersion, Stage
from tests.access import routes
from tests.access.conftest import Walk
from tests.access.typed import Form, forms_of

#: Stage → who reads which forms then.
WHEN = [
    (Stage.IN_REVIEW, ["lead", "admin"]), (Stage.OPEN, ["lead", "member"]), (Stage.ANALYSIS, ["lead"]),
]  # fmt: skip
#: Pages that edit one of several things.
VARIANTS = {
    "edit_technology": "?change=facts",
    "edit_area": "?change=area",
    "recommendations": "?edit={recommendation}",
    "themes": "?edit={theme}",
}
DATES = {"setup_dates", "edit_briefing"}  # no words in them
#: Filled forms that overwrite nothing stored, with why. A new one belongs here only with a reason.
OVERWRITE_NOTHING = {
    "account_login": "an address to sign in with", "start": "suggestions for something new",
    "new_round": "suggestions for a new round; the old one stays", "invite": "suggestions for a new invitation",
    "new_consultation": "suggestions", "claim": "one’s own", "accept_duty": "asks for the mark of the terms itself",
    "sign_off": "asks for the mark of the text itself", "plan_session": "suggestions for a new session",
    "import_pack": "replaces the whole draft, and asks for its mark itself",
    "extend_answer": "a date that moves once", "account": "one’s own name", "edit_contribution": "only its author",
    "statement_page": "only its author", "edit_statement": "only its author", "decide": "has its revision",
    "decide_statement": "has its revision", "moderation": "has its revision",
    "rewrite_statement": "only its author",
    "mfa_add_webauthn": "the name of a key",
    "console": "suggestions for a note or a question; nothing stored stands in the box",
    "sort_question": "suggestions for a question put in a facilitator’s words; it is sorted once",
}  # fmt: skip
#: What a marked form asks beside what it edits, and no mark holds: nothing of it is stored before.
BESIDE = {
    "import_pack": {"file", "pack"}, "record_draft": {"may_quote", "agreed"}, "conversation_draft": {"agreed"},
    "record_of_meeting": {"how"},
}  # fmt: skip


def pages(walk: Walk, covered: set[str]) -> Iterator[tuple[str, str, str, Any, Form]]:
    """(route, standing, address, client, form) of every form with words in it, at every stage.

    `covered` holds what the marks of the page hold, by name.
    """
    world = walk.here
    report = world.objects["finding"].report
    given = {"recommendation": report.recommendations.get().pk, "theme": world.objects["theme"].pk}
    for stage, standings in WHEN:
        world.at(stage)
        for name, pattern in routes.patterns().items():
            if pattern.callback.__module__.startswith("outcomes.answers"):
                continue  # drafts are kept by version: tests/outcomes/answers/test_drafting_together.py
            base = routes.address(name, pattern, world)
            for address in {base, base + VARIANTS.get(name, "").format(**given)}:
                for standing in standings:
                    client = walk.clients[standing]
                    covered.clear()
                    answer = client.get(address)
                    if answer.status_code != 200 or "text/html" not in answer.get("Content-Type", ""):
                        continue
                    for form in forms_of(answer.content.decode()):
                        if form.method == "post" and form.can_be_sent:
                            yield name, standing, address, client, form


def found(client: Any, address: str) -> list[dict[str, str]]:
    return [form.texts for form in forms_of(client.get(address).content.decode()) if form.method == "post"]


def typed_into(form: Form) -> dict[str, Any]:
    """Every filled box with another word at its end, or the first where none is filled."""
    sent: dict[str, Any] = form.sends
    filled = {name: text for name, text in form.texts.items() if text.strip()}
    boxes = filled or dict(list(form.texts.items())[:1])
    return sent | {name: f"{text.strip()} Zanzibar" for name, text in boxes.items()}


def test_no_stale_save_at_any_address(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    covered: set[str] = set()
    real = seen.mark

    def noted(form: Any) -> str:
        covered.update(form.add_prefix(name) for name in form.fields)
        return real(form)

    monkeypatch.setattr(seen, "mark", noted)
    beside: dict[str, set[str]] = {}
    BriefingVersion.objects.update(status=BriefingVersion.Status.UNDER_REVIEW)
    walked: set[str] = set()
    unmarked: set[str] = set()
    for name, _, address, client, form in pages(walk, covered):
        if form.is_filled and not form.marks and name not in OVERWRITE_NOTHING:
            unmarked.add(name)
        if form.marks and (bare := form.controls - covered):
            beside.setdefault(name, set()).update(bare)
        if form.marks and (form.texts or name in DATES) and name not in {*OVERWRITE_NOTHING, *walked}:
            walked.add(name)
            refuses(name, address, client, form)
    assert unmarked == set()
    assert beside == BESIDE, "a box that no mark holds: a second save turns it back unseen"
    assert {
        "setup_question", "setup_who", "setup_dates", "setup_taking_part", "edit_section", "edit_data_card",
        "edit_briefing", "edit_prompt", "edit_area", "edit_group", "edit_technology", "edit_question", "edit_segment",
        "change_session", "change_force", "reply_to_comment", "finding", "report_text", "recommendations",
        "themes", "check_quotes",
    } <= walked, "a page that edits lost its mark"  # fmt: skip


def refuses(name: str, address: str, client: Any, form: Form) -> None:
    before, entries = found(client, address), Entry.objects.count()
    stale = {mark: "0" * 32 if len(form.values[mark][0]) > 9 else "7" for mark in form.marks}
    for marks in (stale, {}):
        sent = {key: value for key, value in typed_into(form).items() if key not in form.marks} | marks
        with transaction.atomic():
            answer = client.post(form.action or address, sent)
            assert answer.status_code == 422, (name, marks, answer.status_code)
            page = answer.content.decode()
            assert "Yours is kept below, but not saved" in page, (name, marks)
            assert 'id="overtaken"' in page, name
            assert form.texts == {} or "Zanzibar" in page, name
            assert Entry.objects.count() == entries, name
            assert found(client, address) == before, name
            transaction.set_rollback(True)


@pytest.mark.parametrize("form", ["<form method=post><textarea name=a>Words</textarea></form>"])
def test_the_reader_sees_what_stands_in_a_form(form: str) -> None:
    (read,) = forms_of(form)
    assert (read.texts, read.is_filled, read.marks) == ({"a": "Words"}, True, [])
