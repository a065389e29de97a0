"""All sections on one page: each saved as it is written, refused when overtaken; rows changed where they stand."""

from typing import Any

import pytest
from django.urls import reverse

from consultations.briefing import briefing
from consultations.models import AskedFact, SectionKind
from people.errors import Refused
from tests.consultations.draft import Draft


def at(draft: Draft, name: str, *more: Any) -> str:
    return reverse(name, args=[draft.consultation.slug, *more])


def seen_of(page: str, kind: str) -> str:
    form = page[page.index(at_action := f"/briefing/write/{kind}/") :]
    assert at_action
    return form.split('name="seen" value="')[1].split('"')[0]


def test_every_section_is_there_with_its_own_mark(draft: Draft, client_for) -> None:
    page = client_for(draft.moss).get(at(draft, "write_briefing")).content.decode()
    marks = set()
    for kind in SectionKind.values:
        assert f'id="{kind}-body"' in page
        marks.add(seen_of(page, kind))
    assert len(marks) > len(SectionKind) - 4  # only the empty ones are alike
    for who in (draft.hale, draft.reyes, draft.outsider):
        assert client_for(who).get(at(draft, "write_briefing")).status_code in {403, 404}


def test_saved_as_it_is_written_and_saved_on(draft: Draft, client_for) -> None:
    client = client_for(draft.moss)
    mark = seen_of(client.get(at(draft, "write_briefing")).content.decode(), "cost")
    for words in ("It costs 7.", "It costs 70."):
        answer = client.post(at(draft, "save_section", "cost"), {"body": words, "seen": mark})
        assert answer.status_code == 200
        mark = answer.json()["seen"]
        assert draft.version.sections.get(kind="cost").body == words


def test_an_overtaken_save_is_refused_and_both_texts_stay(draft: Draft, client_for) -> None:
    client = client_for(draft.moss)
    mark = seen_of(client.get(at(draft, "write_briefing")).content.decode(), "cost")
    briefing.write_section(draft.version, "cost", "Somebody else's words.", by=draft.finch)
    answer = client.post(at(draft, "save_section", "cost"), {"body": "Mine.", "seen": mark})
    assert answer.status_code == 409
    assert "while you were writing" in " ".join(answer.json()["problems"])
    said = answer.json()
    assert said["body"] == "Somebody else's words." and said["seen"] != mark, "to be read before it is sent"
    assert draft.version.sections.get(kind="cost").body == "Somebody else's words."
    # Another section is not held up by it.
    page = client.get(at(draft, "write_briefing")).content.decode()
    assert (
        client.post(at(draft, "save_section", "does"), {"body": "Mine.", "seen": seen_of(page, "does")}).status_code
        == 200
    )


def test_what_is_too_long_is_said_and_not_saved(draft: Draft, client_for) -> None:
    client = client_for(draft.moss)
    mark = seen_of(client.get(at(draft, "write_briefing")).content.decode(), "cost")
    before = draft.version.sections.get(kind="cost").body
    answer = client.post(at(draft, "save_section", "cost"), {"body": "x" * 10_001, "seen": mark})
    assert answer.status_code == 422 and answer.json()["problems"]
    assert draft.version.sections.get(kind="cost").body == before
    assert client.post(at(draft, "save_section", "nonsense"), {"body": "x"}).status_code == 404


def test_once_public_it_leads_back_and_refuses(draft: Draft, client_for) -> None:
    client = client_for(draft.moss)
    mark = seen_of(client.get(at(draft, "write_briefing")).content.decode(), "cost")
    draft.announce()
    assert client.get(at(draft, "write_briefing")).status_code == 302
    answer = client.post(at(draft, "save_section", "cost"), {"body": "After.", "seen": mark})
    assert answer.status_code == 422 and "Start a new version" in " ".join(answer.json()["problems"])


def test_a_paste_comes_back_clean_for_writers_only(draft: Draft, client_for) -> None:
    html = "<h2>Head</h2><p class=MsoListParagraph>·&nbsp; One</p><script>x()</script>"
    answer = client_for(draft.moss).post(at(draft, "paste_into_briefing"), {"html": html})
    assert answer.json() == {"text": "### Head\n\n- One"}
    assert client_for(draft.hale).post(at(draft, "paste_into_briefing"), {"html": html}).status_code == 404


ROWS = [
    ("retention", "kept_for", "9 days"), ("suppliers", "role", "Other software"), ("figures", "area", "Saltmarsh"),
    ("stories", "area", "Saltmarsh"), ("sources", "publisher", "Somebody"), ("path", "can_stop", "At the gate."),
]  # fmt: skip


@pytest.mark.parametrize(("what", "field", "value"), ROWS)
def test_a_row_is_changed_where_it_stands(draft: Draft, client_for, what: str, field: str, value: str) -> None:
    client, table = client_for(draft.moss), briefing.EVIDENCE[what]
    if not table._default_manager.filter(version=draft.version).exists():
        briefing.add_evidence(draft.version, what, by=draft.moss, name="A company")
    row = table._default_manager.filter(version=draft.version).first()
    assert row is not None
    address = at(draft, "edit_evidence_row", what, row.pk)
    AskedFact.objects.update_or_create(
        version=draft.version, place=f"{what}:{row.pk}",
        defaults={"state": "confirmed", "asked_role": "Head", "asked_on": "2026-01-01", "answered_role": "Head",
                  "answered_on": "2026-01-02"},
    )  # fmt: skip
    form = client.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    number = getattr(row, "number", None)
    draft.send_to_panel().sign()
    assert client.post(address, {**sent, field: value}).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == value
    assert getattr(row, "number", None) == number
    assert draft.version.counting_signatures() == []
    assert draft.version.facts.get(place=f"{what}:{row.pk}").state == "to_confirm"
    # The second tab is refused, with the same mark.
    late = client.post(address, {**sent, field: "Late words"})
    assert late.status_code == 422 and "while you were writing" in late.content.decode()
    row.refresh_from_db()
    assert getattr(row, field) == value


def test_a_row_keeps_the_rules_of_its_table(draft: Draft) -> None:
    figure = draft.version.figures.first()
    assert figure is not None
    fields = {f: getattr(figure, f) for f in ("metric", "value", "denominator_label", "denominator_value",
                                              "second_denominator_label", "second_denominator_value", "area",
                                              "period", "source")}  # fmt: skip
    briefing.change_evidence(draft.version, "figures", figure.pk, by=draft.moss, **fields)  # the same is no second one
    with pytest.raises(Refused, match="cannot be checked"):
        briefing.change_evidence(draft.version, "figures", figure.pk, by=draft.moss, **{**fields, "source": ""})
    source = draft.version.sources.first()
    assert source is not None
    with pytest.raises(Refused, match="full web address"):
        briefing.change_evidence(draft.version, "sources", source.pk, by=draft.moss, url="javascript:x")
    with pytest.raises(Refused, match="not here any more"):
        briefing.change_evidence(draft.version, "sources", 10**9, by=draft.moss, title="x")


def test_without_a_script_a_saved_section_leads_back_to_its_place(draft: Draft, client_for) -> None:
    client = client_for(draft.moss)
    mark = seen_of(client.get(at(draft, "write_briefing")).content.decode(), "cost")
    answer = client.post(at(draft, "edit_section", "cost"), {"body": "It costs 8.", "seen": mark, "next": "1"})
    assert answer["Location"] == f"{at(draft, 'write_briefing')}#cost-body"
    assert draft.version.sections.get(kind="cost").body == "It costs 8."
