"""What is written from a stencil is, byte for byte, what the template writes, for every reader and kind of thread."""

import re
from typing import Any

import pytest

from deliberation.discussion import discussion, stencils
from deliberation.models import Thread
from deliberation.moderation import changes, moderation
from tests.cast import Cast

WORDS = 'I & <b>you</b> said "so" 7403718295610041\n\nIt’s {{ odd }} ' + stencils.MARKS["body"]


def rows_of(html: str) -> str:
    found = re.search(r'<ol id="contributions".*?</ol>\s*<(?:p|nav|div|/section)', html, re.DOTALL)
    assert found
    return found[0]


def test_rows_are_as_their_template_writes_them(
    cast: Cast, client_for: Any, closed: Thread, public: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = discussion.post(closed, WORDS, by=cast.amina)
    second = discussion.post(closed, "Two.", by=cast.bilal)
    discussion.edit(second, "Two, edited.", by=cast.bilal)
    discussion.post(closed, "From the front.", by=cast.moss)
    discussion.add_note(closed, "They nodded.", by=cast.moss)
    discussion.post(closed, "An answer.", by=cast.bilal, reply_to=first)
    discussion.post(closed, "Look.", by=cast.amina, quotes=second)
    moderation.remove(discussion.post(closed, "Bad.", by=cast.bilal), by=cast.moss, reason="abuse")
    changes.redact(discussion.post(closed, "Fred did.", by=cast.bilal), by=cast.moss, words="Fred", reason="ident")
    moderation.publish(discussion.post(public, WORDS, by=cast.amina), by=cast.moss, revision=1)
    pages = [(who, thread) for who in ("amina", "bilal", "moss", "hale", None) for thread in (closed, public)]
    stencilled, usual = 0, stencils.is_usual
    for who, thread in pages:
        client = client_for(getattr(cast, who) if who else None)
        if client.get(thread.get_absolute_url()).status_code != 200:
            continue
        quick = rows_of(client.get(thread.get_absolute_url()).content.decode())
        with monkeypatch.context() as patch:
            patch.setattr(stencils, "is_usual", lambda row: False)
            assert quick == rows_of(client.get(thread.get_absolute_url()).content.decode())
        stencilled += quick.count("said-words")
        assert "&lt;b&gt;you&lt;/b&gt;" in quick and "<b>you" not in quick
    assert stencilled and usual is stencils.is_usual
