"""Suggestions of a program: off until a facilitator switches them on, decided on by people, blind, told in public."""

from collections.abc import Callable, Sequence
from html import unescape
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django_tasks_db.models import DBTaskResult

from audit.models import Entry
from consultations.models import Membership
from outcomes import numbers
from outcomes.coding import coding, double, offered, suggesters, suggesting, trying
from outcomes.coding.suggesters import Example
from outcomes.models import Coding, Suggestion, SuggestionRun, Theme
from outcomes.report import method
from people.errors import Refused
from people.models import User
from people.privacy.erasing import erase
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded
from tests.pages import flat

SignIn = Callable[[User | None], Client]
PAGE = "/consultations/street-cameras/coding/suggestions/"
State = Suggestion.State
Made = tuple[Theme, Theme]


class ByFirstWord:
    """Sure of a theme as far as it was given to words with the same beginning; the same words are alike."""

    name, version = "First words", "test 1"

    def __init__(self) -> None:
        self.learnt: list[list[Example]] = []

    def likely(self, known: Sequence[Example], asked: Sequence[str]) -> list[dict[int, float]]:
        self.learnt.append(list(known))
        found = []
        for text in asked:
            same = [one.themes for one in known if one.text.split()[0] == text.split()[0]]
            found.append({t: sum(t in has for has in same) / len(same) for has in same for t in has})
        return found

    def alike(self, texts: Sequence[str], over: float) -> list[tuple[int, int, float]]:
        return [(n, m, 1.0) for n, one in enumerate(texts) for m, other in enumerate(texts) if n < m and one == other]


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> ByFirstWord:
    made = ByFirstWord()
    monkeypatch.setattr(suggesters, "here", lambda: made)
    return made


@made_once
def about(cast: Cast) -> Made:
    """Twenty contributions that people coded: what begins with Faces is about keeping, with Signs about notice."""
    keeping, notice = coded.theme(cast), coded.theme(cast, "Notice")
    for n in range(numbers.SUGGEST_FROM // 2):
        coded.code(cast, coded.say(cast, cast.amina, f"Faces kept for {n} days."), keeping)
        coded.code(cast, coded.say(cast, cast.bilal, f"Signs at {n} corners."), notice)
    return keeping, notice


def looked(cast: Cast) -> SuggestionRun:
    offered.switch_on(cast.consultation, by=cast.moss)
    run = suggesting.ask(cast.consultation, by=cast.moss)
    suggesting.make.call(run.pk)
    run.refresh_from_db()
    return run


def waiting(cast: Cast) -> list[tuple[str, str]]:
    found = offered.waiting(cast.consultation)
    return [(one.contribution.body, one.theme.title if one.theme else str(one.alike_id)) for one in found]


def told(cast: Cast) -> str:
    return str(method.count(cast.consultation, [])["suggested"])


@pytest.mark.usefixtures("about", "program")
def test_what_people_coded_is_learnt_and_the_rest_suggested(cast: Cast) -> None:
    coded.say(cast, cast.carys, "Faces should go.")
    coded.say(cast, cast.carys, "Thanks all.")
    run = looked(cast)
    assert waiting(cast) == [("Faces should go.", "Keeping and deleting")]
    assert (run.learnt_from, run.tried, run.right, run.offered) == (20, 20, 20, 1)
    assert (run.method, run.version, run.asked_by) == ("First words", "test 1", cast.member(cast.moss))
    assert not Coding.objects.filter(excerpt__revision__contribution__membership__pseudonym="Carys").exists()
    assert coding.uncoded(cast.consultation).count() == 2  # a suggestion deals with nothing


@pytest.mark.usefixtures("program")
def test_off_not_installed_or_at_work_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="off for this consultation"):
        suggesting.ask(cast.consultation, by=cast.moss)
    for who in (cast.hale, cast.okoro, cast.amina, cast.outsider):
        with pytest.raises((Refused, Http404)):
            offered.switch_on(cast.consultation, by=who)
    offered.switch_on(cast.consultation, by=cast.moss)
    suggesting.ask(cast.consultation, by=cast.moss)
    with pytest.raises(Refused, match="being made"):
        suggesting.ask(cast.consultation, by=cast.finch)
    monkeypatch.setattr(suggesters, "here", lambda: None)
    with pytest.raises(Refused, match="not installed"):
        offered.switch_on(cast.consultation, by=cast.moss)
    made = list(Entry.objects.values_list("action", flat=True))
    assert made.count("suggestions_switched_on") == 1 and made.count("suggestions_asked") == 1


