"""The topic guide: adding, changing, ordering and taking out."""

import pytest
from django.db import transaction
from django.urls import reverse

from audit.models import Entry
from consultations import term_changes
from consultations.access import NotAllowed
from consultations.models import Consultation
from consultations.terms import terms
from consultations.topic_guide import topic_guide
from people.errors import Refused
from tests.cast import Cast
from tests.consultations.draft import Draft

BLANK_AREA = {"title": "", "aim": "", "minutes": "30"}  # as the browser sends what nobody has filled in
BLANK_QUESTION = {"question": "", "probe": "", "minutes": "10"}


def titles(draft: Draft) -> list[str]:
    return [f"{a.order} {a.title}" for a in draft.consultation.areas.all()]


def test_an_area_goes_to_the_end(draft: Draft) -> None:
    before = draft.consultation.areas.count()
    area = topic_guide.add_area(draft.consultation, "  What   next ", by=draft.moss)
    assert (area.order, area.title) == (before + 1, "What next")
    assert Entry.objects.filter(action="area_added", summary="What next").exists()


def test_areas_move_and_stay_in_order(draft: Draft) -> None:
    last = topic_guide.add_area(draft.consultation, "Last", by=draft.moss)
    topic_guide.move_area(last, by=draft.moss, up=True)
    topic_guide.move_area(draft.consultation.areas.get(title="Last"), by=draft.moss, up=True)
    topic_guide.move_area(draft.consultation.areas.get(title="Last"), by=draft.moss, up=True)  # already first
    assert titles(draft)[0] == "1 Last"
    assert [a.order for a in draft.consultation.areas.all()] == [1, 2, 3]


def test_taking_an_area_out_closes_the_gap(draft: Draft) -> None:
    topic_guide.remove_area(draft.consultation.areas.first(), by=draft.moss)
    assert [a.order for a in draft.consultation.areas.all()] == [1]


def test_prompts_are_added_changed_moved_and_taken_out(draft: Draft) -> None:
    area = draft.consultation.areas.first()
    prompt = topic_guide.add_prompt(area, "Anything else?", by=draft.finch)
    assert prompt.order == area.prompts.count()
    topic_guide.move_prompt(prompt, by=draft.moss, up=True)
    prompt.refresh_from_db()
    assert prompt.order == area.prompts.count() - 1
    topic_guide.change_prompt(prompt, by=draft.moss, question="What did we miss?", minutes=3)
    topic_guide.remove_prompt(area.prompts.first(), by=draft.moss)
    assert [p.order for p in area.prompts.all()] == list(range(1, area.prompts.count() + 1))
    assert area.prompts.filter(question="What did we miss?", minutes=3).exists()


def test_who_opened_the_page_before_it_opened_changes_nothing_afterwards(announced_draft: Draft) -> None:
    """The guide was signed; another facilitator opens the consultation while this one presses a button."""
    draft, why = announced_draft, "We forgot it."
    terms.fix(draft.consultation)
    area = draft.consultation.areas.first()  # as read before, with its consultation
    assert area is not None and area.consultation.stage == "announced"
    prompt = area.prompts.select_related("area__consultation").first()
    Consultation.objects.filter(pk=draft.consultation.pk).update(stage="open")
    before = topic_guide.of_consultation(draft.consultation.pk)
    for act in (
        lambda: topic_guide.add_area(draft.consultation, "Something else", by=draft.moss, reason=why),
        lambda: topic_guide.change_area(area, by=draft.moss, title="Something else", reason=why),
        lambda: topic_guide.move_area(area, by=draft.moss, up=False, reason=why),
        lambda: topic_guide.add_prompt(area, "And this?", by=draft.moss, reason=why),
        lambda: topic_guide.change_prompt(prompt, by=draft.moss, question="And this?", reason=why),
        lambda: topic_guide.move_prompt(prompt, by=draft.moss, up=False, reason=why),
        lambda: topic_guide.remove_prompt(prompt, by=draft.moss, reason=why),
        lambda: topic_guide.remove_area(area, by=draft.moss, reason=why),
    ):
        with pytest.raises(Refused, match="cannot set up"), transaction.atomic():
            act()
        assert topic_guide.of_consultation(draft.consultation.pk) == before
    moss = draft.member(draft.moss)
    moss, refused = draft.member(draft.moss), pytest.raises(Refused, match="stays as the panel signed it")
    with refused, transaction.atomic(), terms.changing(draft.consultation, moss):
        draft.consultation.areas.update(title="Something else")
    assert list(term_changes.differences()) == []
    draft.consultation.areas.update(title="With the database open")
    (told,) = term_changes.differences()
    assert told.endswith("is not what was signed or moved in public: topic guide.")


def test_words_are_needed(draft: Draft) -> None:
    with pytest.raises(Refused):
        topic_guide.add_area(draft.consultation, "   ", by=draft.moss)
    with pytest.raises(Refused):
        topic_guide.add_prompt(draft.consultation.areas.first(), "\u202e", by=draft.moss)


