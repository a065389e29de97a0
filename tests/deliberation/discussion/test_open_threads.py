import pytest

from audit.models import Entry
from audit.wiring import wired_by
from consultations.access import NotAllowed
from consultations.models import Group, Stage
from deliberation.discussion import discussion
from deliberation.models import Thread
from tests.cast import Cast


def test_one_thread_for_each_prompt_and_group(cast: Cast) -> None:
    assert not Thread.objects.exists()
    made = discussion.open_threads(cast.consultation, by=cast.moss)
    assert len(made) == 4 * 2  # four prompts, two groups
    assert Thread.objects.filter(group=cast.group1).count() == 4
    assert not Thread.objects.filter(group=None).exists()
    assert Entry.objects.get(action="threads_opened").summary == "8 threads"


def test_opening_again_makes_only_what_is_missing(cast: Cast) -> None:
    discussion.open_threads(cast.consultation, by=None)
    Group.objects.create(consultation=cast.consultation, name="Group 3")
    assert len(discussion.open_threads(cast.consultation, by=cast.moss)) == 4
    assert discussion.open_threads(cast.consultation, by=cast.moss) == []
    assert Thread.objects.count() == 12


def test_where_anyone_may_join_there_are_public_threads_and_none_for_the_self_selected(cast: Cast) -> None:
    cast.consultation.joining_is_open = True
    everyone = Group.objects.create(consultation=cast.consultation, name="Open responses", is_open=True)
    discussion.open_threads(cast.consultation, by=None)
    assert Thread.objects.filter(group=None).count() == 4
    assert not Thread.objects.filter(group=everyone).exists()


def test_threads_open_when_the_consultation_opens(cast: Cast) -> None:
    assert not Thread.objects.exists()
    for hook in wired_by("ARRIVALS", Stage.OPEN):
        hook(cast.consultation)
    assert Thread.objects.count() == 8


def test_a_participant_opens_no_threads(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        discussion.open_threads(cast.consultation, by=cast.amina)


def test_the_facilitator_opens_missing_threads_from_the_page(cast: Cast, client_for) -> None:
    client = client_for(cast.moss)
    url = f"/consultations/{cast.consultation.slug}/discussion/"
    assert "Open these threads" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    assert Thread.objects.count() == 8
    assert client_for(cast.amina).post(url).status_code == 404