@pytest.mark.usefixtures("program")
def test_coding_with_it_takes_it_and_the_annex_counts(cast: Cast, about: Made) -> None:
    keeping, notice = about
    said = coded.say(cast, cast.carys, "Faces should go.")
    other = coded.say(cast, cast.carys, "Signs are small.")
    assert told(cast) == ""
    looked(cast)
    chosen = {"themes": [keeping], "stance": "for", "intensity": 2, "whole": True}
    coding.code_words(said, by=cast.finch, **chosen)
    coding.code_words(other, by=cast.finch, **chosen)  # another theme than the one suggested
    one = Suggestion.objects.get(contribution=said)
    assert (one.state, one.decided_by) == (State.ACCEPTED, cast.member(cast.finch)) and one.decided_at
    assert Suggestion.objects.get(contribution=other).state == State.OFFERED
    line = "Suggestions were used: 2 offered and 1 taken, made on the platform’s own machine by First words (test 1)."
    assert told(cast).startswith(line)
    notice.codings.all().delete()
    notice.delete()
    erase(cast.carys)
    assert not Suggestion.objects.exists() and told(cast).startswith(line)  # what was used stays said


@pytest.mark.usefixtures("about", "program")
def test_the_report_says_it_and_otherwise_that_nothing_was_automatic(cast: Cast) -> None:
    nothing = "No part of this was automatic."
    build = method._analysed
    counts = method.count(cast.consultation, [])
    has = type("Has", (), {"counts": counts})()
    assert nothing in build(has)
    offered.switch_on(cast.consultation, by=cast.moss)
    has.counts = method.count(cast.consultation, [])
    assert nothing in build(has)  # on, and nothing ever offered
    coded.say(cast, cast.carys, "Faces should go.")
    looked(cast)
    assert waiting(cast) != []
    offered.switch_off(cast.consultation, by=cast.moss)
    assert waiting(cast) == []
    has.counts = method.count(cast.consultation, [])
    assert "1 offered and 0 taken" in build(has) and nothing not in build(has)


@pytest.mark.usefixtures("about", "program")
def test_what_was_rejected_is_not_suggested_again(cast: Cast) -> None:
    said = coded.say(cast, cast.carys, "Faces should go.")
    gone = coded.say(cast, cast.carys, "Signs are small.")
    looked(cast)
    found = Suggestion.objects.get(contribution=said)
    for who in (cast.hale, cast.amina):
        with pytest.raises((Refused, Http404)):
            offered.reject(said, found.pk, by=who)
    with pytest.raises(Refused, match="does not wait"):
        offered.reject(gone, found.pk, by=cast.moss)
    with pytest.raises(Refused, match="does not wait"):
        offered.take_alike(said, found.pk, by=cast.moss)  # a theme is taken by coding alone
    offered.reject(said, found.pk, by=cast.moss)
    coded.change(gone, "Cameras are fine.")
    again = looked(cast)
    assert waiting(cast) == [] and again.offered == 0 and "2 offered and 0 taken" in told(cast)
    states = dict(Suggestion.objects.values_list("contribution", "state"))
    assert states == {said.pk: State.REJECTED, gone.pk: State.OVERTAKEN}


