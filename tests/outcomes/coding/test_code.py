import pytest
from django.http import Http404

from audit import clock
from audit.models import Entry
from consultations.models import Membership, Stage
from deliberation.models import Contribution
from outcomes.coding import coding, matrix
from outcomes.findings import labels
from outcomes.models import Coding, Excerpt, Stance
from people.errors import Refused
from tests.cast import Cast
from tests.outcomes import coded
from tests.outcomes.coded import WORDS


def test_excerpt_is_the_exact_span(cast: Cast) -> None:
    said = coded.say(cast, cast.amina, "📷 👮🏽‍♀️ Delete it at once.")
    start = said.body.index("Delete")
    made = coding.excerpt(said, start, start + 9, by=cast.moss)
    assert made.verbatim == "Delete it" == said.body[made.start : made.end]
    assert coded.last_action() == "excerpt_made"


def test_white_space_at_the_edges_is_left_out(cast: Cast) -> None:
    made = coding.excerpt(coded.say(cast, cast.amina), 1, 7, by=cast.moss)
    assert made.verbatim == "like" and (made.start, made.end) == (2, 6)


@pytest.mark.parametrize("span", [(5, 5), (-1, 4), (0, 9999), (1, 2)])
def test_empty_or_outside_spans_are_refused(cast: Cast, span: tuple[int, int]) -> None:
    with pytest.raises(Refused, match="Choose the words"):
        coding.excerpt(coded.say(cast, cast.amina), *span, by=cast.moss)


def test_the_same_words_are_one_excerpt(cast: Cast) -> None:
    said = coded.say(cast, cast.amina)
    assert coding.excerpt(said, 0, 6, by=cast.moss) == coding.excerpt(said, 0, 6, by=cast.finch)


@pytest.mark.parametrize("kind", ["facilitator_note", "room"])
def test_words_of_nobody_are_coded_and_count_as_nobody(cast: Cast, kind: str) -> None:
    about = coded.theme(cast)
    coded.code(cast, coded.say(cast, cast.moss if kind == "room" else cast.amina, source_kind=kind), about)
    assert Coding.objects.that_count().count() == 1
    assert not labels.codings(cast.consultation).exists()
    assert matrix.told(cast.consultation) == []


def test_a_hidden_contribution_is_not_coded(cast: Cast) -> None:
    said = coded.say(cast, cast.amina, state=Contribution.State.REMOVED)
    with pytest.raises(Refused, match="hidden"):
        coding.excerpt(said, 0, 6, by=cast.moss)


def test_code_says_who_what_and_where(cast: Cast) -> None:
    about = coded.theme(cast)
    made = coded.code(cast, coded.say(cast, cast.amina), about, Stance.BOTH, 3)
    assert (made.stance, made.intensity, made.coded_by) == (Stance.BOTH, 3, cast.member(cast.moss))
    assert coded.last_action() == "coded"
    assert Entry.objects.latest("number").summary == about.title


def test_coding_again_on_the_theme_replaces(cast: Cast) -> None:
    about, said = coded.theme(cast), coded.say(cast, cast.amina)
    first = coded.code(cast, said, about, Stance.FOR)
    again = coded.code(cast, said, about, Stance.AGAINST)
    assert first.pk == again.pk and Coding.objects.count() == 1 and again.stance == Stance.AGAINST


def test_a_theme_of_another_consultation_is_refused(cast: Cast, elsewhere: Cast) -> None:
    excerpt = coding.excerpt(coded.say(cast, cast.amina), 0, 6, by=cast.moss)
    with pytest.raises(Refused, match="another consultation"):
        coding.code(excerpt, coded.theme(elsewhere), by=cast.moss, stance=Stance.FOR, intensity=2)


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "reyes", "outsider"])
def test_only_facilitators_code(cast: Cast, who: str) -> None:
    said = coded.say(cast, cast.amina)
    assert coded.theme(cast)
    with pytest.raises(Http404):
        coding.excerpt(said, 0, 6, by=getattr(cast, who))


def test_coding_goes_on_after_closing_and_stops_at_publication(cast: Cast) -> None:
    said = coded.say(cast, cast.amina)
    cast.at(Stage.ANALYSIS)
    assert coding.excerpt(said, 0, 6, by=cast.moss)
    cast.at(Stage.FINDINGS_PUBLISHED)
    said = Contribution.objects.get(pk=said.pk)
    with pytest.raises(Refused, match="cannot code at this stage"):
        coding.excerpt(said, 7, 10, by=cast.moss)


def test_code_words_finds_them_and_gives_every_theme(cast: Cast) -> None:
    said, themes = coded.say(cast, cast.amina), [coded.theme(cast), coded.theme(cast, "Signs")]
    made = coding.code_words(
        said, by=cast.moss, themes=themes, stance=Stance.FOR, intensity=3, words="Delete it at once."
    )
    assert made.verbatim == "Delete it at once." and made.codings.count() == 2


def test_code_words_takes_the_whole(cast: Cast) -> None:
    made = coding.code_words(
        coded.say(cast, cast.amina), by=cast.moss, themes=[coded.theme(cast)], stance=Stance.FOR, intensity=1,
        whole=True, edited="I like the cameras […]",
    )  # fmt: skip
    assert made.verbatim == WORDS and made.edited == "I like the cameras […]"


def test_code_words_without_a_theme_is_refused_and_leaves_nothing(cast: Cast) -> None:
    with pytest.raises(Refused, match="at least one theme"):
        coding.code_words(coded.say(cast, cast.amina), by=cast.moss, themes=[], stance="for", intensity=1, whole=True)
    assert not Excerpt.objects.exists()


def test_a_refused_edit_leaves_no_excerpt(cast: Cast) -> None:
    with pytest.raises(Refused):
        coding.code_words(
            coded.say(cast, cast.amina), by=cast.moss, themes=[coded.theme(cast)], stance="for", intensity=1,
            whole=True, edited="I love it",
        )  # fmt: skip
    assert not Excerpt.objects.exists()


def test_uncode_removes_an_excerpt_that_has_no_code_left(cast: Cast) -> None:
    made = coded.code(cast, coded.say(cast, cast.amina), coded.theme(cast))
    coding.uncode(made, by=cast.moss)
    assert not Excerpt.objects.exists() and coded.last_action() == "code_removed"


def test_nobody_takes_a_colleagues_reading_off(cast: Cast) -> None:
    """Else whoever wants a kinder count strips the critical codes, and no second reading and no reason is left."""
    made = coded.code(cast, coded.say(cast, cast.amina), coded.theme(cast))
    with pytest.raises(Refused, match="how Jo Moss read it"):
        coding.uncode(made, by=cast.finch)
    assert Coding.objects.that_count().filter(pk=made.pk).exists()
    Membership.objects.filter(pk=made.coded_by_id).update(withdrawn_at=clock.now())
    coding.uncode(Coding.objects.get(pk=made.pk), by=cast.finch)  # nobody is left to ask
    assert not Coding.objects.exists()


def test_the_last_code_of_a_quote_stays(cast: Cast) -> None:
    about = coded.theme(cast)
    excerpt = coded.quote(cast, cast.amina, about)
    coded.written(cast, about, [excerpt])
    excerpt.refresh_from_db()
    code = Coding.objects.get(excerpt=excerpt)
    with pytest.raises(Refused, match="A finding quotes these words"):
        coding.uncode(code, by=cast.moss)
    assert Coding.objects.filter(excerpt=excerpt).exists()
