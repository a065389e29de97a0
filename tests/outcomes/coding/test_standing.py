"""Where the coding stands is kept between two acts: it is the same as worked out anew, after any of them."""

import random
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.core.cache import cache
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from audit.models import Entry
from consultations.models import Consultation
from outcomes.coding import blank_form, codebook, coding, double, history, listing, merging, standing, taking_back
from outcomes.coding.forms import CodeForm
from outcomes.models import Coding, NotRelevant, Theme
from people.errors import Refused
from people.models import User
from people.privacy import erasing
from tests.cast import Cast
from tests.outcomes import coded

SignIn = Callable[[User | None], Client]
BASE = "/consultations/street-cameras/"


def is_right(consultation: Consultation) -> standing.Standing:
    """What is kept says the same as looking at every row."""
    kept = standing.of(consultation)
    cache.delete(f"coding-standing:{consultation.pk}")
    anew = standing.of(consultation)
    assert (kept.pks, kept.states, kept.number) == (anew.pks, anew.states, anew.number)
    left = list(coding.uncoded(consultation).exclude(coding.BLIND).order_by("pk").values_list("pk", flat=True))
    assert [pk for pk, state in zip(kept.pks, kept.states, strict=True) if state == standing.LEFT] == left
    assert list(kept.pks) == list(coding.readable(consultation).order_by("pk").values_list("pk", flat=True))
    assert kept.total == coding.included(consultation).count()
    assert kept.done == kept.total - coding.uncoded(consultation).count()
    return kept


@pytest.mark.parametrize("seed", range(4))
def test_after_any_acts_it_is_as_worked_out_anew(cast: Cast, seed: int) -> None:
    """Code, uncode, merge, split, undo, a sample opened or called off, a removal, somebody erased: in any order."""
    chance = random.Random(seed)
    for n in range(4):
        coded.theme(cast, f"Theme {n}")
    people = [cast.amina, cast.bilal]
    said = [coded.say(cast, people[n % 2], f"Number {n}. And more.") for n in range(9)]
    coded.say(cast, cast.moss, "A note.", source_kind="facilitator_note")
    consultation = cast.consultation

    def mine() -> list[Coding]:
        return list(Coding.objects.filter(coded_by=cast.member(cast.moss)))

    def code() -> None:
        coded.code(cast, chance.choice(said), chance.choice(list(Theme.objects.all())), words="And more")

    def uncode() -> None:
        for one in chance.sample(mine(), min(1, len(mine()))):
            taking_back.uncode(one, by=cast.moss)

    def merge() -> None:
        if Theme.objects.count() > 2:
            merging.merge(*chance.sample(list(Theme.objects.all()), 2), by=cast.moss)

    def split() -> None:
        theme = chance.choice(list(Theme.objects.all()))
        codebook.split(theme, f"Split {Entry.objects.count()}", list(theme.codings.all()[:1]), by=cast.moss)

    def undo() -> None:
        if change := history.newest(consultation):
            history.undo(change, by=cast.moss)

    def sample() -> None:
        first, second = cast.member(cast.moss), cast.member(cast.finch)
        drawn = double.draw(consultation, by=cast.moss, first=first, second=second, size=2)
        is_right(consultation)
        double.call_off(drawn, by=cast.moss)

    def mark() -> None:
        coding.mark_not_relevant(chance.choice(said), by=cast.moss, why="greeting")

    def unmark() -> None:
        coding.mark_relevant(chance.choice(said), by=cast.moss)

    for _ in range(25):
        with suppress(Refused), transaction.atomic():  # what an act refuses changes nothing, which is looked at too
            chance.choice([code, code, code, uncode, merge, split, undo, sample, mark, mark, unmark])()
        is_right(consultation)
    erasing.erase(cast.bilal)
    now = is_right(consultation)
    assert not {one.pk for one in said[1::2]} & set(now.pks)