def test_nothing_of_a_sample_is_shown_taken_or_learnt_until_it_opens(
    cast: Cast, about: Made, program: ByFirstWord, client_for: SignIn
) -> None:
    said = coded.say(cast, cast.carys, "Faces should go.")
    later = coded.say(cast, cast.carys, "Faces should go.")
    looked(cast)
    assert {text for text, _ in waiting(cast)} == {"Faces should go."} and len(waiting(cast)) == 3
    first, second = cast.member(cast.moss), cast.member(cast.finch)
    left = double.to_draw_from(cast.consultation, first).count()
    sample = double.draw(cast.consultation, by=cast.moss, first=first, second=second, size=left, seed=1)
    assert said.sampled and later.sampled and waiting(cast) == []
    page = client_for(cast.moss).get(f"/consultations/street-cameras/coding/{said.pk}/")
    assert "Suggested by a program" not in page.content.decode()
    coding.code_words(said, by=cast.finch, themes=[about[0]], stance="for", intensity=2, whole=True)
    assert not Suggestion.objects.filter(state=State.ACCEPTED).exists()
    program.learnt.clear()
    run = looked(cast)
    assert (run.learnt_from, run.offered) == (0, 0) and not any(program.learnt)
    assert not Suggestion.objects.filter(state=State.OFFERED).exists()  # nor looked at
    double.call_off(sample, by=cast.moss)
    assert looked(cast).learnt_from == numbers.SUGGEST_FROM + 1


@pytest.mark.usefixtures("about", "program")
def test_the_same_words_are_offered_as_alike_and_code_nothing(cast: Cast) -> None:
    said = coded.say(cast, cast.carys, "Mind the vans.")
    later = coded.say(cast, cast.bilal, "Mind the vans.")
    looked(cast)
    [found] = Suggestion.objects.all()
    assert (found.contribution, found.alike) == (later, said)
    before = Coding.objects.count()
    offered.take_alike(later, found.pk, by=cast.finch)
    found.refresh_from_db()
    assert found.state == State.ACCEPTED and Coding.objects.count() == before and "1 taken" in told(cast)
    erase(cast.carys)
    assert not Suggestion.objects.exists()


@pytest.mark.usefixtures("program")
def test_few_coded_teach_no_themes(cast: Cast, client_for: SignIn) -> None:
    coded.code(cast, coded.say(cast, cast.amina, "Faces kept."), coded.theme(cast))
    coded.say(cast, cast.carys, "Faces should go.")
    run = looked(cast)
    assert (run.learnt_from, run.tried, run.offered) == (1, 0, 0) and run.done_at
    page = flat(client_for(cast.moss).get(PAGE).content.decode())
    assert f"Themes are suggested from {numbers.SUGGEST_FROM} on" in page


@pytest.mark.usefixtures("about", "program")
def test_themes_of_another_part_and_people_who_left_get_none(cast: Cast) -> None:
    coded.say(cast, cast.carys, "Faces should go.", area=1)
    left = coded.say(cast, cast.carys, "Signs are small.")
    looked(cast)
    assert waiting(cast) == [("Signs are small.", "Notice")]
    Membership.objects.filter(pk=left.membership_id).update(withdrawn_at=left.created_at)
    assert waiting(cast) == []


