"""Writing from nothing: what is the same for every technology is there at once, and nothing that was written goes."""

import pytest
from django.urls import reverse

from consultations.briefing import briefing, completeness, frame, unknowns
from consultations.models import Consultation, DataCard, SectionKind, Technology
from consultations.setup import setup
from people.errors import Refused
from tests.consultations.draft import Draft
from tests.made_once import made_once

K = SectionKind


@made_once
def blank(draft: Draft) -> Consultation:
    made = setup.start(title="Body-worn video", starter="", by=draft.moss, force=draft.consultation.force)
    made.technologies.add(Technology.objects.create(force=made.force, name="Cameras", kind="body_worn_video"))
    return made


def test_it_fills_what_is_blank_and_leaves_what_is_written(draft: Draft, blank: Consultation) -> None:
    version = blank.briefing
    assert version is not None
    briefing.write_section(version, K.COST, "It costs £7 an hour.", by=draft.moss)
    briefing.write_data_card(version, by=draft.moss, security="In a locked room.")
    frame.take_in(version, by=draft.moss)
    assert version.sections.get(kind=K.COST).body == "It costs £7 an hour."
    assert {*version.sections.values_list("kind", flat=True)} == {str(kind) for kind in frame.WORDS}
    card = DataCard.objects.get(version=version)
    assert card.security == "In a locked room." and card.misuse == card.controller == "Not known yet"
    assert completeness.blank_card_fields(version) == ["Checked by (role)"], "who checked it is for the writer to say"
    assert not completeness.missing_retention(version)
    places = set(version.facts.values_list("place", flat=True))
    assert "card:misuse" in places and "card:security" not in places, "a state to ask the force about"
    assert "[1]" in version.sections.get(kind=K.OVERSIGHT).body and version.sources.get().number == 1
    with pytest.raises(Refused, match="nothing left to fill in"):
        frame.take_in(version, by=draft.moss)


def test_what_it_costs_is_asked_of_the_force(draft: Draft, blank: Consultation) -> None:
    version = blank.briefing
    assert version is not None
    frame.take_in(version, by=draft.moss)
    assert version.sections.get(kind=K.COST).body.startswith(
        "What it costs here is not known yet. **Ask the police here:**"
    )
    cost = version.facts.get(place="section:cost")
    assert cost.state == cost.State.TO_CONFIRM and unknowns.places(version)["section:cost"].is_open


def test_the_writing_page_offers_it_while_something_is_blank(draft: Draft, blank: Consultation, client_for) -> None:
    client, address = client_for(draft.moss), reverse("write_briefing", args=[blank.slug])
    page = client.get(address).content.decode()
    assert "Fill in what is the same everywhere" in page and 'href="#does-body" data-next>Next blank' in page
    client.post(reverse("take_frame", args=[blank.slug]))
    page = client.get(address).content.decode()
    assert "Fill in what is the same everywhere" not in page and "<b>[1]</b> Reviews and appeals" in page
    assert client_for(draft.hale).post(reverse("take_frame", args=[blank.slug])).status_code in {403, 404}


def test_what_is_saved_comes_back_as_residents_read_it(draft: Draft, client_for) -> None:
    client, slug = client_for(draft.moss), draft.consultation.slug
    page = client.get(reverse("write_briefing", args=[slug])).content.decode()
    mark = page[page.index("/briefing/write/cost/") :].split('name="seen" value="')[1].split('"')[0]
    address = reverse("save_section", args=[slug, "cost"])
    answer = client.post(address, {"body": "It is **dear**. <script>x</script>", "seen": mark}).json()
    assert "<strong>dear</strong>" in answer["html"] and "<script" not in answer["html"]
    assert answer["meter"].startswith("5 words")
