"""What the register says of a technology is signed with the terms: a facilitator who would rewrite it afterwards."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from audit import clock
from consultations.access import NotAllowed
from consultations.models import Technology, TechnologyDocument, UseCase
from consultations.register import documents, technologies
from consultations.register.signed import of_consultation, said
from consultations.review import gates
from consultations.stages import stages
from people.errors import Refused
from people.models import User
from tests.consultations.draft import Draft, make_draft
from tests.made_once import made_once
from tests.pages import flat

QUIET = {"name": "Better street lighting", "stage": "operational", "biometric": False, "algorithmic": False}
WHY = "It is not so here."


@made_once
def signed() -> Draft:
    """Signed by two, about one entry with a use that is ruled out."""
    draft = make_draft()
    add(draft, title="Watching crowds", status="ruled_out")
    return draft.send_to_panel().sign()


@made_once
def announced(signed: Draft) -> Draft:
    stages.move(signed.consultation, "announce", by=signed.moss)
    return signed


def entry(draft: Draft) -> Technology:
    return draft.consultation.technologies.get()


def use(draft: Draft) -> UseCase:
    return entry(draft).use_cases.get(title="Watching crowds")


def add(draft: Draft, by: User | None = None, reason: str = "", **fields: str) -> None:
    technologies.add_use_case(draft.consultation, entry(draft), by=by or draft.moss, reason=reason, **fields)


def rename(draft: Draft, by: User, reason: str) -> None:
    technologies.change(draft.consultation, entry(draft), by=by, reason=reason, why_unticked=WHY, **QUIET)


def one_more(draft: Draft, by: User, reason: str) -> None:
    add(draft, by, reason, title="Every protest", status="in_use")


def turned_round(draft: Draft, by: User, reason: str) -> None:
    technologies.change_use_case(draft.consultation, use(draft), by=by, reason=reason, status="in_use")


def taken_out(draft: Draft, by: User, reason: str) -> None:
    technologies.remove_use_case(draft.consultation, use(draft), by=by, reason=reason)


ACTS = [rename, one_more, turned_round, taken_out]


class Undone(Exception):
    """The next act is tried on the same draft."""


def test_the_signed_line_does_not_speak_for_the_force(signed: Draft) -> None:
    rows = [said(row) for row in of_consultation(signed.consultation.pk) if "use" in row]
    talked, ruled_out = rows[0], rows[-1]
    assert ", to be talked about: " in talked
    assert ", ruled out as the facilitators understand it: Watching crowds." in ruled_out


@pytest.mark.parametrize("act", ACTS)
def test_each_act_asks_panel_and_officer_again(signed: Draft, act: Callable[[Draft, User, str], None]) -> None:
    for who in (signed.hale, signed.okoro, signed.reyes, signed.outsider):
        with suppress(Undone), transaction.atomic():
            with pytest.raises(NotAllowed):
                act(signed, who, WHY)
            raise Undone
    assert len(signed.version.counting_signatures()) == 2
    act(signed, signed.moss, "")
    assert signed.version.counting_signatures() == [] == list(signed.version.valid_signoffs())
    assert signed.member(signed.okoro).must_accept_again


@pytest.mark.parametrize("act", ACTS)
def test_once_announced_each_has_a_public_reason(announced: Draft, act: Callable[[Draft, User, str], None]) -> None:
    with pytest.raises(Refused, match="Give a reason"):
        act(announced, announced.moss, " ")
    assert entry(announced).name != QUIET["name"] and use(announced).status == "ruled_out"
    assert not gates.terms_are_signed(announced.consultation) and not announced.consultation.term_changes.exists()
    act(announced, announced.moss, "We were told more.")
    assert [change.name for change in announced.consultation.term_changes.all()] == ["entries"]
    assert gates.terms_are_signed(announced.consultation), "it does not open on the old signatures"


def test_everybody_reads_what_it_was(announced: Draft, client_for: Callable) -> None:
    old, page = entry(announced).name, reverse("terms", args=[announced.consultation.slug])
    assert "Watching crowds" in flat(client_for(None).get(page).content.decode()), "what is signed is read"
    rename(announced, announced.moss, "A plainer name.")
    text = client_for(None).get(page).content.decode()
    assert f"<del>{old.split()[0]}" in text and "A plainer name." in text
    briefing = client_for(None).get(reverse("briefing", args=[announced.consultation.slug])).content.decode()
    assert "Each signed exactly this text" not in flat(briefing)


def test_the_pages_ask_for_the_reason(announced: Draft, client_for: Callable) -> None:
    slug, client = announced.consultation.slug, client_for(announced.moss)
    facts = reverse("edit_technology", args=[slug, entry(announced).pk])
    pages = [f"{facts}?change=facts", facts, reverse("edit_use", args=[slug, use(announced).pk])]
    for page in pages:
        text = client.get(page).content.decode()
        assert text.count('name="reason"') == 1 and "This was announced" in text, page
    refused = client.post(facts, {"out": use(announced).pk})
    assert refused.status_code == 422 and "Give a reason" in refused.content.decode()
    untouched = {"context": "routine", "status": "proposed", "reason": "It was never meant."}
    assert client.post(facts, {**untouched, "out": use(announced).pk}).status_code == 302
    assert client.post(facts, {**untouched, "title": "Missing people"}).status_code == 302
    assert announced.consultation.term_changes.count() == 2


def test_documents_and_the_log_stay_free(announced: Draft) -> None:
    made = documents.add(
        announced.consultation, entry(announced), by=announced.moss, kind=TechnologyDocument.Kind.IMPACT,
        title="Assessment", dated=clock.today() - timedelta(days=1), why_none="Not published.",
    )  # fmt: skip
    documents.remove(announced.consultation, made, by=announced.moss)
    assert len(announced.version.counting_signatures()) == 2 and not announced.consultation.term_changes.exists()


def test_what_was_signed_without_them_stands_until_it_is_changed(announced: Draft) -> None:
    version = announced.version
    version.not_in_terms = ["entries"]
    version.content_hash = version.compute_hash()
    version.save(update_fields=["not_in_terms", "content_hash"])
    version.signoffs.update(content_hash=version.content_hash)
    assert "entries" not in version.terms_now() and not gates.terms_are_signed(announced.consultation)
    turned_round(announced, announced.moss, "It is in use.")
    assert "entries" in announced.version.terms_now() and gates.terms_are_signed(announced.consultation)