def test_the_page_says_what_state_it_is_in(
    cast: Cast, about: Made, client_for: SignIn, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    client = client_for(cast.moss)

    def shown(**sent: object) -> str:
        page = client.post(PAGE, sent, follow=True) if sent else client.get(PAGE)
        return flat(unescape(page.content.decode()))

    monkeypatch.setattr(suggesters, "here", lambda: None)
    assert "Not installed" in shown() and "not installed" in shown(do="switch_on")
    bench = "/consultations/street-cameras/coding/"
    assert "how to switch it on" in client.get(bench).content.decode()
    monkeypatch.setattr(suggesters, "here", lambda made=ByFirstWord(): made)
    assert "Off for this consultation" in shown()
    assert "Not asked yet" in shown(do="switch_on")
    assert "Suggestions by a program</a>" in client.get(bench).content.decode()
    assert "At work" in shown(do="ask")
    SuggestionRun.objects.update(asked_at=cast.consultation.created_at - 2 * suggesting.LOST)
    assert "came to nothing" in shown()
    shown(do="ask")
    [*_, job] = DBTaskResult.objects.ready().order_by("enqueued_at")
    job.task.call(*job.task_result.args)
    assert "Nothing to suggest" in shown()
    said = coded.say(cast, cast.carys, "Faces should go.")
    looked(cast)
    text = shown()
    assert "Waiting for a person: 1" in text and "of 20 it would have suggested, 20 a person had chosen" in text
    assert "about 9 in 10" in text  # never more than that
    one = f"/consultations/street-cameras/coding/{said.pk}/"
    assert "Suggested by a program" in client.get(one).content.decode()
    filled = client.get(f"{one}?theme={about[0].pk}").context["form"]
    assert filled["themes"].value() == [about[0].pk]
    found = Suggestion.objects.get()
    assert "Code with it" not in client_for(cast.hale).get(one).content.decode()
    assert (
        client_for(cast.hale).post(PAGE, {"do": "reject", "contribution": said.pk, "suggestion": found.pk}).status_code
        == 404
    )
    assert client.post(one, {"do": "reject", "suggestion": found.pk}).status_code == 302
    assert "Nothing to suggest" in shown()
    for who in (cast.okoro, cast.reyes, cast.amina, cast.outsider, None):
        assert client_for(who).get(PAGE).status_code == 404


@pytest.mark.usefixtures("about", "program")
def test_the_list_costs_the_same_for_many(
    cast: Cast, client_for: SignIn, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for n in range(25):
        coded.say(cast, cast.carys, f"Faces go {n}.")
    looked(cast)
    client = client_for(cast.moss)
    client.get(PAGE)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        client.get(PAGE)


def test_each_try_is_on_words_that_were_not_learnt_from() -> None:
    """The cut too: what is tried is out of sight while it is chosen."""
    sizes: list[int] = []

    class ByHeart(ByFirstWord):
        def likely(self, known: Sequence[Example], asked: Sequence[str]) -> list[dict[int, float]]:
            texts = {one.text: one.themes for one in known}
            sizes.append(len(known) + len(asked))
            assert not texts.keys() & set(asked)
            return [{1: 0.9} if text in texts else {} for text in asked]

    known = [Example(f"Text {n}.", frozenset({1})) for n in range(40)]
    assert trying.score(trying.nested(ByHeart(), known), known) == trying.Tried(0, 0)
    assert sizes == [*[30] * trying.INNER, 40] * trying.FOLDS
    tried = [place for _, places in trying.parts(40, 4) for place in places]
    assert sorted(tried) == list(range(40))


def test_the_cut_lies_where_f1_is_best_and_a_share_is_of_those_about_as_sure() -> None:
    yes, no = Example("", frozenset({1})), Example("", frozenset())
    sures, known = [{1: 0.9}, {1: 0.8}, {1: 0.7}, {1: 0.2}], [yes, yes, no, no]
    assert trying.best_cut(sures, known) == 0.8
    assert trying.best_cut([{1: 0.9}], [no]) > 1 and trying.best_cut([], []) > 1
    assert trying.best_cut([{1: 0.9}] * 4, [yes, no, no, no]) > 1  # a quarter right is too little
    assert trying.chosen({1: 0.9, 2: 0.8, 3: 0.95, 4: 0.85, 5: 0.1}, 0.5) == [3, 1, 4]
    pairs = sorted([(n / 100, n >= 50) for n in range(100)])
    assert [trying.percent_like(sure, pairs) for sure in (0.05, 0.495, 0.99)] == [0, 50, 100]
