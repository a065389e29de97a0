"""The briefing as cards: folded with their gist, each under the anchor that other pages lead to."""

import re
from collections.abc import Callable

from django.core.cache import cache
from django.test import Client

from consultations.briefing.contents import GIST, gist_of
from consultations.models import BriefingSection, BriefingVersion, DecisionStep, SectionKind, Source, Technology
from people.models import User
from tests.cast import Cast
from tests.made_once import made_once

As = Callable[[User | None], Client]
LONG = "Cameras look at faces [1], and " + "compare them " * 30 + "with a list. A second sentence."


@made_once
def version(cast: Cast) -> BriefingVersion:
    made = BriefingVersion.objects.create(consultation=cast.consultation, status=BriefingVersion.Status.APPROVED)
    for kind in SectionKind:
        BriefingSection.objects.create(version=made, kind=kind, body=f"About {kind.value} [1]. More of it.")
    DecisionStep.objects.create(version=made, kind="machine", doer="machine", title="It compares")
    DecisionStep.objects.create(version=made, place=2, kind="check", doer="person", who="Sergeant", title="She looks")
    Source.objects.create(version=made, title="A study", number=1)
    made.content_hash = made.compute_hash()
    made.save()
    return made


def page(cast: Cast, client: Client, query: str = "") -> str:
    return client.get(f"{cast.consultation.get_absolute_url()}briefing/{query}").content.decode()


def test_every_anchor_is_there_once_and_outside_what_is_folded(
    cast: Cast, version: BriefingVersion, client_for: As
) -> None:
    text = page(cast, client_for(None))
    anchors = [*SectionKind.values, "show", "prove", "safeguards", "human", "sources", "checked"]
    for name in anchors:
        assert text.count(f'id="{name}"') == 1, name
    for card in re.findall(r"<details class=\"part fold\".*?</summary>", text, re.DOTALL):
        assert card.count(" id=") == 1  # a browser without scripts finds it, folded or not
    assert text.count('<details class="part fold"') == len(SectionKind) - 1 + 1  # all but the one minute; the sources


def test_cards_are_folded_until_all_are_asked_for_and_nothing_is_left_out(
    cast: Cast, version: BriefingVersion, client_for: As
) -> None:
    folded, opened = page(cast, client_for(None)), page(cast, client_for(None), "?all=1")
    assert not re.search(r"<details class=\"part fold\"\s+open", folded)
    assert len(re.findall(r"<details class=\"part fold\"\s+open", opened)) == folded.count('class="part fold"')
    for kind in SectionKind:
        assert f"About {kind.value} " in folded
    assert 'href="?version=1&amp;all=1"' in folded
    assert 'href="?version=1"' in opened
    # What was kept for one way of reading is not shown for the other.
    again = page(cast, client_for(None))
    assert not re.search(r"<details class=\"part fold\"\s+open", again)


def test_the_first_screen_says_who_answers(cast: Cast, version: BriefingVersion, client_for: As) -> None:
    officer = cast.member(cast.okoro)
    text = page(cast, client_for(None))
    head = text[text.index("page-head") : text.index("</header>", text.index("page-head"))]
    assert officer.accepted_at
    assert officer.signs_as in head
    officer.accepted_at = None
    officer.save()
    head = page(cast, client_for(None))
    assert "nobody has accepted the duty to answer yet" in head


def test_a_gist_is_the_first_sentence_whole_words_without_marks() -> None:
    assert gist_of("<p>It looks [1]. Then more.</p><p>Again.</p>") == "It looks."
    assert gist_of("<ul><li><strong>Who:</strong> an <em>officer</em> &amp; a clerk [2].</li><li>x</li></ul>") == (
        "Who: an officer & a clerk."
    )
    assert gist_of("<h3>Heading</h3><p>Words.</p>") == "Heading"
    assert gist_of("") == ""
    assert len(gist_of(f"<p>{LONG}</p>")) <= GIST
    assert gist_of(f"<p>{LONG}</p>").endswith("…")
    assert gist_of("<p>&lt;script&gt;x&lt;/script&gt;</p>") == "<script>x</script>"  # escaped again by the page


def test_the_gist_is_escaped_on_the_page(cast: Cast, version: BriefingVersion, client_for: As) -> None:
    section = version.sections.get(kind="does")
    section.body = "Compares `<img src=x onerror=alert(1)>` here."
    section.save()
    assert "<img src=x" not in page(cast, client_for(None), "?x")


def test_the_path_tells_machine_from_person_and_who(cast: Cast, version: BriefingVersion, client_for: As) -> None:
    text = page(cast, client_for(None))
    assert "2 steps, 1 by a person." in text
    path = text[text.index('<ol class="path">') :]
    assert path.index('data-doer="machine"') < path.index("It compares") < path.index('data-doer="person"')
    assert "A person: Sergeant" in path
    assert "A machine" in path


def test_where_it_is_used_says_what_the_register_says(cast: Cast, version: BriefingVersion, client_for: As) -> None:
    """A text may say that the police think about it; the folded card says where it stands."""
    BriefingSection.objects.filter(version=version, kind="uses").update(body_html="<p>The police think about it.</p>")
    Technology.objects.filter(consultations=cast.consultation).delete()
    cast.consultation.technologies.add(Technology.objects.create(name="Drones", kind="drone", stage="operational"))
    text = page(cast, client_for(None))
    assert '<span class="gist">Drones: in use.</span>' in text
    assert '<span class="gist">The police think about it.</span>' not in text
    cast.consultation.technologies.add(Technology.objects.create(name="CCTV", kind="cctv", stage="trial"))
    cache.clear()
    assert '<span class="gist">2 technologies: 1 on trial and 1 in use.</span>' in page(cast, client_for(None))