def test_one_code_is_carried_on_without_looking_at_everything(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    about, said = coded.theme(cast), [coded.say(cast, cast.amina, f"Number {n}.") for n in range(3)]
    before = standing.of(cast.consultation)
    coded.code(cast, said[0], about)
    coding.mark_not_relevant(said[1], by=cast.moss, why="greeting")
    with django_assert_max_num_queries(2):  # type: ignore[operator]  the record, and which words the code is on
        after = standing.of(cast.consultation)
    assert (before.done, after.done, after.next()) == (0, 2, said[2].pk) and after.since == before.since


def test_an_act_that_was_rolled_back_leaves_nothing_behind(cast: Cast) -> None:
    about, said = coded.theme(cast), [coded.say(cast, cast.amina, f"Number {n}.") for n in range(2)]
    with transaction.atomic():
        coded.code(cast, said[0], about)
        assert standing.of(cast.consultation).done == 1
        number = Entry.objects.latest("number").number
        transaction.set_rollback(True)
    coding.mark_not_relevant(said[1], by=cast.moss, why="greeting")
    coding.mark_relevant(said[1], by=cast.moss)
    assert Entry.objects.latest("number").number == number  # another entry of the same number
    assert is_right(cast.consultation).done == 0


def test_a_code_on_words_that_were_changed_deals_with_nothing(cast: Cast) -> None:
    about, said = coded.theme(cast), coded.say(cast, cast.amina)
    first = coding.excerpt(said, 0, 5, by=cast.moss)
    coded.change(said, "Something else.")
    standing.of(cast.consultation)
    coding.code(first, about, by=cast.moss, stance="for", intensity=1)
    assert is_right(cast.consultation).done == 0


def test_what_is_coded_in_a_blind_sample_counts_for_nobody_yet(cast: Cast) -> None:
    about, said = coded.theme(cast), coded.say(cast, cast.amina)
    first, second = cast.member(cast.moss), cast.member(cast.finch)
    double.draw(cast.consultation, by=cast.moss, first=first, second=second, size=1)
    standing.of(cast.consultation)
    coded.code(cast, said, about)
    now = is_right(cast.consultation)
    assert (now.done, now.total, now.next()) == (0, 1, None)


# --- Written from a stencil -----------------------------------------------------------------------
@pytest.mark.parametrize("reads", [True, False])
@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("titles", [[], ["Signs", "<b>7403718295630043 & so</b>"]])
def test_the_blank_form_is_what_its_template_writes(cast: Cast, titles: list[str], quick: bool, reads: bool) -> None:
    themes = [blank_form.Listed(n + 5, title) for n, title in enumerate(titles)]
    request = RequestFactory().get("/")
    shown = blank_form.written(request, cast.consultation, themes, 1, quick=quick, reads=reads)
    form = CodeForm(themes=Theme.objects.none(), initial={"intensity": Coding.Intensity.CLEAR})
    form.fields["themes"].choices = themes  # type: ignore[attr-defined]
    form.recent, form.has_themes = 1, bool(themes)
    known = {"consultation": cast.consultation, "csrf_token": request.META["CSRF_COOKIE"]}
    whole = render_to_string(blank_form.TEMPLATE, {**known, "form": form, "quick": quick, "reads": reads})
    token = "csrfmiddlewaretoken"
    assert [line for line in shown.splitlines() if token not in line] == [
        line for line in whole.splitlines() if token not in line
    ]


@pytest.mark.parametrize("state", ["blind", "left", "coded", "differ", "not_relevant"])
def test_a_row_is_what_its_template_writes(cast: Cast, state: str) -> None:
    rows = [
        listing.Row(pk, 1, "So & <so> 7403718295620042", "Post", who, "Group <1>", "Part & co", state, codes)
        for pk, who, codes in ((1, "Heron <3>", 1), (22, "", 2))
    ]
    whole = "".join(render_to_string(listing.TEMPLATE, {"row": row, "slug": cast.consultation.slug}) for row in rows)
    assert listing.written(rows, cast.consultation) == whole


def test_the_list_says_nothing_of_what_the_other_coder_did_in_a_blind_sample(cast: Cast, client_for: SignIn) -> None:
    about, said, _ = coded.theme(cast), coded.say(cast, cast.amina), coded.say(cast, cast.bilal)
    first, second = cast.member(cast.moss), cast.member(cast.finch)
    double.draw(cast.consultation, by=cast.moss, first=first, second=second, size=2)
    pages = []
    for _ in range(2):
        pages.append([client_for(who).get(f"{BASE}coding/").context["rows"] for who in (cast.finch, cast.hale)])
        coded.code(cast, said, about)
    assert pages[0] == pages[1] and "code" not in pages[0][0].replace("/coding/", "")
    assert not NotRelevant.objects.exists()