def test_the_guide_is_fixed_once_open(cast: Cast) -> None:
    area = cast.consultation.areas.first()
    for act in (
        lambda: topic_guide.remove_area(area, by=cast.moss),
        lambda: topic_guide.add_prompt(area, "New?", by=cast.moss),
    ):
        with pytest.raises(Refused):
            act()


def test_police_cannot_write_the_guide(draft: Draft) -> None:
    with pytest.raises(NotAllowed):
        topic_guide.add_area(draft.consultation, "Ours", by=draft.okoro)


def test_the_buttons_work_without_a_script(draft: Draft, client_for) -> None:
    client, slug = client_for(draft.moss), draft.consultation.slug
    first, second = draft.consultation.areas.all()
    assert client.post(reverse("topic_guide", args=[slug]), {"up": second.pk, **BLANK_AREA}).status_code == 302
    assert draft.consultation.areas.first() == second
    edit, gone = reverse("edit_area", args=[slug, first.pk]), first.prompts.first()
    assert client.post(edit, {"out": gone.pk, **BLANK_QUESTION}).status_code == 302
    assert gone not in first.prompts.all()
    assert client.post(edit, {"question": "", "minutes": 5}).status_code == 422
    assert client.post(edit, {"question": "Really?", "minutes": 5}).status_code == 302
    assert first.prompts.filter(question="Really?").exists()
    assert client.post(edit + "?change=area", {"title": "Your street", "minutes": 20}).status_code == 302
    first.refresh_from_db()
    assert (first.title, first.minutes) == ("Your street", 20)


@pytest.mark.parametrize("do", ["up", "down", "out"])
def test_a_button_beside_a_question_keeps_the_one_being_typed(draft: Draft, client_for, do: str) -> None:
    area = draft.consultation.areas.first()
    first, second = list(area.prompts.all())[:2]
    pressed, before = (first if do == "down" else second), list(area.prompts.values_list("pk", flat=True))
    edit = reverse("edit_area", args=[draft.consultation.slug, area.pk])
    typed = {"question": "Half a <question", "probe": "Why so", "minutes": "soon"}
    answer = client_for(draft.moss).post(edit, {do: pressed.pk, **typed})
    assert answer.status_code == 200 and "There is a problem" not in answer.content.decode()
    assert [answer.context["form"][name].value() for name in typed] == list(typed.values())
    assert "Half a &lt;question" in answer.content.decode()
    assert list(area.prompts.values_list("pk", flat=True)) != before
    assert not area.prompts.filter(question__startswith="Half").exists()


def test_a_button_beside_an_area_keeps_the_one_being_typed(draft: Draft, client_for) -> None:
    first, second = draft.consultation.areas.all()
    guide_page, typed = reverse("topic_guide", args=[draft.consultation.slug]), {**BLANK_AREA, "aim": "Half an aim"}
    answer = client_for(draft.moss).post(guide_page, {"down": first.pk, **typed})
    assert answer.status_code == 200 and ">\nHalf an aim</textarea>" in answer.content.decode()
    assert list(draft.consultation.areas.all()) == [second, first]


def test_a_button_beside_what_a_colleague_took_out_keeps_it_too(draft: Draft, elsewhere: Cast, client_for) -> None:
    area = draft.consultation.areas.first()
    edit = reverse("edit_area", args=[draft.consultation.slug, area.pk])
    others = elsewhere.consultation.areas.first().prompts.first()
    for pk in (others.pk, 987654, "x"):
        answer = client_for(draft.moss).post(edit, {"out": pk, **BLANK_QUESTION, "question": "Half"})
        assert answer.status_code == 422 and "was taken out in the meantime" in answer.content.decode()
        assert 'value="Half"' in answer.content.decode()
    others.refresh_from_db()  # still there


def test_return_in_a_field_adds_and_does_not_move(draft: Draft, client_for) -> None:
    """A browser presses the first button of the form: it has to be the one that adds."""
    client, area = client_for(draft.moss), draft.consultation.areas.first()
    slug = draft.consultation.slug
    for address, adds in (("topic_guide", "Add the area"), ("edit_area", "Add the question")):
        html = client.get(reverse(address, args=[slug, area.pk] if address == "edit_area" else [slug])).content.decode()
        main = html[html.index("<main") :]
        first = main[main.index("<button") : main.index("</button>")]
        assert first.endswith(adds) and "name=" not in first
        assert main.count("<form") == 1


def test_one_form_a_page(draft: Draft, client_for) -> None:
    """What is typed into one form would be lost when another is sent."""
    client, area = client_for(draft.moss), draft.consultation.areas.first()
    edit = reverse("edit_area", args=[draft.consultation.slug, area.pk])
    questions, about = client.get(edit).content.decode(), client.get(edit + "?change=area").content.decode()
    assert "Add the question" in questions and "Save the area" not in questions
    assert "Save the area" in about and "Add the question" not in about
