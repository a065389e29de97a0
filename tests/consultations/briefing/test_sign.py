"""“How will I know?”: the sign in the street, drawn with its own words, where the force has given them (T80)."""

from typing import Any

import pytest
from django.urls import reverse

from consultations.briefing import briefing
from consultations.facts import facts
from consultations.models import DataCard
from tests.consultations.draft import Draft

WORDS = "Police use live facial recognition here"


def page_of(draft: Draft, client_for: Any, name: str = "briefing") -> str:
    return client_for(draft.hale).get(reverse(name, args=[draft.consultation.slug])).content.decode()


def test_the_force_gives_the_words_and_everybody_sees_the_sign(draft: Draft, client_for: Any) -> None:
    assert "street-sign" not in page_of(draft, client_for), "a starter knows no force's sign"
    fact = draft.version.facts.get(place="card:sign")
    facts.answer(fact, by=draft.reyes, answer="filled", words=WORDS, role="Head of operations")
    draft.accept(fact)
    draft.send_to_panel()
    for name in ("briefing", "review"):
        shown = page_of(draft, client_for, name)
        assert '<figure class="street-sign">' in shown and WORDS in shown.split("street-sign", 1)[1], name


@pytest.mark.parametrize("text", ["None: it runs in an office.", "Not known yet.", "Not known", "No sign here", " "])
def test_what_is_no_sign_is_not_drawn(text: str) -> None:
    assert not DataCard(sign=text).has_sign


def test_another_wording_voids_signatures(draft: Draft) -> None:
    briefing.write_data_card(draft.version, by=draft.moss, sign=WORDS)
    draft.send_to_panel().sign()
    briefing.write_data_card(draft.version, by=draft.moss, sign=f"{WORDS} today")
    assert not draft.version.counting_signatures()
