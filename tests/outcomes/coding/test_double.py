"""Two coders: blind until both are done, both readings kept, differences settled by a person who says why."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client

from audit.models import Entry
from consultations.models import Role, Stage
from deliberation.models import Contribution
from outcomes.coding import coding, double, gates, matrix, settling, themes
from outcomes.findings import labels
from outcomes.models import Coding, Disagreement, DoubleCoding, Theme
from people.errors import Refused
from people.models import User
from tests.cast import Cast, person, staff
from tests.made_once import made_once
from tests.outcomes import coded
from tests.pages import flat

SignIn = Callable[[User | None], Client]
BASE = "/consultations/street-cameras/"
State = Coding.State


def mark(cast: Cast, who: User, said: Contribution, about: Theme, stance: str = "for", intensity: int = 2) -> Coding:
    excerpt = coding.excerpt(said, 0, len(said.body), by=who)
    return coding.code(excerpt, about, by=who, stance=stance, intensity=intensity)


def drawn(cast: Cast, size: int, seed: int | None = 7) -> DoubleCoding:
    first, second = cast.member(cast.moss), cast.member(cast.finch)
    return double.draw(cast.consultation, by=cast.moss, first=first, second=second, size=size, seed=seed)


@made_once
def read_twice(cast: Cast) -> tuple[list[Contribution], Theme, Theme]:
    """Three contributions: the coders agree on the first, differ in stance on the second, in theme on the third."""
    said = [coded.say(cast, who, f"Number {n}.") for n, who in enumerate((cast.amina, cast.bilal, cast.carys))]
    about, other = coded.theme(cast), coded.theme(cast, "Signs")
    sample = drawn(cast, 3)
    for who, second, third in ((cast.moss, "for", about), (cast.finch, "against", other)):
        mark(cast, who, said[0], about)
        mark(cast, who, said[1], about, second)
        mark(cast, who, said[2], third)
        double.finish(sample, by=who)
    return said, about, other


def test_the_same_number_draws_the_same_sample(cast: Cast) -> None:
    for n in range(12):
        coded.say(cast, cast.amina, f"Number {n}.")
    first = drawn(cast, 4)
    once = list(first.sampled.values_list("contribution", flat=True))
    first.delete()
    again = drawn(cast, 4)
    assert list(again.sampled.values_list("contribution", flat=True)) == once
    assert (again.out_of, again.seed, len(once)) == (12, 7, 4)


def test_what_was_in_a_sample_that_was_called_off_is_in_none_afterwards(cast: Cast) -> None:
    """What one coder said of it is open from then on: drawn again with the same number it was told as read blind."""
    for n in range(6):
        coded.say(cast, cast.amina, f"Number {n}.")
    first = drawn(cast, 3)
    once = set(first.sampled.values_list("contribution", flat=True))
    read = Contribution.objects.get(pk=min(once))
    mark(cast, cast.moss, read, coded.theme(cast))
    double.call_off(first, by=cast.moss)
    assert Coding.objects.shown_to(cast.member(cast.finch)).filter(excerpt__revision__contribution=read).exists()
    assert "1 sample was drawn and called off" in " ".join(double.happened(cast.consultation)), "or till two agree"
    with pytest.raises(Refused, match="3 contributions to draw from"):
        drawn(cast, 4)
    again = drawn(cast, 3)
    assert not once & set(again.sampled.values_list("contribution", flat=True))


@pytest.mark.parametrize(
    ("typed", "told"), [(7, "drawn with a number that Jo Moss chose (7)"), (None, "by chance (seed ")]
)
def test_a_number_that_somebody_typed_is_no_chance(cast: Cast, typed: int | None, told: str) -> None:
    """They try numbers at home until the sample pleases."""
    said = coded.say(cast, cast.amina)
    sample = drawn(cast, 1, typed)
    for who in (cast.moss, cast.finch):
        mark(cast, who, said, coded.theme(cast, f"Of {who}"))
        double.finish(sample, by=who)
    [sentence, *_] = double.happened(cast.consultation)
    assert told in sentence and ("by chance" in sentence) == (typed is None)
    assert sentence.count("from then on") == 0
    DoubleCoding.objects.update(is_seed_chosen=None)  # from before it was kept
    assert f"drawn with the number {sample.seed}" in double.happened(cast.consultation)[0]


def test_what_was_coded_openly_before_the_drawing_is_not_said_to_be_read_unseen(cast: Cast) -> None:
    said, about = [coded.say(cast, cast.amina, f"Number {n}.") for n in range(2)], coded.theme(cast)
    mark(cast, cast.moss, said[0], about)
    sample = drawn(cast, 2)
    mark(cast, cast.moss, said[1], about)
    for one in said:
        mark(cast, cast.finch, one, about)
    for who in (cast.moss, cast.finch):
        double.finish(sample, by=who)
    sentence = double.happened(cast.consultation)[0]
    assert "and from then on did not see each other’s codes in it until both were done" in sentence
    assert "By then 1 of them had been coded by the first, and what was said of it was open to both." in sentence


def test_a_sample_is_drawn_from_what_no_other_coder_has_seen(cast: Cast) -> None:
    said = [coded.say(cast, cast.amina, f"Number {n}.") for n in range(3)]
    mark(cast, cast.finch, said[0], coded.theme(cast))
    before = mark(cast, cast.moss, said[1], coded.theme(cast, "Signs"))
    with pytest.raises(Refused, match="2 contributions to draw from"):
        drawn(cast, 3)
    sample = drawn(cast, 2)
    before.refresh_from_db()
    assert sample.read_before == 1 and before.state == State.SEALED and before.sample == sample


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "reyes", "outsider"])
def test_only_facilitators_draw(cast: Cast, who: str) -> None:
    coded.say(cast, cast.amina)
    first, second = cast.member(cast.moss), cast.member(cast.finch)
    with pytest.raises(Http404):
        double.draw(cast.consultation, by=getattr(cast, who), first=first, second=second, size=1)


def test_two_coders_are_two_people_who_run_it(cast: Cast) -> None:
    coded.say(cast, cast.amina)
    moss = cast.member(cast.moss)
    for other in (moss, cast.member(cast.hale)):
        with pytest.raises(Refused, match="two different coders"):
            double.draw(cast.consultation, by=cast.moss, first=moss, second=other, size=1)


def test_one_sample_at_a_time(cast: Cast) -> None:
    for n in range(2):
        coded.say(cast, cast.amina, f"Number {n}.")
    drawn(cast, 1)
    with pytest.raises(Refused, match="not done yet"):
        drawn(cast, 1)


def test_while_it_is_blind_nothing_of_the_other_is_shown_anywhere(cast: Cast, client_for: SignIn) -> None:
    said, about = coded.say(cast, cast.amina, "Put up a sign. Then wait."), coded.theme(cast, "Rare theme")
    drawn(cast, 1)
    excerpt = coding.excerpt(said, 0, 14, by=cast.moss)
    coding.code(excerpt, about, by=cast.moss, stance="against", intensity=3, memo="A thought of mine")
    own, others = client_for(cast.moss), client_for(cast.finch)
    pages = [
        f"coding/{said.pk}/",
        "coding/",
        f"coding/?theme={about.pk}",
        f"coding/read/{said.thread_id}/",
        "coding/twice/",
    ]
    mine = own.get(f"{BASE}{pages[0]}").content.decode()
    assert "A thought of mine" in mine and "<mark>" in mine
    for page in pages:
        shown = others.get(f"{BASE}{page}").content.decode()
        for word in ("A thought of mine", "<mark", "1 code<", "Rare theme</b>"):
            assert word not in shown, (page, word)
    assert [one.pk for one in others.get(f"{BASE}{pages[2]}").context["page"].items] == []
    assert next(iter(themes.with_counts(cast.consultation))).times == 0
    assert matrix.told(cast.consultation) == [] and not labels.codings(cast.consultation).exists()


def test_only_its_coders_code_the_sample_and_not_after_they_are_done(cast: Cast) -> None:
    said, about = coded.say(cast, cast.amina), coded.theme(cast)
    sample = drawn(cast, 1)
    sample.first = cast.consultation.memberships.get(user=cast.finch)
    sample.second = cast.consultation.memberships.get(user=cast.hale)
    sample.save()
    with pytest.raises(Refused, match="sample for two coders"):
        mark(cast, cast.moss, said, about)
    mark(cast, cast.finch, said, about)
    double.finish(sample, by=cast.finch)
    with pytest.raises(Refused, match="you are done with the sample"):
        mark(cast, cast.finch, said, about, "against")


def test_nobody_is_done_before_everything_is_read(cast: Cast) -> None:
    said = [coded.say(cast, cast.amina, f"Number {n}.") for n in range(2)]
    sample = drawn(cast, 2)
    mark(cast, cast.moss, said[0], coded.theme(cast))
    with pytest.raises(Refused, match="1 contribution of the sample is left"):
        double.finish(sample, by=cast.moss)
    coding.mark_not_relevant(said[1], by=cast.moss, why="greeting")
    assert [(one.done, one.may_finish) for one in double.progress(sample)] == [(2, True), (0, False)]
    double.finish(sample, by=cast.moss)
    sample.refresh_from_db()
    assert sample.first_done_at and not sample.is_open


def test_both_readings_stay_and_agreement_counts_once(
    cast: Cast, read_twice: tuple[list[Contribution], Theme, Theme]
) -> None:
    said, about, other = read_twice
    assert Coding.objects.count() == 6
    counting = Coding.objects.that_count().get()
    assert counting.excerpt.revision.contribution == said[0] and counting.coded_by == cast.member(cast.moss)
    differ = {(one.contribution, one.theme) for one in Disagreement.objects.all()}
    assert differ == {(said[1], about), (said[2], about), (said[2], other)}
    measured = DoubleCoding.objects.get().agreement
    assert (measured["units"], measured["differing"], measured["compared"]) == (3, 3, 4)
    assert [(row["title"], row["both"], row["first_only"], row["second_only"]) for row in measured["themes"]] == [
        (about.title, 2, 1, 0),
        ("Signs", 0, 0, 1),
    ]


def test_what_waits_to_be_settled_is_not_called_irrelevant(
    cast: Cast, client_for: SignIn, read_twice: tuple[list[Contribution], Theme, Theme]
) -> None:
    said, _, _ = read_twice
    aside = coded.say(cast, cast.amina, "Thanks, see you.")
    coding.mark_not_relevant(aside, by=cast.moss, why="greeting")
    rows = client_for(cast.hale).get(f"{BASE}coding/").content.decode().split("<li>")
    state = {pk: next(row for row in rows if f"coding/{pk}/" in row) for pk in [one.pk for one in [*said, aside]]}
    assert "1 code" in flat(state[said[0].pk])
    assert all("Coders differ" in state[one.pk] and "Not relevant" not in state[one.pk] for one in said[1:])
    assert "Not relevant" in state[aside.pk]


def test_what_was_measured_cannot_be_changed_afterwards(
    cast: Cast, read_twice: tuple[list[Contribution], Theme, Theme]
) -> None:
    said, about, _ = read_twice
    with pytest.raises(Refused, match="stay as they were"):
        mark(cast, cast.finch, said[1], about, "for")
    with pytest.raises(Refused, match="stay as they were"):
        coding.uncode(Coding.objects.filter(coded_by=cast.member(cast.finch)).first(), by=cast.moss)
    assert Coding.objects.count() == 6


def test_settling_says_who_why_and_what_counts(cast: Cast, read_twice: tuple[list[Contribution], Theme, Theme]) -> None:
    said, about, _ = read_twice
    found = Disagreement.objects.get(contribution=said[1])
    with pytest.raises(Refused, match="Say why"):
        settling.settle(found, by=cast.moss, why=" ")
    settling.settle(found, by=cast.moss, why="She says so twice.", counts_of=cast.member(cast.finch))
    counts = Coding.objects.that_count().get(excerpt__revision__contribution=said[1])
    assert counts.stance == "against" and counts.coded_by == cast.member(cast.finch)
    settling.settle(found, by=cast.finch, why="Both at once, on second thoughts.", stance="both", intensity=3)
    counts = Coding.objects.that_count().get(excerpt__revision__contribution=said[1])
    assert (counts.stance, counts.settles) == ("both", found) and coded.last_action() == "disagreement_settled"
    with pytest.raises(Refused, match="one of the two who read it"):
        settling.settle(found, by=cast.finch, why="It is about something else.")
    third = person("third", name="Third Coder")
    staff(cast.consultation, third, Role.FACILITATOR)
    settling.settle(found, by=third, why="It is about something else.")
    assert not Coding.objects.that_count().filter(excerpt__revision__contribution=said[1]).exists()
    found.refresh_from_db()
    assert (found.outcome, found.why, found.settled_by) == (
        "neither",
        "It is about something else.",
        cast.member(third),
    )
    assert Coding.objects.filter(settles=None).count() == 6


def test_a_coder_does_not_settle_for_their_own_reading(
    cast: Cast, read_twice: tuple[list[Contribution], Theme, Theme]
) -> None:
    """Else whoever wants a kinder count reads each critical word otherwise, and then settles it."""
    found = Disagreement.objects.get(contribution=read_twice[0][1].pk)
    own = Coding.objects.get(excerpt__revision__contribution=found.contribution, coded_by=cast.member(cast.moss))
    mine = cast.member(cast.moss)
    for what in ({"counts_of": mine}, {"stance": own.stance}, {}):
        with pytest.raises(Refused, match="one of the two who read it"):
            settling.settle(found, by=cast.moss, why="I was right.", **what)
    assert settling.settle(found, by=cast.finch, why="Moss was right.", counts_of=mine).counts_of == mine


def test_leaving_a_theme_out_is_a_reading_that_may_count(
    cast: Cast, read_twice: tuple[list[Contribution], Theme, Theme]
) -> None:
    said, about, _ = read_twice
    found = Disagreement.objects.get(contribution=said[2], theme=about)
    settling.settle(found, by=cast.moss, why="Not there.", counts_of=cast.member(cast.finch))
    assert not Coding.objects.that_count().filter(theme=about, excerpt__revision__contribution=said[2]).exists()


def test_outside_a_sample_a_second_coder_does_not_overwrite_the_first(cast: Cast) -> None:
    said, about = coded.say(cast, cast.amina), coded.theme(cast)
    first = mark(cast, cast.moss, said, about, "for")
    second = mark(cast, cast.finch, said, about, "against")
    first.refresh_from_db()
    assert (first.stance, first.state, second.state) == ("for", State.COUNTS, State.KEPT)
    assert [one.stance for one in labels.codings(cast.consultation)] == ["for"]
    found = Disagreement.objects.get()
    settling.settle(found, by=cast.moss, why="She is right.", counts_of=cast.member(cast.finch))
    assert [one.stance for one in labels.codings(cast.consultation)] == ["against"]
    mark(cast, cast.finch, said, about, "for")
    assert not Disagreement.objects.exists()


def test_the_other_reading_counts_when_the_first_is_taken_off(cast: Cast) -> None:
    said, about = coded.say(cast, cast.amina), coded.theme(cast)
    first = mark(cast, cast.moss, said, about, "for")
    mark(cast, cast.finch, said, about, "against")
    coding.uncode(first, by=cast.moss)
    assert Coding.objects.get().state == State.COUNTS and not Disagreement.objects.exists()


def test_the_database_lets_one_reading_count(cast: Cast) -> None:
    one = mark(cast, cast.moss, coded.say(cast, cast.amina), coded.theme(cast))
    with pytest.raises(IntegrityError), transaction.atomic():
        Coding.objects.create(excerpt=one.excerpt, theme=one.theme, coded_by=cast.member(cast.finch), stance="for")


def test_words_that_were_taken_back_need_not_be_settled(
    cast: Cast, read_twice: tuple[list[Contribution], Theme]
) -> None:
    Contribution.objects.filter(pk=read_twice[0][1].pk).update(state=Contribution.State.WITHDRAWN)
    assert double.differences(cast.consultation).count() == 2
    assert [one.text for one in gates.everything_is_coded(cast.consultation)] == [
        "2 differences between coders to settle."
    ]


def test_in_a_sample_no_theme_is_named_in_the_speakers_words(cast: Cast) -> None:
    said = coded.say(cast, cast.amina, "A panopticon.")
    drawn(cast, 1)
    with pytest.raises(Refused, match="use the themes that are there"):
        coding.code_words(said, by=cast.moss, themes=[], in_vivo=True, whole=True, stance="for", intensity=1)
    assert not Theme.objects.exists() and not Coding.objects.exists()


def test_the_gate_waits_for_both(cast: Cast, read_twice: object) -> None:
    assert [one.text for one in gates.everything_is_coded(cast.consultation)] == [
        "3 differences between coders to settle."
    ]
    for found in Disagreement.objects.all():
        settling.settle(found, by=cast.moss, why="Read again together.", counts_of=cast.member(cast.finch))
    assert gates.everything_is_coded(cast.consultation) == []
    coded.say(cast, cast.amina, "More.")
    drawn(cast, 1)
    assert len(gates.everything_is_coded(cast.consultation)) == 2


def test_the_annex_says_what_happened_and_no_more(cast: Cast, read_twice: object) -> None:
    said = " ".join(double.happened(cast.consultation))
    assert "a sample of 3 of 3 contributions, drawn with a number that Jo Moss chose (7)" in said
    assert "Coders differed in 3 places; of these a person settled 0" in said
    assert double.TOO_FEW in said and not {"α", "κ"} & set(said), "of three contributions nothing is measured"
    sample = DoubleCoding.objects.get()
    sample.agreement["units"] = 10
    sample.save()
    said = " ".join(double.happened(cast.consultation))
    assert "α of which themes are there: " in said and "speaker stands: not measurable" in said and "κ" in said
    DoubleCoding.objects.all().delete()
    assert double.happened(cast.consultation) == [
        "No sample was read by two coders without seeing each other’s codes, so no agreement can be given."
    ]


def test_a_sample_is_drawn_coded_and_settled_on_the_pages(cast: Cast, client_for: SignIn) -> None:
    said, about = coded.say(cast, cast.amina), coded.theme(cast)
    moss, finch, page = client_for(cast.moss), client_for(cast.finch), f"{BASE}coding/twice/"
    whom = {"first": cast.member(cast.moss).pk, "second": cast.member(cast.finch).pk}
    assert moss.post(page, {"do": "draw", **whom, "size": 9}).status_code == 422
    assert moss.post(page, {"do": "draw", **whom, "size": 1, "seed": 3}).status_code == 302
    form = {"do": "code", "whole": "on", "themes": [about.pk], "intensity": 2, "directed_at": "none", "concern": "none"}
    for client, stance in ((moss, "for"), (finch, "against")):
        sent = client.post(f"{BASE}coding/{said.pk}/", {**form, "stance": stance, "next": "1"})
        assert sent["Location"] == page, "the end of the sample leads to its page"
        assert "I am done with the sample" in client.get(page).content.decode()
        assert client.post(page, {"do": "finish"}).status_code == 302
    found = Disagreement.objects.get()
    of = f"of-{whom['second']}"
    settle = {"do": "settle", "disagreement": found.pk, "what": of, "seen": found.mark}
    bare = moss.post(page, {**settle, "why": ""})
    options = {one["value"]: one["is_chosen"] for one in bare.context["rows"][0]["options"]}
    assert bare.status_code == 422 and [value for value, chosen in options.items() if chosen] == [of]
    assert list(options) == [of, "other"], "what somebody who read it would be refused is not offered"
    assert f'name="seen" value="{found.mark}"' in " ".join(bare.content.decode().split())
    assert moss.post(page, {**settle, "why": "Read it."})["Location"] == f"{page}#differences"
    late = finch.post(page, {**settle, "what": "neither", "why": "Neither of us."})
    assert late.status_code == 422 and "Jo Moss settled this just before you: “Read it.”" in late.content.decode()
    assert 'value="Neither of us."' in late.content.decode(), "what was typed comes back"
    assert Entry.objects.filter(action="disagreement_overtaken", actor=cast.member(cast.finch).audit_name).count() == 1
    shown = finch.get(page).content.decode()
    assert "Settled by Jo Moss" in shown and "Read it." in shown
    assert double.TOO_FEW in shown and "Krippendorff" not in shown
    cast.at(Stage.COMPLETED)
    assert "Settle it" not in finch.get(page).content.decode()


def test_the_page_costs_the_same_for_many_differences(
    cast: Cast, client_for: SignIn, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    about = coded.theme(cast)
    for n in range(25):
        said = coded.say(cast, cast.amina, f"Number {n}.")
        mark(cast, cast.moss, said, about, "for")
        mark(cast, cast.finch, said, about, "against")
    client = client_for(cast.hale)
    client.get(f"{BASE}coding/twice/")
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        assert client.get(f"{BASE}coding/twice/").status_code == 200
